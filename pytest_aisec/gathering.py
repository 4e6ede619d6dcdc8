"""From what is asked for to an inventory: finding sources, reading them, describing them."""

from __future__ import annotations

import gc
import glob
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pytest_aisec.declarations import Contents, SourceRecord, Unread
from pytest_aisec.inventory import Inventory
from pytest_aisec.model.reads import collection_plan, left_out
from pytest_aisec.model.resource import Resource
from pytest_aisec.sources.excluded import is_excluded
from pytest_aisec.sources.source import Source
from pytest_aisec.values import Location

if TYPE_CHECKING:
    from pytest_aisec.sources.live.journal import Journal
    from pytest_aisec.sources.terraform.parsed import ParsedFiles

KINDS = ("terraform", "cloudformation", "aws", "snapshot", "plan", "state")

JOINED = ("plan", "state")
"""Files that are joined with the configuration they were made from: `plan:FILE@FOLDER`."""


ACCOUNTS_AT_ONCE = 16
"""How many accounts hand out their parts to workers at a time; this process only waits for them."""


class BadRequest(ValueError):
    """A source that cannot be asked for in these words."""


def _likely(text: str) -> str:
    """The kind that a location without one would have."""
    if text.endswith((".json.gz", ".gz")):
        return "snapshot"
    return "cloudformation" if text.endswith((".yaml", ".yml", ".json", ".template")) else "terraform"


@dataclass(frozen=True, slots=True)
class Request:
    """A source that is asked for: `KIND:LOCATION`."""

    kind: str
    location: str

    @classmethod
    def parse(cls, text: str) -> Request:
        """Raises BadRequest, which names the kinds there are."""
        kind, colon, location = text.partition(":")
        if kind not in KINDS or not colon:
            perhaps = "" if colon else f"; perhaps {_likely(text)}:{text}?"
            raise BadRequest(f"{text!r} is not KIND:LOCATION with KIND one of {', '.join(KINDS)}{perhaps}")
        if not location and kind != "aws":
            raise BadRequest(f"{text!r} names no location")
        if kind in JOINED and not _parts(location)[0]:
            raise BadRequest(f"{text!r} names no file before the @")
        if kind == "aws":
            from pytest_aisec.sources.live.location import Place  # noqa: PLC0415 -- only when asked for

            try:
                Place.parse(location)
            except ValueError as error:
                raise BadRequest(f"{text!r}: {error}") from None
        return cls(kind, location)

    def __str__(self) -> str:
        return f"{self.kind}:{self.location}"

    def moved(self, folder: Path, root: Path) -> Request:
        """The same, asked for relative to `root` instead of to `folder`; an account is nowhere."""
        if self.kind == "aws":
            return self
        parts = _parts(self.location) if self.kind in JOINED else (self.location,)
        moved = [Path(os.path.relpath(folder / part, root)).as_posix() for part in parts if part]
        last = "@" if len(parts) > len(moved) and "@" in moved[0] else ""
        return Request(self.kind, "@".join(moved) + last)

    @property
    def parts(self) -> tuple[str, str]:
        """The file of a plan or state, and the folder of its configuration, which may be empty."""
        return _parts(self.location)


def _parts(location: str) -> tuple[str, str]:
    """At the last @, so that a name that holds one is written with another at its end."""
    file, at, folder = location.rpartition("@")
    return (file, folder) if at else (location, "")


@dataclass(frozen=True, slots=True)
class Inputs:
    """What the reading of sources depends on beside the sources themselves."""

    root: Path
    variables: Mapping[str, str] = field(default_factory=dict)
    variable_files: Sequence[Path] = ()
    parameters: Mapping[str, str] = field(default_factory=dict)
    parameter_files: Sequence[Path] = ()
    threads: int = 16
    progress: Callable[[str], None] | None = None
    pulse: Callable[[str, int, int], None] | None = None
    external_id: str | None = None
    executor: str | None = None
    """The address of whoever collects the parts of accounts (`dask://HOST:PORT`); None: this process."""
    max_age: timedelta | None = None
    variable_files_of: Sequence[tuple[Path, Path]] = ()
    """Terraform variable files for one root module each: its folder and the file. They come after the others."""
    cache: Path | None = None
    """Where parsed files are kept between runs."""
    kept: ParsedFiles | None = None
    """Those that are kept there."""
    journal: Path | None = None
    """Where finished parts of accounts are kept, to go on from; see `sources/live/journal.py`."""
    diary: Journal | None = None
    """That file, open."""
    excluded: Sequence[str] = ()
    """Patterns of folders and files that are not looked for, as in `sources/excluded.py`."""
    kinds: frozenset[type] | None = None
    """What the selected policies judge, so that an account is asked for no more than they read; None: for all."""


