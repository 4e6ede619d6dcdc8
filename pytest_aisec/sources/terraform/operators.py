"""Operators on values."""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction
from typing import Any

from pytest_aisec.sources.terraform.comparing import same
from pytest_aisec.sources.terraform.convert import converted
from pytest_aisec.sources.terraform.errors import Refused
from pytest_aisec.sources.terraform.numbers import NEGATIVE_ZERO, bits_of, exact, is_negative, is_number, rounded
from pytest_aisec.sources.terraform.types import BOOL, NUMBER
from pytest_aisec.sources.terraform.unknowns import derived, truth
from pytest_aisec.values import Located, Location, PartlyKnown, Unknown

_COMPARING: dict[str, Callable[[Any, Any], bool]] = {
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
            return Located(negated(figure), at, operand.sensitive)
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
    a, b = (value if is_number(value) else 0 for value in values)
    if math.isinf(a) or math.isinf(b) or (operator == "/" and not b):
        return Located(_beyond(operator, a, b, at), at)
    if operator in _COMPARING:
        return Located(_COMPARING[operator](exact(a), exact(b)), at)
    result = rounded(_arithmetic(operator, exact(a), exact(b)), max(bits_of(a), bits_of(b)))
    return Located(NEGATIVE_ZERO if not result and _is_below_zero(operator, a, b) else result, at)


def negated(figure: float) -> int | float:
    """The number with the other sign, which zero has too."""
    if math.isinf(figure):
        return -figure
    if not figure:
        return rounded(Fraction(0), bits_of(figure)) if is_negative(figure) else NEGATIVE_ZERO
    return rounded(-exact(figure), bits_of(figure))


def _beyond(operator: str, a: float, b: float, at: Location) -> bool | float:
    """What infinity gives, and a division by zero, whose result is infinite."""
    left, right = float(a), float(b)
    if operator in _COMPARING:
        return bool(_COMPARING[operator](left, right))
    if operator == "/" and not right:
        result = math.copysign(math.inf, -left if is_negative(b) else left) if left else math.nan
    else:
        result = {"+": left + right, "-": left - right, "*": left * right}.get(operator, math.nan)
        if operator == "/" and not (math.isinf(left) and math.isinf(right)):
            result = left / right
    if math.isnan(result):
        raise Refused(f"`{operator}` has no result for infinity", at)
    return result if math.isinf(result) else 0


def _is_below_zero(operator: str, a: float, b: float) -> bool:
    """Whether a result of zero has the sign `-`."""
    match operator:
        case "*" | "/":
            return is_negative(a) != is_negative(b)
        case "+":
            return not a and not b and is_negative(a) and is_negative(b)
        case "-":
            return not a and not b and is_negative(a) and not is_negative(b)
        case "%":
            return not a and is_negative(a) and not is_negative(b)
    return False


def _arithmetic(operator: str, a: Fraction, b: Fraction) -> Fraction:
    match operator:
        case "+":
            return a + b
        case "-":
            return a - b
        case "*":
            return a * b
    if operator == "/":
        return a / b
    if not b:
        return a
    times = math.trunc(exact(rounded(a / b)))
    return a - exact(rounded(b * times))
