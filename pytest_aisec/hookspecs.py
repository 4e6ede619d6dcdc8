"""The hooks that conftest files and other packages can implement."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest


@pytest.hookspec
def pytest_aisec_frameworks(config: pytest.Config) -> Iterable[str | Path]:  # type: ignore[empty-body]
    """Files of frameworks (`ID.toml` or `ID.json`), whose ids become marks like those of the bundled ones.

    Asked once, when pytest is configured, also without `--aisec`: marks have to be known to strict markers.
    """
