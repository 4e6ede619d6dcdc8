"""Numbers of the language: exact integers, and fractions with 512 bits as Terraform calculates."""

from __future__ import annotations

import math
import re
from fractions import Fraction
from typing import Self, TypeGuard

from pytest_aisec.sources.terraform.errors import Refused

PRECISION = 512
"""Bits of the mantissa of Terraform's numbers (https://developer.hashicorp.com/terraform/language/expressions/types)."""

_TEXT = re.compile(r"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?")

_EXACT_DIGITS = 150
"""Whole numbers of fewer digits fit into a mantissa of `PRECISION` bits."""

_MOST_DIGITS = 160
"""Digits that are tried to tell a fraction from its neighbours: more than a mantissa of `PRECISION` bits tells."""

COUNTED = 64
FLOAT = 53
"""Bits of numbers that are counted, and of those calculated with floats."""

LARGEST_EXPONENT = 100_000
"""Bits; larger numbers are refused instead of written out."""


class Number(float):
    """A number that is not whole. It is a float for who reads it, `exact` is what is calculated with.

    `bits`: of the mantissa, as in `Integer`.
    """

    exact: Fraction
    bits: int

    def __new__(cls, exact: Fraction, bits: int = PRECISION) -> Self:
        self = super().__new__(cls, _nearest_float(exact))
        self.exact = exact
        self.bits = bits
        return self

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Number):
            return self.exact == other.exact
        return float(self) == other

    def __hash__(self) -> int:
        return super().__hash__()


class Integer(int):
    """A whole number that remembers more than its value; only negative zeros leave the evaluator as such.

    `bits`: of the mantissa, where it is not `PRECISION`: what functions count has 64, what they calculate with floats
    53, and so has the quotient of two such numbers. `negative`: the zero that is written `-0`.
    """

    bits: int
    negative: bool

    def __new__(cls, value: int, bits: int = PRECISION, *, negative: bool = False) -> Self:
        self = super().__new__(cls, value)
        self.bits = bits
        self.negative = negative
        return self


def is_number(value: object) -> TypeGuard[int | float]:
    """An int or float, but not a bool, which Python counts among the ints."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def counted(value: int) -> int:
    """A number that Terraform makes from a machine word, not from text."""
    return Integer(value, max(COUNTED, value.bit_length()))


def bits_of(value: float) -> int:
    """The bits of the mantissa that a number is kept with."""
    return value.bits if isinstance(value, Integer | Number) else PRECISION


def is_negative(value: float) -> bool:
    """Whether a number has the sign `-`, which zero can have too."""
    return value < 0 or (isinstance(value, Integer) and value.negative)


NEGATIVE_ZERO = Integer(0, negative=True)


def _nearest_float(exact: Fraction) -> float:
    try:
        return float(exact)
    except OverflowError:
        return math.inf if exact > 0 else -math.inf


def number(text: str) -> int | float:
    """The number that a literal or a string denotes. Raises ValueError for anything else."""
    if text.isdigit() and text.isascii():
        return int(text) if len(text) < _EXACT_DIGITS else rounded(Fraction(int(text)))
    if not _TEXT.fullmatch(text):
        raise ValueError(text)
    mantissa, _, exponent = text.lower().partition("e")
    if exponent and abs(int(exponent)) > LARGEST_EXPONENT:
        raise ValueError(text)
    found = rounded(Fraction(mantissa) * Fraction(10) ** int(exponent or 0))
    return NEGATIVE_ZERO if not found and text.startswith("-") else found


def exact(value: float) -> Fraction:
    """What to calculate with. Raises Refused for infinity, which only a division by zero gives."""
    if isinstance(value, Number):
        return value.exact
    if isinstance(value, float) and not math.isfinite(value):
        raise Refused("infinity is no number to calculate with")
    return Fraction(int(value)) if isinstance(value, Integer) else Fraction(value)


def rounded(value: Fraction, bits: int = PRECISION) -> int | float:
    """The nearest number with a mantissa of so many bits, ties to even; whole numbers are ints."""
    if value.denominator == 1 and value.numerator.bit_length() <= bits:
        return value.numerator if bits == PRECISION else Integer(value.numerator, bits)
    shift = bits - (abs(value.numerator).bit_length() - value.denominator.bit_length())
    scaled = value * Fraction(2) ** shift
    while abs(scaled) >= 2**bits:
        scaled, shift = scaled / 2, shift - 1
    while abs(scaled) < 2 ** (bits - 1):
        scaled, shift = scaled * 2, shift + 1
    result = Fraction(round(scaled)) / Fraction(2) ** shift
    if result.denominator != 1:
        return Number(result, bits)
    return result.numerator if bits == PRECISION else Integer(result.numerator, bits)


def text_of(value: float) -> str:
    """The shortest decimal text that denotes the number, never with an exponent."""
    if isinstance(value, int):
        if value.bit_length() <= bits_of(value) or bits_of(value) == PRECISION:
            return "-0" if not value and is_negative(value) else str(int(value))
    elif not math.isfinite(value):
        return "+Inf" if value > 0 else "-Inf"
    fraction = exact(value)
    sign, fraction = ("-", -fraction) if fraction < 0 else ("", fraction)
    digits = 1
    magnitude = _magnitude(fraction)
    while True:
        places = digits - magnitude
        scaled = round(fraction * Fraction(10) ** places)
        if (
            digits > _MOST_DIGITS
            or exact(rounded(Fraction(scaled) / Fraction(10) ** places, bits_of(value))) == fraction
        ):
            break
        digits += 1
    if places <= 0:
        return f"{sign}{scaled * 10**-places}"
    whole, part = divmod(scaled, 10**places)
    return f"{sign}{whole}.{str(part).rjust(places, '0')}".rstrip("0").rstrip(".")


def _magnitude(fraction: Fraction) -> int:
    """How many digits stand before the point (negative for leading zeros behind it)."""
    if not fraction:
        return 1
    estimate = len(str(fraction.numerator)) - len(str(fraction.denominator))
    return estimate if fraction < Fraction(10) ** estimate else estimate + 1
