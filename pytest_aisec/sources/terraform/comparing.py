"""Equality of values, and sets, which are built on it."""

from __future__ import annotations

import math
from collections.abc import Iterable
from fractions import Fraction

from pytest_aisec.sources.terraform.numbers import exact, is_negative, is_number, text_of
from pytest_aisec.sources.terraform.types import NUMBER, STRING, ListValue, MapValue, SetValue, Type, further
from pytest_aisec.values import Located, Unknown, Value


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
        ordered = sorted(known.values(), key=_place_of_number)
    else:
        ordered = [known[text] for text in sorted(known)]
    return SetValue([*ordered, *unknown], element)


def _place_of_number(value: Located) -> tuple[Fraction, bool]:
    number = value.value if is_number(value.value) else 0
    return exact(number), not is_negative(number)


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


def same(left: Located, right: Located) -> bool | Unknown:
    """Whether two values are equal in value and type, as `==` has it; an unknown where that depends on one."""
    a, b = left.value, right.value
    if isinstance(a, Unknown) or isinstance(b, Unknown):
        return _same_unknown(a, b)
    if a is None or b is None:
        return a is None and b is None
    more = further(a) or further(b)
    if more is not None and isinstance(a, list) and isinstance(b, list):
        return Unknown(reason=more.reason, location=more.location)
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
        return a == b if math.isinf(a) or math.isinf(b) else exact(a) == exact(b)
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
