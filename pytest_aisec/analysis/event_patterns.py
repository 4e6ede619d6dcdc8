"""Event patterns of Amazon EventBridge: whether a pattern lets an event through."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

Fit = bool | None
"""Whether something fits; None where that depends on what the event does not tell."""


class _Absent:
    def __repr__(self) -> str:
        return "ABSENT"


ABSENT = _Absent()
"""The value of a field that an event is known not to have; a field that is left out may be there."""


def lets_through(pattern: Mapping[str, Any], event: Mapping[str, Any]) -> Fit:
    """Whether a pattern matches an event of which some fields are known.

    Every field that the pattern names must fit one of its alternatives, `$or` one of its parts, and of a list in the
    event one item. Raises ValueError for
    an operator that EventBridge does not have.
    https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
    """
    return all_fit(_field_fits(name, wanted, event) for name, wanted in pattern.items())


def all_fit(fits: Iterable[Fit]) -> Fit:
    """Whether all fit."""
    found = list(fits)
    return False if False in found else None if None in found else True


def any_fit(fits: Iterable[Fit]) -> Fit:
    """Whether one fits."""
    found = list(fits)
    return True if True in found else None if None in found else False


def _field_fits(name: str, wanted: Any, event: Mapping[str, Any]) -> Fit:
    if name == "$or" and isinstance(wanted, list):
        return any_fit(lets_through(part, event) for part in wanted)
    if isinstance(wanted, Mapping):
        inner = event.get(name, {})
        each = inner if isinstance(inner, list) else [inner]
        return any_fit(lets_through(wanted, part) if isinstance(part, Mapping) else False for part in each)
    if not isinstance(wanted, list):
        raise ValueError(f"expected a list of alternatives, found {wanted!r}")  # noqa: TRY004 -- of the document
    if name not in event:
        return None
    return any(_fits(each, event[name]) for each in wanted)


def _fits(wanted: object, value: object) -> bool:
    if not isinstance(wanted, Mapping):
        return type(wanted) is type(value) and wanted == value
    if len(wanted) != 1:
        raise ValueError(f"expected one operator, found {dict(wanted)!r}")
    ((operator, operand),) = wanted.items()
    match operator:
        case "exists":
            return bool(operand) is (value is not ABSENT)
        case "prefix" | "suffix" | "equals-ignore-case" | "wildcard":
            return isinstance(value, str) and _text_fits(operator, operand, value)
        case "anything-but":
            return value is not ABSENT and not _excluded(operand, value)
        case "numeric":
            return isinstance(value, int | float) and _number_fits(operand, value)
    raise ValueError(f"EventBridge has no operator {operator!r}")


def _text_fits(operator: str, operand: Any, value: str) -> bool:
    if isinstance(operand, Mapping) and set(operand) == {"equals-ignore-case"}:
        operand, value = str(operand["equals-ignore-case"]).lower(), value.lower()
    if not isinstance(operand, str):
        raise ValueError(f"expected a text after {operator!r}, found {operand!r}")  # noqa: TRY004 -- of the document
    match operator:
        case "prefix":
            return value.startswith(operand)
        case "suffix":
            return value.endswith(operand)
        case "equals-ignore-case":
            return value.lower() == operand.lower()
    pieces = (re.escape(piece) for piece in operand.split("*"))
    return re.fullmatch(".*".join(pieces), value) is not None


def _excluded(operand: Any, value: object) -> bool:
    """Whether `anything-but` names the value: a value, a list of them, or an operator on texts."""
    if isinstance(operand, Mapping):
        ((operator, inner),) = operand.items()
        alternatives = inner if isinstance(inner, list) else [inner]
        return isinstance(value, str) and any(_text_fits(operator, each, value) for each in alternatives)
    return value in operand if isinstance(operand, list) else value == operand


_COMPARED = {
    "=": lambda value, bound: value == bound,
    "<": lambda value, bound: value < bound,
    "<=": lambda value, bound: value <= bound,
    ">": lambda value, bound: value > bound,
    ">=": lambda value, bound: value >= bound,
}


def _number_fits(operand: Any, value: float) -> bool:
    """`[">", 0, "<=", 5]`: every pair of a comparison and a bound holds. Numbers in quotes are none: ValueError."""
    signs, bounds = (operand[::2], operand[1::2]) if isinstance(operand, list) else ([operand], [])
    if set(map(str, signs)) - _COMPARED.keys() or not all(isinstance(bound, int | float) for bound in bounds):
        raise ValueError(f"expected comparisons with numbers, found {operand!r}")
    return all(_COMPARED[str(sign)](value, bound) for sign, bound in zip(signs, bounds, strict=True))
