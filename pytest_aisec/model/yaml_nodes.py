"""YAML text as nodes, for texts that may be made to exhaust who reads them."""

from __future__ import annotations

from typing import Any

MOST_LEVELS = 100
"""Of nesting; the parser's own recursion ends the process at some ten thousand."""

MOST_NODES = 250_000
"""Values that a document may stand for; one whose aliases double in each line stands for more than fit anywhere."""


def composed(text: str) -> Any:
    """The node of a text with one YAML document; None for an empty one.

    Raises ValueError, with one line for a person, for what is no YAML, is nested too deeply, contains itself, or stands
    for too many values.
    """
    import yaml  # noqa: PLC0415 -- only who decodes YAML pays for it

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        depth = 0
        for event in yaml.parse(text, Loader=loader):
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if depth > MOST_LEVELS:
                raise ValueError(f"nested deeper than {MOST_LEVELS} levels")
        node = yaml.compose(text, Loader=loader)
    except yaml.YAMLError as error:
        raise ValueError(" ".join(str(error).split())) from error
    if _size(node, {}) > MOST_NODES:
        raise ValueError(f"it stands for more than {MOST_NODES} values, or contains itself")
    return node


def constructed(node: Any) -> Any:
    """The plain value of a node. Raises ValueError for one that has none, such as the date 2001-99-99."""
    import yaml  # noqa: PLC0415 -- only who decodes YAML pays for it

    try:
        return yaml.constructor.SafeConstructor().construct_document(node)
    except yaml.YAMLError as error:
        raise ValueError(" ".join(str(error).split())) from error


def _size(node: Any, known: dict[int, int]) -> int:
    """How many values a node stands for, aliases counted wherever they are used; too many if it contains itself."""
    if not isinstance(getattr(node, "value", None), list):
        return 1
    if id(node) not in known:
        known[id(node)] = MOST_NODES + 1
        parts = (part for each in node.value for part in (each if isinstance(each, tuple) else (each,)))
        known[id(node)] = 1 + sum(_size(part, known) for part in parts)
    return known[id(node)]
