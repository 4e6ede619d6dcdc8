"""`--aisec-list`: what is selected, instead of judging it."""

from __future__ import annotations

import shutil

import pytest

from pytest_aisec.findings import Policy
from pytest_aisec.plugin import frameworks, options, settings
from pytest_aisec.plugin.explain import stay_in_one_process
from pytest_aisec.plugin.policy import policy_of
from pytest_aisec.plugin.recognition import stand_in
from pytest_aisec.reports import listing

LISTED = pytest.StashKey[bool]()


def prepare(config: pytest.Config) -> None:
    """Have one process list."""
    if _asked(config) is not None:
        stay_in_one_process(config)


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> bool | None:
    """List what is selected, read nothing, run nothing."""
    config = session.config
    what = _asked(config)
    if what is None or session.testsfailed or config.getoption("collectonly"):
        return None
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    if reporter is not None:
        reporter.ensure_newline()
        for line in _lines(session, what, shutil.get_terminal_size().columns if reporter.isatty else None):
            reporter.write_line(line)
    config.stash[LISTED] = True
    return True


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """A list that was given is a success although no test ran."""
    if session.config.stash.get(LISTED, False):
        session.exitstatus = pytest.ExitCode.OK


def _lines(session: pytest.Session, what: str, width: int | None) -> list[str]:
    """The list; folded to the width of a terminal, one line per thing for a file or a pipe."""
    if what == "settings":
        return _settings(session, width)
    known = frameworks.of(session.config)
    asked = {framework.id: controls for framework, controls in frameworks.selected(session.config)}
    return listing.render(what, _selected(session), known, asked, width)


def _asked(config: pytest.Config) -> str | None:
    what: str | None = options.value(config, "--aisec-list")
    return "settings" if options.value(config, "--aisec-settings") else what


def _settings(session: pytest.Session, width: int | None) -> list[str]:
    """The settings of the bundled policies, and those that the selected policies ask for.

    Raises UsageError for one that has a wrong value.
    """
    settings.check_shown(session.items)
    config = session.config
    rows = [
        listing.SettingRow(
            f"{kind.table}.{name}".removeprefix("."),
            getattr(given.section, name),
            given.places[name],
            kind.meaning_of(name),
        )
        for kind, given in settings.all_of(config).items()
        for name in kind.names()
    ]
    return listing.settings(rows, width)


def _selected(session: pytest.Session) -> list[Policy]:
    found = {policy.id: policy for policy in (policy_of(item) for item in session.items if stand_in(item) is not None)}
    return list(found.values())
