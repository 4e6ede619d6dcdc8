"""What a source was not asked for, since no policy that was selected then reads it: one line for many types."""

from __future__ import annotations

from collections.abc import Iterable

from pytest_aisec.model.matching import Regex

SHOWN_TYPES = 4
BETWEEN = "; "
"""What stands between the reasons of one message."""
TOLD = Regex(
    r"(?P<types>[\w:-]+(?:, [\w:-]+)*) (?:was|were) not collected(?: from (?P<source>.+))?"
    r": no policy that was selected then reads (?:it|them)"
)


def told(types: Iterable[str], source: str = "", shown: int | None = None) -> str:
    """The one line: all types in their order, or with `shown` no more than that and the number of the others."""
    names = list(types)
    kept = names if shown is None or len(names) <= shown + 1 else names[:shown]
    more = len(names) - len(kept)
    said = ", ".join(kept) + (f" and {more} more types" if more else "")
    where = f" from {source}" if source else ""
    verb, them = ("was", "it") if len(names) == 1 else ("were", "them")
    return f"{said} {verb} not collected{where}: no policy that was selected then reads {them}"


def parted(reasons: Iterable[str]) -> tuple[list[str], dict[str, dict[str, None]]]:
    """What else reasons say, each once and in order; and by source, empty where none is named, the types in them."""
    others: dict[str, None] = {}
    types: dict[str, dict[str, None]] = {}
    for reason in reasons:
        parts = [(part, TOLD.fullmatch(part)) for part in reason.split(BETWEEN)]
        rest = [part for part, found in parts if found is None]
        if rest:
            others[BETWEEN.join(rest)] = None
        for _, found in parts:
            if found is not None:
                types.setdefault(found["source"] or "", {}).update(dict.fromkeys(found["types"].split(", ")))
    return list(others), types


def in_one_line(reasons: Iterable[str], shown: int | None = None) -> list[str]:
    """The reasons, each once, those that name types which were not collected as one line for each source."""
    others, types = parted(reasons)
    return others + [told(names, source, shown) for source, names in types.items()]
