"""A framework with its controls, and the file that holds it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal, NamedTuple, get_args

FOLDER = Path(__file__).parent / "frameworks"
"""The frameworks that come with the package, a JSON file each."""

Testable = Literal["yes", "partly", "no"]
TESTABLE: tuple[Testable, ...] = get_args(Testable)

ABOUT = {"id", "name", "version", "authority", "url", "wording", "coverage", "notes", "retrieved", "controls"}
"""What a file may say of its framework. All but `name` and `controls` may be left out."""


class Control(NamedTuple):
    """One requirement of a framework, in our own words.

    `testable`: `yes` when a substantial part of it shows in configuration, `partly` when only a supporting fact
    does, `no` when configuration says nothing about it; `why` says so in a sentence. `policies` are patterns of
    ids of policies or of their equivalents in other tools (`SageMaker.1`), and `same_as` of controls (`soc2:CC6.*`),
    whose policies give evidence for it without a mark: so a framework takes in policies that are somebody else's.
    """

    id: str
    title: str
    testable: Testable
    why: str = ""
    policies: tuple[str, ...] = ()
    same_as: tuple[str, ...] = ()


class Framework(NamedTuple):
    """A body of requirements, in one version."""

    id: str
    name: str
    version: str
    controls: dict[str, Control]

    @property
    def title(self) -> str:
        """The name, with the version if there is one."""
        return ", ".join(filter(None, (self.name, self.version)))


class FrameworkError(Exception):
    """A file that does not hold a framework; says why, with the file."""


def read(path: Path) -> Framework:
    """The framework that a `.json` or `.toml` file holds, whose name without the ending is the id and the mark.

    Raises FrameworkError for a file that cannot be read, and for one that says too little, too much, or a thing twice.
    """
    raw = _decoded(path)
    if unknown := sorted(set(raw) - ABOUT):
        raise FrameworkError(f"{path}: a framework has no {', '.join(unknown)}; it has {', '.join(sorted(ABOUT))}")
    if raw.get("id", path.stem) != path.stem:
        raise FrameworkError(f"{path}: the framework {raw['id']!r} has to be in a file of that name")
    entries = raw.get("controls")
    if not isinstance(entries, list) or not entries:
        raise FrameworkError(f"{path}: a framework has a list of controls, and at least one")
    try:
        controls, name = _controls(entries), _text(raw, "name")
    except FrameworkError as error:
        raise FrameworkError(f"{path}: {error}") from None
    return Framework(path.stem, name, str(raw.get("version", "")), controls)


def _decoded(path: Path) -> Mapping[str, Any]:
    try:
        text = path.read_text(encoding="utf-8")
        raw = _toml(text) if path.suffix == ".toml" else json.loads(text)
    except OSError as error:
        raise FrameworkError(f"{path}: {error.strerror}") from None
    except ValueError as error:  # of both decoders, with line and column, and of text that is not UTF-8
        raise FrameworkError(f"{path}: {error}") from None
    if not isinstance(raw, dict):
        raise FrameworkError(f"{path}: a framework is an object with a name and controls")
    return raw


def _toml(text: str) -> dict[str, Any]:
    import tomllib  # noqa: PLC0415 -- the frameworks of the package are not in this format

    return tomllib.loads(text)


def _controls(entries: list[Any]) -> dict[str, Control]:
    """The controls by their ids. What raises FrameworkError here leaves the file to who knows it."""
    controls: dict[str, Control] = {}
    for number, entry in enumerate(entries, start=1):
        try:
            control = _control(entry)
        except FrameworkError as error:
            raise FrameworkError(f"control {number}: {error}") from None
        if control.id in controls:
            raise FrameworkError(f"control {number}: there are two of the id {control.id!r}")
        controls[control.id] = control
    return controls


def _control(entry: object) -> Control:
    if not isinstance(entry, dict):
        raise FrameworkError("a control is an object with an id and a title")
    testable = entry.get("testable", "partly")
    if testable not in TESTABLE:
        raise FrameworkError(f"testable is one of {', '.join(TESTABLE)}, not {testable!r}")
    id_, title, why = _text(entry, "id"), _text(entry, "title"), str(entry.get("why", ""))
    return Control(id_, title, testable, why, _texts(entry, "policies"), _texts(entry, "same_as"))


def _text(entry: Mapping[str, Any], name: str) -> str:
    found = entry.get(name)
    if not isinstance(found, str) or not found.strip():
        raise FrameworkError(f"has no {name}")
    return found


def _texts(entry: Mapping[str, Any], name: str) -> tuple[str, ...]:
    if name not in entry:
        return ()
    found = entry[name]
    if not isinstance(found, list) or not all(isinstance(each, str) and each for each in found):
        raise FrameworkError(f"{name} is a list of texts")
    return tuple(found)
