"""`--aisec-explain ADDRESS`: what is known of a resource, instead of judging."""

from __future__ import annotations

import difflib

import pytest

from pytest_aisec.plugin import options
from pytest_aisec.plugin.run import RUN
from pytest_aisec.reports import explanation

FOUND = pytest.StashKey[bool]()


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
    found = inventory.at(address)
    if not found:
        near = difflib.get_close_matches(address, [resource.address for resource in inventory], n=3)
        hint = f"; did you mean {', '.join(near)}?" if near else ""
        raise pytest.UsageError(f"aisec: there is no resource {address}{hint}")
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    for resource in found:
        if reporter is not None:
            reporter.write_line("")
            reporter.write_line(explanation.render(resource, inventory))
    config.stash[FOUND] = True
    return True


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """An explanation that was given is a success although no test ran."""
    if session.config.stash.get(FOUND, False):
        session.exitstatus = pytest.ExitCode.OK
