"""Type constraints of variables: `list(object({a = string, b = optional(number, 1)}))` as a type."""

from __future__ import annotations

from collections.abc import Callable

from pytest_aisec.sources.terraform import syntax
from pytest_aisec.sources.terraform.types import (
    ANY,
    BOOL,
    NUMBER,
    STRING,
    Collection,
    ObjectType,
    TupleType,
    Type,
)
from pytest_aisec.values import Located

_WORDS: dict[str, Type] = {
    "string": STRING,
    "number": NUMBER,
    "bool": BOOL,
    "any": ANY,
    "list": Collection("list", ANY),
    "map": Collection("map", ANY),
    "set": Collection("set", ANY),
}

Evaluate = Callable[[syntax.Expression], Located]


def constraint(expression: syntax.Expression, evaluate: Evaluate) -> Type:
    """The type that an expression in the place of a type denotes; what is not understood is `any`."""
    match expression:
        case syntax.Traversal(root=root, steps=()):
            return _WORDS.get(root, ANY)
        case syntax.Literal(value=Located(value=str() as word)):
            return _WORDS.get(word, ANY)
        case syntax.Call(name="list" | "set" | "map" as kind, arguments=(element,)):
            return Collection(kind, constraint(element, evaluate))
        case syntax.Call(name="tuple", arguments=(syntax.TupleOf(items=items),)):
            return TupleType(tuple(constraint(item, evaluate) for item in items))
        case syntax.Call(name="object", arguments=(syntax.ObjectOf(items=items),)):
            return _object(items, evaluate)
        case syntax.Call(name="optional", arguments=(inner, *_)):
            return constraint(inner, evaluate)
    return ANY


def _object(items: tuple[tuple[syntax.Expression, syntax.Expression], ...], evaluate: Evaluate) -> ObjectType:
    attributes: dict[str, Type] = {}
    optional: dict[str, Located] = {}
    for key, value in items:
        if not isinstance(key, syntax.Literal):
            continue
        name = str(key.value.value)
        attributes[name] = constraint(value, evaluate)
        if isinstance(value, syntax.Call) and value.name == "optional":
            given = value.arguments[1] if len(value.arguments) > 1 else None
            optional[name] = evaluate(given) if given is not None else Located(None, value.at)
    return ObjectType(attributes, optional)
