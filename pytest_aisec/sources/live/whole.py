"""Answers that were cut short, or are another's than the service's: botocore takes them for ones without content."""

from __future__ import annotations

import json
import re
from typing import Any

import botocore.session
from botocore.exceptions import HTTPClientError

ATTEMPTS = 4
PAUSE = 0.1
"""Seconds before the first repetition, twice before the second and so on."""
_ROOT = re.compile(rb"<(?:[\w.-]+:)?([\w.-]+)")
"""The first element of a document, after declarations."""
NO_CONTENT, MULTIPLE_CHOICES, NOT_MODIFIED = 204, 300, 304


class CutShortError(HTTPClientError):
    """An answer came, but not all of it, or something else than the service sends."""

    fmt = "the answer was cut short or is not one of the service's: {reason}"


def install(session: botocore.session.Session) -> None:
    """Have every client of the session repeat a call whose answer is not whole, and fail it if that does not help."""
    events = session.get_component("event_emitter")
    events.register_first("needs-retry.*.*", _needs_retry)


def _needs_retry(response: Any, operation: Any, attempts: int, **_: object) -> float | None:
    if response is None:
        return None
    http, parsed = response
    reason = _lacking(http, parsed, operation)
    if reason is None:
        return None
    if attempts >= ATTEMPTS:
        raise CutShortError(reason=reason)
    return PAUSE * attempts


def _lacking(http: Any, parsed: dict[str, Any], operation: Any) -> str | None:
    """What is wrong with an answer; None when it is whole."""
    if operation.http.get("method") == "HEAD" or http.status_code == NOT_MODIFIED or operation.has_streaming_output:
        return None
    stated = http.headers.get("content-length", "")
    if stated.isdecimal() and "content-encoding" not in http.headers and len(http.content) < int(stated):
        return f"{len(http.content)} of {stated} bytes came"
    if http.status_code < MULTIPLE_CHOICES and _is_text(operation.output_shape):
        return None if http.content.strip() and not http.content.lstrip().startswith(b"<") else "it is no document"
    names = _told_in_body(operation.output_shape)
    if http.status_code >= MULTIPLE_CHOICES or not names or _tells(parsed, operation.output_shape):
        return None
    if not http.content.strip():
        return None if http.status_code == operation.http.get("responseCode") == NO_CONTENT else "it is empty"
    if "json" in operation.service_model.resolved_protocol:
        return _no_object(http.content, names)
    return _no_element(http.content, operation)


def _tells(parsed: dict[str, Any], shape: Any) -> bool:
    """Whether anything of an answer was understood."""
    payload = shape.serialization.get("payload")
    return bool(parsed.get(payload) if payload else parsed.keys() - {"ResponseMetadata"})


def _is_text(shape: Any) -> bool:
    """Whether the body of an answer is one text: a policy, which is an object of JSON."""
    payload = shape and shape.serialization.get("payload")
    return bool(payload) and shape.members[payload].type_name == "string"


def _told_in_body(shape: Any) -> frozenset[str]:
    """The names that the service may use in the body of an answer; none where it is one text or there is none."""
    payload = shape and shape.serialization.get("payload")
    inside = shape.members[payload] if payload else shape
    if inside is None or inside.type_name != "structure":
        return frozenset()
    members = {name: each.serialization for name, each in inside.members.items()}
    return frozenset(each.get("name", name) for name, each in members.items() if not each.get("location"))


def _no_object(content: bytes, names: frozenset[str]) -> str | None:
    """What is wrong with a body that should be an object of JSON; without members it says that there is nothing."""
    try:
        told = json.loads(content)
    except ValueError:
        return "it is not JSON"
    if not isinstance(told, dict):
        return "it is no object of JSON"
    said = {name for name in told if not name.startswith("__")}
    return "it has nothing of what was asked for" if said and not said & names else None


def _no_element(content: bytes, operation: Any) -> str | None:
    """What is wrong with a body that should be an element of XML; CBOR that is none does not get this far.

    https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-response-structure.html
    """
    if operation.service_model.resolved_protocol not in {"ec2", "query", "rest-xml"}:
        return None
    found = _ROOT.search(content)
    root = found[1].decode() if found else ""
    if operation.service_model.resolved_protocol == "rest-xml":
        return "it is a page of HTML" if root.lower() == "html" else None
    return None if root == f"{operation.name}Response" else f"it is <{root}>"
