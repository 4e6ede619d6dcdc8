"""Accepted violations: the comments at a resource that name its policy, by our id or another tool's."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from pytest_aisec.findings import Finding
from pytest_aisec.plugin import options
from pytest_aisec.plugin.policy import policy_of
from pytest_aisec.plugin.run import RUN
from pytest_aisec.values import Location
from pytest_aisec.verdicts import Verdict
from pytest_aisec.waivers import OWN, left_open, waivers_at


def waived(item: pytest.Item, finding: Finding, at: Location) -> Finding:
    """The finding, waived where a comment at the resource accepts it.

    A waiver of our own that has ended, or gives no reason, accepts nothing, and is told with the violation.
    """
    if finding.verdict is not Verdict.VIOLATED or not at.file or not at.line:
        return finding
    foreign = not options.value(item.config, "--aisec-no-foreign-waivers")
    equivalents = policy_of(item).equivalents
    there = waivers_at(item.config.rootpath, at.file, at.line)
    about = [each for each in there if each.is_about(finding.policy, equivalents) and (foreign or each.origin == OWN)]
    today = datetime.now(UTC).date()
    refusals = {each.place: refusal for each in about if (refusal := each.refusal(today))}
    counting = [each for each in about if each.place not in refusals]
    missing = left_open(counting, equivalents, finding.type)
    for waiver in counting:
        if not missing.get(waiver.origin):
            places = tuple(dict.fromkeys(each.place for each in about))
            return finding._replace(verdict=Verdict.WAIVED, waived=str(waiver), waivers=places)
        refusals[waiver.place] = (
            f"the waiver of {waiver.place} leaves {', '.join(missing[waiver.origin])} open, which this policy stands"
            f" for too: name all, or write aisec:ignore[{finding.policy}]"
        )
    message = "; ".join([*dict.fromkeys(refusals.values()), finding.message])
    return finding._replace(message=message, waivers=tuple(refusals)) if refusals else finding


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """A waiver that accepts nothing fails a run that would have passed: it is out of date, or misspelt."""
    config = session.config
    if hasattr(config, "workerinput") or "waivers" in options.value(config, "--aisec-allow"):
        return
    if config.stash[RUN].idle_waivers() and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
