"""What is wrong at the place where a Terraform file does not follow the grammar."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pytest_aisec.sources.terraform.syntax import SyntaxProblem
from pytest_aisec.values import Location

if TYPE_CHECKING:
    from tree_sitter import Node

_MOST_EXPECTED = 6
_LINES_APART = 2
"""Where the two see errors further apart, they do not see the same one."""

_LARGEST_DIAGNOSED = 200_000
"""Bytes; a larger file is not parsed a second time only to word its error better."""

_TOKENS = {
    "NL_OR_COMMENT": "a new line",
    "LBRACE": "`{`",
    "RBRACE": "`}`",
    "LSQB": "`[`",
    "RSQB": "`]`",
    "LPAR": "`(`",
    "RPAR": "`)`",
    "COMMA": "`,`",
    "COLON": "`:`",
    "EQ": "`=`",
    "DBLQUOTE": '`"`',
    "NAME": "a name",
    "$END": "the end of the file",
}


def problem_in(root: Node, source: bytes, file: str) -> SyntaxProblem:
    """The first syntax error of a file. python-hcl2 words it where it is installed and sees it there too."""
    first = _first_error(root, source, file)
    second = _second_opinion(source, file)
    if second is None or abs((second.at.line or 0) - (first.at.line or 0)) > _LINES_APART:
        return first
    return second


def _first_error(root: Node, source: bytes, file: str) -> SyntaxProblem:
    node = root
    while True:
        broken = next((child for child in node.children if child.is_missing or child.has_error), None)
        if broken is None or node.type == "ERROR":
            break
        node = broken
    row, column = node.start_point
    if node.is_missing:
        return SyntaxProblem(Location(file, row + 1, column + 1), _found(source, node.start_byte), f"`{node.type}`")
    return SyntaxProblem(Location(file, row + 1, column + 1), _found(source, node.start_byte), "an argument or block")


def _found(source: bytes, start: int) -> str:
    rest = source[start:].decode("utf-8", "replace")
    if not rest.strip():
        return "the end of the file"
    if rest[0] == "\n":
        return "the end of the line"
    match = re.match(r"\s*(\w+|.)", rest)
    return f"`{match.group(1)}`" if match else "nothing"


def _second_opinion(source: bytes, file: str) -> SyntaxProblem | None:
    """python-hcl2's view. Another distribution installs a package of the same name, which cannot help."""
    if len(source) > _LARGEST_DIAGNOSED:
        return None
    try:
        import hcl2  # noqa: PLC0415 - slow to import and needed for broken files only
        from lark.exceptions import UnexpectedInput  # noqa: PLC0415 - as above
    except ImportError:
        return None
    if not hasattr(hcl2, "SerializationOptions"):
        return None
    text = source.decode("utf-8", "replace")
    try:
        hcl2.parses_to_tree(text if text.endswith("\n") else text + "\n")
    except UnexpectedInput as error:
        line, column = error.line, error.column
        if line < 1:
            return None
        names = sorted(getattr(error, "expected", None) or getattr(error, "allowed", None) or ())
        start = len("\n".join(text.split("\n")[: line - 1]).encode()) + (1 if line > 1 else 0) + column - 1
        return SyntaxProblem(Location(file, line, column), _found(source, start), _expected(names))
    except Exception:  # noqa: BLE001 - a second opinion must never cost the first
        return None
    return None


def _expected(names: list[str]) -> str:
    """The expected tokens in words; long lists mean any expression."""
    words = [_TOKENS[name] for name in names if name in _TOKENS]
    if len(names) > len(words) + _MOST_EXPECTED or not words:
        words = ["an expression", *[word for word in words if word in ("`]`", "`}`", "`)`")]]
    return " or ".join(dict.fromkeys(words))
