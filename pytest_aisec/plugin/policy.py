"""What a test item says about its policy: name, headline, fix, severity, controls."""

from __future__ import annotations

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

STATED = pytest.StashKey[dict[int, tuple[pytest.Mark, list[str]]]]()
"""Marks by their identity, too, and the controls that they name, sorted: dozens of policies have the same mark."""


def policy_of(item: pytest.Item) -> Policy:
    """The policy behind an item that was collected, with all its marks; the same for all items of one function."""
    if POLICY not in item.stash:
        item.stash[POLICY] = _policy_of(item)
    return item.stash[POLICY]


def _policy_of(item: pytest.Item) -> Policy:
    assert isinstance(item, pytest.Function)
    name, marks = item.originalname, list(item.iter_markers())
    assert item.parent is not None
    return Policy(
        id=id_of(item),
        nodeid=f"{item.parent.nodeid}::{name}",
        docstring=item.function.__doc__ or "",
        severity=severity_by(marks),
        controls=controls_by(marks, item.config),
        equivalents=equivalents(marks),
    )


def severity_by(marks: Iterable[pytest.Mark]) -> str:
    """What the closest severity mark says, or medium."""
    mark = _closest_severity(marks)
    return str(mark.args[0]) if mark and mark.args else DEFAULT_SEVERITY


def _closest_severity(marks: Iterable[pytest.Mark]) -> pytest.Mark | None:
    return next((mark for mark in marks if mark.name == SEVERITY), None)


def controls_by(marks: Iterable[pytest.Mark], config: pytest.Config) -> dict[str, list[str]]:
    """What the framework marks say: the controls that a policy gives evidence for, which nobody is to change."""
    stated = config.stash.setdefault(STATED, {})
    found: dict[str, list[str]] = {}
    for mark in marks:
        known = stated.get(id(mark))
        if known is None:
            known = stated[id(mark)] = mark, _controls_of(mark, config)
        controls = known[1]
        if controls:
            name = mark.name
            found[name] = sorted({*found[name], *controls}) if name in found else controls
    return {name: found[name] for name in sorted(found)}


def _controls_of(mark: pytest.Mark, config: pytest.Config) -> list[str]:
    return sorted(set(map(str, mark.args))) if mark.name in frameworks.of(config).ids else []


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
