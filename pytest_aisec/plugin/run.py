"""The state of a run: what is asked for, the inventory once it is read, what was found."""

from __future__ import annotations

import platform
import re
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest

from pytest_aisec.analysis.masked import kinds_of_secrets, what_it_holds
from pytest_aisec.analysis.roles.registry import Correction, Scope, correct, widen
from pytest_aisec.declarations import SourceRecord
from pytest_aisec.findings import PolicyReport, RunReport, SourceReport, source_report
from pytest_aisec.gathering import Inputs, discover, gather, records
from pytest_aisec.inventory import Inventory
from pytest_aisec.plugin import cache, frameworks, given, options, settings
from pytest_aisec.plugin.idle_waivers import idle_waivers
from pytest_aisec.plugin.progress import Progress
from pytest_aisec.reports.frameworks import reported
from pytest_aisec.requests import BadRequest, Request
from pytest_aisec.sources.encoding import Masking

VALUED = frozenset({"--aisec-var", "--aisec-param"})
SECRET = frozenset({"--aisec-external-id"})


class Run:
    """One run of the plugin in one process."""

    def __init__(self, config: pytest.Config) -> None:
        self.config = config
        self.started = datetime.now(UTC)
        self.asked = _requests(config)
        corrections(config)
        self.inputs = _inputs(config)
        self.outcomes: dict[str, PolicyReport] = {}
        self.empty: list[str] = []  # where there was nothing to judge, and that was not allowed
        self.fails_open = False
        """Whether something undetermined has failed (`--aisec-strict`)."""
        self.malformed: list[tuple[str, dict[str, Any]]] = []
        """What makes no sense in the sources: which one, and what reports tell of it."""
        self._requests: list[Request] | None = self.asked or None
        self._inventory: Inventory | None = None
        self.known: frozenset[str] | None = None
        """The ids of all policies that were collected, selected or not; None where another process collects."""
        self.selected: frozenset[type] | None = None
        """What the selected policies judge, once that is known; None: an account has to be read whole."""
        self.mentioned: frozenset[str] | None = None
        """The names by which they may read settings; None: any."""

    @property
    def requests(self) -> list[Request]:
        """The sources to read: those asked for, or else what is found. Raises UsageError when that is nothing."""
        if self._requests is None:
            found = discover(self.inputs.root, self.inputs.excluded)
            if not found and "empty" not in options.value(self.config, "--aisec-allow"):
                raise pytest.UsageError(
                    f"aisec: found no Terraform, CloudFormation or CDK output below {self.inputs.root};"
                    " name what to judge with --aisec-source"
                )
            self._requests = found
        return self._requests

    def inventory(self) -> Inventory:
        """The inventory, read when it is first asked for."""
        if self._inventory is None:
            handed_over = self._handed_over()
            found = self._gathered() if handed_over is None else handed_over
            widen(found, Scope(options.value(self.config, "--aisec-scope")))
            try:
                correct(found, corrections(self.config))
            except ValueError as error:
                raise pytest.UsageError(f"aisec: {options.named(self.config, '--aisec-role')}: {error}") from None
            self._inventory = found
        return self._inventory

    def _gathered(self) -> Inventory:
        with self._reading() as inputs:
            found = gather(self.requests, inputs)
        given.check(self.config, found)
        return found

    def records(self) -> Iterator[SourceRecord]:
        """The sources one by one, as they are read; nothing of them stays here."""
        with self._reading() as inputs:
            yield from records(self.requests, inputs)

    @contextmanager
    def _reading(self) -> Iterator[Inputs]:
        shown = Progress(self.config)
        inputs = replace(self.inputs, progress=shown.tell, pulse=shown.pulse, cache=cache.folder(self.config))
        try:
            yield replace(inputs, kinds=self.selected, names=self.mentioned)
        except BadRequest as error:
            raise pytest.UsageError(f"aisec: --aisec-resume {error}") from None
        finally:
            shown.clear()

    def _handed_over(self) -> Inventory | None:
        """The inventory that the xdist controller read, when this is one of its workers."""
        path = getattr(self.config, "workerinput", {}).get("aisec_inventory")
        if path is None:
            return None
        import pytest_aisec.aws  # noqa: F401, PLC0415 -- describes the resource types
        from pytest_aisec.sources import snapshot  # noqa: PLC0415 -- only in workers

        return Inventory(snapshot.read(Path(path)))

    @property
    def was_read(self) -> bool:
        """Whether the inventory has been read by now."""
        return self._inventory is not None

    def report(self) -> RunReport:
        """What is known so far, for summaries and reports."""
        sources = tuple(map(self._source_report, self._records()))
        policies = tuple(self.outcomes.values())
        found = reported(policies, frameworks.selected(self.config))
        fail_on = options.value(self.config, "--aisec-fail-on")
        idle, empty = self.idle_waivers(), tuple(self.empty)
        return RunReport(self._run(), sources, policies, idle, found, empty, fail_on, self.fails_open)

    def _source_report(self, source: SourceRecord) -> SourceReport:
        found = source_report(source)
        return found._replace(unread=(*found.unread, *(what for where, what in self.malformed if where == source.id)))

    def idle_waivers(self) -> tuple[str, ...]:
        """The waivers in the files that were judged that accept nothing; none while something was not read."""
        records = self._records()
        if any(record.contents.unread for record in records):
            return ()
        places = (each.location.file for record in records for each in record.contents.declarations)
        files = sorted({place for place in places if place})
        return tuple(idle_waivers(self.inputs.root, files, list(self.outcomes.values()), self.known))

    def _records(self) -> tuple[SourceRecord, ...]:
        return () if self._inventory is None else self._inventory.sources

    def _run(self) -> dict[str, Any]:
        return {
            "tool": "pytest-aisec",
            "tool_version": version("pytest-aisec"),
            "pytest_version": pytest.__version__,
            "python_version": platform.python_version(),
            "start": self.started.isoformat(timespec="seconds"),
            "end": datetime.now(UTC).isoformat(timespec="seconds"),
            "command_line": [Path(sys.argv[0]).name, *_shown(self.config.invocation_params.args)],
            "settings": settings.changed(self.config),
            "folder": _folder_in_repository(self.config.rootpath),
            "sources_asked": [str(request) for request in self._requests or ()],
            "sources_reached": [source.id for source in self._records() if source.contents.declarations],
        }


