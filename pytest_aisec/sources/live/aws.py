"""The live source: one AWS account in the regions asked for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from itertools import count

import botocore.session

from pytest_aisec.model.calls import Collected
from pytest_aisec.sources.live.account import CALLER, Identity, advice, enabled_regions, identities
from pytest_aisec.sources.live.calls import Calls
from pytest_aisec.sources.live.collect import REGIONS_AT_ONCE, Collection, collect_regions
from pytest_aisec.sources.live.facts import EVERYTHING, UNFINISHED, call_facts, unseen_facts
from pytest_aisec.sources.live.failures import CREDENTIAL_ERRORS, Failure, failure_of
from pytest_aisec.sources.live.guard import IDENTITY, REGION_LISTINGS, Guard, declared_operations
from pytest_aisec.sources.live.journal import Journal
from pytest_aisec.sources.live.location import ALL, format_location
from pytest_aisec.sources.live.offered import partition_of
from pytest_aisec.sources.live.plan import check_plan, descendants
from pytest_aisec.sources.live.results import declarations, unread
from pytest_aisec.sources.live.role import FIRST_REGIONS, Role
from pytest_aisec.sources.live.session import Clients, SessionFactory, configured_region, guarded_session, plain_session
from pytest_aisec.sources.live.threads import Threads
from pytest_aisec.sources.live.units import Harvest, Unit, collect_units
from pytest_aisec.sources.source import Contents, Unread


class LiveSource:
    """An AWS account, read through the API with the calls of a plan and no others.

    `regions` empty: the configured one; `("all",)`: every enabled one. `role` is assumed to read another account, and
    `location` then tells it from the caller's. `leaving_out`: the types that could be read and are not in the plan.
    `executor`: collects the account's own listings and each region as a unit of its own, wherever it does; None: all
    of it in this process. `journal`: where finished units are kept, and taken from instead of being read again.
    `session` makes the botocore session for a profile. `progress` is told one line per region, `pulse` of every
    answer: the source's id, how many came, how many were asked for.

    Raises ValueError for a plan that is wrong in itself or holds an operation that no source may call.
    """

    kind = "aws"

    def __init__(
        self,
        profile: str | None,
        regions: Sequence[str],
        plan: Sequence[Collected],
        *,
        threads: int = 16,
        session: SessionFactory | None = None,
        progress: Callable[[str], None] | None = None,
        role: Role | None = None,
        location: str | None = None,
        leaving_out: frozenset[str] = frozenset(),
        executor: Executor | None = None,
        pulse: Callable[[str, int, int], None] | None = None,
        journal: Journal | None = None,
    ) -> None:
        check_plan(plan)
        self.guard = Guard({*declared_operations(plan), IDENTITY, *REGION_LISTINGS})
        self._profile = profile
        self._regions = tuple(regions)
        self._plan = tuple(plan)
        self._role = role
        self._left_out = leaving_out
        self.location = location or format_location(profile, self._regions) + (f"#{role.arn}" if role else "")
        self._threads = max(threads, 1)
        self._factory = session
        self._session = session or plain_session
        self._executor = executor
        self._journal = journal
        self._progress = progress or (lambda _line: None)
        self._pulse = partial(pulse or (lambda *_: None), self.id)

    @property
    def id(self) -> str:
        """`aws:LOCATION`."""
        return f"aws:{self.location}"

    def read(self) -> Contents:
        """Collect the plan. What could not be seen is in `unread`, and unknown in the resources concerned."""
        started = _now()
        self._statuses: Counter[tuple[str, str]] = Counter()
        self._unfinished: list[str] = []
        executor = Threads(self._threads, "aisec")
        with ExitStack() as left:
            left.callback(executor.shutdown, wait=False, cancel_futures=True)
            try:
                of_role = None if self._role is None else self._role.region
                named = next((each for each in self._regions if each != ALL), of_role)
                session = guarded_session(self._profile, self.guard, self._session, self._role, named)
                calls = Calls(Clients(session, self._threads), executor, self._pulse)
                left.callback(calls.close)
                contents = self._read(session, calls)
            except CREDENTIAL_ERRORS as error:
                return self._nothing(failure_of(error, "sts:GetCallerIdentity"))
        oldest = self._journal.oldest(self.id) if self._journal is not None else ""
        times = {"started": oldest or started, "finished": _now()}
        contents.facts.update(times | call_facts(self._statuses + calls.statuses))
        return replace(contents, written=oldest)

    def _read(self, session: botocore.session.Session, calls: Calls) -> Contents:
        regions = self._regions or tuple(filter(None, [configured_region(session)]))
        if not regions:
            return Contents(unread=(Unread("no region: write aws:@us-east-1, or set AWS_REGION", CALLER),))
        if regions == (ALL,):
            of_role = None if self._role is None else self._role.region
            first = configured_region(session) or of_role or FIRST_REGIONS["aws"]
            enabled = enabled_regions(calls, first)
            if isinstance(enabled, Failure):
                return self._nothing(enabled)
            regions = tuple(enabled)
        home = FIRST_REGIONS.get(partition_of(session, regions[0]), regions[0])
        callers = identities(calls, (*regions, home))
        known = [caller for caller in callers.values() if isinstance(caller, Identity)]
        if not known:
            return self._nothing(next(caller for caller in callers.values() if isinstance(caller, Failure)))
        reached = [region for region in regions if isinstance(callers[region], Identity)]
        if not isinstance(callers[home], Identity):
            home = next(region for region, caller in callers.items() if isinstance(caller, Identity))
        contents = self._collect(session, calls, known[0], reached, home)
        facts = contents.facts | {
            "account": known[0].account,
            "caller": known[0].arn,
            "partition": known[0].partition,
            "regions asked": ",".join(self._regions or regions),
            "regions reached": ",".join(reached),
        }
        closed = tuple(self._closed(region, callers[region]) for region in regions if region not in reached)
        return Contents(contents.declarations, closed + contents.unread, facts, self._left_out)

    def _collect(
        self, session: botocore.session.Session, calls: Calls, caller: Identity, reached: Sequence[str], home: str
    ) -> Contents:
        facts = {"Account": caller.account, "Partition": caller.partition}
        if self._executor is not None:
            harvest = self._on_workers(self._executor, self._threads, caller, reached, home)
        elif self._journal is not None:
            harvest = self._in_units(caller, reached, home)
        else:
            harvest = self._here(session, calls, facts, reached, home)
        missing = unread(harvest.failed, self._plan) + tuple(sorted(harvest.unread, key=lambda each: each.reason))
        nowhere = ", ".join(sorted(harvest.nowhere))
        noted = ({"not offered": nowhere} if nowhere else {}) | unseen_facts(harvest.unseen)
        if self._journal is not None and self._unfinished:
            noted[UNFINISHED] = ", ".join(self._unfinished)
        return Contents(declarations(self.id, harvest.found), missing, noted)

    def _here(
        self, session: botocore.session.Session, calls: Calls, facts: dict[str, str], reached: Sequence[str], home: str
    ) -> Harvest:
        """Collect everything in this process."""
        collection = Collection(self._plan, calls, home, facts)

        def told(region: str) -> None:
            found = sum(each.region == region for each in collection.found)
            self._progress(f"{self.id} {region}: {found} resources, {calls.statuses.total()} calls so far")

        collect_regions(collection, calls, reached, told)
        return Harvest.of(collection, Counter(), session)

    def _in_units(self, caller: Identity, reached: Sequence[str], home: str) -> Harvest:
        """Collect in this process, in units that finish one by one; together they use no more threads than allowed."""
        at_once = min(REGIONS_AT_ONCE, self._threads)
        executor = Threads(at_once, "aisec-unit")
        try:
            return self._on_workers(executor, self._threads // at_once, caller, reached, home)
        finally:
            executor.shutdown(wait=False, cancel_futures=True)

    def _on_workers(
        self, executor: Executor, threads: int, caller: Identity, reached: Sequence[str], home: str
    ) -> Harvest:
        """Collect the parts of the account wherever the executor does, but for those that the journal has."""
        facts = {"Account": caller.account, "Partition": caller.partition}
        own = caller.account if self._executor is not None and self._role is None else ""

        def unit(place: int | None, region: str) -> Unit:
            return Unit(self._profile, self._role, region, place, self._plan, facts, threads, self._factory, own)

        def told(part: Unit, harvest: Harvest) -> None:
            if self._journal is not None and part in waiting:
                self._journal.keep(self.id, part, caller.arn, harvest)
            what = "once" if part.place is None else part.region
            if harvest.lapsed:
                self._unfinished.append(what)
            self._pulse(next(done), len(units))
            if calls := harvest.statuses.total():  # none: no worker could do it
                self._progress(f"{self.id} {what}: {len(harvest.found)} resources, {calls} calls")

        parts = [unit(None, home), *(unit(place, region) for place, region in enumerate(reached))]
        units = [each for each in parts if each.asked]
        done, waiting = count(1), list[Unit]()
        harvest = Harvest()
        for each in units:
            kept = self._journal.finished(self.id, each, caller.arn) if self._journal is not None else None
            if kept is None:
                waiting.append(each)
            else:
                told(each, kept)
                harvest.add(kept)
        harvest.add(collect_units(executor, waiting, told))
        self._statuses += harvest.statuses
        return harvest

    def _closed(self, region: str, answer: Identity | Failure) -> Unread:
        regional = [each.type for each in self._plan if each.listing.per is None and each.listing.scope != "account"]
        types = frozenset().union(*(descendants(each, self._plan) for each in regional))
        reason = answer.reason_in(region) if isinstance(answer, Failure) else region
        return Unread(f"{region} is not enabled or cannot be reached: {reason}", CALLER, types)

    def _nothing(self, failure: Failure) -> Contents:
        refused = failure.denied or (failure.action == "sts:AssumeRole" and not failure.lapsed)
        facts = {UNFINISHED: EVERYTHING} if self._journal is not None and not refused else {}
        return Contents(unread=(Unread(f"{failure.reason}; {advice(failure, self._profile)}", CALLER),), facts=facts)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
