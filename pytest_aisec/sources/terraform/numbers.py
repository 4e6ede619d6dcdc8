"""Numbers of the language: exact integers, and fractions with 512 bits as Terraform calculates."""

from __future__ import annotations

import math
import re
from fractions import Fraction
from typing import Self

PRECISION = 512
"""Bits of the mantissa of Terraform's numbers (https://developer.hashicorp.com/terraform/language/expressions/types)."""

_TEXT = re.compile(r"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?")

LARGEST_EXPONENT = 100_000
"""Bits; larger numbers are refused instead of written out."""


class Number(float):
    """A number that is not whole. It is a float for who reads it, `exact` is what is calculated with."""

    exact: Fraction

    def __new__(cls, exact: Fraction) -> Self:
        self = super().__new__(cls, _nearest_float(exact))
        self.exact = exact
        return self

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Number):
            return self.exact == other.exact
        return float(self) == other

    def __hash__(self) -> int:
        return super().__hash__()


def _nearest_float(exact: Fraction) -> float:
    try:
        return float(exact)
    except OverflowError:
        return math.inf if exact > 0 else -math.inf


def number(text: str) -> int | float:
    """The number that a literal or a string denotes. Raises ValueError for anything else."""
    if text.isdigit() and text.isascii():
        return int(text) if len(text) < 150 else rounded(Fraction(int(text)))  # noqa: PLR2004
    if not _TEXT.fullmatch(text):
        raise ValueError(text)
    mantissa, _, exponent = text.lower().partition("e")
    if exponent and abs(int(exponent)) > LARGEST_EXPONENT:
        raise ValueError(text)
    return rounded(Fraction(mantissa) * Fraction(10) ** int(exponent or 0))


def exact(value: float) -> Fraction:
    """What to calculate with. Raises ValueError for infinity, which only a division by zero gives."""
    if isinstance(value, Number):
        return value.exact
    if isinstance(value, float) and not math.isfinite(value):
        raise ValueError("infinity")
    return Fraction(value)


def rounded(value: Fraction) -> int | float:
    """The nearest number with a mantissa of 512 bits, ties to even; whole numbers are ints."""
    if value.denominator == 1 and value.numerator.bit_length() <= PRECISION:
        return value.numerator
    shift = PRECISION - (abs(value.numerator).bit_length() - value.denominator.bit_length())
    scaled = value * Fraction(2) ** shift
    while abs(scaled) >= 2**PRECISION:
        scaled, shift = scaled / 2, shift - 1
    while abs(scaled) < 2 ** (PRECISION - 1):
        scaled, shift = scaled * 2, shift + 1
    result = Fraction(round(scaled)) / Fraction(2) ** shift
    return result.numerator if result.denominator == 1 else Number(result)


def text_of(value: float) -> str:
    """The shortest decimal text that denotes the number, never with an exponent."""
    if isinstance(value, int):
        return str(value)
    if not math.isfinite(value):
        return "Inf" if value > 0 else "-Inf"
    fraction = exact(value)
    sign, fraction = ("-", -fraction) if fraction < 0 else ("", fraction)
    digits = 1
    magnitude = _magnitude(fraction)
    while True:
        places = max(digits - magnitude, 0)
        scaled = round(fraction * 10**places)
        if digits > 160 or exact(rounded(Fraction(scaled, 10**places))) == fraction:  # noqa: PLR2004
            break
        digits += 1
    whole, part = divmod(scaled, 10**places)
    if not places:
        return f"{sign}{whole}"
    return f"{sign}{whole}.{str(part).rjust(places, '0')}".rstrip("0").rstrip(".")


def _magnitude(fraction: Fraction) -> int:
    """How many digits stand before the point (negative for leading zeros behind it)."""
    if not fraction:
        return 1
    estimate = len(str(fraction.numerator)) - len(str(fraction.denominator))
    return estimate if fraction < Fraction(10) ** estimate else estimate + 1
