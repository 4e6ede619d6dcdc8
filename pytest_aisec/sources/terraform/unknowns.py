"""Unknown values inside the evaluator: how they arise, spread, and leave it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import field, replace
from typing import Protocol

from pytest_aisec.sources.terraform.numbers import Integer
from pytest_aisec.sources.terraform.types import NullOf, Typed
from pytest_aisec.value_classes import value_class
from pytest_aisec.values import Located, Location, PartlyKnown, Reference, Unknown

MOST_LEVELS = 200
"""How deep a value may be nested that leaves the evaluator."""

MOST_POSSIBLE = 32
"""How many alternatives of an unknown value are followed; with more it is simply unknown."""


class Lazy(Protocol):
    """Something with attributes that are evaluated when they are asked for: a resource or a called module."""

    def attribute(self, name: str, at: Location) -> Located:
        """The value of one attribute."""

    def whole(self, at: Location) -> Located:
        """Everything that is known of it as one value that may leave the evaluator."""


@value_class(frozen=True, slots=True, kw_only=True)
class Whole(Unknown):
    """A resource, data source or module as a value. It never leaves the evaluator.

    `uncounted`: it stands for an unknown number of instances, so that indexing it gives itself.
    """

    lazy: Lazy = field(compare=False, repr=False)
    uncounted: bool = False


class NotKnown(Exception):
    """A function met an unknown where it needs a value."""

    def __init__(self, unknown: Unknown) -> None:
        super().__init__(unknown.reason)
        self.unknown = unknown


def sole(value: Located) -> Located:
    """What an unknown stands for if it can only be one thing, of which merely the type is open."""
    inner = value.value
    if isinstance(inner, Typed) and inner.possible is not None and len(inner.possible) == 1:
        return taken(inner.possible[0], value)
    return value


def derived(unknown: Unknown, *, is_set: bool = False, possible: tuple[Located, ...] | None = None) -> Unknown:
    """An unknown result because of an unknown operand."""
    return Unknown(reason=unknown.reason, location=unknown.location, is_set=is_set, possible=possible)


def truth(unknown: Unknown, at: Location) -> Located:
    """An unknown bool."""
    both = (Located(True, at), Located(False, at))
    return Located(derived(unknown, is_set=True, possible=both), at)


def used(value: Located, at: Location) -> Located:
    """The value, read at one more place."""
    if isinstance(value, NullOf):
        return replace(value, location=value.location.used_at(at))
    return Located(value.value, value.location.used_at(at), value.sensitive)


def taken(item: Located, container: Located) -> Located:
    """An item of a container, reached through the places through which the container was reached."""
    uses = container.location.uses
    if not uses and item.sensitive >= container.sensitive:
        return item
    location = item.location
    for use in reversed(uses):
        location = location.used_at(use)
    if isinstance(item, NullOf):
        return replace(item, location=location, sensitive=item.sensitive or container.sensitive)
    return Located(item.value, location, item.sensitive or container.sensitive)


def first_unknown(value: Located) -> Unknown | None:
    """Any unknown in a value, the value itself included; None if all of it is known."""
    match value.value:
        case Unknown() as unknown:
            return unknown
        case list() as items:
            return _first(items)
        case dict() as entries:
            return _first(entries.values())
    return None


def _first(values: Iterable[Located]) -> Unknown | None:
    for value in values:
        found = first_unknown(value)
        if found is not None:
            return found
    return None


def any_sensitive(values: Iterable[Located]) -> bool:
    """Whether anything in the values is to be masked."""
    return any(_is_sensitive(value) for value in values)


def _is_sensitive(value: Located) -> bool:
    if value.sensitive:
        return True
    match value.value:
        case list() as items:
            return any_sensitive(items)
        case dict() as entries:
            return any_sensitive(entries.values())
    return False


def references_in(value: Located) -> Iterator[str]:
    """The addresses of all resources that a value mentions."""
    match value.value:
        case Reference() as reference:
            yield reference.target
        case PartlyKnown(parts=parts):
            for part in parts:
                if isinstance(part, Unknown):
                    yield from references_in(Located(part))
        case Unknown(possible=possible):
            yield from _references_in_all(possible or ())
        case list() as items:
            yield from _references_in_all(items)
        case dict() as entries:
            yield from _references_in_all(entries.values())


def _references_in_all(values: Iterable[Located]) -> Iterator[str]:
    for value in values:
        yield from references_in(value)


def texts_in(value: Located) -> Iterator[str]:
    """Every known text in a value, and what stands last in it where it is an ARN or a path."""
    match value.value:
        case str() as text if text:
            yield text
            yield from [text.rstrip("/").replace("/", ":").rpartition(":")[2]] * (":" in text or "/" in text)
        case list() as items:
            for item in items:
                yield from texts_in(item)
        case dict() as entries:
            for item in entries.values():
                yield from texts_in(item)


def released(value: Located, uses: tuple[Location, ...] = (), levels: int = MOST_LEVELS) -> Located:
    """The value as it leaves the evaluator: every leaf with its whole chain of uses, nothing lazy in it."""
    value = sole(value)
    location = value.location
    for use in reversed(uses):
        location = location.used_at(use)
    inner = value.value
    if not levels:
        return Located(Unknown(reason="nested too deeply to be shown", location=location), location, value.sensitive)
    match inner:
        case list() as items:
            below = [released(item, location.uses, levels - 1) for item in items]
            return Located(below, location, value.sensitive)
        case dict() as entries:
            named = {key: released(item, location.uses, levels - 1) for key, item in entries.items()}
            return Located(named, location, value.sensitive)
        case Integer(negative=False) if inner.bit_length() <= inner.bits:
            inner = int(inner)
        case Whole(lazy=lazy):
            return released(lazy.whole(location), location.uses, levels - 1)
        case PartlyKnown(parts=parts, structure=structure):
            shown = tuple(_released_part(part) for part in parts)
            inner = replace(inner, parts=shown, structure=None if structure is None else released(structure))
        case Unknown():
            inner = _released_unknown(inner)
    if location is value.location and inner is value.value and type(value) is Located:
        return value
    return Located(inner, location, value.sensitive)


def _released_unknown(unknown: Unknown) -> Unknown:
    if isinstance(unknown, Typed):
        unknown = Unknown(
            reason=unknown.reason,
            location=unknown.location,
            possible=unknown.possible,
            identity=unknown.identity,
            is_set=unknown.is_set,
            sought=unknown.sought,
        )
    if unknown.possible is None:
        return unknown
    return replace(unknown, possible=tuple(released(alternative) for alternative in unknown.possible))


def _released_part(part: str | Unknown) -> str | Unknown:
    if isinstance(part, Unknown):
        inner = released(Located(part)).value
        return inner if isinstance(inner, Unknown) else part
    return part
