"""Strings of the language: escapes, strip marks, indented heredocs, and directives folded into a tree."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from pytest_aisec.sources.terraform import syntax
from pytest_aisec.values import Located, Location

_ESCAPE = re.compile(r"\\(u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|.)|([$%])\2\{", re.DOTALL)
_PLAIN = re.compile(r"([$%])\1\{")
_LETTERS = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "\\": "\\"}


@dataclass(slots=True, eq=False, repr=False)
class Marker:
    """What stands between texts: an interpolation or one part of a directive (`if`, `else`, `endfor`)."""

    kind: str
    at: Location
    expression: syntax.Expression | None
    names: tuple[str, ...]
    strip_before: bool
    strip_after: bool


def normal(text: str) -> str:
    """The text in the Unicode normal form that Terraform keeps all strings in."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def decoded(text: str, *, quoted: bool) -> str:
    """Text as written to text as meant. Heredocs know no backslash escapes."""
    if quoted and ("\\" in text or "{" in text):
        text = _ESCAPE.sub(_meant, text)
    elif not quoted and "{" in text:
        text = _PLAIN.sub(r"\1{", text)
    return normal(text)


def _meant(match: re.Match[str]) -> str:
    escape: str | None = match.group(1)
    if escape is None:
        return f"{match.group(2)}{{"
    if len(escape) > 1:
        code = int(escape[1:], 16)
        return chr(code) if code <= 0x10FFFF and not 0xD800 <= code <= 0xDFFF else "�"  # noqa: PLR2004 - of Unicode
    return _LETTERS.get(escape, "\\" + escape)


def stripped(tokens: list[str | Marker]) -> list[str | Marker]:
    """Apply the marks `~`: white space of the neighbouring text token is removed."""
    result = list(tokens)
    for place, token in enumerate(tokens):
        if isinstance(token, str):
            continue
        if token.strip_before and place > 0:
            before = result[place - 1]
            if isinstance(before, str):
                result[place - 1] = before.rstrip()
        if token.strip_after and place + 1 < len(result):
            after = result[place + 1]
            if isinstance(after, str):
                result[place + 1] = after.lstrip()
    return result


def dedented(tokens: list[str | Marker]) -> list[str | Marker]:
    """Remove from every line the indentation that all lines share, as `<<-` does."""
    least: int | None = None
    starts: list[int] = []
    at_line_start = True
    for place, token in enumerate(tokens):
        if at_line_start:
            at_line_start = False
            if not isinstance(token, str):
                least = 0
            elif token.strip() or not token.endswith("\n"):
                spaces = len(token) - len(token.lstrip())
                least = spaces if least is None else min(least, spaces)
                starts.append(place)
        if isinstance(token, str) and token.endswith("\n"):
            at_line_start = True
    result = list(tokens)
    for place in starts:
        text = result[place]
        if isinstance(text, str):
            result[place] = text[least or 0 :]
    return result


def folded(at: Location, tokens: list[str | Marker]) -> syntax.Expression:
    """The expression that flat tokens stand for."""
    match tokens:
        case []:
            return syntax.Literal(at, Located("", at))
        case [str() as only]:
            return syntax.Literal(at, Located(only, at))
        case [Marker(kind="interpolation", expression=inner)] if inner is not None:
            return syntax.Wrapped(at, inner)
    parts, end = _parts(tokens, 0)
    if end < len(tokens):
        return syntax.Invalid(at, "a template directive does not belong here")
    if all(isinstance(part, str) for part in parts):
        return syntax.Literal(at, Located("".join(str(part) for part in parts), at))
    return syntax.Template(at, parts)


def _parts(tokens: list[str | Marker], place: int) -> tuple[tuple[syntax.Part, ...], int]:
    """The parts from a place up to the end of the directive that holds it, and that end's place."""
    parts: list[syntax.Part] = []
    while place < len(tokens):
        token = tokens[place]
        if isinstance(token, str):
            if parts and isinstance(parts[-1], str):
                parts[-1] += token
            elif token:
                parts.append(token)
            place += 1
            continue
        if token.kind in ("else", "endif", "endfor"):
            break
        part, place = _directive(token, tokens, place + 1)
        parts.append(part)
    return tuple(parts), place


def _directive(marker: Marker, tokens: list[str | Marker], place: int) -> tuple[syntax.Part, int]:
    expression = marker.expression
    if expression is None:
        return syntax.Invalid(marker.at, f"this {marker.kind} has no expression"), place
    if marker.kind == "interpolation":
        return expression, place
    body, place = _parts(tokens, place)
    if marker.kind == "for":
        key = marker.names[0] if len(marker.names) > 1 else None
        return syntax.TemplateFor(marker.at, key, marker.names[-1], expression, body), place + 1
    otherwise: tuple[syntax.Part, ...] = ()
    end = tokens[place] if place < len(tokens) else None
    if isinstance(end, Marker) and end.kind == "else":
        otherwise, place = _parts(tokens, place + 1)
    return syntax.TemplateIf(marker.at, expression, body, otherwise), place + 1
