"""What the docstring of a policy says: its headline, why, and how to mend what it finds."""

from __future__ import annotations

import re
from functools import cache

from pytest_aisec.model.matching import Regex

SNIPPET = Regex(r"^[ \t]*```(?P<language>\w+)\n(?P<code>(?:.*\n)*?)[ \t]*```[ \t]*$\n?", re.MULTILINE)
"""A fenced block of a docstring, ```hcl or ```yaml: for the generated pages, too long for the terminal."""

_PARAGRAPHS = Regex(r"\n\s*\n")
_LABEL = Regex(r"(\w+):\s")


@cache
def sections(docstring: str) -> dict[str, str]:
    """The headline under the empty name, and the paragraphs that begin with `Why:` and `Fix:`, without snippets."""
    found: dict[str, str] = {}
    for paragraph in filter(None, map(str.strip, _PARAGRAPHS.split(SNIPPET.sub("", docstring)))):
        label = _LABEL.match(paragraph)
        text = paragraph[label.end() :] if label else paragraph
        found.setdefault(label[1].lower() if label else "", " ".join(text.split()))
    return found
