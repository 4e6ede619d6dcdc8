"""Configuration that is made, or has grown, to exhaust who reads it: it costs its own value and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from pytest_aisec.sources.terraform import TerraformSource, effort
from pytest_aisec.sources.terraform.unknowns import first_unknown
from pytest_aisec.values import Unknown

from .conftest import Evaluated, Read, at

DIGITS = "9" * 5000
"""More than Python turns into a number."""


def test_numbers_of_too_many_digits_are_not_parsed(value: Evaluated) -> None:
    assert value('parseint("ZZ", 36)').value == 35 * 36 + 35
    found = value(f'parseint("{DIGITS}", 10)').value
    assert isinstance(found, Unknown)
    assert "more than 4000 digits" in found.reason


@pytest.mark.parametrize("literal", ["1e999999999", f"-1e{DIGITS}", DIGITS, f"0.{DIGITS}", f"local.a.{DIGITS}"])
def test_numbers_beyond_calculation_are_unknown(value: Evaluated, literal: str) -> None:
    found = value(literal, "locals {\n  a = [1]\n}").value
    assert isinstance(found, Unknown)
    assert "too large a number" in found.reason


@pytest.mark.parametrize("literal", ["1e999999999", DIGITS])
def test_numbers_of_json_beyond_calculation_are_unknown(read: Read, literal: str) -> None:
    contents = read("", {"a.tf.json": f'{{"resource": {{"x": {{"y": {{"v": {literal}, "w": 1}}}}}}}}'})
    assert not contents.unread
    body = contents.declarations[0].body
    found = at(body, "v").value
    assert isinstance(found, Unknown)
    assert "too large a number" in found.reason
    assert at(body, "w").value == 1


def test_a_manifest_of_modules_nested_beyond_reason_is_none(read: Read) -> None:
    contents = read('module "m" {\n  source = "a/b/aws"\n}', {".terraform/modules/modules.json": "[" * 100_000})
    assert ["not downloaded" in each.reason for each in contents.unread] == [True]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("[" * 100_000, "nested deeper than 100 levels"),
        ("a0: &a0 [x]\n" + "".join(f"a{i}: &a{i} [*a{i - 1}, *a{i - 1}]\n" for i in range(1, 60)), "more than"),
        ("a: &a [*a]", "contains itself"),
    ],
    ids=["nested", "laughs", "itself"],
)
def test_yaml_made_to_exhaust_is_refused(read: Read, text: str, reason: str) -> None:
    contents = read('resource "x" "y" {\n  v = yamldecode(file("x.yaml"))\n}', {"x.yaml": text})
    found = at(contents.declarations[0].body, "v").value
    assert isinstance(found, Unknown)
    assert reason in found.reason


def test_a_pattern_of_files_with_many_stars_is_matched_at_once(read: Read) -> None:
    deep = "/".join(["d"] * 40)
    uses = f"""
        v = fileset(".", "{"**/" * 30}x")
        w = fileset(".", "{"**/" * 30}f")
        x = fileset(".", "{{")
    """
    contents = read(f'resource "x" "y" {{\n{uses}\n}}', {f"{deep}/f": ""})
    body = contents.declarations[0].body
    assert at(body, "v").plain == []
    assert at(body, "w").plain == [f"{deep}/f"]
    refused = at(body, "x").value
    assert isinstance(refused, Unknown)
    assert refused.reason == "fileset: { is no pattern"


@pytest.mark.parametrize("pattern", ["(a+)+$", "((a+))+$", "(a|aa)+$"])
def test_regular_expressions_that_take_for_ever_are_not_tried(value: Evaluated, pattern: str) -> None:
    found = value(f'regexall("{pattern}", "{"a" * 61}!")').value
    assert isinstance(found, Unknown)
    assert "is not evaluated on long texts" in found.reason


def doubling(first: str, again: str, lines: int = 60) -> str:
    """Locals of which each has the one before it twice."""
    names = "".join(f"  a{i} = {again.format(f'local.a{i - 1}')}\n" for i in range(1, lines))
    return f"locals {{\n  a0 = {first}\n{names}}}\n"


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Limits that a test reaches at once."""
    monkeypatch.setattr(effort, "MOST_PARTS", 500)
    monkeypatch.setattr(effort, "MOST_STEPS", 2000)
    monkeypatch.setattr(effort, "MOST_MODULES", 50)
    monkeypatch.setattr(effort, "MOST_CHARACTERS", 20_000)


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize(
    ("first", "again", "use", "reason"),
    [
        ('["x"]', "[{0}, {0}]", "jsonencode(local.a59)", "more than 500 values"),
        ('["x"]', "[{0}, {0}]", "local.a59", "more than 500 values"),
        ('["x"]', "{{ a = {0}, b = {0} }}", "local.a59 == local.a58", "more than 500 values"),
        ('["x"]', "concat({0}, {0})", "length(local.a59)", "more than 500 elements"),
        ('"x"', '"${{{0}}}${{{0}}}"', "local.a59", "more than 500 values"),
        ('"x"', 'join("", [{0}, {0}])', "upper(local.a59)", "more than 500 values"),
        ("timestamp()", '"${{{0}}}${{{0}}}"', "local.a59", "more than 500 values"),
        ("range(30)", "[for i in range(20) : {0}]", "local.a59", "more than 500 values"),
    ],
)
def test_values_that_double_are_unknown_beyond_a_size(
    read: Read, first: str, again: str, use: str, reason: str
) -> None:
    contents = read(f'resource "x" "y" {{\n  v = {use}\n  w = 1\n}}\n' + doubling(first, again))
    body = contents.declarations[0].body
    found = first_unknown(at(body, "v"))
    assert found is not None
    assert reason in found.reason
    assert at(body, "w").value == 1


