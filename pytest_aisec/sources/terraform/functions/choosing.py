"""Functions that choose or decide: `coalesce`, `alltrue` and their like."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pytest_aisec.sources.terraform.convert import converted, of_open_type
from pytest_aisec.sources.terraform.errors import Refused
from pytest_aisec.sources.terraform.functions.registry import (
    elements,
    function,
)
from pytest_aisec.sources.terraform.types import (
    ANY,
    BOOL,
    STRING,
    Collection,
    SetValue,
    Typed,
    is_open,
    kind_of,
    type_of,
)
from pytest_aisec.sources.terraform.unification import unified
from pytest_aisec.sources.terraform.unknowns import NotKnown, Whole
from pytest_aisec.values import Located, PartlyKnown, Reference, Unknown, Value

_BOOLS = Collection("list", BOOL)


def _decide(items: Iterable[Located], decisive: bool) -> Value:
    unknown: Unknown | None = None
    for item in items:
        if isinstance(item.value, Unknown):
            unknown = item.value
        elif (item.value is True) is decisive:
            return decisive
    if unknown is not None:
        raise NotKnown(unknown)
    return not decisive


@function("alltrue", _BOOLS)
def _alltrue(items: Located) -> Value:
    return _decide(elements(items), decisive=False)


@function("anytrue", _BOOLS)
def _anytrue(items: Located) -> Value:
    return _decide(elements(items), decisive=True)


def _as_one_type(values: Sequence[Located]) -> list[Located]:
    wanted = unified([type_of(value) for value in values])
    if wanted is None:
        raise Refused("all arguments must have one type")
    items = [converted(value, wanted) for value in values]
    doubt = next((value.value for value in values if _leaves_type_open(value)), None)
    return [of_open_type(item, doubt) for item in items] if isinstance(doubt, Unknown) else items


def _leaves_type_open(value: Located) -> bool:
    inner = value.value
    return isinstance(inner, Unknown) and not isinstance(inner, Reference | Whole) and is_open(type_of(value))


@function("coalesce", rest=ANY, nullable=True, partial=True)
def _coalesce(*values: Located) -> Value | Located:
    """The first that is neither null nor an empty string."""
    alternatives: list[Located] = []
    first: Unknown | None = None
    for value in _as_one_type(values):
        inner = value.value
        if inner is None or inner == "":
            continue
        filled = _without_empty(value)
        alternatives += filled or [value]
        if filled and isinstance(inner, Unknown):
            first = first or inner
            continue
        if not isinstance(inner, Unknown) or (isinstance(inner, PartlyKnown) and any(_texts(inner))):
            break
        if inner.is_set and (isinstance(inner, Reference) or type_of(value) not in (ANY, STRING)):
            break
        first = first or inner
    if len(alternatives) == 1:
        return alternatives[0]
    if not alternatives:
        raise Refused("no argument has a value")
    if first is None:
        return alternatives[0]
    possible = _closed(alternatives)
    types = {type_of(value) for value in alternatives} - {ANY}
    return Typed(
        reason=first.reason,
        location=first.location,
        possible=possible,
        is_set=True,
        type=types.pop() if len(types) == 1 else ANY,
    )


def _without_empty(value: Located) -> list[Located]:
    """What a value can be, if it can also be null or an empty string; else nothing."""
    possible = value.value.possible if isinstance(value.value, Unknown) else None
    filled = [option for option in possible or () if option.value not in (None, "")]
    return filled if len(filled) < len(possible or ()) else []


def _texts(value: PartlyKnown) -> list[str]:
    return [part for part in value.parts if isinstance(part, str)]


def _closed(alternatives: list[Located]) -> tuple[Located, ...] | None:
    """The alternatives, if each of them is a value or names a resource."""
    plain = any(type(value.value) in (Unknown, Typed) for value in alternatives)
    return None if plain else tuple(alternatives)


@function("coalescelist", rest=ANY, nullable=True)
def _coalescelist(*values: Located) -> Value | Located:
    if not values:
        raise Refused("at least one list is required")
    for value in values:
        if value.value is None or isinstance(value.value, SetValue | dict | str | int | float):
            raise Refused(f"a list is required, not a {kind_of(value.value)}")
    for value in values:
        if elements(value):
            return value
    raise Refused("all lists are empty")
