"""Functions on strings."""

from __future__ import annotations

import re
import unicodedata

from pytest_aisec.sources.terraform.errors import Refused
from pytest_aisec.sources.terraform.functions.patterns import compiled, matches
from pytest_aisec.sources.terraform.functions.registry import elements, function, list_of, scalar, string, whole
from pytest_aisec.sources.terraform.parts import joined
from pytest_aisec.sources.terraform.types import NUMBER, STRING, Collection, ListValue, type_of
from pytest_aisec.sources.terraform.unknowns import derived
from pytest_aisec.values import Located, PartlyKnown, Unknown, Value

_LIST_OF_STRINGS = Collection("list", STRING)
_SPACE = "".join(chr(code) for code in (*range(9, 14), 32, 0x85, 0xA0, 0x1680, *range(0x2000, 0x200B), 0x2028, 0x2029))
"""What Go trims; the three spaces beyond are not met in configuration."""


def clusters(text_: str) -> list[str]:
    """The user-perceived characters of a text, as far as combining marks and joiners make them."""
    if text_.isascii() and "\r" not in text_:
        return list(text_)
    result: list[str] = []
    for character in text_:
        extends = (
            unicodedata.combining(character) or character in "\u200d\ufe0f" or "\U0001f3fb" <= character <= "\U0001f3ff"
        )
        joined = bool(result) and (result[-1].endswith("\u200d") or (result[-1] == "\r" and character == "\n"))
        if result and (extends or joined):
            result[-1] += character
        else:
            result.append(character)
    return result


@scalar("chomp", STRING)
def _chomp(value: str) -> str:
    return re.sub(r"(?:\r\n?|\n)*\Z", "", value)


@scalar("endswith", STRING, STRING)
def _endswith(value: str, suffix: str) -> bool:
    return value.endswith(suffix)


@function("startswith", STRING, STRING, partial=True)
def _startswith(value: Located, prefix: Located) -> Value:
    """Known text at the start may decide although what follows is unknown."""
    whole_, start = value.value, prefix.value
    if isinstance(start, Unknown):
        return derived(start)
    if isinstance(whole_, PartlyKnown):
        if whole_.prefix.startswith(str(start)):
            return True
        return derived(whole_) if str(start).startswith(whole_.prefix) else False
    return derived(whole_) if isinstance(whole_, Unknown) else str(whole_).startswith(str(start))


@scalar("strcontains", STRING, STRING)
def _strcontains(value: str, part: str) -> bool:
    return part in value


@scalar("indent", NUMBER, STRING)
def _indent(spaces: object, value: str) -> str:
    return value.replace("\n", "\n" + " " * max(whole(spaces), 0))


@function("join", STRING, rest=_LIST_OF_STRINGS)
def _join(separator: Located, *lists: Located) -> Value:
    """Elements that are unknown leave the rest known."""
    if not lists:
        raise Refused("at least two arguments are required")
    parts: list[str | Unknown] = []
    for list_ in lists:
        for item in elements(list_):
            if parts:
                parts.append(str(separator.value))
            inner = item.value
            if inner is None:
                raise Refused("an element is null", item.location)
            parts.append(inner if isinstance(inner, Unknown) else string(item))
    return joined(parts)


def _declare_case(name: str) -> None:
    def change(value: Located) -> Value:
        inner = value.value
        if isinstance(inner, PartlyKnown):
            return joined([_cased(p, name) if isinstance(p, str) else derived(p, is_set=True) for p in inner.parts])
        return _cased(string(value), name)

    function(name, STRING, partial=True)(change)


def _cased(value: str, name: str) -> str:
    """Go changes letters one by one: there are no special cases such as that of the German sharp s."""
    change = str.upper if name == "upper" else str.lower
    changed = []
    for letter in value:
        new = change(letter)
        changed.append(new if len(new) == 1 else letter if name == "upper" else new[0])
    return "".join(changed)


_declare_case("upper")
_declare_case("lower")


@scalar("title", STRING)
def _title(value: str) -> str:
    return re.sub(r"(?:(?<=^)|(?<=[\x00-/:-@\[-^`{-\x7f\s]))\w", lambda match: _cased(match.group(), "upper"), value)


@scalar("regex", STRING, STRING)
def _regex(pattern: str, value: str) -> Value | Located:
    expression = compiled(pattern, value)
    match = expression.search(value)
    if match is None:
        raise Refused("the pattern did not match")
    return _captured(expression, match)


@scalar("regexall", STRING, STRING)
def _regexall(pattern: str, value: str) -> Value:
    expression = compiled(pattern, value)
    found = [Located(_captured(expression, match)) for match in matches(expression, value)]
    return ListValue(found, type_of(found[0]) if found else STRING)


def _captured(expression: re.Pattern[str], match: re.Match[str]) -> Value:
    """The whole match, or the groups by name or by place."""
    if expression.groupindex:
        if len(expression.groupindex) != expression.groups:
            raise Refused("groups with and without a name cannot be mixed")
        return {name: Located(match.group(name)) for name in expression.groupindex}
    if expression.groups:
        return [Located(group) for group in match.groups()]
    return match.group()


@scalar("split", STRING, STRING)
def _split(separator: str, value: str) -> Value:
    if not separator:
        return list_of(list(value))
    return list_of(value.split(separator))


@scalar("strrev", STRING)
def _strrev(value: str) -> str:
    return "".join(reversed(clusters(value)))


@scalar("substr", STRING, NUMBER, NUMBER)
def _substr(value: str, offset: object, length: object) -> str:
    start, count = whole(offset), whole(length)
    letters = clusters(value)
    if start < 0:
        start = max(start + len(letters), 0)
        count = count or -1  # Terraform counts up to a length of zero only from a place given from the start
    return "".join(letters[start:] if count < 0 else letters[start : start + count])


@scalar("trim", STRING, STRING)
def _trim(value: str, characters: str) -> str:
    return value.strip(characters) if characters else value


@scalar("trimprefix", STRING, STRING)
def _trimprefix(value: str, prefix: str) -> str:
    return value.removeprefix(prefix)


@scalar("trimsuffix", STRING, STRING)
def _trimsuffix(value: str, suffix: str) -> str:
    return value.removesuffix(suffix)


@scalar("trimspace", STRING)
def _trimspace(value: str) -> str:
    return value.strip(_SPACE)
