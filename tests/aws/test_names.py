"""The names of settings: none hides what every resource, or every block, has by itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

import pytest_aisec.ai
import pytest_aisec.aws  # noqa: F401 -- describes the resource types
from pytest_aisec.model.attribute import Setting
from pytest_aisec.model.resource import Block, Resource
from pytest_aisec.model.surroundings import Fellows, Referrers

OF_INSTANCES = {"declaration", "estate", "unseen", "body", "dialect", "location", "memory", "resource_", "place"}


def below(kind: type[Any]) -> Iterator[type[Any]]:
    for each in kind.__subclasses__():
        yield each
        yield from below(each)


@pytest.mark.parametrize("kind", [Resource, Block])
def test_settings_hide_nothing(kind: type[Any]) -> None:
    own = {*dir(kind), *OF_INSTANCES}
    hiding = [
        f"{each.__module__}.{each.__qualname__}.{name}"
        for each in below(kind)
        for name, value in vars(each).items()
        if isinstance(value, Setting | Referrers | Fellows) and name in own
    ]
    assert hiding == []
