"""The roles, who finds the members of each, and who is in one."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Iterator, Sequence
from enum import StrEnum
from fnmatch import fnmatchcase
from typing import NamedTuple, TypeAlias

from pytest_aisec.analysis.membership import Member
from pytest_aisec.inventory import Inventory
from pytest_aisec.model.resource import Resource


class Role(StrEnum):
    """A part that a resource plays in the AI estate."""

    MODEL_HOST = "model host"
    MODEL_FUNCTION = "function that calls models"
    MODEL_GATEWAY = "gateway to models"
    AI_BUCKET = "AI bucket"
    AI_KEY = "key of the AI estate"
    MODEL_REPOSITORY = "repository of model images"
    VECTOR_STORE = "vector store"
    AI_FILE_SYSTEM = "file system of the AI estate"
    AI_LOG_GROUP = "log group of the AI estate"
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


class Correction(NamedTuple):
    """What somebody says of a role: that the resources whose address fits a pattern are in it, or are not."""

    role: Role
    pattern: str
    belongs: bool

    @classmethod
    def parse(cls, text: str) -> Correction:
        """`ai-bucket=aws_s3_bucket.shared*` adds, `model-host!=aws_instance.render` takes away. Raises ValueError."""
        name, equals, pattern = text.partition("=")
        roles = {each.name.lower().replace("_", "-"): each for each in Role}
        role = roles.get(name.removesuffix("!").strip())
        if not equals or not pattern.strip():
            raise ValueError(f"{text!r} is neither ROLE=ADDRESS nor ROLE!=ADDRESS")
        if role is None:
            near = difflib.get_close_matches(name.removesuffix("!"), roles, n=1)
            hint = f"; did you mean {near[0]}?" if near else f"; there are {', '.join(sorted(roles))}"
            raise ValueError(f"there is no role {name.removesuffix('!')!r}{hint}")
        return cls(role, pattern.strip(), not name.endswith("!"))

    def __str__(self) -> str:
        name = self.role.name.lower().replace("_", "-")
        return f"{name}{'' if self.belongs else '!'}={self.pattern}"

    def is_about(self, resource: Resource) -> bool:
        """Whether it names a resource, of those that can be in the role."""
        return isinstance(resource, _FINDERS[self.role].among) and fnmatchcase(resource.address, self.pattern)


def widen(inventory: Inventory, scope: Scope) -> None:
    """Set how much of an inventory is taken as part of the AI estate; before anything asks for a role."""
    inventory.once(Scope, lambda: scope)


def correct(inventory: Inventory, corrections: Sequence[Correction]) -> None:
    """Set what is added to roles, and taken from them; before anything asks for a role.

    Raises ValueError for what names nothing: it would be taken for judged, or for left out. Not where what it names
    may be among what a selection of policies does not ask for; nor, for what is taken away, among what was not read.
    """
    for each in corrections:
        if not any(map(each.is_about, inventory)) and not _may_be_elsewhere(each, inventory):
            raise ValueError(f"{each}: no resource that can be in the role has such an address")
    inventory.once(Correction, lambda: tuple(corrections))


def _may_be_elsewhere(correction: Correction, inventory: Inventory) -> bool:
    among = _FINDERS[correction.role].among
    if any(kind.canonical_type in inventory.left_out for kind in among):
        return True
    return not correction.belongs and any(inventory.unread_of(kind) for kind in among)


def members(inventory: Inventory, role: Role) -> tuple[Member, ...]:
    """Everything in a role, computed once per inventory. An uncertain member is given with its doubt."""
    return inventory.once(role, lambda: tuple(_members(inventory, role)))


def _members(inventory: Inventory, role: Role) -> Iterator[Member]:
    finder, among = _FINDERS[role]
    certain = set()
    widened = inventory.once(Scope, lambda: Scope.AI) is Scope.ALL
    corrections = [each for each in inventory.once(Correction, tuple[Correction, ...]) if each.role is role]
    added = [each for each in corrections if each.belongs]
    taken = [each for each in corrections if not each.belongs]
    for member in finder(inventory):
        if any(each.is_about(member.resource) for each in taken):
            continue
        named = member.doubt and any(each.is_about(member.resource) for each in added)
        if not named and not (widened and member.doubt):
            certain.add(member.resource)
            yield member
    for resource in inventory if widened or added else ():
        if resource in certain or not isinstance(resource, among) or any(each.is_about(resource) for each in taken):
            continue
        said = next((each for each in added if each.is_about(resource)), None)
        if said is not None:
            yield Member(resource, f"it is said to be one (--aisec-role {said})")
        elif widened:
            yield Member(resource, "every resource of its type is judged (--aisec-scope=all)")


def roles_of(resource: Resource, inventory: Inventory) -> Iterator[tuple[Role, Member]]:
    """The roles of one resource."""
    for role in Role:
        for member in members(inventory, role):
            if member.resource == resource:
                yield role, member
