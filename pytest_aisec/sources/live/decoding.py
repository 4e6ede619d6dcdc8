"""Answers that hold a file: its rows as listed items."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping
from typing import Any

from pytest_aisec.sources.live.paths import compiled, items_at


def listed_items(result: str, decoded: str | None, answer: Mapping[str, Any]) -> list[dict[str, Any]] | None:
    """The items of a listing's answer; None when `result` does not lead to what it should."""
    if decoded is None:
        return items_at(result, answer)
    content = compiled(result).search(answer)
    if not isinstance(content, bytes | bytearray):
        return None
    try:
        return DECODERS[decoded](bytes(content))
    except (ValueError, csv.Error):
        return None


def _csv_rows(content: bytes) -> list[dict[str, Any]]:
    """The rows by the names in the header. Raises ValueError for a row of another length, as in a file cut short."""
    header, *rows = csv.reader(io.StringIO(content.decode("utf-8"), newline=""), strict=True)
    return [dict(zip(header, row, strict=True)) for row in rows if row]


DECODERS: dict[str, Callable[[bytes], list[dict[str, Any]]]] = {"csv": _csv_rows}
"""How the content of a file becomes items, by the name that `Listing.decoded` gives."""
