"""Which entries of a resource would have come from an answer that did not come."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pytest_aisec.sources.live.paths import compiled


def members_at(path: str | None, shape: Any) -> frozenset[str] | None:
    """The names of the members of the structure at a path in an output shape; None when that cannot be told."""
    if shape is None:
        return None
    reached = shape if path is None else _walk(compiled(path).parsed, shape)
    if reached is None or reached.type_name != "structure":
        return None
    return frozenset(reached.members)


def _walk(node: Mapping[str, Any], shape: Any) -> Any:
    children = node["children"]
    match node["type"]:
        case "field":
            return shape.members.get(node["value"]) if shape.type_name == "structure" else None
        case "index":
            return shape.member if shape.type_name == "list" else None
        case "identity" | "current":
            return shape
        case "subexpression" | "index_expression" | "pipe":
            for child in children:
                shape = None if shape is None else _walk(child, shape)
            return shape
    return None
