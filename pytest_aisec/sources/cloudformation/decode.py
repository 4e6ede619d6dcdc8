"""YAML and JSON text as nodes, each with its exact place and the place of its key."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import yaml
from yaml.constructor import ConstructorError, SafeConstructor
from yaml.events import (
    AliasEvent,
    CollectionEndEvent,
    DocumentStartEvent,
    Event,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceStartEvent,
)

from pytest_aisec.values import NOWHERE, Location, Scalar

MAX_DEPTH = 100
"""CloudFormation refuses far shallower templates; deeper ones are made to exhaust a reader's stack."""

MAX_ALIASED = 250_000
"""How many nodes aliases may stand for in one file: what billion-laughs files exceed at once."""

_UNPREFIXED = frozenset({"Ref", "Condition"})
_STANDARD = "tag:yaml.org,2002:"
_SURROGATES = re.compile(r"\\u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})")
_LOADER: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_SCALARS = SafeConstructor()
_CONTENT = (NodeEvent, CollectionEndEvent)


class Node(NamedTuple):
    """One value of a template as written: a scalar, a list of nodes or a mapping of nodes.

    `location` is where the value starts, `key` where the key stands under which a mapping holds it (NOWHERE for the
    items of lists). An aliased node is located at its anchor and has the alias among the location's uses.
    """

    value: Scalar | list[Node] | dict[str, Node]
    location: Location = NOWHERE
    key: Location = NOWHERE

    @property
    def entries(self) -> dict[str, Node]:
        """The entries of a mapping; empty for anything else."""
        return self.value if isinstance(self.value, dict) else {}

    @property
    def items(self) -> list[Node]:
        """The items of a list; empty for anything else."""
        return self.value if isinstance(self.value, list) else []

    @property
    def text(self) -> str | None:
        """The value if it is a string."""
        return self.value if isinstance(self.value, str) else None

    @property
    def kind(self) -> str:
        """What it is, in the words of a message: `a list`, `a mapping`, `the text 'x'`."""
        match self.value:
            case dict():
                return "a mapping"
            case list():
                return "a list"
            case str():
                return f"the text {self.value[:40]!r}"
            case None:
                return "nothing"
            case _:
                return f"the value {self.value}"


class NotDecodableError(Exception):
    """Text that is not one YAML or JSON document; `location` and `reason` say where and why."""

    def __init__(self, reason: str, location: Location) -> None:
        super().__init__(reason)
        self.reason = reason
        self.location = location


def decode(text: str, file: str) -> Node:
    """The document in `text` as nodes with places in `file`.

    Short forms (`!Ref x`) become long ones. Raises NotDecodableError for syntax errors, duplicate keys, aliases that
    contain themselves or stand for more than MAX_ALIASED nodes, and nesting deeper than MAX_DEPTH.
    """
    try:
        return _compose(text, file)
    except NotDecodableError:
        if not text.lstrip("\ufeff \t\r\n").startswith(("{", "[")):
            raise
    # JSON that YAML refuses: tabs as indentation, characters written as two escaped surrogates
    return _compose(_SURROGATES.sub(_one_escape, text.replace("\t", " ")), file)


def _one_escape(pair: re.Match[str]) -> str:
    high, low = (int(part, 16) for part in pair.groups())
    return f"\\U{0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00):08X}"


def _compose(text: str, file: str) -> Node:
    try:
        return _Composer(text, file).document()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        lines = text.split("\n")
        row, column = (mark.line, mark.column) if mark else (0, 0)
        if row >= len(lines) or not any(line.strip() for line in lines[row:]):
            # the mark of what is missing at the end stands after the last line
            row = max((number for number, line in enumerate(lines) if line.strip()), default=0)
            column = len(lines[row].rstrip())
        found = lines[row][column : column + 20].strip() or "the end of the line"
        what = ", ".join(part for part in (error.context, error.problem) if part)
        reason = f"not valid YAML or JSON: {what}; found {found!r}"
        raise NotDecodableError(reason, Location(file, row + 1, column + 1)) from error
    except yaml.reader.ReaderError as error:
        before = text[: error.position] if isinstance(error.position, int) else ""
        place = Location(file, before.count("\n") + 1, len(before) - before.rfind("\n"))
        raise NotDecodableError(f"not text: {error.reason}", place) from error


