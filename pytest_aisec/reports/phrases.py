"""A failed assertion in words, where what it compares is plain: `has to be "VPC", is "PUBLIC"`."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from pytest_aisec.findings import Finding
from pytest_aisec.model.matching import Regex
from pytest_aisec.values import known_text

PLAIN = r"'[^']*'|\"[^\"]*\"|-?\d+(?:\.\d+)?"
COMPARED = Regex(rf"assert (?P<left>{PLAIN}) (?P<sign>[=!]=|[<>]=?) (?P<right>{PLAIN})")
CONTAINED = Regex(rf"assert (?P<left>{PLAIN}) in (?P<right>[\[({{].+[\])}}])")
LEFT_OVER = Regex(r"assert (?P<items>\[.+\]) == \[\]")
FIRST = Regex(r"Left contains (?:one more item|(?P<number>\d+) more items, first extra item): (?P<item>.+)")
"""pytest's words beside the comparison of two lists, which shortens the list itself."""

REQUIRED = {"==": "be", ">=": "be at least", "<=": "be at most", ">": "be more than", "<": "be less than"}
TURNED = {"==": "==", "!=": "!=", ">=": "<=", "<=": ">=", ">": "<", "<": ">"}


def in_words(finding: Finding) -> str | None:
    """What its assertion requires and what there is; None where that cannot be told from what was read."""
    lines = finding.message.splitlines() or [""]
    if found := LEFT_OVER.fullmatch(lines[0]):
        return _left_over(found["items"], lines[1:])
    read = [item.value for item in finding.evidence]
    if found := COMPARED.fullmatch(lines[0]):
        return _compared(_plain(found["left"]), found["sign"], _plain(found["right"]), read)
    if found := CONTAINED.fullmatch(lines[0]):
        return _contained(_plain(found["left"]), _plain(found["right"]), read)
    return None


def _compared(left: object, sign: str, right: object, read: Sequence[object]) -> str | None:
    """Of the two sides one was read: it is on the left, unless only the right one was."""
    if not _is_among(left, read):
        if not _is_among(right, read):
            return None
        left, sign, right = right, TURNED[sign], left
    if sign == "!=":
        return f"must not be {known_text(right)}"
    return f"has to {REQUIRED[sign]} {known_text(right)}, is {known_text(left)}"


def _contained(left: object, right: object, read: Sequence[object]) -> str | None:
    if not isinstance(right, (list, tuple, set)) or any(each is ... for each in right):
        return None
    items = sorted(map(known_text, right)) if isinstance(right, set) else list(map(known_text, right))
    if _is_among(left, read):
        return f"has to be one of {', '.join(items)}; is {known_text(left)}"
    if _is_among(list(right), read):
        return f"has to contain {known_text(left)}, has {', '.join(items)}"
    return None


def _left_over(items: str, details: Sequence[str]) -> str | None:
    """What stands in a list that has to be empty: what is missing, or what must not be."""
    shown = _plain(items)
    if isinstance(shown, list) and all(isinstance(each, str) and "..." not in each for each in shown):
        return f"amiss: {', '.join(shown)}"
    found = next((found for line in details if (found := FIRST.fullmatch(line.strip()))), None)
    if found is None:
        return None
    item = _plain(found["item"])
    said = item if isinstance(item, str) else found["item"]
    others = int(found["number"] or 1) - 1
    return f"amiss: {said}" + (f" and {others} more" if others else "")


def _plain(text: str) -> object:
    """The value that a text writes; nothing that is one of them (`...`) where it writes something else."""
    try:
        return ast.literal_eval(text)
    except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
        return ...


def _is_among(value: object, read: Sequence[object]) -> bool:
    return any(type(each) is type(value) and each == value for each in read)
