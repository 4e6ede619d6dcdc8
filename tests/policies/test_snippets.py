"""The snippets that policies show as their fix can be read, and no policy finds in its own what it forbids."""

from __future__ import annotations

import inspect
from pathlib import Path
from textwrap import dedent

import pytest

from pytest_aisec.plugin.policy import SNIPPET
from tests.policies.judged import cloudformation, policies, terraform, verdicts

SNIPPETS = [
    pytest.param(name, found["language"], dedent(found["code"]), id=f"{name}-{found['language']}")
    for name, function in policies()
    for found in SNIPPET.finditer(inspect.getdoc(function) or "")
]


@pytest.mark.parametrize(("name", "language", "code"), SNIPPETS)
def test_snippet_conforms(tmp_path: Path, name: str, language: str, code: str) -> None:
    estate = {"hcl": terraform, "yaml": cloudformation}[language](tmp_path, code)
    assert [unread.reason for source in estate.sources for unread in source.contents.unread] == []
    assert len(estate) > 0
    assert "violated" not in verdicts(name, estate).values()
