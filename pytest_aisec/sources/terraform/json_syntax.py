"""The JSON form of the language: `.tf.json` and `.tfvars.json`."""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from typing import TypeVar

from pytest_aisec.sources.terraform import syntax
from pytest_aisec.sources.terraform.json_maps import is_map
from pytest_aisec.sources.terraform.parse import parse_expression, parse_template
from pytest_aisec.sources.terraform.parse_expressions import numeral
from pytest_aisec.sources.terraform.templates import normal
from pytest_aisec.values import Located, Location

_Item = TypeVar("_Item")

_SPACE = re.compile(r"[ \t\r\n]*")
_WORD = re.compile(r"true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?")
_WORDS = {"true": True, "false": False, "null": None}
_ONE_LABEL = frozenset({"variable", "output", "module", "provider", "check"})
_TWO_LABELS = frozenset({"resource", "data", "ephemeral"})
_BLOCKS_OF = frozenset({"resource", "data", "ephemeral", "provider"})


class _Problem(Exception):
    def __init__(self, place: int, expected: str) -> None:
        super().__init__(expected)
        self.place = place
        self.expected = expected


def parse_json(source: bytes, file: str, *, values: bool = False) -> syntax.ParsedFile:
    """A `.tf.json` file; with `values` a `.tfvars.json` file, in which strings are no templates. Never raises."""
    reader = _Json(source.decode("utf-8"), file, templates=not values)
    try:
        tree = reader.document()
    except _Problem as problem:
        found = reader.text[problem.place : problem.place + 1]
        shown = f"`{found}`" if found.strip() else "the end of the file" if not found else "the end of the line"
        return syntax.ParsedFile(syntax.Body(), syntax.SyntaxProblem(reader.at(problem.place), shown, problem.expected))
    except RecursionError:
        return syntax.ParsedFile(
            syntax.Body(), syntax.SyntaxProblem(Location(file, 1, 1), "values nested too deeply", "fewer levels")
        )
    body = syntax.Body()
    for name, value in _entries(tree):
        if values:
            body.arguments[name] = syntax.Argument(name, value, value.at)
        else:
            body.blocks += _top_blocks(name, value)
    return syntax.ParsedFile(body)


class _Json:
    """A JSON text as expressions with their places."""

    def __init__(self, text: str, file: str, *, templates: bool) -> None:
        self.text = text
        self.file = file
        self.templates = templates
        self.starts = [0, *(match.end() for match in re.finditer("\n", text))]

    def at(self, place: int) -> Location:
        line = bisect_right(self.starts, place) - 1
        return Location(self.file, line + 1, place - self.starts[line] + 1)

    def skip(self, place: int) -> int:
        match = _SPACE.match(self.text, place)
        return match.end() if match else place

    def document(self) -> syntax.Expression:
        value, end = self.value(self.skip(0))
        end = self.skip(end)
        if end < len(self.text):
            raise _Problem(end, "the end of the file")
        return value

    def value(self, place: int) -> tuple[syntax.Expression, int]:
        letter = self.text[place : place + 1]
        if letter == "{":
            items, end = self.sequence(place, "}", self.entry)
            return syntax.ObjectOf(self.at(place), tuple(items)), end
        if letter == "[":
            found, end = self.sequence(place, "]", self.value)
            return syntax.TupleOf(self.at(place), tuple(found)), end
        if letter == '"':
            text, end = self.string(place)
            return self.template(text, self.at(place)), end
        match = _WORD.match(self.text, place)
        if match is None:
            raise _Problem(place, "a JSON value")
        word = match.group()
        at = self.at(place)
        if word in _WORDS:
            return syntax.Literal(at, Located(_WORDS[word], at)), match.end()
        return numeral(word, at), match.end()

    def sequence(self, place: int, closing: str, item: Callable[[int], tuple[_Item, int]]) -> tuple[list[_Item], int]:
        found: list[_Item] = []
        place = self.skip(place + 1)
        if self.text[place : place + 1] == closing:
            return found, place + 1
        while True:
            value, place = item(self.skip(place))
            found.append(value)
            place = self.skip(place)
            letter = self.text[place : place + 1]
            place += 1
            if letter == closing:
                return found, place
            if letter != ",":
                raise _Problem(place - 1, f"`,` or `{closing}`")

    def entry(self, place: int) -> tuple[tuple[syntax.Expression, syntax.Expression], int]:
        if self.text[place : place + 1] != '"':
            raise _Problem(place, "a name in quotes")
        name, end = self.string(place)
        end = self.skip(end)
        if self.text[end : end + 1] != ":":
            raise _Problem(end, "`:`")
        value, end = self.value(self.skip(end + 1))
        return (self.template(name, self.at(place)), value), end

    def string(self, place: int) -> tuple[str, int]:
        try:
            text, end = json.JSONDecoder().raw_decode(self.text, place)
        except json.JSONDecodeError as error:
            raise _Problem(error.pos, "a string that ends") from None
        return normal(str(text)), end

    def template(self, text: str, at: Location) -> syntax.Expression:
        if self.templates and ("${" in text or "%{" in text):
            parsed = parse_template(text, self.file, at)
            return parsed if parsed is not None else syntax.Invalid(at, "the text is not a template")
        return syntax.Literal(at, Located(text, at))


