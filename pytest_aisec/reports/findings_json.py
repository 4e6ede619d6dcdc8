"""Findings as JSON, schema `aisec-findings/1`."""

from __future__ import annotations

import json
from typing import Any

from pytest_aisec.findings import Finding, FrameworkReport, PolicyReport, RunReport, SourceReport

SCHEMA = "aisec-findings/1"


def render(report: RunReport) -> str:
    """The whole run as one JSON document, described in docs/formats.md: a policy and a finding to a line."""
    parts: dict[str, object] = {
        "schema": SCHEMA,
        "run": report.run,
        "sources": list(map(_source, report.sources)),
        "policies": list(map(_policy, report.policies)),
        "findings": list(map(_finding, report.findings)),
        "idle_waivers": list(report.idle_waivers),
        "frameworks": [_framework(each) for each in report.frameworks],
    }
    return "{\n" + ",\n".join(f'"{name}": {_lines(part)}' for name, part in parts.items()) + "\n}\n"


def _lines(part: object) -> str:
    """A part with each of its items on a line: indenting everything would take longer than judging did."""
    if isinstance(part, list) and part:
        return "[\n" + ",\n".join(map(_text, part)) + "\n]"
    return _text(part)


def _text(part: object) -> str:
    return json.dumps(part, ensure_ascii=False, default=str)


def _source(source: SourceReport) -> dict[str, Any]:
    return {
        "id": source.id,
        "kind": source.kind,
        "location": source.location,
        "resources": source.resources,
        "unread": list(source.unread),
        "facts": source.facts,
    }


def _policy(report: PolicyReport) -> dict[str, Any]:
    policy = report.policy
    written = {
        "id": policy.id,
        "nodeid": policy.nodeid,
        "headline": policy.headline,
        "severity": policy.severity,
        "controls": policy.controls,
        "equivalents": policy.equivalents,
        **{verdict: report.counts.get(verdict, 0) for verdict in COUNTED},
    }
    return {**written, "trouble": report.trouble} if report.trouble else written


COUNTED = ("passed", "violated", "undetermined", "waived", "not_applicable", "error")


def _finding(finding: Finding) -> dict[str, Any]:
    written = finding._asdict()
    del written["waivers"]  # of use only to find waivers that accept nothing
    return {**written, "verdict": finding.verdict.value, "evidence": [each._asdict() for each in finding.evidence]}


def _framework(report: FrameworkReport) -> dict[str, Any]:
    return {**report._asdict(), "controls": [control._asdict() for control in report.controls]}
