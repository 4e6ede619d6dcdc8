"""Functions on maps."""

from __future__ import annotations

from pytest_aisec.sources.terraform.convert import converted
from pytest_aisec.sources.terraform.errors import Refused
from pytest_aisec.sources.terraform.functions.collections import equal_as_one_type
from pytest_aisec.sources.terraform.functions.registry import (
    elements,
    entries,
    function,
    list_of,
    string,
    strings,
)
from pytest_aisec.sources.terraform.types import (
    ANY,
    BOOL,
    STRING,
    Collection,
    ListValue,
    MapValue,
    TupleType,
    type_of,
)
from pytest_aisec.sources.terraform.unknowns import NotKnown, taken
from pytest_aisec.values import Located, Unknown, Value

_LIST = Collection("list", ANY)
_BOOLS = Collection("list", BOOL)
_STRINGS = Collection("list", STRING)
_LONGEST_RANGE = 1024


@function("keys", ANY)
def _keys(items: Located) -> Value:
    found = entries(items)
    located = [Located(key, found[key].location) for key in sorted(found)]
    return ListValue(located, STRING) if isinstance(items.value, MapValue) else list(located)


@function("values", ANY)
def _values(items: Located) -> Value:
    found = entries(items)
    located = [taken(found[key], items) for key in sorted(found)]
    return ListValue(located, items.value.element) if isinstance(items.value, MapValue) else located


@function("lookup", ANY, STRING, rest=ANY, nullable=True)
def _lookup(items: Located, key: Located, *default: Located) -> Value | Located:
    found, name = entries(items), string(key)
    if default and isinstance(items.value, MapValue):
        default = (converted(default[0], items.value.element),)
    if name in found:
        return taken(found[name], items)
    if not default:
        raise Refused(f"there is no element {name!r}")
    return default[0]


@function("matchkeys", _LIST, _LIST, _LIST)
def _matchkeys(values: Located, keys: Located, wanted: Located) -> Value:
    items, names = elements(values), elements(keys)
    if len(items) != len(names):
        raise Refused("values and keys must have one length")
    searched = elements(wanted)
    kept = []
    for item, name in zip(items, names, strict=True):
        results = [equal_as_one_type(name, other) for other in searched]
        unknown = next((result for result in results if isinstance(result, Unknown)), None)
        if unknown is not None:
            raise NotKnown(unknown)
        if any(results):
            kept.append(item)
    return ListValue(kept, values.value.element if isinstance(values.value, ListValue) else ANY)


@function("merge", rest=ANY, nullable=True)
def _merge(*maps: Located) -> Value:
    merged: dict[str, Located] = {}
    given = [map_ for map_ in maps if map_.value is not None]
    for map_ in given:
        merged.update({key: taken(item, map_) for key, item in entries(map_).items()})
    types = {map_.value.element if isinstance(map_.value, MapValue) else None for map_ in given}
    if len(types) == 1 and (element := types.pop()) is not None:
        return MapValue(merged, element)
    return merged


@function("transpose", Collection("map", _STRINGS))
def _transpose(items: Located) -> Value:
    result: dict[str, list[str]] = {}
    for key, names in sorted(entries(items).items()):
        for name in strings(names):
            result.setdefault(name, []).append(key)
    turned = {name: Located(list_of(sorted(result[name])), items.location) for name in sorted(result)}
    return MapValue(turned, _STRINGS)


@function("zipmap", _STRINGS, ANY)
def _zipmap(keys: Located, values: Located) -> Value:
    names, found = strings(keys), elements(values)
    if len(names) != len(found):
        raise Refused("keys and values must have one length")
    zipped = dict(zip(names, found, strict=True))
    if isinstance(type_of(values), TupleType):
        return zipped
    return MapValue(zipped, values.value.element if isinstance(values.value, ListValue) else ANY)
