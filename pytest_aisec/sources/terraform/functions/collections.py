"""Functions on lists."""

from __future__ import annotations

from fractions import Fraction

from pytest_aisec.sources.terraform import effort
from pytest_aisec.sources.terraform.comparing import same
from pytest_aisec.sources.terraform.convert import converted
from pytest_aisec.sources.terraform.errors import Refused
from pytest_aisec.sources.terraform.functions.registry import (
    distinguishable,
    elements,
    function,
    in_order,
    string,
    whole,
)
from pytest_aisec.sources.terraform.numbers import COUNTED, bits_of, counted, exact, rounded
from pytest_aisec.sources.terraform.types import (
    ANY,
    NUMBER,
    STRING,
    Collection,
    ListValue,
    SetValue,
    kind,
    kind_of,
    type_of,
)
from pytest_aisec.sources.terraform.unification import settled, unified
from pytest_aisec.sources.terraform.unknowns import NotKnown, Whole, derived, taken
from pytest_aisec.values import Located, Location, Reference, Unknown, Value

_LIST = Collection("list", ANY)
_STRINGS = Collection("list", STRING)
_LONGEST_RANGE = 1024


@function("chunklist", _LIST, NUMBER)
def _chunklist(items: Located, size: Located) -> Value:
    length = whole(size.value)
    if length < 0:
        raise Refused("the size must not be negative")
    found = in_order(items)
    element = items.value.element if isinstance(items.value, ListValue) else ANY
    chunks = [found[i : i + length] for i in range(0, len(found), length)] if length else [found] if found else []
    return ListValue([Located(ListValue(c, element), items.location) for c in chunks], Collection("list", element))


@function("compact", _STRINGS)
def _compact(items: Located) -> Value:
    kept = []
    for item in elements(items):
        inner = item.value
        if isinstance(inner, Unknown) and not inner.is_set:
            raise NotKnown(inner)
        if inner is not None and inner != "":
            kept.append(item)
    return ListValue(kept, STRING)


def _open_ended(items: list[Located], more: Unknown) -> Value:
    """What is known of a list of which a part is not, if that is a link; else nothing."""
    if not any(isinstance(item.value, Reference) for item in items):
        raise NotKnown(more)
    rest = Located(derived(more), more.location)
    return ListValue([*items, rest], ANY, unordered=True, more=more)


def _bounded(length: int, at: Location) -> None:
    """Raises NotKnown for a list longer than is put together here; lists that double in each line get there soon."""
    if length > effort.MOST_PARTS:
        raise NotKnown(
            Unknown(reason=f"a list of more than {effort.MOST_PARTS} elements is not evaluated", location=at)
        )


@function("concat", rest=ANY, partial=True)
def _concat(*lists: Located) -> Value:
    if not lists:
        raise Refused("at least one list is required")
    joined: list[Located] = []
    more: Unknown | None = None
    _bounded(sum(len(list_.value) for list_ in lists if isinstance(list_.value, list)), lists[0].location)
    for list_ in lists:
        if isinstance(list_.value, SetValue):
            raise Refused("a set cannot be concatenated")
        if isinstance(list_.value, Unknown):
            more = more or list_.value
        else:
            joined += [taken(item, list_) for item in elements(list_)]
    if more is not None:
        return _open_ended(joined, more)
    wanted = unified([type_of(list_) for list_ in lists if isinstance(list_.value, ListValue)])
    if all(isinstance(list_.value, ListValue) for list_ in lists) and isinstance(wanted, Collection):
        items = [converted(item, wanted.element) for item in joined]
        return ListValue(items, settled(items, wanted.element))
    return joined


@function("contains", ANY, ANY)
def _contains(items: Located, value: Located) -> Value:
    unknown: Unknown | None = None
    for item in elements(items):
        equal = same(item, value)
        if equal is True:
            return True
        if isinstance(equal, Unknown):
            unknown = equal
    if unknown is not None:
        raise NotKnown(unknown)
    return False


def equal_as_one_type(a: Located, b: Located) -> bool | Unknown:
    """Equality after conversion to one type, as collections compare their elements."""
    wanted = unified([type_of(a), type_of(b)])
    if wanted is None:
        return False
    return same(converted(a, wanted), converted(b, wanted))


@function("distinct", _LIST)
def _distinct(items: Located) -> Value:
    kept: list[Located] = []
    for item in elements(distinguishable(items)):
        if not any(same(item, other) is True for other in kept):
            kept.append(item)
    return ListValue(kept, items.value.element if isinstance(items.value, ListValue) else ANY)


@function("element", ANY, NUMBER)
def _element(items: Located, index: Located) -> Value | Located:
    if isinstance(items.value, SetValue):
        raise Refused("a set has no order")
    found, place = in_order(items), whole(index.value)
    if place < 0:
        raise Refused("the index is negative")
    if not found:
        raise Refused("the list is empty")
    return taken(found[place % len(found)], items)


