"""What stands in settings that are structures of their own, and what its texts and references name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pytest_aisec.aws import lambda_, stepfunctions
from pytest_aisec.inventory import Inventory
from pytest_aisec.model.matching import Regex
from pytest_aisec.model.naming import names_of, nearest
from pytest_aisec.model.resource import Resource
from pytest_aisec.model.steps import step_into
from pytest_aisec.values import Located, PartlyKnown, Reference


def leaves(found: Located) -> Iterator[Located]:
    """Every part of a structure that has no parts."""
    match found.value:
        case list() as items:
            for item in items:
                yield from leaves(item)
        case dict() as entries:
            for item in entries.values():
                yield from leaves(item)
        case _:
            yield found


def references(leaf: Located) -> list[Reference]:
    """The references that a value is, or is made of."""
    match leaf.value:
        case Reference() as reference:
            return [reference]
        case PartlyKnown() as text:
            return list(text.references)
    return []


def environment(function: lambda_.Function, but: Regex | None = None) -> Located:
    """The values of a function's variables; `but`: other than those with something in their names."""
    found = lambda_.Function.environment.path(function.dialect).locate(function)
    if but is not None and isinstance(found.value, dict):
        found = Located({name: each for name, each in found.value.items() if not but.search(name)}, found.location)
    return step_into(found, ["*"])


def definition(machine: stepfunctions.StateMachine) -> Located:
    """What a state machine does; where that is one of several, each is tried."""
    setting = stepfunctions.StateMachine.definition
    return setting.settled(machine, setting.locate(machine))


def substituted(machine: stepfunctions.StateMachine) -> Located:
    """What stands for the names in the definition of a state machine."""
    setting = stepfunctions.StateMachine.substitutions
    return setting.settled(machine, setting.locate(machine))


def referred(near: Resource, leaf: Located, kinds: Iterable[type[Resource]]) -> Iterator[Resource]:
    """What a value refers to, of some kinds; what was not read is none that we know."""
    for reference in references(leaf):
        for kind in kinds:
            target = near.estate.find(near, kind, Located(reference))
            if isinstance(target, kind) and target.unseen is None and target != near:
                yield target


def called(near: Resource, text: str, kinds: tuple[type[Resource], ...], inventory: Inventory) -> Iterator[Resource]:
    """What certainly has a name, of some kinds, in the source of `near`."""
    found = by_name(inventory, kinds).get((near.declaration.source, text), ())
    yield from (each for each in nearest(near, found) if each != near)


def by_name(inventory: Inventory, kinds: tuple[type[Resource], ...]) -> dict[tuple[str, str], list[Resource]]:
    """The resources of some kinds, by source and each of their names that is known."""

    def tabulated() -> dict[tuple[str, str], list[Resource]]:
        table: dict[tuple[str, str], list[Resource]] = {}
        for each in inventory:
            if isinstance(each, kinds):
                for name in {name for name in names_of(each) if isinstance(name, str)}:
                    table.setdefault((each.declaration.source, name), []).append(each)
        return table

    return inventory.once(("by name", kinds), tabulated)
