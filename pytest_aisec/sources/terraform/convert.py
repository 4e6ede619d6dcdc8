"""Conversion of values to types, as Terraform does it for variables, functions and operators."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TypeGuard

from pytest_aisec.sources.terraform.errors import Refused
from pytest_aisec.sources.terraform.numbers import exact, number, text_of
from pytest_aisec.sources.terraform.types import (
    ANY,
    BOOL,
    NUMBER,
    STRING,
    Collection,
    ListValue,
    MapValue,
    ObjectType,
    Primitive,
    SetValue,
    TupleType,
    Type,
    convertible,
    type_of,
    unified,
)
from pytest_aisec.values import Located, Unknown, Value


def is_number(value: object) -> TypeGuard[int | float]:
    """An int or float, but not a bool, which Python counts among the ints."""
    return isinstance(value, int | float) and not isinstance(value, bool)


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


def converted(value: Located, wanted: Type) -> Located:
    """The value as the wanted type. Null and unknown pass. Raises Refused where Terraform would."""
    inner = value.value
    if inner is None or wanted == ANY:
        return value
    if isinstance(inner, Unknown):
        return value if inner.possible is None else _each_possible(value, inner, inner.possible, wanted)
    match wanted:
        case Primitive():
            new = _primitive(value, wanted)
            return value if new is inner else Located(new, value.location, value.sensitive)
        case Collection(kind="map"):
            return _map(value, wanted)
        case Collection():
            return _sequence(value, wanted)
        case TupleType():
            return _tuple(value, wanted)
    return _object(value, wanted)


def _each_possible(value: Located, unknown: Unknown, possible: tuple[Located, ...], wanted: Type) -> Located:
    """An unknown with its possible values converted; those that cannot be are not possible."""
    results: list[Located] = []
    for alternative in possible:
        try:
            results.append(converted(alternative, wanted))
        except Refused:
            continue
    if not results:
        raise Refused(f"a {wanted} is required, which no possible value is", value.location)
    if len(results) == len(possible) and all(new is old for new, old in zip(results, possible, strict=True)):
        return value
    return Located(replace(unknown, possible=tuple(results)), value.location, value.sensitive)


def _refused(value: Located, wanted: Type) -> Refused:
    return Refused(f"a {wanted} is required, not a {kind_of(value.value)}", value.location)


def _primitive(value: Located, wanted: Primitive) -> Value:
    if wanted == STRING:
        return _string(value)
    return _number(value) if wanted == NUMBER else _bool(value)


def _string(value: Located) -> str:
    inner = value.value
    if isinstance(inner, str):
        return inner
    if isinstance(inner, bool):
        return "true" if inner else "false"
    if is_number(inner):
        return text_of(inner)
    raise _refused(value, STRING)


def _number(value: Located) -> int | float:
    inner = value.value
    if is_number(inner):
        return inner
    if isinstance(inner, str):
        try:
            return number(inner)
        except (ValueError, ZeroDivisionError):
            raise Refused(f"a number is required, not {inner!r}", value.location) from None
    raise _refused(value, NUMBER)


def _bool(value: Located) -> bool:
    inner = value.value
    if isinstance(inner, bool):
        return inner
    if isinstance(inner, str):
        if inner in ("true", "false", "1", "0"):
            return inner in ("true", "1")
        raise Refused(f"a bool is required, not {inner!r}", value.location)
    raise _refused(value, BOOL)


def _element_type(items: Sequence[Located], wanted: Collection, value: Located) -> Type:
    """The element type to convert to: as stated, or what all elements can become."""
    if wanted.element != ANY:
        return wanted.element
    if isinstance(value.value, ListValue | SetValue | MapValue):
        return value.value.element
    found = unified([type_of(item) for item in items])
    if found is None:
        raise Refused(f"the elements of a {wanted.kind} must all have one type", value.location)
    return found


def _sequence(value: Located, wanted: Collection) -> Located:
    inner = value.value
    if not isinstance(inner, list):
        raise _refused(value, wanted)
    element = _element_type(inner, wanted, value)
    if isinstance(inner, ListValue) and wanted.kind == "list" and inner.element == element:
        return value
    if not inner and isinstance(inner, ListValue | SetValue) and not convertible(inner.element, element):
        raise _refused(value, wanted)
    items = [converted(item, element) for item in inner]
    if wanted.kind == "list":
        return Located(ListValue(items, element), value.location, value.sensitive)
    return Located(set_of(items, element), value.location, value.sensitive)


def _map(value: Located, wanted: Collection) -> Located:
    inner = value.value
    if not isinstance(inner, dict):
        raise _refused(value, wanted)
    element = _element_type(list(inner.values()), wanted, value)
    if isinstance(inner, MapValue) and inner.element == element:
        return value
    if not inner and isinstance(inner, MapValue) and not convertible(inner.element, element):
        raise _refused(value, wanted)
    entries = {key: converted(inner[key], element) for key in sorted(inner)}
    return Located(MapValue(entries, element), value.location, value.sensitive)


def _tuple(value: Located, wanted: TupleType) -> Located:
    inner = value.value
    if not isinstance(inner, list) or isinstance(inner, SetValue | ListValue) or len(inner) != len(wanted.items):
        raise _refused(value, wanted)
    items = [converted(item, type_) for item, type_ in zip(inner, wanted.items, strict=True)]
    return Located(items, value.location, value.sensitive)


def _object(value: Located, wanted: ObjectType) -> Located:
    inner = value.value
    if not isinstance(inner, dict):
        raise _refused(value, wanted)
    entries: dict[str, Located] = {}
    for name, type_ in wanted.attributes.items():
        given = inner.get(name)
        if given is None and name not in wanted.optional:
            raise Refused(f"attribute {name!r} is required", value.location)
        if given is None or (given.value is None and name in wanted.optional):
            default = wanted.optional[name]
            given = default if default.value is not None or given is None else given
        entries[name] = converted(given, type_)
    return Located(entries, value.location, value.sensitive)


def set_of(items: Iterable[Located], element: Type) -> SetValue:
    """A set: duplicates removed, in Terraform's order, elements that are unknown last."""
    known: dict[str, Located] = {}
    unknown: list[Located] = []
    identities: set[str] = set()
    for item in items:
        if isinstance(item.value, Unknown):
            identity = item.value.identity
            if identity is None or identity not in identities:
                unknown.append(item)
            if identity is not None:
                identities.add(identity)
        else:
            known.setdefault(_hash_text(item), item)
    if element == STRING:
        ordered = sorted(known.values(), key=lambda item: (item.value is None, str(item.value).encode()))
    elif element == NUMBER:
        ordered = sorted(known.values(), key=lambda item: exact(item.value) if is_number(item.value) else 0)
    else:
        ordered = [known[text] for text in sorted(known)]
    return SetValue([*ordered, *unknown], element)


