"""What a resource may ask of the inventory it stands in."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple, Protocol, TypeVar

from pytest_aisec.values import Located, Unknown

if TYPE_CHECKING:
    from pytest_aisec.model.paths import Path
    from pytest_aisec.model.resource import Resource

R = TypeVar("R", bound="Resource")


class Pointer(NamedTuple):
    """Some resource points, or may point, to another. `doubt` says why it is not certain."""

    resource: Resource
    doubt: Unknown | None = None


class Estate(Protocol):
    """The inventory, as seen from one resource."""

    def find(self, near: Resource, kind: type[R], value: Located) -> R | Unknown | None:
        """The resource of a kind that a known or partly known value names, in the source of `near`.

        None: the value names something of another kind. Unknown: it cannot be told which one it is, or it was
        not read.
        """

    def pointers(self, to: Resource, types: tuple[str, ...], by: Path) -> Iterable[Pointer]:
        """Resources of the given source types whose setting at `by` names `to`, certain ones first."""

    def hidden(self, to: Resource, types: tuple[str, ...]) -> Iterable[Unknown]:
        """Why resources of these source types that point to `to` may exist without having been read."""

    def read_at(self, near: Resource) -> datetime:
        """When the source of `near` was read: for a snapshot the time at which it was made."""

    def deployment_of(self, source: str) -> str:
        """What names the account and region that a source is deployed in: for linked templates the same."""

    def beside(self, near: Resource, kind: type[R]) -> Iterable[R]:
        """The resources of a kind in the source of `near`, and in its region if both have one."""

    def unreached(self, near: Resource, kind: type[Resource]) -> Unknown | None:
        """Why something of a kind may stand beside `near` without having been read: nothing of its region was."""
