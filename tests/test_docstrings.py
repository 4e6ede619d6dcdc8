"""What a docstring says, without the snippets that only the generated pages show."""

from __future__ import annotations

import pytest

from pytest_aisec.docstrings import SNIPPET, sections

APART = "Head.\n\nWhy: w.\n\nFix: do it.\n\n```hcl\na = 1\n\nWhy: b\n```\n\n```yaml\nA: 1\n```\n"
CLOSE = "Head.\n\nWhy: w.\n\nFix: do\nit.\n```hcl\na = 1\n\nWhy: b\n```\n```yaml\nA: 1\n```\n"


@pytest.mark.parametrize("docstring", [APART, CLOSE])
def test_snippets_are_not_part_of_the_prose(docstring: str) -> None:
    assert sections(docstring) == {"": "Head.", "why": "w.", "fix": "do it."}
    found = [(snippet["language"], snippet["code"]) for snippet in SNIPPET.finditer(docstring)]
    assert found == [("hcl", "a = 1\n\nWhy: b\n"), ("yaml", "A: 1\n")]


@pytest.mark.parametrize(
    ("docstring", "prose"),
    [
        ("  ```hcl\n  a\n  ``` \t\nmore", "more"),
        ("a\n```hcl\n```", "a\n"),
        ("a\n```hcl\nb = `c` ```\n```\nd", "a\nd"),
        ("a ```hcl\nb\n```", "a ```hcl\nb\n```"),
        ("```hcl\nb", "```hcl\nb"),
    ],
)
def test_a_snippet_is_what_stands_between_lines_that_are_fences(docstring: str, prose: str) -> None:
    assert SNIPPET.sub("", docstring) == prose
