"""Who is in a role: certainly, in doubt, or possibly anything."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import NamedTuple

from pytest_aisec.inventory import Inventory
from pytest_aisec.model.convert import NotConvertible
from pytest_aisec.model.evidence import unrecorded
from pytest_aisec.model.naming import may_be, names_of
from pytest_aisec.model.resource import Resource
from pytest_aisec.values import Location, Unknown
from pytest_aisec.verdicts import Undetermined, Verdict, decide, explore


class Member(NamedTuple):
    """A resource in a role, with the reason. `doubt` says why it is not certain that it is."""

    resource: Resource
    reason: str
    doubt: tuple[str, ...] = ()


class Malformed(NamedTuple):
    """A value that its setting cannot have. `reason` names the setting, the value and its place."""

    source: str
    reason: str
    location: Location


def malformed(inventory: Inventory) -> dict[Malformed, bool]:
    """What analyses of an inventory met that its setting cannot have, and whether somebody was told of it by now."""
    return inventory.once("malformed", dict[Malformed, bool])


def _take_note(resource: Resource, cause: NotConvertible) -> None:
    if isinstance(resource.estate, Inventory):
        met = Malformed(resource.declaration.source, str(cause), cause.location)
        malformed(resource.estate).setdefault(met, False)


def member_if(resource: Resource, why: Callable[[], str | None], otherwise: str = "it may be one") -> Member | None:
    """A member if `why` gives a reason under all, or at least some, possible values of what is unknown.

    `otherwise`: the reason of one of which only what is not known may be a reason.

    A value that its setting cannot have is not known: it may be meant as any other.
    """
    reasons: list[str] = []

    def judge() -> None:
        reason = why()
        assert reason is not None
        reasons.append(reason)

    with unrecorded():
        decision = decide(judge)
    if decision.verdict is Verdict.PASSED:
        return Member(resource, reasons[0])
    if decision.verdict is Verdict.UNDETERMINED:
        return Member(resource, reasons[0] if reasons else otherwise, decision.reasons)
    if isinstance(decision.cause, NotConvertible):
        _take_note(resource, decision.cause)
        return Member(resource, reasons[0] if reasons else otherwise, (str(decision.cause),))
    if decision.verdict is Verdict.ERROR and decision.cause is not None:
        raise decision.cause
    return None


def select(resources: Iterable[Resource], why: Callable[[Resource], str | None]) -> Iterator[Member]:
    """Those of the resources for which `why` gives a reason."""
    for resource in resources:
        member = member_if(resource, partial(why, resource))
        if member is not None:
            yield member


@dataclass(slots=True, eq=False, repr=False)
class Named:
    """What a number of resources name: certainly, in doubt, or possibly anything."""

    certain: dict[Resource, str] = field(default_factory=dict)
    doubtful: dict[Resource, tuple[str, tuple[str, ...]]] = field(default_factory=dict)
    anything: list[tuple[str, Unknown, str, str]] = field(default_factory=list)
    """By the source in which it is named, which links do not leave; last the text that names it, if there is one."""

    def add(
        self, namer: Resource, name: Callable[[], Iterable[Resource]], reason: str, doubt: tuple[str, ...] = ()
    ) -> None:
        """Take in what `name`, which asks `namer`, yields under all possible values of unknowns.

        `doubt`: the one who names is itself uncertain. What is yielded before an unknown ends it counts, or a value
        that its setting cannot have, which is not known either.
        """
        attempts: list[list[Resource]] = []
        source = namer.declaration.source

        def collect() -> None:
            attempts.append([])
            try:
                for resource in name():
                    attempts[-1].append(resource)
            except NotConvertible as cause:
                _take_note(namer, cause)
                raise Undetermined(str(cause)) from None

        with unrecorded():
            found = explore(collect)
        for resource in dict.fromkeys(resource for attempt in attempts for resource in attempt):
            if resource.unseen is not None:
                self.anything.append((source, resource.unseen, reason, resource.address))
            elif doubt or not found.complete or not all(resource in attempt for attempt in attempts):
                self.doubtful.setdefault(resource, (reason, doubt or found.reasons))
            else:
                self.certain.setdefault(resource, reason)
        if len(found.values) < len(attempts) or not found.complete:
            self.anything.append((source, Unknown(reason="; ".join(found.reasons)), reason, ""))

    def member(self, resource: Resource, possible: Callable[[Unknown], bool]) -> Member | None:
        """The resource as a member, if it is named or may be."""
        if resource in self.certain:
            return Member(resource, self.certain[resource])
        if resource in self.doubtful:
            return Member(resource, *self.doubtful[resource])
        for source, unknown, reason, text in self.anything:
            if source != resource.declaration.source:
                continue
            if possible(unknown):
                return Member(resource, reason, (str(unknown),))
            nameless = _name_that_may_be(text, resource)
            if nameless is not None:
                return Member(resource, reason, (str(nameless), str(unknown)))
        return None


def _name_that_may_be(text: str, resource: Resource) -> Unknown | None:
    """The name of a resource that is not known, and may be a text that names nothing which was read."""
    if not text or text.startswith("("):
        return None
    open_ = (name for name in names_of(resource) if isinstance(name, Unknown))
    return next((name for name in open_ if may_be(name, text)), None)
