"""What a function of CloudFormation gives when some of its arguments are unknown."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import product
from typing import NamedTuple

from pytest_aisec.model.foreign import SHARED, is_shared
from pytest_aisec.values import Located, Location, PartlyKnown, Unknown, unknown_parts

MAX_WORLDS = 64
"""How many combinations of possible arguments are tried before a result counts as simply unknown."""


LONGEST_TEXT = 1_000_000
"""Texts that nested stacks double at each level would fill the memory; CloudFormation's own limits are far lower."""

_LONGEST_NAME = 200


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

    A text that is nothing but one unknown is that unknown. Raises UnresolvableError for what is no text, or too long.
    """
    sensitive = any(part.sensitive for part in parts)
    flat: list[str | Unknown] = []
    texts: list[str] = []
    length = 0
    for part in parts:
        value = part.value
        if isinstance(value, PartlyKnown):
            pieces: Iterable[str | Unknown] = value.parts
        else:
            pieces = [value if isinstance(value, Unknown) else text_of(value)]
        for piece in pieces:
            length += len(piece) if isinstance(piece, str) else 1
            if length > LONGEST_TEXT:
                raise UnresolvableError(f"makes a text longer than {LONGEST_TEXT} characters")
            if isinstance(piece, str):
                texts.append(piece)
            else:
                flat += ["".join(texts), piece]
                texts = []
    flat = [piece for piece in (*flat, "".join(texts)) if piece != ""]
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
    known = [_as_text(piece) if isinstance(piece, Unknown) else piece for piece in flat]
    unknown = Unknown(
        reason=unknowns[0].reason,
        location=unknowns[0].location,
        identity=identity("text", [Located(piece) for piece in known]),
    )
    worlds = worlds_of(unknowns)
    if worlds is not None:
        texts = [_text_in(known, world, at) for world in worlds.each]
        if all(isinstance(text.value, str) for text in texts):
            settled = worlds.settled(texts, unknown, at).value
            unknown = settled if isinstance(settled, Unknown) else unknown
    return PartlyKnown(
        reason=unknown.reason,
        location=unknown.location,
        parts=tuple(known),
        possible=unknown.possible,
        identity=unknown.identity,
        is_set=any(isinstance(piece, str) or piece.is_set for piece in known),
    )


def _text_in(flat: list[str | Unknown], world: Mapping[str, int], at: Location) -> Located:
    text = ""
    for piece in flat:
        value = in_world(Located(piece), world).value if isinstance(piece, Unknown) else piece
        if not isinstance(value, str):
            return Located(None, at)
        text += value
    return Located(text, at)


def identity(function: str, arguments: Iterable[Located]) -> str | None:
    """The name under which two results of a function are known to be equal; None when an argument has none.

    Linked templates share it if they share all that it is made of.
    """
    made_of: list[str] = []

    def named(unknown: object) -> dict[str, object]:
        if isinstance(unknown, Unknown) and unknown.identity is not None:
            made_of.append(unknown.identity)
            return {"?": unknown.identity, "of": [option.plain for option in unknown.possible or ()]}
        raise LookupError

    try:
        name = f"{function}:{json.dumps([argument.plain for argument in arguments], default=named)}"
    except LookupError:
        return None
    if len(name) > _LONGEST_NAME:  # functions inside functions would double the quoting at each level
        name = f"{function}#{hashlib.sha256(name.encode()).hexdigest()}"
    return f"{SHARED}{name}" if made_of and all(map(is_shared, made_of)) else name


def derived(function: str, arguments: Sequence[Located], at: Location) -> Located:
    """The unknown result of a function that needs an unknown argument: the reason stays that argument's."""
    first = next((unknown for argument in arguments for unknown in unknown_parts(argument)), None)
    if first is None:
        return Located(Unknown(reason=f"{function} cannot be told here", location=at), at)
    result = Unknown(reason=first.reason, location=first.location, identity=identity(function, arguments))
    return Located(result, at, any(argument.sensitive for argument in arguments))


def applied(
    function: str,
    arguments: Sequence[Located],
    compute: Callable[[Sequence[Located]], Located],
    at: Location,
    besides: Sequence[Located] = (),
) -> Located:
    """`compute(arguments)`, tried with every possible value of unknown arguments when their domains are finite.

    UnresolvableError from `compute` makes the result an Unknown with that reason. `besides`: what stands for all that
    the result hangs on besides the arguments.
    """

    def computed(known: Sequence[Located]) -> Located:
        try:
            return compute(known)
        except UnresolvableError as error:
            return Located(Unknown(reason=f"{function}: {error}", location=at), at)

    unknowns = [unknown for argument in arguments for unknown in unknown_parts(argument)]
    worlds = worlds_of(unknowns)
    if worlds is None:
        return derived(function, [*arguments, *besides], at)
    results = [computed([in_world(item, world) for item in arguments]) for world in worlds.each]
    like = derived(function, [*arguments, *besides], at)
    value = worlds.settled(results, like.value if isinstance(like.value, Unknown) else UNTOLD, at)
    return replace(value, sensitive=value.sensitive or like.sensitive)


