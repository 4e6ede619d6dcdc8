"""The type that values of several types can be converted to, as conditionals and collections need it."""

from __future__ import annotations

import operator
from collections import Counter
from collections.abc import Iterable, Sequence

from pytest_aisec.sources.terraform.errors import Refused
from pytest_aisec.sources.terraform.types import (
    ANY,
    STRING,
    Collection,
    ObjectType,
    Open,
    Primitive,
    TupleType,
    Type,
    elements_of,
    is_concrete,
    is_open,
    kind,
    type_of,
)
from pytest_aisec.sources.terraform.unknowns import first_unknown
from pytest_aisec.values import Located


def convertible(given: Type, wanted: Type) -> bool:
    """Whether some values of the given type can be converted to the wanted one."""
    if ANY in (given, wanted) or given == wanted:
        return True
    if isinstance(given, Open):
        return kind(wanted) in _BECOMING[given.kind]
    match wanted:
        case Open():
            return False
        case Primitive():
            return isinstance(given, Primitive) and STRING in (given, wanted)
        case Collection():
            return _convertible_to_collection(given, wanted)
        case TupleType(items=items):
            if not isinstance(given, TupleType) or len(given.items) != len(items):
                return False
            return all(convertible(a, b) for a, b in zip(given.items, items, strict=True))
    if isinstance(given, Collection):
        return given.kind == "map" and all(convertible(given.element, type_) for type_ in wanted.attributes.values())
    if not isinstance(given, ObjectType):
        return False
    return all(
        convertible(given.attributes[name], type_) if name in given.attributes else name in wanted.optional
        for name, type_ in wanted.attributes.items()
    )


_BECOMING = {"tuple": ("list", "set", "tuple"), "object": ("map", "object")}
_FAMILIES = {"list": ("list", "set", "tuple"), "set": ("list", "set", "tuple"), "map": ("map", "object")}


def _convertible_to_collection(given: Type, wanted: Collection) -> bool:
    if kind(given) not in _FAMILIES[wanted.kind]:
        return False
    elements, element = elements_of(given), wanted.element
    if element == ANY and elements and not isinstance(given, Collection):
        found = unified(elements)
        if found is None or (found == ANY and wanted.kind != "map" and any(item != ANY for item in elements)):
            return False
        element = found
    return all(convertible(item, element) for item in elements)


def unified(types: Iterable[Type]) -> Type | None:
    """One type for all; None if there is none. A type that is not known gives way to others where it can.

    Structures of one kind give a structure of that kind, or a collection of all that they hold. What is left takes the
    most general of the given types (https://github.com/zclconf/go-cty/blob/main/docs/convert.md#type-unification).
    """
    distinct = list(dict.fromkeys(ANY if isinstance(type_, Open) else type_ for type_ in types))
    if len(distinct) <= 1:
        return distinct[0] if distinct else ANY
    kinds = Counter(map(kind, distinct))
    known = len(distinct) - kinds["any"]
    for name, structure in (("map", "object"), ("list", "tuple"), ("set", "")):
        if kinds[name] == known:
            return _collection(name, distinct)
        if kinds[name] and kinds[name] + kinds[structure] == known:
            found = _as_collections(name, structure, distinct)
            if found is not None:
                return found
    if kinds["object"] == known:
        return ANY if kinds["any"] else _objects([type_ for type_ in distinct if isinstance(type_, ObjectType)])
    if kinds["tuple"] == known:
        return ANY if kinds["any"] else _tuples([type_ for type_ in distinct if isinstance(type_, TupleType)])
    return None if kinds["object"] and kinds["tuple"] else _most_general(distinct)


def _collection(name: str, types: Sequence[Type]) -> Type | None:
    """One collection for collections of one kind."""
    if ANY in types:
        return ANY
    element = unified(inner for type_ in types for inner in elements_of(type_))
    return None if element is None else _if_convertible(types, Collection(name, element))


