"""All pages of an answer, or the error that says that there are more."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import count
from typing import Any

from botocore import xform_name
from botocore.utils import set_value_from_jmespath

TOKENS = (
    ("NextToken", "NextToken"),
    ("nextToken", "nextToken"),
    ("NextMarker", "Marker"),
    ("NextMarker", "NextMarker"),
    ("nextMarker", "marker"),
    ("Marker", "Marker"),
    ("marker", "marker"),
    ("NextPageToken", "PageToken"),
    ("NextPageToken", "NextPageToken"),
    ("nextPageToken", "pageToken"),
    ("PaginationToken", "PaginationToken"),
    ("position", "position"),
)
"""Where an answer says that there is more, and the parameter that asks for it; each service has its own spelling."""
TRUNCATED = ("IsTruncated", "isTruncated", "Truncated", "HasMoreResults", "hasMoreResults")
LIMIT = 20_000
"""Pages in one answer, which at fifty items each are a million."""


class PaginationStoppedError(Exception):
    """There is more than what came, and no way to ask for it."""


def pages(client: Any, operation: str, parameters: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """The answer after each page: the first page, grown by the lists of the later ones."""
    method = xform_name(operation)
    if not client.can_paginate(method):
        yield from _pages_by_hand(client, operation, dict(parameters))
        return
    paginator = client.get_paginator(method).paginate(**parameters)
    whole: dict[str, Any] = {}
    seen: set[int] = set()
    for number, page in enumerate(paginator):
        page.pop("ResponseMetadata", None)
        if number == 0:
            whole = page
        else:
            _check_end(number, hash(repr(page)), seen)
            for expression in paginator.result_keys:
                _grow(whole, page, expression)
        yield whole


def _check_end(number: int, mark: object, seen: set[Any]) -> None:
    """Raise PaginationStoppedError where a listing goes round in a circle, of which botocore only knows the smallest.

    A page that came before leads to where it led before: its token is in it.
    """
    if mark in seen:
        raise PaginationStoppedError("the service gave the same token twice")
    if number >= LIMIT:
        raise PaginationStoppedError(f"there is no end after {LIMIT:,} pages")
    seen.add(mark)


def _grow(whole: dict[str, Any], page: dict[str, Any], expression: Any) -> None:
    more, have = expression.search(page), expression.search(whole)
    if have is None and more is not None:
        set_value_from_jmespath(whole, expression.expression, more)
    elif isinstance(more, list) and isinstance(have, list):
        have.extend(more)


def _pages_by_hand(client: Any, operation: str, parameters: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Follow the tokens of an operation for which botocore has no paginator."""
    shape = client.meta.service_model.operation_model(operation).input_shape
    takes = frozenset(shape.members if shape else ())
    whole: dict[str, Any] = {}
    seen: set[tuple[str, str]] = set()
    for number in count():
        page = getattr(client, xform_name(operation))(**parameters)
        page.pop("ResponseMetadata", None)
        for key, part in page.items():
            if isinstance(part, list) and isinstance(whole.get(key), list):
                whole[key].extend(part)
            else:
                whole.setdefault(key, part)
        yield whole
        more = _token(page, takes)
        if more is None:
            return
        name, parameter, token = more
        whole.pop(name, None)
        _check_end(number, (parameter, token), seen)
        parameters[parameter] = token


def _token(page: dict[str, Any], takes: frozenset[str]) -> tuple[str, str, str] | None:
    """Where the page holds its token, the parameter that takes it, and the token; None after the last page."""
    told = False
    for name, parameter in TOKENS:
        token = page.get(name)
        if not token or not isinstance(token, str):
            continue
        if parameter in takes:
            return name, parameter, token
        told = told or name.lower().startswith(("next", "pagination"))
    if told or any(page.get(name) is True for name in TRUNCATED):
        raise PaginationStoppedError("the answer is cut short and the operation takes no token")
    return None
