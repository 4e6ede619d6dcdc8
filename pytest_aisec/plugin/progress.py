"""What the terminal shows while an account is read, which can take minutes."""

from __future__ import annotations

from collections.abc import Callable

import pytest


def teller(config: pytest.Config) -> Callable[[str], None]:
    """Something that shows one line per region; silent with -q and without a terminal reporter."""
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    if reporter is None or config.get_verbosity() < 0:
        return lambda _line: None

    def tell(line: str) -> None:
        reporter.ensure_newline()
        reporter.write_line(f"aisec: read {line}")

    return tell
