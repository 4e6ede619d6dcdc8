"""How much of a configuration is evaluated: a few short lines can stand for more than a machine holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_aisec.sources.source import Unread
from pytest_aisec.sources.terraform.errors import Refused
from pytest_aisec.values import Located, Location, PartlyKnown, Unknown

if TYPE_CHECKING:
    from collections.abc import Callable

MOST_STEPS = 1_000_000
"""Items that `for` expressions, templates and dynamic blocks walk over, in one root module with all it calls."""

MOST_MODULES = 10_000
"""Instances of modules in one root module."""

MOST_PARTS = 1_000_000
"""Values in the value of one variable, local or output, counted as often as they stand in it."""

MOST_CHARACTERS = 64_000_000
"""Of a string that is put together."""

_CHARACTERS_OF_A_PART = 64


class Effort:
    """What one reading has spent. What goes beyond is not evaluated, and `report` hears of it once."""

    def __init__(self, report: Callable[[Unread], None]) -> None:
        self._report = report
        self._steps = 0
        self._modules = 0
        self._sizes: dict[int, tuple[object, int]] = {}
        """By identity; the container is kept beside its size, so that no other gets its identity."""

    def step(self, at: Location) -> None:
        """Count one item that is walked over. Raises Refused for one too many."""
        self._steps += 1
        if self._steps > MOST_STEPS:
            raise Refused(self._exceeded(f"the configuration walks over more than {MOST_STEPS} items", at), at)

    def module(self) -> bool:
        """Count one instance of a module; False for one too many."""
        self._modules += 1
        return self._modules <= MOST_MODULES

    def bounded(self, name: str, value: Located) -> Located:
        """The value of something that has a name; unknown where it has more than `MOST_PARTS`."""
        if self._size(value) <= MOST_PARTS:
            return value
        reason = self._exceeded(f"{name} has more than {MOST_PARTS} values", value.location)
        return Located(Unknown(reason=reason, location=value.location), value.location, value.sensitive)

    def _exceeded(self, what: str, at: Location) -> str:
        reason = f"{what}, and is not evaluated"
        self._report(Unread(reason, at, types=frozenset(), mentions=frozenset()))
        return reason

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
