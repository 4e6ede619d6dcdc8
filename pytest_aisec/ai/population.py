"""What a policy judges: populations and their subjects."""

from __future__ import annotations

from typing import ClassVar, NamedTuple, Protocol

from pytest_aisec.analysis.membership import Member
from pytest_aisec.analysis.roles import Role, members
from pytest_aisec.inventory import Inventory
from pytest_aisec.model.resource import Resource


class Subject(NamedTuple):
    """One thing that a policy judges: `view` is what its parameter gets, `member` its place in the AI estate."""

    view: object
    resource: Resource
    member: Member | None = None


class Population(Protocol):
    """What a policy's parameter may be annotated with, beside a resource class."""

    filled_by: ClassVar[tuple[type[Resource], ...]]
    """The resource types among which members are found: an unread one leaves the population incomplete.

    A population whose members are seen as another class, which looks around from them, names that in `looks_from`.
    """

    @classmethod
    def subjects(cls, inventory: Inventory) -> list[Subject]:
        """All members."""


class Seen:
    """A described type, seen as a class with more around it: what stands beside it, or what it amounts to."""

    filled_by: ClassVar[tuple[type[Resource], ...]]

    @classmethod
    def subjects(cls, inventory: Inventory) -> list[Subject]:
        """All resources of the type, which is the first in `filled_by`."""
        assert issubclass(cls, Resource)
        return [Subject(each.seen_as(cls), each) for each in inventory.of(cls.filled_by[0])]


class Narrowed:
    """A resource type, narrowed to the resources in a role."""

    role: ClassVar[Role]
    filled_by: ClassVar[tuple[type[Resource], ...]]

    @classmethod
    def subjects(cls: type[Narrowed], inventory: Inventory) -> list[Subject]:
        """All members."""
        assert issubclass(cls, Resource)
        return [
            Subject(member.resource.seen_as(cls), member.resource, member) for member in members(inventory, cls.role)
        ]
