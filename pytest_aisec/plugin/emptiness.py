"""Policies that have nothing to judge, which are most of a run: they end before anything is set up for them."""

from __future__ import annotations

from contextlib import suppress

import pytest

from pytest_aisec.plugin.judging import end_without_resources, missing_for
from pytest_aisec.plugin.malformed import is_untold
from pytest_aisec.plugin.recognition import Fault, Judged, stand_in, standing
from pytest_aisec.plugin.run import RUN
from pytest_aisec.plugin.subjects import subjects_of
from pytest_aisec.plugin.supplied import is_taken
from pytest_aisec.verdicts import Undetermined


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Come after the marks that skip, and before the fixtures."""
    found = stand_in(item)
    if found is not None and isinstance(item, pytest.Function) and _has_nothing_to_judge(item, found[1]):
        end_without_resources(item)


def _has_nothing_to_judge(item: pytest.Function, judged: Judged | Fault) -> bool:
    """Whether there is certainly no resource for a policy. If there is a doubt or a mistake, judging it tells."""
    if isinstance(judged, Fault) or not _can_be_set_up(item):
        return False
    inventory = item.config.stash[RUN].inventory()
    with suppress(Exception, Undetermined):
        is_empty = not subjects_of(judged.kind, inventory)
        return is_empty and not is_untold(inventory) and not missing_for(item, judged, inventory)
    return False


def _can_be_set_up(item: pytest.Function) -> bool:
    """Whether there is a fixture for everything that is asked for; pytest tells of what there is none of."""
    given = standing(item)
    return all(name in given or name == "request" or is_taken(name, item) for name in item.fixturenames)
