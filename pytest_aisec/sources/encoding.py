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
differs from the location of the value that it is part of. `PATH#` is the structure behind an encoded text."""


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
    uses = tuple(decode_location(use) for use in written.get("uses", ()))
    return Location(**{**written, "uses": uses})


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
                    item, _join(path, key), value.location, places, masking, _join("", variable_name(entries, key))
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
        step = step.replace("~", "~0").replace("/", "~1").replace("#", "~2").replace("!", "~3")
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
    return _decode(encoded, "", around, places, _ways(places))


def _ways(places: Places) -> frozenset[str]:
    """The paths of everything with a place of its own, and of all that it stands in: of nothing else paths are made."""
    ways = set()
    for place in places:
        path = place.rstrip("#!")
        while path and path not in ways:
            ways.add(path)
            path = path.rpartition("/")[0]
    return frozenset(ways)


def _decode(encoded: Any, path: str, around: Location, places: Places, ways: frozenset[str]) -> Located:
    location = decode_location(places[path]) if path in places else around
    sensitive = f"{path}!" in places
    match encoded:
        case dict() if "$unknown" in encoded or "$ref" in encoded:
            unknown = _decode_unknown(encoded)
            return Located(unknown, location, sensitive or unknown.reason == MASKED)
        case dict():
            entries = encoded.get("$literal", encoded).items()
            found = {key: _decode_below(item, path, key, location, places, ways) for key, item in entries}
            return Located(found, location, sensitive)
        case list():
            numbered = enumerate(encoded)
            items = [_decode_below(item, path, str(index), location, places, ways) for index, item in numbered]
            return Located(items, location, sensitive)
        case str() if f"{path}#" in places:
            return Located(JsonText(encoded, _decode_structure(places[f"{path}#"])), location, sensitive)
    return Located(encoded, location, sensitive)


def _decode_below(
    encoded: Any, above: str, step: str, around: Location, places: Places, ways: frozenset[str]
) -> Located:
    path = _join(above, step)
    return _decode(encoded, path, around, places, ways) if path in ways else _decode_plain(encoded, around)


def _decode_plain(encoded: Any, around: Location) -> Located:
    """What has no places of its own, which is most of an account."""
    if isinstance(encoded, dict):
        if "$unknown" in encoded or "$ref" in encoded:
            unknown = _decode_unknown(encoded)
            return Located(unknown, around, unknown.reason == MASKED)
        entries = encoded.get("$literal", encoded).items()
        found = {
            key: _decode_plain(item, around) if isinstance(item, CONTAINERS) else Located(item, around)
            for key, item in entries
        }
        return Located(found, around)
    if isinstance(encoded, list):
        return Located([_decode_plain(item, around) for item in encoded], around)
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