def discover(root: Path, excluded: Sequence[str] = ()) -> list[Request]:
    """Terraform root modules, CloudFormation templates and CDK output below a folder, sorted; none that is excluded."""
    from pytest_aisec.sources.cloudformation import find_templates  # noqa: PLC0415 -- only when asked for
    from pytest_aisec.sources.terraform import find_roots  # noqa: PLC0415

    def name(path: Path) -> str:
        return path.resolve().relative_to(root.resolve()).as_posix()

    found = [Request("terraform", name(path)) for path in find_roots(root, excluded)]
    templates = [name(path) for path in find_templates(root)]
    return found + [Request("cloudformation", path) for path in templates if not is_excluded(path, excluded)]


def gather(requests: Sequence[Request], inputs: Inputs) -> Inventory:
    """Read everything that is asked for. A source that does not exist is one with an unread entry.

    Raises BadRequest for a journal that another run has left, or that cannot be written.
    """
    import pytest_aisec.aws  # noqa: F401, PLC0415 -- describes the resource types

    records: dict[str, SourceRecord] = {}
    templates = [request for request in requests if request.kind == "cloudformation"]
    is_live = any(request.kind == "aws" for request in requests)
    if inputs.cache is not None and any(request.kind == "terraform" for request in requests):
        from pytest_aisec.sources.terraform.parsed import ParsedFiles  # noqa: PLC0415 -- only when asked for

        inputs = replace(inputs, kept=ParsedFiles(inputs.cache))
    if is_live and inputs.journal is not None and inputs.diary is None:
        return _with_journal(requests, inputs, inputs.journal)
    with nullcontext() if is_live else _undisturbed():  # a client leaves cycles behind with each answer, for minutes
        for request in requests:
            if request not in templates:
                found = _READERS[request.kind](request, inputs)
            else:
                found = _cloudformation(templates, inputs) if request is templates[0] else []
            for record in found:
                records.setdefault(record.id, record)
        if inputs.kept is not None and inputs.kept.found and inputs.progress is not None:
            inputs.progress(f"{inputs.kept.found} of {inputs.kept.asked} Terraform files from the cache")
        return Inventory(list(records.values()))


