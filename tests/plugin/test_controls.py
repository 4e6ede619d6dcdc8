"""The controls that the marks of a policy name."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from pytest_aisec.compliance import catalogue
from pytest_aisec.plugin.frameworks import CATALOGUE
from pytest_aisec.plugin.policy import controls_by


def test_marks_of_one_framework_add_up() -> None:
    config: Any = SimpleNamespace(stash=pytest.Stash())
    config.stash[CATALOGUE] = catalogue.bundled()
    first, second = pytest.mark.soc2("CC6.6", "CC6.1").mark, pytest.mark.soc2("CC6.1", "CC1.1").mark
    other = pytest.mark.hipaa("164.312(a)(1)").mark
    both = controls_by([first, pytest.mark.skip.mark, other, second], config)
    assert both == {"hipaa": ["164.312(a)(1)"], "soc2": ["CC1.1", "CC6.1", "CC6.6"]}
    assert list(both) == ["hipaa", "soc2"]
    assert controls_by([first], config) == {"soc2": ["CC6.1", "CC6.6"]}
