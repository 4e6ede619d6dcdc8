"""Types of the language, the containers that carry one, and the type that several values share."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import field
from typing import TypeAlias

from pytest_aisec.value_classes import value_class
from pytest_aisec.values import Located, PartlyKnown, Unknown, Value


@value_class(frozen=True, slots=True)
class Primitive:
    """`string`, `number`, `bool`, or `any`, which stands for a type that is not known."""

    name: str

    def __str__(self) -> str:
        return self.name


@value_class(frozen=True, slots=True)
class Collection:
    """`list(T)`, `set(T)` or `map(T)`."""

    kind: str
    element: Type

    def __str__(self) -> str:
        return f"{self.kind}({self.element})"


@value_class(frozen=True, slots=True)
class TupleType:
    """`tuple([A, B])`."""

    items: tuple[Type, ...]

    def __str__(self) -> str:
        return f"tuple([{', '.join(map(str, self.items))}])"


@value_class(frozen=True, slots=True)
class ObjectType:
    """`object({a = A, b = optional(B, default)})`; `optional` holds the defaults, null where there is none."""

    attributes: Mapping[str, Type]
    optional: Mapping[str, Located] = field(default_factory=dict)

    def __hash__(self) -> int:
        return hash(frozenset(self.attributes))

    def __str__(self) -> str:
        return f"object({{{', '.join(f'{name}={type_}' for name, type_ in self.attributes.items())}}})"


@value_class(frozen=True, slots=True)
class Open:
    """Some `tuple` or `object` of which nothing else is known."""

    kind: str

    def __str__(self) -> str:
        return self.kind


Type: TypeAlias = Primitive | Collection | TupleType | ObjectType | Open

ANY = Primitive("any")
STRING = Primitive("string")
NUMBER = Primitive("number")
BOOL = Primitive("bool")


class ListValue(list[Located]):
    """A list whose elements have one type (a plain Python list is a tuple of the language).

    `unordered`: it was a set with unknown elements, so that nobody knows which comes first. `more`: there may be
    further elements because of this unknown, which stands last among them; then only what it certainly holds is read.
    """

    __slots__ = ("element", "more", "unordered")

    def __init__(
        self,
        items: Iterable[Located] = (),
        element: Type = ANY,
        *,
        unordered: bool = False,
        more: Unknown | None = None,
    ) -> None:
        super().__init__(items)
        self.element = element
        self.unordered = unordered
        self.more = more


def further(value: object) -> Unknown | None:
    """The unknown because of which a list may have more elements than are known; None if it has just these."""
    return value.more if isinstance(value, ListValue) else None


class SetValue(list[Located]):
    """A set: elements without duplicates in the order in which Terraform walks them."""

    __slots__ = ("element",)

    def __init__(self, items: Iterable[Located] = (), element: Type = ANY) -> None:
        super().__init__(items)
        self.element = element


class MapValue(dict[str, Located]):
    """A map whose elements have one type (a plain Python dict is an object of the language)."""

    __slots__ = ("element",)

    def __init__(self, items: Mapping[str, Located] | None = None, element: Type = ANY) -> None:
        super().__init__(items or {})
        self.element = element


@value_class(frozen=True, slots=True, kw_only=True)
class Typed(Unknown):
    """An unknown whose type is known. It never leaves the evaluator.

    `given`: it is the value of a variable itself, so that reading it cannot be refused.
    """

    type: Type = field(compare=False)
    given: bool = field(default=False, compare=False)


@value_class(frozen=True, slots=True)
class NullOf(Located):
    """A null of a type, as a conversion or a typed variable gives; a written `null` has none."""

    type: Type = field(default=ANY, compare=False)


def beneath(type_: Type, name: str) -> Type:
    """The type of an attribute or element of values of a type."""
    match type_:
        case Collection(element=element):
            return element
        case ObjectType(attributes=attributes):
            return attributes.get(name, ANY)
    return ANY


def type_of(value: Located) -> Type:
    """The type of a value; a written null and an unknown of which no type is known have the type `any`."""
    if isinstance(value, NullOf):
        return value.type
    match value.value:
        case Unknown() as unknown:
            return _type_of_unknown(unknown)
        case bool():
            return BOOL
        case str():
            return STRING
        case int() | float():
            return NUMBER
        case ListValue(element=element):
            return Collection("list", element)
        case SetValue(element=element):
            return Collection("set", element)
        case list() as items:
            return TupleType(tuple(type_of(item) for item in items))
        case dict() as entries:
            return _type_of_entries(entries)
    return ANY


def _type_of_entries(entries: dict[str, Located]) -> Type:
    if isinstance(entries, MapValue):
        return Collection("map", entries.element)
    return ObjectType({name: type_of(item) for name, item in entries.items()})


def _type_of_unknown(unknown: Unknown) -> Type:
    if isinstance(unknown, Typed):
        return unknown.type
    if isinstance(unknown, PartlyKnown):
        return STRING
    types = [type_of(alternative) for alternative in unknown.possible or ()]
    return types[0] if types and all(type_ == types[0] for type_ in types) else ANY


def is_open(type_: Type) -> bool:
    """Nothing is known of the type, or only that it is a structure."""
    return type_ == ANY or isinstance(type_, Open)


def kind_of(value: Value) -> str:
    """What a value is, in the words of Terraform's messages."""
    match value:
        case None:
            return "null"
        case bool():
            return "bool"
        case str():
            return "string"
        case int() | float():
            return "number"
        case SetValue():
            return "set"
        case ListValue():
            return "list"
        case MapValue():
            return "map"
        case list():
            return "tuple"
        case dict():
            return "object"
    return "unknown value"


def is_concrete(type_: Type) -> bool:
    """No part of the type is `any`."""
    match type_:
        case Primitive():
            return type_ != ANY
        case Open():
            return False
        case Collection(element=element):
            return is_concrete(element)
        case TupleType(items=items):
            return all(is_concrete(item) for item in items)
    return all(is_concrete(attribute) for attribute in type_.attributes.values())


def kind(type_: Type) -> str:
    """`list`, `set`, `map`, `object`, `tuple`, `any` or `primitive`."""
    match type_:
        case Collection(kind=name):
            return name
        case ObjectType():
            return "object"
        case TupleType():
            return "tuple"
    return "any" if is_open(type_) else "primitive"


def elements_of(type_: Type) -> tuple[Type, ...]:
    """The types of what a value of the type holds."""
    match type_:
        case Collection(element=element):
            return (element,)
        case TupleType(items=items):
            return items
        case ObjectType(attributes=attributes):
            return tuple(attributes.values())
    return ()