def _hash_text(value: Located) -> str:
    """A text that is equal for equal values and orders sets of objects as Terraform does."""
    match value.value:
        case None:
            return "null"
        case Unknown() as unknown:
            return f"unknown {unknown.identity or id(unknown)}"
        case bool() as truth:
            return "true" if truth else "false"
        case str() as text:
            return f'"{text}"'
        case list() as items:
            opening, closing = ("[", "]") if isinstance(items, ListValue | SetValue) else ("<", ">")
            return opening + "".join(f"{_hash_text(item)};" for item in items) + closing
        case MapValue() as entries:
            return "{" + "".join(f'"{key}":{_hash_text(entries[key])};' for key in sorted(entries)) + "}"
        case dict() as attributes:
            return "<" + "".join(f"{_hash_text(attributes[key])};" for key in sorted(attributes)) + ">"
        case int() | float() as figure:
            return text_of(figure)
    return ""


def text(value: Located) -> str | None:
    """A known string, number or bool as a string; None if it is null, unknown or something else."""
    inner = value.value
    if isinstance(inner, str | bool | int | float):
        return str(_string(value))
    return None


def same(left: Located, right: Located) -> bool | Unknown:
    """Whether two values are equal in value and type, as `==` has it; an unknown where that depends on one."""
    a, b = left.value, right.value
    if isinstance(a, Unknown) or isinstance(b, Unknown):
        return _same_unknown(a, b)
    if a is None or b is None:
        return a is None and b is None
    if isinstance(a, list | dict) and not _same_kind(a, b):
        return False
    if isinstance(a, list) and isinstance(b, list):
        if len(a) != len(b):
            return False
        return _all_same([same(x, y) for x, y in zip(a, b, strict=True)])
    if isinstance(a, dict) and isinstance(b, dict):
        if a.keys() != b.keys():
            return False
        return _all_same([same(a[key], b[key]) for key in a])
    if is_number(a) and is_number(b):
        return exact(a) == exact(b)
    return type(a) is type(b) and a == b if not isinstance(a, str) else isinstance(b, str) and str(a) == str(b)


def _same_kind(a: Value, b: Value) -> bool:
    """Both tuples, both lists of one element type, and so on."""
    return type(a) is type(b) and getattr(a, "element", None) == getattr(b, "element", None)


def _all_same(results: list[bool | Unknown]) -> bool | Unknown:
    if any(result is False for result in results):
        return False
    return next((result for result in results if isinstance(result, Unknown)), True)


def _same_unknown(a: Value, b: Value) -> bool | Unknown:
    unknown, other = (a, b) if isinstance(a, Unknown) else (b, a)
    if not isinstance(unknown, Unknown):
        return a == b
    if other is None and unknown.is_set:
        return False
    if isinstance(other, Unknown) and unknown.identity is not None and unknown.identity == other.identity:
        return True
    return Unknown(reason=unknown.reason, location=unknown.location)
