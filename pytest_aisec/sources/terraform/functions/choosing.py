"""Functions that choose or decide: `coalesce`, `alltrue` and their like."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pytest_aisec.sources.terraform.convert import converted, kind_of
from pytest_aisec.sources.terraform.errors import Refused
from pytest_aisec.sources.terraform.functions.registry import (
    elements,
    function,
)
from pytest_aisec.sources.terraform.types import (
    ANY,
    BOOL,
    Collection,
    SetValue,
    Typed,
    type_of,
)
from pytest_aisec.sources.terraform.unification import unified
from pytest_aisec.sources.terraform.unknowns import NotKnown, derived
from pytest_aisec.values import Located, PartlyKnown, Unknown, Value

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
    return [converted(value, wanted) for value in values]


@function("coalesce", rest=ANY, nullable=True, partial=True)
def _coalesce(*values: Located) -> Value | Located:
    """The first that is neither null nor an empty string."""
    alternatives: list[Located] = []
    first: Unknown | None = None
    for value in _as_one_type(values):
        inner = value.value
        if inner is None or inner == "":
            continue
        alternatives.append(value)
        if not isinstance(inner, Unknown) or (isinstance(inner, PartlyKnown) and any(_texts(inner))):
            break
        if inner.is_set:
            break
        first = first or inner
    if len(alternatives) == 1:
        return alternatives[0]
    if not alternatives:
        raise Refused("no argument has a value")
    if first is None:
        return alternatives[0]
    return derived(first, possible=_closed(alternatives))


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
