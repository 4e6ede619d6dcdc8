"""Collecting what a plan asks for: listings, descriptions, calls per resource, listings per resource."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cache, partial
from typing import Any

from pytest_aisec.model.calls import Call, Collected
from pytest_aisec.sources.live.batches import Batches
from pytest_aisec.sources.live.calls import Answer, Calls, Request, request
from pytest_aisec.sources.live.decoding import listed_items
from pytest_aisec.sources.live.failures import Failure
from pytest_aisec.sources.live.found import Failed, Found
from pytest_aisec.sources.live.paths import PARENT, SOURCE, parameters_at, value_at
from pytest_aisec.sources.live.plan import descendants
from pytest_aisec.sources.live.unseen import members_at
from pytest_aisec.sources.live.withheld import refused_accounts
from pytest_aisec.sources.source import Unread
from pytest_aisec.values import Location, Unknown

REGIONS_AT_ONCE = 4
"""Enough to keep the threads busy; each holds open connections to every service of the plan."""


class Collection:
    """One collection in one account. `facts` (`Account`, `Partition`) go into every resource's `$source` entry.

    So does `Region`, where the type is listed per region: what an account has only once is in no region.
    """

    def __init__(self, plan: Sequence[Collected], calls: Calls, home: str, facts: Mapping[str, str]) -> None:
        self._plan = plan
        self._calls = calls
        self._batches = Batches(calls)
        self._home = home
        self._facts = facts
        self.found: list[Found] = []
        self.failed: list[Failed] = []
        self.unread: list[Unread] = []
        self._unseen: dict[int, Failure] = {}

    @property
    def unseen(self) -> tuple[Failure, ...]:
        """Why an action did not tell what it was asked, once per answer; those of `failed` are among them."""
        return tuple(self._unseen.values())

    def _not_seen(self, answer: Answer) -> None:
        """Count an answer once, for however many resources it was wanted; the calls keep it to the end."""
        why = answer.failure or answer.withheld
        if why is not None:
            self._unseen[id(answer)] = why

    def start_account(self) -> None:
        """Ask for every listing that the account has once."""
        for index, collected in enumerate(self._plan):
            if collected.listing.per is None and collected.listing.scope == "account":
                self._list(collected, self._home, (index, 0), {}, {SOURCE: self._facts})

    def start_region(self, place: int, region: str) -> None:
        """Ask for every listing of a region; `place` is its place among the regions."""
        source = {**self._facts, "Region": region}
        for index, collected in enumerate(self._plan):
            if collected.listing.per is None and collected.listing.scope != "account":
                self._list(collected, region, (index, place), {}, {SOURCE: source})

    def _list(
        self, collected: Collected, region: str, order: tuple[int, ...], extra: dict[str, Any], context: dict[str, Any]
    ) -> None:
        listing = collected.listing
        asked = request(listing.service, listing.operation, region, {**listing.parameters, **extra})
        then = partial(self._listed, collected, region, order, {**extra, **context})
        if listing.first is None:
            self._calls.ask(asked, then)
            return
        literal = parameters_at(listing.first.parameters, context)
        known = literal if isinstance(literal, dict) else {}
        first = request(listing.first.service, listing.first.operation, region, known, listing.ready)
        self._calls.ask(first, partial(self._prepared, asked, then))

    def _prepared(self, asked: Request, then: Callable[[Answer], None], answer: Answer) -> None:
        """Ask a listing whose first call was answered; a first call that failed is the listing's failure."""
        if answer.failure is None:
            self._calls.ask(asked, then)
        else:
            then(replace(answer, value=None))

    def _listed(
        self, collected: Collected, region: str, order: tuple[int, ...], context: dict[str, Any], answer: Answer
    ) -> None:
        listing = collected.listing
        if answer.failure is not None:
            if not answer.failure.means_absent(listing.absent):
                self._not_seen(answer)
                self.failed.append(Failed(answer.failure, region, collected, partly=bool(answer.value)))
            if not answer.value:
                return
        else:
            self._not_seen(answer)
        refused = refused_accounts(answer.value or {}, listing.action)
        if refused is not None:
            self._unseen[id(answer)] = refused
            self.failed.append(Failed(refused, region, collected))
        items = listed_items(listing.result, listing.decoded, answer.value or {})
        if items is None:
            unexpected = Failure("UnexpectedAnswer", listing.action, f"{listing.result} does not apply to it")
            self.failed.append(Failed(unexpected, region, collected))
            return
        for number, item in enumerate(items):
            entries = {**context, **item}
            place = value_at(listing.region, entries) if listing.region else None
            if isinstance(place, str):
                entries[SOURCE] = {**self._facts, "Region": place}
            origin = dict.fromkeys(entries, listing.action)
            self._describe(Found(collected, place or region, (*order, number), entries, origin))
        self._batches.send()

    def _describe(self, found: Found) -> None:
        describe = found.collected.listing.describe
        if describe is None:
            self._call_all(found)
            return
        parameters = parameters_at(describe.parameters, found.entries)
        if isinstance(parameters, dict):
            self._ask(describe, found.region, parameters, partial(self._described, found, describe))
        else:
            why = str(parameters) if parameters else f"{describe.action} was not asked: the item lacks its parameters"
            self._hide(found, describe, why)
            self._call_all(found)

    def _described(self, found: Found, describe: Call, answer: Answer) -> None:
        if answer.failure is None:
            self._not_seen(answer)
            path = found.collected.listing.described
            merged = answer.value if path is None else value_at(path, answer.value or {})
            if isinstance(merged, Mapping):
                found.entries.update(merged)
                found.origin.update(dict.fromkeys(merged, describe.action))
            else:
                self._hide(found, describe, f"{describe.action} answered without {path}")
        elif not answer.failure.means_absent(describe.absent):
            self._not_seen(answer)
            self._hide(found, describe, answer.failure.reason)
        self._call_all(found)

    def _hide(self, found: Found, describe: Call, reason: str) -> None:
        """Make every entry unknown that the description would have given."""
        names = self._members(describe, found.region, found.collected.listing.described)
        if names is None:
            self._lost(found, reason)
            return
        for name in sorted(names - found.entries.keys()):
            found.entries[name] = Unknown(reason=reason, location=Location(api=describe.action))
            found.origin[name] = describe.action

    def _members(self, call: Call, region: str, path: str | None) -> frozenset[str] | None:
        try:
            model = self._calls.client(call.service, region).meta.service_model
            return members_at(path, model.operation_model(call.operation).output_shape)
        except Exception:  # noqa: BLE001 - a service or operation that this botocore does not know
            return None

    def _call_all(self, found: Found) -> None:
        listing = found.collected.listing
        address = value_at(listing.id, found.entries)
        if not isinstance(address, str | int) or address == "":
            why = str(address) if isinstance(address, Unknown) else "it is absent"
            self._lost(
                found, f"{listing.action} in {found.region} gave an item whose {listing.id} cannot be told: {why}"
            )
            return
        found.address = str(address)
        asked: list[tuple[Call, dict[str, Any]]] = []
        for call in found.collected.calls:
            parameters = {} if call.goes_on else parameters_at(call.parameters, found.entries)
            if isinstance(parameters, Unknown):
                self._keep(found, call, parameters)
            elif parameters is not None:
                asked.append((call, parameters))
        for call in found.collected.left_out:
            found.entries.setdefault(call.entry, _not_asked(call.action))
            found.origin.setdefault(call.entry, call.action)
        found.calls_left = len(asked)
        first = {call.entry for call, _ in asked if not call.given}
        for call, parameters in asked:
            if call.given_by in first:
                found.waiting.setdefault(call.given_by, []).append((call, parameters))
            else:
                self._ask(call, found.region, parameters, partial(self._called, found, call))
        if not asked:
            self._complete(found)

    def _ask(self, call: Call, region: str, parameters: dict[str, Any], then: Callable[[Answer], None]) -> None:
        if call.batch is None:
            asked = request(call.service, call.operation, region, parameters, call.ready or None, call.failed or None)
            self._calls.ask(asked, then)
        else:
            self._batches.add(call, call.batch, region, parameters, then)

    def _called(self, found: Found, call: Call, answer: Answer) -> None:
        if answer.failure is None:
            self._not_seen(answer)
            self._keep(found, call, answer.value)
        elif answer.failure.means_absent(call.absent):
            self._keep(found, call, {})
        else:
            self._not_seen(answer)
            self._keep(found, call, Unknown(reason=answer.failure.reason, location=Location(api=call.action)))
        for later, parameters in found.waiting.pop(call.entry, ()):
            known = _going_on(later, found) if later.goes_on else parameters
            if isinstance(known, dict) and value_at(later.given, found.entries) is not None:
                self._ask(later, found.region, known, partial(self._called, found, later))
                continue
            self._keep(found, later, known if isinstance(known, Unknown) else {})
            found.origin[later.entry] = call.action
            found.calls_left -= 1
        found.calls_left -= 1
        if found.calls_left == 0:
            self._complete(found)

    def _keep(self, found: Found, call: Call, value: Any) -> None:
        """Put an answer under its entry's name; several answers under one name are one mapping."""
        found.origin[call.entry] = call.action
        before = found.entries.get(call.entry)
        if before is None:
            found.entries[call.entry] = value
            return
        known = [part for part in (before, value) if not isinstance(part, Unknown)]
        hidden = [part for part in (before, value) if isinstance(part, Unknown)]
        together: dict[str, Any] = {name: part for answer in known for name, part in answer.items()}
        if hidden:
            names = self._members(call, found.region, None)
            if names is None or not known:
                found.entries[call.entry] = hidden[0]
                return
            together |= dict.fromkeys(names - together.keys(), hidden[0])
        found.entries[call.entry] = together

    def _complete(self, found: Found) -> None:
        self.found.append(found)
        for index, child in enumerate(self._plan):
            if child.listing.per != found.collected.type:
                continue
            parameters = parameters_at(child.listing.per_parameters, found.entries)
            parent = {"Type": found.collected.type, "Address": found.address}
            context = {SOURCE: found.entries[SOURCE], PARENT: parent}
            if isinstance(parameters, dict):
                self._list(child, found.region, (index, *found.order), parameters, context)
            elif parameters is not None:
                self._unread(child.type, f"{child.listing.action} was not asked for {found.address}: {parameters}")

    def _lost(self, found: Found, reason: str) -> None:
        self._unread(found.collected.type, reason)

    def _unread(self, type_name: str, reason: str) -> None:
        lost = Unread(reason, Location(api=self._action(type_name)), descendants(type_name, self._plan))
        if lost not in self.unread:
            self.unread.append(lost)

    def _action(self, type_name: str) -> str:
        return next(each.listing.action for each in self._plan if each.type == type_name)


