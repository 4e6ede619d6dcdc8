"""The generated estate is what it says: so many resources, all of them read, the same each time."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.estate import estate
from pytest_aisec.gathering import Inputs, gather
from pytest_aisec.requests import Request
from pytest_aisec.values import unknown_parts


@pytest.mark.parametrize("resources", [25, 300])
@pytest.mark.parametrize("with_values", [True, False])
def test_declares_exactly_so_many_resources(resources: int, with_values: bool, tmp_path: Path) -> None:
    estate(resources, with_values=with_values).write(tmp_path)
    inventory = gather([Request("terraform", ".")], Inputs(tmp_path))
    assert [unread for source in inventory.sources for unread in source.contents.unread] == []
    assert len(inventory) == resources


def test_values_are_what_makes_it_known(tmp_path: Path) -> None:
    said: list[int] = []
    for with_values in (True, False):
        folder = tmp_path / str(with_values)
        estate(300, with_values=with_values).write(folder)
        inventory = gather([Request("terraform", ".")], Inputs(folder))
        unknowns = [unknown for resource in inventory for unknown in unknown_parts(resource.body)]
        said.append(sum("team_0" in unknown.reason and "no value" in unknown.reason for unknown in unknowns))
    assert said[0] == 0
    assert said[1] > 20


def test_is_the_same_each_time_and_another_with_another_seed() -> None:
    assert estate(300).files == estate(300).files
    assert estate(300).files != estate(300, seed=1).files
