"""Functions: against terraform itself, and what they make of unknowns."""

from __future__ import annotations

import base64
import hashlib
import json
from pathlib import Path

import pytest

from pytest_aisec.sources.terraform.functions import FUNCTIONS, SPECIAL
from pytest_aisec.values import JsonText, PartlyKnown, Reference, Unknown

from .conftest import Evaluated, Read
from .function_cases import CASES
from .oracle import differences, needs_terraform, run

UNFORESEEN = {"bcrypt", "uuid", "timestamp", "plantimestamp", "rsadecrypt", "base64gzip"}


@needs_terraform
def test_results_are_those_of_terraform(tmp_path: Path) -> None:
    found = differences(tmp_path, [expression for cases in CASES.values() for expression in cases])
    assert not found, "\n".join(found)


@needs_terraform
def test_every_function_of_the_language_is_there_and_tried(tmp_path: Path) -> None:
    signatures = json.loads(run(tmp_path, "metadata", "functions", "-json"))["function_signatures"]
    names = {name for name in signatures if "::" not in name}
    assert names - FUNCTIONS.keys() - SPECIAL.keys() == set()
    files = {name for name in names if name.startswith("file") or name == "templatefile"}
    text = " ".join(expression for cases in CASES.values() for expression in cases)
    untried = {name for name in names - files - UNFORESEEN if f"{name}(" not in text}
    assert untried == {"templatestring"}


def test_files_are_read_inside_of_what_is_read_only(read: Read, tmp_path: Path) -> None:
    (tmp_path / "b.bin").write_bytes(b"\xff\x00")
    contents = read(
        r"""
        resource "x" "y" {
          text     = file("${path.module}/a.txt")
          digest   = filesha256("a.txt")
          md5      = filemd5("b.bin")
          base     = filebase64("b.bin")
          hash     = filebase64sha256("b.bin")
          there    = [fileexists("a.txt"), fileexists("none")]
          set      = fileset(path.module, "{sub,other}/**/*.tpl")
          rendered = templatefile("sub/t.tpl", { name = "n", items = ["a", "b"] })
          outside  = file("/etc/hostname")
          binary   = file("b.bin")
          missing  = templatefile("sub/t.tpl", {})
        }
        """,
        {"a.txt": "hé\n", "sub/t.tpl": "Hi ${name}\n%{ for i in items ~}\n- ${i}\n%{ endfor ~}\n"},
    )
    body = contents.declarations[0].body.plain
    assert isinstance(body, dict)
    assert body["text"] == "hé\n"
    assert body["digest"] == hashlib.sha256("hé\n".encode()).hexdigest()
    assert body["md5"] == hashlib.md5(b"\xff\x00", usedforsecurity=False).hexdigest()
    assert body["base"] == base64.b64encode(b"\xff\x00").decode()
    assert body["hash"] == base64.b64encode(hashlib.sha256(b"\xff\x00").digest()).decode()
    assert body["there"] == [True, False]
    assert body["set"] == ["sub/t.tpl"]
    assert body["rendered"] == "Hi n\n- a\n- b\n"
    for name, reason in {"outside": "outside", "binary": "UTF-8", "missing": "name is not given"}.items():
        assert isinstance(body[name], Unknown)
        assert reason in body[name].reason


@needs_terraform
def test_templates_give_what_terraform_gives(tmp_path: Path) -> None:
    templates = {
        "a.tpl": "a\n%{ if x }\n  yes\n%{ else }\n  no\n%{ endif }\nend",
        "b.tpl": "%{ for k, v in m ~}\n  ${k} = ${v}\n%{ endfor ~}\n\n",
        "c.tpl": '$${x} %%{x} \\n "q" ${~ x ~}  tail',
        "d.tpl": "",
        "e.tpl": "%{ for a in [1,2] }%{ if a == 1 }one%{ else }${a}%{ endif }, %{ endfor }",
        "f.tpl": "${x}",
        "g.tpl": "  \n  %{~ if x ~}  \n  a \n %{~ endif ~}  \n  b",
        "h.tpl": "line\r\nnext",
    }
    for name, text in templates.items():
        for folder in (tmp_path, tmp_path / "ours"):
            folder.mkdir(exist_ok=True)
            (folder / name).write_bytes(text.encode())
    calls = [f'templatefile("{name}", {{ x = true, m = {{ b = 1, a = 2 }} }})' for name in templates]
    found = differences(tmp_path, calls)
    assert not found, "\n".join(found)


@pytest.mark.parametrize("call", ["timestamp()", "uuid()", 'bcrypt("x")', "plantimestamp()", 'base64gzip("x")'])
def test_results_that_nobody_foretells_are_unknown(value: Evaluated, call: str) -> None:
    got = value(call).value
    assert isinstance(got, Unknown)
    assert got.is_set


def test_json_keeps_structure_and_locations(value: Evaluated) -> None:
    got = value('jsonencode({\n  a = ["x"]\n  b = 1\n})').value
    assert isinstance(got, JsonText)
    assert got == '{"a":["x"],"b":1}'
    entries = got.structure.value
    assert isinstance(entries, dict)
    assert entries["b"].location.line == 4


def test_json_with_unknown_parts_is_partly_known(value: Evaluated) -> None:
    rest = 'resource "b" "b" {}\nvariable "q" {}'
    got = value('jsonencode({ r = "${b.b.arn}/*", a = b.b.arn, q = var.q })', rest).value
    assert isinstance(got, PartlyKnown)
    assert got.structure is not None
    assert [reference.target for reference in got.references] == ["b.b", "b.b"]
    shape = "".join(part if isinstance(part, str) else "?" for part in got.parts)
    assert shape == '{"a":"?","q":?,"r":"?/*"}'


