"""What the selected policies judge: an account is asked for no more than they can read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest

from pytest_aisec.analysis.mentions import mentioned
from pytest_aisec.plugin.judging import wants_inventory
from pytest_aisec.plugin.names import beside, is_given_more
from pytest_aisec.plugin.recognition import Judged, stand_in
from pytest_aisec.plugin.run import RUN


def judged_kinds(items: Sequence[pytest.Item]) -> frozenset[type] | None:
    """The kinds that the items judge; None if one of them asks for whole inventories, and may read anything."""
    if any(wants_inventory(item) for item in items):
        return None
    found = (stand_in(item) for item in items)
    return frozenset(each[1].kind for each in found if each is not None and isinstance(each[1], Judged))


@pytest.hookimpl(tryfirst=True)
def pytest_collection_finish(session: pytest.Session) -> None:
    """Take note of what is selected. An inventory that collecting itself asked for is a whole one."""
    run = session.config.stash[RUN]
    run.selected = judged_kinds(session.items)
    if run.selected is not None and any(request.kind == "aws" for request in run.asked):
        policies = list(_policies(session.items))
        run.mentioned = (
            None
            if any(is_given_more(item) for item, _ in policies)
            else mentioned(
                [(item.function, judged.kind) for item, judged in policies],
                (each for item, _ in policies for each in beside(item)),
            )
        )


def _policies(items: Sequence[pytest.Item]) -> Iterator[tuple[pytest.Function, Judged]]:
    for item in items:
        found = stand_in(item)
        if isinstance(item, pytest.Function) and found is not None and isinstance(found[1], Judged):
            yield item, found[1]
