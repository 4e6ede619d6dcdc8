"""JSON that is written out in a heredoc, with the place of every part of it."""

from __future__ import annotations

import json
import re
from bisect import bisect_right

from pytest_aisec.values import Located, Location

_TOKEN = re.compile(r'[ \t\r\n]*([{}\[\],:]|"[^"\\\n]*"|true|false|null)')
_WORDS = {"true": True, "false": False, "null": None}


def written_json(text: str, file: str | None, line: int) -> Located | None:
    """The value of a JSON text that begins on a line of a file; None for what is not JSON of plain parts.

    Plain are objects, lists, truth values, null, and ASCII texts without escapes: policies are made of them. All else
    (a number, a letter that has several forms) is left to what decodes the text as a whole.
    """
    if not text.isascii() or "${" in text or "%{" in text or text.lstrip()[:1] not in ("{", "["):
        return None
    try:
        json.loads(text)
        return _Written(text, file, line).document()
    except (ValueError, RecursionError):
        return None


class _Written:
    def __init__(self, text: str, file: str | None, line: int) -> None:
        self.text, self.file, self.line = text, file, line
        self.starts = [0, *(found.end() for found in re.finditer("\n", text))]
        self.place = 0

    def document(self) -> Located:
        value = self.value(*self.sign())
        if self.text[self.place :].strip():
            raise ValueError("something follows")
        return value

    def sign(self) -> tuple[str, Location]:
        found = _TOKEN.match(self.text, self.place)
        if found is None:
            raise ValueError("no plain part")
        self.place = found.end()
        row = bisect_right(self.starts, found.start(1)) - 1
        return found[1], Location(self.file, self.line + row, found.start(1) - self.starts[row] + 1)

    def value(self, sign: str, at: Location) -> Located:
        if sign == "{":
            return Located(self.entries(), at)
        if sign == "[":
            return Located(self.items(), at)
        if sign[0] == '"':
            return Located(sign[1:-1], at)
        return Located(_WORDS[sign], at)

    def items(self) -> list[Located]:
        found: list[Located] = []
        sign, at = self.sign()
        while sign != "]":
            found.append(self.value(*((sign, at) if sign != "," else self.sign())))
            sign, at = self.sign()
        return found

    def entries(self) -> dict[str, Located]:
        found: dict[str, Located] = {}
        sign, _ = self.sign()
        while sign != "}":
            if sign == ",":
                sign, _ = self.sign()
            self.sign()  # the colon: that the text is JSON was seen before
            found[sign[1:-1]] = self.value(*self.sign())
            sign, _ = self.sign()
        return found