RUN = pytest.StashKey[Run]()


def corrections(config: pytest.Config) -> list[Correction]:
    """What is said about roles. Raises UsageError for what says nothing."""
    try:
        return [Correction.parse(text) for text in options.value(config, "--aisec-role")]
    except ValueError as error:
        raise pytest.UsageError(f"aisec: {options.named(config, '--aisec-role')}: {error}") from None


def _folder_in_repository(root: Path) -> str:
    """Where the root of the run is in its git repository (`infra/live`); empty at its root, and outside of one.

    Code scanning and annotations want paths from the root of the repository.
    """
    for folder in (root, *root.parents):
        if (folder / ".git").exists():
            return "" if folder == root else root.relative_to(folder).as_posix()
    return ""


def _requests(config: pytest.Config) -> list[Request]:
    """What is asked for. Paths are relative to where the command line was typed, those in the ini file to the root."""
    folder = options.folder_of(config, "--aisec-source")
    found = []
    for text in options.value(config, "--aisec-source"):
        try:
            request = Request.parse(text)
        except BadRequest as error:
            raise pytest.UsageError(f"aisec: {options.named(config, '--aisec-source')} {error}") from None
        found.append(request.moved(folder, config.rootpath))
    return found


def _inputs(config: pytest.Config) -> Inputs:
    try:
        threads = int(options.value(config, "--aisec-threads"))
    except ValueError:
        threads = 0
    if threads < 1:
        raise pytest.UsageError(f"aisec: {options.named(config, '--aisec-threads')} takes a whole number from 1 up")
    variable_files, of_roots = _variable_files(config)
    cache.asked(config)
    return Inputs(
        config.rootpath,
        _pairs(config, "--aisec-var"),
        variable_files,
        _pairs(config, "--aisec-param"),
        [_file(config, "--aisec-param-file", name) for name in options.value(config, "--aisec-param-file")],
        threads,
        variable_files_of=of_roots,
        excluded=options.value(config, "--aisec-exclude"),
        external_id=options.value(config, "--aisec-external-id"),
        max_age=_max_age(config),
        executor=_executor(config),
        journal=journal_of(config),
        masking=Masking(what_it_holds, kinds_of_secrets),
    )


