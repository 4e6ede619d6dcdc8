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
SHOWN_ADDRESSES = 8
SHOWN_SOURCES = 12
WIDEST = 120
"""Lines of prose that are longer than this are hard to read, however wide the window."""
COMPARISON = re.compile(r" (?:[=!]=|[<>]=?|in|is) (?!(?:not )?(?:None|True|False)\b)")
"""A failed assertion says more than what was read only where it compares: `assert 'AES256' == 'aws:kms'`."""
ARN = re.compile(r"\barn:aws[\w-]*:([\w-]+):[\w-]*:\d*:")
COLOURS = {"critical": "red", "high": "red", "medium": "yellow", "low": "cyan"}
POPULATION = "the population is not known: "


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


def render(report: RunReport, width: int = 100) -> str:
    """The summary without styles."""
    return "\n".join(line.text for line in lines(report, width))


def lines(report: RunReport, width: int = 100) -> Iterator[Line]:
    """The summary, line by line, wrapped to a width; addresses and places are never broken."""
    width = min(width, WIDEST)
    for policy in _with(report, Verdict.VIOLATED):
        yield from _violated(policy, report, width)
        yield Line()
    yield from _undetermined(report, width)
    yield from _unread(report, width)
    yield from _sources(report)
    yield from _totals(report)


def _with(report: RunReport, verdict: Verdict) -> list[PolicyReport]:
    return _by_severity([policy for policy in report.policies if policy.counts.get(verdict)])


def _by_severity(policies: list[PolicyReport]) -> list[PolicyReport]:
    return sorted(policies, key=lambda item: (severity_rank(item.policy.severity), item.policy.id))


def _wrapped(text: str, width: int, first: str = "", rest: str = "", *styles: str) -> Iterator[Line]:
    """Text between words; its first line after `first`, the others after `rest`."""
    for line in _folded(text, width, first, rest):
        yield Line((Piece(line, styles),))