@function("flatten", ANY)
def _flatten(items: Located) -> Value:
    return _flat(items)


def _flat(items: Located) -> list[Located]:
    result: list[Located] = []
    for item in elements(items):
        inner = item.value
        if isinstance(inner, list):
            result += _flat(taken(item, items))
        elif (
            isinstance(inner, Unknown)
            and not isinstance(inner, Reference | Whole)
            and kind(type_of(item)) != "primitive"
        ):
            raise NotKnown(inner)
        else:
            result.append(taken(item, items))
    return result


def _may_be_list(item: Located) -> bool:
    return not isinstance(item.value, Reference | Whole) and kind(type_of(item)) != "primitive"


@function("index", ANY, ANY)
def _index(items: Located, value: Located) -> Value:
    if isinstance(items.value, SetValue):
        raise Refused("a set has no order")
    for place, item in enumerate(in_order(items)):
        equal = same(item, value)
        if isinstance(equal, Unknown):
            raise NotKnown(equal)
        if equal:
            return counted(place)
    raise Refused("the list does not have this element")


@function("length", ANY, partial=True)
def _length(value: Located) -> Value:
    match value.value:
        case SetValue() as items if any(isinstance(item.value, Unknown) for item in items):
            return derived(next(item.value for item in items if isinstance(item.value, Unknown)))
        case ListValue(more=Unknown() as more):
            return derived(more, is_set=True)
        case list() | dict() as items:
            return counted(len(items))
        case str() as text:
            from pytest_aisec.sources.terraform.functions.strings import clusters  # noqa: PLC0415 - families are peers

            return counted(len(clusters(text)))
        case Unknown() as unknown:
            return derived(unknown, is_set=True)
    raise Refused(f"a {kind_of(value.value)} has no length")


@function("one", ANY)
def _one(items: Located) -> Value | Located:
    found = elements(items)
    if len(found) > 1:
        raise Refused("the list has more than one element")
    return taken(found[0], items) if found else None


@function("range", rest=NUMBER)
def _range(*limits: Located) -> Value:
    if not 1 <= len(limits) <= 3:  # noqa: PLR2004 - end; start and end; start, end and step
        raise Refused("one, two or three numbers are required")
    given = [limit.value for limit in limits if isinstance(limit.value, int | float)]
    figures = [exact(figure) for figure in given]
    start, end, *rest = [Fraction(0), *figures] if len(figures) == 1 else figures
    bits = COUNTED if len(figures) == 1 else bits_of(given[0])
    step = rest[0] if rest else Fraction(1 if start <= end else -1)
    steps = bits_of(given[-1]) if rest else COUNTED
    if not step:
        raise Refused("the step must not be zero")
    if (end - start) * step < 0:
        raise Refused("the step leads away from the end")
    result: list[Located] = []
    while (start < end) if step > 0 else (start > end):
        if len(result) >= _LONGEST_RANGE:
            raise Refused("more than 1024 values would be made")
        result.append(Located(rounded(start, bits)))
        bits = max(bits, steps)
        start += step
    return ListValue(result, NUMBER)


@function("reverse", ANY)
def _reverse(items: Located) -> Value:
    found = [taken(item, items) for item in reversed(elements(items))]
    if isinstance(items.value, ListValue | SetValue):
        return ListValue(found, items.value.element)
    return found


@function("slice", ANY, NUMBER, NUMBER)
def _slice(items: Located, start: Located, end: Located) -> Value:
    if isinstance(items.value, SetValue):
        raise Refused("a set has no order")
    found, first, last = in_order(items), whole(start.value), whole(end.value)
    if not 0 <= first <= last <= len(found):
        raise Refused(f"{first} to {last} does not lie within {len(found)} elements")
    part = [taken(item, items) for item in found[first:last]]
    return ListValue(part, items.value.element) if isinstance(items.value, ListValue) else part


@function("sort", _STRINGS)
def _sort(items: Located) -> Value:
    found = elements(items)
    if any(isinstance(item.value, Unknown) for item in found):
        return ListValue(found, STRING, unordered=True)
    return ListValue(sorted(found, key=lambda item: string(item).encode()), STRING)


@function("sum", ANY)
def _sum(items: Located) -> Value:
    found = elements(items)
    if not found:
        raise Refused("the list is empty")
    total, bits = Fraction(0), 0
    for item in found:
        number = converted(item, NUMBER).value
        if isinstance(number, Unknown):
            raise NotKnown(number)
        if number is None:
            raise Refused("an element is null")
        if isinstance(number, int | float):
            total += exact(number)
            bits = max(bits, bits_of(number))
    return rounded(total, bits)
