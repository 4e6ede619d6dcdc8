"""What a collection found, as declarations with unique addresses and a short account of what it could not see."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from pytest_aisec.model.calls import Collected
from pytest_aisec.sources.live.failures import Kind
from pytest_aisec.sources.live.found import Failed, Found
from pytest_aisec.sources.live.plan import descendants
from pytest_aisec.sources.source import Declaration, Dialect, Unread
from pytest_aisec.values import Location


def declarations(source: str, found: Iterable[Found]) -> tuple[Declaration, ...]:
    """One declaration per resource, in the plan's order.

    A resource that two listings gave counts once. Where different resources have one id, each address is
    qualified, with the region (`us-east-1/default`) and, if that does not do, with the type.
    """
    once: dict[tuple[str, str, str], Found] = {}
    for each in sorted(found, key=lambda each: each.order):
        region = "" if each.address.startswith("arn:") else each.region
        once.setdefault((each.collected.type, region, each.address), each)
    resources = list(once.values())
    for qualify in (_with_region, _with_type):
        taken = Counter(each.address for each in resources)
        for each in resources:
            if taken[each.address] > 1:
                each.address = qualify(each)
    return tuple(_declaration(source, each) for each in resources)


def _with_region(found: Found) -> str:
    return f"{found.region}/{found.address}"


def _with_type(found: Found) -> str:
    return f"{found.collected.type}/{found.address}"


def _declaration(source: str, found: Found) -> Declaration:
    body = found.body()
    return Declaration(
        source, Dialect.LIVE, found.collected.type, found.address, body, body.location, region=found.region
    )


def unread(failed: Iterable[Failed], plan: Sequence[Collected]) -> tuple[Unread, ...]:
    """One entry per listing that failed.

    But only one per service that cannot be reached in a region, and per region that does not accept the caller.
    """
    types: dict[tuple[str, ...], frozenset[str]] = {}
    reasons: dict[tuple[str, ...], tuple[str, str]] = {}
    for each in failed:
        failure, service = each.failure, each.collected.listing.service
        key: tuple[str, ...]
        match failure.kind:
            case Kind.CREDENTIALS:
                key = (each.region, failure.code)
            case Kind.ENDPOINT | Kind.NO_HOST:
                key = (each.region, failure.code, service)
            case _:
                key = (each.region, failure.code, failure.action, each.collected.type)
        cut = ", after a part was read" if each.partly else ""
        reasons.setdefault(key, (failure.reason_in(each.region) + cut, failure.action))
        types[key] = types.get(key, frozenset()) | descendants(each.collected.type, plan)
    entries = [Unread(reason, Location(api=action), types[key]) for key, (reason, action) in reasons.items()]
    return tuple(sorted(entries, key=lambda entry: entry.reason))
