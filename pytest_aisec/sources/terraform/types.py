"""Types of the language, the containers that carry one, and the type that several values share."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from pytest_aisec.values import Located, PartlyKnown, Unknown


@dataclass(frozen=True, slots=True)
class Primitive:
    """`string`, `number`, `bool`, or `any`, which stands for a type that is not known."""

    name: str

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True)
class Collection:
    """`list(T)`, `set(T)` or `map(T)`."""

    kind: str
    element: Type

    def __str__(self) -> str:
        return f"{self.kind}({self.element})"


@dataclass(frozen=True, slots=True)
class TupleType:
    """`tuple([A, B])`."""

    items: tuple[Type, ...]

    def __str__(self) -> str:
        return f"tuple([{', '.join(map(str, self.items))}])"


@dataclass(frozen=True, slots=True)
class ObjectType:
    """`object({a = A, b = optional(B, default)})`; `optional` holds the defaults, null where there is none."""

    attributes: Mapping[str, Type]
    optional: Mapping[str, Located] = field(default_factory=dict)

    def __hash__(self) -> int:
        return hash(frozenset(self.attributes))

    def __str__(self) -> str:
        return f"object({{{', '.join(f'{name}={type_}' for name, type_ in self.attributes.items())}}})"


Type: TypeAlias = Primitive | Collection | TupleType | ObjectType

ANY = Primitive("any")
STRING = Primitive("string")
NUMBER = Primitive("number")
BOOL = Primitive("bool")


class ListValue(list[Located]):
    """A list whose elements have one type (a plain Python list is a tuple of the language)."""

    __slots__ = ("element",)

    def __init__(self, items: Iterable[Located] = (), element: Type = ANY) -> None:
        super().__init__(items)
        self.element = element


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed(Unknown):
    """An unknown whose type is declared. It never leaves the evaluator."""

    type: Type = field(compare=False)


def beneath(type_: Type, name: str) -> Type:
    """The type of an attribute or element of values of a type."""
    match type_:
        case Collection(element=element):
            return element
        case ObjectType(attributes=attributes):
            return attributes.get(name, ANY)
    return ANY


def type_of(value: Located) -> Type:
    """The type of a value; null and an unknown of which no type is known have the type `any`."""
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


def is_concrete(type_: Type) -> bool:
    """No part of the type is `any`."""
    match type_:
        case Primitive():
            return type_ != ANY
        case Collection(element=element):
            return is_concrete(element)
        case TupleType(items=items):
            return all(is_concrete(item) for item in items)
    return all(is_concrete(attribute) for attribute in type_.attributes.values())


def unified(types: Sequence[Type]) -> Type | None:
    """The type that values of all given types can be converted to, by the rules of conditionals; None if none."""
    rest = [type_ for type_ in types if type_ != ANY]
    if not rest:
        return ANY
    found: Type | None = None
    if all(isinstance(type_, Collection | ObjectType | TupleType) for type_ in rest):
        found = _unified_structures(rest)
    elif all(isinstance(type_, Primitive) for type_ in rest):
        names = set(rest)
        found = rest[0] if len(names) == 1 else STRING if STRING in names else None
    return found


def convertible(given: Type, wanted: Type) -> bool:
    """Whether some values of the given type can be converted to the wanted one."""
    if ANY in (given, wanted) or given == wanted:
        return True
    match wanted:
        case Primitive():
            return isinstance(given, Primitive) and STRING in (given, wanted)
        case Collection(kind=kind, element=element):
            families = {"list": ("list", "set", "tuple"), "set": ("list", "set", "tuple"), "map": ("map", "object")}
            return _kind(given) in families[kind] and all(convertible(item, element) for item in _elements(given))
        case TupleType(items=items):
            pairs = zip(given.items, items, strict=False) if isinstance(given, TupleType) else ()
            return (
                isinstance(given, TupleType)
                and len(given.items) == len(items)
                and all(convertible(a, b) for a, b in pairs)
            )
    if isinstance(given, Collection):
        return given.kind == "map" and all(convertible(given.element, type_) for type_ in wanted.attributes.values())
    if not isinstance(given, ObjectType):
        return False
    return all(
        convertible(given.attributes[name], type_) if name in given.attributes else name in wanted.optional
        for name, type_ in wanted.attributes.items()
    )


def _kind(type_: Type) -> str:
    match type_:
        case Collection(kind=kind):
            return kind
        case ObjectType():
            return "object"
        case TupleType():
            return "tuple"
    return "primitive"


def _unified_structures(types: Sequence[Type]) -> Type | None:
    kinds = {_kind(type_) for type_ in types}
    if kinds == {"object"}:
        return _unified_objects([type_ for type_ in types if isinstance(type_, ObjectType)])
    if kinds == {"tuple"}:
        return _unified_tuples([type_ for type_ in types if isinstance(type_, TupleType)])
    if "set" in kinds and len(kinds) > 1 and kinds <= {"set", "list", "tuple"}:
        kind = "list" if "list" in kinds else "set"
        leading = _as_collection(kind, [type_ for type_ in types if _kind(type_) == kind])
        return leading if leading is not None and all(convertible(type_, leading) for type_ in types) else None
    for kind, family in (("map", {"map", "object"}), ("list", {"list", "tuple"}), ("set", {"set"})):
        if kind in kinds and kinds <= family:
            return _as_collection(kind, types)
    return None


def _elements(type_: Type) -> Iterable[Type]:
    match type_:
        case Collection(element=element):
            return (element,)
        case TupleType(items=items):
            return items
        case ObjectType(attributes=attributes):
            return attributes.values()
    return ()


def _as_collection(kind: str, types: Sequence[Type]) -> Type | None:
    elements = [list(_elements(type_)) for type_ in types]
    element = unified([type_ for own in elements for type_ in own])
    if (
        element is None
        and any(ANY in own for own in elements)
        and all(unified(own) is not None or (kind == "map" and ANY in own) for own in elements)
    ):
        return Collection(kind, ANY)
    return None if element is None else Collection(kind, element)


def _unified_objects(types: Sequence[ObjectType]) -> Type | None:
    names = types[0].attributes.keys()
    if all(type_.attributes.keys() == names for type_ in types):
        attributes = {name: unified([type_.attributes[name] for type_ in types]) for name in names}
        found = {name: type_ for name, type_ in attributes.items() if type_ is not None}
        return ObjectType(found) if len(found) == len(attributes) else None
    return _as_collection("map", types)


def _unified_tuples(types: Sequence[TupleType]) -> Type | None:
    if len({len(type_.items) for type_ in types}) == 1:
        items = [unified(column) for column in zip(*(type_.items for type_ in types), strict=True)]
        found = tuple(item for item in items if item is not None)
        return TupleType(found) if len(found) == len(items) else None
    return _as_collection("list", types)
