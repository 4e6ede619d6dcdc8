"""Joining values that Terraform has computed with the configuration they come from."""

from __future__ import annotations

import json
from typing import NamedTuple

from pytest_aisec.sources.terraform.numbers import number
from pytest_aisec.sources.terraform.unknowns import first_unknown
from pytest_aisec.values import JsonText, Located, Location, PartlyKnown, Unknown, located


class Computed(NamedTuple):
    """One value of a plan or state: what is there, and which parts are unknown or sensitive.

    `unknown` and `sensitive` mirror the value: True for all of it, a list or mapping for parts of it.
    """

    value: object
    unknown: object = None
    sensitive: object = None
    configured: bool = False
    """The configuration beside it is complete: what it leaves out of a block is left to the provider."""

    def part(self, step: str | int) -> Computed:
        """The computed value at an index or key."""
        value, unknown, sensitive = (_at(mirrored, step) for mirrored in (self.value, self.unknown, self.sensitive))
        return Computed(value, unknown, sensitive, self.configured)


def _at(mirrored: object, step: str | int) -> object:
    """The mirrored mark of a part: marks of the whole hold for the part."""
    match mirrored:
        case bool():
            return mirrored
        case list() if isinstance(step, int):
            return mirrored[step] if step < len(mirrored) else None
        case dict() if isinstance(step, str):
            return mirrored.get(step)
    return None


def joined(computed: Computed, written: Located | None, at: Location, path: str) -> Located:
    """The computed value with the locations, references and structures of what is written.

    `written` is the configuration's value in the same place, if it has one; `at` is the place of what has none.
    What is known after apply only is unknown, or the reference that the configuration has there. What a block of
    a complete configuration leaves out, and the plan leaves to the provider, is absent as it is there.
    """
    hidden = computed.sensitive is True or (written is not None and written.sensitive)
    place = written.location if written is not None else at
    if computed.unknown is True:
        if written is not None and first_unknown(written) is not None:
            return Located(written.value, place, hidden)
        reason = f"{path} is known after apply"
        return Located(Unknown(reason=reason, location=at, identity=path, is_set=path.endswith((".id", ".arn"))), place)
    match computed.value:
        case dict() as entries:
            return Located(_entries(computed, entries, written, place, path), place, hidden)
        case list() as items:
            return Located(_items(computed, items, written, place, path), place, hidden)
        case str() as text:
            return Located(_text(text, written, place), place, hidden)
    return Located(located(computed.value).value, place, hidden)


def _entries(
    computed: Computed, entries: dict[str, object], written: Located | None, at: Location, path: str
) -> dict[str, Located]:
    known = written.value if written is not None and isinstance(written.value, dict) else {}
    unknown = computed.unknown if isinstance(computed.unknown, dict) else {}
    names = [*entries, *(name for name, mark in unknown.items() if name not in entries and mark)]
    if computed.configured and written is not None and isinstance(written.value, dict):
        names = [name for name in names if name in known or not _left_to_the_provider(computed.part(name), name)]
    return {name: joined(computed.part(name), known.get(name), at, f"{path}.{name}") for name in names}


def _left_to_the_provider(computed: Computed, name: str) -> bool:
    return computed.unknown is True and name not in {"id", "arn"}


def _items(computed: Computed, items: list[object], written: Located | None, at: Location, path: str) -> list[Located]:
    candidates = list(written.value) if written is not None and isinstance(written.value, list) else []
    unknown = computed.unknown if isinstance(computed.unknown, list) else []
    result = []
    for place in range(max(len(items), len(unknown))):
        part = computed.part(place)
        chosen = next((item for item in candidates if _agree(item, part)), None)
        if chosen is not None:
            candidates = [item for item in candidates if item is not chosen]
        result.append(joined(part, chosen, at, f"{path}[{place}]"))
    return result


def _agree(written: Located, computed: Computed) -> bool:
    """Whether nothing that is written contradicts the computed value: sets come in another order."""
    if computed.unknown is True or isinstance(written.value, Unknown):
        return True
    match written.value, computed.value:
        case dict() as entries, dict():
            return all(_agree(item, computed.part(name)) for name, item in entries.items() if item.value is not None)
        case list() as items, list() as values:
            return len(items) == len(values)
    return str(written.value) == str(computed.value) or written.value == computed.value


def _text(text: str, written: Located | None, at: Location) -> str:
    """A string; JSON that an encoder of the configuration made keeps the places of its parts."""
    inner = written.value if written is not None else None
    structure = inner.structure if isinstance(inner, JsonText | PartlyKnown) else None
    if structure is None:
        return text
    try:
        decoded = json.loads(text, parse_float=number)
    except (ValueError, RecursionError):
        return text
    return JsonText(text, joined(Computed(decoded), structure, at, ""))
