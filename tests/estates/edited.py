"""Texts with parts replaced, and where each line of the result comes from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Edit:
    """The bytes from `start` to `end` of a text become `text`."""

    start: int
    end: int
    text: str


@dataclass(frozen=True)
class Edited:
    """A text, and for each of its lines the number of the line that it was made from."""

    text: str
    lines: tuple[int, ...]

    def origin(self, line: int) -> int:
        return self.lines[line - 1]


def edited(source: bytes, edits: Iterable[Edit]) -> Edited:
    """The text with edits made. They do not overlap; several at one place come in the order in which they are given.

    A line that comes of itself in a replacement is from the line where the replacement stands.
    """
    parts: list[bytes] = []
    lines = [1]
    line, place = 1, 0
    for edit in sorted(edits, key=lambda each: each.start):
        assert edit.start >= place, edit
        kept, cut = source[place : edit.start], source[edit.start : edit.end]
        lines += range(line + 1, line + 1 + kept.count(b"\n"))
        line += kept.count(b"\n")
        lines += [line] * edit.text.count("\n")
        parts += [kept, edit.text.encode()]
        line += cut.count(b"\n")
        place = edit.end
    rest = source[place:]
    lines += range(line + 1, line + 1 + rest.count(b"\n"))
    return Edited(b"".join([*parts, rest]).decode(), tuple(lines))
