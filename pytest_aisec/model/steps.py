"""Following a dotted path into a value."""

from __future__ import annotations

from collections.abc import Sequence

from pytest_aisec.values import Located, Unknown
from pytest_aisec.verdicts import Undetermined


def entry(entries: dict[str, Located], name: str) -> Located | None:
    """An entry by its name; APIs differ in the case of the first letter (`KmsKeyId`, `kmsKeyId`)."""
    found = entries.get(name)
    if found is None and name:
        found = entries.get(name[0].swapcase() + name[1:])
    return found


def step_into(value: Located, steps: Sequence[str]) -> Located:
    """Follow names, list indices and `*` (every item) into a value.

    A name on a list means the name in its only item, because a block that may stand once is a list of one. An unknown
    on the way makes what is below it unknown, never absent.
    """
    for depth, step in enumerate(steps):
        match value.value:
            case None:
                return value
            case Unknown() as unknown:
                return Located(_below(unknown, steps[depth:]), value.location)
            case list() as items if step == "*":
                return _every(value, items, steps[depth + 1 :])
            case list() as items if step.isdigit():
                value = items[int(step)] if int(step) < len(items) else Located(None, value.location)
            case list() as items:
                return step_into(items[0], steps[depth:]) if items else Located(None, value.location)
            case dict() as entries if step == "*":
                return _every(value, list(entries.values()), steps[depth + 1 :])
            case dict() as entries:
                value = entry(entries, step) or Located(None, value.location)
            case _:
                return Located(None, value.location)
    return value


def plain_value(found: Located) -> object:
    """What is there without places. Raises Undetermined if it, or a part of it, is unknown."""
    match found.value:
        case Unknown() as unknown:
            raise Undetermined(str(unknown))
        case list() as items:
            return [plain_value(item) for item in items]
        case dict() as entries:
            return {name: plain_value(item) for name, item in entries.items()}
        case scalar:
            return scalar


def _every(value: Located, items: list[Located], rest: Sequence[str]) -> Located:
    found = [step_into(item, rest) for item in items]
    flat: list[Located] = []
    for item in found:
        if "*" in rest and isinstance(item.value, list):
            flat.extend(item.value)
        elif item.value is not None:
            flat.append(item)
    return Located(flat, flat[0].location if flat else value.location)


def _below(unknown: Unknown, steps: Sequence[str]) -> Unknown:
    identity = f"{unknown.identity}.{'.'.join(steps)}" if unknown.identity else None
    possible = unknown.possible
    if possible is not None:
        # The parent's identity stays: the same choice decides all that is below it.
        options = tuple(step_into(option, steps) for option in possible)
        return Unknown(reason=unknown.reason, location=unknown.location, possible=options, identity=unknown.identity)
    return Unknown(reason=unknown.reason, location=unknown.location, identity=identity)
