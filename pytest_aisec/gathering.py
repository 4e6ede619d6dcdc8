"""From what is asked for to an inventory: finding sources, reading them, describing them."""

from __future__ import annotations

import gc
import glob
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, nullcontext
from dataclasses import field, replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pytest_aisec.declarations import Contents, SourceRecord, Unread
from pytest_aisec.inventory import Inventory
from pytest_aisec.model.reads import collection_plan, left_out
from pytest_aisec.model.resource import Resource
from pytest_aisec.requests import BadRequest, Request
from pytest_aisec.sources.apart import Names
from pytest_aisec.sources.encoding import BLIND, Masking
from pytest_aisec.sources.excluded import is_excluded
from pytest_aisec.sources.source import Source
from pytest_aisec.value_classes import value_class
from pytest_aisec.values import Location

if TYPE_CHECKING:
    from concurrent.futures import Future

    from pytest_aisec.sources.live.journal import Journal
    from pytest_aisec.sources.terraform.parsed import ParsedFiles

ACCOUNTS_AT_ONCE = 16
"""How many accounts hand out their parts to workers at a time; this process only waits for them."""


@value_class(frozen=True, eq=False, repr=False)
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
    masking: Masking = BLIND
    """How what is sensitive is left out of that file."""
    excluded: Sequence[str] = ()
    """Patterns of folders and files that are not looked for, as in `sources/excluded.py`."""
    kinds: frozenset[type] | None = None
    """What the selected policies judge, so that an account is asked for no more than they read; None: for all."""
    names: frozenset[str] | None = None
    """The names that their code mentions, so that no call is made whose answer none of them reads; None: any."""


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
    """Read everything that is asked for, as `records` does, into one inventory."""
    is_live = any(request.kind == "aws" for request in requests)
    with _undisturbed(collecting=is_live):  # a client leaves cycles behind with each answer, for minutes
        return Inventory(list(records(requests, inputs)))


def records(requests: Sequence[Request], inputs: Inputs) -> Iterator[SourceRecord]:
    """Every source that is asked for, once, each read when its turn comes; of accounts a few are read ahead.

    A source that does not exist is one with an unread entry; one whose name another has gets one of its own. What has
    been taken is not kept here. Raises BadRequest for a journal that another run has left, or that cannot be written.
    """
    import pytest_aisec.aws  # noqa: F401, PLC0415 -- describes the resource types

    templates = [request for request in requests if request.kind == "cloudformation"]
    names = Names(inputs.root)
    if inputs.cache is not None and any(request.kind == "terraform" for request in requests):
        from pytest_aisec.sources.terraform.parsed import ParsedFiles  # noqa: PLC0415 -- only when asked for

        inputs = replace(inputs, kept=ParsedFiles(inputs.cache))
    with _journal(requests, inputs) as diary:
        inputs = replace(inputs, diary=diary)
        for request in dict.fromkeys(requests):
            if request not in templates:
                found: Iterable[SourceRecord] = _READERS[request.kind](request, inputs)
            else:
                found = _cloudformation(templates, inputs) if request is templates[0] else ()
            file = request.file_and_pattern(inputs.root)[0] if request.kind == "snapshot" else None
            for record in found:
                if (named := names.told_apart(record, file)) is not None:
                    yield named._replace(snapshot=file or "")
    if inputs.kept is not None and inputs.kept.found and inputs.progress is not None:
        inputs.progress(f"{inputs.kept.found} of {inputs.kept.asked} Terraform files from the cache")


@contextmanager
def _journal(requests: Sequence[Request], inputs: Inputs) -> Iterator[Journal | None]:
    asked = [str(request) for request in requests if request.kind == "aws"]
    if inputs.journal is None or not asked:
        yield None
        return
    from pytest_aisec.sources.live.journal import Journal, OtherJournal  # noqa: PLC0415 -- only when asked for

    try:
        with closing(
            Journal(inputs.journal, collection_plan(inputs.kinds, inputs.names), asked, inputs.masking)
        ) as journal:
            yield journal
    except OtherJournal as error:
        raise BadRequest(str(error)) from None
    except OSError as error:
        raise BadRequest(f"{inputs.journal}: {error.strerror or error}") from None


