"""Terraform in its JSON form, made from its native one."""

from __future__ import annotations

import json
from typing import Any

from tree_sitter import Node

from tests.estates.terraform_rewritten import Estate, Rewritten, arguments, blocks, labels, text_of

_NAMES = frozenset({"depends_on", "provider"})


def as_json(estate: Estate) -> Rewritten:
    """The estate as one `main.tf.json`. Lines are others."""
    document: dict[str, Any] = {}
    for block in blocks(estate.root):
        place = document.setdefault(text_of(block.children[0]), {})
        *outer, last = labels(block) or [""]
        for name in outer:
            place = place.setdefault(name, {})
        if last:
            place[last] = [*place.get(last, []), _body(block)]
        else:
            place.update(_body(block))
    return Rewritten({"main.tf.json": json.dumps(document, indent=1)})


def _body(block: Node) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, argument in arguments(block).items():
        expression = argument.children[2]
        found[name] = _names(expression) if name in _NAMES and not _is_constant(expression) else _value(expression)
    for inner in blocks(block):
        kind = text_of(inner.children[0])
        if kind == "dynamic":
            found.setdefault("dynamic", {})[labels(inner)[0]] = _body(inner)
        else:
            found.setdefault(kind, []).append(_body(inner))
    return found


def _names(expression: Node) -> Any:
    """What names a resource or provider does so without a template around it."""
    inner = expression.children[0]
    if inner.type != "collection_value":
        return text_of(expression)
    return [text_of(each) for each in inner.children[0].children if each.type == "expression"]


def _is_constant(expression: Node) -> bool:
    """The provider of an action of a pipeline, and not of a resource."""
    return expression.children[0].type == "literal_value"


def _value(expression: Node) -> Any:
    inner = expression.children[0]
    if inner.type == "literal_value":
        kind = inner.children[0].type
        return json.loads(text_of(inner)) if kind in {"string_lit", "numeric_lit", "bool_lit"} else None
    if inner.type == "collection_value" and inner.children[0].type == "tuple":
        return [_value(each) for each in inner.children[0].children if each.type == "expression"]
    if inner.type == "collection_value":
        return _object(inner.children[0]) or f"${{{text_of(expression)}}}"
    return f"${{{text_of(expression)}}}"


def _object(node: Node) -> dict[str, Any] | None:
    """An object all of whose keys are constants; None for others."""
    found: dict[str, Any] = {}
    for element in (each for each in node.children if each.type == "object_elem"):
        key, value = (each for each in element.children if each.type == "expression")
        if key.children[0].type not in {"literal_value", "variable_expr"}:
            return None
        found[text_of(key).strip('"')] = _value(value)
    return found
