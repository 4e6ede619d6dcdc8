"""Paths that change what they find: negate it, ask whether it is there, decode it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pytest_aisec.model.paths import Path, PathLike, Place, path_of, several
from pytest_aisec.model.steps import step_into
from pytest_aisec.values import JsonText, Located, PartlyKnown, Unknown, located, unknown_parts

if TYPE_CHECKING:
    from pytest_aisec.model.resource import View


@dataclass(frozen=True, slots=True)
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


@dataclass(frozen=True, slots=True)
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


@dataclass(frozen=True, slots=True)
class Present:
    """Whether the source states anything there: a public address for "has one"."""

    path: Path

    def locate(self, view: View) -> Located:
        return _presence(self.path.locate(view))

    def places(self) -> Iterator[Place]:
        return self.path.places()


def _presence(found: Located) -> Located:
    """Whether it is a value. One of several possible values is or is none as each of these."""
    unknown = found.value
    if not isinstance(unknown, Unknown) or unknown.is_set:
        return replace(found, value=unknown is not None)
    if not unknown.possible:
        # not the identity of the value: a flag that is set may be false
        identity = f"{unknown.identity} is set" if unknown.identity else None
        return replace(found, value=Unknown(reason=unknown.reason, location=unknown.location, identity=identity))
    options = tuple(map(_presence, unknown.possible))
    if all(option.value is options[0].value for option in options):
        return replace(found, value=options[0].value)
    both = Unknown(reason=unknown.reason, location=unknown.location, possible=options, identity=unknown.identity)
    return replace(found, value=both)


@dataclass(frozen=True, slots=True)
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


@dataclass(frozen=True, slots=True)
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


@dataclass(frozen=True, slots=True)
class Document:
    """The statements of policy documents, which are JSON text or, in CloudFormation, a mapping."""

    paths: tuple[Path, ...]

    def locate(self, view: View) -> Located:
        statements: list[Located] = []
        for path in self.paths:
            for found in several(path, view):
                for document in found.value if isinstance(found.value, list) else [found]:
                    statements.extend(_statements(document))
        return Located(statements, statements[0].location if statements else view.location)

    def places(self) -> Iterator[Place]:
        for path in self.paths:
            yield from path.places()


def _statements(document: Located) -> Iterator[Located]:
    decoded = decode(document)
    if decoded.value is None:
        return
    found = step_into(decoded, ["Statement"])
    if isinstance(found.value, list):
        yield from found.value
    elif found.value is not None:
        yield found


def decode(document: Located) -> Located:
    """A JSON text as the value that it encodes; a mapping is itself, and unknown parts of a text stay unknown.

    Text that is not JSON is an unknown with that reason.
    """
    match document.value:
        case JsonText() as encoded:
            return encoded.structure
        case PartlyKnown(structure=Located() as structure):
            return structure
        case PartlyKnown() as partly:
            return _decoded_parts(partly, document)
        case str() as plain if plain.strip():
            try:
                # API Gateway answers with a policy that is escaped once more.
                text = plain.replace("\\", "") if plain.startswith('{\\"') else plain
                return located(json.loads(text), document.location)
            except ValueError as error:
                return Located(Unknown(reason=f"not JSON: {error}", location=document.location), document.location)
        case str():
            return Located(None, document.location)
    return document


def decode_either(document: Located) -> Located:
    """As `decode`, for text that is JSON or YAML."""
    found = decode(document)
    match document.value, found.value:
        case (PartlyKnown() as partly, Unknown()):
            return _decoded_yaml(partly, document)
        case (str() as plain, Unknown()):
            return _decoded_yaml(PartlyKnown(reason="", parts=(plain,)), document)
    return found


_MARK = "\ue000"
"""What stands for an unknown part while YAML is read, which refuses the mark of JSON."""


def _decoded_yaml(partly: PartlyKnown, document: Located) -> Located:
    import yaml  # noqa: PLC0415 -- only who decodes YAML pays for it

    unknowns = [part for part in partly.parts if isinstance(part, Unknown)]
    numbers = iter(range(len(unknowns)))
    text = "".join(f"{_MARK}{next(numbers)}{_MARK}" if isinstance(part, Unknown) else part for part in partly.parts)
    try:
        plain = yaml.safe_load(text)
    except yaml.YAMLError as error:
        reason = partly.reason or f"neither JSON nor YAML: {str(error).splitlines()[0]}"
        return Located(Unknown(reason=reason, location=partly.location, is_set=True), document.location)
    return _restored(_marked_again(plain), unknowns, document)


def _marked_again(plain: object) -> object:
    match plain:
        case list():
            return [_marked_again(item) for item in plain]
        case dict():
            return {str(key): _marked_again(item) for key, item in plain.items()}
        case str():
            return plain.replace(_MARK, "\0")
        case None | bool() | int() | float():
            return plain
    return str(plain)


def _decoded_parts(partly: PartlyKnown, document: Located) -> Located:
    """Decode with a stand-in for each unknown part, which is put back wherever it ends up."""
    unknowns = [part for part in partly.parts if isinstance(part, Unknown)]
    try:
        plain = json.loads(_marked(partly.parts), strict=False)
    except ValueError:
        return Located(Unknown(reason=partly.reason, location=partly.location, is_set=True), document.location)
    return _restored(plain, unknowns, document)


_QUOTES = re.compile(r'\\.|"', re.DOTALL)


def _marked(parts: tuple[str | Unknown, ...]) -> str:
    """The text with a numbered mark for each unknown part: quoted where it stands for a whole value (`"cpu": ?`)."""
    pieces: list[str] = []
    number, inside = 0, False
    for part in parts:
        if isinstance(part, Unknown):
            pieces.append(f"\0{number}\0" if inside else f'"\0{number}\0"')
            number += 1
            continue
        pieces.append(part)
        inside ^= _QUOTES.findall(part).count('"') % 2 == 1
    return "".join(pieces)


def _restored(plain: object, unknowns: list[Unknown], document: Located) -> Located:
    match plain:
        case list():
            return Located([_restored(item, unknowns, document) for item in plain], document.location)
        case dict():
            return Located({key: _restored(item, unknowns, document) for key, item in plain.items()}, document.location)
        case str() if "\0" in plain:
            pieces = plain.split("\0")
            parts = [unknowns[int(piece)] if index % 2 else piece for index, piece in enumerate(pieces)]
            parts = [part for part in parts if part != ""]
            first = next(part for part in parts if isinstance(part, Unknown))
            if len(parts) == 1:
                return Located(first, document.location)
            whole = PartlyKnown(reason=first.reason, location=first.location, is_set=True, parts=tuple(parts))
            return Located(whole, document.location)
    return located(plain, document.location)


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


def when(condition: str, value: object, then: PathLike) -> When:
    """A setting that counts only where another one has a value."""
    return When(condition, value, path_of(then))


def document(*paths: PathLike) -> Document:
    """The statements of the policy documents found at some paths."""
    return Document(tuple(path_of(path) for path in paths))
