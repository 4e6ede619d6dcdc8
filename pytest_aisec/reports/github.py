"""The worst findings as annotations of GitHub: workflow commands on the terminal."""

from __future__ import annotations

from collections.abc import Iterator

from pytest_aisec.findings import Finding, RunReport
from pytest_aisec.reports import told
from pytest_aisec.verdicts import Verdict

SHOWN = 10
"""GitHub shows no more errors, and no more warnings, of one step than this."""


def lines(report: RunReport) -> Iterator[str]:
    """An annotation for each of the worst violations, most severe first, and a notice of how many are left out.

    An `::error` is what makes the run fail, a `::warning` what does not (`--aisec-fail-on`).
    """
    found = [finding for finding in report.findings if finding.verdict is Verdict.VIOLATED]
    headlines = {each.policy.id: each.policy.headline for each in report.policies}
    yield from (_command(report, finding, headlines.get(finding.policy, "")) for finding in found[:SHOWN])
    if len(found) > SHOWN:
        yield f"::notice::{len(found) - SHOWN:,} more violations have no annotation"


def _command(report: RunReport, finding: Finding, headline: str) -> str:
    place = {"file": report.from_repository(finding.file), "line": finding.line} if finding.file else {}
    named = {**place, "title": f"{finding.severity}: {finding.policy}"}
    properties = ",".join(f"{name}={_property(str(value))}" for name, value in named.items() if value is not None)
    said = (
        headline,
        ": ".join(filter(None, (report.name_of(finding), told.in_a_line(finding)))),
        f"Fix: {finding.fix}" if finding.fix else "",
    )
    command = "error" if report.fails(finding.severity) else "warning"
    return f"::{command} {properties}::{_escaped(chr(10).join(filter(None, said)))}"


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _escaped(text).replace(":", "%3A").replace(",", "%2C")