def journal_of(config: pytest.Config) -> Path | None:
    """Where finished parts of accounts are kept: beside the snapshot. Raises UsageError without one."""
    if not options.value(config, "--aisec-resume"):
        return None
    name = options.value(config, "--aisec-snapshot")
    if not name:
        raise pytest.UsageError(
            "aisec: --aisec-resume goes with --aisec-snapshot FILE, beside which it keeps its journal"
        )
    return options.folder_of(config, "--aisec-snapshot") / f"{name}.part"


def _executor(config: pytest.Config) -> str | None:
    address: str | None = options.value(config, "--aisec-executor")
    if address is not None:
        from pytest_aisec.sources.live.executors import NoExecutor, check_address  # noqa: PLC0415 -- only when asked for

        try:
            check_address(address)
        except NoExecutor as error:
            raise pytest.UsageError(f"aisec: {options.named(config, '--aisec-executor')} {error}") from None
    return address


def _file(config: pytest.Config, flag: str, name: str) -> Path:
    path = options.folder_of(config, flag) / name
    if not path.is_file():
        raise pytest.UsageError(f"aisec: {options.named(config, flag)} {path}: there is no such file")
    return path


def _variable_files(config: pytest.Config) -> tuple[list[Path], list[tuple[Path, Path]]]:
    """Those for all root modules, and those for one each: `ROOT=FILE`, unless a file has that very name."""
    flag = "--aisec-var-file"
    everywhere: list[Path] = []
    of_roots: list[tuple[Path, Path]] = []
    for text in options.value(config, flag):
        root, equals, name = text.partition("=")
        if not equals or (options.folder_of(config, flag) / text).is_file():
            everywhere.append(_file(config, flag, text))
            continue
        folder = options.folder_of(config, flag) / root
        if not folder.is_dir():
            raise pytest.UsageError(f"aisec: {options.named(config, flag)} {text}: there is no folder {root}")
        of_roots.append((folder, _file(config, flag, name)))
    return everywhere, of_roots


def _max_age(config: pytest.Config) -> timedelta | None:
    given = options.value(config, "--aisec-max-age")
    if given is None:
        return None
    found = re.fullmatch(r"(\d{1,6})([mhd])", given)
    if found is None:
        flag = options.named(config, "--aisec-max-age")
        raise pytest.UsageError(f"aisec: {flag} {given!r} is not an age like 30m, 12h or 7d")
    return int(found[1]) * {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1)}[found[2]]


def _shown(arguments: Iterable[object]) -> Iterator[str]:
    """The command line without the values of variables and parameters: some of them are secrets."""
    given = secret = False
    for argument in map(str, arguments):
        flag, name = ("", argument) if given else argument.partition("=")[::2]
        if flag in SECRET or (given and secret):
            yield f"{flag}=***" if name and flag else flag or "***"
        elif given or (flag in VALUED and name):
            yield f"{flag}={name.partition('=')[0]}=***".removeprefix("=")
        else:
            yield argument
        given = not given and argument in VALUED | SECRET
        secret = argument in SECRET


def _pairs(config: pytest.Config, flag: str) -> dict[str, str]:
    pairs: dict[str, str] = {}
    for text in options.value(config, flag):
        name, equals, stated = text.partition("=")
        if not equals or not name:
            raise pytest.UsageError(f"aisec: {options.named(config, flag)} {text!r} is not NAME=VALUE")
        pairs[name] = stated
    return pairs
