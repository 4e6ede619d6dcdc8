"""Resources and conditions that refer to themselves through others, which CloudFormation refuses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from pytest_aisec.declarations import Declaration, Unread
from pytest_aisec.sources.cloudformation.decode import Node
from pytest_aisec.values import PartlyKnown, Reference, unknown_parts

NOTHING = frozenset[str]()
"""The types that hide in a circle: all its resources are read."""


def circles_of_resources(declarations: Sequence[Declaration], after: Mapping[str, Iterable[str]]) -> Iterator[Unread]:
    """One Unread for each circle. `after`: the addresses in the `DependsOn` of an address.

    A reference that an unknown condition may leave out does not count.
    """
    by_address = {declaration.address: declaration for declaration in declarations}
    edges = {
        address: [
            target
            for target in dict.fromkeys([*_targets(declaration), *after.get(address, ())])
            if target in by_address
        ]
        for address, declaration in by_address.items()
    }
    for circle in circles(edges):
        reason = f"resources refer to each other in a circle: {_shown(circle)}"
        yield Unread(reason, by_address[circle[0]].location, types=NOTHING)


def circles_of_conditions(conditions: Mapping[str, Node]) -> Iterator[Unread]:
    """One Unread for each circle among the conditions of a template."""
    edges = {
        name: [other for other in dict.fromkeys(_conditions_in(node)) if other in conditions]
        for name, node in conditions.items()
    }
    for circle in circles(edges):
        reason = f"conditions depend on each other in a circle: {_shown(circle)}"
        yield Unread(reason, conditions[circle[0]].key, types=NOTHING)


def circles(edges: Mapping[str, Sequence[str]]) -> Iterator[list[str]]:
    """A way from a node back to itself for each group of nodes that reach each other."""
    done: set[str] = set()
    for start in edges:
        if start in done:
            continue
        path: dict[str, Iterator[str]] = {start: iter(edges[start])}
        while path:
            node, rest = next(reversed(path.items()))
            following = next(rest, None)
            if following is None:
                path.pop(node)
                done.add(node)
            elif following in path:
                names = list(path)
                circle = names[names.index(following) :]
                yield circle
                done.update(circle)
                for name in circle:
                    path.pop(name)
            elif following not in done:
                path[following] = iter(edges[following])


def _shown(circle: list[str]) -> str:
    return " -> ".join([*circle, circle[0]])


def _targets(declaration: Declaration) -> Iterator[str]:
    for unknown in unknown_parts(declaration.body):
        if isinstance(unknown, Reference):
            yield unknown.target
        elif isinstance(unknown, PartlyKnown):
            yield from (reference.target for reference in unknown.references)


def _conditions_in(node: Node) -> Iterator[str]:
    waiting = [node]
    while waiting:
        inner = waiting.pop()
        for key, value in inner.entries.items():
            if key == "Condition" and value.text is not None:
                yield value.text
            else:
                waiting.append(value)
        waiting += inner.items
