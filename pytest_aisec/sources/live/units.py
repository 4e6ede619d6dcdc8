"""What one worker collects, here or on another machine: the account's own listings, or those of one region."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.metadata import version

import botocore.session

from pytest_aisec.model.calls import Collected
from pytest_aisec.sources.live.account import identities
from pytest_aisec.sources.live.calls import Calls
from pytest_aisec.sources.live.collect import Collection
from pytest_aisec.sources.live.failures import CREDENTIAL_ERRORS, OTHER_ACCOUNT, Failure, Kind, failure_of
from pytest_aisec.sources.live.found import Failed, Found
from pytest_aisec.sources.live.guard import IDENTITY, Guard, declared_operations
from pytest_aisec.sources.live.offered import is_nowhere
from pytest_aisec.sources.live.plan import descendants
from pytest_aisec.sources.live.role import Role
from pytest_aisec.sources.live.session import Clients, SessionFactory, guarded_session, plain_session
from pytest_aisec.sources.live.threads import Threads
from pytest_aisec.sources.source import Unread
from pytest_aisec.value_classes import value_class

ATTEMPTS = 3
"""How often a unit is given to a worker before it counts as lost."""


class OtherVersionError(Exception):
    """A worker has another version of this tool, which may ask for other things, or mean other things by them."""


@value_class(frozen=True, slots=True)
class Unit:
    """A part of an account, as it travels: names only, never credentials.

    `place` is the region's place among those that are asked for; None: what the account has once, asked at `region`.
    The worker finds its own credentials for `profile` and assumes `role` with them.
    """

    profile: str | None
    role: Role | None
    region: str
    place: int | None
    plan: tuple[Collected, ...]
    facts: dict[str, str]
    threads: int
    session: SessionFactory | None = None
    account: str = ""
    """The account that the worker's own credentials have to be of, if it is one of another machine; see `_stranger`."""

    @property
    def asked(self) -> list[Collected]:
        """What it lists by itself, not per resource of another type."""
        scope = "account" if self.place is None else "region"
        return [each for each in self.plan if each.listing.per is None and each.listing.scope == scope]


@dataclass
class Harvest:
    """What collecting gave: resources on their way into declarations, and what could not be seen.

    `nowhere`: the services that do not exist in a region (`kendra in eu-north-1`). `out_of_reach`: something was not
    seen because the caller was not let in any more, or a service was not reached; another time it may be. `by`: the
    version of this tool on the worker; empty if it does not say. `lapsed`: nobody did it to the end, as the worker
    was lost or credentials were not valid any more.
    """

    found: list[Found] = field(default_factory=list)
    failed: list[Failed] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)
    unseen: Counter[tuple[str, str]] = field(default_factory=Counter)
    statuses: Counter[tuple[str, str]] = field(default_factory=Counter)
    nowhere: set[str] = field(default_factory=set)
    out_of_reach: bool = False
    by: str = ""
    lapsed: bool = False

    @classmethod
    def of(
        cls, collection: Collection, statuses: Counter[tuple[str, str]], session: botocore.session.Session
    ) -> Harvest:
        """What a collection has found by now."""
        absent = [each for each in collection.failed if is_nowhere(session, each)]
        nothing_hides = {id(each.failure) for each in absent}
        unseen = [each for each in collection.unseen if id(each) not in nothing_hides]
        return cls(
            collection.found,
            [each for each in collection.failed if id(each.failure) not in nothing_hides],
            collection.unread,
            Counter((each.action, each.status) for each in unseen),
            statuses,
            {f"{each.collected.listing.service} in {each.region}" for each in absent},
            any(each.kind is not Kind.CALL for each in unseen),
            own_version(),
            any(each.lapsed for each in unseen),
        )

    def add(self, other: Harvest) -> None:
        """Take in what another worker found."""
        self.found += other.found
        self.failed += other.failed
        self.unread += [each for each in other.unread if each not in self.unread]
        self.unseen += other.unseen
        self.statuses += other.statuses
        self.nowhere |= other.nowhere
        self.out_of_reach |= other.out_of_reach
        self.lapsed |= other.lapsed


