"""Functions that encode and decode: JSON."""

from __future__ import annotations

import json

from pytest_aisec.sources.terraform.errors import Refused
from pytest_aisec.sources.terraform.functions.registry import function
from pytest_aisec.sources.terraform.numbers import number, text_of
from pytest_aisec.sources.terraform.templates import normal
from pytest_aisec.sources.terraform.types import ANY, STRING
from pytest_aisec.sources.terraform.unknowns import Whole, released
from pytest_aisec.values import JsonText, Located, Location, PartlyKnown, Reference, Unknown, Value

_ESCAPED = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"})


@function("jsonencode", ANY, nullable=True, partial=True)
def json_encode(value: Located) -> Value:
    """JSON as Terraform writes it; with unknown parts it stays partly known and keeps its structure."""
    parts: list[str | Unknown] = []
    structure = released(value)
    _write(structure, parts)
    merged = _merged(parts)
    unknown = next((part for part in merged if isinstance(part, Unknown)), None)
    if unknown is None:
        return JsonText("".join(str(part) for part in merged), structure)
    return PartlyKnown(
        reason=unknown.reason, location=unknown.location, is_set=True, parts=tuple(merged), structure=structure
    )


def json_string(text: str) -> str:
    """A string as JSON, with the characters escaped that Go's encoder escapes."""
    return json.dumps(text, ensure_ascii=False).translate(_ESCAPED).replace("\\b", "\\u0008").replace("\\f", "\\u000c")


def _write(value: Located, parts: list[str | Unknown]) -> None:
    match value.value:
        case None:
            parts.append("null")
        case bool() as flag:
            parts.append("true" if flag else "false")
        case str() as text:
            parts.append(json_string(text))
        case int() | float() as figure:
            parts.append(text_of(figure))
        case PartlyKnown(parts=pieces):
            encoded = [json_string(piece)[1:-1] if isinstance(piece, str) else piece for piece in pieces]
            parts.extend(('"', *encoded, '"'))
        case Reference() as reference:
            parts.extend(('"', reference, '"'))
        case Whole() | Unknown() as unknown:
            parts.append(unknown)
        case list() as items:
            _write_all("[", [("", item) for item in items], "]", parts)
        case dict() as entries:
            _write_all("{", [(f"{json_string(key)}:", entries[key]) for key in sorted(entries)], "}", parts)


def _write_all(opening: str, items: list[tuple[str, Located]], closing: str, parts: list[str | Unknown]) -> None:
    parts.append(opening)
    for place, (label, item) in enumerate(items):
        parts.append(f",{label}" if place else label)
        _write(item, parts)
    parts.append(closing)


def _merged(parts: list[str | Unknown]) -> list[str | Unknown]:
    merged: list[str | Unknown] = []
    texts: list[str] = []
    for part in parts:
        if isinstance(part, str):
            texts.append(part)
            continue
        merged += ["".join(texts), part]
        texts = []
    return [part for part in (*merged, "".join(texts)) if part != ""]


@function("jsondecode", STRING, partial=True)
def json_decode(text: Located) -> Value | Located:
    """The value that a JSON text denotes; what `jsonencode` made keeps its locations."""
    match text.value:
        case JsonText(structure=structure):
            return _plain(structure)
        case PartlyKnown(structure=structure) if structure is not None:
            return _plain(structure)
        case Unknown() as unknown:
            return Unknown(reason=unknown.reason, location=unknown.location)
    try:
        plain = json.loads(str(text.value), parse_float=number, parse_constant=_no_constant)
    except ValueError as error:
        raise Refused(f"not JSON: {error}", text.location) from None
    return _located(plain, text.location)


def _no_constant(name: str) -> object:
    raise ValueError(f"{name} is not JSON")


def _plain(value: Located) -> Located:
    """The structure as decoding gives it: tuples and objects."""
    match value.value:
        case list() as items:
            return Located([_plain(item) for item in items], value.location, value.sensitive)
        case dict() as entries:
            return Located({key: _plain(entries[key]) for key in entries}, value.location, value.sensitive)
    return value


def _located(plain: object, at: Location) -> Located:
    match plain:
        case list():
            return Located([_located(item, at) for item in plain], at)
        case dict():
            return Located({normal(str(key)): _located(item, at) for key, item in plain.items()}, at)
        case str():
            return Located(normal(plain), at)
        case None | bool() | int() | float():
            return Located(plain, at)
    raise Refused("not a value", at)
