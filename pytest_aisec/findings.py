"""Findings: what one policy says about one resource, with the evidence."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from functools import cached_property
from typing import Any, NamedTuple

from pytest_aisec.declarations import SourceRecord
from pytest_aisec.docstrings import sections
from pytest_aisec.model.evidence import Reading
from pytest_aisec.model.resource import Resource
from pytest_aisec.value_classes import value_class
from pytest_aisec.values import Location
from pytest_aisec.verdicts import Verdict

MOST_EVIDENCE = 60
"""How many readings a finding shows at most."""

SEVERITIES = ("critical", "high", "medium", "low")


class Policy(NamedTuple):
    """What the run knows of a policy: `id` is the function's name, `controls` the marks by framework.

    `equivalents`: what other tools call it, by tool. What the docstring says is looked at when it is asked for: most
    policies of a run have nothing to judge, and nobody asks.
    """

    id: str
    nodeid: str
    docstring: str
    severity: str
    controls: Mapping[str, list[str]]
    equivalents: Mapping[str, list[str]] = {}

    @property
    def headline(self) -> str:
        """What holds where the policy is kept; its name in words where the docstring does not say."""
        return sections(self.docstring).get("", "") or self.id.replace("-", " ")

    @property
    def why(self) -> str:
        """What may happen otherwise."""
        return sections(self.docstring).get("why", "")

    @property
    def fix(self) -> str:
        """What to change where it is violated."""
        return sections(self.docstring).get("fix", "")


class Evidence(NamedTuple):
    """One attribute as it was read for a verdict, and where.

    `attribute` is named after the resource it belongs to, unless that is the judged one. `note` says how the value is
    known where it is not simply stated: `default`, `tried`.
    """

    attribute: str
    value: object
    file: str | None
    line: int | None
    api: str | None
    note: str = ""


class Finding(NamedTuple):
    """One policy's verdict on one resource. `file` and `line` are where to look first."""

    policy: str
    verdict: Verdict
    severity: str
    source: str
    address: str
    type: str
    file: str | None
    line: int | None
    message: str
    fix: str
    evidence: tuple[Evidence, ...] = ()
    controls: Mapping[str, list[str]] = {}
    role: str = ""
    """Why the resource is judged, when its part in the AI estate was derived."""
    name: str = ""
    """Its tag `Name`: the address of a live resource says little to a person."""
    waived: str = ""
    """Why it is accepted, when it is waived."""
    waivers: tuple[str, ...] = ()
    """Where the waivers are that name its policy, those that accept nothing among them."""
    rule: str = ""
    """What another tool calls what it found (`E3012`), when the finding is its own."""


class SourceReport(NamedTuple):
    """What became of a source that was asked for."""

    id: str
    kind: str
    location: str
    resources: int
    unread: tuple[dict[str, Any], ...] = ()
    facts: Mapping[str, str] = {}
    snapshot: str = ""
    """The file that it is from; empty for what the run has read itself."""

    @property
    def told_apart(self) -> str:
        """` of FILE`, where another source has the name that it would have."""
        usual = f"{self.kind}:{self.location}"
        return self.id.removeprefix(usual) if self.id.startswith(f"{usual} of ") else ""


class PolicyReport(NamedTuple):
    """A policy, how often it had which verdict, and its findings. `trouble`: why it could not be run at all."""

    policy: Policy
    findings: tuple[Finding, ...]
    counts: dict[str, int]
    trouble: str = ""

    @property
    def verdict(self) -> Verdict:
        """The worst verdict among the findings; not applicable when there was nothing to judge."""
        for verdict in (Verdict.ERROR, Verdict.VIOLATED, Verdict.UNDETERMINED, Verdict.WAIVED, Verdict.PASSED):
            if self.counts.get(verdict):
                return verdict
        return Verdict.NOT_APPLICABLE


def packed(report: PolicyReport) -> dict[str, Any]:
    """A report in simple types, which travel between processes; values are shared, not copied."""
    return {
        "policy": report.policy._asdict(),
        "findings": list(map(_packed, report.findings)),
        "counts": {str(verdict): count for verdict, count in report.counts.items()},
        "trouble": report.trouble,
    }


def _packed(finding: Finding) -> dict[str, Any]:
    return {**finding._asdict(), "verdict": finding.verdict.value, "evidence": list(map(tuple, finding.evidence))}


def unpacked(plain: dict[str, Any]) -> PolicyReport:
    """The report that `packed` made simple."""
    findings = tuple(map(_unpacked, plain["findings"]))
    return PolicyReport(Policy(**plain["policy"]), findings, plain["counts"], plain["trouble"])


