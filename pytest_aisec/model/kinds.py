"""The classes of resources: which are narrower than which, which describe types, which answers each reads."""

from __future__ import annotations

from typing import TypeVar

from pytest_aisec.model.resource import Resource

R = TypeVar("R", bound=Resource)


def narrower(kind: type[R]) -> list[type[R]]:
    """A class and every class of its resources that sees more in them."""
    found: dict[type[R], None] = {}
    waiting = [kind]
    while waiting:
        each = waiting.pop()
        if each not in found:
            found[each] = None
            waiting += each.__subclasses__()
    return list(found)


def described_as(kind: type[R]) -> list[type[R]]:
    """The classes that describe a type and whose resources are of a class: itself, or what is narrower."""
    return [
        each
        for each in narrower(kind)
        if any(Resource.by_type.get(name) is each for name in (each.canonical_type, *each.terraform_types))
    ]


def answers_read(kind: type[Resource], names: frozenset[str] | None) -> set[str]:
    """The entries of the answers that are read of a class by whoever mentions some names; None: any name."""
    settings = kind.settings()
    entries = {call.entry for call in kind.calls()}
    if names is None:
        return entries
    always = {path.partition(".")[0] for path in kind.names.live}
    read = {name for name in settings if name in names or name == kind.stands_for}
    return {call.entry for name in read for call in settings[name].calls()} | (entries & (names | always))
