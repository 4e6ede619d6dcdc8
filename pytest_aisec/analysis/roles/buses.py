"""Rules of event buses: which get the events of programs, and which those of new objects in a bucket."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pytest_aisec.analysis.event_patterns import lets_through
from pytest_aisec.analysis.roles.written import leaves, referred
from pytest_aisec.aws import events, s3
from pytest_aisec.inventory import Inventory
from pytest_aisec.model.attribute import items_of
from pytest_aisec.model.naming import names_of
from pytest_aisec.model.resource import Resource
from pytest_aisec.model.steps import step_into
from pytest_aisec.values import Located, Unknown

DEFAULT = "default"
"""The bus that every account has in every region, and that is meant where none is named."""

_OF_AWS = "aws."
"""How the sources of AWS's own events begin; programs may not send any of those.

https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEventsRequestEntry.html
"""


def rules_on(
    near: Resource, bus: str, inventory: Inventory, event: Mapping[str, object] | None = None
) -> Iterator[events.Rule]:
    """The rules on a bus that may get what programs put there.

    `event`: what is known of the event. A rule whose pattern is not known is none that we know to get it.
    """
    for rule in _by_bus(inventory).get((near.declaration.source, bus), ()):
        if _is_beside(near, rule) and _takes(rule, event or {}):
            yield rule


def rules_on_named(bus: events.EventBus | Resource, inventory: Inventory) -> Iterator[events.Rule]:
    """The rules on a bus that something names: a declared one, or another one of the account by its name."""
    yield from rules_on(bus, _name_of(bus), inventory)


def rules_for_objects(bucket: s3.Bucket, inventory: Inventory) -> Iterator[events.Rule]:
    """The rules that are told of objects in a bucket; a pattern without a name is about every bucket.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html
    """
    for rule in _by_bus(inventory).get((bucket.declaration.source, DEFAULT), ()):
        pattern = _pattern(rule)
        sources = [each.value for each in items_of(step_into(pattern, ["source"]))]
        if "aws.s3" not in sources or not _is_beside(bucket, rule):
            continue
        named = list(leaves(step_into(pattern, ["detail", "bucket", "name"])))
        names = {name for name in names_of(bucket) if isinstance(name, str)}
        if all(each.value is None for each in named) or any(
            each.value in names or bucket in referred(rule, each, (s3.Bucket,))
            for each in named
            if each.value is not None
        ):
            yield rule


def _is_beside(near: Resource, rule: events.Rule) -> bool:
    regions = {near.declaration.region, rule.declaration.region} - {""}
    return len(regions) < 2  # noqa: PLR2004 -- the same one, or not known of one


def _by_bus(inventory: Inventory) -> dict[tuple[str, str], list[events.Rule]]:
    def tabulated() -> dict[tuple[str, str], list[events.Rule]]:
        table: dict[tuple[str, str], list[events.Rule]] = {}
        for rule in inventory.of(events.Rule):
            bus = _bus_of(rule)
            if bus is not None:
                table.setdefault((rule.declaration.source, bus), []).append(rule)
        return table

    return inventory.once("rules by their buses", tabulated)


def _bus_of(rule: events.Rule) -> str | None:
    stated = events.Rule.bus.locate(rule)
    match stated.value:
        case None:
            return DEFAULT
        case str() as text:
            return events.bus_name(text)
    return next((_name_of(bus) for bus in referred(rule, stated, (events.EventBus,))), None)


def _name_of(bus: Resource) -> str:
    """The name of a bus, where it is known; else its address, which no bus is called by."""
    if bus.unseen is not None:
        return events.bus_name(bus.address) or bus.address
    named = next((name for name in names_of(bus) if isinstance(name, str)), bus.address)
    return events.bus_name(named) or named


def _pattern(rule: events.Rule) -> Located:
    return events.Rule.pattern.path(rule.dialect).locate(rule)


def _takes(rule: events.Rule, event: Mapping[str, object]) -> bool:
    pattern = _pattern(rule)
    if not isinstance(pattern.value, dict):
        return False  # it runs by the clock, or nothing is known of it
    sources = step_into(pattern, ["source"])
    if sources.value is None or isinstance(sources.value, Unknown):
        return sources.value is None
    told = {name: pattern.value[name].plain for name in event if name in pattern.value}
    try:
        return any(map(_is_of_programs, items_of(sources))) and lets_through(told, event) is not False
    except ValueError:
        return False


def _is_of_programs(source: Located) -> bool:
    """Whether an alternative for the source of an event may be one of a program's."""
    plain = source.plain
    if isinstance(plain, dict):
        plain = next(iter(plain.values()), "")
    return not (isinstance(plain, str) and plain.startswith(_OF_AWS))
