"""What the tests of the platform share: each served account, and each inventory, is made once."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from pytest_aisec.inventory import Inventory
from tests.estates.live import served
from tests.estates.names import Variant
from tests.estates.sources import Kind, gathered


@pytest.fixture(scope="session")
def endpoint() -> Iterator[Callable[[Variant], str]]:
    """Gives the endpoint URL of a variant's account, which is served from the first question to the end."""
    with ExitStack() as running:
        yield functools.cache(lambda variant: running.enter_context(served(variant)))


@pytest.fixture(scope="session")
def inventory_of(endpoint: Callable[[Variant], str]) -> Callable[[Variant, Kind], Inventory]:
    """Gives the inventory of a variant as one kind of source has it."""

    @functools.cache
    def read(variant: Variant, kind: Kind) -> Inventory:
        return gathered(variant, kind, endpoint(variant) if kind == "aws" else None)

    return read
