"""What a policy read: the evidence of its verdict."""

from __future__ import annotations

from contextvars import ContextVar
from typing import NamedTuple

from pytest_aisec.contexts import Within
from pytest_aisec.values import Location

MASKED = "(sensitive)"


class Reading(NamedTuple):
    """One attribute as it was read.

    `owner` is the address of the resource that the attribute belongs to; `attribute` names the way through its blocks
    (`ingress[0].cidrs`). `value` is plain JSON, or the reason in angle brackets when the source could not tell
    it. `assumed`: the value was tried, not known. Not `stated`: the source says nothing, the value is the default.
    """

    owner: str
    attribute: str
    value: object
    location: Location
    assumed: bool = False
    stated: bool = True


_readings: ContextVar[list[Reading] | None] = ContextVar("readings", default=None)


def record(reading: Reading) -> None:
    """Keep what was read, if somebody is collecting evidence."""
    readings = _readings.get()
    if readings is not None:
        readings.append(reading)


def read_so_far() -> list[Reading] | None:
    """What was read by now, in order; None if nobody is collecting evidence."""
    return _readings.get()


def recording() -> Within[list[Reading]]:
    """Collect everything that is read inside the block, in order."""
    readings: list[Reading] = []
    return Within(_readings, readings)


def unrecorded() -> Within[None]:
    """Read without leaving evidence inside the block: for what the framework asks itself."""
    return Within(_readings, None)
