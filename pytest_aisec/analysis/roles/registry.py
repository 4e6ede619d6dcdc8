"""The roles, who finds the members of each, and who is in one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from enum import StrEnum
from typing import TypeAlias

from pytest_aisec.analysis.membership import Member
from pytest_aisec.inventory import Inventory
from pytest_aisec.model.resource import Resource


class Role(StrEnum):
    """A part that a resource plays in the AI estate."""

    MODEL_HOST = "model host"
    AI_BUCKET = "AI bucket"
    AI_VPC = "AI VPC"
    AI_NETWORK_ACL = "network ACL of an AI VPC"
    MODEL_LOAD_BALANCER = "load balancer of model hosts"


Finder: TypeAlias = Callable[[Inventory], Iterable[Member]]
_FINDERS: dict[Role, Finder] = {}


def finds(role: Role) -> Callable[[Finder], Finder]:
    """Decorator: the function gives every member of a role, an uncertain one with its doubt."""

    def register(finder: Finder) -> Finder:
        _FINDERS[role] = finder
        return finder

    return register


def members(inventory: Inventory, role: Role) -> tuple[Member, ...]:
    """Everything in a role, computed once per inventory. An uncertain member is given with its doubt."""
    return inventory.once(role, lambda: tuple(_FINDERS[role](inventory)))


def roles_of(resource: Resource, inventory: Inventory) -> Iterator[tuple[Role, Member]]:
    """The roles of one resource."""
    for role in Role:
        for member in members(inventory, role):
            if member.resource == resource:
                yield role, member
