"""Paths of the plan in what the API gave: what a parameter, an item list or an address is."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping
from typing import Any

import jmespath
from jmespath.exceptions import JMESPathError

from pytest_aisec.values import Unknown

SOURCE = "$source"
PARENT = "$parent"
SCALAR = "$item"
"""The entry that holds an item which is no mapping (a name, an ARN); the path `@` gives it back."""

_DOLLAR = re.compile(r'(?<!["\w])\$(source|parent|item)\b')


@functools.cache
def compiled(path: str) -> Any:
    """The compiled path; `$source` and `$parent` need no quotes. Raises ValueError for what is no JMESPath."""
    try:
        return jmespath.compile(_DOLLAR.sub(r'"$\1"', path))
    except JMESPathError as error:
        raise ValueError(f"{path!r} is not a JMESPath expression: {error}") from error


@functools.cache
def _names(path: str) -> frozenset[str]:
    def walk(node: Mapping[str, Any]) -> Iterator[str]:
        if node["type"] == "field":
            yield node["value"]
        for child in node["children"]:
            yield from walk(child)

    return frozenset(walk(compiled(path).parsed))


def value_at(path: str, entries: Mapping[str, Any]) -> Any:
    """What is at a path: None when it is absent, an Unknown when an entry that the path goes through is unknown."""
    if path == "@" and SCALAR in entries:
        return entries[SCALAR]
    for name in _names(path):
        if isinstance(entries.get(name), Unknown):
            return entries[name]
    try:
        return compiled(path).search(entries)
    except JMESPathError:
        return None  # a function that got a null: nothing is there


def items_at(path: str, answer: Mapping[str, Any]) -> list[dict[str, Any]] | None:
    """The listed items as new mappings; a single mapping is a list of one, an item that is no mapping is wrapped.

    None when the path does not apply to the answer at all.
    """
    try:
        found = compiled(path).search(answer)
    except JMESPathError:
        return None
    if found is None:
        return []
    items = found if isinstance(found, list) else [found]
    return [wrapped(item) for item in items if item is not None]


def wrapped(item: Any) -> dict[str, Any]:
    """An item of an answer as a new mapping, in which `@` finds one that is none."""
    return dict(item) if isinstance(item, Mapping) else {SCALAR: item}


def literal(stated: str) -> str | bool:
    """What a parameter is that is stated instead of looked up: the text after `=`, or a boolean (`=true`)."""
    return {"=true": True, "=false": False}.get(stated, stated[1:])


def parameters_at(paths: Mapping[str, str], entries: Mapping[str, Any]) -> dict[str, Any] | Unknown | None:
    """The parameters of a call for one resource; None when one of them is absent, unknown when one is."""
    parameters: dict[str, Any] = {}
    for name, path in paths.items():
        value = literal(path) if path.startswith("=") else value_at(path, entries)
        if isinstance(value, Unknown):
            return value
        if value is None or (isinstance(value, list) and (not value or None in value)):
            return None
        parameters[name] = value
    return parameters
