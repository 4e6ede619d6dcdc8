"""Functions on dates and times."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from fractions import Fraction

from pytest_aisec.sources.terraform.errors import Refused
from pytest_aisec.sources.terraform.functions.registry import scalar
from pytest_aisec.sources.terraform.types import STRING
from pytest_aisec.values import Value

_TIMESTAMP = re.compile(r"(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d+))?(Z|[+-]\d\d:\d\d)", re.ASCII)
_DURATION = re.compile(r"(\d+(?:\.\d*)?|\.\d+)(ns|us|µs|μs|ms|s|m|h)")
_UNITS = {
    "ns": Fraction(1, 1000),
    "us": Fraction(1),
    "µs": Fraction(1),
    "μs": Fraction(1),
    "ms": Fraction(1000),
    "s": Fraction(10**6),
    "m": Fraction(60 * 10**6),
    "h": Fraction(3600 * 10**6),
}
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def _time(text: str) -> datetime:
    match = _TIMESTAMP.fullmatch(text)
    if match is None:
        raise Refused(f"{text!r} is not a time such as 2006-01-02T15:04:05Z")
    *numbers, fraction, zone = match.groups()
    offset = UTC
    if zone != "Z":
        minutes = int(zone[1:3]) * 60 + int(zone[4:6])
        offset = timezone(timedelta(minutes=-minutes if zone[0] == "-" else minutes))
    try:
        microsecond = int((fraction or "0")[:6].ljust(6, "0"))
        year, month, day, hour, minute, second = (int(number) for number in numbers)
        return datetime(year, month, day, hour, minute, second, microsecond, offset)
    except ValueError as error:
        raise Refused(f"{text!r} is not a time: {error}") from None


@scalar("timeadd", STRING, STRING)
def _timeadd(timestamp: str, duration: str) -> Value:
    sign = -1 if duration.startswith("-") else 1
    rest = duration.lstrip("+-") if duration[:1] in ("+", "-") else duration
    pieces = _DURATION.findall(rest)
    if rest != "0" and (not pieces or "".join(number + unit for number, unit in pieces) != rest):
        raise Refused(f"{duration!r} is not a duration such as 1h30m")
    micros = sum((Fraction(number.rstrip(".")) * _UNITS[unit] for number, unit in pieces), Fraction(0))
    try:
        return _written(_time(timestamp) + timedelta(microseconds=sign * int(micros)))
    except OverflowError:
        raise Refused("the time is out of range") from None


def _written(time: datetime) -> str:
    return time.replace(microsecond=0).isoformat().replace("+00:00", "Z")


@scalar("timecmp", STRING, STRING)
def _timecmp(left: str, right: str) -> Value:
    a, b = _time(left), _time(right)
    return (a > b) - (a < b)


@scalar("formatdate", STRING, STRING)
def _formatdate(layout: str, timestamp: str) -> Value:
    """https://developer.hashicorp.com/terraform/language/functions/formatdate#specification-syntax."""
    time = _time(timestamp)
    result: list[str] = []
    for token in _tokens(layout):
        if token.startswith("'"):
            if len(token) < 2 or not token.endswith("'"):  # noqa: PLR2004 - an opening and a closing quote
                raise Refused("a quote in the format is not closed")
            result.append(token[1:-1].replace("''", "'"))
        elif token[0].isascii() and token[0].isalpha():
            result.append(_field(token, time))
        else:
            result.append(token)
    return "".join(result)


def _tokens(layout: str) -> list[str]:
    return [match.group() for match in re.finditer(r"'(?:[^']|'')*'?|([A-Za-z])\1*|[^A-Za-z']+", layout)]


def _field(token: str, time: datetime) -> str:
    hour12 = time.hour % 12 or 12
    zone = time.strftime("%z")
    colon = f"{zone[:3]}:{zone[3:5]}"
    utc = zone == "+0000"
    fields = {
        "YYYY": f"{time.year:04}",
        "YY": f"{time.year % 100:02}",
        "MMMM": _MONTHS[time.month - 1],
        "MMM": _MONTHS[time.month - 1][:3],
        "MM": f"{time.month:02}",
        "M": str(time.month),
        "DD": f"{time.day:02}",
        "D": str(time.day),
        "EEEE": _DAYS[time.weekday()],
        "EEE": _DAYS[time.weekday()][:3],
        "hh": f"{time.hour:02}",
        "h": str(time.hour),
        "HH": f"{hour12:02}",
        "H": str(hour12),
        "AA": "AM" if time.hour < 12 else "PM",  # noqa: PLR2004 - noon
        "aa": "am" if time.hour < 12 else "pm",  # noqa: PLR2004 - noon
        "mm": f"{time.minute:02}",
        "m": str(time.minute),
        "ss": f"{time.second:02}",
        "s": str(time.second),
        "ZZZZZ": colon,
        "ZZZZ": zone,
        "ZZZ": "UTC" if utc else zone,
        "Z": "Z" if utc else colon,
    }
    if token not in fields:
        raise Refused(f"{token!r} is not a field of a date")
    return fields[token]
