"""How a function of the language is declared and called."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple, TypeAlias, TypeVar

from pytest_aisec.sources.terraform.convert import converted
from pytest_aisec.sources.terraform.errors import Refused
from pytest_aisec.sources.terraform.functions.results import RESULTS, result_type
from pytest_aisec.sources.terraform.types import ANY, STRING, ListValue, Type, Typed, further, is_open, kind_of
from pytest_aisec.sources.terraform.unknowns import (
    MOST_POSSIBLE,
    NotKnown,
    Whole,
    any_sensitive,
    derived,
    first_unknown,
)
from pytest_aisec.values import NOWHERE, Located, Location, Reference, Unknown, Value

if TYPE_CHECKING:
    from pytest_aisec.sources.terraform import syntax
    from pytest_aisec.sources.terraform.scope import Scope

Evaluate: TypeAlias = "Callable[[syntax.Expression, Scope], Located]"
Special: TypeAlias = "Callable[[syntax.Call, Scope, Evaluate], Located]"
Body: TypeAlias = Callable[..., Value | Located]
_Declared = TypeVar("_Declared", bound=Body)


class Function(NamedTuple):
    """A function: the types of its parameters, of any further ones, and what it does.

    `nullable`: arguments may be null. `partial`: the body copes with arguments that are unknown as a whole.
    """

    parameters: tuple[Type, ...]
    rest: Type | None
    body: Body
    nullable: bool
    partial: bool


MOST_TRIED = 8
"""For how many possible values of an unknown argument a function is called."""

FUNCTIONS: dict[str, Function] = {}
SPECIAL: dict[str, Special] = {}


def function(
    name: str, *parameters: Type, rest: Type | None = None, nullable: bool = False, partial: bool = False
) -> Callable[[_Declared], _Declared]:
    """Declare a function whose body takes the converted arguments as located values."""

    def declare(body: _Declared) -> _Declared:
        FUNCTIONS[name] = Function(parameters, rest, body, nullable, partial)
        return body

    return declare


def scalar(name: str, *parameters: Type, rest: Type | None = None) -> Callable[[Body], Body]:
    """Declare a function whose body takes plain values, all of them known."""

    def declare(body: Body) -> Body:
        def unwrapped(*arguments: Located) -> Value | Located:
            return body(*(argument.value for argument in arguments))

        FUNCTIONS[name] = Function(parameters, rest, unwrapped, nullable=False, partial=False)
        return body

    return declare


def special(name: str) -> Callable[[Special], Special]:
    """Declare a function that decides itself whether and how its arguments are evaluated."""

    def declare(body: Special) -> Special:
        SPECIAL[name] = body
        return body

    return declare


def invoke(name: str, arguments: Sequence[Located], at: Location) -> Located:
    """Call a function. Raises Refused for arguments that it does not take."""
    chosen = FUNCTIONS.get(name.removeprefix("core::"))
    if chosen is None:
        return Located(Unknown(reason=f"the function {name} is not evaluated", location=at), at)
    given = [_complete(argument) for argument in arguments]
    values = [_argument(chosen, place, argument, name, at) for place, argument in enumerate(given)]
    if len(values) < len(chosen.parameters) or (len(values) > len(chosen.parameters) and chosen.rest is None):
        raise Refused(f"{name} takes {len(chosen.parameters)} arguments, not {len(values)}", at)
    sensitive = any_sensitive(values)
    try:
        result = chosen.body(*(values if chosen.partial else map(_known, values)))
    except Refused as refusal:
        raise Refused(f"{name}: {refusal.reason}", at) from refusal
    except NotKnown as missing:
        unknown = _of_each(name, given, missing.unknown, at)
        if unknown.possible is None:
            unknown = _of_type(unknown, result_type(name, values), is_set=name in RESULTS)
            unknown = replace(unknown, identity=_identity(name, given))
        return Located(unknown, at, sensitive)
    if isinstance(result, Located):
        return result
    return Located(result, at, sensitive)


def _identity(name: str, arguments: Sequence[Located]) -> str | None:
    """What tells a result apart from others: the same function of the same unknown, beside plain texts, is the same."""
    parts: list[str] = []
    for argument in arguments:
        match argument.value:
            case Unknown(identity=str() as identity, possible=None):
                parts.append(identity)
            case str() as plain:
                parts.append(json.dumps(plain))
            case _:
                return None
    return f"{name}({', '.join(parts)})"


def _of_type(unknown: Unknown, type_: Type, *, is_set: bool) -> Unknown:
    if type_ == ANY:
        return unknown
    return Typed(reason=unknown.reason, location=unknown.location, is_set=is_set or unknown.is_set, type=type_)


def _known(value: Located) -> Located:
    if isinstance(value.value, Unknown):
        raise NotKnown(value.value)
    return value


def _of_each(name: str, arguments: Sequence[Located], cause: Unknown, at: Location) -> Unknown:
    """The result where an unknown stood in the way: one of a few, if that argument is one of a few."""
    place = next((place for place, argument in enumerate(arguments) if argument.value is cause), None)
    if name == "lookup" and isinstance(cause, Typed) and is_open(cause.type):
        return derived(cause)
    if place is None or cause.possible is None or len(cause.possible) > MOST_TRIED:
        return derived(cause)
    results: list[Located] = []
    for alternative in cause.possible:
        result = invoke(name, [*arguments[:place], alternative, *arguments[place + 1 :]], at)
        if not isinstance(result.value, Unknown):
            results.append(result)
        elif result.value.possible is not None:
            results += result.value.possible
        else:
            return derived(cause)
    return derived(cause, possible=tuple(results) if len(results) <= MOST_POSSIBLE else None)


def _complete(argument: Located) -> Located:
    """A module or a set of instances is given to functions as a whole."""
    inner = argument.value
    if isinstance(inner, Whole) and not inner.uncounted:
        return inner.lazy.whole(argument.location)
    return argument


def _argument(chosen: Function, place: int, argument: Located, name: str, at: Location) -> Located:
    wanted = chosen.parameters[place] if place < len(chosen.parameters) else chosen.rest
    if wanted is None:
        raise Refused(f"{name} takes {len(chosen.parameters)} arguments", at)
    if argument.value is None and not chosen.nullable:
        raise Refused(f"{name}: an argument is null", at)
    try:
        return converted(argument, wanted)
    except Refused as refusal:
        raise Refused(f"{name}: {refusal.reason}", at) from refusal


def whole(value: object) -> int:
    """A number as an int. Raises Refused for fractions."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    raise Refused("a whole number is required")


