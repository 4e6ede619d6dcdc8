"""What `-m` names: a mark or control that does not exist selects, or leaves out, nothing without a word otherwise."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Sequence

import pytest

from pytest_aisec.model.matching import Regex
from pytest_aisec.plugin import frameworks

_TERM = Regex(r"(?P<name>[\w:+\-.\[\]\\/]+)\s*(?P<arguments>\((?=\s*\w+\s*=)(?:'[^']*'|\"[^\"]*\"|[^()'\"])*\))?")
"""A mark in an expression, perhaps with arguments; parentheses of the expression itself hold no `=`."""
_ARGUMENT = Regex(r"(?P<framework>\w+)\s*=\s*(?P<quote>['\"])(?P<control>.*?)(?P=quote)")
_QUOTED = Regex(r"'[^']*'|\"[^\"]*\"")
_OPERATORS = frozenset({"and", "or", "not", "True", "False", "None"})


def complaints(expression: str, config: pytest.Config, items: Sequence[pytest.Item]) -> Iterator[str]:
    """Each mark of an expression that is neither registered nor on any test, each control that does not exist."""
    catalogue = frameworks.of(config)
    registered = {re.split(r"[:(]", line, maxsplit=1)[0].strip() for line in config.getini("markers")}
    used = {mark.name for item in items for mark in item.iter_markers()}
    quoted = {place for found in _QUOTED.finditer(expression) for place in range(*found.span())}
    for term in _TERM.finditer(expression):
        name = term["name"]
        if name in _OPERATORS or term.start() in quoted:
            continue
        if name == "severity" and term["arguments"]:
            yield "it tells no severities apart; --aisec-severity does"
        if name == "control" and not term["arguments"]:
            yield "control is written with a framework, e.g. control(soc2='CC6.6')"
        if name not in registered | used:
            near = difflib.get_close_matches(name, sorted({*catalogue.ids, *registered, *used}), n=1)
            yield f"there is no mark {name!r}" + (f"; did you mean {near[0]}?" if near else "")
        for argument in _ARGUMENT.finditer(term["arguments"] or "") if name == "control" else ():
            yield from _about(argument["framework"], argument["control"], config)


def _about(framework: str, control: str, config: pytest.Config) -> Iterator[str]:
    catalogue = frameworks.of(config)
    if framework in catalogue.ids:
        yield from catalogue.complaints(framework, [control])
    else:
        near = difflib.get_close_matches(framework, catalogue.ids, n=1)
        yield f"there is no framework {framework!r}" + (f"; did you mean {near[0]}?" if near else "")


def counted(expression: str, items: Sequence[pytest.Item]) -> str:
    """How many of the policies have each framework that an expression names: why it may leave none."""
    marks = [{mark.name for mark in item.iter_markers()} for item in items]
    names = dict.fromkeys(term["name"] for term in _TERM.finditer(expression) if term["name"] not in _OPERATORS)
    counts = {name: sum(name in each for each in marks) for name in names}
    told = ", ".join(f"{count} have {name}" for name, count in counts.items() if count)
    return f"; of {len(items)} policies, {told}" if told else ""
