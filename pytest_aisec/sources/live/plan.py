"""The plan of a collection, checked: its mistakes are a programmer's and show before anything is called."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pytest_aisec.model.calls import Call, Collected
from pytest_aisec.sources.live.decoding import DECODERS
from pytest_aisec.sources.live.paths import compiled


def check_plan(plan: Sequence[Collected]) -> None:
    """Raise ValueError for a wrong path or batch, a parent that is not listed, answers that would collide."""
    parents = {collected.type: collected.listing.per for collected in plan}
    for collected in plan:
        listing = collected.listing
        _check_paths(listing.per_parameters)
        for path in (listing.result, listing.id, *filter(None, (listing.described, listing.region, listing.ready))):
            compiled(path)
        if listing.decoded not in {None, *DECODERS}:
            raise ValueError(f"{collected.type}: nothing decodes {listing.decoded!r}")
        _check_ancestors(collected.type, parents)
        services: dict[str, str] = {}
        for call in (*collected.calls, *filter(None, (listing.describe,))):
            _check_paths(call.parameters)
            for path in filter(None, (call.ready, call.failed)):
                compiled(path)
            _check_batch(collected.type, call)
            _check_given(collected, call)
            _check_name(collected.type, call, services)


def _check_paths(paths: Mapping[str, str]) -> None:
    for path in paths.values():
        if not path.startswith("="):
            compiled(path)


def _check_batch(type_name: str, call: Call) -> None:
    if call.batch is None:
        return
    if call.batch.parameter not in call.parameters or call.batch.size < 1:
        raise ValueError(f"{type_name}: {call.action} is not asked by {call.batch.parameter}, by which it is batched")
    for path in filter(None, (call.batch.key, call.batch.refused_key, call.batch.code, call.batch.words)):
        compiled(path)


def _check_given(collected: Collected, call: Call) -> None:
    if not call.given:
        return
    compiled(call.given)
    deciding = [each for each in collected.calls if each.entry == call.given_by]
    if len(deciding) != 1 or deciding[0].given:
        raise ValueError(
            f"{collected.type}: {call.action} is made for what {call.given} tells, and that is not the answer of one "
            "call that is always made"
        )


def _check_name(type_name: str, call: Call, services: dict[str, str]) -> None:
    if services.setdefault(call.entry, call.service) != call.service:
        raise ValueError(
            f"{type_name}: {call.entry} of {services[call.entry]} and of {call.service} would be kept "
            "under the same name in the body; give one of them another with kept_as"
        )


def _check_ancestors(type_name: str, parents: Mapping[str, str | None]) -> None:
    seen = {type_name}
    parent = parents[type_name]
    while parent is not None:
        if parent not in parents:
            raise ValueError(f"{type_name} is listed per {parent}, which the plan does not list")
        if parent in seen:
            raise ValueError(f"{type_name} is listed per {parent}, which leads back to it")
        seen.add(parent)
        parent = parents[parent]


def descendants(type_name: str, plan: Sequence[Collected]) -> frozenset[str]:
    """The type and every type that is listed for its resources, directly or not."""
    found = {type_name}
    while True:
        more = {each.type for each in plan if each.listing.per in found} - found
        if not more:
            return frozenset(found)
        found |= more
