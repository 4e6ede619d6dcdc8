"""Whether a parameter of a test function is a fixture's, which decides what it is whatever its annotation says."""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from pytest_aisec.plugin.packs import pack_of

KNOWN = pytest.StashKey[dict[int, frozenset[str]]]()
OWN = pytest.StashKey[frozenset[str]]()
"""What the module or class supplies that a collector is of."""
PLUGINS = pytest.StashKey["Plugins"]()
EVERYWHERE = None, ""
"""Instead of a folder: what supplies other folders counts as well."""


class Plugins:
    """What the plugins of a moment supply, each with its folder if it is a conftest; worked out when asked for."""

    def __init__(self, named: list[tuple[str, object]]) -> None:
        self.named = named
        self.there = [plugin for _, plugin in named if plugin is not None]  # None: that name is blocked
        self.placed = [(plugin, _conftest_folder(plugin)) for plugin in self.there]
        self.supplied: dict[tuple[Path | None, str], frozenset[str]] = {}


def is_supplied(name: str, test: pytest.Function, *, without: str = "") -> bool:
    """Whether a fixture of the class, the module, a conftest above it or a plugin supplies a parameter.

    To a policy of a pack only the pack's own fixtures do: a fixture `bucket` of the user's says nothing about it.
    `without`: the name of a plugin module that does not count.
    """
    return name == "request" or name in _own(test) or name in _by_plugins(test, without)


def is_taken(name: str, test: pytest.Function) -> bool:
    """Whether there is a fixture of that name, be it of a user's who does not supply the policies of packs.

    pytest knows no packs: unless told otherwise, it sets that fixture up, with all that it needs.
    """
    plugins = _plugins(test.config)
    if EVERYWHERE not in plugins.supplied:
        plugins.supplied[EVERYWHERE] = _names(test.config, plugins.there)
    return name in _own(test) or name in plugins.supplied[EVERYWHERE]


def _own(test: pytest.Function) -> frozenset[str]:
    """The names of the fixtures of a test's module and class."""
    assert test.parent is not None
    own = test.parent.stash
    if OWN not in own:
        own[OWN] = _names(test.config, (test.module, *(() if test.cls is None else test.cls.__mro__)))
    return own[OWN]


def _by_plugins(test: pytest.Function, without: str) -> frozenset[str]:
    """The names of the fixtures that plugins and conftest files supply to a test: the same in a whole folder."""
    plugins, folder = _plugins(test.config), test.path.parent
    if (folder, without) not in plugins.supplied:
        owners = (plugin for plugin in _suppliers(test, plugins) if getattr(plugin, "__name__", None) != without)
        plugins.supplied[folder, without] = _names(test.config, owners)
    return plugins.supplied[folder, without]


def _suppliers(test: pytest.Function, plugins: Plugins) -> Iterator[object]:
    pack = pack_of(test.config, test.path)
    for plugin, folder in plugins.placed:
        if folder is None:
            if pack is None:
                yield plugin
        elif test.path.is_relative_to(folder) and (pack is None or folder.is_relative_to(pack.folder)):
            yield plugin


def _names(config: pytest.Config, owners: Iterable[object]) -> frozenset[str]:
    """The names of the fixtures that belong to some owners."""
    known = config.stash.setdefault(KNOWN, {})
    found: set[str] = set()
    for owner in owners:
        if id(owner) not in known:
            known[id(owner)] = frozenset(_fixtures(owner))
        found |= known[id(owner)]
    return frozenset(found)


def _plugins(config: pytest.Config) -> Plugins:
    """The plugins that there are; looked at again where one has been added or removed."""
    named = config.pluginmanager.list_name_plugin()
    known = config.stash.get(PLUGINS, None)
    if known is None or known.named != named:
        known = config.stash[PLUGINS] = Plugins(named)
    return known


def _conftest_folder(plugin: object) -> Path | None:
    file = getattr(plugin, "__file__", None) if inspect.ismodule(plugin) else None
    return Path(file).parent if file and file.endswith("conftest.py") else None


def _fixtures(owner: object) -> Iterator[str]:
    holders: tuple[Any, ...] = (owner,) if inspect.ismodule(owner) or inspect.isclass(owner) else type(owner).__mro__
    for holder in holders:
        for attribute, value in vars(holder).items():
            if type(value).__name__ == "FixtureFunctionDefinition":
                yield getattr(value, "name", attribute)
