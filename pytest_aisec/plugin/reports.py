"""`--aisec-report` and `--aisec-snapshot`: files that a run leaves behind."""

from __future__ import annotations

from pathlib import Path

import pytest

from pytest_aisec.gathering import type_name
from pytest_aisec.plugin import options
from pytest_aisec.plugin.run import RUN
from pytest_aisec.reports import FORMATS

WRITTEN = pytest.StashKey[list[str]]()


def check(config: pytest.Config) -> None:
    """Raise UsageError for a report that cannot be written."""
    for text in options.value(config, "--aisec-report"):
        form, equals, name = text.partition("=")
        if form not in FORMATS or not equals or not name:
            raise pytest.UsageError(
                f"aisec: --aisec-report {text!r} is not FORMAT=FILE with FORMAT one of {', '.join(FORMATS)}"
            )
    for path in _paths(config):
        if not path.parent.is_dir():
            raise pytest.UsageError(f"aisec: {path}: there is no folder {path.parent}")


def _paths(config: pytest.Config) -> list[Path]:
    names = [text.partition("=")[2] for text in options.value(config, "--aisec-report")]
    snapshot = options.value(config, "--aisec-snapshot")
    return [config.invocation_params.dir / name for name in [*names, *([snapshot] if snapshot else [])]]


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Write everything that was asked for."""
    config = session.config
    run = config.stash[RUN]
    if hasattr(config, "workerinput") or config.getoption("collectonly") or not run.was_read:
        return
    config.stash[WRITTEN] = written = []
    report = run.report()
    for text in options.value(config, "--aisec-report"):
        form, _, name = text.partition("=")
        (config.invocation_params.dir / name).write_text(FORMATS[form](report), encoding="utf-8")
        written.append(name)
    name = options.value(config, "--aisec-snapshot")
    if name:
        from pytest_aisec.sources import snapshot  # noqa: PLC0415 -- only when asked for

        snapshot.write(config.invocation_params.dir / name, run.inventory().sources, type_name)
        written.append(name)


@pytest.hookimpl(trylast=True)
def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Say what was written."""
    for name in config.stash.get(WRITTEN, []):
        terminalreporter.write_line(f"aisec: wrote {name}")
