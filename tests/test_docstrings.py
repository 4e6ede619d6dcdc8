"""What a docstring says, without the snippets that only the generated pages show."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_aisec.docstrings import SNIPPET, _without_snippets, sections

APART = "Head.\n\nWhy: w.\n\nFix: do it.\n\n```hcl\na = 1\n\nWhy: b\n```\n\n```yaml\nA: 1\n```\n"
CLOSE = "Head.\n\nWhy: w.\n\nFix: do\nit.\n```hcl\na = 1\n\nWhy: b\n```\n```yaml\nA: 1\n```\n"


@pytest.mark.parametrize("docstring", [APART, CLOSE])
def test_snippets_are_not_part_of_the_prose(docstring: str) -> None:
    assert sections(docstring) == {"": "Head.", "why": "w.", "fix": "do it."}
    found = [(snippet["language"], snippet["code"]) for snippet in SNIPPET.finditer(docstring)]
    assert found == [("hcl", "a = 1\n\nWhy: b\n"), ("yaml", "A: 1\n")]


PIECES = st.sampled_from(["```", "```hcl\n", "a = 1", "\n", "\n\n", "  ", "\t", "Why: w.", "text"])


@given(st.lists(PIECES, max_size=14).map("".join))
def test_snippets_are_found_by_their_fences_as_by_a_search(docstring: str) -> None:
    assert _without_snippets(docstring).split() == SNIPPET.sub("", docstring).split()
    assert sections(docstring) == sections(SNIPPET.sub("", docstring))


def test_the_search_agrees_on_snippets_that_are_sound() -> None:
    for docstring in (APART, CLOSE, "  ```hcl\n  a\n  ``` \t\nmore", "a\n```hcl\n```", "a\n```hcl\nb\n```\nc"):
        assert _without_snippets(docstring).rstrip() == SNIPPET.sub("", docstring).rstrip()
