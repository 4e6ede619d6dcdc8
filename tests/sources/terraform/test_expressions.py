"""Expressions: against terraform itself, and what becomes of unknowns in them."""

from __future__ import annotations

import random
import re
from pathlib import Path

import pytest

from pytest_aisec.values import Reference, Unknown

from .conftest import Evaluated, Read, at
from .consistency import inconsistent
from .expression_cases import CASES
from .generate import Generator
from .oracle import FULL, SEED, differences, needs_terraform

AT_ONCE = 500
SEEDS = range(SEED, SEED + (40 if FULL else 1))
HIDDEN_SEEDS = range(SEED, SEED + (40 if FULL else 2))


@needs_terraform
def test_values_are_those_of_terraform(tmp_path: Path) -> None:
    found = differences(tmp_path, CASES)
    assert not found, "\n".join(found)


@needs_terraform
@pytest.mark.parametrize("seed", SEEDS)
def test_generated_expressions_have_the_values_of_terraform(tmp_path: Path, seed: int) -> None:
    generator = Generator(random.Random(seed))
    expressions = [generator.expression() for _ in range(AT_ONCE)]
    found = differences(tmp_path, expressions, generator.declarations)
    assert not found, f"seed {seed}\n" + "\n".join(found)


def _hidden(declarations: str, names: set[str]) -> str:
    """The declarations without the defaults of some variables."""
    lines, current = [], ""
    for line in declarations.splitlines():
        declared = re.match(r'variable "(\w+)"', line)
        current = declared.group(1) if declared else current
        if current in names and "default" in line:
            line = f'variable "{current}" {{}}' if declared else ""  # noqa: PLW2901
        lines.append(line)
    return "\n".join(lines)


@pytest.mark.parametrize("seed", HIDDEN_SEEDS)
def test_unknowns_never_turn_into_other_values(read: Read, seed: int) -> None:
    rng = random.Random(seed)
    generator = Generator(rng)
    expressions = [generator.expression() for _ in range(AT_ONCE)]
    names = re.findall(r'variable "(\w+)"', generator.declarations)
    resource = 'resource "x" "y" {\n' + "".join(f"v{i} = {e}\n" for i, e in enumerate(expressions)) + "}\n"
    known = read(resource + generator.declarations).declarations[0].body
    hidden = _hidden(generator.declarations, set(rng.sample(names, 3)))
    unknown = read(resource + hidden).declarations[0].body
    for place, expression in enumerate(expressions):
        why = inconsistent(at(unknown, f"v{place}"), at(known, f"v{place}"))
        assert why is None, f"seed {seed}\n{expression}\n{why}"


@pytest.mark.parametrize(
    ("expression", "known"),
    [
        ("false && var.q", False),
        ("var.q || true", True),
        ("var.q ? 1 : 1", 1),
        ('"${var.q}x" == ""', False),
        ('"a${var.q}" == "b"', False),
        ("b.b.id != null", True),
        ("length([var.q, 1])", 2),
        ('contains([var.q, "x"], "x")', True),
        ("alltrue([var.q, false])", False),
        ('startswith("ab${var.q}", "a")', True),
        ("keys({ a = var.q })", ["a"]),
        ("[var.q, 5][1]", 5),
        ("[for v in [1, 2] : v if true || var.q]", [1, 2]),
        ("var.q == var.q", True),
    ],
)  # fmt: skip
def test_what_does_not_depend_on_the_unknown_is_known(value: Evaluated, expression: str, known: object) -> None:
    assert value(expression, 'variable "q" {}\nresource "b" "b" {}').plain == known


@pytest.mark.parametrize(
    ("expression", "possible"),
    [
        ('var.q == "x"', [True, False]),
        ("!var.q", [True, False]),
        ('var.q ? "a" : "b"', ["a", "b"]),
        ('var.q == 1 ? "a" : var.q == 2 ? "b" : "c"', ["a", "b", "c"]),
        ('{ x = "a", y = "b" }[var.q]', ["a", "b"]),
        ("(var.q ? { n = 1 } : { n = 2 }).n", [1, 2]),
    ],
)  # fmt: skip
def test_unknowns_with_few_values_list_them(value: Evaluated, expression: str, possible: list[object]) -> None:
    got = value(expression, 'variable "q" {}').value
    assert isinstance(got, Unknown)
    assert got.possible is not None
    assert [alternative.plain for alternative in got.possible] == possible


def test_a_conditional_keeps_both_references(value: Evaluated) -> None:
    got = value(
        "var.q ? b.b.id : b.c[0].id", 'variable "q" {}\nresource "b" "b" {}\nresource "b" "c" {\n  count = 1\n}'
    )
    assert isinstance(got.value, Unknown)
    assert got.value.possible is not None
    assert [a.value.target for a in got.value.possible if isinstance(a.value, Reference)] == ["b.b", "b.c[0]"]
    assert got.value.is_set


@pytest.mark.parametrize(
    "expression", ['1 + "x"', "[1][3]", "{}.a", "upper([])", "var.none", "local.none", "none.x", "null.x"]
)
def test_what_terraform_refuses_is_unknown_with_its_reason(value: Evaluated, expression: str) -> None:
    got = value(expression)
    assert isinstance(got.value, Unknown)
    assert got.value.location.line == 2
    assert got.value.reason
