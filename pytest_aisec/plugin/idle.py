"""Without `--aisec`: policies among the tests are deselected, and one line says so."""

from __future__ import annotations

import pytest

from pytest_aisec.plugin.recognition import hidden, parametrize, stand_for, stand_in

DESELECTED = pytest.StashKey[int]()


@pytest.hookimpl(trylast=True)
def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Give the parameter of a policy a value, so that collecting it works."""
    for name, stands in stand_for(metafunc):
        parametrize(metafunc, name, [hidden(stands)])


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Deselect the policies."""
    policies = [item for item in items if stand_in(item) is not None]
    if policies:
        config.stash[DESELECTED] = len(policies)
        config.hook.pytest_deselected(items=policies)
        items[:] = [item for item in items if stand_in(item) is None]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Say why tests were deselected."""
    count = config.stash.get(DESELECTED, 0)
    if count:
        policies = "1 policy" if count == 1 else f"{count} policies"
        terminalreporter.write_line(f"aisec: {policies} deselected, run with --aisec to judge infrastructure")
