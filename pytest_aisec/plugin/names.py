"""What the code of a policy mentions, and so may read."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from pytest_aisec.analysis.mentions import mentioned
from pytest_aisec.plugin.recognition import let_stand_for, parameters, parametrized, standing
from pytest_aisec.plugin.run import RUN
from pytest_aisec.plugin.supplied import is_supplied


def names_read(item: pytest.Function, kind: type) -> Iterator[frozenset[str] | None]:
    """What the code of all selected policies mentions, if known, and then that of one; None: it may read anything."""
    everything = item.config.stash[RUN].mentioned
    if everything is not None:
        yield everything
    yield None if is_given_more(item) else mentioned([(item.function, kind)], beside(item))


def beside(item: pytest.Function) -> Iterator[object]:
    """What a policy has besides its code: its class with those that it inherits from, what it is parametrized with."""
    yield from () if item.cls is None else item.cls.__mro__
    yield from parametrized(item).values()


def is_given_more(item: pytest.Function) -> bool:
    """Whether fixtures give a policy something besides what stands in its item: nobody knows what that reads."""
    by_fixtures = {name for name in parametrized(item).keys() - let_stand_for(item).keys() if is_supplied(name, item)}
    return bool(set(parameters(item.function)) - standing(item).keys() - {"self"} or by_fixtures)
