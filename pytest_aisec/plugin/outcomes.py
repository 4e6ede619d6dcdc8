"""What became of an item, on its way from where it ran to where it is reported."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest

from pytest_aisec.findings import PolicyReport, packed, unpacked
from pytest_aisec.plugin import options
from pytest_aisec.plugin.travelling import receive, send
from pytest_aisec.verdicts import Verdict

NAME = "aisec"
"""The attribute of pytest's reports that holds the outcome."""


class Outcome(NamedTuple):
    """What an item came to. `category`: that of `summary.WORDS`, or of pytest. `reports`: what was judged.

    `malformed`: what makes no sense in a source, by the source. `empty`: where there was nothing to judge.
    `fails_open`: whether what is undetermined fails the run.
    """

    category: str
    reports: tuple[PolicyReport, ...] = ()
    malformed: tuple[tuple[str, dict[str, Any]], ...] = ()
    empty: tuple[str, ...] = ()
    fails_open: bool = False


OUTCOME = pytest.StashKey[Outcome]()


def outcome_of(report: pytest.TestReport) -> Outcome | None:
    """The outcome that a report of pytest's holds, if it is about something of ours."""
    found: Outcome | None = getattr(report, NAME, None)
    return found


def attach(report: pytest.TestReport, item: pytest.Item) -> None:
    """Give the report that ends an item its outcome, if there is one."""
    outcome = item.stash.get(OUTCOME, None)
    if outcome is not None:
        setattr(report, NAME, outcome if keeps_passed(item.config) else _without_passed(outcome))


def keeps_passed(config: pytest.Config) -> bool:
    """Whether anybody asks for the evidence of what passed; most of it would be made for nothing."""
    return bool(options.value(config, "--aisec-evidence") == "all")


def _without_passed(outcome: Outcome) -> Outcome:
    return outcome._replace(reports=tuple(map(_short, outcome.reports)))


def _short(report: PolicyReport) -> PolicyReport:
    kept = tuple(finding for finding in report.findings if finding.verdict is not Verdict.PASSED)
    return report._replace(findings=kept)


@pytest.hookimpl(wrapper=True)
def pytest_report_to_serializable() -> Iterator[Any]:
    """Say the outcome in simple types, for a report that travels to another process."""
    found = yield
    if found is not None and isinstance(outcome := found.get(NAME), Outcome):
        found[NAME] = {**outcome._asdict(), "reports": list(map(packed, outcome.reports))}
        send(found)
    return found


@pytest.hookimpl(wrapper=True)
def pytest_report_from_serializable(data: dict[str, Any]) -> Iterator[Any]:
    """The inverse of `pytest_report_to_serializable`."""
    if NAME in data:
        receive(data)
    report = yield
    if isinstance(simple := getattr(report, NAME, None), dict):
        malformed = ((source, told) for source, told in simple["malformed"])
        several = {"reports": map(unpacked, simple["reports"]), "malformed": malformed, "empty": simple["empty"]}
        setattr(report, NAME, Outcome(**{**simple, **{name: tuple(each) for name, each in several.items()}}))
    return report