def collect_unit(unit: Unit) -> Harvest:
    """Collect a unit in this process. Credentials that are missing here are what every listing failed for."""
    executor = Threads(unit.threads, "aisec")
    with ExitStack() as left:
        left.callback(executor.shutdown, wait=False, cancel_futures=True)
        try:
            guard = Guard({*declared_operations(unit.plan), IDENTITY})
            session = guarded_session(unit.profile, guard, unit.session or plain_session, unit.role, unit.region)
            calls = Calls(Clients(session, unit.threads), executor)
            left.callback(calls.close)
            if unit.account and (stranger := _stranger(calls, unit)) is not None:
                return _shut_out(unit, stranger, calls.statuses)
            collection = Collection(unit.plan, calls, unit.region, unit.facts)
            if unit.place is None:
                collection.start_account()
            else:
                collection.start_region(unit.place, unit.region)
            calls.run()
        except CREDENTIAL_ERRORS as error:
            return _shut_out(unit, failure_of(error, "sts:GetCallerIdentity"), Counter())
        return Harvest.of(collection, calls.statuses, session)


def _stranger(calls: Calls, unit: Unit) -> Failure | None:
    """Why the account's resources may not be what the worker sees: its own credentials may be those of another."""
    caller = identities(calls, [unit.region])[unit.region]
    if isinstance(caller, Failure):
        return replace(caller, kind=Kind.CREDENTIALS)
    if caller.account == unit.account:
        return None
    said = f"the credentials of the worker are of {caller.account}, those of this machine of {unit.account}"
    return Failure(OTHER_ACCOUNT, "sts:GetCallerIdentity", said, Kind.CREDENTIALS)


def _shut_out(unit: Unit, failure: Failure, statuses: Counter[tuple[str, str]]) -> Harvest:
    failed = [Failed(failure, unit.region, each) for each in unit.asked]
    return Harvest(failed=failed, statuses=statuses, by=own_version(), lapsed=True)


@cache
def own_version() -> str:
    """The version of this tool on this machine."""
    return version("pytest-aisec")


def collect_units(
    executor: Executor, units: Iterable[Unit], told: Callable[[Unit, Harvest], None] = lambda *_: None
) -> Harvest:
    """Collect units on the workers of an executor. One whose worker is lost is given to another; see `ATTEMPTS`.

    Never raises for a worker: a unit that nobody could collect is unread, with what went wrong.
    """
    whole = Harvest()
    for unit, harvest in _harvests(executor, list(units)):
        told(unit, harvest)
        whole.add(harvest)
    return whole


def _harvests(executor: Executor, units: Sequence[Unit]) -> Iterator[tuple[Unit, Harvest]]:
    attempts = Counter[int]()
    under_way: dict[Future[Harvest], int] = {}
    waiting = list(range(len(units)))
    while waiting or under_way:
        while waiting:
            index = waiting.pop(0)
            attempts[index] += 1
            under_way[_submit(executor, units[index])] = index
        done, _ = wait(under_way, return_when=FIRST_COMPLETED)
        for future in done:
            index = under_way.pop(future)
            error = _error(future)
            if error is None:
                yield units[index], future.result()
            elif attempts[index] < ATTEMPTS:
                waiting.append(index)
            else:
                yield units[index], _lost(units[index], error)


def _submit(executor: Executor, unit: Unit) -> Future[Harvest]:
    """An executor whose workers are gone refuses; that is a lost unit like others."""
    try:
        return executor.submit(collect_unit, unit)
    except Exception as error:  # noqa: BLE001 -- every executor has its own
        refused: Future[Harvest] = Future()
        refused.set_exception(error)
        return refused


def _error(future: Future[Harvest]) -> BaseException | None:
    if future.cancelled():
        return RuntimeError("it was cancelled")
    error = future.exception()
    if error is None and (by := future.result().by) != own_version():
        return OtherVersionError(f"the worker has pytest-aisec {by or 'of another time'}, this machine {own_version()}")
    return error


def _lost(unit: Unit, error: BaseException) -> Harvest:
    types = frozenset[str]().union(*(descendants(each.type, unit.plan) for each in unit.asked))
    what = unit.region if unit.place is not None else f"what the account has once ({unit.region})"
    failure = Failure(type(error).__name__, f"collecting {what}", " ".join(str(error).split())[:300])
    reason = f"{failure.reason}; no worker could do it"
    return Harvest(unread=[Unread(reason, types=types)] if types else [], lapsed=True)
