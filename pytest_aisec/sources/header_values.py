"""Values of headers, by which an origin knows that a request came through the edge: whoever has one passes it by.

https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/restrict-access-to-load-balancer.html
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from pytest_aisec.model.matching import Regex
from pytest_aisec.values import Located

_BESIDE = {"headervalue": "headername", "values": "httpheadername", "regexvalues": "httpheadername"}
"""Beside which name of a header a value stands: what a distribution adds, and what a rule of a listener asks for."""

_IN = {
    "customheader": "value",
    "insertheader": "value",
    "insertheaders": "value",
    "headermatches": "match",
    "regularexpression": "regexstring",
}
"""The value in what is called so: the headers that distributions and web ACLs add, and those that listeners of VPC
Lattice ask for. What part of a request a set of regular expressions is held against, the set does not say."""

_LIST = "regularexpressionlist"
_SOUGHT = frozenset({"searchstring", "searchstringbase64", "regexstring"})
_CARRIES_PROOF = {"singleheader", "headers", "cookies", "singlequeryargument", "allqueryarguments", "querystring"}
"""Parts of a request with which a caller may prove to a web ACL who it is."""

_ADDED = Regex(r"(?:integration\.request\.|append:|overwrite:)header\.(?P<name>.+)", re.IGNORECASE)
"""What API Gateway adds to a request.

https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-parameter-mapping.html
"""
_TAKEN_OVER = Regex(r"\$.*|(?:method|context|stagevariables)\..*", re.IGNORECASE)
"""A value that the request gives, or something else about it."""

_OPEN = Regex(r"host|origin|accept(?:-.*)?|content-.*|x-amz-(?:target|invocation-type)|x-forwarded-.*", re.IGNORECASE)
"""Headers that say what is asked for, or in which form, and prove nothing."""


class _Place(NamedTuple):
    """Where a mapping may have the value of a header, if what it says under another key is so."""

    key: str
    telling: str
    may_be: Callable[[Located], bool]


def keys_of_header_values(called: str, entries: Mapping[str, Located]) -> list[str]:
    """Under which keys a mapping of this name has the value of a header, or what such a value has to be."""
    return [place.key for place in _places(called, tuple(entries)) if place.may_be(entries[place.telling])]


@lru_cache(maxsize=4096)
def _places(called: str, keys: tuple[str, ...]) -> tuple[_Place, ...]:
    """The places that the names alone tell: few mappings of an account have one, and most are named like others."""
    return tuple(_places_among(_plain(called), {_plain(key): key for key in keys}))


def _places_among(called: str, keys: Mapping[str, str]) -> Iterator[_Place]:
    for plain, key in keys.items():
        if _BESIDE.get(plain) in keys:
            yield _Place(key, keys[_BESIDE[plain]], _proves)
        elif _IN.get(called) == plain:
            yield _Place(key, keys.get("name", key), _proves)
        elif plain in _SOUGHT and "fieldtomatch" in keys:
            yield _Place(key, keys["fieldtomatch"], _may_carry_proof)
        elif plain == _LIST:
            yield _Place(key, key, _proves)
        elif (added := _ADDED.fullmatch(key)) is not None and _OPEN.fullmatch(added["name"]) is None:
            yield _Place(key, key, _is_stated)


def _plain(name: str) -> str:
    """`http_header_name`, `HttpHeaderName`: the same in all dialects."""
    return name.replace("_", "").lower()


def _proves(name: Located) -> bool:
    """Whether a header of this name may prove something."""
    return not isinstance(name.value, str) or _OPEN.fullmatch(name.value) is None


def _may_carry_proof(field: Located) -> bool:
    """Whether what is looked at may be a part with which callers prove who they are; one that is not known may be."""
    parts = _stated(field)
    if parts is None:
        return True
    header = _stated(parts["singleheader"]) if "singleheader" in parts else None
    if header is not None and "name" in header:
        return _proves(header["name"])
    return not _CARRIES_PROOF.isdisjoint(parts)


def _stated(found: Located) -> dict[str, Located] | None:
    """What a mapping says, which Terraform has as a list of one; None where that is not known."""
    block = found.value[0] if isinstance(found.value, list) and found.value else found
    if not isinstance(block.value, dict):
        return None
    return {_plain(key): value for key, value in block.value.items() if value.value not in (None, [])}


def _is_stated(value: Located) -> bool:
    """Whether a header that API Gateway adds has a value of its own."""
    return not isinstance(value.value, str) or _TAKEN_OVER.fullmatch(value.value) is None