def _if_convertible(types: Iterable[Type], wanted: Type) -> Type | None:
    return wanted if all(convertible(type_, wanted) for type_ in types) else None


def _as_collections(name: str, structure: str, types: Sequence[Type]) -> Type | None:
    """One collection for collections and the structures that are written like them."""
    structures = [type_ for type_ in types if kind(type_) == structure]
    element = unified(inner for type_ in structures for inner in elements_of(type_))
    if element is None or not any(map(elements_of, structures)):
        return None
    listed = _if_convertible(structures, Collection(name, element))
    if listed is None:
        return None
    found = unified([listed if type_ in structures else type_ for type_ in types])
    return found if found is not None and kind(found) == name else None


def _objects(types: Sequence[ObjectType]) -> Type | None:
    names = types[0].attributes.keys()
    if any(type_.attributes.keys() != names for type_ in types):
        element = unified(inner for type_ in types for inner in elements_of(type_))
        return None if element is None else _if_convertible(types, Collection("map", element))
    attributes: dict[str, Type] = {}
    for name in names:
        found = unified([type_.attributes[name] for type_ in types])
        if found is None:
            return None
        attributes[name] = found
    return ObjectType(attributes)


def _tuples(types: Sequence[TupleType]) -> Type | None:
    if len({len(type_.items) for type_ in types}) > 1:
        element = unified(inner for type_ in types for inner in elements_of(type_))
        return None if element is None else _if_convertible(types, Collection("list", element))
    items: list[Type] = []
    for column in zip(*(type_.items for type_ in types), strict=True):
        found = unified(column)
        if found is None:
            return None
        items.append(found)
    return TupleType(tuple(items))


def _most_general(types: Sequence[Type]) -> Type | None:
    """The first type, from the most general on, that all others can be converted to."""
    waiting = {
        place: {other for other in range(len(types)) if _leads(types[other], types[place])}
        for place in range(len(types))
    }
    while waiting:
        free = [place for place, leaders in waiting.items() if not leaders] or list(waiting)
        for place in free:
            if all(convertible(type_, types[place]) for type_ in types):
                return types[place]
            del waiting[place]
        for leaders in waiting.values():
            leaders.difference_update(free)
    return None


def _leads(a: Type, b: Type) -> bool:
    """Whether the first type is the more general one."""
    if b == ANY:
        return a != ANY
    match kind(a), kind(b):
        case "primitive", "primitive":
            return a == STRING and b != STRING
        case ("list", "list") | ("set", "set") | ("map", "map"):
            return _leads(elements_of(a)[0], elements_of(b)[0])
        case ("list", "tuple" | "set") | ("map", "object") | ("tuple", "set"):
            return True
    return False


def settled(items: Sequence[Located], element: Type) -> Type:
    """The element type of a collection of these, where the given one leaves something open.

    Raises Refused if they differ in it: a collection is of one type. Untyped nulls go with any.
    """
    if is_concrete(element):
        return element
    types = list(dict.fromkeys(type_ for item in items if not is_open(type_ := type_of(item))))
    agree = _may_be_equal if any(first_unknown(item) for item in items) else operator.eq
    if not all(agree(types[0], type_) for type_ in types[1:]):
        raise Refused("the elements must all have one type", items[0].location)
    return types[0] if len(types) == 1 else element


def _may_be_equal(a: Type, b: Type) -> bool:
    """Whether two types can be one where unknowns leave parts of them open."""
    if is_open(a) or is_open(b) or a == b:
        return True
    match a, b:
        case (Collection(), Collection()) | (TupleType(), TupleType()) if kind(a) == kind(b):
            inner = (elements_of(a), elements_of(b))
            return len(inner[0]) == len(inner[1]) and all(map(_may_be_equal, *inner))
        case ObjectType(attributes=left), ObjectType(attributes=right):
            return left.keys() == right.keys() and all(_may_be_equal(left[name], right[name]) for name in left)
    return False
