"""What the change that is checked did not bring: what was violated before it, or with `--aisec-strict` undetermined."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pytest

from pytest_aisec.ai import Subject
from pytest_aisec.findings import Finding
from pytest_aisec.model.matching import Regex
from pytest_aisec.plugin import changes, options
from pytest_aisec.plugin.changes import Before
from pytest_aisec.plugin.subjects import subjects_of, unread_reasons
from pytest_aisec.verdicts import Decision, Verdict

BETWEEN = "; "
"""What stands between the reasons of one message."""
LINE = Regex(r"(?<=\w):\d+(?::\d+)?(?=[);,\s]|$)")
"""The line in the place that a reason names, which moves whenever something above it does."""


def known_before(
    config: pytest.Config, kind: type, judge: Callable[[Subject], Decision], findings: list[Finding], missing: list[str]
) -> tuple[list[Finding], bool]:
    """The findings, those accepted that were violated before; and whether anything is undetermined that was not.

    `judge` judges a subject of the inventory that was there before, `missing` says why the population may be larger.
    What was undetermined before stays so, and says since when; only `--aisec-strict` asks, for only that fails on it.
    What is undetermined for a reason that did not hold before is new.
    """
    strict = bool(options.value(config, "--aisec-strict"))
    asked = {Verdict.VIOLATED, Verdict.UNDETERMINED} if strict else {Verdict.VIOLATED}
    open_ = {(each.source, each.address) for each in findings if each.verdict in asked}
    before = changes.before(config) if open_ or (strict and missing) else None
    if before is None:
        return findings, True
    there = [(subject, subject.resource.declaration) for subject in subjects_of(kind, before.inventory)]
    decisions = {
        (declaration.source, declaration.address): judge(subject)
        for subject, declaration in there
        if (declaration.source, declaration.address) in open_
    }
    known = [_is_known(each, decisions.get((each.source, each.address))) for each in findings]
    is_new = any(each.verdict is Verdict.UNDETERMINED and not old for each, old in zip(findings, known, strict=True))
    is_new = is_new or not _reasons(missing) <= _reasons(unread_reasons(kind, before.inventory))
    return [_told(each, before) if old else each for each, old in zip(findings, known, strict=True)], is_new


def _is_known(finding: Finding, decision: Decision | None) -> bool:
    if decision is None or finding.verdict is not decision.verdict:
        return False
    if finding.verdict is Verdict.UNDETERMINED:
        return _reasons([finding.message]) <= _reasons(decision.reasons)
    return finding.verdict is Verdict.VIOLATED


def _reasons(texts: Iterable[str]) -> set[str]:
    return {LINE.sub("", reason) for text in texts for reason in text.split(BETWEEN)}


def _told(finding: Finding, before: Before) -> Finding:
    if finding.verdict is Verdict.VIOLATED:
        return finding._replace(verdict=Verdict.WAIVED, waived=before.reason)
    return finding._replace(message=f"{finding.message} ({before.undetermined})")
