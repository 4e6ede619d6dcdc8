"""How much of a configuration is evaluated: a few short lines can stand for more than a machine holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_aisec.sources.source import Unread
from pytest_aisec.sources.terraform.errors import Refused
from pytest_aisec.values import Located, Location, PartlyKnown, Unknown

if TYPE_CHECKING:
    from collections.abc import Callable

MOST_STEPS = 500_000
"""Items that `for` expressions, templates and dynamic blocks walk over, and instances that `count` makes, in one root
module with all it calls."""

MOST_MODULES = 10_000
"""Instances of modules in one root module."""

MOST_PARTS = 1_000_000
"""Values in the value of one variable, local or output, counted as often as they stand in it."""

MOST_CHARACTERS = 64_000_000
"""Of a string that is put together."""

_CHARACTERS_OF_A_PART = 64


class Effort:
    """What one reading has spent. What goes beyond is not evaluated; `report` hears of it where it is met first."""

    def __init__(self, report: Callable[[Unread], None]) -> None:
        self._report = report
        self._steps = 0
        self._modules = 0
        self._told: set[str] = set()
        self._sizes: dict[int, tuple[object, int]] = {}
        """By identity; the container is kept beside its size, so that no other gets its identity."""

    def step(self, at: Location, items: int = 1) -> None:
        """Count items that are walked over. Raises Refused for one too many."""
        self._steps += items
        if self._steps > MOST_STEPS:
            reason = f"the configuration walks over more than {MOST_STEPS} items, and is not evaluated"
            self._tell(Unread(reason, at, types=frozenset(), mentions=frozenset()))
            raise Refused(reason, at)

    def module(self, at: Location) -> str | None:
        """Count one instance of a module; the reason for not reading it, if it is one too many."""
        self._modules += 1
        if self._modules <= MOST_MODULES:
            return None
        reason = f"there are more than {MOST_MODULES} instances of modules, and the rest is not read"
        self._tell(Unread(reason, at))
        return reason

    def bounded(self, name: str, value: Located) -> Located:
        """The value of something that has a name; unknown where it has more than `MOST_PARTS`."""
        if self._size(value) <= MOST_PARTS:
            return value
        reason = f"{name} has more than {MOST_PARTS} values, and is not evaluated"
        self._tell(Unread(reason, value.location, types=frozenset(), mentions=frozenset()))
        return Located(Unknown(reason=reason, location=value.location), value.location, value.sensitive)

    def _tell(self, unread: Unread) -> None:
        if unread.reason not in self._told:
            self._told.add(unread.reason)
            self._report(unread)

    def _size(self, value: Located) -> int:
        """How many values it has: those that share a part have it each, although it is held once."""
        match value.value:
            case list() as container:
                parts = iter(container)
            case dict() as container:
                parts = iter(container.values())
            case str() as text:
                return 1 + len(text) // _CHARACTERS_OF_A_PART
            case PartlyKnown(parts=texts):
                return len(texts) + sum(len(text) for text in texts if isinstance(text, str)) // _CHARACTERS_OF_A_PART
            case _:
                return 1
        known = self._sizes.get(id(container))
        if known is None:
            self._sizes[id(container)] = known = container, 1 + sum(map(self._size, parts))
        return known[1]