class _Composer:
    def __init__(self, text: str, file: str) -> None:
        self.file = file
        self.loader = _LOADER(text)
        self.anchors: dict[str, Node | None] = {}
        self.sizes: dict[str, int] = {}
        self.heights: dict[str, int] = {}
        self.deepest = 0
        self.made = 0
        self.aliased = 0

    def document(self) -> Node:
        events = self._events()
        first = next(events, None)
        if first is None:
            return Node(None, Location(self.file, 1, 1))
        node = self._node(first, events, 0)
        for event in events:
            raise NotDecodableError("a second YAML document starts; a template is one", self._place(event))
        return node

    def _events(self) -> Iterator[Event]:
        """The events of content, and each document's start but the first."""
        started = False
        while self.loader.check_event():
            event = self.loader.get_event()
            if isinstance(event, DocumentStartEvent):
                if started:
                    yield event
                started = True
            elif isinstance(event, _CONTENT):
                yield event

    def _place(self, event: Event) -> Location:
        mark: Any = event.start_mark
        return Location(self.file, mark.line + 1, mark.column + 1)

    def _node(self, event: Event, events: Iterator[Event], depth: int) -> Node:
        place = self._place(event)
        if depth > MAX_DEPTH:
            raise NotDecodableError(f"nested deeper than {MAX_DEPTH} levels", place)
        if isinstance(event, AliasEvent):
            return self._alias(event, place, depth)
        self.made += 1
        self.deepest = max(self.deepest, depth)
        anchor: str | None = getattr(event, "anchor", None)
        if anchor is None:
            return self._content(event, events, place, depth)
        before, outside, self.deepest = self.made + self.aliased, self.deepest, depth
        self.anchors[anchor] = None
        node = self._content(event, events, place, depth)
        self.anchors[anchor] = node
        self.sizes[anchor] = self.made + self.aliased - before + 1
        self.heights[anchor] = self.deepest - depth
        self.deepest = max(outside, self.deepest)
        return node

    def _content(self, event: Event, events: Iterator[Event], place: Location, depth: int) -> Node:
        tag: str | None = getattr(event, "tag", None)
        name = _function(tag)
        inner = depth + 1 if name is not None else depth
        if isinstance(event, ScalarEvent):
            node = Node(event.value if name else self._scalar(event), place)
        elif isinstance(event, SequenceStartEvent):
            node = Node(self._items(events, inner), place)
        elif isinstance(event, MappingStartEvent):
            node = Node(self._entries(events, inner), place)
        else:
            raise NotDecodableError("expected a value", place)
        if name is None:
            return node
        if name == "Fn::GetAtt" and isinstance(node.value, str):
            node = Node([Node(part, place) for part in node.value.split(".", 1)], place)
        return Node({name: node._replace(key=place)}, place)

    def _items(self, events: Iterator[Event], depth: int) -> list[Node]:
        items = []
        for event in events:
            if _ends(event):
                break
            items.append(self._node(event, events, depth + 1))
        return items

    def _entries(self, events: Iterator[Event], depth: int) -> dict[str, Node]:
        entries: dict[str, Node] = {}
        merged: list[Node] = []
        for event in events:
            if _ends(event):
                break
            place = self._place(event)
            key = self._node(event, events, depth + 1)
            value_event = next(events, None)
            if value_event is None:
                break
            value = self._node(value_event, events, depth + 1)
            name = _key_text(key)
            if name is None:
                raise NotDecodableError(f"expected a text as a key, found {key.kind}", place)
            if name == "<<" and isinstance(event, ScalarEvent) and event.implicit[0]:
                merged += value.items if isinstance(value.value, list) else [value]
                continue
            if name in entries:
                first = entries[name].key.line
                raise NotDecodableError(f"duplicate key {name!r}: first on line {first}", place)
            entries[name] = value._replace(key=place)
        for source in merged:
            for name, value in source.entries.items():
                entries.setdefault(name, value)
        return entries

    def _alias(self, event: AliasEvent, place: Location, depth: int) -> Node:
        if event.anchor not in self.anchors:
            raise NotDecodableError(f"alias *{event.anchor} has no anchor", place)
        node = self.anchors[event.anchor]
        if node is None:
            raise NotDecodableError(f"alias *{event.anchor} stands inside its own anchor", place)
        self.aliased += self.sizes[event.anchor]
        if self.aliased > MAX_ALIASED:
            raise NotDecodableError(f"aliases stand for more than {MAX_ALIASED} values", place)
        reached = depth + self.heights[event.anchor]
        if reached > MAX_DEPTH:
            raise NotDecodableError(f"nested deeper than {MAX_DEPTH} levels through aliases", place)
        self.deepest = max(self.deepest, reached)
        return node._replace(location=node.location.used_at(place))

    def _scalar(self, event: ScalarEvent) -> Scalar:
        tag = event.tag
        if tag is None or tag == "!":
            tag = self.loader.resolve(yaml.ScalarNode, event.value, event.implicit)
        try:
            return _typed(tag, event.value)
        except (ValueError, KeyError, ConstructorError, IndexError):
            return str(event.value)


def _ends(event: Event) -> bool:
    return isinstance(event, CollectionEndEvent)


def _function(tag: str | None) -> str | None:
    if tag is None or not tag.startswith("!") or tag == "!":
        return None
    name = tag[1:]
    return name if name in _UNPREFIXED else f"Fn::{name}"


def _typed(tag: str, text: str) -> Scalar:
    """A plain scalar by YAML 1.1; CloudFormation supports neither timestamps nor binary, which stay text."""
    node = yaml.ScalarNode(tag, text)
    match tag.removeprefix(_STANDARD):
        case "int":
            return int(_SCALARS.construct_yaml_int(node))
        case "float":
            return float(_SCALARS.construct_yaml_float(node))
        case "bool":
            return bool(_SCALARS.construct_yaml_bool(node))
        case "null":
            return None
    return text


def _key_text(key: Node) -> str | None:
    match key.value:
        case str():
            return key.value
        case bool():
            return "true" if key.value else "false"
        case int() | float():
            return str(key.value)
    return None