def _with_journal(requests: Sequence[Request], inputs: Inputs, path: Path) -> Inventory:
    from pytest_aisec.sources.live.journal import Journal, OtherJournal  # noqa: PLC0415 -- only when asked for

    asked = [str(request) for request in requests if request.kind == "aws"]
    try:
        with closing(Journal(path, collection_plan(inputs.kinds), asked)) as journal:
            return gather(requests, replace(inputs, diary=journal))
    except OtherJournal as error:
        raise BadRequest(str(error)) from None
    except OSError as error:
        raise BadRequest(f"{path}: {error.strerror or error}") from None


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Keep the garbage collector from what is read, and from then on from the inventory, which stays to the end.

    It would go through hundreds of thousands of objects again and again, which takes more than half of a run.
    """
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.collect()
        gc.freeze()
        if enabled:
            gc.enable()


def _record(source: Source) -> SourceRecord:
    return SourceRecord(source.id, source.kind, source.location, source.read())


def _missing(request: Request, reason: str) -> list[SourceRecord]:
    unread = Unread(reason, Location(file=request.location))
    return [SourceRecord(str(request), request.kind, request.location, Contents(unread=(unread,)))]


def _terraform(request: Request, inputs: Inputs) -> list[SourceRecord]:
    from pytest_aisec.sources.terraform import TerraformSource  # noqa: PLC0415 -- only when asked for

    folder = inputs.root / request.location
    if folder.is_file():
        inside = Path(request.location).parent.as_posix()
        return _missing(request, f"{request.location} is a file; name the folder it is in: terraform:{inside}")
    if not folder.is_dir():
        return _missing(request, f"there is no folder {request.location}")
    if not any(folder.glob("*.tf")) and not any(folder.glob("*.tf.json")):
        return _missing(request, f"there is no Terraform file in {request.location}")
    own = [file for root, file in inputs.variable_files_of if root.resolve() == folder.resolve()]
    files = (*inputs.variable_files, *own)
    return [_record(TerraformSource(folder, inputs.root, inputs.variables, files, inputs.kept))]


def _printed(request: Request, inputs: Inputs) -> list[SourceRecord]:
    from pytest_aisec.sources.terraform import Origin, PlanFile, StateFile  # noqa: PLC0415 -- only when asked for

    file, folder = request.parts
    origin = Origin(inputs.root / folder, inputs.variables, inputs.variable_files) if folder else None
    kind = PlanFile if request.kind == "plan" else StateFile
    return [_record(kind(inputs.root / file, inputs.root, origin))]


def _cloudformation(requests: Sequence[Request], inputs: Inputs) -> list[SourceRecord]:
    """All templates of the run together: what one exports another may import."""
    from pytest_aisec.sources.cloudformation import cloudformation_sources  # noqa: PLC0415 -- only when asked for

    paths: dict[Path, None] = {}
    missing: list[SourceRecord] = []
    for request in requests:
        pattern = str(inputs.root / request.location)
        names = [pattern] if Path(pattern).is_file() else glob.glob(pattern, recursive=True)  # noqa: PTH207
        found = sorted(Path(name) for name in names if Path(name).is_file())
        paths.update(dict.fromkeys(found))
        if not found:
            missing += _missing(request, f"no file matches {request.location}")
    sources = cloudformation_sources(list(paths), inputs.root, inputs.parameters, inputs.parameter_files)
    return [*(_record(source) for source in sources), *missing]


def _live(request: Request, inputs: Inputs) -> list[SourceRecord]:
    from pytest_aisec.sources.live import NoExecutor, Place, connected, live_sources  # noqa: PLC0415 -- only when asked for

    plan = collection_plan(inputs.kinds)
    try:
        with nullcontext() if inputs.executor is None else connected(inputs.executor) as executor:
            sources = live_sources(
                Place.parse(request.location),
                plan,
                external_id=inputs.external_id,
                threads=inputs.threads,
                progress=inputs.progress,
                pulse=inputs.pulse,
                leaving_out=left_out(plan),
                executor=executor,
                journal=inputs.diary,
            )
            if executor is None:
                return [_record(source) for source in sources]
            with ThreadPoolExecutor(ACCOUNTS_AT_ONCE) as accounts:
                return list(accounts.map(_record, sources))
    except NoExecutor as error:
        unread = Unread(str(error))
        return [SourceRecord(str(request), request.kind, request.location, Contents(unread=(unread,)))]


def iam_policies(requests: Sequence[Request], kinds: frozenset[type] | None) -> list[dict[str, Any]]:
    """The least IAM policies that reading the accounts among the requests takes, for policies about these kinds.

    First what has to be granted where the resources are; then, where roles are assumed, what the caller needs.
    """
    import pytest_aisec.aws  # noqa: F401, PLC0415 -- describes the resource types
    from pytest_aisec.sources.live import Place, policies_for  # noqa: PLC0415 -- only when asked for

    places = [Place.parse(request.location) for request in requests if request.kind == "aws"]
    return policies_for(collection_plan(kinds), places)


def _snapshot(request: Request, inputs: Inputs) -> list[SourceRecord]:
    from pytest_aisec.sources import snapshot  # noqa: PLC0415 -- only when asked for

    try:
        return snapshot.read(inputs.root / request.location, inputs.max_age)
    except FileNotFoundError:
        return _missing(request, f"there is no file {request.location}")
    except (snapshot.UnreadableSnapshot, OSError) as error:
        return _missing(request, str(error))


_READERS: dict[str, Callable[[Request, Inputs], list[SourceRecord]]] = {
    "terraform": _terraform,
    "plan": _printed,
    "state": _printed,
    "aws": _live,
    "snapshot": _snapshot,
}


def type_name(origin: str) -> str:
    """The CloudFormation name of a source's type, or the source's own where no class describes it."""
    described = Resource.by_type.get(origin)
    return described.canonical_type if described and described.canonical_type else origin
