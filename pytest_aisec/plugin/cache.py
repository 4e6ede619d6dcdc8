"""`--aisec-cache-dir`: where parsed files are kept between runs."""

from __future__ import annotations

from pathlib import Path

import pytest

from pytest_aisec.plugin import options


def folder(config: pytest.Config) -> Path | None:
    """Where parsed files are kept: as asked for, else in pytest's own cache; nowhere if that is off or read-only."""
    given = asked(config)
    pytests = getattr(config, "cache", None)
    if given is not None or pytests is None:
        return given
    try:
        return Path(str(pytests.mkdir("aisec")))
    except OSError:
        return None


def asked(config: pytest.Config) -> Path | None:
    """The folder that was asked for. Raises UsageError where nothing can be kept in it."""
    flag = "--aisec-cache-dir"
    given = options.value(config, flag)
    if given is None:
        return None
    place = options.folder_of(config, flag) / str(given)
    try:
        place.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise pytest.UsageError(f"aisec: {options.named(config, flag)} {place}: {error.strerror}") from None
    return place
