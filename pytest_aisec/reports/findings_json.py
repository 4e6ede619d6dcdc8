"""Findings as JSON, schema `aisec-findings/1`."""

from __future__ import annotations

import dataclasses
import json
from typing import Any

from pytest_aisec.findings import Finding, PolicyReport, RunReport, SourceReport

SCHEMA = "aisec-findings/1"


def render(report: RunReport) -> str:
    """The whole run as one JSON document, described in docs/formats.md."""
    document = {
        "schema": SCHEMA,
        "run": report.run,
        "sources": [_source(source) for source in report.sources],
        "policies": [_policy(policy) for policy in report.policies],
        "findings": [_finding(finding) for finding in report.findings],
        "idle_waivers": list(report.idle_waivers),
    }
    return json.dumps(document, indent=2, ensure_ascii=False, default=str) + "\n"


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
    written = dataclasses.asdict(finding)
    del written["waivers"]  # of use only to find those that accept nothing
    written["verdict"] = finding.verdict.value
    return written
