"""Evaluation of what walks over collections."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from pytest_aisec.sources.terraform import syntax
from pytest_aisec.sources.terraform.convert import converted, text
from pytest_aisec.sources.terraform.errors import Refused
from pytest_aisec.sources.terraform.evaluation import evaluate, evaluator
from pytest_aisec.sources.terraform.numbers import counted
from pytest_aisec.sources.terraform.types import (
    BOOL,
    ListValue,
    Open,
    SetValue,
    Typed,
    kind_of,
)
from pytest_aisec.sources.terraform.unknowns import NotKnown, Whole, sole, taken
from pytest_aisec.values import Located, Location, Unknown

if TYPE_CHECKING:
    from pytest_aisec.sources.terraform.scope import Scope


def items_of(collection: Located, at: Location, scope: Scope) -> Iterator[tuple[Located, Located]]:
    """Keys and values of what can be walked over.

    Raises Refused for what cannot, and where the reading has walked over too much; NotKnown for unknowns.
    """
    for pair in _pairs(collection, at):
        scope.module.reading.effort.step(at)
        yield pair


def _pairs(collection: Located, at: Location) -> Iterator[tuple[Located, Located]]:
    collection = sole(collection)
    inner = collection.value
    if isinstance(inner, Whole) and not inner.uncounted:
        collection = inner.lazy.whole(collection.location)
        inner = collection.value
    match inner:
        case ListValue(more=Unknown() as more):
            raise NotKnown(more)
        case SetValue() as items:
            for item in items:
                yield item, taken(item, collection)
        case list() as items:
            for place, item in enumerate(items):
                yield Located(counted(place), item.location), taken(item, collection)
        case dict() as entries:
            for key in sorted(entries):
                item = taken(entries[key], collection)
                yield Located(key, item.location), item
        case Unknown():
            raise NotKnown(inner)
        case _:
            raise Refused(f"a {kind_of(inner)} cannot be walked over", at)


def _some(expression: syntax.For, cause: Unknown) -> Unknown:
    """The unknown that a `for` gives because of another."""
    type_ = Open("tuple" if expression.result_key is None else "object")
    return Typed(reason=cause.reason, location=cause.location, is_set=True, type=type_)


@evaluator(syntax.For)
def _for(expression: syntax.For, scope: Scope) -> Located:
    collection = sole(evaluate(expression.collection, scope))
    if isinstance(collection.value, Unknown) and (
        not isinstance(collection.value, Whole) or collection.value.uncounted
    ):
        return Located(_some(expression, collection.value), expression.at, collection.sensitive)
    kept: list[tuple[Located, Scope]] = []
    for key, item in items_of(collection, expression.collection.at, scope):
        names = {expression.value: item} if expression.key is None else {expression.key: key, expression.value: item}
        inner = scope.with_names(names)
        if expression.condition is not None:
            test = converted(evaluate(expression.condition, inner), BOOL)
            if isinstance(test.value, Unknown):
                return Located(_some(expression, test.value), expression.at)
            if test.value is None:
                raise Refused("the condition is null", expression.condition.at)
            if not test.value:
                continue
        kept.append((item, inner))
    if expression.result_key is None:
        results = [evaluate(expression.result, inner) for _, inner in kept]
        return Located(results, expression.at, collection.sensitive)
    return _for_object(expression, expression.result_key, [inner for _, inner in kept])


def _for_object(expression: syntax.For, key_expression: syntax.Expression, scopes: Sequence[Scope]) -> Located:
    entries: dict[str, Located] = {}
    groups: dict[str, list[Located]] = {}
    for inner in scopes:
        key = evaluate(key_expression, inner)
        if isinstance(key.value, Unknown):
            return Located(_some(expression, key.value), expression.at)
        name = text(key)
        if name is None:
            raise Refused("the key of an object is not a string", key_expression.at)
        value = evaluate(expression.result, inner)
        if expression.grouped:
            groups.setdefault(name, []).append(value)
        elif name in entries:
            raise Refused(f"two elements have the key {name!r}", key_expression.at)
        entries[name] = value
    if expression.grouped:
        entries = {name: Located(group, expression.at) for name, group in groups.items()}
    return Located(entries, expression.at)
