"""Fixtures that give any test the inventory: of all sources, or of one kind."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pytest_aisec.plugin.options import is_active

if TYPE_CHECKING:
    from pytest_aisec.inventory import Inventory


def _inventory(config: pytest.Config, *kinds: str) -> Inventory:
    if not is_active(config):
        pytest.skip("aisec: run with --aisec to read infrastructure")
    from pytest_aisec.plugin.run import RUN  # noqa: PLC0415 -- the idle plugin must not pay for it

    run = config.stash[RUN]
    inventory = run.inventory()
    if run.selected is not None and inventory.left_out and any(source.kind == "aws" for source in inventory.sources):
        pytest.fail("aisec: name the fixture among the parameters of the test, or the account is not read for it")
    if not kinds:
        return inventory
    if not any(source.kind in kinds for source in inventory.sources):
        pytest.skip(f"aisec: no {kinds[0]} source is judged")
    return inventory.only(*kinds)


@pytest.fixture(scope="session")
def inventory(pytestconfig: pytest.Config) -> Inventory:
    """All resources of all sources."""
    return _inventory(pytestconfig)


@pytest.fixture(scope="session")
def terraform(pytestconfig: pytest.Config) -> Inventory:
    """All resources of the Terraform sources: configurations, plans and states."""
    return _inventory(pytestconfig, "terraform", "plan", "state")


@pytest.fixture(scope="session")
def cloudformation(pytestconfig: pytest.Config) -> Inventory:
    """All resources of the CloudFormation sources."""
    return _inventory(pytestconfig, "cloudformation")


@pytest.fixture(scope="session")
def aws(pytestconfig: pytest.Config) -> Inventory:
    """All resources of the live AWS sources."""
    return _inventory(pytestconfig, "aws")
