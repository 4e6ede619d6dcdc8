"""Inventories made by hand, for tests of single mechanisms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

import pytest_aisec.aws  # noqa: F401 -- describes the resource types
from pytest_aisec.declarations import Contents, Declaration, Dialect, SourceRecord, Unread
from pytest_aisec.inventory import Inventory
from pytest_aisec.values import Location, Reference, Unknown, located

SOURCE = {Dialect.TERRAFORM: "terraform:.", Dialect.CLOUDFORMATION: "cloudformation:a.yaml", Dialect.LIVE: "aws:"}


def declared(type_: str, address: str, line: int = 1, conditional: Unknown | None = None, **body: Any) -> Declaration:
    """A declaration whose dialect follows from its type; every part of its body lies on one line."""
    dialect = Dialect.CLOUDFORMATION if "::" in type_ else Dialect.TERRAFORM
    place = Location("main.tf", line, 1)
    full = address if "." in address or "::" in type_ else f"{type_}.{address}"
    return Declaration(SOURCE[dialect], dialect, type_, full, located(body, place), place, conditional)


def live(type_: str, address: str, **body: Any) -> Declaration:
    """A declaration as an account gives it."""
    place = Location(api="ec2:DescribeThings", resource=address)
    return Declaration(SOURCE[Dialect.LIVE], Dialect.LIVE, type_, address, located(body, place), place)


def inventory(
    *declarations: Declaration, unread: Sequence[Unread] = (), facts: Mapping[str, str] = MappingProxyType({})
) -> Inventory:
    """An inventory of one source per dialect; what was not read, and what is said of it, belongs to each of them."""
    names = dict.fromkeys(declaration.source for declaration in declarations)
    return Inventory(
        [
            SourceRecord(
                name,
                name.partition(":")[0],
                ".",
                Contents(tuple(item for item in declarations if item.source == name), tuple(unread), {**facts}),
            )
            for name in names
        ]
    )


def ref(target: str, attribute: str = "id") -> Reference:
    """A reference, as Terraform gives it for a computed attribute."""
    return Reference(
        reason=f"{target}.{attribute} is known after apply", target=target, attribute=attribute, is_set=True
    )


def var(name: str) -> Unknown:
    """A variable without a value."""
    return Unknown(reason=f"var.{name} has no value", location=Location("variables.tf", 1, 1), identity=f"var.{name}")
