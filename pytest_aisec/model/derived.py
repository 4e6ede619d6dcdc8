"""Paths that change what they find: negate it, ask whether it is there, decode it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, TypedDict

from pytest_aisec.model.decoding import decode
from pytest_aisec.model.paths import Path, PathLike, Place, agreed, path_of, several
from pytest_aisec.model.steps import step_into
from pytest_aisec.value_classes import value_class
from pytest_aisec.values import Located, PartlyKnown, Unknown, unknown_parts

if TYPE_CHECKING:
    from pytest_aisec.model.resource import View


@value_class(frozen=True)
class Fixed:
    """The same for every resource of the type that this source declares: whoever declares a key there manages it."""

    value: str | bool | None

    def locate(self, view: View) -> Located:
        unseen = view.resource.unseen
        if unseen is not None and self.value is not None:
            return Located(Unknown(reason=unseen.reason, location=unseen.location), view.location)
        return Located(self.value, view.location)

    def places(self) -> Iterator[Place]:
        return iter(())


@value_class(frozen=True)
class Negated:
    """A boolean that the source states the other way round: `internal` for internet-facing."""

    path: Path

    def locate(self, view: View) -> Located:
        found = self.path.locate(view)
        match found.value:
            case bool() as flag:
                return replace(found, value=not flag)
            case "true" | "false" as word:
                return replace(found, value=word == "false")
            case Unknown() as unknown:
                return replace(found, value=Unknown(reason=f"not: {unknown.reason}", location=unknown.location))
        return found

    def places(self) -> Iterator[Place]:
        return self.path.places()


@value_class(frozen=True)
class Present:
    """Whether the source states anything there: a public address for "has one".

    `whatever`: what is written counts although it may turn out to be null.
    """

    path: Path
    whatever: bool = False

    def locate(self, view: View) -> Located:
        found = self.path.locate(view)
        if self.whatever:
            return replace(found, value=found.value is not None and found.value != "")
        return _presence(found)

    def places(self) -> Iterator[Place]:
        return self.path.places()


def _presence(found: Located) -> Located:
    """Whether it is a value. One of several possible values is or is none as each of these.

    Plans and states write a block that does not stand as a list of none.
    """
    unknown = found.value
    if not isinstance(unknown, Unknown) or unknown.is_set:
        return replace(found, value=unknown is not None and unknown != [])
    if not unknown.possible:
        # not the identity of the value: a flag that is set may be false
        identity = f"{unknown.identity} is set" if unknown.identity else None
        return replace(found, value=Unknown(reason=unknown.reason, location=unknown.location, identity=identity))
    options = tuple(map(_presence, unknown.possible))
    if all(option.value is options[0].value for option in options):
        return replace(found, value=options[0].value)
    both = Unknown(reason=unknown.reason, location=unknown.location, possible=options, identity=unknown.identity)
    return replace(found, value=both)


@value_class(frozen=True)
class Only:
    """Those items of a list whose text fits a pattern, as far as it is known: a question mark stands for the rest."""

    path: Path
    pattern: str

    def locate(self, view: View) -> Located:
        found = self.path.locate(view)
        if isinstance(found.value, list):
            return replace(found, value=[item for item in found.value if self._fits(item)])
        return found if self._fits(found) else Located(None, found.location)

    def _fits(self, item: Located) -> bool:
        if isinstance(item.value, str | PartlyKnown):
            return re.match(self.pattern, known_parts(item)) is not None
        return True

    def places(self) -> Iterator[Place]:
        return self.path.places()


@value_class(frozen=True)
class Agreeing:
    """What the items of a list say of one setting: where they contradict each other, each may be in effect."""

    path: Path

    def locate(self, view: View) -> Located:
        found = self.path.locate(view)
        if not isinstance(found.value, list):
            return found
        return agreed(found.value) if found.value else Located(None, found.location)

    def places(self) -> Iterator[Place]:
        return self.path.places()


@value_class(frozen=True)
class When:
    """A setting that counts only where another has a value: the VPC of an association that is the main one."""

    condition: str
    value: object
    then: Path

    def locate(self, view: View) -> Located:
        item = step_into(view.body, self.condition.split("."))
        stated = item.plain
        if stated == self.value or (isinstance(stated, list) and self.value in stated):
            return self.then.locate(view)
        return Located(next(unknown_parts(item), None), item.location)

    def places(self) -> Iterator[Place]:
        yield Place(self.condition)
        yield from self.then.places()


@value_class(frozen=True)
class Outside:
    """What stands in a file that the source names and does not hold: unknown where one is named."""

    path: Path

    def locate(self, view: View) -> Located:
        found = self.path.locate(view)
        if found.value is None:
            return found
        return replace(
            found, value=Unknown(reason="what stands in the file that it names was not read", location=found.location)
        )

    def places(self) -> Iterator[Place]:
        return self.path.places()


@value_class(frozen=True)
class Document:
    """The statements of policy documents, which are JSON text or, in CloudFormation, a mapping."""

    paths: tuple[Path, ...]

    def locate(self, view: View) -> Located:
        statements: list[Located] = []
        for path in self.paths:
            for found in several(path, view):
                statements.extend(_statements(found))
        return Located(statements, statements[0].location if statements else view.location)

    def places(self) -> Iterator[Place]:
        for path in self.paths:
            yield from path.places()


def _statements(document: Located) -> Iterator[Located]:
    """The statements of a document, or of several; those of one of several possible ones as an unknown list."""
    match document.value:
        case list() as documents:
            for each in documents:
                yield from _statements(each)
            return
        case Unknown(possible=options) as unknown if options and not isinstance(unknown, PartlyKnown):
            lists = tuple(Located(list(_statements(option)), option.location) for option in options)
            yield replace(document, value=replace(unknown, possible=lists))
            return
    decoded = decode(document)
    if decoded.value is None:
        return
    found = step_into(decoded, ["Statement"])
    if isinstance(found.value, list):
        yield from found.value
    elif found.value is not None:
        yield found


def fixed(value: str | bool) -> Fixed:
    """The same value for every resource of the type in this source."""
    return Fixed(value)


def never(because: str) -> Fixed:  # noqa: ARG001 -- the reason is for the reader of the declaration
    """A setting that no resource of the type can have in this source, so that it is known to be absent."""
    return Fixed(None)


def negated(path: PathLike) -> Negated:
    """A boolean that the source states the other way round."""
    return Negated(path_of(path))


def present(path: PathLike) -> Present:
    """Whether anything is stated there."""
    return Present(path_of(path))


def stated(path: PathLike) -> Present:
    """Whether anything is written there, whatever it turns out to be."""
    return Present(path_of(path), whatever=True)


def known_parts(found: Located) -> str:
    """The text as far as it is known, a question mark for each part that is not; empty for what is no text."""
    match found.value:
        case PartlyKnown() as partly:
            return "".join(part if isinstance(part, str) else "?" for part in partly.parts)
        case str() as text:
            return text
    return ""


def only(path: PathLike, pattern: str) -> Only:
    """The items at a path whose text fits a pattern; what is not known at all is kept."""
    return Only(path_of(path), pattern)


class Everywhere(TypedDict):
    """The paths of a setting in all sources, to be given with two asterisks."""

    terraform: Path
    cloudformation: Path
    live: Path


def only_at(terraform: PathLike, cloudformation: PathLike, pattern: str) -> Everywhere:
    """The paths of a setting that takes only what fits a pattern; an account has it where CloudFormation does."""
    told = only(cloudformation, pattern)
    return {"terraform": only(terraform, pattern), "cloudformation": told, "live": told}


def agreeing(path: PathLike) -> Agreeing:
    """One setting that each of several items has."""
    return Agreeing(path_of(path))


def when(condition: str, value: object, then: PathLike) -> When:
    """A setting that counts only where another one has a value."""
    return When(condition, value, path_of(then))


def document(*paths: PathLike) -> Document:
    """The statements of the policy documents found at some paths."""
    return Document(tuple(path_of(path) for path in paths))


def outside(path: PathLike) -> Outside:
    """What stands in the file whose name is at a path; the file is not part of the source."""
    return Outside(path_of(path))
