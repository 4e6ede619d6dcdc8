"""The roles, who finds the members of each, and who is in one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from enum import StrEnum
from typing import NamedTuple, TypeAlias

from pytest_aisec.analysis.membership import Member
from pytest_aisec.inventory import Inventory
from pytest_aisec.model.resource import Resource


class Role(StrEnum):
    """A part that a resource plays in the AI estate."""

    MODEL_HOST = "model host"
    AI_BUCKET = "AI bucket"
    AI_KEY = "key of the AI estate"
    MODEL_REPOSITORY = "repository of model images"
    VECTOR_STORE = "vector store"
    AI_FILE_SYSTEM = "file system of the AI estate"
    AI_SECRET = "secret of the AI estate"  # noqa: S105 -- what people call the role
    AI_PRINCIPAL = "AI principal"
    AI_TEAM = "user or group with permissions on AI services"
    AI_VPC = "AI VPC"
    AI_NETWORK_ACL = "network ACL of an AI VPC"
    INFERENCE_API = "inference API"
    MODEL_LOAD_BALANCER = "load balancer of model hosts"
    USER_POOL = "user pool of an inference API"
    INFERENCE_WEB_ACL = "web ACL of an inference API"


class Scope(StrEnum):
    """How much is taken as part of the AI estate: what is found to play a part in it, or everything that could."""

    AI = "ai"
    ALL = "all"


Finder: TypeAlias = Callable[[Inventory], Iterable[Member]]


class _Found(NamedTuple):
    finder: Finder
    among: tuple[type[Resource], ...]


_FINDERS: dict[Role, _Found] = {}


def finds(role: Role, among: tuple[type[Resource], ...]) -> Callable[[Finder], Finder]:
    """Decorator: the function gives every member of a role, an uncertain one with its doubt.

    `among`: the types whose resources can be in the role, all of which are where the scope says so.
    """

    def register(finder: Finder) -> Finder:
        _FINDERS[role] = _Found(finder, among)
        return finder

    return register


def finder_of(role: Role) -> Finder:
    """The function that gives every member of a role."""
    return _FINDERS[role].finder


def widen(inventory: Inventory, scope: Scope) -> None:
    """Set how much of an inventory is taken as part of the AI estate; before anything asks for a role."""
    inventory.once(Scope, lambda: scope)


def members(inventory: Inventory, role: Role) -> tuple[Member, ...]:
    """Everything in a role, computed once per inventory. An uncertain member is given with its doubt."""
    return inventory.once(role, lambda: tuple(_members(inventory, role)))


def _members(inventory: Inventory, role: Role) -> Iterator[Member]:
    finder, among = _FINDERS[role]
    certain = set()
    widened = inventory.once(Scope, lambda: Scope.AI) is Scope.ALL
    for member in finder(inventory):
        if not (widened and member.doubt):
            certain.add(member.resource)
            yield member
    if widened:
        for resource in inventory:
            if isinstance(resource, among) and resource not in certain:
                yield Member(resource, "every resource of its type is judged (--aisec-scope=all)")


def roles_of(resource: Resource, inventory: Inventory) -> Iterator[tuple[Role, Member]]:
    """The roles of one resource."""
    for role in Role:
        for member in members(inventory, role):
            if member.resource == resource:
                yield role, member