def list_of(items: Iterable[str], value: Located | None = None) -> ListValue:
    """A list of strings, all at the place of the value they were made from."""
    at = NOWHERE if value is None else value.location
    return ListValue([Located(item, at) for item in items], STRING)


def string(value: Located) -> str:
    """An element as a string. Raises NotKnown or Refused."""
    inner = value.value
    if isinstance(inner, Unknown):
        raise NotKnown(inner)
    if isinstance(inner, str):
        return str(inner)
    raise Refused(f"a string is required, not {kind_of(inner)}", value.location)


def strings(value: Located) -> list[str]:
    """The elements of a list as strings. Raises NotKnown or Refused."""
    return [string(item) for item in elements(value)]


def elements(value: Located) -> list[Located]:
    """The elements of a list, set or tuple. Raises NotKnown or Refused."""
    inner = value.value
    if isinstance(inner, list):
        if (more := further(inner)) is not None:
            raise NotKnown(more)
        return inner
    if isinstance(inner, Unknown):
        raise NotKnown(inner)
    raise Refused(f"a list is required, not a {kind_of(inner)}", value.location)


def in_order(value: Located) -> list[Located]:
    """The elements of a list or tuple, where their places matter. Raises NotKnown or Refused."""
    found = elements(value)
    if isinstance(found, ListValue) and found.unordered:
        raise NotKnown(next(unknown for item in found if (unknown := first_unknown(item))))
    return found


def entries(value: Located) -> dict[str, Located]:
    """The entries of a map or object. Raises NotKnown or Refused."""
    inner = value.value
    if isinstance(inner, dict):
        return inner
    if isinstance(inner, Unknown):
        raise NotKnown(inner)
    raise Refused(f"a map is required, not a {kind_of(inner)}", value.location)


def distinguishable(value: Located) -> Located:
    """The value, if its elements can be told apart. Raises NotKnown.

    Identifiers of different resources differ although nobody knows them yet; of other unknowns nothing is certain.
    """
    for item in elements(value):
        unknown = first_unknown(item)
        if unknown is not None and not (unknown is item.value and is_identifier(unknown)):
            raise NotKnown(unknown)
    return value


def is_identifier(unknown: Unknown) -> bool:
    """Whether it is the id or ARN of a resource, which no other resource has."""
    return isinstance(unknown, Reference) and unknown.attribute in ("id", "arn") and unknown.identity is not None
