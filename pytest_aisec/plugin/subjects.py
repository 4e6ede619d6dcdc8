"""The things that a policy judges: the population of its annotation."""

from __future__ import annotations

from collections.abc import Iterable

from pytest_aisec.ai import Subject
from pytest_aisec.inventory import Inventory
from pytest_aisec.model.reads import Ways, reads
from pytest_aisec.model.resource import Resource
from pytest_aisec.reports import uncollected


def subjects_of(kind: type, inventory: Inventory) -> list[Subject]:
    """Every resource of a type, or every member of a role."""
    return list(inventory.once(("subjects", kind), lambda: _subjects(kind, inventory)))


def _subjects(kind: type, inventory: Inventory) -> Iterable[Subject]:
    if hasattr(kind, "subjects"):
        found: list[Subject] = kind.subjects(inventory)
        return found
    assert issubclass(kind, Resource)
    described = next(each for each in kind.__mro__ if each is Resource or "terraform_types" in vars(each))
    if described in {kind, Resource}:
        return [Subject(resource, resource) for resource in inventory.of(kind)]
    assert issubclass(described, Resource)  # the user's class, which adds to a type: none is made of it while reading
    return [Subject(resource.seen_as(kind), resource) for resource in inventory.of(described)]


def left_out_reasons(kind: type, inventory: Inventory, mentioned: Iterable[frozenset[str] | None]) -> list[str]:
    """Why a policy about a kind may read less than there is: a snapshot was made for other policies.

    `mentioned` gives what its code mentions, as `reads` takes it, or more than that; no more of it is looked at than
    matters.
    """
    left_out = inventory.left_out
    if not left_out:
        return []
    lacking = inventory.once(("left out", kind), lambda: _lacking(kind, inventory))
    more = iter(mentioned)
    while lacking and (names := next(more, ...)) is not ...:
        lacking = left_out & {each.canonical_type for each in reads([kind], names)}
    return _not_collected(lacking)


def _lacking(kind: type, inventory: Inventory) -> frozenset[str]:
    """The types that were left out, of those that may be read. What leads to none of them is not followed again."""
    ways: Ways = inventory.once("ways", dict)
    complete: set[type[Resource]] = inventory.once("complete", set)
    read = reads([kind], ways=ways, beside=complete)
    lacking = inventory.left_out & {each.canonical_type for each in read}
    if not lacking:
        complete |= read
    return lacking


def lacking_reasons(inventory: Inventory) -> list[str]:
    """Why a test of a whole inventory may read less than there is."""
    return _not_collected(inventory.left_out)


def _not_collected(types: Iterable[str]) -> list[str]:
    names = sorted(types)
    return [uncollected.told(names)] if names else []


def unread_reasons(kind: type, inventory: Inventory) -> list[str]:
    """Why the population may have more members than were read."""
    return inventory.once(("unread", kind), lambda: _unread_reasons(kind, inventory))


def _unread_reasons(kind: type, inventory: Inventory) -> list[str]:
    types: tuple[type[Resource], ...] = getattr(kind, "filled_by", (kind,))
    found = [str(unread.reason) for type_ in types for _, unread in inventory.unread_of(type_)]
    return uncollected.in_one_line(found)
