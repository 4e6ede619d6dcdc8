"""What a source says about a setting, and where it says it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import field, replace
from typing import Self

from pytest_aisec.value_classes import value_class


@value_class(frozen=True, slots=True)
class Location:
    """A place in a file or an answer of an API.

    `file` is relative to the root directory of the run with forward slashes, `line` and `column` count
    from 1. A live location has `api` (`ec2:DescribeVpcs`) and, where known, `resource` (an ARN or id) instead.
    `uses` is the chain of places through which the value came here, nearest use first: a value that
    is a variable's default is located at the default; the argument that reads the variable is a use.
    """

    file: str | None = None
    line: int | None = None
    column: int | None = None
    api: str | None = None
    resource: str | None = None
    uses: tuple[Location, ...] = ()

    def __str__(self) -> str:
        """`path:line`, which terminals and editors open, or `service:Operation resource`."""
        if self.file is not None:
            return self.file if self.line is None else f"{self.file}:{self.line}"
        if self.api is not None:
            return self.api if self.resource is None else f"{self.api} {self.resource}"
        return "?"

    def used_at(self, use: Location) -> Location:
        """The same place, reached through one more use."""
        if (use.file, use.line, use.column) == (self.file, self.line, self.column):
            return self
        return Location(self.file, self.line, self.column, self.api, self.resource, (use, *self.uses))


NOWHERE = Location()


@value_class(frozen=True, slots=True, kw_only=True)
class Unknown:
    """A value that exists but that this source cannot tell.

    `reason` is a clause a person understands without context: `var.kms_key_arn has no value`.
    `location` is where the reason lies (the variable's declaration). `possible` is the closed list of values it
    can have, when there is one. Two unknowns with the same `identity` always have the same value (of `possible`, the
    option of the same index); without one, an unknown is only equal to itself at one attribute of one resource.
    `is_set`: known not to be null. `sought`: the texts by which the value is looked up when it is needed: the names of
    an image, the path of a parameter, the name of a policy, the alias of a key.
    """

    reason: str
    location: Location = NOWHERE
    possible: tuple[Located, ...] | None = None
    identity: str | None = None
    is_set: bool = False
    sought: tuple[str, ...] = ()

    def __str__(self) -> str:
        return self.reason if self.location is NOWHERE else f"{self.reason} ({self.location})"


@value_class(frozen=True, slots=True, kw_only=True)
class Reference(Unknown):
    """An unknown value that is known to be an attribute of one resource, so that links still resolve.

    `target` is the address of the resource inside the same source (`module.net.aws_subnet.a[0]`, a logical id),
    `attribute` the attribute's name in the source's own words (`arn`, `Arn`, `id`).
    """

    target: str
    attribute: str


@value_class(frozen=True, slots=True, kw_only=True)
class PartlyKnown(Unknown):
    """A string of which some parts are known: prefix tests, links and policy documents still work.

    `parts` alternates freely between known text and unknowns. `structure` is the located value that the text is
    the JSON encoding of, when it was made by an encoder (`jsonencode`), or the partly known text that it is the base64
    encoding of.
    """

    parts: tuple[str | Unknown, ...]
    structure: Located | None = None

    @property
    def prefix(self) -> str:
        """The known text before the first unknown part."""
        known = []
        for part in self.parts:
            if isinstance(part, Unknown):
                break
            known.append(part)
        return "".join(known)

    @property
    def references(self) -> Iterator[Reference]:
        """The references among the parts, in order."""
        return (part for part in self.parts if isinstance(part, Reference))


@value_class(frozen=True, slots=True, kw_only=True)
class Masked(Unknown):
    """A sensitive value that was left out of what was written. `holds`: the kinds of the secrets that were in it."""

    holds: tuple[str, ...] = ()


class JsonText(str):
    """A fully known string that is the JSON encoding of `structure`, whose leaves keep their locations."""

    __slots__ = ("structure",)
    structure: Located

    def __new__(cls, text: str, structure: Located) -> Self:
        self = super().__new__(cls, text)
        self.structure = structure
        return self


Scalar = str | bool | int | float | None
Value = Scalar | list["Located"] | dict[str, "Located"] | Unknown


@value_class(frozen=True, slots=True)
class Located:
    """A value, or the admission that it is unknown, together with its place of origin.

    Lists and mappings hold `Located` again, so that every leaf has its own place. `sensitive` values are judged
    like others and masked wherever they would be shown or written.
    """

    value: Value
    location: Location = NOWHERE
    sensitive: bool = field(default=False, compare=False)

    @property
    def plain(self) -> object:
        """The value without locations; unknown parts stay `Unknown`."""
        match self.value:
            case list():
                return [item.plain for item in self.value]
            case dict():
                return {key: item.plain for key, item in self.value.items()}
            case _:
                return self.value


def holds_secret(value: Located) -> bool:
    """Whether a value, or any part of it, is sensitive."""
    match value.value:
        case list() as items:
            return value.sensitive or any(map(holds_secret, items))
        case dict() as entries:
            return value.sensitive or any(map(holds_secret, entries.values()))
    return value.sensitive


def located(plain: object, location: Location = NOWHERE) -> Located:
    """A plain value with every part at one location. Raises TypeError for what no source can say."""
    match plain:
        case Located():
            return plain
        case None | bool() | int() | float() | str() | Unknown():
            return Located(plain, location)
        case list() | tuple():
            return Located([located(item, location) for item in plain], location)
        case dict():
            return Located({str(key): located(item, location) for key, item in plain.items()}, location)
    raise TypeError(f"{type(plain).__name__} is not a value that a source can state")


def unknown_parts(value: Located) -> Iterator[Unknown]:
    """Every unknown in a value, depth first."""
    match value.value:
        case Unknown() as unknown:
            yield unknown
        case list() as items:
            for item in items:
                yield from unknown_parts(item)
        case dict() as entries:
            for item in entries.values():
                yield from unknown_parts(item)


def with_unknowns(value: Located, changed: Callable[[Unknown], Unknown]) -> Located:
    """A value in which every unknown is another; what an unknown consists of, or may be, `changed` has to look at."""
    match value.value:
        case Unknown() as unknown:
            return replace(value, value=changed(unknown))
        case list() as items:
            return replace(value, value=[with_unknowns(item, changed) for item in items])
        case dict() as entries:
            return replace(value, value={key: with_unknowns(item, changed) for key, item in entries.items()})
    return value


def known_text(plain: object) -> str:
    """A plain value as JSON on one line, for people; unknown parts appear as `<unknown: reason>`."""
    return json.dumps(plain, default=lambda unknown: f"<unknown: {unknown}>", ensure_ascii=False)


def with_stand_ins(parts: Iterable[str | Unknown]) -> str:
    """A text with a word in the place of each part that is not known, so that a place for a secret is seen as one.

    What another resource sets is a reference there, and no secret.
    """
    return "".join(part if isinstance(part, str) else "arn:reference" if part.is_set else "unknown" for part in parts)
