"""Functions on sets."""

from __future__ import annotations

import itertools

from pytest_aisec.sources.terraform.comparing import same, set_of
from pytest_aisec.sources.terraform.convert import converted
from pytest_aisec.sources.terraform.errors import Refused
from pytest_aisec.sources.terraform.functions.registry import distinguishable, elements, function
from pytest_aisec.sources.terraform.types import (
    ANY,
    Collection,
    ListValue,
    SetValue,
    TupleType,
    Type,
    type_of,
)
from pytest_aisec.sources.terraform.unification import settled, unified
from pytest_aisec.sources.terraform.unknowns import first_unknown
from pytest_aisec.values import Located, Value

_SET = Collection("set", ANY)
_MOST_PRODUCTS = 100_000


def _aligned(sets: tuple[Located, ...]) -> tuple[list[list[Located]], Type]:
    """The elements of all sets as one type."""
    types = [type_of(set_) for set_ in sets if set_.value != [] or type_of(set_) != _SET]
    wanted = unified(types or [_SET])
    if not isinstance(wanted, Collection):
        raise Refused("the sets must have elements of one type")
    aligned = [converted(distinguishable(set_), wanted) for set_ in sets]
    elements_ = {type_of(set_) for set_ in aligned if type_of(set_) != _SET}
    if len(elements_) > 1 and not any(first_unknown(set_) for set_ in aligned):
        raise Refused("the sets must have elements of one type")
    return [elements(set_) for set_ in aligned], wanted.element


@function("setunion", _SET, rest=_SET)
def _setunion(*sets: Located) -> Value:
    lists, element = _aligned(sets)
    return set_of(itertools.chain(*lists), element)


@function("setintersection", _SET, rest=_SET)
def _setintersection(*sets: Located) -> Value:
    lists, element = _aligned(sets)
    kept = [item for item in lists[0] if all(any(same(item, o) is True for o in other) for other in lists[1:])]
    return set_of(kept, element)


@function("setsubtract", _SET, _SET)
def _setsubtract(*sets: Located) -> Value:
    (left, right), element = _aligned(sets)
    return set_of([item for item in left if not any(same(item, other) is True for other in right)], element)


@function("setproduct", rest=ANY)
def _setproduct(*collections: Located) -> Value:
    """Lists give a list of tuples; any set among them makes it a set."""
    if len(collections) < 2:  # noqa: PLR2004 - a product has two factors
        raise Refused("at least two collections are required")
    if not all(elements(collection) for collection in collections):
        return _empty_product(collections)
    lists, types = [], []
    for collection in collections:
        found = elements(collection)
        element = _element_type(collection, found)
        lists.append([converted(item, element) for item in found])
        types.append(element)
    size = 1
    for list_ in lists:
        size *= len(list_)
    if size > _MOST_PRODUCTS:
        raise Refused(f"more than {_MOST_PRODUCTS} combinations")
    products = [Located(list(product), collections[0].location) for product in itertools.product(*lists)]
    element = settled(products, TupleType(tuple(types)))
    if any(isinstance(collection.value, SetValue) for collection in collections):
        return set_of(products, element)
    return ListValue(products, element)


def _empty_product(collections: tuple[Located, ...]) -> Value:
    types = [c.value.element if isinstance(c.value, ListValue | SetValue) else ANY for c in collections]
    kind = SetValue if any(isinstance(collection.value, SetValue) for collection in collections) else ListValue
    return kind([], TupleType(tuple(types)))


def _element_type(collection: Located, found: list[Located]) -> Type:
    if isinstance(collection.value, ListValue | SetValue):
        return collection.value.element
    element = unified([type_of(item) for item in found])
    if element is None:
        raise Refused("the elements must all have one type")
    return element
