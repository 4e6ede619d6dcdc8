"""Strings put together from parts of which some are unknown."""

from __future__ import annotations

from collections.abc import Iterable

from pytest_aisec.sources.terraform import effort
from pytest_aisec.sources.terraform.errors import Refused
from pytest_aisec.sources.terraform.templates import normal
from pytest_aisec.values import PartlyKnown, Unknown


def together(pieces: Iterable[str | Unknown]) -> list[str | Unknown]:
    """The pieces with texts beside each other made one, none of them empty.

    Raises Refused for more than `MOST_CHARACTERS`.
    """
    merged: list[str | Unknown] = []
    texts: list[str] = []
    characters = 0
    for piece in pieces:
        characters += len(piece) if isinstance(piece, str) else 1
        if characters > effort.MOST_CHARACTERS:
            raise Refused(f"a string of more than {effort.MOST_CHARACTERS} characters is not evaluated")
        if isinstance(piece, str):
            texts.append(piece)
        else:
            merged += ["".join(texts), piece]
            texts = []
    return [piece for piece in (*merged, "".join(texts)) if piece != ""]


def joined(parts: Iterable[str | Unknown]) -> str | PartlyKnown:
    """A string from its parts: a plain one if all are known. Raises Refused for one beyond `MOST_CHARACTERS`."""
    merged = together(piece for part in parts for piece in (part.parts if isinstance(part, PartlyKnown) else (part,)))
    unknown = next((part for part in merged if isinstance(part, Unknown)), None)
    if unknown is None:
        return normal("".join(str(part) for part in merged))
    return PartlyKnown(reason=unknown.reason, location=unknown.location, is_set=True, parts=tuple(merged))
