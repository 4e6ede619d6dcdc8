"""Steps into values: attributes, indices and splats."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from pytest_aisec.sources.terraform.convert import converted
from pytest_aisec.sources.terraform.errors import Refused
from pytest_aisec.sources.terraform.numbers import is_number
from pytest_aisec.sources.terraform.types import (
    ANY,
    NUMBER,
    STRING,
    ListValue,
    SetValue,
    Type,
    Typed,
    beneath,
    further,
    kind,
    kind_of,
    type_of,
)
from pytest_aisec.sources.terraform.unknowns import MOST_POSSIBLE, Whole, derived, first_unknown, taken
from pytest_aisec.values import Located, Location, Reference, Unknown

MOST_ALTERNATIVES_INDEXED = 16


def attribute(value: Located, name: str, at: Location) -> Located:
    """`value.name`. Raises Refused if a known value has no such attribute."""
    match value.value:
        case dict() as entries:
            if name in entries:
                return taken(entries[name], value)
            raise Refused(f"there is no attribute {name!r} here", at)
        case Whole(lazy=lazy):
            return taken(lazy.attribute(name, at), value)
        case Unknown() as unknown:
            if kind(type_of(value)) == "primitive":
                raise Refused(f"a {type_of(value)} has no attribute {name!r}", at)
            return _beneath(unknown, value, f".{name}", lambda item: attribute(item, name, at))
        case None:
            raise Refused(f"attribute {name!r} of null", at)
    raise Refused(f"a {kind_of(value.value)} has no attribute {name!r}", at)


def element(value: Located, key: Located, at: Location) -> Located:
    """`value[key]`. Raises Refused if a known value has no such element."""
    if isinstance(key.value, Unknown):
        return _element_by_unknown(value, key.value)
    if key.value is None:
        raise Refused("the index is null", at)
    match value.value:
        case SetValue():
            raise Refused("elements of a set cannot be indexed", at)
        case list() as items:
            return _element_of_list(items, value, key, at)
        case dict() as entries:
            name = str(converted(key, STRING).value)
            if name not in entries:
                raise Refused(f"there is no element {name!r} here", at)
            return taken(entries[name], value)
        case Whole() as whole:
            return _element_of_whole(whole, value, key, at)
        case Unknown() as unknown:
            if kind(type_of(value)) == "primitive":
                raise Refused(f"a {type_of(value)} has no elements", at)
            text = f"[{key.value}]" if is_number(key.value) else f'["{key.value}"]'
            return _beneath(unknown, value, text, lambda item: element(item, key, at))
    raise Refused(f"a {kind_of(value.value)} has no elements", at)


def _element_of_list(items: list[Located], value: Located, key: Located, at: Location) -> Located:
    place = converted(key, NUMBER).value
    if further(items) is not None:
        place = 0
    if not isinstance(place, int) or not 0 <= place < len(items):
        raise Refused(f"there is no element {key.value} among {len(items)}", at)
    if (more := further(items)) is not None:
        return Located(derived(more), value.location, value.sensitive)
    if isinstance(items, ListValue) and items.unordered:
        return _element_by_unknown(value, next(found for item in items if (found := first_unknown(item))))
    return taken(items[place], value)


def _element_of_whole(whole: Whole, value: Located, key: Located, at: Location) -> Located:
    if whole.uncounted:
        return value
    if isinstance(key.value, str):
        return taken(whole.lazy.attribute(key.value, at), value)
    raise Refused("this has no instances to choose from", at)


def splat(value: Located, each: Callable[[Located], Located], at: Location, *, whole: bool) -> Located:
    """`value[*]` with the steps that follow: a list of what each element gives. `whole`: no steps follow."""
    inner = value.value
    match inner:
        case None:
            return Located([], at)
        case ListValue(more=Unknown() as more):
            return Located(derived(more), value.location, value.sensitive)
        case list() as items:
            results = [each(taken(item, value)) for item in items]
            if isinstance(items, ListValue | SetValue):
                element = items.element if whole else type_of(results[0]) if results else ANY
                results = ListValue(results, element)
            return Located(results, at, value.sensitive)
        case Whole(uncounted=True):
            return each(value)
        case Whole():
            return Located([each(value)], at)
        case Unknown() as unknown:
            if isinstance(unknown, Reference):
                return each(value)
            return Located(derived(unknown), value.location, value.sensitive)
    return Located([each(value)], at, value.sensitive)


def _beneath(unknown: Unknown, value: Located, step: str, follow: Callable[[Located], Located]) -> Located:
    """What lies beneath an unknown: unknown, but as related to it as can be said."""
    if unknown.possible is not None:
        return _among([taken(item, value) for item in unknown.possible], unknown, follow)
    if isinstance(unknown, Reference):
        name = f"{unknown.attribute}{step}".lstrip(".")
        identity = f"{unknown.identity}{step}" if unknown.identity else None
        below = replace(unknown, attribute=name, identity=identity, is_set=False)
        return Located(below, value.location, value.sensitive)
    identity = f"{unknown.identity}{step}" if unknown.identity else None
    type_: Type = ANY
    if isinstance(unknown, Typed):
        type_ = beneath(unknown.type, step.lstrip(".") if step.startswith(".") else step.strip('[]"'))
    below_ = Typed(reason=unknown.reason, location=unknown.location, identity=identity, type=type_)
    return Located(below_, value.location, value.sensitive)


def _among(items: list[Located], unknown: Unknown, follow: Callable[[Located], Located]) -> Located:
    """The results of following a step into each alternative; those that Terraform would refuse drop out."""
    results = []
    for item in items:
        try:
            results.append(follow(item))
        except Refused:
            continue
    if not results:
        raise Refused("none of the possible values has this")
    if len(results) == 1:
        return results[0]
    return Located(derived(unknown, possible=tuple(results)), results[0].location)


def _element_by_unknown(value: Located, key: Unknown) -> Located:
    match value.value:
        case SetValue():
            raise Refused("elements of a set cannot be indexed", value.location)
        case list() as items if 0 < len(items) <= MOST_ALTERNATIVES_INDEXED:
            return _one_of(items, key, value)
        case dict() as entries if 0 < len(entries) <= MOST_ALTERNATIVES_INDEXED:
            return _one_of(list(entries.values()), key, value)
        case Whole(uncounted=True):
            return value
    return Located(derived(key), value.location, value.sensitive)


def _one_of(items: list[Located], key: Unknown, value: Located) -> Located:
    if len(items) > MOST_POSSIBLE:
        return Located(derived(key), value.location)
    return Located(derived(key, possible=tuple(taken(item, value) for item in items)), value.location)
