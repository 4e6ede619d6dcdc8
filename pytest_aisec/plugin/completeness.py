"""An item of its own that fails when something that was asked for could not be read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pytest_aisec.inventory import Inventory
from pytest_aisec.plugin import options
from pytest_aisec.plugin.judging import OUTCOME
from pytest_aisec.plugin.recognition import stand_in
from pytest_aisec.plugin.run import RUN

NAME = "aisec::sources-are-read-completely"


class SourcesItem(pytest.Item):
    """Fails, naming each of them, when there is something that was not read, or nothing to judge."""

    def runtest(self) -> None:
        """Read the sources, unless that is done already."""
        run = self.config.stash[RUN]
        inventory = run.inventory()
        allowed = options.value(self.config, "--aisec-allow")
        troubles = [] if "unread" in allowed else _unread(inventory)
        if "empty" not in allowed:
            troubles += _empty(inventory, {str(request) for request in run.asked})
        if troubles:
            self.stash[OUTCOME] = {"category": "unread", "troubles": troubles}
            pytest.fail("\n".join(troubles), pytrace=False)

    def reportinfo(self) -> tuple[Path, int | None, str]:
        """What pytest shows for the item."""
        return self.config.rootpath, None, NAME


def _unread(inventory: Inventory) -> list[str]:
    return [
        f"{unread.location}: {unread.reason}" if unread.location.file or unread.location.api else unread.reason
        for source in inventory.sources
        for unread in source.contents.unread
    ]


def _empty(inventory: Inventory, asked: set[str]) -> list[str]:
    troubles = [
        f"{source.id} declares no resources"
        for source in inventory.sources
        if source.id in asked and not source.contents.declarations and not source.contents.unread
    ]
    if not troubles and not len(inventory) and not any(source.contents.unread for source in inventory.sources):
        troubles.append("there is no resource in any source")
    return troubles


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(session: pytest.Session, config: pytest.Config, items: list[pytest.Item]) -> None:
    """Add the item first, after every selection: no filter may hide that something was not read."""
    if not hasattr(config, "workerinput"):
        _ = config.stash[RUN].requests  # a usage error where there is nothing to read
    if any(stand_in(item) is not None for item in items):
        items.insert(0, SourcesItem.from_parent(session, name=NAME, nodeid=NAME))


def pytest_report_header(config: pytest.Config) -> list[str]:
    """What will be judged."""
    requests: list[Any] = [str(request) for request in config.stash[RUN].asked]
    return [f"aisec: {', '.join(requests)}"] if requests else []
