"""Template nodes as plain values that remember their places, and back: how places survive the SAM translation."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from copy import deepcopy
from types import MappingProxyType
from typing import Any

from pytest_aisec.sources.cloudformation.decode import Node
from pytest_aisec.values import NOWHERE, Location

_PLACEHOLDER = "{{IntrinsicFunction:aisec/"
_HELD = re.compile(r"\{\{IntrinsicFunction:aisec/([^{}]+)\}\}")


class MarkedText(str):
    """A text that knows where it is written."""

    __slots__ = ("place",)
    place: Location

    def __deepcopy__(self, memo: object) -> MarkedText:
        return self


class MarkedMapping(dict[str, Any]):
    """A mapping that knows the node it was made of, also after it was copied and changed."""

    node: Node

    def __deepcopy__(self, memo: dict[int, Any]) -> MarkedMapping:
        copied = MarkedMapping((key, deepcopy(value, memo)) for key, value in self.items())
        copied.node = self.node
        return copied


def placeholder(name: str) -> str:
    """What stands for the value of a parameter, so that references to it come out of the translation as they were."""
    return f"{_PLACEHOLDER}{name}}}}}"


def marked(node: Node) -> Any:
    """The node as what the translator takes: dicts, lists and scalars, marked where Python lets them be."""
    match node.value:
        case dict() as entries:
            mapping = MarkedMapping((key, marked(value)) for key, value in entries.items())
            mapping.node = node
            return mapping
        case list() as items:
            return [marked(item) for item in items]
        case str() as text:
            result = MarkedText(text)
            result.place = node.location
            return result
    return node.value


class Unmarking:
    """Makes nodes of translated values, each part at its mark or at the nearest place that is known.

    `partition`: the name of the partition that the translator wrote into ARNs although nobody told it; what is deployed
    to is written instead. None if it was told.
    """

    def __init__(self, partition: str | None) -> None:
        self.partition = partition

    def node(self, value: Any, place: Location, origin: Mapping[str, Node] = MappingProxyType({})) -> Node:
        """The value as nodes; what has no mark is where `origin` has an entry of the same name, else at `place`."""
        match value:
            case MarkedMapping() if value.node.location is not NOWHERE:
                place = value.node.location
                return Node(self._entries(value, place, value.node.entries), place, value.node.key)
            case dict():
                return Node(self._entries(value, place, origin), place, place)
            case list() | tuple():
                return Node([self.node(item, place) for item in value], place, place)
            case str():
                return self._text(value, value.place if isinstance(value, MarkedText) else place)
            case None | bool() | int() | float():
                return Node(value, place, place)
        return Node(str(value), place, place)

    def _entries(self, value: Mapping[Any, Any], place: Location, origin: Mapping[str, Node]) -> dict[str, Node]:
        entries: dict[str, Node] = {}
        for key, item in value.items():
            source = origin.get(str(key))
            if source is None:
                inner = self.node(item, place)
            else:
                inner = self.node(item, source.location, source.entries)._replace(key=source.key)
            if key == "Fn::Sub":
                inner = self._in_sub(inner, item, written=source is not None)
            entries[_HELD.sub(r"\1", str(key))] = inner
        return entries

    def _in_sub(self, node: Node, item: Any, *, written: bool) -> Node:
        """The argument of a `Fn::Sub`, whose text names what it refers to without a function of its own.

        `written`: the application says it, whether or not the translator has filled in parameters.
        """
        text = item[0] if isinstance(item, list) and item else item
        if not isinstance(text, str):
            return node
        filled = _HELD.sub(r"${\1}", text)
        if self.partition is not None and not written:
            filled = filled.replace(f"arn:{self.partition}:", "arn:${AWS::Partition}:")
        if isinstance(item, list):
            return node._replace(value=[node.items[0]._replace(value=filled), *node.items[1:]])
        return node._replace(value=filled)

    def _text(self, text: str, place: Location) -> Node:
        held = _HELD.fullmatch(text)
        if held is not None:
            return Node({"Ref": Node(held[1], place, place)}, place, place)
        start = f"arn:{self.partition}:"
        if self.partition is not None and text.startswith(start) and not isinstance(text, MarkedText):
            filled = text.replace(start, "arn:${AWS::Partition}:", 1)
            return Node({"Fn::Sub": Node(filled, place, place)}, place, place)
        return Node(str(text), place, place)


def places_in(value: Any) -> Iterator[Location]:
    """The places of all marks in a translated value."""
    match value:
        case MarkedText():
            yield value.place
        case dict():
            if isinstance(value, MarkedMapping):
                yield value.node.location
            for item in value.values():
                yield from places_in(item)
        case list():
            for item in value:
                yield from places_in(item)
