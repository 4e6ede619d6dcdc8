"""`Fn::ForEach`: loops written out, each copy keeping the places of what it was copied from."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from pytest_aisec.sources.cloudformation.decode import Node
from pytest_aisec.sources.cloudformation.unknowns import UnresolvableError, text_of
from pytest_aisec.values import Unknown, unknown_parts

if TYPE_CHECKING:
    from pytest_aisec.sources.cloudformation.evaluate import Evaluator

# cfn-lint expands these loops too, but invents names for collections that are unknown; a test compares the two
# where the collection is known.

LOOP = "Fn::ForEach::"
MAX_COPIES = 20_000
"""How many copies the loops of one template make at most: nested loops multiply."""


def has_loop(entries: Mapping[str, Node]) -> bool:
    """Whether a mapping has a loop among its keys."""
    return any(key.startswith(LOOP) for key in entries)


def unrolled(evaluator: Evaluator, entries: Mapping[str, Node]) -> dict[str, Node]:
    """The entries with every loop replaced by its copies.

    Raises UnresolvableError for a loop that is malformed or whose collection is unknown.
    """
    result: dict[str, Node] = {}
    for key, node in entries.items():
        copies = _copies(evaluator, key, node) if key.startswith(LOOP) else {key: node}
        for name, copy in copies.items():
            if name in result:
                raise UnresolvableError(f"{key} makes {name}, which is there already")
            result[name] = copy
    return result


def _copies(evaluator: Evaluator, key: str, node: Node) -> dict[str, Node]:
    if len(node.items) != 3 or node.items[0].text is None or not isinstance(node.items[2].value, dict):  # noqa: PLR2004 -- its arguments
        raise UnresolvableError(f"{key} expects a name, a collection and a mapping, found {node.kind}")
    if "AWS::LanguageExtensions" not in evaluator.transforms:
        raise UnresolvableError(f"{key} needs the transform AWS::LanguageExtensions, which is not declared")
    name = node.items[0].text
    result: dict[str, Node] = {}
    for text in _collection(evaluator, key, node.items[1]):
        evaluator.copies.append(key)
        if len(evaluator.copies) > MAX_COPIES:
            raise UnresolvableError(f"the loops of the template make more than {MAX_COPIES} copies")
        copied = {
            _filled(inner, name, text): _copy(value, name, text) for inner, value in node.items[2].entries.items()
        }
        for inner, value in unrolled(evaluator, copied).items():
            if inner in result:
                raise UnresolvableError(f"{key} makes {inner} twice")
            result[inner] = value._replace(key=value.key)
    return result


def _collection(evaluator: Evaluator, key: str, node: Node) -> list[str]:
    value = evaluator.value(node)
    if value is None or not isinstance(value.value, list | Unknown):
        raise UnresolvableError(f"{key} expects a list to loop over, found {node.kind}")
    unknown = next(unknown_parts(value), None)
    if unknown is not None or not isinstance(value.value, list):
        raise UnresolvableError(f"{key} loops over what is not known: {unknown}")
    return [text_of(item.value) for item in value.value]


def _filled(text: str, name: str, value: str) -> str:
    """`${Name}` as the value, `&{Name}` as its letters and digits (docs: Fn::ForEach)."""
    text = text.replace(f"${{{name}}}", value)
    return text.replace(f"&{{{name}}}", re.sub(r"[^A-Za-z0-9]", "", value))


def _copy(node: Node, name: str, text: str) -> Node:
    match node.value:
        case str() as scalar:
            return node._replace(value=_filled(scalar, name, text))
        case list() as items:
            return node._replace(value=[_copy(item, name, text) for item in items])
        case dict() as entries:
            if len(entries) == 1 and "Ref" in entries and entries["Ref"].text == name:
                return node._replace(value=text)
            return node._replace(
                value={_filled(key, name, text): _copy(inner, name, text) for key, inner in entries.items()}
            )
    return node
