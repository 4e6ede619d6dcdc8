"""Keeps the garbage collector from what stays to the end: classes, resources, answers, readings, findings."""

from __future__ import annotations

import gc

import pytest

SELDOM = 500_000
"""How many objects have to be new for the collector to look at them. Hardly any of ours is garbage before the end."""


def collect_seldom(config: pytest.Config) -> None:
    """Have the collector look seldom, until pytest ends. Begins before the features: their classes are many too."""
    often = gc.get_threshold()
    gc.set_threshold(SELDOM, *often[1:])
    config.add_cleanup(lambda: gc.set_threshold(*often))


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Keep pytest's last looks for garbage from what policies made, where no test of anything else has run."""
    from pytest_aisec.plugin.completeness import SourcesItem  # noqa: PLC0415 -- a feature, imported by now
    from pytest_aisec.plugin.recognition import stand_in  # noqa: PLC0415

    items = getattr(session, "items", ())
    if all(isinstance(item, SourcesItem) or stand_in(item) is not None for item in items):
        gc.freeze()
