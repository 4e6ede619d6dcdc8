"""Functions on numbers."""

from __future__ import annotations

import math
import re
from fractions import Fraction

from pytest_aisec.sources.terraform.errors import Refused
from pytest_aisec.sources.terraform.functions.registry import function, scalar, string, whole
from pytest_aisec.sources.terraform.numbers import FLOAT, bits_of, counted, exact, rounded
from pytest_aisec.sources.terraform.types import ANY, NUMBER
from pytest_aisec.sources.terraform.unknowns import NotKnown
from pytest_aisec.values import Located, Unknown, Value

_LARGEST_BASE = 62
_LARGEST_POWER = 100_000
_MOST_DIGITS = 4_000


def _float(value: float) -> int | float:
    """What a function that calculates with 64 bits gives."""
    if math.isnan(value) or math.isinf(value):
        raise Refused("the result is not a finite number")
    return rounded(Fraction(repr(value)), FLOAT)


@scalar("abs", NUMBER)
def _abs(value: float) -> Value:
    return rounded(abs(exact(value)), bits_of(value))


@scalar("ceil", NUMBER)
def _ceil(value: float) -> Value:
    return rounded(Fraction(math.ceil(exact(value))), bits_of(value))


@scalar("floor", NUMBER)
def _floor(value: float) -> Value:
    return rounded(Fraction(math.floor(exact(value))), bits_of(value))


@scalar("signum", NUMBER)
def _signum(value: float) -> Value:
    number = whole(value)
    return counted((number > 0) - (number < 0))


@scalar("log", NUMBER, NUMBER)
def _log(value: float, base: float) -> Value:
    try:
        return _float(math.log(value) / math.log(base))
    except (ValueError, ZeroDivisionError) as error:
        raise Refused("the logarithm does not exist") from error


@scalar("pow", NUMBER, NUMBER)
def _pow(value: float, power: float) -> Value:
    try:
        whole_ = isinstance(value, int) and isinstance(power, int) and 0 <= power <= _LARGEST_POWER
        if whole_ and abs(int(value)).bit_length() * power < 53:  # noqa: PLR2004 - what fits into a float is exact
            return rounded(Fraction(int(value) ** int(power)), FLOAT)
        return _float(math.pow(value, power))
    except (ValueError, OverflowError) as error:
        raise Refused("the power is not a finite number") from error


@scalar("max", rest=NUMBER)
def _max(*values: float) -> Value:
    if not values:
        raise Refused("at least one number is required")
    return max(values, key=exact)


@scalar("min", rest=NUMBER)
def _min(*values: float) -> Value:
    if not values:
        raise Refused("at least one number is required")
    return min(values, key=exact)


@function("parseint", ANY, NUMBER)
def _parseint(value: Located, base: Located) -> Value:
    """Digits up to base 62: small letters come before capital ones only beyond 36."""
    text, radix = string(value), whole(base.value)
    if not 2 <= radix <= _LARGEST_BASE:  # noqa: PLR2004 - the smallest base
        raise Refused("the base must be between 2 and 62")
    if len(text) > _MOST_DIGITS:
        raise NotKnown(Unknown(reason=f"a number of more than {_MOST_DIGITS} digits is not evaluated"))
    if not re.fullmatch(r"[+-]?[0-9A-Za-z]+", text):
        raise Refused(f"{text!r} is not a whole number in base {radix}")
    total = 0
    for letter in text.lstrip("+-"):
        digit = _digit(letter, radix)
        if digit >= radix:
            raise Refused(f"{text!r} is not a whole number in base {radix}")
        total = total * radix + digit
    return counted(-total if text.startswith("-") else total)


def _digit(letter: str, radix: int) -> int:
    if letter.isdigit():
        return int(letter)
    if letter.islower() or radix <= 36:  # noqa: PLR2004 - the ten digits and the letters
        return ord(letter.lower()) - ord("a") + 10
    return ord(letter) - ord("A") + 36