def test_json_is_decoded_to_where_it_was_encoded(value: Evaluated) -> None:
    got = value('jsondecode(jsonencode({ a = b.b.arn, n = "x" })).a', 'resource "b" "b" {}').value
    assert isinstance(got, Reference)
    assert got.target == "b.b"


@pytest.mark.parametrize(
    ("call", "shape"),
    [
        ('join("-", ["a", b.b.id, "c"])', "a-?-c"),
        ('format("%s/%s-%d", "a", b.b.id, 3)', "a/?-3"),
        ('upper("a-${b.b.id}")', "A-?"),
    ],
)
def test_strings_keep_their_known_parts(value: Evaluated, call: str, shape: str) -> None:
    got = value(call, 'resource "b" "b" {}').value
    assert isinstance(got, PartlyKnown)
    assert "".join(part if isinstance(part, str) else "?" for part in got.parts) == shape


@pytest.mark.parametrize(
    "call",
    ["coalesce(null, b.b.id)", "try(b.b.id, 1)", "one([b.b.id])", "element([b.b.id], 3)", 'lookup({ a = b.b.id }, "a")',
     "concat([b.b.id], [1])[0]", "merge({ a = b.b.id }, { c = 1 }).a", "tolist(toset([b.b.id]))[0]", "flatten([[b.b.id]])[0]",
     "values({ a = b.b.id })[0]", 'coalesce(b.b.id, "x")'],
)  # fmt: skip
def test_references_survive_functions(value: Evaluated, call: str) -> None:
    got = value(call, 'resource "b" "b" {}').value
    assert isinstance(got, Reference)
    assert got.target == "b.b"


def test_a_function_of_few_possible_values_has_few_results(value: Evaluated) -> None:
    got = value('upper(var.q ? "a" : "b")', 'variable "q" {}').value
    assert isinstance(got, Unknown)
    assert got.possible is not None
    assert [alternative.value for alternative in got.possible] == ["A", "B"]


def test_sensitive_values_stay_so(value: Evaluated) -> None:
    rest = 'variable "p" {\n  sensitive = true\n  default = "x"\n}'
    for expression in ("var.p", '"a-${var.p}"', "jsonencode([var.p])", "upper(var.p)", 'join("", [var.p])'):
        assert value(expression, rest).sensitive, expression
    assert not value("nonsensitive(var.p)", rest).sensitive


def test_unknown_functions_are_unknown(value: Evaluated) -> None:
    got = value('provider::other::thing("x")').value
    assert isinstance(got, Unknown)
    assert "provider::other::thing" in got.reason


def test_functions_of_the_aws_provider(value: Evaluated) -> None:
    assert value('provider::aws::arn_parse("arn:aws:iam::1:role/a/b").account_id').value == "1"
    assert value('provider::aws::trim_iam_role_path("arn:aws:iam::1:role/a/b")').value == "arn:aws:iam::1:role/b"
    assert value('provider::aws::arn_build("aws", "s3", "", "", "b")').value == "arn:aws:s3:::b"


def test_patterns_that_could_take_forever_are_not_tried(value: Evaluated) -> None:
    got = value(f'regex("(a+)+$", "{"a" * 100}b")').value
    assert isinstance(got, Unknown)


@pytest.mark.parametrize(
    ("call", "shape"),
    [
        ('replace("a_X_b", "_X_", b.b.id)', "a?b"),
        ('replace("a_X_${b.b.id}", "_X_", "-")', "a-?"),
        ('replace(jsonencode({ r = "_X_/${b.b.id}", n = 1 }), "_X_", "arn")', '{"n":1,"r":"arn/?"}'),
        ('replace(jsonencode({ r = "_X_/*" }), "_X_", b.b.arn)', '{"r":"?/*"}'),
    ],
)
def test_replacing_keeps_the_known_parts(value: Evaluated, call: str, shape: str) -> None:
    got = value(call, 'resource "b" "b" {}').value
    assert isinstance(got, PartlyKnown)
    assert "".join(part if isinstance(part, str) else "?" for part in got.parts) == shape


def test_replacing_what_an_unknown_may_complete_is_unknown(value: Evaluated) -> None:
    got = value('replace("ab${b.b.id}", "bc", "-")', 'resource "b" "b" {}').value
    assert isinstance(got, Unknown)
    assert not isinstance(got, PartlyKnown)


def test_replacing_in_json_keeps_its_structure(value: Evaluated) -> None:
    got = value('replace(jsonencode({\n  r = "_X_/*"\n}), "_X_", "arn")').value
    assert isinstance(got, JsonText)
    assert got == '{"r":"arn/*"}'
    assert got.structure.plain == {"r": "arn/*"}


@pytest.mark.parametrize(
    "call",
    ["distinct([b.b.id, b.c.id, b.b.id])", "setunion([b.b.id], [b.c.id, b.b.id])", "toset([b.b.id, b.c.id, b.b.id])"],
)
def test_identifiers_of_resources_are_told_apart(value: Evaluated, call: str) -> None:
    got = value(call, 'resource "b" "b" {}\nresource "b" "c" {}').value
    assert isinstance(got, list)
    assert [item.value.target for item in got if isinstance(item.value, Reference)] == ["b.b", "b.c"]


def test_other_unknowns_are_not_told_apart(value: Evaluated) -> None:
    assert isinstance(value("distinct([var.q, 1])", 'variable "q" {}').value, Unknown)
    assert isinstance(value("length(toset([var.q, 1]))", 'variable "q" {}').value, Unknown)
