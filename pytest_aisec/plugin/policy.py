"""What a test item says about its policy: name, headline, fix, severity, controls."""

from __future__ import annotations

import re
from collections.abc import Iterable

import pytest

from pytest_aisec.compliance.catalogue import Catalogue
from pytest_aisec.findings import SEVERITIES, Policy
from pytest_aisec.plugin import frameworks
from pytest_aisec.plugin.peers import equivalents
from pytest_aisec.plugin.recognition import id_of

SEVERITY = "severity"
DEFAULT_SEVERITY = "medium"
POLICY = pytest.StashKey[Policy]()

Said = dict[int, tuple[pytest.Mark, list[str]]]
"""Marks by their identity, which is theirs while they are kept here, and what is wrong with them."""

SNIPPET = re.compile(r"^[ \t]*```(?P<language>\w+)\n(?P<code>.*?)^[ \t]*```[ \t]*$\n?", re.DOTALL | re.MULTILINE)
"""A fenced block of a docstring, ```hcl or ```yaml: for the generated pages, too long for the terminal."""

FENCE = "```"
BLANK = " \t"

_LANGUAGE = re.compile(r"\w+\n")
_PARAGRAPHS = re.compile(r"\n\s*\n")
_LABEL = re.compile(r"(\w+):\s")


def policy_of(item: pytest.Item) -> Policy:
    """The policy behind an item that was collected, with all its marks; the same for all items of one function."""
    if POLICY not in item.stash:
        item.stash[POLICY] = _policy_of(item)
    return item.stash[POLICY]


def _policy_of(item: pytest.Item) -> Policy:
    assert isinstance(item, pytest.Function)
    name, marks = item.originalname, list(item.iter_markers())
    found = sections(item.function.__doc__ or "")
    assert item.parent is not None
    return Policy(
        id=id_of(item),
        nodeid=f"{item.parent.nodeid}::{name}",
        headline=found.get("", "") or name.removeprefix("test_").replace("_", " "),
        why=found.get("why", ""),
        fix=found.get("fix", ""),
        severity=severity_by(marks),
        controls=controls_by(marks, frameworks.of(item.config)),
        equivalents=equivalents(marks),
    )


def severity_by(marks: Iterable[pytest.Mark]) -> str:
    """What the closest severity mark says, or medium."""
    mark = _closest_severity(marks)
    return str(mark.args[0]) if mark and mark.args else DEFAULT_SEVERITY


def _closest_severity(marks: Iterable[pytest.Mark]) -> pytest.Mark | None:
    return next((mark for mark in marks if mark.name == SEVERITY), None)


def controls_by(marks: Iterable[pytest.Mark], known: Catalogue) -> dict[str, list[str]]:
    """What the framework marks say: the controls that a policy gives evidence for."""
    found: dict[str, tuple[object, ...]] = {}
    for mark in marks:
        name = mark.name
        if name in known.ids and mark.args:
            found[name] = (*found[name], *mark.args) if name in found else mark.args
    return {name: sorted(set(map(str, found[name]))) for name in sorted(found)}


def complaints(marks: Iterable[pytest.Mark], known: Catalogue, said: Said, *, is_policy: bool) -> list[str]:
    """What is wrong with an item's marks. `severity` is a mark of other plugins too: it only counts on policies.

    `said` keeps what was found, for dozens of policies have the same mark.
    """
    found = []
    mark = _closest_severity(marks) if is_policy else None
    if mark is not None and mark.args[:1] not in [(name,) for name in SEVERITIES]:
        found.append(
            f"severity takes one of {', '.join(SEVERITIES)}, not {', '.join(map(repr, mark.args)) or 'nothing'}"
        )
    for mark in marks:
        if id(mark) not in said:
            said[id(mark)] = mark, _about_controls(mark, known)
        found += said[id(mark)][1]
    return found


def _about_controls(mark: pytest.Mark, known: Catalogue) -> list[str]:
    if mark.name not in known.ids:
        return []
    return known.complaints(mark.name, map(str, mark.args)) if mark.args else [f"the mark {mark.name} names no control"]


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
