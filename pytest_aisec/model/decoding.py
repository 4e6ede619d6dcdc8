"""Texts as the values that they encode, with unknown parts where they end up."""

from __future__ import annotations

import json
import re
from dataclasses import replace

from pytest_aisec.model.matching import Regex
from pytest_aisec.model.yaml_nodes import composed, constructed
from pytest_aisec.values import JsonText, Located, PartlyKnown, Unknown, located


def decode(document: Located) -> Located:
    """A JSON text as the value that it encodes; a mapping is itself, and unknown parts of a text stay unknown.

    Text that is not JSON is an unknown with that reason; what is one of several texts is one of their values.
    """
    match document.value:
        case JsonText() as encoded:
            return encoded.structure
        case PartlyKnown(structure=Located() as structure):
            return structure
        case PartlyKnown() as partly:
            return _decoded_parts(partly, document)
        case Unknown(possible=options) as unknown if options:
            return replace(document, value=replace(unknown, possible=tuple(map(decode, options))))
        case str() as plain if plain.strip():
            try:
                # API Gateway answers with a policy that is escaped once more.
                text = plain.replace("\\", "") if plain.startswith('{\\"') else plain
                return located(json.loads(text), document.location)
            except (ValueError, RecursionError) as error:
                wrong = "nested too deeply" if isinstance(error, RecursionError) else error
                return Located(Unknown(reason=f"not JSON: {wrong}", location=document.location), document.location)
        case str():
            return Located(None, document.location)
    return document


def decode_either(document: Located) -> Located:
    """As `decode`, for text that is JSON or YAML."""
    if isinstance(document.value, Unknown) and not isinstance(document.value, PartlyKnown) and document.value.possible:
        options = tuple(map(decode_either, document.value.possible))
        return replace(document, value=replace(document.value, possible=options))
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
    unknowns = [part for part in partly.parts if isinstance(part, Unknown)]
    numbers = iter(range(len(unknowns)))
    text = "".join(f"{_MARK}{next(numbers)}{_MARK}" if isinstance(part, Unknown) else part for part in partly.parts)
    try:
        node = composed(text)
        return _restored(_marked_again(constructed(node) if node else None), unknowns, document)
    except ValueError as error:
        reason = partly.reason or f"neither JSON nor YAML: {error}"
        return Located(Unknown(reason=reason, location=partly.location, is_set=True), document.location)


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
        return _restored(json.loads(_marked(partly.parts), strict=False), unknowns, document)
    except (ValueError, RecursionError):
        return Located(Unknown(reason=partly.reason, location=partly.location, is_set=True), document.location)


_QUOTES = Regex(r'\\.|"', re.DOTALL)


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
            if not all(piece.isdecimal() and int(piece) < len(unknowns) for piece in pieces[1::2]):
                return Located(plain, document.location)  # not our marks: the text has such characters itself
            parts = [unknowns[int(piece)] if index % 2 else piece for index, piece in enumerate(pieces)]
            parts = [part for part in parts if part != ""]
            first = next(part for part in parts if isinstance(part, Unknown))
            if len(parts) == 1:
                return Located(first, document.location)
            whole = PartlyKnown(reason=first.reason, location=first.location, is_set=True, parts=tuple(parts))
            return Located(whole, document.location)
    return located(plain, document.location)
