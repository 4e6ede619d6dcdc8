"""An item of its own that fails when something that was asked for could not be read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pytest_aisec.analysis.membership import Malformed
from pytest_aisec.inventory import Inventory
from pytest_aisec.plugin import options
from pytest_aisec.plugin.judging import wants_inventory
from pytest_aisec.plugin.malformed import met_for
from pytest_aisec.plugin.outcomes import OUTCOME, Outcome
from pytest_aisec.plugin.recognition import stand_in
from pytest_aisec.plugin.run import RUN

NAME = "aisec::sources-are-read-completely"


class SourcesItem(pytest.Item):
    """Fails, naming each of them, when there is something that was not read or makes no sense, or nothing to judge."""

    def runtest(self) -> None:
        """Read the sources, unless that is done already."""
        run = self.config.stash[RUN]
        inventory = run.inventory()
        allowed = options.value(self.config, "--aisec-allow")
        malformed = met_for(self.session.items, inventory)
        troubles = [] if "unread" in allowed else [*unread_places(inventory), *(each.reason for each in malformed)]
        empty = [] if "empty" in allowed else _empty(inventory, {str(request) for request in run.asked})
        troubles += empty
        if troubles or malformed:
            told = tuple(map(_told, malformed))
            self.stash[OUTCOME] = Outcome("unread" if troubles else "passed", malformed=told, empty=tuple(empty))
        if troubles:
            pytest.fail("\n".join(troubles), pytrace=False)

    def reportinfo(self) -> tuple[Path, int | None, str]:
        """What pytest shows for the item."""
        return self.config.rootpath, None, NAME


def _told(met: Malformed) -> tuple[str, dict[str, Any]]:
    """A source, and what of it makes no sense, as reports tell it."""
    return met.source, {"file": met.location.file, "line": met.location.line, "reason": met.reason}


def unread_places(inventory: Inventory) -> list[str]:
    """Everything that was not read: where, and why."""
    return [
        f"{unread.location}: {unread.reason}" if unread.location.file or unread.location.api else unread.reason
        for source in inventory.sources
        for unread in source.contents.unread
    ]


def _empty(inventory: Inventory, asked: set[str]) -> list[str]:
    if inventory.left_out:
        return []  # of the rest, which no policy asked for and so was not read, there may be plenty
    troubles = [
        f"{source.id} declares no resources"
        for source in inventory.sources
        if source.id in asked and not source.contents.declarations and not source.contents.unread
    ]
    if not troubles and not len(inventory) and not any(source.contents.unread for source in inventory.sources):
        troubles.append("there is no resource in any source")
    return troubles


def pytest_sessionstart(session: pytest.Session) -> None:
    """Come after all plugins that are there by now."""
    session.config.pluginmanager.register(_Last(), "aisec-sources-item")


class _Last:
    """Adds the item after every selection, --lf among them: none may hide that something was not read."""

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_collection_modifyitems(
        self, session: pytest.Session, config: pytest.Config, items: list[pytest.Item]
    ) -> Iterator[None]:
        """Add the item first. Raises UsageError where there is nothing to read."""
        yield
        asked = options.value(config, "--aisec-engine")
        if asked or any(stand_in(item) is not None or wants_inventory(item) for item in items):
            lists = options.value(config, "--aisec-list") or options.value(config, "--aisec-settings")
            if not lists and not hasattr(config, "workerinput"):
                _ = config.stash[RUN].requests
            items.insert(0, SourcesItem.from_parent(session, name=NAME, nodeid=NAME))


def pytest_report_header(config: pytest.Config) -> list[str]:
    """What will be judged."""
    requests: list[Any] = [str(request) for request in config.stash[RUN].asked]
    return [f"aisec: {', '.join(requests)}"] if requests else []


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> None:
    """Read everything before the first item: its output is not captured here, so that progress is seen."""
    if options.value(session.config, "--aisec-snapshot-only"):
        return
    if any(isinstance(item, SourcesItem) for item in session.items) and not session.config.getoption("collectonly"):
        session.config.stash[RUN].inventory()
