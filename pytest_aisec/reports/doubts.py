"""What a run leaves open: verdicts that are missing, by the reason, and what could not be read."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from itertools import groupby

from pytest_aisec.findings import PolicyReport, RunReport
from pytest_aisec.reports.order import by_severity, in_order
from pytest_aisec.reports.text import Line, Piece, bullet, wrapped
from pytest_aisec.reports.uncollected import SHOWN_TYPES, in_one_line, parted
from pytest_aisec.reports.unseen import across_regions
from pytest_aisec.verdicts import Verdict

SHOWN_ADDRESSES = 8
SHOWN_POLICIES = 12
POPULATION = "the population is not known: "
SHOWN_UNREAD = 40
"""Of one source; the JSON report has them all."""
MOST_PARTS = 12
"""Of one reason, between semicolons."""


def undetermined_lines(report: RunReport, width: int) -> Iterator[Line]:
    """Verdicts that are missing, by the reason: one value that is not known is often the reason of many."""
    policies = [policy for policy in report.policies if policy.counts.get(Verdict.UNDETERMINED) or policy.trouble]
    policies = by_severity([policy for policy in policies if not policy.counts.get(Verdict.ERROR)])
    if not policies:
        return
    unread = _unread_reasons(report)
    head = Piece("UNDETERMINED", ("yellow", "bold"))
    yield Line((head, Piece(" neither passed nor violated, because something is not known")))
    if report.fails_open:
        yield Line((Piece("  The run fails for it (--aisec-strict)", ("red",)),))
    for reason, subjects in _reasons(report, policies, unread).items():
        yield from bullet(reason, width, "yellow")
        for ids, addresses in _alike(subjects).items():
            more = len(addresses) - SHOWN_ADDRESSES
            named = ", ".join(addresses[:SHOWN_ADDRESSES]) + (f" and {more} more" if more > 0 else "")
            yield from wrapped(named, width, " " * 6, " " * 6)
            yield from wrapped(", ".join(ids), width, " " * 8, " " * 8, "light")
    by_trouble: dict[str, list[str]] = {}
    known = frozenset(unread)
    for policy in policies:
        if policy.trouble:
            by_trouble.setdefault(_trouble(policy.trouble, known), []).append(policy.policy.id)
    by_trouble = _collected_together(by_trouble)
    for trouble, ids_ in by_trouble.items():
        yield from bullet(trouble, width, "yellow")
        yield from wrapped(_policies(ids_, report), width, " " * 6, " " * 6)
    yield Line()


def _policies(ids: list[str], report: RunReport) -> str:
    """Their names, as long as a person reads them; reports have them all."""
    if len(ids) > 1 and len(ids) == len(report.policies):
        return f"all {len(ids)} policies"
    if len(ids) <= SHOWN_POLICIES:
        return ", ".join(ids)
    return f"{', '.join(ids[:SHOWN_POLICIES])} and {len(ids) - SHOWN_POLICIES} more policies"


def _reasons(report: RunReport, policies: list[PolicyReport], unread: Sequence[str]) -> dict[str, dict[str, list[str]]]:
    """By reason, and within it by address, the policies that have no verdict."""
    reasons: dict[str, dict[str, list[str]]] = {}
    for policy in policies:
        for finding in in_order(policy, Verdict.UNDETERMINED, report):
            where = f" ({finding.source.partition(':')[2] or finding.source})" if len(report.sources) > 1 else ""
            subjects = reasons.setdefault(_brief(finding.message, unread), {})
            subjects.setdefault(f"{finding.address}{where}", []).append(finding.policy)
    return reasons


def _alike(subjects: dict[str, list[str]]) -> dict[tuple[str, ...], list[str]]:
    """Addresses with the same policies, together."""
    alike: dict[tuple[str, ...], list[str]] = {}
    for address, ids in subjects.items():
        alike.setdefault(tuple(ids), []).append(address)
    return alike


def _brief(message: str, unread: Sequence[str]) -> str:
    """A message that says what is not read, but not again why."""
    for reason in unread:
        message = message.replace(reason, reason.partition(": ")[0])
    return "; ".join(in_one_line([message], SHOWN_TYPES))


def _trouble(trouble: str, unread: Collection[str]) -> str:
    """Not the reasons once more that stand under what was not read."""
    if trouble.startswith(POPULATION) and _is_made_of(trouble.removeprefix(POPULATION), unread):
        return "what was not read (see below) may hold resources that these policies judge"
    return trouble


def _collected_together(by_trouble: dict[str, list[str]]) -> dict[str, list[str]]:
    """The same, with one line for all populations of which only types lack that were not collected."""
    lacking: list[str] = []
    names: list[str] = []
    rest: dict[str, list[str]] = {}
    for trouble, ids in by_trouble.items():
        reasons = trouble.removeprefix(POPULATION)
        if trouble.startswith(POPULATION) and not parted([reasons])[0]:
            lacking.append(reasons)
            names += ids
        else:
            rest[trouble] = ids
    if lacking:
        rest[POPULATION + "; ".join(in_one_line(lacking, SHOWN_TYPES))] = names
    return rest


def _is_made_of(text: str, reasons: Collection[str]) -> bool:
    """Whether a text is reasons with semicolons between them; a reason may have some of its own."""
    parts = text.split("; ")
    start = 0
    while start < len(parts):
        ends = range(start + 1, min(len(parts), start + MOST_PARTS) + 1)
        end = next((end for end in ends if "; ".join(parts[start:end]) in reasons), None)
        if end is None:
            return False
        start = end
    return True


def _unread_reasons(report: RunReport) -> list[str]:
    """Longest first: one may be a part of another."""
    return sorted((item["reason"] for source in report.sources for item in source.unread), key=len, reverse=True)


def unread_lines(report: RunReport, width: int) -> Iterator[Line]:
    """Files, modules and calls that could not be read, by source."""
    unread = [(source.id, item) for source in report.sources for item in source.unread]
    if not unread:
        return
    yield Line((Piece("NOT READ", ("red", "bold")), Piece(" what is in it was not judged")))
    for source, items in groupby(unread, key=lambda pair: pair[0]):
        yield Line((Piece(f"  {source}"),))
        places = ((_place(item["file"], item["line"], item["reason"]), item["reason"]) for _, item in items)
        texts = across_regions(f"{place}{reason}" for place, reason in places)
        for text in texts[:SHOWN_UNREAD]:
            yield from bullet(text, width, "red")
        if len(texts) > SHOWN_UNREAD:
            yield from bullet(f"and {len(texts) - SHOWN_UNREAD:,} more, which the JSON report names", width, "red")
    yield Line()


def _place(file: str | None, line: int | None, reason: str) -> str:
    """Where it is, unless the reason says so itself; a file that was not read at all has no line."""
    if not file or (not line and file in reason):
        return ""
    return f"{file}:{line}  " if line else f"{file}  "
