"""The summary in the terminal: violations by policy, most severe first, then what could not be decided or read."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby

from pytest_aisec.findings import Evidence, Finding, PolicyReport, RunReport, severity_rank
from pytest_aisec.values import known_text
from pytest_aisec.verdicts import Verdict

SHOWN_EVIDENCE = 4
SHOWN_VALUE = 60
TRIVIAL = re.compile(r"assert[ ()]*(?:(?:not|and|or|True|False|None|is|[()])[ ()]*)*")
"""An assertion that says no more than that it failed; what was read says more."""
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


def lines(report: RunReport, width: int = 100) -> Iterator[Line]:
    """The summary, line by line, its prose wrapped to a width."""
    for policy in _with(report, Verdict.VIOLATED):
        yield from _violated(policy, width)
        yield Line()
    yield from _undetermined(report, width)
    yield from _unread(report)
    yield from _totals(report)


def _with(report: RunReport, verdict: Verdict) -> list[PolicyReport]:
    policies = [policy for policy in report.policies if policy.counts.get(verdict)]
    return sorted(policies, key=lambda item: (severity_rank(item.policy.severity), item.policy.id))


def _violated(report: PolicyReport, width: int) -> Iterator[Line]:
    policy = report.policy
    colour = COLOURS.get(policy.severity, "yellow")
    yield Line((Piece(policy.severity.upper(), (colour, "bold")), Piece(" "), Piece(policy.id, ("bold",))))
    yield Line((Piece(f"  {policy.headline}"),))
    for finding in _in_order(report, Verdict.VIOLATED):
        yield from _finding(finding, colour)
    if policy.fix:
        wrapped = textwrap.wrap(f"Fix: {policy.fix}", width - 2)
        yield Line((Piece("  Fix:", ("green", "bold")), Piece(wrapped[0].removeprefix("Fix:"))))
        yield from (Line((Piece(f"  {text}"),)) for text in wrapped[1:])
    if policy.controls:
        yield Line((Piece(f"  {_controls(policy.controls)}", ("light",)),))


def _in_order(report: PolicyReport, verdict: Verdict) -> list[Finding]:
    found = [finding for finding in report.findings if finding.verdict is verdict]
    return sorted(found, key=lambda item: (item.source, item.file or "", item.line or 0, item.address))


def _controls(controls: dict[str, list[str]]) -> str:
    return " | ".join(f"{name} {', '.join(ids)}" for name, ids in controls.items())


def _finding(finding: Finding, colour: str) -> Iterator[Line]:
    name = f' "{finding.name}"' if finding.name and finding.file is None else ""
    role = f"  ({finding.role})" if finding.role else ""
    yield Line(
        (Piece("  - ", (colour,)), Piece(f"{_place(finding)}  "), Piece(finding.address, ("bold",)), Piece(name + role))
    )
    said = finding.message.splitlines()[0] if finding.message else ""
    if said and not TRIVIAL.fullmatch(said):
        yield Line((Piece(f"      {said}"),))
    told = [item for item in finding.evidence if item.value not in (None, [])] or list(finding.evidence)
    for item in told[-SHOWN_EVIDENCE:]:
        yield Line((Piece(f"      {_evidence(item)}"),))


def _place(finding: Finding) -> str:
    return f"{finding.file}:{finding.line}" if finding.file else finding.source


def _evidence(item: Evidence) -> str:
    value = known_text(item.value)
    value = value if len(value) <= SHOWN_VALUE else f"{value[: SHOWN_VALUE - 3]}..."
    note = f" ({item.note})" if item.note else ""
    place = f"{item.file}:{item.line}" if item.file else item.api or ""
    return f"{item.attribute} = {value}{note}" + (f"  {place}" if place else "")


def _undetermined(report: RunReport, width: int) -> Iterator[Line]:
    """Policies that could not be decided, together where the reason is the same."""
    policies = [policy for policy in report.policies if policy.counts.get(Verdict.UNDETERMINED) or policy.trouble]
    policies = [policy for policy in policies if not policy.counts.get(Verdict.ERROR)]
    if not policies:
        return
    yield Line(
        (
            Piece("UNDETERMINED", ("yellow", "bold")),
            Piece(" neither passed nor violated, because something is not known"),
        )
    )
    by_trouble: dict[str, list[str]] = {}
    for report_ in sorted(policies, key=lambda item: (severity_rank(item.policy.severity), item.policy.id)):
        if report_.trouble:
            by_trouble.setdefault(report_.trouble, []).append(report_.policy.id)
        for finding in _in_order(report_, Verdict.UNDETERMINED):
            yield Line((Piece("  - ", ("yellow",)), Piece(f"{_place(finding)}  "), Piece(finding.address, ("bold",))))
            yield from _wrapped(f"{finding.policy}: {finding.message}", width)
    for trouble, ids in by_trouble.items():
        yield Line((Piece("  - ", ("yellow",)), Piece(trouble)))
        yield from _wrapped(", ".join(ids), width)
    yield Line()


def _wrapped(text: str, width: int) -> Iterator[Line]:
    for line in textwrap.wrap(text, width - 6, break_long_words=False, break_on_hyphens=False):
        yield Line((Piece(f"      {line}"),))


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
