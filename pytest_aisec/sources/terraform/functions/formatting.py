"""`format` and `formatlist`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Context, Decimal
from fractions import Fraction

from pytest_aisec.sources.terraform.convert import converted
from pytest_aisec.sources.terraform.errors import Refused
from pytest_aisec.sources.terraform.functions.encodings import json_encode, json_string
from pytest_aisec.sources.terraform.functions.registry import function
from pytest_aisec.sources.terraform.functions.strings import clusters
from pytest_aisec.sources.terraform.numbers import exact, text_of
from pytest_aisec.sources.terraform.parts import joined
from pytest_aisec.sources.terraform.types import ANY, BOOL, NUMBER, STRING, ListValue, type_of
from pytest_aisec.sources.terraform.unknowns import derived
from pytest_aisec.values import Located, PartlyKnown, Unknown, Value

_VERB = re.compile(
    r"%(?P<flags>[ #+\-0]*)(?P<width>\d+)?(?:\.(?P<precision>\d*))?(?:\[(?P<index>\d+)\])?(?P<verb>.)",
    re.DOTALL,
)
_INTEGERS = {"b": "b", "d": "d", "o": "o", "x": "x", "X": "X"}
_WIDEST = 10_000
LEFT_OPEN = "Terraform itself gives no value for the format of a null without a type"
_PLACES = Context(prec=400, rounding=ROUND_HALF_EVEN)


@dataclass(slots=True, eq=False, repr=False)
class _Arguments:
    """The arguments of one call, taken in turn or by number."""

    values: Sequence[Located]
    place: int = 0
    highest: int = 0

    def take(self, number: str | None) -> Located:
        if number is not None:
            self.place = int(number) - 1
        if not 0 <= self.place < len(self.values):
            raise Refused(f"there is no argument {self.place + 1}")
        value = self.values[self.place]
        self.place += 1
        self.highest = max(self.highest, self.place)
        return value


def _is_untyped_null(value: Located) -> bool:
    """A plain `null`, of which Terraform waits to learn the type; one that a variable or an object holds has a type."""
    return value.value is None and type_of(value) == ANY


@function("format", STRING, rest=ANY, nullable=True, partial=True)
def _format(template: Located, *values: Located) -> Value:
    if isinstance(template.value, Unknown):
        return derived(template.value, is_set=True)
    if template.value is None:
        raise Refused("the format is null")
    if any(map(_is_untyped_null, values)):
        return Unknown(reason=LEFT_OPEN, is_set=True)
    return _formatted(str(template.value), values)


@function("formatlist", STRING, rest=ANY, nullable=True)
def _formatlist(template: Located, *values: Located) -> Value:
    if any(map(_is_untyped_null, values)):
        return Unknown(reason=LEFT_OPEN, is_set=True)
    lists = [value.value for value in values if isinstance(value.value, list)]
    if len({len(list_) for list_ in lists}) > 1:
        raise Refused("all lists must have one length")
    count = len(lists[0]) if lists else 1
    rows = []
    for place in range(count):
        row = [value.value[place] if isinstance(value.value, list) else value for value in values]
        rows.append(Located(_formatted(str(template.value), row), template.location))
    return ListValue(rows, STRING)


def _formatted(template: str, values: Sequence[Located]) -> str | PartlyKnown:
    arguments = _Arguments(values)
    parts: list[str | Unknown] = []
    end = 0
    while (start := template.find("%", end)) >= 0:
        parts.append(template[end:start])
        match = _VERB.match(template, start)
        if match is None:
            raise Refused("the format ends within a verb")
        end = match.end()
        parts.append("%" if match.group("verb") == "%" else _verb(match, arguments))
    parts.append(template[end:])
    if arguments.highest < len(values) and "[" not in template:
        raise Refused(f"{len(values)} arguments are given, {arguments.highest} used")
    return joined(parts)


def _verb(match: re.Match[str], arguments: _Arguments) -> str | Unknown:
    flags, verb = match.group("flags"), match.group("verb")
    width, precision = _size(match.group("width")), _size(match.group("precision"))
    value = arguments.take(match.group("index"))
    if isinstance(value.value, Unknown):
        plain = width is None and precision is None and verb in "sv" and not flags
        return value.value if plain else derived(value.value, is_set=True)
    text = _text(value, verb, flags, precision)
    if isinstance(text, Unknown):
        return text
    return _padded(text, width or 0, flags, numeric=verb in "bdoxXeEfFgG")


def _size(digits: str | None) -> int | None:
    size = None if digits is None else int(digits or 0)
    if size is not None and size > _WIDEST:
        raise Refused(f"a width cannot be {size}")
    return size


def _text(value: Located, verb: str, flags: str, precision: int | None) -> str | Unknown:
    if verb == "v":
        return _natural(value, flags, precision)
    if value.value is None:
        raise Refused(f"null cannot be formatted with %{verb}")
    if verb == "t":
        return "true" if converted(value, BOOL).value else "false"
    if verb == "s":
        return _cut(str(converted(value, STRING).value), precision)
    if verb == "q":
        return json_string(_cut(str(converted(value, STRING).value), precision))
    number = converted(value, NUMBER).value
    if not isinstance(number, int | float):
        raise Refused(f"%{verb} needs a number")
    if verb in _INTEGERS:
        return _integer(number, verb, flags)
    if verb in "eEfFgG":
        return _signed(_fraction(number, verb, precision), flags)
    raise Refused(f"there is no verb %{verb}")


def _natural(value: Located, flags: str, precision: int | None) -> str | Unknown:
    inner = value.value
    if "#" not in flags:
        if isinstance(inner, str):
            return _cut(inner, precision)
        if isinstance(inner, int | float) and not isinstance(inner, bool):
            return _fraction(inner, "g", precision)
    encoded = json_encode(value)
    return derived(encoded, is_set=True) if isinstance(encoded, Unknown) else str(encoded)


def _cut(text: str, precision: int | None) -> str:
    return text if precision is None else "".join(clusters(text)[:precision])


def _integer(number: float, verb: str, flags: str) -> str:
    whole = exact(number)
    if whole.denominator != 1:
        raise Refused("a whole number is required")
    digits = format(abs(whole.numerator), _INTEGERS[verb])
    if "#" in flags:
        digits = {"x": "0x", "X": "0X", "o": "0", "b": "0b"}.get(verb, "") + digits
    return _signed(f"-{digits}" if whole < 0 else digits, flags)


def _signed(text: str, flags: str) -> str:
    if text.startswith("-"):
        return text
    return f"+{text}" if "+" in flags else f" {text}" if " " in flags else text


def _fraction(number: float, verb: str, precision: int | None) -> str:
    fraction = exact(number)
    if verb in "fF":
        return _fixed(fraction, 6 if precision is None else precision)
    decimal = _PLACES.divide(Decimal(fraction.numerator), Decimal(fraction.denominator))
    if verb in "eE":
        return _exponent(f"{decimal:.{6 if precision is None else precision}{verb}}")
    if precision is not None:
        return _exponent(f"{decimal:.{precision}{verb}}")
    text = text_of(number)
    digits = text.lstrip("-0.").replace(".", "").rstrip("0")
    exponent = decimal.adjusted() if decimal else 0
    if -4 <= exponent < 6:  # noqa: PLR2004 - where Go changes to the form with an exponent
        return text
    return _exponent(f"{decimal:.{max(len(digits) - 1, 0)}{'e' if verb == 'g' else 'E'}}")


def _fixed(fraction: Fraction, places: int) -> str:
    scaled = round(abs(fraction) * 10**places)
    digits = str(scaled).rjust(places + 1, "0")
    text = f"{digits[:-places]}.{digits[-places:]}" if places else digits
    return f"-{text}" if fraction < 0 else text


def _exponent(text: str) -> str:
    """Go writes exponents with two digits at least."""
    return re.sub(r"([eE][+-])(\d)\Z", r"\g<1>0\2", text)


def _padded(text: str, width: int, flags: str, *, numeric: bool) -> str:
    missing = width - len(clusters(text))
    if missing <= 0:
        return text
    if "-" in flags:
        return text + " " * missing
    if "0" in flags:
        sign = text[0] if numeric and text[:1] in ("-", "+", " ") else ""
        return sign + "0" * missing + text[len(sign) :]
    return " " * missing + text
