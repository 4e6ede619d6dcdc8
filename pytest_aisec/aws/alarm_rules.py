"""The rules of composite alarms: when one goes off, by the states of other alarms."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from pytest_aisec.model.matching import Regex
from pytest_aisec.values import PartlyKnown, Unknown

Named = str | Unknown
"""What a rule names an alarm by: a name, an ARN, or what is known of one."""
States = Callable[[str, Named], "bool | None"]
"""Whether an alarm is in a state (`ALARM`, `OK`, `INSUFFICIENT_DATA`); None where that cannot be told."""

_TOKEN = Regex(r'\s*(?:(\()|(\))|"([^"]*)"|((?:[^\s()"])+))')
_STATES = frozenset({"ALARM", "OK", "INSUFFICIENT_DATA"})


def holds(rule: str | PartlyKnown, states: States) -> bool | None:
    """Whether a rule holds, by the states of the alarms that it names; None where that cannot be told.

    Raises ValueError for what is no rule.
    https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html
    """
    return _Reading(rule, states).whole()


class _Reading:
    """One reading of a rule, from left to right; `AND` binds stronger than `OR`."""

    def __init__(self, rule: str | PartlyKnown, states: States) -> None:
        parts: tuple[Named, ...] = rule.parts if isinstance(rule, PartlyKnown) else (rule,)
        self._unknown = [part for part in parts if isinstance(part, Unknown)]
        numbers = iter(range(len(self._unknown)))
        text = "".join(part if isinstance(part, str) else f"\0{next(numbers)}\0" for part in parts)
        self._tokens = list(_tokens(text))
        self._states, self._at = states, 0

    def whole(self) -> bool | None:
        found = self._any()
        if self._at < len(self._tokens):
            raise ValueError(f"nothing is expected at {self._tokens[self._at]!r} in the rule of an alarm")
        return found

    def _next(self) -> str:
        return self._tokens[self._at] if self._at < len(self._tokens) else ""

    def _took(self, *wanted: str) -> bool:
        if self._next().upper() in wanted:
            self._at += 1
            return True
        return False

    def _take(self, wanted: str) -> None:
        if not self._took(wanted):
            raise ValueError(f"{wanted!r} is expected in the rule of an alarm, not {self._next()!r}")

    def _any(self) -> bool | None:
        found = [self._all()]
        while self._took("OR"):
            found.append(self._all())
        return True if True in found else None if None in found else False

    def _all(self) -> bool | None:
        found = [self._one()]
        while self._took("AND"):
            found.append(self._one())
        return False if False in found else None if None in found else True

    def _one(self) -> bool | None:
        if self._took("NOT"):
            found = self._one()
            return None if found is None else not found
        if self._took("("):
            found = self._any()
            self._take(")")
            return found
        word = self._next()
        self._at += 1
        if word.upper() in _STATES:
            return self._in_state(word.upper())
        if word.upper() in {"TRUE", "FALSE"}:
            return word.upper() == "TRUE"
        self._pass_over(word)
        return None

    def _in_state(self, state: str) -> bool | None:
        self._take("(")
        named = self._next()
        self._at += 1
        self._take(")")
        return self._states(state, self._named(named))

    def _pass_over(self, word: str) -> None:
        """What is not looked into: how many of several alarms are in a state, and text that is not known."""
        if word.upper() != "AT_LEAST" and "\0" not in word:
            raise ValueError(f"{word!r} is not expected in the rule of an alarm")
        depth = 0
        while self._next() == "(" or depth:
            depth += {"(": 1, ")": -1}.get(self._next(), 0)
            self._at += 1
            if self._at > len(self._tokens):
                raise ValueError("a bracket is not closed in the rule of an alarm")

    def _named(self, text: str) -> Named:
        pieces: list[Named] = []
        for place, piece in enumerate(text.split("\0")):
            if place % 2:
                pieces.append(self._unknown[int(piece)])
            elif piece:
                pieces.append(piece)
        if len(pieces) == 1:
            return pieces[0]
        if all(isinstance(piece, str) for piece in pieces):
            return text
        return PartlyKnown(reason="a part of the name is not known", parts=tuple(pieces))


def _tokens(text: str) -> Iterator[str]:
    """The words and brackets; a name is one word, however it is written, so that it may hold spaces in quotes."""
    at = 0
    while text[at:].strip():
        found = _TOKEN.match(text, at)
        if found is None:
            raise ValueError(f"{text[at:]!r} is not expected in the rule of an alarm")
        yield next(group for group in found.groups() if group is not None)
        at = found.end()
