"""Imports the features as Python does, past pytest's rewriting of assertions."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest


@contextmanager
def without_rewriting(config: pytest.Config) -> Iterator[None]:
    """Take pytest's hook out of the way of imports.

    It rewrites all that a plugin's distribution holds, for the messages of assertions that help to test. Of the modules
    behind `--aisec` none helps so, and each of them takes longer to read by that hook.
    https://docs.pytest.org/en/stable/how-to/writing_plugins.html#assertion-rewriting
    """
    hook: object = config.pluginmanager.rewrite_hook
    place = next((index for index, finder in enumerate(sys.meta_path) if finder is hook), None)
    if place is None:  # --assert=plain
        yield
        return
    finder = sys.meta_path.pop(place)
    try:
        yield
    finally:
        sys.meta_path.insert(place, finder)
