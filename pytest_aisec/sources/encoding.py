"""Located values as JSON: the values in their own shape, the places beside them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from pytest_aisec.sources.plain_secrets import PlainSecrets, variable_name
from pytest_aisec.value_classes import value_class
from pytest_aisec.values import (
    JsonText,
    Located,
    Location,
    Masked,
    PartlyKnown,
    Reference,
    Unknown,
    Value,
    unknown_parts,
)

MASKED = "sensitive value"
SPECIAL = frozenset({"$unknown", "$ref", "$literal"})
"""Keys that mark an unknown; a mapping that has one of its own is wrapped in `$literal`."""

CONTAINERS = (dict, list)

Places = dict[str, Any]
"""Where values lie: a path of keys and indices (`ingress/0/cidr_blocks`) to a location, written only where it
differs from the location of the value that it is part of. `PATH#` is the structure behind an encoded text, `PATH!` says
that the value is sensitive."""

ESCAPES = {"~": "~0", "/": "~1", "#": "~2", "!": "~3"}
"""How a path writes what means something in it."""
NAMELESS = "~4"
"""The path of what has an empty name in the whole, whose own path is empty."""


def encode_location(location: Location) -> Any:
    """`[file, line, column]`, or a mapping for a place in the API or one that was reached through others."""
    if location.api is None and location.resource is None and not location.uses:
        return [location.file, location.line, location.column]
    written: dict[str, Any] = {"file": location.file, "line": location.line, "column": location.column}
    written |= {"api": location.api, "resource": location.resource}
    if location.uses:
        written["uses"] = [encode_location(use) for use in location.uses]
    return {key: value for key, value in written.items() if value is not None}


def decode_location(written: Any) -> Location:
    """The inverse of `encode_location`."""
    if isinstance(written, list):
        return Location(*written)
    if "uses" not in written:
        return Location(**written)
    return Location(**{**written, "uses": tuple(map(decode_location, written["uses"]))})


Look = Callable[[str, str], Sequence[str]]
"""Names the kinds of secrets in a named text: what is masked cannot be judged later, so it is judged now."""


@value_class(frozen=True)
class Masking:
    """How sensitive values are left out; `look` may be missing, and nothing is told then of what was in them.

    `find` names the kinds of secrets in what is not sensitive by itself; without it none is looked for.
    """

    look: Look | None = None
    find: Look | None = None

    def marked(self, body: Located) -> Located:
        """A body in which secrets in plain text are sensitive."""
        if self.find is None:
            return body
        return PlainSecrets(self.find, self.look or self.find).marked(body)

    def masked(self, value: Located, path: str) -> dict[str, Any]:
        """What is written instead of a value; `path` ends with the name that it is looked at by."""
        written = {"$unknown": MASKED, "is_set": True}
        if self.look is None or any(unknown_parts(value)):
            return written
        kinds = {kind for name, text in _texts(value, path) for kind in self.look(name, text)}
        return {**written, "holds": sorted(kinds)}


BLIND = Masking()
"""Masks, and tells nothing."""


def _texts(value: Located, path: str) -> Iterator[tuple[str, str]]:
    """The texts in a value, each with the last name on the way to it."""
    match value.value:
        case str() as text:
            steps = [step for step in path.split("/") if not step.isdigit()]
            yield steps[-1] if steps else "", text
        case list() as items:
            for item in items:
                yield from _texts(item, path)
        case dict() as entries:
            for name, entry in entries.items():
                yield from _texts(entry, _join(path, name))


def encode_body(body: Located, masking: Masking | None = BLIND) -> tuple[dict[str, Any], Places]:
    """A located mapping as plain JSON and its places; None: nothing is masked."""
    places: Places = {}
    encoded = _encode(body, "", body.location, places, masking)
    return encoded, places


def _encode(
    value: Located, path: str, around: Location, places: Places, masking: Masking | None, called: str = ""
) -> Any:
    if value.location != around:
        places[path] = encode_location(value.location)
    if value.sensitive:
        if masking is not None and value.value is not None and not _says_nothing(value.value):
            return masking.masked(value, called or path)
        places[f"{path}!"] = True
    match value.value:
        case list() as items:
            return [
                _encode(item, _join(path, str(index)), value.location, places, masking)
                for index, item in enumerate(items)
            ]
        case dict() as entries:
            encoded = {
                key: _encode(
                    item,
                    _join(path, key) or NAMELESS,
                    value.location,
                    places,
                    masking,
                    _join("", variable_name(entries, key)),
                )
                for key, item in entries.items()
            }
            return {"$literal": encoded} if SPECIAL & encoded.keys() else encoded
        case JsonText() as text:
            places[f"{path}#"] = _structure(text.structure, masking)
            return str(text)
        case Unknown() as unknown:
            return _encode_unknown(unknown, masking)
    return value.value


def _says_nothing(value: Value) -> bool:
    """Whether nothing is known of a value, or only what it refers to: there is nothing to mask."""
    return isinstance(value, Unknown) and not isinstance(value, PartlyKnown) and not value.possible


def _join(path: str, step: str) -> str:
    if not step.isalnum():
        step = "".join(ESCAPES.get(each, each) for each in step)
    return f"{path}/{step}" if path else step


def _structure(structure: Located, masking: Masking | None) -> list[Any]:
    places: Places = {}
    encoded = _encode(structure, "", structure.location, places, masking)
    return [encoded, places, encode_location(structure.location)]


def _encode_unknown(unknown: Unknown, masking: Masking | None) -> dict[str, Any]:
    written: dict[str, Any] = {"$unknown": unknown.reason}
    match unknown:
        case Reference():
            written = {"$ref": unknown.target, "attribute": unknown.attribute, "reason": unknown.reason}
        case PartlyKnown():
            written["parts"] = [None if isinstance(part, Unknown) else part for part in unknown.parts]
            inside = [part for part in unknown.parts if isinstance(part, Unknown)]
            written["unknowns"] = [_encode_unknown(part, masking) for part in inside]
            if unknown.structure is not None:
                written["structure"] = _structure(unknown.structure, masking)
        case Masked(holds=kinds):
            written["holds"] = list(kinds)
    if unknown.possible is not None:
        written["possible"] = [_structure(option, masking) for option in unknown.possible]
    if unknown.identity is not None:
        written["identity"] = unknown.identity
    if unknown.is_set:
        written["is_set"] = True
    if unknown.sought:
        written["sought"] = list(unknown.sought)
    if unknown.location != Location():
        written["at"] = encode_location(unknown.location)
    return written


def decode_body(encoded: dict[str, Any], places: Places, around: Location) -> Located:
    """The inverse of `encode_body`, given the location of the whole."""
    return _decode(encoded, _told(places), around)


_Told = dict[Any, Any]
"""What is told of a value beside it, by `_AT`, `_STRUCTURE` and `_SENSITIVE`; by keys and indices, of what is in it."""
_AT, _STRUCTURE, _SENSITIVE = range(3)
_MARKS = {"#": _STRUCTURE, "!": _SENSITIVE}


def _told(places: Places) -> _Told:
    """Places, in the shape of what they are about: so no path is made for what has none of its own."""
    whole: _Told = {}
    for place, said in places.items():
        mark = _MARKS.get(place[-1:], _AT)
        told = whole
        for step in _steps(place if mark is _AT else place[:-1]):
            told = told.setdefault(step, {})
        told[mark] = said
    return whole


def _steps(path: str) -> list[str]:
    steps = path.split("/") if path else []
    return [_unescaped(step) for step in steps] if "~" in path else steps


def _unescaped(step: str) -> str:
    if step == NAMELESS:
        return ""
    for character, written in reversed(ESCAPES.items()):
        step = step.replace(written, character)
    return step


def _decode(encoded: Any, told: _Told, around: Location) -> Located:
    location = decode_location(told[_AT]) if _AT in told else around
    sensitive = _SENSITIVE in told
    match encoded:
        case dict() if "$unknown" in encoded or "$ref" in encoded:
            unknown = _decode_unknown(encoded)
            return Located(unknown, location, sensitive or unknown.reason == MASKED)
        case dict():
            entries = encoded.get("$literal", encoded).items()
            found = {key: _decode_below(item, told.get(key), location) for key, item in entries}
            return Located(found, location, sensitive)
        case list():
            numbered = enumerate(encoded)
            items = [_decode_below(item, told.get(str(index)), location) for index, item in numbered]
            return Located(items, location, sensitive)
        case str() if _STRUCTURE in told:
            return Located(JsonText(encoded, _decode_structure(told[_STRUCTURE])), location, sensitive)
    return Located(encoded, location, sensitive)


def _decode_below(encoded: Any, told: _Told | None, around: Location) -> Located:
    return _decode_plain(encoded, around) if told is None else _decode(encoded, told, around)


def _decode_plain(encoded: Any, around: Location) -> Located:
    """What nothing is told of, which is most of an account."""
    kind = type(encoded)
    if kind is dict:
        if "$unknown" in encoded or "$ref" in encoded:
            unknown = _decode_unknown(encoded)
            return Located(unknown, around, unknown.reason == MASKED)
        entries = encoded.get("$literal", encoded)
        found = {
            key: _decode_plain(item, around) if type(item) in CONTAINERS else Located(item, around)
            for key, item in entries.items()
        }
        return Located(found, around)
    if kind is list:
        items = [_decode_plain(item, around) if type(item) in CONTAINERS else Located(item, around) for item in encoded]
        return Located(items, around)
    return Located(encoded, around)


def _decode_structure(written: list[Any]) -> Located:
    encoded, places, location = written
    return decode_body(encoded, places, decode_location(location))


def _decode_unknown(written: dict[str, Any]) -> Unknown:
    possible = written.get("possible")
    common: dict[str, Any] = {
        "location": decode_location(written["at"]) if "at" in written else Location(),
        "possible": None if possible is None else tuple(_decode_structure(option) for option in possible),
        "identity": written.get("identity"),
        "is_set": written.get("is_set", False),
        "sought": tuple(written.get("sought", ())),
    }
    if "$ref" in written:
        return Reference(
            target=written["$ref"], attribute=written["attribute"], reason=written.get("reason", ""), **common
        )
    if "parts" in written:
        unknowns = iter(written.get("unknowns", ()))
        parts = tuple(_decode_unknown(next(unknowns)) if part is None else part for part in written["parts"])
        structure = _decode_structure(written["structure"]) if "structure" in written else None
        return PartlyKnown(reason=written["$unknown"], parts=parts, structure=structure, **common)
    if "holds" in written:
        return Masked(reason=written["$unknown"], holds=tuple(written["holds"]), **common)
    return Unknown(reason=written["$unknown"], **common)
