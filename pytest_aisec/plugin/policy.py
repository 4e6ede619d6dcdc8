"""What a test item says about its policy: name, headline, fix, severity, controls."""

from __future__ import annotations

import re

import pytest

from pytest_aisec.findings import SEVERITIES, Policy
from pytest_aisec.plugin import frameworks
from pytest_aisec.plugin.peers import equivalents_of
from pytest_aisec.plugin.recognition import id_of, stand_in

DEFAULT_SEVERITY = "medium"
POLICY = pytest.StashKey[Policy]()

SNIPPET = re.compile(r"^[ \t]*```(?P<language>\w+)\n(?P<code>.*?)^[ \t]*```[ \t]*$\n?", re.DOTALL | re.MULTILINE)
"""A fenced block of a docstring, ```hcl or ```yaml: for the generated pages, too long for the terminal."""

_PARAGRAPHS = re.compile(r"\n\s*\n")
_LABEL = re.compile(r"(\w+):\s")


def policy_of(item: pytest.Item) -> Policy:
    """The policy behind an item that was collected, with all its marks; the same for all items of one function."""
    if POLICY not in item.stash:
        item.stash[POLICY] = _policy_of(item)
    return item.stash[POLICY]


def _policy_of(item: pytest.Item) -> Policy:
    assert isinstance(item, pytest.Function)
    name = item.originalname
    found = sections(item.function.__doc__ or "")
    assert item.parent is not None
    return Policy(
        id=id_of(item),
        nodeid=f"{item.parent.nodeid}::{name}",
        headline=found.get("", "") or name.removeprefix("test_").replace("_", " "),
        why=found.get("why", ""),
        fix=found.get("fix", ""),
        severity=severity_of(item),
        controls=controls_of(item),
        equivalents=equivalents_of(item),
    )


def severity_of(item: pytest.Item) -> str:
    """The severity mark, or medium."""
    mark = item.get_closest_marker("severity")
    return str(mark.args[0]) if mark and mark.args else DEFAULT_SEVERITY


def controls_of(item: pytest.Item) -> dict[str, list[str]]:
    """The framework marks: the controls that the policy gives evidence for."""
    known = frameworks.of(item.config).ids
    found: dict[str, set[str]] = {}
    for mark in item.iter_markers():
        if mark.name in known and mark.args:
            found.setdefault(mark.name, set()).update(map(str, mark.args))
    return {name: sorted(found[name]) for name in sorted(found)}


def complaints(item: pytest.Item) -> list[str]:
    """What is wrong with an item's marks. `severity` is a mark of other plugins too: it only counts on policies."""
    found = []
    mark = item.get_closest_marker("severity")
    if mark is not None and stand_in(item) is not None and mark.args[:1] not in [(name,) for name in SEVERITIES]:
        found.append(
            f"severity takes one of {', '.join(SEVERITIES)}, not {', '.join(map(repr, mark.args)) or 'nothing'}"
        )
    known = frameworks.of(item.config)
    for mark in item.iter_markers():
        if mark.name in known.ids:
            if not mark.args:
                found.append(f"the mark {mark.name} names no control")
            found.extend(known.complaints(mark.name, map(str, mark.args)))
    return found


def sections(docstring: str) -> dict[str, str]:
    """The headline under the empty name, and the paragraphs that begin with `Why:` and `Fix:`, without snippets."""
    found: dict[str, str] = {}
    for paragraph in filter(None, map(str.strip, _PARAGRAPHS.split(SNIPPET.sub("", docstring)))):
        label = _LABEL.match(paragraph)
        text = paragraph[label.end() :] if label else paragraph
        found.setdefault(label[1].lower() if label else "", " ".join(text.split()))
    return found
