"""Where a source keeps a setting: in the body, in a companion resource, in the answer of a call."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple, Protocol

from pytest_aisec.declarations import Dialect
from pytest_aisec.model.calls import Batch, Call
from pytest_aisec.model.foreign import foreign
from pytest_aisec.model.steps import step_into
from pytest_aisec.value_classes import value_class
from pytest_aisec.values import Located, Reference, Unknown
from pytest_aisec.verdicts import choose

if TYPE_CHECKING:
    from pytest_aisec.model.resource import View


class Place(NamedTuple):
    """One place that a path names, for the conformance test and the documentation.

    `types`: the companion types it is in, None for the resource itself. `call`: whose answer it is in.
    """

    steps: str
    types: tuple[str, ...] | None = None
    call: Call | None = None


class Path(Protocol):
    """A way from a resource to one of its settings. Hashable: the inventory indexes by it."""

    def locate(self, view: View) -> Located:
        """The value there; None, at the nearest enclosing place, when nothing is stated."""

    def places(self) -> Iterator[Place]:
        """Every place it may look at."""


@value_class(frozen=True)
class Here:
    """In the resource's own body: `metadata_options.http_tokens`."""

    steps: str

    def locate(self, view: View) -> Located:
        return step_into(view.body, self.steps.split("."))

    def places(self) -> Iterator[Place]:
        yield Place(self.steps)


@value_class(frozen=True)
class Answer:
    """In the answer of a call about the resource (live only): `call(...) / "Status"`."""

    call: Call
    steps: str = ""

    def __truediv__(self, steps: str) -> Answer:
        return replace(self, steps=steps)

    def locate(self, view: View) -> Located:
        steps = [self.call.entry, *self.steps.split(".")] if self.steps else [self.call.entry]
        return step_into(view.body, steps)

    def places(self) -> Iterator[Place]:
        yield Place(self.steps, call=self.call)


def agreed(stated: list[Located]) -> Located:
    """What several say of one setting: where they contradict each other, either may be in effect."""
    if all(each.plain == stated[0].plain for each in stated):
        return stated[0]
    places = ", ".join(str(each.location) for each in stated)
    unknown = Unknown(reason=f"it is set differently at {places}", location=stated[0].location, possible=tuple(stated))
    return replace(stated[0], value=unknown)


_ID = {Dialect.TERRAFORM: "id", Dialect.CLOUDFORMATION: "Ref"}


@value_class(frozen=True)
class Companion:
    """In another resource that configures this one: `companion("aws_s3_bucket_versioning", by="bucket") / "..."`.

    `where` keeps only companions whose setting at a path is known to have the value. A companion that may or
    may not belong to the resource makes its settings unknown. `itself`: the companion is what is looked for, as a
    reference for links to follow.
    """

    types: tuple[str, ...]
    by: Path
    steps: str = ""
    where: tuple[tuple[str, str], ...] = ()
    itself: bool = False

    def __truediv__(self, steps: str) -> Companion:
        return replace(self, steps=steps)

    def views(self, view: View) -> Iterator[View]:
        """The companions of a resource; doubtful ones are tried both ways."""
        yield from self._certain(view)
        yield from self._doubtful(view)

    def _certain(self, view: View) -> Iterator[View]:
        for pointer in view.resource.estate.pointers(view.resource, self.types, self.by):
            if pointer.doubt is None and self._fits(pointer.resource):
                yield pointer.resource

    def _doubtful(self, view: View) -> Iterator[View]:
        owner = view.resource
        for pointer in owner.estate.pointers(owner, self.types, self.by):
            if pointer.doubt is not None and self._fits(pointer.resource):
                key = ("points", pointer.resource.key, self.by, owner.key)
                if choose(key, (False, True), str(pointer.doubt)):
                    yield pointer.resource
        for unread in owner.estate.hidden(owner, self.types):
            if choose(("hidden", unread.reason, owner.key, self.types), (False, True), str(unread)):
                yield owner.unseen_companion(self.types[0], unread)

    def _fits(self, candidate: View) -> bool:
        for path, wanted in self.where:
            stated = step_into(candidate.body, path.split(".")).value
            if isinstance(stated, Unknown):
                stated = choose(("where", candidate.key, path), (wanted, None), str(stated))
            if stated != wanted:
                return False
        return True

    def locate(self, view: View) -> Located:
        nearest = Located(None, view.location)
        certain = [self.in_companion(companion, view) for companion in self._certain(view)]
        stated = [found for found in certain if found.value is not None]
        if stated:
            return agreed(stated)
        for companion in self._doubtful(view):
            found = self.in_companion(companion, view)
            if found.value is not None:
                return found
            nearest = found
        return certain[-1] if certain else nearest

    def in_companion(self, companion: View, owner: View) -> Located:
        """The setting in one of the companions, which may be another source's, as the source of its owner sees it."""
        found, source = self._in_companion(companion), companion.resource.declaration.source
        return found if source == owner.resource.declaration.source else foreign(found, source)

    def _in_companion(self, companion: View) -> Located:
        if self.itself and companion.resource.unseen is not None:
            return companion.body
        if self.itself:
            address, id_ = companion.resource.address, _ID[companion.dialect]
            known = Reference(reason=f"{address} is known after apply", target=address, attribute=id_, is_set=True)
            return Located(known, companion.location)
        return step_into(companion.body, self.steps.split(".")) if self.steps else companion.body

    def places(self) -> Iterator[Place]:
        yield from self.by_places()
        if not self.itself:
            yield Place(self.steps, self.types)

    def by_places(self) -> Iterator[Place]:
        """The places of the pointer and of the conditions, in the companion types."""
        for place in self.by.places():
            yield place._replace(types=self.types)
        for path, _ in self.where:
            yield Place(path, self.types)


