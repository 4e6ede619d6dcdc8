"""What `-m` names: a mark or control that does not exist selects, or leaves out, nothing without a word otherwise."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Sequence

import pytest

from pytest_aisec.plugin import frameworks

_TERM = re.compile(r"(?P<name>[\w:+\-.\[\]\\/]+)\s*(?P<arguments>\((?=\s*\w+\s*=)(?:'[^']*'|\"[^\"]*\"|[^()'\"])*\))?")
"""A mark in an expression, perhaps with arguments; parentheses of the expression itself hold no `=`."""
_ARGUMENT = re.compile(r"(?P<framework>\w+)\s*=\s*(?P<quote>['\"])(?P<control>.*?)(?P=quote)")
_OPERATORS = frozenset({"and", "or", "not", "True", "False", "None"})


def complaints(expression: str, config: pytest.Config, items: Sequence[pytest.Item]) -> Iterator[str]:
    """Each mark of an expression that is neither registered nor on any test, each control that does not exist."""
    catalogue = frameworks.of(config)
    registered = {re.split(r"[:(]", line, maxsplit=1)[0].strip() for line in config.getini("markers")}
    used = {mark.name for item in items for mark in item.iter_markers()}
    for term in _TERM.finditer(expression):
        name = term["name"]
        if name in _OPERATORS:
            continue
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
