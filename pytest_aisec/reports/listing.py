"""What there is to select: policies, controls and frameworks, as lines for a terminal."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from pytest_aisec.compliance.catalogue import Catalogue
from pytest_aisec.findings import Policy, severity_rank

LISTS = ("policies", "controls", "frameworks")
UNCOVERED = {"yes": "no policy", "partly": "no policy (partly testable)"}
NOT_TESTABLE = "not by configuration"


class SettingRow(NamedTuple):
    """A setting: its full name, its value, the place where that was given, and what it means."""

    name: str
    value: object
    place: str
    meaning: str


def settings(rows: Sequence[SettingRow]) -> list[str]:
    """The settings with their values as one would write them in TOML."""
    cells = [(row.name, _toml(row.value), row.place, row.meaning) for row in rows]
    return list(_table(("setting", "value", "given by", "meaning"), cells))


def _toml(value: object) -> str:
    return json.dumps(list(value) if isinstance(value, tuple) else value, ensure_ascii=False)


def render(what: str, policies: Sequence[Policy], catalogue: Catalogue) -> list[str]:
    """One of `LISTS` for the policies that are selected."""
    if what == "policies":
        return list(_policies(policies))
    return list((_controls if what == "controls" else _frameworks)(policies, catalogue))


def _policies(policies: Sequence[Policy]) -> Iterator[str]:
    rows = [
        (policy.severity, policy.id, ", ".join(f"{name} {' '.join(ids)}" for name, ids in policy.controls.items()))
        for policy in sorted(policies, key=lambda policy: (severity_rank(policy.severity), policy.id))
    ]
    yield from _table(("severity", "policy", "controls"), rows)
    yield ""
    yield f"{len(rows)} policies"


def _controls(policies: Sequence[Policy], catalogue: Catalogue) -> Iterator[str]:
    """Every control of the frameworks that the policies name, also those that none of them is about."""
    about = _by_control(policies)
    for name in sorted({framework for framework, _ in about}):
        framework = catalogue.framework(name)
        yield f"{framework.title} (mark: {name})"
        rows = [
            (control.id, _coverage(about.get((name, control.id), []), control.testable), control.title)
            for control in framework.controls.values()
        ]
        yield from _table(("control", "judged by", "title"), rows)
        yield ""


def _coverage(ids: Sequence[str], testable: str) -> str:
    return f"{len(ids)} {'policy' if len(ids) == 1 else 'policies'}" if ids else UNCOVERED.get(testable, NOT_TESTABLE)


def _frameworks(policies: Sequence[Policy], catalogue: Catalogue) -> Iterator[str]:
    about = _by_control(policies)
    rows = []
    for name in catalogue.ids:
        framework = catalogue.framework(name)
        controls = framework.controls.values()
        testable = sum(control.testable != "no" for control in controls)
        covered = sum((name, control.id) in about for control in controls)
        rows.append((name, str(len(controls)), str(testable), str(covered), framework.title))
    yield from _table(("mark", "controls", "testable", "judged", "framework"), rows)


def _by_control(policies: Sequence[Policy]) -> dict[tuple[str, str], list[str]]:
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for policy in sorted(policies, key=lambda policy: policy.id):
        for name, controls in policy.controls.items():
            for control in controls:
                found[name, control].append(policy.id)
    return found


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Columns as wide as their widest cell; the last one runs on."""
    widths = [max(len(row[column]) for row in (head, *rows)) for column in range(len(head) - 1)]
    for row in (head, *rows):
        yield "  ".join([*(cell.ljust(width) for cell, width in zip(row, widths, strict=False)), row[-1]]).rstrip()
