"""`--aisec-explain ADDRESS`: what is known of a resource, instead of judging."""

from __future__ import annotations

import difflib

import pytest

from pytest_aisec.plugin import options
from pytest_aisec.plugin.completeness import unread_places
from pytest_aisec.plugin.run import RUN
from pytest_aisec.reports import explanation

FOUND = pytest.StashKey[bool]()


def stay_in_one_process(config: pytest.Config) -> None:
    """Have xdist start no workers: there is nothing to distribute."""
    if hasattr(config.option, "dist"):
        config.option.dist = "no"


@pytest.hookimpl(tryfirst=True)
def pytest_collection(session: pytest.Session) -> bool:
    """Collect nothing."""
    session.items = []
    return True


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> bool:
    """Read the sources and explain the resource in each of them. Raises UsageError for an unknown address."""
    config = session.config
    inventory = config.stash[RUN].inventory()
    address = options.value(config, "--aisec-explain")
    unread = [f"aisec: not read: {trouble}" for trouble in unread_places(inventory)]
    found = inventory.at(address)
    if not found:
        near = difflib.get_close_matches(address, [resource.address for resource in inventory], n=3)
        hint = f"; did you mean {', '.join(near)}?" if near else ""
        raise pytest.UsageError("\n".join([f"aisec: there is no resource {address}{hint}", *unread]))
    config.stash[FOUND] = True
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    if reporter is not None:
        for resource in found:
            reporter.write_line("")
            reporter.write_line(explanation.render(resource, inventory))
        for line in unread:
            reporter.write_line(line, red=True)
    return True


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """An explanation that was given is a success although no test ran."""
    if session.config.stash.get(FOUND, False):
        session.exitstatus = pytest.ExitCode.OK
