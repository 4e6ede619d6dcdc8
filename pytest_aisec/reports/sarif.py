"""The run as SARIF 2.1.0, for code scanning."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from operator import itemgetter
from typing import Any
from urllib.parse import quote

from pytest_aisec.findings import Finding, Policy, RunReport, severity_rank
from pytest_aisec.reports import told
from pytest_aisec.verdicts import Verdict

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
MOST_RESULTS = 25_000
MOST_TAGS = 20
"""What GitHub takes of one run, and of one rule.

https://docs.github.com/en/code-security/reference/code-scanning/sarif-files/sarif-support-for-code-scanning
"""

KINDS = {Verdict.VIOLATED: "fail", Verdict.UNDETERMINED: "open", Verdict.WAIVED: "fail"}
LEVELS = {"critical": "error", "high": "error", "medium": "warning", "low": "note"}
SCORES = {"critical": "9.5", "high": "8.0", "medium": "5.5", "low": "2.0"}
"""What code scanning sorts by, in the middle of its range for each severity."""

FINGERPRINT = "aisecFinding/v1"


def render(report: RunReport) -> str:
    """One run with a rule per policy and a result per finding that wants attention, most severe first."""
    policies = {each.policy.id: each.policy for each in report.policies}
    wanted = sorted(
        (finding for finding in report.findings if finding.verdict in KINDS),
        key=lambda each: (severity_rank(each.severity), each.policy, each.file or "", each.line or 0, each.address),
    )
    ids = {name: place for place, name in enumerate(dict.fromkeys(finding.policy for finding in wanted))}
    rules = [_rule(policies[name]) if name in policies else {"id": name} for name in ids]
    run = {
        "tool": {"driver": {**_driver(report), "rules": rules}},
        "originalUriBaseIds": {
            "ROOT": {"description": {"text": "the root of the repository, or of the run outside of one"}}
        },
        "columnKind": "unicodeCodePoints",
        "results": [_result(report, finding, ids[finding.policy]) for finding in wanted[:MOST_RESULTS]],
        "invocations": [_invocation(report, len(wanted))],
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=1, ensure_ascii=False) + "\n"


def _driver(report: RunReport) -> dict[str, Any]:
    return {"name": str(report.run["tool"]), "semanticVersion": str(report.run["tool_version"])}


def _rule(policy: Policy) -> dict[str, Any]:
    return {
        "id": policy.id,
        "shortDescription": {"text": policy.headline},
        "fullDescription": {"text": policy.why or policy.headline},
        "help": {"text": policy.fix or policy.headline},
        "defaultConfiguration": {"level": LEVELS[policy.severity]},
        "properties": {
            "security-severity": SCORES[policy.severity],
            "precision": "high",
            "tags": ["security", *_tags(policy.controls)],
        },
    }


def _tags(controls: Mapping[str, list[str]]) -> list[str]:
    """As many controls as there may be tags: of every framework one before any has two."""
    tags = [(place, f"{name}:{control}") for name, ids in controls.items() for place, control in enumerate(ids)]
    kept = set(sorted(tags, key=itemgetter(0))[: MOST_TAGS - 1])
    return [tag for place, tag in tags if (place, tag) in kept]


def _result(report: RunReport, finding: Finding, rule: int) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": finding.policy,
        "ruleIndex": rule,
        "kind": KINDS[finding.verdict],
        "level": _level(report, finding),
        "message": {"text": f"{report.name_of(finding)}: {told.in_a_line(finding) or finding.policy}"},
        "locations": [_location(report, finding)],
        "partialFingerprints": {FINGERPRINT: fingerprint(finding)},
    }
    if finding.verdict is Verdict.WAIVED:
        result["suppressions"] = [
            {
                "kind": "inSource" if finding.waivers else "external",
                "status": "accepted",
                "justification": finding.waived or "waived",
            }
        ]
    return result


def _level(report: RunReport, finding: Finding) -> str:
    """What does not make the run fail is no error (`--aisec-fail-on`)."""
    if finding.verdict is Verdict.UNDETERMINED:
        return "none"
    level = LEVELS[finding.severity]
    return "warning" if level == "error" and not report.fails(finding.severity) else level


def fingerprint(finding: Finding) -> str:
    """What a finding is recognised by in the next run: not its line, which moves whenever something above it does."""
    parts = (finding.policy, finding.source, finding.address, finding.rule)
    return hashlib.sha256("\0".join(parts).encode(errors="backslashreplace")).hexdigest()


def _location(report: RunReport, finding: Finding) -> dict[str, Any]:
    location: dict[str, Any] = {
        "logicalLocations": [{"fullyQualifiedName": finding.address, "kind": "resource", "name": finding.address}]
    }
    if finding.file:
        artifact = {"uri": quote(report.from_repository(finding.file), errors="surrogateescape"), "uriBaseId": "ROOT"}
        location["physicalLocation"] = {
            "artifactLocation": artifact,
            "region": {"startLine": max(1, finding.line or 1)},
        }
    return location


def _invocation(report: RunReport, found: int) -> dict[str, Any]:
    told = list(_notifications(report))
    if found > MOST_RESULTS:
        told.append(
            _notification("warning", f"{found - MOST_RESULTS:,} more findings are left out: the limit is reached")
        )
    return {
        "executionSuccessful": not any(each["level"] == "error" for each in told),
        "startTimeUtc": str(report.run["start"]).replace("+00:00", "Z"),
        "endTimeUtc": str(report.run["end"]).replace("+00:00", "Z"),
        "toolExecutionNotifications": told,
    }


def _notifications(report: RunReport) -> Iterator[dict[str, Any]]:
    """What was not read or not judged: nobody may take its absence among the results for an all-clear."""
    for source in report.sources:
        for unread in source.unread:
            place = f"{unread['file']}:{unread['line']} " if unread.get("file") else ""
            yield _notification("error", f"not read: {place}{unread['reason']}")
    troubled: dict[str, list[str]] = defaultdict(list)
    for judged in report.policies:
        if judged.trouble:
            troubled[judged.trouble].append(judged.policy.id)
    for trouble, ids in troubled.items():
        yield _notification("error", f"{trouble} ({', '.join(ids)})")


def _notification(level: str, text: str) -> dict[str, Any]:
    return {"level": level, "message": {"text": text}}
