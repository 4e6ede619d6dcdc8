"""Regular expressions of our own, compiled when they are used: most runs need few of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cached_property
from typing import Any


class Regex:
    """A regular expression that is compiled when a text is first held against it, and not when a module is loaded."""

    def __init__(self, form: str, flags: int = 0) -> None:
        self._form = form
        self._flags = flags

    @cached_property
    def _compiled(self) -> re.Pattern[str]:
        return re.compile(self._form, self._flags)

    def fullmatch(self, text: str) -> re.Match[str] | None:
        """How it matches a whole text."""
        return self._compiled.fullmatch(text)

    def match(self, text: str, start: int = 0) -> re.Match[str] | None:
        """How it matches a text from its beginning, or from a place in it."""
        return self._compiled.match(text, start)

    def search(self, text: str) -> re.Match[str] | None:
        """Where it first matches in a text."""
        return self._compiled.search(text)

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """Everywhere that it matches in a text."""
        return self._compiled.finditer(text)

    def findall(self, text: str) -> list[Any]:
        """Everything that it matches in a text, as `re.findall` tells it."""
        return self._compiled.findall(text)

    def sub(self, instead: str | Callable[[re.Match[str]], str], text: str, count: int = 0) -> str:
        """A text with something instead of the first so many matches, or of all."""
        return self._compiled.sub(instead, text, count=count)

    def split(self, text: str) -> list[Any]:
        """The pieces of a text between its matches, as `re.split` tells them."""
        return self._compiled.split(text)
