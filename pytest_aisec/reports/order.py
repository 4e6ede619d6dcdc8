"""The order in which policies and findings are told."""

from __future__ import annotations

from pytest_aisec.findings import Finding, PolicyReport, RunReport, severity_rank
from pytest_aisec.verdicts import Verdict


def by_severity(policies: list[PolicyReport]) -> list[PolicyReport]:
    """Most severe policies first, then by name."""
    return sorted(policies, key=lambda item: (severity_rank(item.policy.severity), item.policy.id))


def in_order(judged: PolicyReport, verdict: Verdict, report: RunReport) -> list[Finding]:
    """By source as asked for, accounts last: what stands in files is what one can go and mend."""
    order = {source.id: number for number, source in enumerate(report.sources)}
    found = [finding for finding in judged.findings if finding.verdict is verdict]
    return sorted(
        found,
        key=lambda item: (
            not item.file,
            order.get(item.source, len(order)),
            item.file or "",
            item.line or 0,
            item.address,
        ),
    )
