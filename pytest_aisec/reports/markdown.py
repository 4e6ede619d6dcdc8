"""The run as Markdown, for the step summary of a workflow."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby

from pytest_aisec.findings import Finding, RunReport
from pytest_aisec.reports import told
from pytest_aisec.reports.frameworks import told as told_of
from pytest_aisec.reports.terminal import totals
from pytest_aisec.verdicts import Verdict

LIMIT = 1024 * 1024
"""Bytes that GitHub takes as the summary of one step.

https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
"""

ROOM = 400
"""Bytes kept for the notice of what was cut."""

SHOWN = (
    (Verdict.ERROR, "Errors"),
    (Verdict.VIOLATED, "Violations"),
    (Verdict.UNDETERMINED, "Undetermined"),
    (Verdict.WAIVED, "Waived"),
)


def render(report: RunReport) -> str:
    """Totals, what is amiss outside of findings, and a table per verdict, most severe first, cut at `LIMIT`."""
    lines = ["# Security of AI on AWS", "", _totals(report), *_amiss(report), *_frameworks(report)]
    size = sum(_size(line) for line in lines)
    cut = 0
    for line, is_finding in _tables(report):
        size += _size(line)
        if cut or size > LIMIT - ROOM:
            cut += is_finding
            continue
        lines.append(line)
    if cut:
        lines += ["", f"**{cut:,} more findings are not shown: a summary holds 1 MiB.**"]
    return "\n".join(lines) + "\n"


def _size(line: str) -> int:
    return len(line.encode(errors="backslashreplace")) + 1


def _totals(report: RunReport) -> str:
    return escaped(" ".join(line.text for line in totals(report)))


def _amiss(report: RunReport) -> Iterator[str]:
    """What was not read, and policies that could not be judged: their absence among violations means nothing."""
    said = [f"{_place(item['file'], item['line'])} {item['reason']}" for each in report.sources for item in each.unread]
    said += report.empty
    said += [f"{policy.policy.id}: {policy.trouble}" for policy in report.policies if policy.trouble]
    if not said:
        return
    yield from ("", "## Not read or not judged", "")
    for line in said[:SHOWN_AMISS]:
        yield f"* {escaped(line)[:LONGEST]}"
    if len(said) > SHOWN_AMISS:
        yield f"* and {len(said) - SHOWN_AMISS:,} more"


SHOWN_AMISS = 100
LONGEST = 1000


def _tables(report: RunReport) -> Iterator[tuple[str, bool]]:
    """Lines, and whether each is a finding."""
    for verdict, title in SHOWN:
        found = [finding for finding in report.findings if finding.verdict is verdict]
        if not found:
            continue
        yield from ((head, False) for head in ("", f"## {title}"))
        if verdict is Verdict.VIOLATED:
            yield from _violated(report, found)
            continue
        if verdict is Verdict.UNDETERMINED and report.fails_open:
            yield from ((line, False) for line in ("", "The run fails for it (`--aisec-strict`)."))
        yield from ((head, False) for head in ("", "| policy | where | resource | why |", "|---|---|---|---|"))
        yield from ((_row(finding.policy, *_cells(report, finding)), True) for finding in found)


def _violated(report: RunReport, found: list[Finding]) -> Iterator[tuple[str, bool]]:
    """A table for each policy, below what it requires and how to conform."""
    headlines = {each.policy.id: each.policy.headline for each in report.policies}
    for (severity, policy, fix), findings in groupby(found, lambda each: (each.severity, each.policy, each.fix)):
        said = [headlines.get(policy, ""), f"Fix: {fix}" if fix else ""]
        about = [line for each in said if each for line in ("", escaped(each))]
        heads = "", "| where | resource | found |", "|---|---|---|"
        yield from ((head, False) for head in ("", f"### {escaped(f'{severity}: {policy}')}", *about, *heads))
        yield from ((_row(*_cells(report, finding)), True) for finding in findings)


def _cells(report: RunReport, finding: Finding) -> tuple[str, str, str]:
    where = _place(report.from_repository(finding.file), finding.line) if finding.file else finding.source
    said = finding.waived or told.in_a_line(finding)
    return where, report.name_of(finding), said[:LONGEST]


def _row(*cells: str) -> str:
    return f"| {' | '.join(map(escaped, cells))} |"


def _frameworks(report: RunReport) -> Iterator[str]:
    """A table of the controls that were asked for, per framework."""
    for framework in report.frameworks:
        yield from ("", f"## {escaped(framework.title)}", "", "| control | about | found | by |", "|---|---|---|---|")
        for control in framework.controls:
            by = told_of(control) if control.about_it else ""
            yield _row(control.id, control.title, control.status, by[:LONGEST])


def _place(file: str | None, line: int | None) -> str:
    return f"{file}:{line}" if file and line else file or ""


def escaped(text: str) -> str:
    """Text that Markdown, HTML and mentions leave as it is, on one line."""
    plain = " ".join(text.split()).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return re.sub(r"([\\`*_{}\[\]()#!|~@])", lambda found: f"&#{ord(found[1])};", plain)
