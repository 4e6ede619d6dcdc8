"""Outcome categories of our own, and the summary at the end."""

from __future__ import annotations

import shutil
from typing import Any

import pytest

from pytest_aisec.findings import Policy, PolicyReport, unpacked
from pytest_aisec.plugin.judging import Outcome
from pytest_aisec.plugin.refusal import refused
from pytest_aisec.plugin.run import RUN
from pytest_aisec.reports import frameworks, terminal
from pytest_aisec.verdicts import Verdict

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
    category = getattr(report, "aisec", {}).get("category")
    if category not in WORDS or report.when == "teardown" or hasattr(report, "wasxfail") or _is_repeated(report):
        return None
    letter, word, colour = WORDS[category]
    return category, letter, (word, colour)


def _is_repeated(report: pytest.TestReport) -> bool:
    """Whether the item runs once more, by a plugin that has an outcome of its own for that: this run does not count."""
    return report.outcome not in {"passed", "failed", "skipped"}


class _Outcomes:
    """Takes the outcomes out of the reports as they come in, from this process or from workers."""

    def __init__(self, config: pytest.Config) -> None:
        self.config = config

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Keep the outcome of a policy, or of the several ones of an engine."""
        outcome = {} if _is_repeated(report) else getattr(report, "aisec", None) or {}
        run = self.config.stash[RUN]
        run.malformed.extend(outcome.get("malformed", ()))
        run.empty.extend(outcome.get("empty", ()))
        run.fails_open |= report.failed and outcome.get("fails_open", False)
        for each in outcome.get("reports", [outcome]):
            if "policy" in each:
                self._keep(each)

    def _keep(self, outcome: Outcome) -> None:
        """Items of one policy add up."""
        policy = Policy(**outcome["policy"])
        findings = tuple(map(unpacked, outcome["findings"]))
        counts = dict(outcome["counts"])
        trouble = outcome["trouble"]
        outcomes = self.config.stash[RUN].outcomes
        earlier = outcomes.get(policy.nodeid)
        if earlier is not None:
            findings = (*earlier.findings, *findings)
            counts = {verdict: counts.get(verdict, 0) + earlier.counts.get(verdict, 0) for verdict in Verdict}
            trouble = trouble or earlier.trouble
        outcomes[policy.nodeid] = PolicyReport(policy, findings, counts, trouble)


def pytest_configure(config: pytest.Config) -> None:
    """Listen to the reports."""
    config.pluginmanager.register(_Outcomes(config), "aisec-outcomes")


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
