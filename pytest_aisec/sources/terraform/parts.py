"""Strings put together from parts of which some are unknown."""

from __future__ import annotations

from collections.abc import Iterable

from pytest_aisec.sources.terraform import effort
from pytest_aisec.sources.terraform.errors import Refused
from pytest_aisec.sources.terraform.templates import normal
from pytest_aisec.values import PartlyKnown, Unknown


def joined(parts: Iterable[str | Unknown]) -> str | PartlyKnown:
    """A string from its parts: a plain one if all are known. Raises Refused for one beyond `MOST_CHARACTERS`."""
    merged: list[str | Unknown] = []
    characters = 0
    for part in parts:
        for piece in part.parts if isinstance(part, PartlyKnown) else (part,):
            characters += len(piece) if isinstance(piece, str) else 1
            if characters > effort.MOST_CHARACTERS:
                raise Refused(f"a string of more than {effort.MOST_CHARACTERS} characters is not evaluated")
            if isinstance(piece, str) and merged and isinstance(merged[-1], str):
                merged[-1] += piece
            elif piece != "":
                merged.append(piece)
    unknown = next((part for part in merged if isinstance(part, Unknown)), None)
    if unknown is None:
        return normal("".join(str(part) for part in merged))
    return PartlyKnown(reason=unknown.reason, location=unknown.location, is_set=True, parts=tuple(merged))
