"""Answers of which only what matters is written: what the service always tells besides is filled in."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from tests.sources.live.answers import Refusal, model_of

_PLAIN = {"float": 1.0, "double": 1.0, "boolean": False, "map": {}, "blob": b""}


def filled(**given: Any) -> dict[str, Any]:
    """The answers to `service__Operation` for `read`, with every required part; what is no answer stays."""
    found = {}
    for name, answer in given.items():
        service, operation = name.split("__")
        shape: Any = model_of(service.replace("_", "-")).operation_model(operation).output_shape
        found[name] = answer if isinstance(answer, Refusal) else _whole(shape, answer)
    return found


def _whole(shape: Any, answer: Any) -> Any:
    if shape.type_name == "list":
        return [_whole(shape.member, item) for item in answer]
    if shape.type_name != "structure" or getattr(shape, "is_document_type", False):
        return answer
    lacking = {name: _any(shape.members[name]) for name in shape.required_members if name not in answer}
    told = {name: _whole(shape.members[name], each) if name in shape.members else each for name, each in answer.items()}
    return {**lacking, **told}


def _any(shape: Any) -> Any:
    match shape.type_name:
        case "string":
            return next(iter(getattr(shape, "enum", ())), None) or "x" * max(1, shape.metadata.get("min", 1))
        case "integer" | "long":
            return shape.metadata.get("min", 1)
        case "timestamp":
            return datetime.now(UTC)
        case "list":
            return [_any(shape.member)] * shape.metadata.get("min", 0)
        case "structure":
            return _whole(shape, {})
        case plain:
            return _PLAIN[plain]
