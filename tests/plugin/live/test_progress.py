"""One line per region, and a bar where there is a terminal to draw it on."""

from __future__ import annotations

import re
from typing import Any

import pytest
from _pytest.terminal import TerminalReporter

from pytest_aisec.plugin.progress import Progress, bar
from tests.plugin.conftest import Project


def test_each_region_has_a_line_and_no_bar_is_written_to_a_file(live: Project) -> None:
    result = live.run("--aisec-source=aws:@us-east-1,eu-west-1", "-k", "egress")
    lines = [line for line in result.outlines if line.startswith("aisec: read aws:")]
    assert {line.split(":")[2].strip().split(" ")[-1] for line in lines} == {"us-east-1", "eu-west-1"}
    assert "answers" not in result.stdout.str()
    assert "aisec: read" not in live.run("-q", "--aisec-source=aws:", "-k", "egress").stdout.str()


def test_a_terminal_gets_a_bar_that_goes_away(live: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[str] = []
    rewrite = TerminalReporter.rewrite

    def remember(self: TerminalReporter, line: str, **markup: Any) -> None:
        drawn.append(line)
        rewrite(self, line, **markup)

    monkeypatch.setattr(TerminalReporter, "rewrite", remember)
    monkeypatch.setattr("pytest_aisec.plugin.progress.EVERY", 0)
    live.write(
        "conftest.py",
        "from _pytest.compat import CallableBool\n"
        "def pytest_sessionstart(session):\n"
        "    session.config.pluginmanager.get_plugin('terminalreporter').isatty = CallableBool(True)\n",
    )
    live.run("--aisec-source=aws:", "-k", "acls")
    bars = [line for line in drawn if "answers" in line]
    assert bars[0].startswith("aisec: aws: [")
    assert re.search(r" (\d+) of \1 answers$", bars[-1])
    assert drawn[drawn.index(bars[-1]) + 1 :][:1] == [""]


def test_a_bar_is_as_full_as_the_work_is_done() -> None:
    assert bar("aws:", 0, 0) == "aisec: aws: [........................] 0 of 0 answers"
    assert bar("aws:prod", 6, 12) == "aisec: aws:prod [############............] 6 of 12 answers"
    assert bar("aws:", 5, 5).count("#") == 24


def test_nothing_is_shown_without_a_terminal_reporter(pytestconfig: pytest.Config) -> None:
    class Config:
        pluginmanager = type("P", (), {"get_plugin": staticmethod(lambda _name: None)})

        def get_verbosity(self) -> int:
            return 0

    silent = Progress(Config())  # type: ignore[arg-type]
    silent.tell("x")
    silent.pulse("aws:", 1, 2)
    silent.clear()
