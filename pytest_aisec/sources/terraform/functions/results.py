"""The types of what functions give, for calls with arguments that are unknown."""

from __future__ import annotations

from collections.abc import Sequence

from pytest_aisec.sources.terraform.types import (
    ANY,
    BOOL,
    NUMBER,
    STRING,
    Collection,
    Open,
    Type,
    elements_of,
    kind,
    type_of,
)
from pytest_aisec.sources.terraform.unification import unified
from pytest_aisec.values import Located

_TEXTS = Collection("list", STRING)
RESULTS: dict[str, Type] = {
    **dict.fromkeys(("chomp", "indent", "lower", "replace", "strrev", "substr", "title", "trim", "upper"), STRING),
    **dict.fromkeys(("trimprefix", "trimspace", "trimsuffix", "basename", "dirname", "cidrhost", "cidrsubnet"), STRING),
    **dict.fromkeys(("base64decode", "base64encode", "md5", "sha1", "sha256", "urlencode", "formatdate"), STRING),
    **dict.fromkeys(("base64gzip", "cidrnetmask", "join", "pathexpand", "timeadd", "uuidv5"), STRING),
    **dict.fromkeys(("textencodebase64", "textdecodebase64", "sha512", "base64sha256", "base64sha512"), STRING),
    **dict.fromkeys(("abs", "ceil", "floor", "length", "max", "min", "parseint", "sum"), NUMBER),
    **dict.fromkeys(("index", "log", "pow", "signum", "timecmp"), NUMBER),
    **dict.fromkeys(("split", "sort", "compact", "formatlist", "cidrsubnets"), _TEXTS),
    **dict.fromkeys(("alltrue", "anytrue", "contains", "endswith", "startswith", "strcontains"), BOOL),
    **dict.fromkeys(("concat", "flatten", "range", "setproduct"), Open("tuple")),
    **dict.fromkeys(("merge", "zipmap"), Open("object")),
    "transpose": Collection("map", _TEXTS),
}
"""What functions give whatever their arguments: the result is never null, and its type is known."""


def result_type(name: str, arguments: Sequence[Located]) -> Type:
    """The type of a call's result as far as it is known without the values of the arguments."""
    found = RESULTS.get(name, ANY)
    if found != ANY or not arguments:
        return found
    given = type_of(arguments[0])
    element = elements_of(given)[0] if isinstance(given, Collection) else ANY
    match name:
        case "distinct" | "reverse" | "slice" | "chunklist" | "matchkeys":
            return _list(given, element, nested=name == "chunklist")
        case "setunion" | "setintersection" | "setsubtract":
            return unified(map(type_of, arguments)) or ANY
        case "keys" if isinstance(given, Collection):
            return _TEXTS
        case "values" if isinstance(given, Collection):
            return Collection("list", element)
        case "keys" | "values":
            return Open("tuple")
        case "lookup" | "element" | "one":
            return element
    return ANY


def _list(given: Type, element: Type, *, nested: bool) -> Type:
    if kind(given) not in ("list", "set") or element == ANY:
        return Open("tuple")
    return Collection("list", Collection("list", element) if nested else element)
