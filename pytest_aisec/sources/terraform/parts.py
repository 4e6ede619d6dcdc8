"""Strings put together from parts of which some are unknown."""

from __future__ import annotations

from collections.abc import Iterable

from pytest_aisec.sources.terraform.templates import normal
from pytest_aisec.values import PartlyKnown, Unknown


def joined(parts: Iterable[str | Unknown]) -> str | PartlyKnown:
    """A string from its parts: a plain one if all are known."""
    merged: list[str | Unknown] = []
    for part in parts:
        for piece in part.parts if isinstance(part, PartlyKnown) else (part,):
            if isinstance(piece, str) and merged and isinstance(merged[-1], str):
                merged[-1] += piece
            elif piece != "":
                merged.append(piece)
    unknown = next((part for part in merged if isinstance(part, Unknown)), None)
    if unknown is None:
        return normal("".join(str(part) for part in merged))
    return PartlyKnown(reason=unknown.reason, location=unknown.location, is_set=True, parts=tuple(merged))
