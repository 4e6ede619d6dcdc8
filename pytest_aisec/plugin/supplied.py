"""Whether a parameter of a test function is a fixture's, which decides what it is whatever its annotation says."""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from pytest_aisec.plugin.packs import pack_of

KNOWN = pytest.StashKey[dict[int, frozenset[str]]]()
SUPPLIES = pytest.StashKey[dict[tuple[int, int, str], frozenset[str]]]()
EVERYWHERE = "*"
"""Instead of the name of a plugin that does not count: all do."""

PLUGINS = pytest.StashKey[tuple[set[object], list[tuple[object, Path | None]]]]()


def is_supplied(name: str, test: pytest.Function, *, without: str = "") -> bool:
    """Whether a fixture of the class, the module, a conftest above it or a plugin supplies a parameter.

    To a policy of a pack only the pack's own fixtures do: a fixture `bucket` of the user's says nothing about it.
    `without`: the name of a plugin module that does not count.
    """
    supplied = test.config.stash.setdefault(SUPPLIES, {})
    place = id(test.module), id(test.cls), without
    if place not in supplied:
        supplied[place] = _names(test.config, _owners(test, without))
    return name == "request" or name in supplied[place]


def is_taken(name: str, test: pytest.Function) -> bool:
    """Whether there is a fixture of that name, be it of a user's who does not supply the policies of packs.

    pytest knows no packs: unless told otherwise, it sets that fixture up, with all that it needs.
    """
    taken = test.config.stash.setdefault(SUPPLIES, {})
    place = id(test.module), id(test.cls), EVERYWHERE
    if place not in taken:
        plugins = (plugin for plugin, _ in _plugins(test.config))
        taken[place] = _names(test.config, (*_own(test), *plugins))
    return name in taken[place]


def _names(config: pytest.Config, owners: Iterable[object]) -> frozenset[str]:
    """The names of the fixtures that belong to some owners."""
    known = config.stash.setdefault(KNOWN, {})
    found: set[str] = set()
    for owner in owners:
        if id(owner) not in known:
            known[id(owner)] = frozenset(_fixtures(owner))
        found |= known[id(owner)]
    return frozenset(found)


def _owners(test: pytest.Function, without: str) -> Iterator[object]:
    yield from _own(test)
    pack = pack_of(test.config, test.path)
    for plugin, folder in _plugins(test.config):
        if getattr(plugin, "__name__", None) == without:
            continue
        if folder is None:
            if pack is None:
                yield plugin
        elif test.path.is_relative_to(folder) and (pack is None or folder.is_relative_to(pack.folder)):
            yield plugin


def _own(test: pytest.Function) -> tuple[object, ...]:
    return (test.module, *(() if test.cls is None else test.cls.__mro__))


def _plugins(config: pytest.Config) -> list[tuple[object, Path | None]]:
    """Every plugin, with its folder if it is a conftest; looked at again where one has been added or removed."""
    plugins = config.pluginmanager.get_plugins()
    known, found = config.stash.get(PLUGINS, (set(), []))
    if known != plugins:
        found = [(plugin, _conftest_folder(plugin)) for plugin in plugins]
        config.stash[PLUGINS] = plugins, found
    return found


def _conftest_folder(plugin: object) -> Path | None:
    file = getattr(plugin, "__file__", None) if inspect.ismodule(plugin) else None
    return Path(file).parent if file and file.endswith("conftest.py") else None


def _fixtures(owner: object) -> Iterator[str]:
    holders: tuple[Any, ...] = (owner,) if inspect.ismodule(owner) or inspect.isclass(owner) else type(owner).__mro__
    for holder in holders:
        for attribute, value in vars(holder).items():
            if type(value).__name__ == "FixtureFunctionDefinition":
                yield getattr(value, "name", attribute)
