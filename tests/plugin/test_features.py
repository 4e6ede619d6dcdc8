"""What pytest is given of a feature."""

from __future__ import annotations

import inspect
from types import ModuleType

import pytest

from pytest_aisec.plugin.features import FEATURES, _hooks_of


@pytest.mark.parametrize("feature", FEATURES, ids=lambda feature: feature.__name__.rpartition(".")[2])
def test_a_plugin_is_the_hooks_of_its_feature(feature: ModuleType) -> None:
    plugin = _hooks_of(feature)
    given = {name for name in vars(plugin) if not name.startswith("__")}
    assert given
    assert given == {name for name, value in inspect.getmembers(feature) if name.startswith("pytest_")}
    assert all(getattr(plugin, name) is getattr(feature, name) for name in given)
    assert plugin.__file__ == feature.__file__
