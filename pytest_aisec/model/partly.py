"""Lists of which not every item is known."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from typing import TypeVar

from pytest_aisec.values import Unknown
from pytest_aisec.verdicts import Undetermined, choose

T = TypeVar("T")


class PartlyKnownList(Sequence[T]):
    """A list of which some items are unknown: known items come first, then the unknown ends the reading.

    `in`, `any` and `all` are therefore decided by the known items wherever those suffice. Its length is not known.
    `filled`: it is known to have an item, although not which.
    """

    def __init__(self, known: list[T], unknown: Unknown, key: Hashable, *, filled: bool = False) -> None:
        self.known, self._unknown, self._key, self._filled = known, unknown, key, filled

    def __iter__(self) -> Iterator[T]:
        yield from self.known
        raise Undetermined(str(self._unknown))

    def __contains__(self, item: object) -> bool:
        return item in self.known or choose((self._key, "in", item), (False, True), str(self._unknown))

    def __bool__(self) -> bool:
        return bool(self.known) or self._filled or choose((self._key, "any"), (False, True), str(self._unknown))

    def __len__(self) -> int:
        raise Undetermined(str(self._unknown))

    def __getitem__(self, index: object) -> T:  # type: ignore[override]
        raise Undetermined(str(self._unknown))

    def __eq__(self, other: object) -> bool:
        raise Undetermined(str(self._unknown))

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"[{', '.join([*map(repr, self.known), '?'])}]"


def certain_items(items: Sequence[T]) -> list[T]:
    """The items that are known, for analyses that account for the unknown ones themselves."""
    return items.known if isinstance(items, PartlyKnownList) else list(items)
