"""Lines of styled text, wrapped to a width."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import NamedTuple


class Piece(NamedTuple):
    """Some text of a line, with the names of its styles (`red`, `bold`)."""

    text: str
    styles: tuple[str, ...] = ()


class Line(NamedTuple):
    """One line of the summary."""

    pieces: tuple[Piece, ...] = ()

    @property
    def text(self) -> str:
        """The line without styles."""
        return "".join(piece.text for piece in self.pieces)


def wrapped(text: str, width: int, first: str = "", rest: str = "", *styles: str) -> Iterator[Line]:
    """Text between words; its first line after `first`, the others after `rest`."""
    for line in folded(text, width, first, rest):
        yield Line((Piece(line, styles),))


def folded(text: str, width: int, first: str = "", rest: str = "") -> list[str]:
    """Text as lines that break between words only, never in an address or a place."""
    if text.isprintable() and text[-1:].strip() and len(first) + len(text) <= width:
        return [first + text]  # as it would be below, which takes longer
    return textwrap.wrap(
        text,
        width,
        initial_indent=first,
        subsequent_indent=rest,
        break_long_words=False,
        break_on_hyphens=False,
    )


def bullet(text: str, width: int, colour: str) -> Iterator[Line]:
    """An item of a list."""
    first, *others = folded(text, width, "  - ", " " * 4)
    yield Line((Piece("  - ", (colour,)), Piece(first.removeprefix("  - "))))
    yield from (Line((Piece(line),)) for line in others)
