"""The things that a policy judges: the population of its annotation."""

from __future__ import annotations

from collections.abc import Iterable

from pytest_aisec.ai import Subject
from pytest_aisec.inventory import Inventory
from pytest_aisec.model.resource import Resource


def subjects_of(kind: type, inventory: Inventory) -> list[Subject]:
    """Every resource of a type, or every member of a role."""
    return list(inventory.once(("subjects", kind), lambda: _subjects(kind, inventory)))


def _subjects(kind: type, inventory: Inventory) -> Iterable[Subject]:
    if hasattr(kind, "subjects"):
        found: list[Subject] = kind.subjects(inventory)
        return found
    assert issubclass(kind, Resource)
    return [Subject(resource, resource) for resource in inventory.of(kind)]


def unread_reasons(kind: type, inventory: Inventory) -> list[str]:
    """Why the population may have more members than were read."""
    types: tuple[type[Resource], ...] = getattr(kind, "filled_by", (kind,))
    found = [str(unread.reason) for type_ in types for _, unread in inventory.unread_of(type_)]
    return list(dict.fromkeys(found))
