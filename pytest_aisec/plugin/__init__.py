"""The pytest plugin. Without `--aisec` nothing heavier than this package is imported."""

from __future__ import annotations

import pytest

from pytest_aisec import hookspecs
from pytest_aisec.plugin import idle, marks, options
from pytest_aisec.plugin.fixtures import aws, cloudformation, inventory, terraform

__all__ = ["aws", "cloudformation", "inventory", "terraform"]


def pytest_addoption(parser: pytest.Parser) -> None:
    """All options, in one group."""
    options.add(parser)


def pytest_addhooks(pluginmanager: pytest.PytestPluginManager) -> None:
    """The hooks of our own."""
    pluginmanager.add_hookspecs(hookspecs)


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Register the marks, and either the features or what deselects policies without them."""
    marks.register(config)
    if not options.is_active(config):
        given = next((each for each in config.invocation_params.args if str(each).startswith("--aisec-")), None)
        if given is not None:
            raise pytest.UsageError(f"{str(given).partition('=')[0]} does nothing without --aisec")
        config.pluginmanager.register(idle, "aisec-idle")
        return
    from pytest_aisec.plugin import garbage, importing  # noqa: PLC0415 -- the idle plugin must not pay for them

    garbage.collect_seldom(config)
    with importing.without_rewriting(config):
        from pytest_aisec.plugin import features  # noqa: PLC0415

    features.register(config)