@contextmanager
def _undisturbed(*, collecting: bool) -> Iterator[None]:
    """Keep the garbage collector from the inventory, which stays to the end, and unless `collecting` from reading.

    It would go through hundreds of thousands of objects again and again, which takes more than half of a run.
    """
    enabled = gc.isenabled()
    if not collecting:
        gc.disable()
    try:
        yield
    finally:
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
    from pytest_aisec.sources.terraform.folder import configuration  # noqa: PLC0415 -- as above

    folder = inputs.root / request.location
    if folder.is_file():
        inside = Path(request.location).parent.as_posix()
        return _missing(request, f"{request.location} is a file; name the folder it is in: terraform:{inside}")
    if not folder.is_dir():
        return _missing(request, f"there is no folder {request.location}")
    try:
        names = os.listdir(folder)  # noqa: PTH208 -- glob would find nothing where it may not look, without a word
    except OSError as error:
        return _missing(request, f"folder {request.location} not read: {error.strerror}")
    if not configuration(names):
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
        named = inputs.root / request.location
        names = [named] if named.is_file() else glob.glob(request.location, root_dir=inputs.root, recursive=True)  # noqa: PTH207
        found = sorted(path for name in names if (path := inputs.root / name).is_file())
        paths.update(dict.fromkeys(found))
        if not found and named.is_dir():
            missing += _missing(request, f"{request.location} is a folder; name what is in it: {request}/*.yaml")
        elif not found:
            missing += _missing(request, f"no file matches {request.location}")
    sources = cloudformation_sources(list(paths), inputs.root, inputs.parameters, inputs.parameter_files)
    return [*(_record(source) for source in sources), *missing]


def _live(request: Request, inputs: Inputs) -> Iterator[SourceRecord]:
    from pytest_aisec.sources.live import NoExecutor, Place, connected, live_sources  # noqa: PLC0415 -- only when asked for
    from pytest_aisec.sources.live.facts import EVERYTHING, UNFINISHED  # noqa: PLC0415 -- as above

    plan = collection_plan(inputs.kinds, inputs.names)
    try:
        with nullcontext() if inputs.executor is None else connected(inputs.executor, inputs.progress) as executor:
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
            yield from map(_record, sources) if executor is None else _ahead(sources)
    except NoExecutor as error:
        contents = Contents(unread=(Unread(str(error)),), facts={UNFINISHED: EVERYTHING})
        yield SourceRecord(str(request), request.kind, request.location, contents)


def _ahead(sources: Iterable[Source]) -> Iterator[SourceRecord]:
    """The sources in order; no more of them are read, or wait to be taken, than `ACCOUNTS_AT_ONCE`.

    Whoever ends early, on Ctrl-C for one, does not wait for what is under way.
    """
    from pytest_aisec.sources.live.threads import Threads  # noqa: PLC0415 -- only when asked for

    accounts = Threads(ACCOUNTS_AT_ONCE, "aisec-account")
    try:
        under_way: deque[Future[SourceRecord]] = deque()
        for source in sources:
            under_way.append(accounts.submit(_record, source))
            if len(under_way) == ACCOUNTS_AT_ONCE:
                yield under_way.popleft().result()
        while under_way:
            yield under_way.popleft().result()
    finally:
        accounts.shutdown(wait=False, cancel_futures=True)


def iam_policies(
    requests: Sequence[Request], kinds: frozenset[type] | None, names: frozenset[str] | None
) -> list[dict[str, Any]]:
    """The least IAM policies that reading the accounts among the requests takes; `kinds` and `names` as in `Inputs`.

    First what has to be granted where the resources are; then, where roles are assumed, what the caller needs.
    """
    import pytest_aisec.aws  # noqa: F401, PLC0415 -- describes the resource types
    from pytest_aisec.sources.live import Place, policies_for  # noqa: PLC0415 -- only when asked for

    places = [Place.parse(request.location) for request in requests if request.kind == "aws"]
    return policies_for(collection_plan(kinds, names), places)


def _snapshot(request: Request, inputs: Inputs) -> list[SourceRecord]:
    from pytest_aisec.sources import snapshot  # noqa: PLC0415 -- only when asked for

    try:
        file, only = request.file_and_pattern(inputs.root)
        return snapshot.read(inputs.root / file, inputs.max_age, only)
    except FileNotFoundError:
        return _missing(request, f"there is no file {file}")
    except (snapshot.UnreadableSnapshot, OSError) as error:
        return _missing(request, str(error))


_READERS: dict[str, Callable[[Request, Inputs], Iterable[SourceRecord]]] = {
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
