"""What there is to select: policies, controls and frameworks, as lines for a terminal."""

from __future__ import annotations

import json
import textwrap
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from pytest_aisec.compliance.catalogue import Catalogue
from pytest_aisec.findings import Policy, severity_rank

LISTS = ("policies", "controls", "frameworks")
UNCOVERED = {"yes": "no policy", "partly": "no policy (partly testable)"}
NOT_TESTABLE = "not by configuration"
WIDEST = 32
"""Of a cell that can be folded, in any column but the last."""
LEAST = 24
"""The last column stands below the others where it has less room."""


class SettingRow(NamedTuple):
    """A setting: its full name, its value, the place where that was given, and what it means."""

    name: str
    value: object
    place: str
    meaning: str


def settings(rows: Sequence[SettingRow], width: int | None = None) -> list[str]:
    """The settings with their values as one would write them in TOML."""
    cells = [(row.name, _toml(row.value), row.place, row.meaning) for row in rows]
    return list(_table(("setting", "value", "given by", "meaning"), cells, width))


def _toml(value: object) -> str:
    return json.dumps(list(value) if isinstance(value, tuple) else value, ensure_ascii=False)


def render(
    what: str,
    policies: Sequence[Policy],
    catalogue: Catalogue,
    asked: Mapping[str, Collection[str] | None] | None = None,
    width: int | None = None,
) -> list[str]:
    """One of `LISTS` for the policies that are selected.

    `asked`: the frameworks that were asked for, each with its controls (None: all); without any, all that policies
    name. `width`: of the terminal; None leaves each row on one line.
    """
    if what == "policies":
        return list(_policies(policies, asked or {}, width))
    if what == "controls":
        return list(_controls(policies, catalogue, asked or {}, width))
    return list(_frameworks(policies, catalogue, width))


def _policies(policies: Sequence[Policy], asked: Collection[str], width: int | None) -> Iterator[str]:
    """What each requires; where frameworks were asked for, which of their controls it is about."""
    rows = [
        (policy.severity, policy.id, _about(policy, asked) if asked else policy.headline)
        for policy in sorted(policies, key=lambda policy: (severity_rank(policy.severity), policy.id))
    ]
    yield from _table(("severity", "policy", "controls" if asked else "requires"), rows, width)
    yield ""
    yield f"{len(rows)} {'policy' if len(rows) == 1 else 'policies'}"


def _about(policy: Policy, asked: Collection[str]) -> str:
    return ", ".join(f"{name} {' '.join(ids)}" for name, ids in policy.controls.items() if name in asked)


def _controls(
    policies: Sequence[Policy], catalogue: Catalogue, asked: Mapping[str, Collection[str] | None], width: int | None
) -> Iterator[str]:
    """Every control of the frameworks that were asked for, or else that the policies name; judged or not."""
    about = _by_control(policies)
    for name in asked or sorted({framework for framework, _ in about}):
        framework = catalogue.framework(name)
        wanted = asked.get(name)
        yield f"{framework.title} (mark: {name})"
        rows = [
            (control.id, _coverage(about.get((name, control.id), []), control.testable), control.title)
            for control in framework.controls.values()
            if wanted is None or control.id in wanted
        ]
        yield from _table(("control", "judged by", "title"), rows, width)
        yield ""


def _coverage(ids: Sequence[str], testable: str) -> str:
    return f"{len(ids)} {'policy' if len(ids) == 1 else 'policies'}" if ids else UNCOVERED.get(testable, NOT_TESTABLE)


def _frameworks(policies: Sequence[Policy], catalogue: Catalogue, width: int | None) -> Iterator[str]:
    about = _by_control(policies)
    rows = []
    for name in catalogue.ids:
        framework = catalogue.framework(name)
        controls = framework.controls.values()
        testable = sum(control.testable != "no" for control in controls)
        covered = sum((name, control.id) in about for control in controls)
        rows.append((name, str(len(controls)), str(testable), str(covered), framework.title))
    yield from _table(("mark", "controls", "testable", "judged", "framework"), rows, width)


def _by_control(policies: Sequence[Policy]) -> dict[tuple[str, str], list[str]]:
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for policy in sorted(policies, key=lambda policy: policy.id):
        for name, controls in policy.controls.items():
            for control in controls:
                found[name, control].append(policy.id)
    return found


def _table(head: Sequence[str], rows: Sequence[Sequence[str]], width: int | None) -> Iterator[str]:
    """Columns as wide as their widest cell, but for lists; the last one runs on, or is folded to the width."""
    widths = [max(_width(row[column]) for row in (head, *rows)) for column in range(len(head) - 1)]
    used = sum(widths) + 2 * len(widths)
    room = None if width is None else width - used
    for row in (head, *rows):
        cells = [_folded(cell, size) for cell, size in zip(row, widths, strict=False)]
        last = _folded(row[-1], room) if room is None or room >= LEAST else []
        for line in range(max(map(len, (*cells, last)))):
            first = "  ".join((_line(cell, line).ljust(size)) for cell, size in zip(cells, widths, strict=True))
            yield f"{first}  {_line(last, line)}".rstrip()
        if not last and width is not None:
            yield from (f"    {line}" for line in _folded(row[-1], width - 4))


def _width(cell: str) -> int:
    return len(cell) if len(cell) <= WIDEST else max(WIDEST, *map(len, cell.split()))


def _folded(cell: str, width: int | None) -> list[str]:
    if width is None or len(cell) <= width:
        return [cell]
    return textwrap.wrap(cell, width, break_long_words=False, break_on_hyphens=False)


def _line(cell: Sequence[str], number: int) -> str:
    return cell[number] if number < len(cell) else ""