def _folded(text: str, width: int, first: str, rest: str) -> list[str]:
    return textwrap.wrap(
        text,
        width,
        initial_indent=first,
        subsequent_indent=rest,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _violated(judged: PolicyReport, report: RunReport, width: int) -> Iterator[Line]:
    policy = judged.policy
    colour = COLOURS.get(policy.severity, "yellow")
    yield Line((Piece(policy.severity.upper(), (colour, "bold")), Piece(" "), Piece(policy.id, ("bold",))))
    yield from _wrapped(policy.headline, width, "  ", "  ")
    for finding in _in_order(judged, Verdict.VIOLATED, report):
        yield from _finding(finding, colour, width)
    if policy.fix:
        folded = _folded(f"Fix: {policy.fix}", width, "  ", "  ")
        yield Line((Piece("  Fix:", ("green", "bold")), Piece(folded[0].removeprefix("  Fix:"))))
        yield from (Line((Piece(text),)) for text in folded[1:])
    if policy.controls:
        yield from _wrapped(_controls(policy.controls), width, "  ", "  ", "light")


def _in_order(judged: PolicyReport, verdict: Verdict, report: RunReport) -> list[Finding]:
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


def _controls(controls: dict[str, list[str]]) -> str:
    return " | ".join(f"{name} {', '.join(ids)}" for name, ids in controls.items())


def _finding(finding: Finding, colour: str, width: int) -> Iterator[Line]:
    name = f' "{finding.name}"' if finding.name and finding.file is None else ""
    role = f"({_short(finding.role)})" if finding.role else ""
    head = (Piece("  - ", (colour,)), Piece(f"{_place(finding)}  "), Piece(finding.address, ("bold",)), Piece(name))
    fits = len(Line(head).text) + len(role) + 2 <= width
    yield Line((*head, Piece(f"  {role}"))) if role and fits else Line(head)
    if role and not fits:
        yield from _wrapped(role, width, " " * 6, " " * 7)
    said = finding.message.splitlines()[0] if finding.message else ""
    if not said.startswith("assert ") or COMPARISON.search(said):
        yield from _wrapped(_short(said), width, " " * 6, " " * 8)
    for told in _told(finding):
        yield from _wrapped(told, width, " " * 6, " " * 10)


def _short(text: str) -> str:
    """A sentence with its ARNs as people say them: `sagemaker:model/embedder`."""
    return ARN.sub(r"\1:", text)


def _told(finding: Finding) -> Iterator[str]:
    """What was read last; and when something empty decided, what was found empty."""
    evidence = finding.evidence
    empty = [item.attribute for item in evidence if item.value in (None, [])]
    told = [item for item in evidence if item.value not in (None, [])][-SHOWN_EVIDENCE:]
    for (place, owner), items in groupby(told, key=lambda item: (_place_of(item), _owner(item))):
        read = list(items)
        head = f"{owner}: " if owner and len(read) > 1 else ""
        values = head + ", ".join(_value(item, owner if head else "") for item in read)
        yield f"{values}  {place}" if place and place != _place(finding) else values
    if empty and evidence[-1].attribute == empty[-1]:
        yield f"not set: {', '.join(empty[-SHOWN_EVIDENCE:])}"


def _place(finding: Finding) -> str:
    return f"{finding.file}:{finding.line}" if finding.file else finding.source


def _place_of(item: Evidence) -> str:
    return f"{item.file}:{item.line}" if item.file else item.api or ""


def _owner(item: Evidence) -> str:
    """`ingress[0]` of `ingress[0].protocol`."""
    return item.attribute.rpartition(".")[0]


def _value(item: Evidence, owner: str) -> str:
    value = known_text(item.value)
    value = value if len(value) <= SHOWN_VALUE else f"{value[: SHOWN_VALUE - 3]}..."
    return f"{item.attribute.removeprefix(f'{owner}.')} = {value}" + (f" ({item.note})" if item.note else "")


def _undetermined(report: RunReport, width: int) -> Iterator[Line]:
    """Verdicts that are missing, by the reason: one value that is not known is often the reason of many."""
    policies = [policy for policy in report.policies if policy.counts.get(Verdict.UNDETERMINED) or policy.trouble]
    policies = _by_severity([policy for policy in policies if not policy.counts.get(Verdict.ERROR)])
    if not policies:
        return
    head = Piece("UNDETERMINED", ("yellow", "bold"))
    yield Line((head, Piece(" neither passed nor violated, because something is not known")))
    for reason, subjects in _reasons(report, policies).items():
        yield from _bullet(reason, width, "yellow")
        for ids, addresses in _alike(subjects).items():
            more = len(addresses) - SHOWN_ADDRESSES
            named = ", ".join(addresses[:SHOWN_ADDRESSES]) + (f" and {more} more" if more > 0 else "")
            yield from _wrapped(named, width, " " * 6, " " * 6)
            yield from _wrapped(", ".join(ids), width, " " * 8, " " * 8, "light")
    by_trouble: dict[str, list[str]] = {}
    for policy in policies:
        if policy.trouble:
            by_trouble.setdefault(_trouble(policy.trouble, report), []).append(policy.policy.id)
    for trouble, ids_ in by_trouble.items():
        yield from _bullet(trouble, width, "yellow")
        yield from _wrapped(", ".join(ids_), width, " " * 6, " " * 6)
    yield Line()


def _reasons(report: RunReport, policies: list[PolicyReport]) -> dict[str, dict[str, list[str]]]:
    """By reason, and within it by address, the policies that have no verdict."""
    reasons: dict[str, dict[str, list[str]]] = {}
    for policy in policies:
        for finding in _in_order(policy, Verdict.UNDETERMINED, report):
            where = f" ({finding.source.partition(':')[2] or finding.source})" if len(report.sources) > 1 else ""
            subjects = reasons.setdefault(finding.message, {})
            subjects.setdefault(f"{finding.address}{where}", []).append(finding.policy)
    return reasons


def _alike(subjects: dict[str, list[str]]) -> dict[tuple[str, ...], list[str]]:
    """Addresses with the same policies, together."""
    alike: dict[tuple[str, ...], list[str]] = {}
    for address, ids in subjects.items():
        alike.setdefault(tuple(ids), []).append(address)
    return alike


def _trouble(trouble: str, report: RunReport) -> str:
    """Not the reasons once more that stand under what was not read."""
    reasons = sorted((item["reason"] for source in report.sources for item in source.unread), key=len, reverse=True)
    rest = trouble
    for reason in reasons:
        rest = rest.replace(reason, "")
    if trouble.startswith(POPULATION) and not rest.removeprefix(POPULATION).strip("; "):
        return "what was not read (see below) may hold resources that these policies judge"
    return trouble


def _bullet(text: str, width: int, colour: str) -> Iterator[Line]:
    first, *others = _folded(text, width, "  - ", " " * 4)
    yield Line((Piece("  - ", (colour,)), Piece(first.removeprefix("  - "))))
    yield from (Line((Piece(line),)) for line in others)


def _unread(report: RunReport, width: int) -> Iterator[Line]:
    unread = [(source.id, item) for source in report.sources for item in source.unread]
    if not unread:
        return
    yield Line((Piece("NOT READ", ("red", "bold")), Piece(" what is in it was not judged")))
    for source, items in groupby(unread, key=lambda pair: pair[0]):
        yield Line((Piece(f"  {source}"),))
        for _, item in items:
            place = f"{item['file']}:{item['line']}  " if item["line"] else ""
            yield from _bullet(f"{place}{item['reason']}", width, "red")
    yield Line()


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


def _totals(report: RunReport) -> Iterator[Line]:
    resources = sum(source.resources for source in report.sources)
    where = report.sources[0].id if len(report.sources) == 1 else _count(len(report.sources), "source")
    policies = _count(len(report.policies), "policy", "policies")
    yield Line((Piece(f"{_count(resources, 'resource')} in {where}, judged by {policies}:"),))
    yield Line(tuple(_counts(report)))


def _counts(report: RunReport) -> Iterator[Piece]:
    violated = [finding for finding in report.findings if finding.verdict is Verdict.VIOLATED]
    by_severity = ", ".join(
        f"{len(list(group))} {severity}" for severity, group in groupby(violated, key=lambda finding: finding.severity)
    )
    idle = sum(1 for policy in report.policies if not policy.trouble and not any(policy.counts.values()))
    unread = sum(len(source.unread) for source in report.sources)
    if idle == len(report.policies) and not unread:
        yield Piece("nothing was judged, because these policies are about none of these resources", ("yellow",))
        return
    yield Piece(
        _count(len(violated), "violation") + (f" ({by_severity})" if by_severity else ""),
        ("red", "bold") if violated else ("green",),
    )
    undetermined = report.count(Verdict.UNDETERMINED)
    if undetermined:
        yield Piece(f", {undetermined} undetermined", ("yellow",))
    yield Piece(f", {report.count(Verdict.PASSED)} passed")
    if unread:
        yield Piece(f", {unread} not read", ("red",))
    if idle:
        yield Piece(f"; {_count(idle, 'policy', 'policies')} had nothing to judge")


def _count(number: int, one: str, several: str | None = None) -> str:
    return f"{number:,} {one if number == 1 else several or one + 's'}"
