"""`--aisec-report` and `--aisec-snapshot`: files that a run leaves behind."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from pytest_aisec.findings import RunReport, source_report
from pytest_aisec.gathering import type_name
from pytest_aisec.plugin import options, resuming
from pytest_aisec.plugin.run import RUN, Run
from pytest_aisec.reports import FORMATS, github

ANNOTATIONS = "github"
"""The report that goes to the terminal, where a workflow's runner reads it."""

SAID = pytest.StashKey[list[str]]()


def check(config: pytest.Config) -> None:
    """Raise UsageError for a report that cannot be written."""
    for text in options.value(config, "--aisec-report"):
        if text == ANNOTATIONS:
            continue
        form, equals, name = text.partition("=")
        if form not in FORMATS or not equals or not name:
            raise pytest.UsageError(
                f"aisec: --aisec-report {text!r} is not FORMAT=FILE with FORMAT one of {', '.join(FORMATS)},"
                f" nor {ANNOTATIONS}"
            )
    for form, path in [*_reports(config), *_snapshots(config)]:
        if not path.parent.is_dir():
            raise pytest.UsageError(f"aisec: {path}: there is no folder {path.parent}")
        if path.is_dir():
            raise pytest.UsageError(f"aisec: {path}: this is a folder, not a file to write")
        if not os.access(path if form != "snapshot" and path.exists() else path.parent, os.W_OK):
            raise pytest.UsageError(f"aisec: {path}: it cannot be written there")


def _reports(config: pytest.Config) -> list[tuple[str, Path]]:
    folder = options.folder_of(config, "--aisec-report")
    texts = [text.partition("=") for text in options.value(config, "--aisec-report") if text != ANNOTATIONS]
    return [(form, folder / name) for form, _, name in texts]


def _snapshots(config: pytest.Config) -> list[tuple[str, Path]]:
    name = options.value(config, "--aisec-snapshot")
    return [("snapshot", options.folder_of(config, "--aisec-snapshot") / name)] if name else []


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Write everything that was asked for. What cannot be written makes the run fail."""
    config = session.config
    run = config.stash[RUN]
    if hasattr(config, "workerinput") or config.getoption("collectonly") or not run.was_read:
        return
    config.stash[SAID] = said = []
    report = run.report() if _reports(config) else None
    for form, path in [*_reports(config), *_snapshots(config)]:
        try:
            _write(run, report, form, path)
        except OSError as error:
            said.append(f"could not write {path}: {error.strerror}")
            session.exitstatus = pytest.ExitCode.USAGE_ERROR
        else:
            said.append(f"wrote {os.path.relpath(path, config.invocation_params.dir)}")


def _write(run: Run, report: RunReport | None, form: str, path: Path) -> None:
    if report is not None and form in FORMATS:
        path.write_text(FORMATS[form](report), encoding="utf-8", errors="backslashreplace")
        return
    from pytest_aisec.sources import snapshot  # noqa: PLC0415 -- only when asked for

    snapshot.write(path, run.inventory().sources, type_name, run.inputs.masking)
    run.config.stash[SAID] += resuming.end(run.inputs.journal, map(source_report, run.inventory().sources))


@pytest.hookimpl(trylast=True)
def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Say what was written, and what was not."""
    for line in config.stash.get(SAID, []):
        terminalreporter.write_line(f"aisec: {line}")
    if SAID in config.stash and ANNOTATIONS in options.value(config, "--aisec-report"):
        for line in github.lines(config.stash[RUN].report()):
            terminalreporter.write_line(line)
