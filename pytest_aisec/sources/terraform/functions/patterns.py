"""Regular expressions in Go's syntax, which Terraform uses, as Python's."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pytest_aisec.model.regexes import takes_long
from pytest_aisec.sources.terraform.errors import Refused
from pytest_aisec.sources.terraform.unknowns import NotKnown
from pytest_aisec.values import Unknown

_CLASSES = {
    "alnum": "0-9A-Za-z",
    "alpha": "A-Za-z",
    "ascii": r"\x00-\x7F",
    "blank": r"\t ",
    "cntrl": r"\x00-\x1F\x7F",
    "digit": "0-9",
    "graph": "!-~",
    "lower": "a-z",
    "print": " -~",
    "punct": r"!-/:-@\[-`{-~",
    "space": r"\t\n\v\f\r ",
    "upper": "A-Z",
    "word": "0-9A-Za-z_",
    "xdigit": "0-9A-Fa-f",
}
_UNICODE = {"L": "^\\W\\d_", "Lu": "A-ZÀ-ÖØ-Þ", "Ll": "a-zß-öø-ÿ", "N": "0-9", "Nd": "0-9"}

_TOKEN = re.compile(
    r"\\Q(?P<quoted>.*?)(?:\\E|\Z)|\\p(?P<property>\w|\{\w+\})|\\.|\[:(?P<class>\w+):\]|\(\?|\$|.", re.DOTALL
)


def compiled(pattern: str, text: str) -> re.Pattern[str]:
    """The pattern for Python. Raises Refused if Go would, NotKnown if matching could take forever."""
    if takes_long(pattern, len(text)):  # Go tries all ways at once
        raise NotKnown(Unknown(reason=f"the pattern {pattern!r} is not evaluated on long texts"))
    try:
        return re.compile(_ascii(_translated(pattern)))
    except (re.error, OverflowError, RecursionError) as error:
        raise Refused(f"not a regular expression: {error}") from None


_OPENING_FLAGS = re.compile(r"\(\?[a-zA-Z]+\)")


def _ascii(pattern: str) -> str:
    """Words and digits are ASCII, classes by property are not: a flag for the whole would rule both."""
    flags = _OPENING_FLAGS.match(pattern)
    start = flags.group() if flags else ""
    return f"{start}(?a:{pattern[len(start) :]})"


def matches(expression: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """All matches as Go finds them: none that is empty right behind another."""
    end = -1
    for match in expression.finditer(text):
        if match.end() > match.start() or match.start() != end:
            yield match
        end = match.end()


def _translated(pattern: str) -> str:
    multiline = re.match(r"\(\?[a-zU]*m", pattern) is not None
    result: list[str] = []
    in_class = False
    for match in _TOKEN.finditer(pattern):
        piece = match.group()
        if match.group("quoted") is not None:
            result.append(re.escape(match.group("quoted")))
        elif match.group("property"):
            inner = _UNICODE.get(match.group("property").strip("{}"))
            if inner is None or in_class:
                raise NotKnown(Unknown(reason=f"{piece} in the pattern {pattern!r} is not evaluated"))
            result.append(f"(?u:[{inner}])")
        elif match.group("class"):
            result.append(_CLASSES.get(match.group("class"), piece))
        elif piece == "(?":
            result.append(_group(pattern, match.end()))
        elif piece.startswith("\\"):
            result.append(_escape(piece))
        elif in_class:
            in_class = piece != "]" or result[-1] in ("[", "[^")
            result.append("\\[" if piece == "[" else piece)
        else:
            in_class = piece == "["
            result.append("\\Z" if piece == "$" and not multiline else piece)
    return "".join(result)


def _escape(piece: str) -> str:
    if piece[1].isdigit() and piece[1] != "0":
        raise Refused("a pattern cannot refer back to a group")
    return "\\Z" if piece == "\\z" else piece


def _group(pattern: str, place: int) -> str:
    following = pattern[place : place + 2]
    if following[:1] in ("=", "!", "#", "(", ">") or following in ("<=", "<!"):
        raise Refused("a pattern cannot look around")
    if following[:1] == "<":
        return "(?P"
    return "(?"
