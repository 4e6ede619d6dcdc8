"""Which patterns are not tried."""

from __future__ import annotations

import pytest

from pytest_aisec.model.regexes import takes_long


@pytest.mark.parametrize(
    "pattern",
    [
        r"(a+)+$",
        r"((a+))+$",
        r"(?:a*)*b",
        r"(a|aa)+$",
        r"(?P<x>a?)*$",
        r"(a{2,})+$",
        r"(\w+\.?)+$",
        r"([a-z.]+\.)*x",
        r"(.+-)*x",
        r"(a+(b|c))*d",
    ],
)
def test_repetitions_in_repetitions_take_long_on_long_texts(pattern: str) -> None:
    assert takes_long(pattern, 60)
    assert not takes_long(pattern, 20)


@pytest.mark.parametrize(
    "pattern", [r".*" * 10 + "x", r"(.*)" * 8 + "x", r"\w+\w+\w+\w+\w+\w+\w+x", r"[a-z]*" * 7 + "1"]
)
def test_many_repetitions_in_a_row_take_long(pattern: str) -> None:
    assert takes_long(pattern, 60)
    assert not takes_long(pattern, 5)


@pytest.mark.parametrize(
    "pattern",
    [
        r"",
        r"^(dev|prod|stage)$",
        r"^([a-z0-9]+-)*prod$",
        r"^(?:[^/]+/)+x$",
        r"(\.[a-z]+)*$",
        r"^arn:[^:]+:[^:]+:[^:]*:[^:]*:[^:]+:[^:]*:.+$",
        r"[(+*]+\(a\)+",
        r"(?i)abc.*",
        r"^\d{4}-\d{2}-\d{2}T.*$",
        r"(foo)+",
        r"[]*+(]x+",
        r"[[:alpha:]+]+",
    ],
)
def test_ordinary_patterns_do_not(pattern: str) -> None:
    assert not takes_long(pattern, 200)


@pytest.mark.parametrize("pattern", ["(", ")", "))+", "[", "[^", "\\", "(?", "{", "a{", "(a", "(?P<", "*", "(*)*"])
def test_what_is_no_pattern_is_no_problem_here(pattern: str) -> None:
    assert not takes_long(pattern, 20)
