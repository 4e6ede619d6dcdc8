"""What the policies of a theme say of an estate, with the place that a user is shown, without running pytest."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import NamedTuple

import pytest

from pytest_aisec.ai import Subject
from pytest_aisec.declarations import SourceRecord
from pytest_aisec.findings import place_of
from pytest_aisec.inventory import Inventory
from pytest_aisec.model.evidence import Reading, recording
from pytest_aisec.plugin.subjects import subjects_of
from pytest_aisec.settings import Settings
from pytest_aisec.sources.source import Source
from pytest_aisec.verdicts import Decision, NotApplicable, choose, decide
from tests.policies.judged import policy

SKIPS = (NotApplicable, pytest.skip.Exception)


class Key(NamedTuple):
    """Which policy on which resource."""

    policy: str
    address: str


class Said(NamedTuple):
    """A verdict, the place that it names, and why it is undetermined or an error."""

    verdict: str
    file: str | None
    line: int | None
    why: str


Findings = dict[Key, Said]


def inventory_of(source: Source) -> Inventory:
    """The inventory of one source, all of which can be read."""
    contents = source.read()
    assert [str(unread) for unread in contents.unread] == []
    return Inventory([SourceRecord(source.id, source.kind, source.location, contents)])


def findings(names: Iterable[str], estate: Inventory, settings: Settings) -> Findings:
    """What policies, by the names of their functions, say of each resource that they judge."""
    found: Findings = {}
    for name in names:
        function, parameter, kind, configured = policy(name)
        given = {configured: settings} if configured else {}
        for subject in subjects_of(kind, estate):
            call = partial(function, **{parameter: subject.view}, **given)
            decision, readings = _decided(call, subject)
            place = place_of(subject.resource, readings)
            why = "; ".join(decision.reasons) or str(decision.cause or "")
            key = Key(name.replace("_", "-"), subject.resource.address)
            found[key] = Said(decision.verdict.value, place.file, place.line, why)
    return found


def _decided(call: Callable[[], object], subject: Subject) -> tuple[Decision, list[Reading]]:
    """As the plugin decides: whether a resource exists, and is in its role, is tried too."""
    recordings: list[list[Reading]] = []

    def judge() -> None:
        member, conditional = subject.member, subject.resource.declaration.conditional
        with recording() as readings:
            recordings.append(readings)
            if member is not None and member.doubt:
                key = ("member", subject.resource.key, member.reason)
                if not choose(key, (True, False), "; ".join(member.doubt)):
                    raise NotApplicable
            is_certain = member is not None or conditional is None
            if not is_certain and not choose(("exists", subject.resource.key), (True, False), str(conditional)):
                raise NotApplicable
            call()

    decision = decide(judge, violations=(AssertionError, pytest.fail.Exception), skips=SKIPS)
    return decision, recordings[decision.attempt]
