"""Attributes that are measured: numbers with a fraction, and moments in time."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import cast

from pytest_aisec.model.attribute import REQUIRED, Attribute, Default
from pytest_aisec.model.convert import Converter, NotConvertible
from pytest_aisec.model.paths import PathLike


def _number(plain: object) -> float:
    if isinstance(plain, int | float) and not isinstance(plain, bool):
        return float(plain)
    try:
        return float(plain) if isinstance(plain, str) else _refused(plain)
    except ValueError:
        return _refused(plain)


def _refused(plain: object) -> float:
    raise NotConvertible(f"{plain!r} is not a number")


def _moment(plain: object) -> datetime:
    try:
        found = datetime.fromisoformat(str(plain))
    except ValueError:
        raise NotConvertible(f"{plain!r} is not a moment (ISO 8601)") from None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


NUMBER = Converter("a number", _number)
MOMENT = Converter("a moment (ISO 8601)", _moment)


def number(
    *,
    default: Default[float] = REQUIRED,
    terraform: PathLike | None = None,
    cloudformation: PathLike | None = None,
    live: PathLike | None = None,
) -> Attribute[float]:
    """A setting that is a number, whole or not."""
    return Attribute(NUMBER, default, terraform, cloudformation, live)


def moment(
    *,
    terraform: PathLike | None = None,
    cloudformation: PathLike | None = None,
    live: PathLike | None = None,
) -> Attribute[datetime | None]:
    """A moment in time, with its zone (UTC where none is stated); None where nothing is."""
    absent = cast("Default[datetime | None]", None)
    return Attribute(cast("Converter[datetime | None]", MOMENT), absent, terraform, cloudformation, live)
