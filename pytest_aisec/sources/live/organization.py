"""The accounts of an organization, each as a source of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from typing import Any, NamedTuple

from pytest_aisec.model.calls import Collected
from pytest_aisec.sources.live.account import CALLER, Identity, advice, identities
from pytest_aisec.sources.live.aws import LiveSource
from pytest_aisec.sources.live.calls import Answer, Calls, request
from pytest_aisec.sources.live.facts import EVERYTHING, UNFINISHED
from pytest_aisec.sources.live.failures import CREDENTIAL_ERRORS, Failure, failure_of
from pytest_aisec.sources.live.guard import IDENTITY, Guard
from pytest_aisec.sources.live.location import ALL, Place
from pytest_aisec.sources.live.role import FIRST_REGIONS, Role
from pytest_aisec.sources.live.session import Clients, SessionFactory, configured_region, guarded_session, plain_session
from pytest_aisec.sources.live.threads import Threads
from pytest_aisec.sources.source import Contents, Source, Unread

LIST_ACCOUNTS = ("organizations", "ListAccounts")
INACTIVE = frozenset({"CLOSED", "PENDING_ACTIVATION", "PENDING_CLOSURE", "SUSPENDED"})
"""States in which an account lets nobody in.

https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_accounts_account_state.html
"""


def live_sources(
    place: Place, plan: Sequence[Collected], *, external_id: str | None = None, **options: Any
) -> list[Source]:
    """The sources that a place names: one, or one per account. `options` go to every `LiveSource`."""
    if place.organization is not None:
        return organization_sources(
            place.profile, place.regions, plan, place.organization, external_id=external_id, **options
        )
    role = None if place.role is None else Role(place.role, external_id)
    return [LiveSource(place.profile, place.regions, plan, role=role, **options)]


class Unasked(NamedTuple):
    """A place of which nothing is read, with what is known of it beforehand."""

    location: str
    contents: Contents
    kind: str = "aws"

    @property
    def id(self) -> str:
        return f"aws:{self.location}"

    def read(self) -> Contents:
        return self.contents


def _unlisted(place: str, reason: str) -> Unasked:
    """An organization whose accounts could not be listed; anything may be in them."""
    return Unasked(place, Contents(unread=(Unread(reason, CALLER),), facts={UNFINISHED: EVERYTHING}))


def _closed(place: str, number: str, state: str) -> Unasked:
    """An account that lets nobody in. Nothing runs in it; reports say that it was not read."""
    facts = {"account": number, "not read": f"nobody is let in: the account is {state}"}
    return Unasked(f"{place}/{number}", Contents(facts=facts))


def organization_sources(
    profile: str | None,
    regions: Sequence[str],
    plan: Sequence[Collected],
    role_name: str,
    *,
    external_id: str | None = None,
    session: SessionFactory | None = None,
    **options: Any,
) -> list[Source]:
    """One source per account, each read in the role of this name; the caller's own account without a role.

    `options` go to every `LiveSource`; its `progress` is told of the accounts that are closed. An account that
    refuses the role says so when it is read. A listing that fails gives one source whose reading is that failure.
    """
    factory = session or plain_session
    place = str(Place(profile, tuple(regions), organization=role_name))
    listed = _accounts(profile, regions, factory)
    if isinstance(listed, Failure):
        return [_unlisted(place, f"{listed.reason}; {advice(listed, profile)}")]
    caller, accounts = listed
    closed = [f"{each['Id']} {_state(each)}" for each in accounts if _state(each) in INACTIVE]
    if closed and options.get("progress"):
        options["progress"](f"aws:{place}: not read, because nobody is let in: {', '.join(closed)}")
    sources: list[Source] = []
    for account in accounts:
        number = str(account["Id"])
        if _state(account) in INACTIVE:
            sources.append(_closed(place, number, _state(account)))
            continue
        arn = f"arn:{caller.partition}:iam::{number}:role/{role_name}"
        role = None if number == caller.account else Role(arn, external_id)
        location = f"{place}/{number}"
        sources.append(LiveSource(profile, regions, plan, session=session, role=role, location=location, **options))
    return sources


def _accounts(
    profile: str | None, regions: Sequence[str], factory: SessionFactory
) -> tuple[Identity, list[dict[str, Any]]] | Failure:
    """The caller and the accounts, by number."""
    named = next((each for each in regions if each != ALL), None)
    executor = Threads(1, "aisec")
    with ExitStack() as left:
        left.callback(executor.shutdown, wait=False, cancel_futures=True)
        try:
            session = guarded_session(profile, Guard([IDENTITY, LIST_ACCOUNTS]), factory, region=named)
            region = named or configured_region(session)
            calls = Calls(Clients(session, 1), executor)
            left.callback(calls.close)
            caller = identities(calls, [region or FIRST_REGIONS["aws"]]).popitem()[1]
        except CREDENTIAL_ERRORS as error:
            return failure_of(error, "sts:GetCallerIdentity")
        if isinstance(caller, Failure):
            return caller
        answers: list[Answer] = []
        home = FIRST_REGIONS.get(caller.partition, region or "")
        calls.ask(request(*LIST_ACCOUNTS, home, {}), answers.append)
        calls.run()
    failure = answers[0].failure
    if failure is not None:
        return failure
    accounts = (answers[0].value or {}).get("Accounts", [])
    return caller, sorted(accounts, key=lambda each: str(each["Id"]))


def _state(account: Mapping[str, Any]) -> str:
    return str(account.get("State") or account.get("Status") or "")
