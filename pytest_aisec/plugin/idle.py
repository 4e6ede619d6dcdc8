"""Without `--aisec`: policies among the tests are deselected, and one line says so."""

from __future__ import annotations

import sys

import pytest

DESELECTED = pytest.StashKey[int]()


@pytest.hookimpl(trylast=True)
def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Give the parameter of a policy a value, so that collecting it works."""
    if not _may_hold_policies():
        return
    from pytest_aisec.plugin import settings  # noqa: PLC0415
    from pytest_aisec.plugin.recognition import Configured, hidden, parametrize, stand_for  # noqa: PLC0415

    for name, stands in stand_for(metafunc):
        given = settings.of(metafunc.config, stands.kind).section if isinstance(stands, Configured) else stands
        parametrize(metafunc, name, [hidden(given)])


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Deselect the policies."""
    if not _may_hold_policies():
        return
    from pytest_aisec.plugin.recognition import stand_in  # noqa: PLC0415

    policies = [item for item in items if stand_in(item) is not None]
    if policies:
        config.stash[DESELECTED] = len(policies)
        config.hook.pytest_deselected(items=policies)
        items[:] = [item for item in items if stand_in(item) is None]


def _may_hold_policies() -> bool:
    """Whether anything was imported that an annotation of a policy can mean; most projects have none to pay for."""
    return "pytest_aisec.model.resource" in sys.modules or "pytest_aisec.settings" in sys.modules


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Say why tests were deselected."""
    count = config.stash.get(DESELECTED, 0)
    if count:
        policies = "1 policy" if count == 1 else f"{count} policies"
        terminalreporter.write_line(f"aisec: {policies} deselected, run with --aisec to judge infrastructure")
