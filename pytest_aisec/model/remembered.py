"""What was read once and is certain, for whoever reads it again."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, TypeVar, cast

from pytest_aisec.model.evidence import Reading, read_so_far
from pytest_aisec.verdicts import choices_made

T = TypeVar("T")
Memory = dict[Hashable, tuple[Any, tuple[Reading, ...]]]


def remembered(memory: Memory, key: Hashable, compute: Callable[..., T], *args: object) -> T:
    """What `compute` gives, which is kept unless it hangs on a choice among possible values.

    Whoever asks again leaves the same readings in the evidence. Nothing is kept where no evidence is collected, nor
    what raises.
    """
    readings = read_so_far()
    known = memory.get(key)
    if known is not None:
        value, read = known
        if readings is not None:
            readings.extend(read)
    else:
        before, made = 0 if readings is None else len(readings), choices_made()
        value = compute(*args)
        if readings is not None and choices_made() == made:
            memory[key] = value, tuple(readings[before:])
    return cast("T", value.copy() if type(value) is list else value)
