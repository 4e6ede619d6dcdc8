"""Detectors of secrets of the user's own."""

from __future__ import annotations

from typing import cast

import pytest

from pytest_aisec.analysis import masked
from pytest_aisec.analysis.detectors import DetectorError
from pytest_aisec.plugin import settings
from pytest_aisec.settings import Settings

NAME = "secret_detectors"


def prepare(config: pytest.Config) -> None:
    """Look with the detectors that the setting names. Raises UsageError for a file that has none."""
    given = settings.of(config, Settings)
    files = cast("Settings", given.section).secret_detectors
    try:
        masked.look_with([config.rootpath / file for file in files])
    except DetectorError as error:
        raise pytest.UsageError(f"aisec: {given.places[NAME]}: {NAME}: {error}") from None
