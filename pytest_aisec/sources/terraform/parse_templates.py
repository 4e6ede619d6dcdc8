"""Parsing of strings, templates and heredocs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pytest_aisec.sources.terraform import syntax
from pytest_aisec.sources.terraform.heredocs import written_json
from pytest_aisec.sources.terraform.templates import Marker, decoded, dedented, folded, stripped
from pytest_aisec.values import JsonText, Located, Location

if TYPE_CHECKING:
    from tree_sitter import Node

_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_TEMPLATE_MARKERS = {
    "template_interpolation": "interpolation",
    "template_if_intro": "if",
    "template_else_intro": "else",
    "template_if_end": "endif",
    "template_for_start": "for",
    "template_for_end": "endfor",
}


class TemplateReader:
    """Turns the nodes of one file into our tree: what has to do with text."""

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

    def quoted_text(self, node: Node) -> str:
        """The value of a quoted string without interpolations."""
        return decoded(self.source[node.start_byte + 1 : node.end_byte - 1].decode("utf-8", "replace"), quoted=True)

    def template(self, node: Node) -> syntax.Expression:
        """A quoted template or a heredoc. Text is cut from the source: the grammar drops white space."""
        at = self.at(node)
        quoted = node.type == "quoted_template"
        start, end = node.start_byte + 1, node.end_byte - 1
        written: Located | None = None
        if not quoted:
            words = [child for child in node.children if child.type == "heredoc_identifier"]
            start = self.source.index(b"\n", words[0].end_byte) + 1
            end = self.source.rindex(b"\n", 0, words[-1].start_byte) + 1
            end = max(end - 1 if self.chop_newline else end, start)
            if self.fixed is None:
                text = self.source[start:end].decode("utf-8", "replace")
                written = written_json(text, self.file, words[0].end_point[0] + 2 + self.line_shift)
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
        whole = folded(at, tokens)
        if written is not None and isinstance(whole, syntax.Literal) and isinstance(whole.value.value, str):
            return syntax.Literal(at, Located(JsonText(whole.value.value, written), at))
        return whole

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

    def expression(self, node: Node) -> syntax.Expression:
        """An expression inside a template."""
        raise NotImplementedError
