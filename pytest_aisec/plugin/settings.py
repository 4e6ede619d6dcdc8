"""Settings: read from pyproject.toml, the ini file and the command line, and given to policies."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from pytest_aisec.plugin import options
from pytest_aisec.plugin.recognition import Fault, standing
from pytest_aisec.plugin.refusal import refuse
from pytest_aisec.settings import BadSetting, Section, Settings

FLAG = "--aisec-setting"
NOWHERE = "default"


class Given(NamedTuple):
    """A section with the place where each of its values was given."""

    section: Section
    places: dict[str, str]


READ = pytest.StashKey[dict[type[Section], Given]]()
FILE = pytest.StashKey[dict[str, Any]]()


def of(config: pytest.Config, kind: type[Section]) -> Given:
    """The settings of a section: the command line wins over the ini file, that over pyproject.toml.

    Raises UsageError that names the place of a setting that does not exist or has a wrong value.
    """
    kept = config.stash.setdefault(READ, {})
    if kind not in kept:
        kept[kind] = _read(config, kind)
    return kept[kind]


def check(config: pytest.Config) -> None:
    """Raise UsageError for what is wrong with the settings of the bundled policies."""
    for text in options.value(config, FLAG):
        if "=" not in text:
            raise pytest.UsageError(f"aisec: {FLAG} {text!r} is not NAME=VALUE")
    of(config, Settings)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Refuse a value on the command line for a table that no policy has."""
    if config.getoption("aisec_setting") is None:
        return
    tables = {kind.table for kind in all_of(config)}
    for text in options.value(config, FLAG):
        table = text.partition("=")[0].rpartition(".")[0]
        if table not in tables and not any(_faults(items)):
            near = difflib.get_close_matches(table, tables, n=1)
            hint = f"; did you mean {near[0]}?" if near else ""
            refuse(config, items, f"aisec: {FLAG} {text}: no policy here has settings called {table}{hint}")


def _faults(items: Sequence[pytest.Item]) -> Iterator[str]:
    """What is wrong with policies of the user's, their settings among it."""
    for item in items:
        for value in standing(item).values():
            if isinstance(value, Fault):
                yield value.message


def check_shown(items: Sequence[pytest.Item]) -> None:
    """Raise UsageError for settings that are asked for and cannot be shown."""
    wrong = list(dict.fromkeys(_faults(items)))
    if wrong:
        raise pytest.UsageError("\n".join(wrong))


def all_of(config: pytest.Config) -> dict[type[Section], Given]:
    """Every section that was asked for so far."""
    return config.stash.get(READ, {})


def changed(config: pytest.Config) -> dict[str, object]:
    """The settings that differ from their defaults, for reports: `table.name` and value."""
    return {
        f"{kind.table}.{name}".removeprefix("."): getattr(given.section, name)
        for kind, given in all_of(config).items()
        for name in kind.names()
        if getattr(given.section, name) != kind.default_of(name)
    }


def _read(config: pytest.Config, kind: type[Section]) -> Given:
    values: dict[str, object] = {}
    places: dict[str, str] = dict.fromkeys(kind.names(), NOWHERE)
    path = _pyproject(config)
    for name, value in _table(config, path, kind).items():
        place = f"{path.name}:{_line(path, name, kind.table)}"
        _known(kind, name, place)
        values[name] = _valid(name, place, lambda name=name, value=value: kind.converted(name, value))
        places[name] = place
    for name, text, place in _written(config, kind):
        _known(kind, name, place)
        values[name] = _valid(name, place, lambda name=name, text=text: kind.written(name, text))
        places[name] = place
    return Given(kind(**values), places)


def _known(kind: type[Section], name: str, place: str) -> None:
    if name in kind.names():
        return
    near = difflib.get_close_matches(name, kind.names(), n=1)
    hint = f"; did you mean {near[0]}?" if near else "; --aisec-settings shows those there are"
    raise pytest.UsageError(f"aisec: {place}: there is no setting {name}{hint}")


def _valid(name: str, place: str, convert: Any) -> object:
    try:
        return convert()
    except BadSetting as error:
        raise pytest.UsageError(f"aisec: {place}: {name} {error}") from None


def _pyproject(config: pytest.Config) -> Path:
    """The project's pyproject.toml: the one pytest is configured by, or the one in the root directory."""
    if config.inipath is not None and config.inipath.name == "pyproject.toml":
        return config.inipath
    return config.rootpath / "pyproject.toml"


def _table(config: pytest.Config, path: Path, kind: type[Section]) -> dict[str, Any]:
    found: Any = _file(config, path)
    for key in ("tool", "aisec", "settings", *([kind.table] if kind.table else [])):
        found = found.get(key, {}) if isinstance(found, dict) else {}
        if key == "aisec" and isinstance(found, dict):
            _only_settings(found, path)
    if not isinstance(found, dict):
        raise pytest.UsageError(f"aisec: {path.name}: [tool.aisec.settings] is not a table")
    return {name: value for name, value in found.items() if kind.table or not isinstance(value, dict)}


def _only_settings(table: dict[str, Any], path: Path) -> None:
    """Raise UsageError for what stands beside the settings: a word that is missing, or misspelt, is not heard."""
    for name, value in table.items():
        if name != "settings":
            head = f"[tool.aisec.{name}]" if isinstance(value, dict) else name
            place = f"{path.name}:{_line_of_table(path, name) if isinstance(value, dict) else _line(path, name)}"
            raise pytest.UsageError(f"aisec: {place}: {head} means nothing here; did you mean [tool.aisec.settings]?")


def _line_of_table(path: Path, name: str) -> int:
    lines = path.read_text(encoding="utf-8").splitlines()
    return next((at for at, line in enumerate(lines, 1) if re.match(rf"\s*\[[^#]*\b{re.escape(name)}\b", line)), 1)


def _file(config: pytest.Config, path: Path) -> dict[str, Any]:
    if FILE not in config.stash:
        try:
            config.stash[FILE] = _decoded(path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            config.stash[FILE] = {}
        except ValueError as error:  # of the decoder, and of text that is not UTF-8
            raise pytest.UsageError(f"aisec: {path.name}: {error}") from None
    return config.stash[FILE]


def _decoded(text: str) -> dict[str, Any]:
    import tomllib  # noqa: PLC0415 -- most projects that are judged are none of Python's

    return tomllib.loads(text)


def _line(path: Path, name: str, table: str = "") -> int:
    """The line of a setting: the first of its name after the head of its table, or of one around it."""
    lines = path.read_text(encoding="utf-8").splitlines()
    heads = [re.sub(r"[\s\"']", "", line.partition("#")[0]) for line in lines]
    whole = ["tool", "aisec", "settings", *([table] if table else [])]
    tables = [f"[{'.'.join(whole[:depth])}]" for depth in range(len(whole), 0, -1)]
    head = next((heads.index(each) for each in tables if each in heads), 0)
    pattern = re.compile(rf"\s*[\"']?{re.escape(name)}[\"']?\s*=")
    return next((at + 1 for at, line in enumerate(lines) if at >= head and pattern.match(line)), head + 1)


def _written(config: pytest.Config, kind: type[Section]) -> Iterator[tuple[str, str, str]]:
    """The names, values and places of the settings of a section on the command line or in the ini file."""
    on_command_line = config.getoption("aisec_setting") is not None
    for text in options.value(config, FLAG):
        full, _, value = text.partition("=")
        table, _, name = full.rpartition(".")
        if table == kind.table:
            yield name, value, FLAG if on_command_line else "aisec_setting in the ini file"