def _going_on(call: Call, found: Found) -> dict[str, Any] | Unknown:
    """The parameters of a call that an earlier one has told; unknown where it has not."""
    parameters = parameters_at(call.parameters, found.entries)
    if parameters is None:
        reason = f"{call.action} was not asked: {found.origin[call.given_by]} did not tell {call.given}"
        return Unknown(reason=reason, location=Location(api=call.action))
    return parameters


@cache
def _not_asked(action: str) -> Unknown:
    return Unknown(
        reason=f"{action} was not asked: no policy that was selected then reads its answer",
        location=Location(api=action),
    )


def collect_regions(collection: Collection, calls: Calls, regions: Sequence[str], told: Callable[[str], None]) -> None:
    """Run a collection in the account and its regions, a few regions at a time; `told` hears of each that is done."""
    waiting = deque(enumerate(regions))
    under_way: set[str] = set()

    def open_next() -> None:
        while waiting and len(under_way) < REGIONS_AT_ONCE:
            place, region = waiting.popleft()
            under_way.add(region)
            collection.start_region(place, region)

    def finished(region: str) -> None:
        calls.close(region)
        if region in under_way:
            under_way.discard(region)
            told(region)
        open_next()

    collection.start_account()
    open_next()
    calls.run(finished)
    while waiting:  # regions in which nothing had to be asked never finish
        under_way.clear()
        open_next()
        calls.run(finished)
