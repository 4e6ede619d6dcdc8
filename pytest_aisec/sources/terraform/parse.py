"""Parsing of Terraform files: from tree-sitter's concrete tree to our own."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from pytest_aisec.sources.terraform import syntax
from pytest_aisec.sources.terraform.diagnosis import problem_in
from pytest_aisec.sources.terraform.numbers import number
from pytest_aisec.sources.terraform.templates import Marker, decoded, dedented, folded, stripped
from pytest_aisec.values import Located, Location

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tree_sitter import Node, Parser

MOST_LEVELS = 200
"""How deep blocks, brackets and calls may be nested."""

_LOGICAL_LEVELS = frozenset({"||", "&&", "==", "!=", "<", ">", "<=", ">=", "+", "-", "*", "/", "%"})
_EXPONENT = re.compile(rb"(?<![\w.])[0-9]+[eE][-+]?[0-9]+(?!\w)")
_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_TEMPLATE_MARKERS = {
    "template_interpolation": "interpolation",
    "template_if_intro": "if",
    "template_else_intro": "else",
    "template_if_end": "endif",
    "template_for_start": "for",
    "template_for_end": "endfor",
}


@cache
def _parser() -> Parser:
    import tree_sitter  # noqa: PLC0415 - only a run that reads Terraform pays for the parser
    import tree_sitter_hcl  # noqa: PLC0415

    return tree_sitter.Parser(tree_sitter.Language(tree_sitter_hcl.language()))


def _tree(source: bytes) -> Node:
    """The concrete tree. The grammar lacks `1e3`, so digits of the same length stand in for it.

    All text is taken from the source itself, so that the substitution is seen by the grammar only.
    """
    root = _parser().parse(source).root_node
    if root.has_error and _EXPONENT.search(source):
        return _parser().parse(_EXPONENT.sub(lambda match: b"1" * len(match.group()), source)).root_node
    return root


def parse(source: bytes, file: str) -> syntax.ParsedFile:
    """A `.tf` file. Never raises; a block that holds a syntax error is left out and the problem stated."""
    root = _tree(source)
    reader = _Reader(source, file)
    problem = problem_in(root, source, file) if root.has_error else None
    body = reader.file_body(root)
    return syntax.ParsedFile(body, problem or reader.problem)


def parse_expression(source: bytes, file: str) -> syntax.Expression | None:
    """One expression; None if it does not follow the grammar. Lines and columns count from its start."""
    root = _tree(b"x=" + source + b"\n")
    if root.has_error:
        return None
    arguments = _Reader(b"x=" + source + b"\n", file, column_shift=-2).file_body(root).arguments
    return arguments["x"].expression if len(arguments) == 1 and "x" in arguments else None


def parse_template(text: str, file: str, at: Location | None = None) -> syntax.Expression | None:
    """The content of a template file; None if it does not follow the grammar. All of it is located `at`, if given."""
    word = "EOT"
    while word in text:
        word += "_"
    source = f"x=<<{word}\n{text}\n{word}\n".encode()
    root = _tree(source)
    if root.has_error:
        return None
    reader = _Reader(source, file, line_shift=-1, chop_newline=True)
    reader.fixed = at
    return reader.file_body(root).arguments["x"].expression


class _Reader:
    """Turns the nodes of one file into our tree."""

    def __init__(
        self, source: bytes, file: str, *, line_shift: int = 0, column_shift: int = 0, chop_newline: bool = False
    ) -> None:
        self.source = source
        self.file = file
        self.ascii = source.isascii()
        self.line_shift = line_shift
        self.column_shift = column_shift
        self.chop_newline = chop_newline
        self.fixed: Location | None = None
        self.levels = 0
        self.problem: syntax.SyntaxProblem | None = None
        self.lines: list[bytes] = [] if self.ascii else source.split(b"\n")

    def at(self, node: Node) -> Location:
        """Where a node starts; columns count characters."""
        if self.fixed is not None:
            return self.fixed
        row, column = node.start_point
        if not self.ascii:
            column = len(self.lines[row][:column].decode("utf-8", "replace"))
        if row == 0:
            column += self.column_shift
        return Location(self.file, row + 1 + self.line_shift, column + 1)

    def text(self, node: Node) -> str:
        return self.source[node.start_byte : node.end_byte].decode("utf-8", "replace")

    def file_body(self, root: Node) -> syntax.Body:
        for child in root.children:
            if child.type == "body":
                return self.top_body(child)
        return syntax.Body()

    def top_body(self, node: Node) -> syntax.Body:
        """What a file holds; a part that is nested too deeply is left out and the problem stated."""
        result = syntax.Body()
        for child in node.children:
            try:
                self.add_to(result, child)
            except RecursionError:
                self.levels = 0
                found = "a block or expression nested too deeply to be read"
                self.problem = syntax.SyntaxProblem(self.at(child), found, f"at most {MOST_LEVELS} levels")
        return result

    def body(self, node: Node) -> syntax.Body:
        result = syntax.Body()
        self.descend()
        for child in node.children:
            self.add_to(result, child)
        self.levels -= 1
        return result

    def add_to(self, body: syntax.Body, node: Node) -> None:
        """Add an argument or block to a body, unless it holds a syntax error."""
        if node.has_error:
            return
        if node.type == "attribute":
            name = self.text(node.children[0])
            expression = next(c for c in node.children if c.type == "expression")
            body.arguments[name] = syntax.Argument(name, self.expression(expression), self.at(node))
        elif node.type == "block":
            body.blocks.append(self.block(node))

    def descend(self) -> None:
        """Enter one level of nesting. Raises RecursionError below the deepest."""
        self.levels += 1
        if self.levels > MOST_LEVELS:
            raise RecursionError

    def block(self, node: Node) -> syntax.Block:
        kind, labels, body = "", [], syntax.Body()
        for child in node.children:
            match child.type:
                case "identifier" if not kind:
                    kind = self.text(child)
                case "identifier":
                    labels.append(self.text(child))
                case "string_lit":
                    labels.append(self.quoted_text(child))
                case "body":
                    body = self.body(child)
        return syntax.Block(kind, tuple(labels), body, self.at(node))

    def quoted_text(self, node: Node) -> str:
        """The value of a quoted string without interpolations."""
        return decoded(self.source[node.start_byte + 1 : node.end_byte - 1].decode("utf-8", "replace"), quoted=True)

    def expression(self, node: Node) -> syntax.Expression:
        self.descend()
        children = node.children
        if len(children) > 1:
            children = [child for child in children if child.type != "comment"]
        result = self.term(children, node)
        self.levels -= 1
        return result

    def term(self, nodes: Sequence[Node], whole: Node) -> syntax.Expression:
        """One operand: a primary expression, perhaps in brackets, and the steps that follow it."""
        first = nodes[0]
        if first.type == "(":
            inner = next(node for node in nodes if node.type == "expression")
            source, rest = self.expression(inner), nodes[nodes.index(inner) + 2 :]
        else:
            source, rest = self.primary(first), nodes[1:]
        if not rest:
            return source
        steps = self.steps(rest)
        if isinstance(source, syntax.Traversal) and first.type != "(":
            return syntax.Traversal(source.at, source.root, steps)
        return syntax.Relative(self.at(whole), source, steps)

    def primary(self, node: Node) -> syntax.Expression:
        match node.type:
            case "literal_value":
                return self.literal(node.children[0])
            case "variable_expr":
                return syntax.Traversal(self.at(node), self.text(node), ())
            case "template_expr":
                return self.template(node.children[0])
            case "collection_value":
                return self.collection(node.children[0])
            case "operation":
                return self.operation(node.children[0])
            case "conditional":
                return self.conditional(node)
            case "function_call":
                return self.call(node)
            case "for_expr":
                return self.for_expression(node.children[0])
            case "expression":
                return self.expression(node)
        return syntax.Invalid(self.at(node), f"{node.type.replace('_', ' ')} is not evaluated")

    def literal(self, node: Node) -> syntax.Literal:
        at = self.at(node)
        match node.type:
            case "string_lit":
                return syntax.Literal(at, Located(self.quoted_text(node), at))
            case "numeric_lit":
                return syntax.Literal(at, Located(number(self.text(node)), at))
            case "bool_lit":
                return syntax.Literal(at, Located(self.text(node) == "true", at))
        return syntax.Literal(at, Located(None, at))

    def steps(self, nodes: Sequence[Node]) -> tuple[syntax.Step, ...]:
        """Steps in order. `[*]` takes all that follows from each element, `.*` takes attributes only."""
        result: list[syntax.Step] = []
        for place, node in enumerate(nodes):
            if node.type == "get_attr":
                result.append(syntax.Attr(self.text(node.children[-1])))
            elif node.type == "index":
                result.append(self.index(node.children[0]))
            elif node.type == "splat":
                splat = node.children[0]
                following = self.steps([*splat.children[1:], *nodes[place + 1 :]])
                count = len(following)
                if splat.type == "attr_splat":
                    count = next((i for i, step in enumerate(following) if not isinstance(step, syntax.Attr)), count)
                return (*result, syntax.Splat(following[:count]), *following[count:])
        return tuple(result)

    def index(self, node: Node) -> syntax.Index:
        if node.type == "legacy_index":
            at = self.at(node)
            return syntax.Index(syntax.Literal(at, Located(int(self.text(node).lstrip(". ")), at)))
        return syntax.Index(self.expression(next(c for c in node.children if c.type == "expression")))

    def collection(self, node: Node) -> syntax.Expression:
        at = self.at(node)
        if node.type == "tuple":
            return syntax.TupleOf(
                at, tuple([self.expression(child) for child in node.children if child.type == "expression"])
            )
        items = []
        for child in node.children:
            if child.type != "object_elem":
                continue
            key, value = (part for part in child.children if part.type == "expression")
            items.append((self.object_key(key), self.expression(value)))
        return syntax.ObjectOf(at, tuple(items))

    def object_key(self, node: Node) -> syntax.Expression:
        """A bare word is a string here, as are the words `true` and `null`; `a.b` is an expression."""
        first = node.children[0]
        if len(node.children) == 1 and first.type in ("variable_expr", "literal_value"):
            bare = first.type == "variable_expr" or first.children[0].type in ("bool_lit", "null_lit")
            if bare:
                at = self.at(node)
                return syntax.Literal(at, Located(self.text(node), at))
        return self.expression(node)

    def operation(self, node: Node) -> syntax.Expression:
        children = [child for child in node.children if child.type != "comment"]
        if node.type == "unary_operation":
            operand = self.term(children[1:], node)
            return syntax.Unary(self.at(node), self.text(children[0]), operand)
        middle = next(i for i, child in enumerate(children) if not child.is_named and child.type in _LOGICAL_LEVELS)
        left = self.term(children[:middle], node)
        right = self.term(children[middle + 1 :], children[middle + 1])
        return syntax.Binary(self.at(node), children[middle].type, left, right)

    def conditional(self, node: Node) -> syntax.Expression:
        """The grammar reads `a ? b : c ? d : e` from the left; the language reads it from the right."""
        choices: list[tuple[Node, Node]] = []
        condition = node
        while True:
            condition, then, otherwise = (c for c in condition.children if c.type == "expression")
            choices.append((then, otherwise))
            inner = [child for child in condition.children if child.type != "comment"]
            if len(inner) != 1 or inner[0].type != "conditional":
                break
            condition = inner[0]
        result = self.expression(choices[0][1])
        for place, (then, _) in enumerate(choices[:-1]):
            test = choices[place + 1][1]
            result = syntax.Conditional(self.at(test), self.expression(test), self.expression(then), result)
        return syntax.Conditional(self.at(node), self.expression(condition), self.expression(choices[-1][0]), result)

    def call(self, node: Node) -> syntax.Expression:
        arguments: list[syntax.Expression] = []
        expanded = False
        for child in node.children:
            if child.type == "function_arguments":
                arguments = [self.expression(c) for c in child.children if c.type == "expression"]
                expanded = any(c.type == "ellipsis" for c in child.children)
        return syntax.Call(self.at(node), self.text(node.children[0]), tuple(arguments), expanded)

    def for_expression(self, node: Node) -> syntax.Expression:
        key, value, collection = None, "", None
        results, condition, grouped = [], None, False
        for child in node.children:
            match child.type:
                case "for_intro":
                    key, value, collection = self.for_intro(child)
                case "expression":
                    results.append(self.expression(child))
                case "ellipsis":
                    grouped = True
                case "for_cond":
                    condition = self.expression(next(c for c in child.children if c.type == "expression"))
        if collection is None:
            return syntax.Invalid(self.at(node), "this for expression has no collection")
        result_key = results[0] if len(results) > 1 else None
        return syntax.For(self.at(node), key, value, collection, result_key, results[-1], condition, grouped)

    def for_intro(self, node: Node) -> tuple[str | None, str, syntax.Expression]:
        names = [self.text(child) for child in node.children if child.type == "identifier"]
        collection = self.expression(next(c for c in node.children if c.type == "expression"))
        return (names[0] if len(names) > 1 else None), names[-1], collection

    def template(self, node: Node) -> syntax.Expression:
        """A quoted template or a heredoc. Text is cut from the source: the grammar drops white space."""
        at = self.at(node)
        quoted = node.type == "quoted_template"
        start, end = node.start_byte + 1, node.end_byte - 1
        if not quoted:
            words = [child for child in node.children if child.type == "heredoc_identifier"]
            start = self.source.index(b"\n", words[0].end_byte) + 1
            end = self.source.rindex(b"\n", 0, words[-1].start_byte) + 1
            end = max(end - 1 if self.chop_newline else end, start)
        tokens: list[str | Marker] = []
        for marker in self.markers(node):
            if self.source[marker.start_byte - 2 : marker.start_byte] in (b"$$", b"%%"):
                continue  # `$$${` is a dollar sign and an escape, which the grammar sees the other way round
            self.add_text(tokens, start, marker.start_byte, quoted=quoted)
            tokens.append(self.marker(marker))
            start = marker.end_byte
        self.add_text(tokens, start, end, quoted=quoted)
        tokens = stripped(tokens)
        if not quoted and self.text(node.children[0]) == "<<-":
            tokens = dedented(tokens)
        return folded(at, tokens)

    def add_text(self, tokens: list[str | Marker], start: int, end: int, *, quoted: bool) -> None:
        """Add text; that of a heredoc line by line, since strip marks reach no further than a line."""
        if start >= end:
            return
        text = self.source[start:end].decode("utf-8", "replace")
        if quoted:
            tokens.append(decoded(text, quoted=True))
        else:
            tokens.extend(decoded(line, quoted=False) for line in _LINE.findall(text))

    def markers(self, node: Node) -> list[Node]:
        """Interpolations and parts of directives, flat and in order."""
        found = []
        for child in node.children:
            if child.type in _TEMPLATE_MARKERS:
                found.append(child)
            elif child.type in ("template_directive", "template_if", "template_for"):
                found.extend(self.markers(child))
        return found

    def marker(self, node: Node) -> Marker:
        kind = _TEMPLATE_MARKERS[node.type]
        children = node.children
        expression = next((self.expression(c) for c in children if c.type == "expression"), None)
        names = tuple(self.text(child) for child in children if child.type == "identifier")
        return Marker(
            kind,
            self.at(node),
            expression,
            names,
            strip_before=len(children) > 1 and children[1].type == "strip_marker",
            strip_after=len(children) > 1 and children[-2].type == "strip_marker",
        )
