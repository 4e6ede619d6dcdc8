"""What the docstring of a policy says: its headline, why, and how to mend what it finds."""

from __future__ import annotations

import re
from functools import cache

from pytest_aisec.model.matching import Regex

SNIPPET = Regex(r"^[ \t]*```(?P<language>\w+)\n(?P<code>.*?)^[ \t]*```[ \t]*$\n?", re.DOTALL | re.MULTILINE)
"""A fenced block of a docstring, ```hcl or ```yaml: for the generated pages, too long for the terminal."""

FENCE = "```"
BLANK = " \t"

_LANGUAGE = Regex(r"\w+\n")
_PARAGRAPHS = Regex(r"\n\s*\n")
_LABEL = Regex(r"(\w+):\s")


@cache
def sections(docstring: str) -> dict[str, str]:
    """The headline under the empty name, and the paragraphs that begin with `Why:` and `Fix:`, without snippets."""
    found: dict[str, str] = {}
    for paragraph in filter(None, map(str.strip, _PARAGRAPHS.split(_without_snippets(docstring)))):
        label = _LABEL.match(paragraph)
        text = paragraph[label.end() :] if label else paragraph
        found.setdefault(label[1].lower() if label else "", " ".join(text.split()))
    return found


def _without_snippets(docstring: str) -> str:
    """A docstring without its snippets, found by their fences: the search for `SNIPPET` takes ten times as long."""
    pieces = docstring.split(FENCE)
    prose, code = pieces[::2], pieces[1::2]
    is_sound = len(prose) > len(code) and all(_LANGUAGE.match(piece) for piece in code)
    if not is_sound or not all(map(_ends_blank, pieces[:-1])) or not all(map(_begins_blank, prose[1:])):
        return SNIPPET.sub("", docstring)
    first, *others = (piece.rstrip(BLANK) for piece in prose)
    return "".join([first, *(piece.lstrip(BLANK).removeprefix("\n") for piece in others)])


def _ends_blank(piece: str) -> bool:
    return not piece.rpartition("\n")[2].strip(BLANK)


def _begins_blank(piece: str) -> bool:
    return not piece.partition("\n")[0].strip(BLANK)