@value_class(frozen=True)
class Either:
    """The first of several places that states the setting."""

    paths: tuple[Path, ...]

    def locate(self, view: View) -> Located:
        nearest = Located(None, view.location)
        for path in self.paths:
            found = path.locate(view)
            if found.value is not None:
                return found
            if nearest.location == view.location:
                nearest = found
        return nearest

    def places(self) -> Iterator[Place]:
        for path in self.paths:
            yield from path.places()


@value_class(frozen=True)
class Every:
    """All items of several places together, as one list."""

    paths: tuple[Path, ...]

    def locate(self, view: View) -> Located:
        items: list[Located] = []
        nearest: Located | None = None
        for path in self.paths:
            for found in several(path, view):
                match found.value:
                    case None:
                        nearest = nearest or found
                    case list() as listed:
                        items.extend(listed)
                    case _:
                        items.append(found)
        if items:
            return Located(items, items[0].location)
        return Located(None, nearest.location if nearest else view.location)

    def places(self) -> Iterator[Place]:
        for path in self.paths:
            yield from path.places()


def several(path: Path, view: View) -> Iterator[Located]:
    """What a path leads to: one place, or one in each companion."""
    if not isinstance(path, Companion):
        yield path.locate(view)
        return
    for companion in path.views(view):
        yield path.in_companion(companion, view)


@value_class(frozen=True)
class Unmapped:
    """A source cannot express the setting, for the given reason: unknown there, never absent."""

    reason: str

    def locate(self, view: View) -> Located:
        return Located(Unknown(reason=self.reason, location=view.location), view.location)

    def places(self) -> Iterator[Place]:
        return iter(())


PathLike = str | Path


def path_of(path: PathLike) -> Path:
    """A dotted string is a path in the resource's own body."""
    return Here(path) if isinstance(path, str) else path


def companion(*types: str, by: PathLike, where: dict[str, str] | None = None) -> Companion:
    """A setting that is written in another resource, which names this one at `by`."""
    return Companion(types, path_of(by), where=tuple((where or {}).items()))


def naming(*types: str, by: PathLike) -> Companion:
    """The declared resources that name this one at `by`, for a link to lead to them; live, they have ids to read."""
    return Companion(types, path_of(by), itself=True)


def call(
    service: str,
    operation: str,
    parameters: dict[str, str] | None = None,
    absent: tuple[str, ...] = (),
    batch: Batch | None = None,
    given: str = "",
    ready: str = "",
    failed: str = "",
) -> Answer:
    """A setting that a call about the resource answers: see `Call` for the parameters."""
    asked = Call(service, operation, parameters or {}, absent, batch=batch, given=given, ready=ready, failed=failed)
    return Answer(asked)


def either(*paths: PathLike) -> Either:
    """The first of several places that states the setting."""
    return Either(tuple(path_of(path) for path in paths))


def every(*paths: PathLike) -> Every:
    """All items of several places together."""
    return Every(tuple(path_of(path) for path in paths))


def unmapped(reason: str) -> Unmapped:
    """A source has no way to express the setting; `reason` is shown to whoever asks."""
    return Unmapped(reason)
