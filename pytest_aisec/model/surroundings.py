"""What names a resource from elsewhere, and what stands beside it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Generic, Self, TypeVar, overload

from pytest_aisec.model.evidence import Reading, record
from pytest_aisec.model.existence import exists_beside
from pytest_aisec.model.partly import PartlyKnownList
from pytest_aisec.model.remembered import remembered
from pytest_aisec.model.resource import Resource
from pytest_aisec.verdicts import choose

R = TypeVar("R", bound=Resource)


class Referrers(Generic[R]):
    """All resources of a type whose link names this one. One that may name it is tried both ways."""

    def __init__(self, kind: Callable[[], type[R]], by: str) -> None:
        self.kind, self.by = kind, by

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name
        self.__doc__ = f"Everything whose `{self.by}` is this resource."

    @overload
    def __get__(self, view: None, owner: type) -> Self: ...
    @overload
    def __get__(self, view: Resource, owner: type) -> Sequence[R]: ...
    def __get__(self, view: Resource | None, owner: type) -> Sequence[R] | Self:
        return self if view is None else remembered(view.memory, self, self._read, view)

    def _read(self, view: Resource) -> Sequence[R]:
        kind = self.kind()
        types = kind.types_in(view.dialect)
        found: list[R] = []
        if not types:
            return found  # the source has none of the type, whatever of it was not read
        for pointer in view.estate.pointers(view, types, getattr(kind, self.by).path(view.dialect)):
            key = ("points", pointer.resource.key, self.by, view.key)
            if pointer.doubt is None or choose(key, (False, True), str(pointer.doubt)):
                found.append(pointer.resource.seen_as(kind))
        found.extend(
            kind.unseen_one(view, f"(unread {types[0]} of {view.address}: {unread.reason})", unread)
            for unread in view.estate.hidden(view, types)
            if choose(("hidden", unread.reason, view.key, types), (False, True), str(unread))
        )
        record(Reading(view.address, self.name, [resource.address for resource in found], view.location))
        return found


class Fellows(Generic[R]):
    """All resources of a type that stand where this one does: in the same account, in the same region."""

    def __init__(self, kind: Callable[[], type[R]]) -> None:
        self.kind = kind

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name
        self.__doc__ = "Everything of the type in the same place."

    @overload
    def __get__(self, view: None, owner: type) -> Self: ...
    @overload
    def __get__(self, view: Resource, owner: type) -> Sequence[R]: ...
    def __get__(self, view: Resource | None, owner: type) -> Sequence[R] | Self:
        return self if view is None else remembered(view.memory, self, self._read, view)

    def _read(self, view: Resource) -> Sequence[R]:
        kind = self.kind()
        found = [each for each in view.estate.beside(view, kind) if exists_beside(each, view)]
        types = kind.types_in(view.dialect)
        hidden = (
            next(iter(view.estate.hidden(view, types)), None) or view.estate.unreached(view, kind) if types else None
        )
        record(Reading(view.address, self.name, [resource.address for resource in found], view.location))
        return found if hidden is None else PartlyKnownList(found, hidden, (view.key, self.name))
