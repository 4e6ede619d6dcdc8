"""The features that `--aisec` turns on, each a plugin of its own."""

from __future__ import annotations

import pytest

from pytest_aisec.plugin import collection, completeness, explain, judging, options, packs, reports, summary, workers
from pytest_aisec.plugin.run import RUN, Run

FEATURES = (packs, collection, completeness, judging, summary, reports, workers)


def register(config: pytest.Config) -> None:
    """Check the options, and add the features."""
    config.stash[RUN] = Run(config)
    reports.check(config)
    for feature in (explain,) if options.value(config, "--aisec-explain") else FEATURES:
        config.pluginmanager.register(feature, f"aisec-{feature.__name__.rpartition('.')[2]}")
    if not options.value(config, "--aisec-explain"):
        packs.add(config)
