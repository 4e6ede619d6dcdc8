"""What the terminal shows while an account is read, which can take minutes."""

from __future__ import annotations

import shutil
import threading
import time

import pytest

BAR = 24
EVERY = 0.1
"""Seconds between two pictures of the bar."""


class Progress:
    """One line per region, and on a terminal a bar below them; silent with -q and without a terminal reporter."""

    def __init__(self, config: pytest.Config) -> None:
        reporter = config.pluginmanager.get_plugin("terminalreporter")
        self._reporter = reporter if config.get_verbosity() >= 0 else None
        self._has_bar = self._reporter is not None and bool(self._reporter.isatty)
        self._shown_at = 0.0
        self._lock = threading.Lock()

    def tell(self, line: str) -> None:
        """Show a line that stays."""
        if self._reporter is not None:
            with self._lock:
                self._clear()
                self._reporter.ensure_newline()
                self._reporter.write_line(f"aisec: read {line}")

    def pulse(self, source: str, done: int, asked: int) -> None:
        """Show how far the reading of a source is. More may be asked for on the way: the bar may go back."""
        if not self._has_bar or self._reporter is None:
            return
        with self._lock:
            now = time.monotonic()
            if now - self._shown_at >= EVERY:
                self._shown_at = now
                width = shutil.get_terminal_size().columns - 1
                self._reporter.rewrite(bar(source, done, asked)[:width], erase=True)

    def clear(self) -> None:
        """Take the bar away."""
        with self._lock:
            self._clear()

    def _clear(self) -> None:
        if self._shown_at and self._reporter is not None:
            self._reporter.rewrite("", erase=True)
            self._reporter.rewrite("")
            self._shown_at = 0.0


def bar(source: str, done: int, asked: int) -> str:
    """`aws:prod [######............] 231 of 610 answers`."""
    filled = BAR * done // max(asked, 1)
    return f"aisec: {source} [{'#' * filled}{'.' * (BAR - filled)}] {done} of {asked} answers"
