"""Outcome categories of our own, and the summary at the end."""

from __future__ import annotations

import shutil
from typing import Any

import pytest

from pytest_aisec.findings import PolicyReport
from pytest_aisec.plugin.outcomes import outcome_of
from pytest_aisec.plugin.refusal import refused
from pytest_aisec.plugin.run import RUN
from pytest_aisec.reports import frameworks, terminal

WORDS: dict[str, tuple[str, str, dict[str, bool]]] = {
    "violated": ("V", "VIOLATED", {"red": True}),
    "undetermined": ("U", "UNDETERMINED", {"yellow": True}),
    "waived": ("W", "WAIVED", {"yellow": True}),
    "unread": ("N", "NOT READ", {"red": True}),
    "no resources": ("-", "NO RESOURCES", {"light": True}),
    "not applicable": ("-", "NOT APPLICABLE", {"light": True}),
}
"""Category, its letter, its word and colour. Not pytest's `failed`: its section for failures prints each one's
traceback, and takes quadratic time over thousands of them."""


def pytest_report_teststatus(report: pytest.TestReport) -> Any:
    """A category of our own for the outcome of a policy."""
    outcome = outcome_of(report)
    if (
        outcome is None
        or outcome.category not in WORDS
        or report.when == "teardown"
        or hasattr(report, "wasxfail")
        or _is_repeated(report)
    ):
        return None
    letter, word, colour = WORDS[outcome.category]
    return outcome.category, letter, (word, colour)


def _is_repeated(report: pytest.TestReport) -> bool:
    """Whether the item runs once more, by a plugin that has an outcome of its own for that: this run does not count."""
    return report.outcome not in {"passed", "failed", "skipped"}


class _Collected:
    """Takes the outcomes out of the reports as they come in, from this process or from workers."""

    def __init__(self, config: pytest.Config) -> None:
        self.config = config

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Keep the outcome of a policy, or of the several ones of an engine."""
        outcome = outcome_of(report)
        if outcome is None or _is_repeated(report):
            return
        run = self.config.stash[RUN]
        run.malformed.extend(outcome.malformed)
        run.empty.extend(outcome.empty)
        run.fails_open |= report.failed and outcome.fails_open
        for each in outcome.reports:
            self._keep(each)

    def _keep(self, found: PolicyReport) -> None:
        """Items of one policy add up."""
        outcomes = self.config.stash[RUN].outcomes
        earlier = outcomes.get(found.policy.nodeid)
        if earlier is not None:
            counts = {verdict: found.counts[verdict] + earlier.counts[verdict] for verdict in found.counts}
            findings = (*earlier.findings, *found.findings)
            found = PolicyReport(found.policy, findings, counts, found.trouble or earlier.trouble)
        outcomes[found.policy.nodeid] = found


def pytest_configure(config: pytest.Config) -> None:
    """Listen to the reports."""
    config.pluginmanager.register(_Collected(config), "aisec-collected")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """The summary."""
    run = config.stash[RUN]
    if not run.was_read or config.getoption("collectonly") or refused(config):
        return
    terminalreporter.section("AI security", sep="=")
    report, width = run.report(), shutil.get_terminal_size().columns
    asked = [framework.id for framework in report.frameworks]
    for line in (*frameworks.lines(report.frameworks, width), *terminal.lines(report, width, asked)):
        for piece in line.pieces:
            terminalreporter.write(piece.text, **dict.fromkeys(piece.styles, True))
        terminalreporter.line("")
