"""The run as Markdown, for the step summary of a workflow."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pytest_aisec.findings import Finding, RunReport
from pytest_aisec.verdicts import Verdict

LIMIT = 1024 * 1024
"""Bytes that GitHub takes as the summary of one step.

https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
"""

ROOM = 400
"""Bytes kept for the notice of what was cut."""

SHOWN = ((Verdict.ERROR, "Errors"), (Verdict.VIOLATED, "Violations"), (Verdict.UNDETERMINED, "Undetermined"))


def render(report: RunReport) -> str:
    """Totals, what is amiss outside of findings, and a table per verdict, most severe first, cut at `LIMIT`."""
    lines = ["# Security of AI on AWS", "", _totals(report), *_amiss(report)]
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
    return len(line.encode()) + 1


def _totals(report: RunReport) -> str:
    counts = [f"{report.count(verdict):,} {verdict.value.replace('_', ' ')}" for verdict in Verdict]
    noun = "policy" if len(report.policies) == 1 else "policies"
    return f"{len(report.policies):,} {noun}: {', '.join(counts)}."


def _amiss(report: RunReport) -> Iterator[str]:
    """What was not read, and policies that could not be judged: their absence among violations means nothing."""
    said = [f"{_place(item['file'], item['line'])} {item['reason']}" for each in report.sources for item in each.unread]
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
    findings = report.findings
    for verdict, title in SHOWN:
        found = [finding for finding in findings if finding.verdict is verdict]
        if not found:
            continue
        heads = ("", f"## {title}", "", "| severity | policy | where | resource | what |", "|---|---|---|---|---|")
        yield from ((head, False) for head in heads)
        yield from ((_row(finding), True) for finding in found)


def _row(finding: Finding) -> str:
    said = finding.message.splitlines()[0] if finding.message else ""
    where = _place(finding.file, finding.line) or finding.source
    cells = (finding.severity, finding.policy, where, finding.address, said[:LONGEST])
    return f"| {' | '.join(map(escaped, cells))} |"


def _place(file: str | None, line: int | None) -> str:
    return f"{file}:{line}" if file and line else file or ""


def escaped(text: str) -> str:
    """Text that Markdown, HTML and mentions leave as it is, on one line."""
    plain = " ".join(text.split()).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return re.sub(r"([\\`*_{}\[\]()#!|~@])", lambda found: f"&#{ord(found[1])};", plain)
