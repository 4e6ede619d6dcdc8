"""Operators on values."""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction

from pytest_aisec.sources.terraform.convert import converted, is_number, same
from pytest_aisec.sources.terraform.errors import Refused
from pytest_aisec.sources.terraform.numbers import exact, rounded
from pytest_aisec.sources.terraform.types import BOOL, NUMBER
from pytest_aisec.sources.terraform.unknowns import derived, truth
from pytest_aisec.values import Located, Location, PartlyKnown, Unknown

_COMPARING: dict[str, Callable[[Fraction, Fraction], bool]] = {
    "<": lambda a, b: a < b,
    ">": lambda a, b: a > b,
    "<=": lambda a, b: a <= b,
    ">=": lambda a, b: a >= b,
}


def binary(operator: str, left: Located, right: Located, at: Location) -> Located:
    """`left operator right`. Raises Refused for operands that do not fit."""
    sensitive = left.sensitive or right.sensitive
    if operator in ("==", "!="):
        result = equality(left, right, at, negated=operator == "!=")
    elif operator in ("&&", "||"):
        result = _logical(operator, left, right, at)
    else:
        result = _numeric(operator, left, right, at)
    return Located(result.value, result.location, sensitive) if sensitive else result


def unary(operator: str, operand: Located, at: Location) -> Located:
    """`-operand` or `!operand`."""
    wanted = BOOL if operator == "!" else NUMBER
    value = converted(operand, wanted)
    match value.value:
        case Unknown() as unknown if operator == "!":
            return Located(truth(unknown, at).value, at, operand.sensitive)
        case Unknown() as unknown:
            return Located(derived(unknown, is_set=True), at, operand.sensitive)
        case bool() as flag:
            return Located(not flag, at, operand.sensitive)
        case int() | float() as figure:
            return Located(rounded(-exact(figure)), at, operand.sensitive)
    raise Refused(f"the operand of `{operator}` is null", at)


def equality(left: Located, right: Located, at: Location, *, negated: bool = False) -> Located:
    """Whether two values are equal, as a value."""
    result = False if _cannot_match(left, right) else same(left, right)
    if isinstance(result, Unknown):
        return truth(result, at)
    return Located(result is not negated, at)


def _cannot_match(left: Located, right: Located) -> bool:
    """Whether the known parts of a string already differ from what it is compared with."""
    for partly, other in ((left.value, right.value), (right.value, left.value)):
        if isinstance(partly, PartlyKnown) and isinstance(other, str):
            known = [part for part in partly.parts if isinstance(part, str)]
            if not other.startswith(partly.prefix) or len("".join(known)) > len(other):
                return True
    return False


def _logical(operator: str, left: Located, right: Located, at: Location) -> Located:
    decisive = operator == "||"
    values = [converted(left, BOOL).value, converted(right, BOOL).value]
    if None in values:
        raise Refused(f"an operand of `{operator}` is null", at)
    if any(value is decisive for value in values):
        return Located(decisive, at)
    unknown = next((value for value in values if isinstance(value, Unknown)), None)
    return Located(not decisive, at) if unknown is None else truth(unknown, at)


def _numeric(operator: str, left: Located, right: Located, at: Location) -> Located:
    values = [converted(left, NUMBER).value, converted(right, NUMBER).value]
    if None in values:
        raise Refused(f"an operand of `{operator}` is null", at)
    unknown = next((value for value in values if isinstance(value, Unknown)), None)
    if unknown is not None:
        return truth(unknown, at) if operator in _COMPARING else Located(derived(unknown, is_set=True), at)
    a, b = (exact(value) if is_number(value) else Fraction(0) for value in values)
    if operator in _COMPARING:
        return Located(_COMPARING[operator](a, b), at)
    return Located(rounded(_arithmetic(operator, a, b, at)), at)


def _arithmetic(operator: str, a: Fraction, b: Fraction, at: Location) -> Fraction:
    match operator:
        case "+":
            return a + b
        case "-":
            return a - b
        case "*":
            return a * b
    if operator == "/":
        if not b:
            raise Refused("division by zero", at)
        return a / b
    if not b:
        return a
    times = math.trunc(exact(rounded(a / b)))
    return a - exact(rounded(b * times))
