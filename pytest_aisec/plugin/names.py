"""What the code of a policy mentions, and so may read."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from pytest_aisec.analysis.mentions import mentioned
from pytest_aisec.plugin.recognition import parameters, standing
from pytest_aisec.plugin.run import RUN


def names_read(item: pytest.Function, kind: type) -> Iterator[frozenset[str] | None]:
    """What the code of all selected policies mentions, if known, and then that of one; None: it may read anything."""
    everything = item.config.stash[RUN].mentioned
    if everything is not None:
        yield everything
    yield None if is_given_more(item) else mentioned([(item.function, kind)])


def is_given_more(item: pytest.Function) -> bool:
    """Whether fixtures give a policy something besides what stands in its item: nobody knows what that reads."""
    return bool(set(parameters(item.function)) - standing(item).keys() - {"self"})