@pytest.mark.usefixtures("impatient")
def test_what_is_too_large_is_reported_at_its_place(read: Read) -> None:
    contents = read(doubling('["x"]', "[{0}, {0}]", 10) + 'resource "x" "y" {\n  v = local.a9\n}')
    (unread,) = contents.unread
    assert str(unread.location) == "main.tf:10"
    assert unread.reason == "local.a8 has more than 500 values, and is not evaluated"
    assert (unread.types, unread.mentions) == (frozenset(), frozenset()), "no resource is lost"


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("argument", ["concat(range(300), range(300))", 'join("", [for i in range(300) : local.long])'])
def test_one_expression_does_not_grow_without_end_either(value: Evaluated, argument: str) -> None:
    found = value(argument, f'locals {{\n  long = "{"x" * 100}"\n}}').value
    assert isinstance(found, Unknown)
    assert "is not evaluated" in found.reason


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize(
    "argument",
    [
        "v = [for i in range(20) : [for j in range(20) : [for k in range(20) : k]]]",
        'v = "%{ for i in range(20) }%{ for j in range(20) }%{ for k in range(20) }k%{ endfor }%{ endfor }%{ endfor }"',
        """
        dynamic "v" {
          for_each = range(20)
          content {
            dynamic "v" {
              for_each = range(20)
              content {
                dynamic "v" {
                  for_each = range(20)
                  content {}
                }
              }
            }
          }
        }
        """,
    ],
)
def test_walking_without_end_ends_and_is_told_once(read: Read, argument: str) -> None:
    contents = read(f'resource "x" "y" {{\n  {argument}\n}}\nresource "x" "z" {{\n  v = [for i in [1] : i]\n}}')
    (unread,) = contents.unread
    assert unread.reason == "the configuration walks over more than 2000 items, and is not evaluated"
    found = {each.address: at(each.body, "v") for each in contents.declarations}
    assert first_unknown(found["x.y"]) is not None
    assert isinstance(found["x.z"].value, Unknown), "what comes after is not evaluated either"


@pytest.mark.usefixtures("impatient")
def test_instances_without_end_are_one_that_may_not_exist(read: Read) -> None:
    contents = read('resource "x" "y" {\n  count = 3000\n}')
    assert [each.address for each in contents.declarations] == ["x.y"]
    assert contents.declarations[0].conditional is not None
    assert "walks over more than 2000 items" in contents.unread[0].reason


def test_a_lack_of_memory_is_unread(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def exhausted(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr(TerraformSource, "_read", exhausted)
    (unread,) = TerraformSource(tmp_path, tmp_path).read().unread
    assert unread.reason == "evaluating it takes more memory than there is"


@pytest.mark.usefixtures("impatient")
def test_modules_that_call_more_and_more_modules_end(read: Read) -> None:
    calls = "".join(f'module "m{i}" {{\n  source = "../%s"\n}}\n' for i in range(5))
    levels = {f"level{n}/main.tf": calls % ((f"level{n + 1}",) * 5) for n in range(10)}
    contents = read('module "m" {\n  source = "./level0"\n}\nresource "x" "y" {}', {**levels, "level10/main.tf": ""})
    (unread,) = contents.unread
    assert unread.reason == "there are more than 50 instances of modules, and the rest is not read"
    assert (unread.types, unread.mentions) == (None, None), "any resource may be lost"
    assert "x.y" in [each.address for each in contents.declarations]


def test_values_of_ordinary_size_are_known(value: Evaluated) -> None:
    assert value("length(flatten([for i in range(60) : [for j in range(60) : j]]))").value == 60 * 60
