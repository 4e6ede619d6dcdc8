"""The features that `--aisec` turns on, each a plugin of its own."""

from __future__ import annotations

from types import ModuleType

import pytest

from pytest_aisec.plugin import (
    arguments,
    changes,
    collection,
    completeness,
    detectors,
    emptiness,
    engines,
    explain,
    frameworks,
    garbage,
    judging,
    listing,
    options,
    outcomes,
    packs,
    peers,
    permissions,
    refusal,
    reports,
    selection,
    settings,
    snapshot_only,
    summary,
    waiving,
    workers,
)
from pytest_aisec.plugin.run import RUN, Run

FEATURES = (
    packs,
    peers,
    collection,
    selection,
    completeness,
    engines,
    garbage,
    judging,
    emptiness,
    outcomes,
    waiving,
    summary,
    reports,
    workers,
    refusal,
    permissions,
    listing,
    snapshot_only,
    settings,
)


def register(config: pytest.Config) -> None:
    """Check the options, and add the features.

    A test file that cannot be imported fails the run, but does not keep the rest from being judged and reported.
    """
    options.check(config)
    settings.check(config)
    detectors.prepare(config)
    frameworks.check(config)
    config.option.continue_on_collection_errors = True
    config.stash[RUN] = Run(config)
    changes.check(config)
    collection.check(config)
    reports.check(config)
    arguments.check(config)
    explains = bool(options.value(config, "--aisec-explain"))
    for feature in (explain,) if explains else FEATURES:
        config.pluginmanager.register(_hooks_of(feature), f"aisec-{feature.__name__.rpartition('.')[2]}")
    permissions.prepare(config)
    listing.prepare(config)
    snapshot_only.prepare(config)
    if explains:
        explain.stay_in_one_process(config)
    else:
        packs.add(config)


def _hooks_of(feature: ModuleType) -> ModuleType:
    """A plugin of a feature's hooks alone: all else that a plugin has, its imports too, pytest takes for fixtures."""
    plugin = ModuleType(feature.__name__, feature.__doc__)
    plugin.__file__ = feature.__file__  # what --trace-config shows
    vars(plugin).update({name: hook for name, hook in vars(feature).items() if name.startswith("pytest_")})
    return plugin
