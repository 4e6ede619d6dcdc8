"""Filter patterns of Amazon CloudWatch Logs: whether a pattern counts an event that is written as JSON."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from pytest_aisec.analysis.event_patterns import ABSENT, Fit, all_fit, any_fit
from pytest_aisec.model.matching import Regex
from pytest_aisec.model.regexes import takes_long

_TOKEN = Regex(
    r"""\s*(?:
    (?P<sign>&&|\|\||!=|<=|>=|[()=<>])
    |(?P<selector>\$(?:\.[\w@*-]+|\[[^\]]*\])+)
    |(?P<quoted>"(?:[^"\\]|\\.)*")
    |(?P<regex>%[^%]*%)
    |(?P<word>[^\s()&|=<>!]+)
    )""",
    re.VERBOSE,
)


def counts(pattern: str, event: Mapping[str, Any]) -> Fit:
    """Whether a pattern matches an event of which some fields are known.

    A pattern in braces compares fields; words without braces have to be somewhere in the text, of which the event
    tells only a part. Raises ValueError for a pattern that CloudWatch Logs would not take.
    https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
    """
    stripped = pattern.strip()
    if stripped.startswith("{"):
        if not stripped.endswith("}"):
            raise ValueError(f"the filter pattern {pattern!r} does not close its brace")
        return _Conditions(stripped[1:-1], event).read()
    if stripped.startswith("["):
        return None
    return _words(stripped, event)


class _Conditions:
    """A reading of what stands between the braces: `&&` before `||`, as in most languages."""

    def __init__(self, text: str, event: Mapping[str, Any]) -> None:
        self._text, self._event = text, event
        self._tokens = list(_tokens(text))
        self._next = 0

    def read(self) -> Fit:
        found = self._either()
        if self._next != len(self._tokens):
            raise self._error()
        return found

    def _error(self) -> ValueError:
        return ValueError(f"the filter pattern {{{self._text}}} cannot be read")

    def _take(self) -> tuple[str, str]:
        if self._next == len(self._tokens):
            raise self._error()
        self._next += 1
        return self._tokens[self._next - 1]

    def _is_next(self, sign: str) -> bool:
        there = self._next < len(self._tokens) and self._tokens[self._next] == ("sign", sign)
        self._next += there
        return there

    def _either(self) -> Fit:
        found = [self._both()]
        while self._is_next("||"):
            found.append(self._both())
        return any_fit(found)

    def _both(self) -> Fit:
        found = [self._condition()]
        while self._is_next("&&"):
            found.append(self._condition())
        return all_fit(found)

    def _condition(self) -> Fit:
        if self._is_next("("):
            found = self._either()
            if not self._is_next(")"):
                raise self._error()
            return found
        kind, selector = self._take()
        if kind != "selector":
            raise self._error()
        value = _selected(selector, self._event)
        kind, operator = self._take()
        if operator.upper() in {"IS", "NOT", "EXISTS"}:
            return self._presence(operator.upper(), value)
        if kind != "sign":
            raise self._error()
        return _compared(operator, *self._take(), value)

    def _presence(self, operator: str, value: object) -> Fit:
        word = operator if operator == "EXISTS" else self._take()[1].upper()
        if value is None:
            return None
        match operator, word:
            case "EXISTS", _:
                return value is not ABSENT
            case "NOT", "EXISTS":
                return value is ABSENT
            case "IS", "TRUE" | "FALSE":
                return value is (word == "TRUE")
            case "IS", "NULL":
                return False
        raise self._error()


def _tokens(text: str) -> Iterator[tuple[str, str]]:
    at = 0
    text = text.rstrip()
    while at < len(text):
        found = _TOKEN.match(text, at)
        if found is None or found.lastgroup is None:
            raise ValueError(f"the filter pattern {{{text}}} cannot be read from {text[at:]!r} on")
        yield found.lastgroup, found[found.lastgroup]
        at = found.end()


def _selected(selector: str, event: Mapping[str, Any]) -> object:
    """The value of a field; None where the event does not tell it, or tells only parts of it."""
    found: object = event
    for step in re.findall(r"\.([\w@*-]+)|\[([^\]]*)\]", selector):
        name = step[0] or step[1].strip("'\" ")
        if found is ABSENT:
            return ABSENT
        if not isinstance(found, Mapping) or name not in found:
            return None
        found = found[name]
    return None if isinstance(found, Mapping) else found


def _compared(operator: str, kind: str, operand: str, value: object) -> Fit:
    if value is None:
        return None
    if operator in {"=", "!="}:
        if value is ABSENT:
            return None if operator == "!=" else False
        if isinstance(value, bool):  # IS TRUE and IS FALSE are what is documented for these
            return None
        equal = _matches(operand[1:-1], str(value)) if kind == "regex" else _equal(kind, operand, value)
        return None if equal is None else equal is (operator == "=")
    if not isinstance(value, int | float) or not re.fullmatch(r"-?[\d.]+(?:[eE]-?\d+)?", operand):
        return False
    bound = float(operand)
    return {"<": value < bound, "<=": value <= bound, ">": value > bound, ">=": value >= bound}[operator]


def _matches(pattern: str, text: str) -> Fit:
    """Whether a regular expression matches; None for one that is not worth waiting for. Raises ValueError for none."""
    if takes_long(pattern, len(text)):
        return None
    try:
        return re.search(pattern, text) is not None
    except (re.error, OverflowError, RecursionError) as error:
        raise ValueError(f"%{pattern}% is no regular expression: {error}") from None


def _equal(kind: str, operand: str, value: object) -> bool:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return operand.strip('"') == f"{value:g}"
    text = str(value)
    wanted = operand[1:-1] if kind == "quoted" else operand
    return re.fullmatch(".*".join(re.escape(piece) for piece in wanted.split("*")), text) is not None


def _words(pattern: str, event: Mapping[str, Any]) -> Fit:
    """Whether every word is in the text, none of those with `-`, and one of those with `?` if there are any."""
    needed: list[Fit] = []
    optional: list[Fit] = []
    for mark, quoted, word in re.findall(r'([-?]?)(?:"([^"]*)"|(\S+))', pattern):
        there = any((quoted or word) in text for text in _texts(event)) or None
        if mark == "?":
            optional.append(there)
        else:
            needed.append(there if not mark else False if there else None)
    return all_fit([*needed, *([any_fit(optional)] if optional else [])])


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield name
            yield from _texts(inner)
    elif isinstance(value, str):
        yield value
