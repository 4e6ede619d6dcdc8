"""Classes that exist for one test only."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from pytest_aisec.model.resource import Resource


@pytest.fixture
def unregistered() -> Iterator[None]:
    """Forget the classes that a test describes."""
    before = dict(Resource.by_type)
    yield
    Resource.by_type.clear()
    Resource.by_type.update(before)
