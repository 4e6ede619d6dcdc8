"""The summary in the terminal: violations by policy, most severe first, then what could not be decided or read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby

from pytest_aisec.findings import Evidence, Finding, PolicyReport, RunReport, severity_rank
from pytest_aisec.values import known_text
from pytest_aisec.verdicts import Verdict

SHOWN_EVIDENCE = 4
SHOWN_VALUE = 60
COLOURS = {"critical": "red", "high": "red", "medium": "yellow", "low": "cyan"}


@dataclass(frozen=True, slots=True)
class Piece:
    """Some text of a line, with the names of its styles (`red`, `bold`)."""

    text: str
    styles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the summary."""

    pieces: tuple[Piece, ...] = field(default_factory=tuple)

    @property
    def text(self) -> str:
        """The line without styles."""
        return "".join(piece.text for piece in self.pieces)


def render(report: RunReport) -> str:
    """The summary without styles."""
    return "\n".join(line.text for line in lines(report))


def lines(report: RunReport) -> Iterator[Line]:
    """The summary, line by line."""
    yield from _section(report, Verdict.VIOLATED)
    yield from _section(report, Verdict.UNDETERMINED)
    yield from _unread(report)
    yield from _totals(report)


def _section(report: RunReport, verdict: Verdict) -> Iterator[Line]:
    policies = [policy for policy in report.policies if policy.counts.get(verdict) or _is_troubled(policy, verdict)]
    for policy in sorted(policies, key=lambda item: (severity_rank(item.policy.severity), item.policy.id)):
        yield from _policy(policy, verdict)
        yield Line()


def _is_troubled(policy: PolicyReport, verdict: Verdict) -> bool:
    return bool(policy.trouble) and verdict is Verdict.UNDETERMINED and policy.verdict is not Verdict.ERROR


def _policy(report: PolicyReport, verdict: Verdict) -> Iterator[Line]:
    policy = report.policy
    label = policy.severity.upper() if verdict is Verdict.VIOLATED else "UNDETERMINED"
    colour = COLOURS.get(policy.severity, "yellow") if verdict is Verdict.VIOLATED else "yellow"
    yield Line(
        (Piece(label, (colour, "bold")), Piece(" "), Piece(policy.id, ("bold",)), Piece(_controls(policy.controls)))
    )
    yield Line((Piece(f"  {policy.headline}"),))
    findings = [finding for finding in report.findings if finding.verdict is verdict]
    for finding in sorted(findings, key=lambda item: (item.source, item.file or "", item.line or 0, item.address)):
        yield from _finding(finding, colour)
    if report.trouble and verdict is Verdict.UNDETERMINED:
        yield Line((Piece(f"    {report.trouble}"),))
    if policy.fix and verdict is Verdict.VIOLATED:
        yield Line((Piece("  Fix: ", ("green", "bold")), Piece(policy.fix)))


def _controls(controls: dict[str, list[str]]) -> str:
    shown = [f"{name} {' '.join(ids)}" for name, ids in controls.items() if name in {"soc2", "hipaa"}]
    return f"  [{' | '.join(shown)}]" if shown else ""


def _finding(finding: Finding, colour: str) -> Iterator[Line]:
    place = f"{finding.file}:{finding.line}" if finding.file else finding.source
    role = f"  ({finding.role})" if finding.role else ""
    yield Line((Piece("  - ", (colour,)), Piece(f"{place}  "), Piece(finding.address, ("bold",)), Piece(role)))
    if finding.verdict is Verdict.UNDETERMINED:
        yield Line((Piece(f"      not known: {finding.message}"),))
        return
    shown = [item for item in finding.evidence if item.value not in (None, [])] or list(finding.evidence)
    for item in shown[-SHOWN_EVIDENCE:]:
        yield Line((Piece(f"      {_evidence(item)}"),))


def _evidence(item: Evidence) -> str:
    value = known_text(item.value)
    value = value if len(value) <= SHOWN_VALUE else f"{value[: SHOWN_VALUE - 3]}..."
    place = f"{item.file}:{item.line}" if item.file else item.api or ""
    return f"{item.attribute} = {value}" + (f"  {place}" if place else "")


def _unread(report: RunReport) -> Iterator[Line]:
    unread = [(source.id, item) for source in report.sources for item in source.unread]
    if not unread:
        return
    yield Line((Piece("NOT READ", ("red", "bold")), Piece(" what is in it was not judged")))
    for source, items in groupby(unread, key=lambda pair: pair[0]):
        yield Line((Piece(f"  {source}"),))
        for _, item in items:
            place = f"{item['file']}:{item['line']}  " if item["line"] else ""
            yield Line((Piece("  - ", ("red",)), Piece(f"{place}{item['reason']}")))
    yield Line()


def _totals(report: RunReport) -> Iterator[Line]:
    resources = sum(source.resources for source in report.sources)
    yield Line(
        (
            Piece(
                f"{_count(resources, 'resource')} in {_count(len(report.sources), 'source')}, "
                f"judged by {_count(len(report.policies), 'policy', 'policies')}: "
            ),
            *_counts(report),
        )
    )


def _counts(report: RunReport) -> Iterator[Piece]:
    violated = [finding for finding in report.findings if finding.verdict is Verdict.VIOLATED]
    by_severity = ", ".join(
        f"{len(list(group))} {severity}" for severity, group in groupby(violated, key=lambda finding: finding.severity)
    )
    yield Piece(
        _count(len(violated), "violation") + (f" ({by_severity})" if by_severity else ""),
        ("red", "bold") if violated else ("green",),
    )
    undetermined = report.count(Verdict.UNDETERMINED)
    if undetermined:
        yield Piece(f", {undetermined} undetermined", ("yellow",))
    yield Piece(f", {report.count(Verdict.PASSED)} passed")
    unread = sum(len(source.unread) for source in report.sources)
    if unread:
        yield Piece(f", {unread} not read", ("red",))


def _count(number: int, one: str, several: str | None = None) -> str:
    return f"{number:,} {one if number == 1 else several or one + 's'}"
