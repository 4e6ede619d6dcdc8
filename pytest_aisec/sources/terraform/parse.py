"""Parsing of Terraform files: from tree-sitter's concrete tree to our own."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from pytest_aisec.sources.terraform import syntax
from pytest_aisec.sources.terraform.diagnosis import problem_in
from pytest_aisec.sources.terraform.parse_expressions import MOST_LEVELS, ExpressionReader
from pytest_aisec.values import Location

if TYPE_CHECKING:
    from tree_sitter import Node, Parser

_EXPONENT = re.compile(rb"(?<![\w.])[0-9]+[eE][-+]?[0-9]+(?!\w)")


@cache
def _parser() -> Parser:
    import tree_sitter  # noqa: PLC0415 - only a run that reads Terraform pays for the parser
    import tree_sitter_hcl  # noqa: PLC0415 - as above

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


class _Reader(ExpressionReader):
    """Turns the nodes of one file into our tree: blocks and arguments."""

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
