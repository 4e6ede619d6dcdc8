"""Answers that were cut short on their way: botocore takes them for answers without content."""

from __future__ import annotations

import json
from typing import Any

import botocore.session
from botocore.exceptions import HTTPClientError

ATTEMPTS = 4
PAUSE = 0.1
"""Seconds before the first repetition, twice before the second and so on."""
NO_BODY = frozenset({204, 304})


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
    if operation.http.get("method") == "HEAD" or http.status_code in NO_BODY or operation.has_streaming_output:
        return None
    stated = http.headers.get("content-length", "")
    if stated.isdecimal() and "content-encoding" not in http.headers and len(http.content) < int(stated):
        return f"{len(http.content)} of {stated} bytes came"
    is_json = "json" in str(operation.service_model.metadata.get("protocol"))
    if http.status_code < 300 and is_json and not parsed.keys() - {"ResponseMetadata"} and http.content.strip():  # noqa: PLR2004
        try:
            json.loads(http.content)
        except ValueError:
            return "it is not JSON"
    return None
