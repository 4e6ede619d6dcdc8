"""Functions that convert values to types, and those that ask whether something can be had at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_aisec.sources.terraform.choices import one_of
from pytest_aisec.sources.terraform.convert import converted
from pytest_aisec.sources.terraform.errors import Refused
from pytest_aisec.sources.terraform.functions.registry import Evaluate, function, special
from pytest_aisec.sources.terraform.types import ANY, BOOL, NUMBER, STRING, Collection, Type, Typed
from pytest_aisec.sources.terraform.unknowns import NotKnown, Whole, derived, truth
from pytest_aisec.values import Located, PartlyKnown, Reference, Unknown, Value

if TYPE_CHECKING:
    from pytest_aisec.sources.terraform import syntax
    from pytest_aisec.sources.terraform.scope import Scope

_CONVERSIONS: dict[str, Type] = {
    "tostring": STRING,
    "tonumber": NUMBER,
    "tobool": BOOL,
    "tolist": Collection("list", ANY),
    "toset": Collection("set", ANY),
    "tomap": Collection("map", ANY),
}


def _declare(name: str, wanted: Type) -> None:
    def convert(value: Located) -> Located:
        return converted(value, wanted)

    function(name, ANY, nullable=True, partial=True)(convert)


for _name, _wanted in _CONVERSIONS.items():
    _declare(_name, _wanted)


@special("try")
def _try(call: syntax.Call, scope: Scope, evaluate: Evaluate) -> Located:
    """The first argument that Terraform would not refuse; one of a few where that depends on an unknown."""
    values: list[Located] = []
    cause: Unknown | None = None
    for argument in call.arguments:
        try:
            value = evaluate(argument, scope)
        except Refused:
            continue
        except NotKnown as missing:
            value = Located(derived(missing.unknown), argument.at)
        values.append(value)
        doubt = _doubt(value)
        if doubt is None:
            break
        cause = cause or doubt
    if not values:
        raise Refused("try: every argument is refused", call.at)
    if len(values) == 1 or cause is None:
        return values[0]
    return one_of(values, cause, scope.identity(call.at), call.at)


def _doubt(value: Located) -> Unknown | None:
    """An unknown because of which Terraform may yet refuse the value; None if it will not."""
    match value.value:
        case Typed(given=True) | Reference() | Whole():
            return None
        case PartlyKnown(parts=parts):
            found = (_doubt(Located(part)) for part in parts if isinstance(part, Unknown))
        case Unknown() as unknown:
            return unknown
        case list() as items:
            found = (_doubt(item) for item in items)
        case dict() as entries:
            found = (_doubt(item) for item in entries.values())
        case _:
            return None
    return next((doubt for doubt in found if doubt is not None), None)


@special("can")
def _can(call: syntax.Call, scope: Scope, evaluate: Evaluate) -> Located:
    """Whether Terraform would not refuse the argument; unknown where that depends on an unknown."""
    if len(call.arguments) != 1:
        raise Refused("can takes 1 argument", call.at)
    try:
        value = evaluate(call.arguments[0], scope)
    except Refused:
        return Located(False, call.at)
    except NotKnown as missing:
        return truth(missing.unknown, call.at)
    doubt = _doubt(value)
    return Located(True, call.at) if doubt is None else truth(doubt, call.at)


@function("sensitive", ANY, nullable=True, partial=True)
def _sensitive(value: Located) -> Located:
    return Located(value.value, value.location, True)


@function("nonsensitive", ANY, nullable=True, partial=True)
def _nonsensitive(value: Located) -> Located:
    return Located(value.value, value.location)


@function("issensitive", ANY, nullable=True, partial=True)
def _issensitive(value: Located) -> Value:
    return value.sensitive


@function("ephemeralasnull", ANY, nullable=True, partial=True)
def _ephemeralasnull(value: Located) -> Located:
    return value
