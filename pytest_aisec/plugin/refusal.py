"""Mistakes of the user that are found while collecting: a usage error, under xdist too."""

from __future__ import annotations

from typing import Any

import pytest

KEY = "aisec_refusal"
REFUSALS = pytest.StashKey[dict[str, None]]()


def refuse(config: pytest.Config, items: list[pytest.Item], message: str) -> None:
    """Raise UsageError. In a worker, whose exceptions xdist takes for crashes, run nothing and tell the controller."""
    output: dict[str, Any] | None = getattr(config, "workeroutput", None)
    if output is None:
        raise pytest.UsageError(message)
    output.setdefault(KEY, message)
    items.clear()


def refused(config: pytest.Config) -> bool:
    """Whether workers refused what was asked for."""
    return bool(config.stash.get(REFUSALS, {}))


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Take what a worker refused; all of them say the same."""
    message = getattr(node, "workeroutput", {}).get(KEY)
    if message is not None:
        node.config.stash.setdefault(REFUSALS, {})[message] = None


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """End as pytest does after a usage error."""
    if refused(session.config):
        session.exitstatus = pytest.ExitCode.USAGE_ERROR


@pytest.hookimpl(trylast=True)
def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Say what is wrong."""
    for message in config.stash.get(REFUSALS, {}):
        for line in message.splitlines():
            terminalreporter.write_line(f"ERROR: {line}", red=True)
