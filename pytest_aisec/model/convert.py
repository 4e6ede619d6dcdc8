"""Strict converters from what a source says to what a policy reads."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, NamedTuple, TypeVar

from pytest_aisec.values import NOWHERE, Location

T = TypeVar("T")


class NotConvertible(ValueError):
    """A source states a value that the attribute cannot have: the author's mistake, shown with its place."""

    def __init__(self, said: str, location: Location = NOWHERE) -> None:
        super().__init__(said)
        self.location = location


class Converter(NamedTuple, Generic[T]):
    """How a plain value becomes a `T`.

    `domain` lists all possible values where there are few: an unknown is then tried with each of them. `words`: the
    vendor's words that it understands, where it understands only these.
    """

    name: str
    convert: Callable[[object], T]
    domain: tuple[T, ...] | None = None
    words: tuple[str, ...] = ()


def _boolean(plain: object) -> bool:
    match plain:
        case bool():
            return plain
        case "true" | "false":
            return plain == "true"
        case str() if plain.lower() in {"true", "false"}:
            return plain.lower() == "true"
    raise NotConvertible(f"{plain!r} is not a boolean")


def _text(plain: object) -> str:
    match plain:
        case str():
            return plain
        case bool():
            return "true" if plain else "false"
        case int() | float():
            return str(plain)
    raise NotConvertible(f"{plain!r} is not text")


def _integer(plain: object) -> int:
    match plain:
        case bool():
            pass
        case int():
            return plain
        case float() if plain.is_integer():
            return int(plain)
        case str():
            try:
                return int(plain)
            except ValueError:
                pass
    raise NotConvertible(f"{plain!r} is not a whole number")


BOOLEAN = Converter("a boolean", _boolean, (True, False))
TEXT = Converter("text", _text)
INTEGER = Converter("a whole number", _integer)


def one_of(*names: str) -> Converter[str]:
    """One of the names, in exactly this spelling; other case is accepted, as the vendors do."""
    by_case = {name.lower(): name for name in names}

    def convert(plain: object) -> str:
        text = _text(plain)
        if text.lower() not in by_case:
            raise NotConvertible(f"{text!r} is none of {', '.join(names)}")
        return by_case[text.lower()]

    return Converter(f"one of {', '.join(names)}", convert, names, names)


def switch(**states: bool) -> Converter[bool]:
    """A boolean that the vendor spells in words: `switch(Enabled=True, Disabled=False)`. Booleans are accepted."""
    by_case = {name.lower(): state for name, state in states.items()}

    def convert(plain: object) -> bool:
        if isinstance(plain, str) and plain.lower() in by_case:
            return by_case[plain.lower()]
        try:
            return _boolean(plain)
        except NotConvertible:
            raise NotConvertible(f"{plain!r} is none of {', '.join(states)}") from None

    return Converter(f"one of {', '.join(states)}", convert, (True, False), tuple(states))
