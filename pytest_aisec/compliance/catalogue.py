"""The catalogue of frameworks and controls that marks are checked against."""

from __future__ import annotations

import difflib
import fnmatch
import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "frameworks"


@dataclass(frozen=True, slots=True)
class Control:
    """One requirement of a framework, in our own words.

    `testable`: `yes` when a substantial part of it shows in configuration, `partly` when only a supporting fact
    does, `no` when configuration says nothing about it; `why` says so in a sentence.
    """

    id: str
    title: str
    testable: str
    why: str


@dataclass(frozen=True, slots=True)
class Framework:
    """A body of requirements, in one version."""

    id: str
    name: str
    version: str
    controls: dict[str, Control]


@cache
def framework_ids() -> tuple[str, ...]:
    """The names of all frameworks, which are also the names of their marks."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.json")))


@cache
def framework(name: str) -> Framework:
    """A framework by its name. Raises KeyError for a name that is not in `framework_ids()`."""
    if name not in framework_ids():
        raise KeyError(name)
    raw = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    controls = {
        entry["id"]: Control(entry["id"], entry["title"], entry["testable"], entry["why"]) for entry in raw["controls"]
    }
    return Framework(raw["id"], raw["name"], raw["version"], controls)


def complaints(name: str, controls: Iterable[str]) -> list[str]:
    """What is wrong with a mark `name(*controls)`, each with the nearest ids that exist."""
    known = framework(name).controls
    found = []
    for control in controls:
        if control not in known:
            near = difflib.get_close_matches(control, known, n=3, cutoff=0.4)
            hint = f"; did you mean {', '.join(near)}?" if near else ""
            found.append(f"{name} has no control {control!r}{hint}")
    return found


def selected(pattern: str) -> set[tuple[str, str]]:
    """The (framework, control) pairs that `FRAMEWORK:GLOB` names. Raises ValueError when it names none."""
    name, _, glob = pattern.partition(":")
    if name not in framework_ids():
        near = difflib.get_close_matches(name, framework_ids(), n=1)
        raise ValueError(f"there is no framework {name!r}" + (f"; did you mean {near[0]}?" if near else ""))
    found = {(name, control) for control in framework(name).controls if fnmatch.fnmatchcase(control, glob or "*")}
    if not found:
        raise ValueError("; ".join(complaints(name, [glob])))
    return found
