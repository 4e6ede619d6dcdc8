"""The summary in the terminal: violations by policy, most severe first, then what could not be decided or read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from pytest_aisec.findings import Finding, PolicyReport, RunReport
from pytest_aisec.reports import told
from pytest_aisec.reports.doubts import undetermined_lines, unread_lines
from pytest_aisec.reports.order import by_severity, in_order
from pytest_aisec.reports.text import Line, Piece, folded, wrapped
from pytest_aisec.reports.unseen import unseen_answers
from pytest_aisec.verdicts import Verdict

SHOWN_SOURCES = 12
SHOWN_FRAMEWORKS = ("hipaa", "nist_800_53", "soc2")
"""Those of which a violation shows the controls where none was asked for; reports have them all."""
WIDEST = 120
"""Lines of prose that are longer than this are hard to read, however wide the window."""
COLOURS = {"critical": "red", "high": "red", "medium": "yellow", "low": "cyan"}


def render(report: RunReport, width: int = 100) -> str:
    """The summary without styles."""
    return "\n".join(line.text for line in lines(report, width))


def lines(report: RunReport, width: int = 100, frameworks: Sequence[str] = ()) -> Iterator[Line]:
    """The summary, line by line, wrapped to a width; addresses and places are never broken.

    `frameworks`: those that the run was asked for, whose controls violations show.
    """
    width = min(width, WIDEST)
    for policy in _with(report, Verdict.VIOLATED):
        yield from _violated(policy, report, width, frameworks or SHOWN_FRAMEWORKS)
        yield Line()
    yield from undetermined_lines(report, width)
    yield from unread_lines(report, width)
    yield from _empty(report)
    for waiver in report.idle_waivers:
        yield Line((Piece(waiver, ("yellow",)),))
    if report.idle_waivers:
        yield Line((Piece("Strike these comments, or mend their names (--aisec-allow waivers tolerates them)"),))
        yield Line()
    yield from _sources(report)
    yield from totals(report)


def _empty(report: RunReport) -> Iterator[Line]:
    if report.empty:
        tolerated = " the run fails for it (--aisec-allow empty tolerates it)"
        yield Line((Piece("NOTHING TO JUDGE", ("red", "bold")), Piece(tolerated)))
        yield from (Line((Piece("  - ", ("red",)), Piece(where))) for where in report.empty)
        yield Line()


def _with(report: RunReport, verdict: Verdict) -> list[PolicyReport]:
    return by_severity([policy for policy in report.policies if policy.counts.get(verdict)])


def _violated(judged: PolicyReport, report: RunReport, width: int, frameworks: Sequence[str]) -> Iterator[Line]:
    policy = judged.policy
    colour = COLOURS.get(policy.severity, "yellow")
    yield Line((Piece(policy.severity.upper(), (colour, "bold")), Piece(" "), Piece(policy.id, ("bold",))))
    if policy.headline.replace(" ", "-") != policy.id:
        yield from wrapped(policy.headline, width, "  ", "  ")
    for finding in in_order(judged, Verdict.VIOLATED, report):
        yield from _finding(report, finding, colour, width)
    if policy.fix:
        first, *others = folded(f"Fix: {policy.fix}", width, "  ", "  ")
        yield Line((Piece("  Fix:", ("green", "bold")), Piece(first.removeprefix("  Fix:"))))
        yield from (Line((Piece(text),)) for text in others)
    if policy.controls:
        yield from wrapped(_controls(policy.controls, frameworks), width, "  ", "  ", "light")


def _controls(controls: Mapping[str, list[str]], frameworks: Sequence[str]) -> str:
    shown = [f"{name} {', '.join(controls[name])}" for name in frameworks if name in controls]
    others = len(controls) - len(shown)
    more = [f"and {others} other framework{'s' if others > 1 else ''}"] if others else []
    return " | ".join(shown + more)


def _finding(report: RunReport, finding: Finding, colour: str, width: int) -> Iterator[Line]:
    name = f' "{finding.name}"' if finding.name and finding.file is None else ""
    role = f"({told.shortened(finding.role)})" if finding.role else ""
    head = (
        Piece("  - ", (colour,)),
        Piece(f"{told.place_of(finding)}  "),
        Piece(report.name_of(finding), ("bold",)),
        Piece(name),
    )
    fits = len(Line(head).text) + len(role) + 2 <= width
    yield Line((*head, Piece(f"  {role}"))) if role and fits else Line(head)
    if role and not fits:
        yield from wrapped(role, width, " " * 6, " " * 7)
    yield from wrapped(told.said(finding), width, " " * 6, " " * 8)
    for read in told.read(finding):
        yield from wrapped(read, width, " " * 6, " " * 10)


def _sources(report: RunReport) -> Iterator[Line]:
    """What was read, when there are several: a run that names no source finds its own."""
    if len(report.sources) == 1:
        return
    numbers = [f"{source.resources:,}" for source in report.sources[:SHOWN_SOURCES]]
    for number, source in zip(numbers, report.sources, strict=False):
        noun = "resource " if source.resources == 1 else "resources"
        yield Line((Piece(f"{number:>{max(map(len, numbers))}} {noun}  {source.id}"),))
    more = len(report.sources) - SHOWN_SOURCES
    if more > 0:
        yield Line((Piece(f"and {_count(more, 'more source')}"),))


def totals(report: RunReport) -> Iterator[Line]:
    """What was read, and what was found in it."""
    resources = sum(source.resources for source in report.sources)
    where = report.sources[0].id if len(report.sources) == 1 else _count(len(report.sources), "source")
    policies = _count(len(report.policies), "policy", "policies")
    yield Line((Piece(f"{_count(resources, 'resource')} in {where}, judged by {policies}:"),))
    yield Line(tuple(_counts(report)))


def _counts(report: RunReport) -> Iterator[Piece]:
    violated = [finding for finding in report.findings if finding.verdict is Verdict.VIOLATED]
    severities = ", ".join(
        f"{len(list(group))} {severity}" for severity, group in groupby(violated, key=lambda finding: finding.severity)
    )
    idle = sum(1 for policy in report.policies if not policy.trouble and not any(policy.counts.values()))
    unread = sum(len(source.unread) for source in report.sources)
    if not report.policies and not unread:
        yield Piece("nothing was judged, because no policy was run", ("yellow",))
        return
    if idle == len(report.policies) and not unread:
        yield Piece("nothing was judged, because these policies are about none of these resources", ("yellow",))
        return
    yield Piece(
        _count(len(violated), "violation") + (f" ({severities})" if severities else ""),
        ("red", "bold") if violated else ("green",),
    )
    errors = report.count(Verdict.ERROR)
    if errors:
        yield Piece(f", {_count(errors, 'error')}", ("red", "bold"))
    undetermined = report.count(Verdict.UNDETERMINED)
    if undetermined:
        yield Piece(f", {undetermined} undetermined", ("yellow",))
    waived = report.count(Verdict.WAIVED)
    if waived:
        yield Piece(f", {waived} waived", ("yellow",))
    yield Piece(f", {report.count(Verdict.PASSED)} passed")
    if unread:
        yield Piece(f", {unread} not read", ("red",))
    unseen = unseen_answers(report)
    if unseen:
        yield Piece(f", could not see {_count(unseen, 'answer')} of the API", ("red",))
    if idle:
        yield Piece(f"; {_count(idle, 'policy', 'policies')} had nothing to judge")


def _count(number: int, one: str, several: str | None = None) -> str:
    return f"{number:,} {one if number == 1 else several or one + 's'}"