def _unpacked(plain: dict[str, Any]) -> Finding:
    evidence = tuple(Evidence(*item) for item in plain["evidence"])
    waivers = tuple(plain["waivers"])
    return Finding(**{**plain, "verdict": Verdict(plain["verdict"]), "evidence": evidence, "waivers": waivers})


class ControlReport(NamedTuple):
    """What a run says of a control: its status, and the policies that found it so, of all that are about it."""

    id: str
    title: str
    status: str
    policies: tuple[str, ...]
    about_it: int


class FrameworkReport(NamedTuple):
    """What a run says of the controls of a framework that were asked for."""

    id: str
    title: str
    controls: tuple[ControlReport, ...]


@value_class(frozen=True)
class RunReport:
    """A whole run: what was asked, what was read, what was found."""

    run: dict[str, Any]
    sources: tuple[SourceReport, ...]
    policies: tuple[PolicyReport, ...]
    idle_waivers: tuple[str, ...] = ()
    """The waivers that no violation needed, each with its place and what it names."""
    frameworks: tuple[FrameworkReport, ...] = ()
    """Those that the run was asked for by a mark or a control."""
    empty: tuple[str, ...] = ()
    """Where there was nothing to judge, for which the run fails."""
    fail_on: str = SEVERITIES[-1]
    """The least severity whose violations make the run fail."""
    fails_open: bool = False
    """Whether the run fails for what is undetermined."""

    def fails(self, severity: str) -> bool:
        """Whether a violation of a policy of that severity makes the run fail."""
        return severity_rank(severity) <= severity_rank(self.fail_on)

    @property
    def findings(self) -> list[Finding]:
        """All findings, most severe policies first, then by policy and address."""
        found = [finding for policy in self.policies for finding in policy.findings]
        return sorted(found, key=lambda item: (severity_rank(item.severity), item.policy, item.source, item.address))

    def from_repository(self, file: str) -> str:
        """The path of a file from the root of the repository that the run was in; files are relative to the run's."""
        folder = str(self.run.get("folder") or "")
        return posixpath.normpath(posixpath.join(folder, file)) if folder else file

    def name_of(self, finding: Finding) -> str:
        """Its address, and whose it is where two sources have the same file; without one the source is its place."""
        return finding.address + (self._told_apart.get(finding.source, "") if finding.file else "")

    @cached_property
    def _told_apart(self) -> dict[str, str]:
        return {each.id: each.told_apart for each in self.sources}

    def count(self, verdict: Verdict) -> int:
        """How many findings have a verdict."""
        return sum(policy.counts.get(verdict, 0) for policy in self.policies)


def severity_rank(severity: str) -> int:
    """0 for critical, counting up; what is no severity comes last."""
    return SEVERITIES.index(severity) if severity in SEVERITIES else len(SEVERITIES)


_NONE = {verdict.value: 0 for verdict in Verdict}


def count_verdicts(findings: list[Finding]) -> dict[str, int]:
    """How often each verdict stands in a list of findings; every verdict has an entry."""
    counts = _NONE.copy()
    for finding in findings:
        counts[finding.verdict] += 1
    return counts


def evidence_of(resource: Resource, readings: list[Reading]) -> tuple[Evidence, ...]:
    """Readings as evidence on a resource, each attribute once, in the order of reading.

    Of more than `MOST_EVIDENCE` the last ones, which decided: who asks whether any of 500 rules tells of a change
    reads all of them, for each of 500 buckets.
    """
    if not readings:
        return ()
    last: dict[tuple[str, str, Location], Reading] = {}
    for reading in reversed(readings):
        last.setdefault((reading.owner, reading.attribute, reading.location), reading)
        if len(last) == MOST_EVIDENCE:
            break
    found = []
    for reading in reversed(last.values()):
        place = reading.location
        own = reading.owner == resource.address
        name = reading.attribute if own else f"{reading.owner}.{reading.attribute}"
        note = "tried" if reading.assumed else "" if reading.stated else "default"
        found.append(Evidence(name, reading.value, place.file, place.line, place.api, note))
    return tuple(found)


def place_of(resource: Resource, readings: list[Reading]) -> Location:
    """Where to look first: what was read last of the judged resource itself, else its declaration."""
    for reading in reversed(readings):
        if reading.owner == resource.address and (reading.location.file or reading.location.api):
            return reading.location
    return resource.location


def source_report(source: SourceRecord) -> SourceReport:
    """What became of a source."""
    contents = source.contents
    unread = tuple(
        {"file": item.location.file, "line": item.location.line, "reason": item.reason} for item in contents.unread
    )
    facts = dict(contents.facts)
    return SourceReport(
        source.id, source.kind, source.location, len(contents.declarations), unread, facts, source.snapshot
    )