def _entries(value: syntax.Expression) -> Iterator[tuple[str, syntax.Expression]]:
    """The members of an object or of a list of objects; the name `//` marks a comment."""
    match value:
        case syntax.ObjectOf(items=items):
            for key, item in items:
                if isinstance(key, syntax.Literal) and key.value.value != "//":
                    yield str(key.value.value), item
        case syntax.TupleOf(items=items):
            for item in items:
                yield from _entries(item)


def _each(value: syntax.Expression) -> tuple[syntax.Expression, ...]:
    return value.items if isinstance(value, syntax.TupleOf) else (value,)


def _top_blocks(kind: str, value: syntax.Expression) -> Iterator[syntax.Block]:
    if kind in _TWO_LABELS:
        for type_, named in _entries(value):
            for name, bodies in _entries(named):
                for body in _each(bodies):
                    yield syntax.Block(kind, (type_, name), _body(body, kind, type_), body.at)
    elif kind in _ONE_LABEL:
        for name, bodies in _entries(value):
            for body in _each(bodies):
                yield syntax.Block(kind, (name,), _body(body, kind), body.at)
    else:
        for body in _each(value):
            yield syntax.Block(kind, (), _body(body, kind), body.at)


def _body(value: syntax.Expression, kind: str, type_: str = "") -> syntax.Body:
    body = syntax.Body()
    for name, item in _entries(value):
        if name == "dynamic" and kind in _BLOCKS_OF:
            body.blocks += _dynamic(item, type_)
        elif kind in _BLOCKS_OF and _is_block(type_, name, item):
            body.blocks += [syntax.Block(name, (), _body(inner, kind, type_), inner.at) for inner in _each(item)]
        else:
            expression = _as_expression(item) if (kind, name) == ("variable", "type") else item
            body.arguments[name] = syntax.Argument(name, expression, item.at)
    return body


def _is_block(type_: str, name: str, value: syntax.Expression) -> bool:
    if isinstance(value, syntax.ObjectOf):
        return name != "for_each" and not is_map(type_, name)
    return (
        isinstance(value, syntax.TupleOf)
        and bool(value.items)
        and all(isinstance(item, syntax.ObjectOf) for item in value.items)
    )


def _dynamic(value: syntax.Expression, type_: str) -> Iterator[syntax.Block]:
    for name, bodies in _entries(value):
        for given in _each(bodies):
            body = syntax.Body()
            for part, item in _entries(given):
                if part == "content":
                    body.blocks.append(syntax.Block(part, (), _body(item, "resource", type_), item.at))
                else:
                    expression = _as_expression(item) if part == "iterator" else item
                    body.arguments[part] = syntax.Argument(part, expression, item.at)
            yield syntax.Block("dynamic", (name,), body, given.at)


def _as_expression(value: syntax.Expression) -> syntax.Expression:
    """What a string stands for where the language wants a bare word or a type."""
    if isinstance(value, syntax.Literal) and isinstance(value.value.value, str):
        parsed = parse_expression(value.value.value.encode(), value.at.file or "")
        return parsed if parsed is not None else value
    return value
