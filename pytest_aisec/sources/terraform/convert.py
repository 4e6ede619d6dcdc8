"""Conversion of values to types, as Terraform does it for variables, functions and operators."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from pytest_aisec.sources.terraform.comparing import same, set_of
from pytest_aisec.sources.terraform.errors import Refused
from pytest_aisec.sources.terraform.numbers import is_number, number, text_of
from pytest_aisec.sources.terraform.types import (
    ANY,
    BOOL,
    NUMBER,
    STRING,
    Collection,
    ListValue,
    MapValue,
    NullOf,
    ObjectType,
    Open,
    Primitive,
    SetValue,
    TupleType,
    Type,
    Typed,
    further,
    is_open,
    kind_of,
    type_of,
)
from pytest_aisec.sources.terraform.unification import convertible, settled, unified
from pytest_aisec.sources.terraform.unknowns import Whole, derived, first_unknown
from pytest_aisec.values import Located, Reference, Unknown, Value


def converted(value: Located, wanted: Type) -> Located:
    """The value as the wanted type; nulls and unknowns become ones of it. Raises Refused where Terraform would."""
    inner = value.value
    if wanted == ANY:
        return value
    if inner is None:
        return _null(value, wanted)
    if isinstance(inner, Unknown):
        return _unknown(value, inner, wanted)
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
        case ObjectType():
            return _object(value, wanted)
    return value


def _null(value: Located, wanted: Type) -> Located:
    given = type_of(value)
    if given == wanted:
        return value
    if not convertible(given, wanted):
        raise Refused(f"a {wanted} is required, not a {given}", value.location)
    return NullOf(None, value.location, value.sensitive, _narrowed(given, wanted))


def _narrowed(given: Type, wanted: Type) -> Type:
    """The wanted type, with the elements of the given one where any are welcome."""
    if isinstance(given, Collection) and isinstance(wanted, Collection) and wanted.element == ANY:
        return Collection(wanted.kind, given.element)
    return wanted


def _unknown(value: Located, unknown: Unknown, wanted: Type) -> Located:
    """An unknown of the wanted type. References stay what they are, so that links resolve."""
    given = type_of(value)
    if not convertible(given, wanted):
        raise Refused(f"a {wanted} is required, not a {given}", value.location)
    if unknown.possible is not None:
        return _each_possible(value, unknown, unknown.possible, wanted)
    if given == wanted or isinstance(unknown, Reference | Whole):
        return value
    wanted = _narrowed(given, wanted)
    if isinstance(unknown, Typed):
        return Located(replace(unknown, type=wanted, given=False), value.location, value.sensitive)
    return Located(_typed(unknown, wanted), value.location, value.sensitive)


def _typed(unknown: Unknown, wanted: Type) -> Typed:
    return Typed(
        reason=unknown.reason,
        location=unknown.location,
        identity=unknown.identity,
        is_set=unknown.is_set,
        sought=unknown.sought,
        type=wanted,
    )


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
    if not isinstance(results[0].value, Unknown) and all(same(results[0], other) is True for other in results[1:]):
        return Located(results[0].value, value.location, value.sensitive)
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
    found = unified(type_of(item) for item in items)
    if found is None or (found == ANY and wanted.kind != "map" and _are_mixed(items)):
        raise Refused(f"the elements of a {wanted.kind} must all have one type", value.location)
    return found


def _are_mixed(items: Sequence[Located]) -> bool:
    """Whether nulls stand beside structures: Terraform finds no type for them, an unknown may yet have one."""
    return any(type_of(item) != ANY for item in items) and all(not isinstance(item.value, Unknown) for item in items)


def of_open_type(value: Located, other: Unknown) -> Located:
    """A value beside one of a type that nobody knows: if that is a string, numbers and bools become strings.

    A structure may become a collection, or be refused: it is an unknown that can only be this.
    """
    match value.value:
        case bool() | int() | float():
            possible = (value, Located(converted(value, STRING).value, value.location))
            return Located(derived(other, is_set=True, possible=possible), value.location, value.sensitive)
        case Unknown(possible=options) if options and type_of(value) in (BOOL, NUMBER):
            texts = (Located(converted(option, STRING).value, option.location) for option in options)
            return Located(derived(other, is_set=True, possible=(*options, *texts)), value.location, value.sensitive)
        case Typed(type=Primitive()) if type_of(value) in (BOOL, NUMBER):
            return Located(derived(other, is_set=True), value.location, value.sensitive)
        case list() as items:
            return _only([of_open_type(item, other) for item in items], "tuple", value, other)
        case dict() as entries:
            return _only({key: of_open_type(item, other) for key, item in entries.items()}, "object", value, other)
    return value


def _only(inner: Value, form: str, value: Located, other: Unknown) -> Located:
    sole = Located(inner, value.location, value.sensitive)
    unknown = Typed(reason=other.reason, location=other.location, possible=(sole,), is_set=True, type=Open(form))
    return Located(unknown, value.location, value.sensitive)


def _doubt(items: Iterable[Located], wanted: Collection) -> Unknown | None:
    """An unknown of a type that nobody knows, which is that of all elements of the collection."""
    if wanted.element != ANY or isinstance(items, ListValue | SetValue):
        return None
    for item in items:
        inner = item.value
        if isinstance(inner, Unknown) and not isinstance(inner, Reference | Whole) and is_open(type_of(item)):
            return inner
    return None


def _sequence(value: Located, wanted: Collection) -> Located:
    inner = value.value
    if not isinstance(inner, list):
        raise _refused(value, wanted)
    more = further(inner)
    if more is not None:
        return value if wanted.kind == "list" else Located(_typed(more, wanted), value.location, value.sensitive)
    doubt = _doubt(inner, wanted)
    if doubt is not None:
        return _collected(value, [of_open_type(item, doubt) for item in inner], Collection(wanted.kind, ANY))
    element = _element_type(inner, wanted, value)
    if isinstance(inner, ListValue) and wanted.kind == "list" and inner.element == element:
        return value
    if not inner and isinstance(inner, ListValue | SetValue) and not convertible(inner.element, element):
        raise _refused(value, wanted)
    items = [converted(item, element) for item in inner]
    return _collected(value, items, Collection(wanted.kind, settled(items, element)))


def _collected(value: Located, items: list[Located], wanted: Collection) -> Located:
    """A list or set of the items of a value."""
    inner, element = value.value, wanted.element
    if wanted.kind == "list":
        unordered = len(items) > 1 and isinstance(inner, SetValue) and any(first_unknown(item) for item in items)
        return Located(ListValue(items, element, unordered=unordered), value.location, value.sensitive)
    return Located(set_of(items, element), value.location, value.sensitive)


def _map(value: Located, wanted: Collection) -> Located:
    inner = value.value
    if not isinstance(inner, dict):
        raise _refused(value, wanted)
    doubt = _doubt(inner.values(), wanted)
    if doubt is not None:
        kept = {key: of_open_type(inner[key], doubt) for key in sorted(inner)}
        return Located(MapValue(kept), value.location, value.sensitive)
    element = _element_type(list(inner.values()), wanted, value)
    if isinstance(inner, MapValue) and inner.element == element:
        return value
    if not inner and isinstance(inner, MapValue) and not convertible(inner.element, element):
        raise _refused(value, wanted)
    entries = {key: converted(inner[key], element) for key in sorted(inner)}
    element = settled(list(entries.values()), element)
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


def text(value: Located) -> str | None:
    """A known string, number or bool as a string; None if it is null, unknown or something else."""
    inner = value.value
    if isinstance(inner, str | bool | int | float):
        return str(_string(value))
    return None
