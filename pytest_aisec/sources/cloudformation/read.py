"""Declarations of one template: every resource with its evaluated properties."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from pytest_aisec.sources.cloudformation import conditions
from pytest_aisec.sources.cloudformation.decode import Node
from pytest_aisec.sources.cloudformation.evaluate import Evaluator
from pytest_aisec.sources.source import Declaration, Dialect, Unread
from pytest_aisec.values import NOWHERE, Located, Location, Unknown


@dataclass
class Reading:
    """What has been read so far of one source, across its nested stacks."""

    source: str
    declarations: list[Declaration] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)


def read_template(reading: Reading, evaluator: Evaluator) -> None:
    """Add the resources of one template to the reading; what cannot be read becomes an Unread."""
    root = evaluator.root
    if not isinstance(root.value, dict):
        reading.unread.append(
            Unread(f"expected a template, a mapping with Resources; found {root.kind}", root.location)
        )
        return
    resources = root.entries.get("Resources")
    if resources is None or not isinstance(resources.value, dict):
        found = "nothing" if resources is None else resources.kind
        place = root.location if resources is None else resources.location
        reading.unread.append(Unread(f"expected Resources to be a mapping, found {found}", place))
        return
    reading.unread += transforms(root)
    for name, node in resources.entries.items():
        _resource(reading, evaluator, name, node)


def transforms(root: Node) -> Iterator[Unread]:
    """One Unread for each macro of the template, whose effect only deployment can tell."""
    node = root.entries.get("Transform")
    if node is None:
        return
    for item in node.items or [node]:
        name = item.text or item.entries.get("Name", Node(None)).text or item.kind
        reason = f"the transform {name} is not expanded: it may add and change any resource"
        yield Unread(reason, item.location)


def _resource(reading: Reading, evaluator: Evaluator, name: str, node: Node) -> None:
    place = node.key if node.key is not NOWHERE else node.location
    if name.startswith("Fn::"):
        reading.unread.append(Unread(f"{name} among the resources is not expanded", place))
        return
    kind = node.entries["Type"].text if "Type" in node.entries else None
    if kind is None:
        found = node.kind if "Type" not in node.entries else node.entries["Type"].kind
        reading.unread.append(Unread(f"resource {name}: expected a mapping with a Type, found {found}", place))
        return
    exists = conditions.holds(evaluator, node.entries.get("Condition"))
    if exists is False:
        return
    if isinstance(exists, Unknown):
        # where the resource exists, its condition is true
        evaluator = replace(evaluator, decided={**evaluator.decided, node.entries["Condition"].text or "": True})
    reading.declarations.append(
        Declaration(
            source=reading.source,
            dialect=Dialect.CLOUDFORMATION,
            type=kind,
            address=f"{evaluator.prefix}{name}",
            body=_body(reading, evaluator, name, node, place),
            location=place,
            conditional=exists if isinstance(exists, Unknown) else None,
        )
    )


def _body(reading: Reading, evaluator: Evaluator, name: str, node: Node, place: Location) -> Located:
    properties = node.entries.get("Properties")
    if properties is None or properties.value is None:
        return Located({}, place)
    body = evaluator.value(properties)
    if body is None:
        return Located({}, place)
    if not isinstance(body.value, dict | Unknown):
        reason = f"resource {name}: expected Properties to be a mapping, found {properties.kind}"
        reading.unread.append(Unread(reason, properties.location))
        return Located(Unknown(reason=reason, location=properties.location), properties.location)
    return body
