"""Regular expressions that somebody else wrote: whether matching one could take for ever."""

from __future__ import annotations

import re

from pytest_aisec.model.matching import Regex

MOST_WAYS = 10_000_000_000
"""Ways to match that are worth starting; most patterns fail long before they have tried them."""

MOST_LETTERS_DOUBLING = 25
"""Of a text where each letter may double the ways to match."""

_TOKEN = Regex(
    r"\\.|\[\^?\]?(?:\[:\w+:\]|\\.|[^\]\\])*+\]|\((?:\?(?:P?<\w+>|[a-zA-Z-]*:|[a-zA-Z]+(?=\))))?|\{\d*,?\d*\}|.",
    re.DOTALL,
)
_LITERAL = Regex(r"\\[^\w\s]|[^\\.^$|?*+()\[\]{}]")
_QUANTIFIERS = frozenset("*+{")
_CHOICES = frozenset("*+{?|")


def takes_long(pattern: str, letters: int) -> bool:
    r"""Whether Python might try very many ways to match a pattern on a text of so many letters.

    It goes back over repetitions inside repetitions (`(a+)+`), alternatives inside them (`(a|aa)*`), and many of them
    in a row. Those that something else ends, as in `([a-z]+-)*` and `[^:]*:[^:]*:`, leave nothing to go back over.
    """
    tokens = _TOKEN.findall(pattern)
    if letters > MOST_LETTERS_DOUBLING and _doubles(tokens):
        return True
    in_a_row = sum(_repeats(tokens, place) and not before.startswith("[^") for place, before in enumerate(tokens, 1))
    return letters > 1 and letters ** min(in_a_row, 20) > MOST_WAYS


def _repeats(tokens: list[str], place: int) -> bool:
    """Whether a token says that what is before it is repeated."""
    return place < len(tokens) and tokens[place][0] in _QUANTIFIERS and tokens[place] != "{1}"


def _doubles(tokens: list[str]) -> bool:
    """Whether a group is repeated whose content can be matched in several ways."""
    open_groups: list[tuple[int, bool]] = []
    several = False
    for place, piece in enumerate(tokens):
        if piece[0] == "(":
            open_groups.append((place, several))
            several = False
        elif piece == ")" and open_groups:
            start, outside = open_groups.pop()
            repeated = _repeats(tokens, place + 1)
            if repeated and several and not _is_ended(tokens[start + 1 : place]):
                return True
            several = several or repeated or outside
        elif piece[0] in _CHOICES:
            several = True
    return False


def _is_ended(content: list[str]) -> bool:
    """Whether a group is one repetition and a letter that is not in it: `[a-z]+-` or `-[a-z]+`."""
    match content:
        case [atom, quantifier, letter] if quantifier in {"*", "+"}:
            pass
        case [letter, atom, quantifier] if quantifier in {"*", "+"}:
            pass
        case _:
            return False
    if _LITERAL.fullmatch(letter) is None or not (atom[0] in "[\\" or _LITERAL.fullmatch(atom)):
        return False
    try:
        return re.fullmatch(atom, letter[-1]) is None
    except re.error:
        return False
