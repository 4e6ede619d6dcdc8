"""`--aisec-snapshot-only`: take the snapshot and judge nothing, for more accounts than fit into memory."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from pytest_aisec.declarations import SourceRecord
from pytest_aisec.findings import RunReport, SourceReport, source_report
from pytest_aisec.gathering import type_name
from pytest_aisec.plugin import options, resuming
from pytest_aisec.plugin.explain import stay_in_one_process
from pytest_aisec.plugin.run import RUN
from pytest_aisec.reports.doubts import unread_lines
from pytest_aisec.sources import snapshot

TAKEN = pytest.StashKey[pytest.ExitCode]()


def prepare(config: pytest.Config) -> None:
    """Raise UsageError without a file to write to."""
    if not options.value(config, "--aisec-snapshot-only"):
        return
    if not options.value(config, "--aisec-snapshot"):
        raise pytest.UsageError("aisec: --aisec-snapshot-only goes with --aisec-snapshot FILE")
    if options.value(config, "--aisec-report"):
        raise pytest.UsageError("aisec: --aisec-snapshot-only judges nothing, so there is nothing to report")
    stay_in_one_process(config)


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> bool | None:
    """Write the sources as they come, and run nothing. Raises UsageError for a file that cannot be written."""
    config = session.config
    asked = options.value(config, "--aisec-snapshot-only")
    if not asked or session.testsfailed or config.getoption("collectonly"):
        return None
    path = options.folder_of(config, "--aisec-snapshot") / str(options.value(config, "--aisec-snapshot"))
    taken: list[SourceReport] = []
    try:
        run = config.stash[RUN]
        snapshot.write(path, _noted(run.records(), taken), type_name, run.inputs.masking)
    except OSError as error:
        raise pytest.UsageError(f"aisec: could not write {path}: {error.strerror}") from None
    said = resuming.end(run.inputs.journal, taken)
    config.stash[TAKEN] = _tell(config, path, taken, said)
    return True


def _noted(records: Iterator[SourceRecord], taken: list[SourceReport]) -> Iterator[SourceRecord]:
    for record in records:
        taken.append(source_report(record))
        yield record


def _tell(config: pytest.Config, path: Path, taken: list[SourceReport], said: list[str]) -> pytest.ExitCode:
    """Say what was taken and what could not be read; the latter makes the run fail, unless it is tolerated."""
    allowed = options.value(config, "--aisec-allow")
    unread = sum(len(source.unread) for source in taken)
    resources = sum(source.resources for source in taken)
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    if reporter is not None:
        reporter.ensure_newline()
        for line in unread_lines(RunReport({}, tuple(taken), ()), shutil.get_terminal_size().columns):
            reporter.write_line(line.text)
        where = f"{len(taken):,} {'source' if len(taken) == 1 else 'sources'}"
        reporter.write_line(f"{resources:,} resources in {where}" + (f", {unread} not read" if unread else ""))
        for text in [f"wrote {os.path.relpath(path, config.invocation_params.dir)}", *said]:
            reporter.write_line(f"aisec: {text}")
    failed = (unread and "unread" not in allowed) or (not resources and "empty" not in allowed)
    return pytest.ExitCode.TESTS_FAILED if failed else pytest.ExitCode.OK


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """How taking it ended is how the run ends."""
    if TAKEN in session.config.stash:
        session.exitstatus = session.config.stash[TAKEN]
