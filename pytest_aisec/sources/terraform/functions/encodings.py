"""Functions that encode and decode: JSON, base64, URLs, CSV."""

from __future__ import annotations

import base64
import codecs
import csv
import io
import json
import math
import urllib.parse

from pytest_aisec.sources.terraform.errors import Refused
from pytest_aisec.sources.terraform.functions.registry import function, scalar
from pytest_aisec.sources.terraform.numbers import number, text_of
from pytest_aisec.sources.terraform.parts import together
from pytest_aisec.sources.terraform.templates import normal
from pytest_aisec.sources.terraform.types import ANY, STRING, ListValue, ObjectType
from pytest_aisec.sources.terraform.unknowns import NotKnown, Whole, derived, released
from pytest_aisec.values import JsonText, Located, Location, PartlyKnown, Reference, Unknown, Value

_ESCAPED = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"})


@function("jsonencode", ANY, nullable=True, partial=True)
def json_encode(value: Located) -> JsonText | PartlyKnown:
    """JSON as Terraform writes it; with unknown parts it stays partly known and keeps its structure."""
    parts: list[str | Unknown] = []
    structure = released(value)
    _write(structure, parts)
    merged = together(parts)
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
            parts.append(_figure(figure))
        case PartlyKnown(parts=pieces):
            encoded = [json_string(piece)[1:-1] if isinstance(piece, str) else piece for piece in pieces]
            parts.extend(('"', *encoded, '"'))
        case Reference(attribute=attribute) as reference if attribute:
            parts.extend(('"', reference, '"'))
        case Whole() | Unknown() as unknown:
            parts.append(unknown)
        case list() as items:
            _write_all("[", [("", item) for item in items], "]", parts)
        case dict() as entries:
            _write_all("{", [(f"{json_string(key)}:", entries[key]) for key in sorted(entries)], "}", parts)


def _figure(figure: float) -> str:
    if math.isinf(figure):
        raise Refused("infinity cannot be written as JSON")
    return text_of(figure)


def _write_all(opening: str, items: list[tuple[str, Located]], closing: str, parts: list[str | Unknown]) -> None:
    parts.append(opening)
    for place, (label, item) in enumerate(items):
        parts.append(f",{label}" if place else label)
        _write(item, parts)
    parts.append(closing)


@function("jsondecode", STRING, partial=True)
def json_decode(text: Located) -> Value | Located:
    """The value that a JSON text denotes; what `jsonencode` made keeps its locations."""
    match text.value:
        case JsonText(structure=structure):
            return _plain(structure)
        case PartlyKnown(structure=Located() as structure) if not isinstance(structure.value, PartlyKnown):
            return _plain(structure)
        case Unknown() as unknown:
            return Unknown(reason=unknown.reason, location=unknown.location)
    try:
        plain = json.loads(str(text.value), parse_float=number, parse_int=number, parse_constant=_no_constant)
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


@function("base64encode", STRING, partial=True)
def _base64encode(text: Located) -> Value:
    """With unknown parts nothing of the encoding is known, and what was encoded is kept as its structure."""
    match text.value:
        case PartlyKnown() as partly if partly.possible is None:
            inner = derived(partly, is_set=True)
            return PartlyKnown(
                reason=partly.reason, location=partly.location, is_set=True, parts=(inner,), structure=text
            )
        case Unknown() as unknown:
            raise NotKnown(unknown)
    return base64.b64encode(str(text.value).encode()).decode()


@scalar("base64decode", STRING)
def _base64decode(text: str) -> Value:
    try:
        return normal(_bytes(text).decode("utf-8"))
    except UnicodeDecodeError:
        raise Refused("the decoded text is not UTF-8") from None


def _bytes(text: str) -> bytes:
    try:
        return base64.b64decode(text.replace("\n", "").replace("\r", ""), validate=True)
    except ValueError:
        raise Refused("not base64") from None


@scalar("base64gzip", STRING)
def _base64gzip(text: str) -> Value:
    """Compressed text differs between libraries, so that its bytes are not foretold."""
    return Unknown(reason=f"base64gzip of {len(text)} characters is not evaluated", is_set=True)


_ENCODINGS = {"UTF-8": "utf-8", "UTF-16LE": "utf-16-le", "UTF-16BE": "utf-16-be", "UTF-16": "utf-16-be"}


def _encoding(name: str) -> str:
    try:
        return codecs.lookup(_ENCODINGS.get(name.upper(), name)).name
    except LookupError:
        raise Refused(f"the encoding {name!r} is not known") from None


@scalar("textencodebase64", STRING, STRING)
def _textencodebase64(text: str, encoding: str) -> Value:
    try:
        return base64.b64encode(text.encode(_encoding(encoding))).decode()
    except (UnicodeEncodeError, TypeError):
        raise Refused(f"the text cannot be written in {encoding}") from None


@scalar("textdecodebase64", STRING, STRING)
def _textdecodebase64(text: str, encoding: str) -> Value:
    try:
        return normal(_bytes(text).decode(_encoding(encoding)))
    except (UnicodeDecodeError, TypeError):
        raise Refused(f"the text is not written in {encoding}") from None


@scalar("urlencode", STRING)
def _urlencode(text: str) -> Value:
    return urllib.parse.quote_plus(text, safe="~")


@function("csvdecode", STRING)
def _csvdecode(text: Located) -> Value:
    """A list of objects, one for each row below the row of names."""
    try:
        rows = [row for row in csv.reader(io.StringIO(str(text.value)), strict=True) if row]
    except csv.Error as error:
        raise Refused(f"not CSV: {error}") from None
    if not rows:
        raise Refused("there is no row of names")
    names = [normal(name) for name in rows[0]]
    if len(set(names)) != len(names) or any(len(row) != len(names) for row in rows):
        raise Refused("names repeat, or rows differ in length")
    at = text.location
    objects = [{n: Located(normal(cell), at) for n, cell in zip(names, row, strict=True)} for row in rows[1:]]
    element = ObjectType(dict.fromkeys(names, STRING))
    return ListValue([Located(entry, at) for entry in objects], element)
