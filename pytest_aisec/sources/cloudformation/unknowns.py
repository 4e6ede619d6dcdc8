"""What a function of CloudFormation gives when some of its arguments are unknown."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import product

from pytest_aisec.values import NOWHERE, Located, Location, PartlyKnown, Unknown, unknown_parts

MAX_WORLDS = 64
"""How many combinations of possible arguments are tried before a result counts as simply unknown."""


class UnresolvableError(Exception):
    """A function whose arguments are known to make no sense; the text is a reason for people."""


def text_of(scalar: object) -> str:
    """A scalar as CloudFormation writes it into text: `true`, `443`, `a`. Raises UnresolvableError for others."""
    match scalar:
        case bool():
            return "true" if scalar else "false"
        case str() | int():
            return str(scalar)
        case float():
            return repr(scalar)
    raise UnresolvableError("a list or mapping stands where a text is expected")


def concatenated(parts: Sequence[Located], at: Location) -> Located:
    """The parts as one text at `at`; PartlyKnown when some are unknown, which keeps the known ones and the references.

    A text that is nothing but one unknown is that unknown.
    """
    sensitive = any(part.sensitive for part in parts)
    flat: list[str | Unknown] = []
    for part in parts:
        value = part.value
        if isinstance(value, PartlyKnown):
            pieces: Iterable[str | Unknown] = value.parts
        else:
            pieces = [value if isinstance(value, Unknown) else text_of(value)]
        for piece in pieces:
            if isinstance(piece, str) and flat and isinstance(flat[-1], str):
                flat[-1] += piece
            elif piece != "":
                flat.append(piece)
    unknowns = [piece for piece in flat if isinstance(piece, Unknown)]
    if not unknowns:
        return Located("".join(str(piece) for piece in flat), at, sensitive)
    if len(flat) == 1:
        return Located(_as_text(unknowns[0]), at, sensitive)
    return Located(_partly_known(flat, unknowns, at), at, sensitive)


def _as_text(unknown: Unknown) -> Unknown:
    if unknown.possible is None:
        return unknown
    try:
        texts = tuple(
            value if isinstance(value.value, Unknown) else replace(value, value=text_of(value.value))
            for value in unknown.possible
        )
    except UnresolvableError:
        return unknown
    return replace(unknown, possible=texts)


def _partly_known(flat: list[str | Unknown], unknowns: list[Unknown], at: Location) -> PartlyKnown:
    possible: list[Located] = []
    for world in _worlds(unknowns) or ():
        texts = [world[_key(piece)] if isinstance(piece, Unknown) else Located(piece) for piece in flat]
        if any(isinstance(text.value, Unknown) or not _is_scalar(text.value) for text in texts):
            possible = []
            break
        possible.append(Located("".join(text_of(text.value) for text in texts), at))
    return PartlyKnown(
        reason=unknowns[0].reason,
        location=unknowns[0].location,
        parts=tuple(flat),
        possible=tuple(_distinct(possible)) if possible else None,
        identity=identity("text", [Located(piece) for piece in flat]),
        is_set=any(isinstance(piece, str) or piece.is_set for piece in flat),
    )


def _is_scalar(value: object) -> bool:
    return isinstance(value, str | bool | int | float)


def identity(function: str, arguments: Iterable[Located]) -> str | None:
    """The name under which two results of a function are known to be equal; None when an argument has none."""
    try:
        return f"{function}:{json.dumps([argument.plain for argument in arguments], default=_named)}"
    except LookupError:
        return None


def _named(unknown: object) -> dict[str, str]:
    if isinstance(unknown, Unknown) and unknown.identity is not None:
        return {"?": unknown.identity}
    raise LookupError


def derived(function: str, arguments: Sequence[Located], at: Location) -> Located:
    """The unknown result of a function that needs an unknown argument: the reason stays that argument's."""
    first = next((unknown for argument in arguments for unknown in unknown_parts(argument)), None)
    if first is None:
        return Located(Unknown(reason=f"{function} cannot be told here", location=at), at)
    result = Unknown(reason=first.reason, location=first.location, identity=identity(function, arguments))
    return Located(result, at, any(argument.sensitive for argument in arguments))


def applied(
    function: str, arguments: Sequence[Located], compute: Callable[[Sequence[Located]], Located], at: Location
) -> Located:
    """`compute(arguments)`, tried with every possible value of unknown arguments when their domains are finite.

    UnresolvableError from `compute` makes the result an Unknown with that reason.
    """
    unknowns = [unknown for argument in arguments for unknown in unknown_parts(argument)]
    try:
        if not unknowns:
            return compute(arguments)
        worlds = _worlds(unknowns)
        if worlds is None:
            return derived(function, arguments, at)
        results = _distinct(compute([_in_world(item, world) for item in arguments]) for world in worlds)
    except UnresolvableError as error:
        return Located(Unknown(reason=f"{function}: {error}", location=at), at)
    return one_of(results, derived(function, arguments, at), at)


def one_of(results: Sequence[Located], otherwise: Located, at: Location) -> Located:
    """The only result there is, or an unknown like `otherwise` that can be each of them."""
    distinct = _distinct(_flattened(results))
    if len(distinct) == 1:
        return distinct[0]
    like = otherwise.value if isinstance(otherwise.value, Unknown) else Unknown(reason="not known", location=at)
    is_set = all(_is_set(result) for result in distinct)
    sensitive = otherwise.sensitive or any(result.sensitive for result in distinct)
    possible = tuple(distinct) if len(distinct) <= MAX_WORLDS else None
    unknown = Unknown(
        reason=like.reason, location=like.location, possible=possible, identity=like.identity, is_set=is_set
    )
    return Located(unknown, at, sensitive)


def _is_set(value: Located) -> bool:
    return value.value.is_set if isinstance(value.value, Unknown) else value.value is not None


def _flattened(results: Iterable[Located]) -> Iterator[Located]:
    for result in results:
        value = result.value
        if type(value) is Unknown and value.possible is not None:
            yield from value.possible
        else:
            yield result


def _distinct(results: Iterable[Located]) -> list[Located]:
    distinct: list[Located] = []
    for result in results:
        if all(type(result.value) is not type(other.value) or result.plain != other.plain for other in distinct):
            distinct.append(result)
    return distinct


def _key(unknown: Unknown) -> str:
    return unknown.identity or f"#{id(unknown)}"


def _worlds(unknowns: Sequence[Unknown]) -> list[dict[str, Located]] | None:
    """Every joint assignment of possible values; None when there is no closed list of them."""
    domains: dict[str, tuple[Located, ...]] = {}
    size = 1
    for unknown in unknowns:
        if unknown.possible is None or _key(unknown) in domains:
            if unknown.possible is None:
                return None
            continue
        domains[_key(unknown)] = unknown.possible
        size *= len(unknown.possible)
        if size > MAX_WORLDS or any(isinstance(value.value, Unknown) for value in unknown.possible):
            return None
    return [dict(zip(domains, values, strict=True)) for values in product(*domains.values())]


def _in_world(value: Located, world: dict[str, Located]) -> Located:
    match value.value:
        case Unknown() as unknown:
            chosen = world[_key(unknown)]
            place = value.location if value.location is not NOWHERE else chosen.location
            return replace(chosen, location=place)
        case list() as items:
            return replace(value, value=[_in_world(item, world) for item in items])
        case dict() as entries:
            return replace(value, value={key: _in_world(item, world) for key, item in entries.items()})
    return value
