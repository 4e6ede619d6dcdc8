"""Text on its way to another process: names of files, and JSON, may hold half a character, which nothing encodes."""

from __future__ import annotations

from typing import Any

_HALVED = "aisec_halved"
_WITH_HALVES = "surrogatepass"


def send(data: dict[str, Any]) -> None:
    """Make simple types ones that execnet takes: it refuses text with half a character, which ends the worker."""
    for key, value in data.items():
        data[key] = _sendable(value)


def receive(data: dict[str, Any]) -> None:
    """The inverse of `send`."""
    for key, value in data.items():
        data[key] = _received(value)


def _sendable(plain: Any) -> Any:
    match plain:
        case str():
            return plain if plain.isascii() else _text(plain)
        case dict():
            return {_sendable(key): _sendable(value) for key, value in plain.items()}
        case list():
            return [_sendable(item) for item in plain]
        case tuple():
            return tuple(map(_sendable, plain))
    return plain


def _text(text: str) -> Any:
    try:
        text.encode()
    except UnicodeEncodeError:
        return (_HALVED, text.encode(errors=_WITH_HALVES))
    return text


def _received(plain: Any) -> Any:
    match plain:
        case (str() as mark, bytes() as text) if mark == _HALVED:
            return text.decode(errors=_WITH_HALVES)
        case dict():
            return {_received(key): _received(value) for key, value in plain.items()}
        case list():
            return [_received(item) for item in plain]
        case tuple():
            return tuple(map(_received, plain))
    return plain