UNTOLD = Unknown(reason="not known before deployment")


class Worlds(NamedTuple):
    """Every joint choice among the possible values of some unknowns; in each, an unknown has the option of one index.

    Unknowns of the same identity take the option of the same index, as the verdict logic chooses.
    """

    each: tuple[Mapping[str, int], ...]
    keys: Mapping[str, Unknown]

    def settled(self, results: Sequence[Located], like: Unknown, at: Location) -> Located:
        """The results of all worlds as one value: the only one there is, or an unknown that can be each of them.

        When one unknown decides, the result keeps its identity and the order of its options, so that all results
        decided by it change together. Otherwise it is named and reasoned as `like`.
        """
        distinct = _distinct(results)
        if len(distinct) == 1:
            return distinct[0]
        name, possible = like.identity, tuple(distinct)
        if len(self.keys) == 1:
            ((name, like),) = self.keys.items()
            possible = tuple(results)
        unknown = Unknown(
            reason=like.reason,
            location=like.location,
            possible=possible,
            identity=None if name is None or name.startswith("#") else name,
            is_set=all(_is_set(result) for result in distinct),
        )
        return Located(unknown, at, any(result.sensitive for result in results))


def worlds_of(unknowns: Iterable[Unknown]) -> Worlds | None:
    """The worlds of the unknowns; None when one has no closed list of values, or there are more than MAX_WORLDS."""
    keys: dict[str, Unknown] = {}
    size = 1
    for unknown in unknowns:
        if not unknown.possible:
            return None
        known = keys.setdefault(_key(unknown), unknown)
        if len(known.possible or ()) != len(unknown.possible):
            return None
        if known is unknown:
            size *= len(unknown.possible)
    if size > MAX_WORLDS:
        return None
    ranges = (range(len(unknown.possible or ())) for unknown in keys.values())
    return Worlds(tuple(dict(zip(keys, choice, strict=True)) for choice in product(*ranges)), keys)


def _key(unknown: Unknown) -> str:
    return unknown.identity or f"#{id(unknown)}"


def in_world(value: Located, world: Mapping[str, int]) -> Located:
    """The value with the unknowns that the world decides replaced by their chosen options."""
    match value.value:
        case Unknown() as unknown if unknown.possible and _key(unknown) in world:
            return unknown.possible[world[_key(unknown)]]
        case list() as items:
            return replace(value, value=[in_world(item, world) for item in items])
        case dict() as entries:
            return replace(value, value={key: in_world(item, world) for key, item in entries.items()})
    return value


def _is_set(value: Located) -> bool:
    return value.value.is_set if isinstance(value.value, Unknown) else value.value is not None


def _distinct(results: Iterable[Located]) -> list[Located]:
    distinct: list[Located] = []
    for result in results:
        if all(type(result.value) is not type(other.value) or result.plain != other.plain for other in distinct):
            distinct.append(result)
    return distinct


def either(truth: Unknown, branches: Sequence[Located], at: Location) -> Located:
    """The first branch where the condition is true, else the second: what `Fn::If` gives when that is unknown."""
    yes, no = branches
    choosing = [truth, *(branch.value for branch in branches if _has_options(branch.value))]
    same = identity("Fn::If", [Located(truth), yes, no])
    like = Unknown(reason=truth.reason, location=truth.location, identity=same)
    worlds = worlds_of(unknown for unknown in choosing if isinstance(unknown, Unknown))
    if worlds is None:
        return Located(like, at, yes.sensitive or no.sensitive)
    results = []
    for world in worlds.each:
        chosen = yes if in_world(Located(truth), world).value is True else no
        results.append(in_world(chosen, world) if _has_options(chosen.value) else chosen)
    return worlds.settled(results, like, at)


def listed(items: Sequence[Located], at: Location) -> Located:
    """A list whose items may turn out to be removed: then the whole list is unknown, among all lists it can be."""
    doubtful = [item.value for item in items if _may_be_absent(item.value)]
    worlds = worlds_of(unknown for unknown in doubtful if isinstance(unknown, Unknown))
    if not doubtful or worlds is None:
        return Located(list(items), at)
    results = []
    for world in worlds.each:
        chosen = [in_world(item, world) if _may_be_absent(item.value) else item for item in items]
        results.append(Located([item for item in chosen if item.value is not None], at))
    like = next(unknown for unknown in doubtful if isinstance(unknown, Unknown))
    return worlds.settled(results, replace(like, identity=identity("list", items)), at)


def _may_be_absent(value: object) -> bool:
    return isinstance(value, Unknown) and any(option.value is None for option in value.possible or ())


def _has_options(value: object) -> bool:
    return isinstance(value, Unknown) and bool(value.possible)
