"""What plans and states have in common as sources: a JSON file, joined with the configuration behind it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar

from pytest_aisec.sources.source import Contents, Declaration, Dialect, Unread
from pytest_aisec.sources.terraform.folder import shown
from pytest_aisec.sources.terraform.joining import Computed, joined
from pytest_aisec.sources.terraform.printed import Document, Printed, load, stated
from pytest_aisec.sources.terraform.written import Origin, Written
from pytest_aisec.values import Located, Location, Unknown

_NOTHING: frozenset[str] = frozenset()

Related = Callable[[Printed], Located | None]
"""What is known of a resource's references without its configuration."""


class PrintedSource(ABC):
    """A file of known values. With an `origin`, places and references are those of the configuration there.

    The file decides which resources there are and what their values are; what the configuration says otherwise is a
    note among the facts, because a plan may be older than the folder. Without an origin, every place is the file.
    """

    kind: ClassVar[str]
    command: ClassVar[str]

    def __init__(self, file: Path, relative_to: Path, origin: Origin | None = None) -> None:
        self.file = file.resolve()
        self.relative_to = relative_to.resolve()
        self.origin = origin

    @property
    def location(self) -> str:
        """The file, relative."""
        return shown(self.file, self.relative_to)

    @property
    def id(self) -> str:
        """`plan:FILE` or `state:FILE`."""
        return f"{self.kind}:{self.location}"

    def read(self) -> Contents:
        """All managed resources. What cannot be read is in `unread`; nothing is raised."""
        document = load(self.file, self.location, self.command)
        if isinstance(document, Unread):
            return Contents(unread=(document,))
        reason = self.misfit(document.content)
        if reason is None:
            try:
                return self._contents(document)
            except RecursionError:
                reason = "nested too deeply"
        return Contents(unread=(Unread(reason, Location(self.location)),))

    @abstractmethod
    def misfit(self, content: Mapping[str, Any]) -> str | None:
        """Why the JSON is not what is wanted, and what to do."""

    @abstractmethod
    def resources(self, content: Mapping[str, Any], unread: list[Unread]) -> list[Printed]:
        """The managed resources; adds to `unread` what they are not told of."""

    def related(self, content: Mapping[str, Any]) -> Related:
        """What the file itself says of references."""
        del content
        return lambda _: None

    def written(self, content: Mapping[str, Any], origin: Origin, addresses: Sequence[str]) -> Written:
        """The configuration at the origin, as it was when the file was made, as far as that is known."""
        del content, addresses
        return origin.read(self.relative_to, {})

    def _contents(self, document: Document) -> Contents:
        at = Location(self.location)
        unread: list[Unread] = []
        resources = self.resources(document.content, unread)
        if not resources and not unread:
            unread.append(Unread(f"there are no resources in it: {self.emptiness}", at, _NOTHING, _NOTHING))
        facts = {"sha256": document.sha256, "terraform_version": str(document.content.get("terraform_version"))}
        written = None
        if self.origin is not None:
            problem = self.origin.problem(self.relative_to)
            if problem is not None:
                unread.append(problem)
            else:
                addresses = [resource.address for resource in resources]
                written = self.written(document.content, self.origin, addresses)
                facts |= written.notes(addresses, self.kind)
        related = self.related(document.content)
        declarations = tuple(self._declaration(resource, written, related) for resource in resources)
        return Contents(declarations, tuple(unread), facts)

    emptiness: ClassVar[str]

    def _declaration(self, resource: Printed, written: Written | None, related: Related) -> Declaration:
        source = written.of(resource.address) if written is not None else None
        place = source.location if source is not None else Location(self.location)
        computed = resource.computed
        known = stated(computed.value, computed.unknown)
        computed = Computed(known, computed.unknown, computed.sensitive, configured=source is not None)
        body = joined(computed, source.body if source is not None else related(resource), place, resource.address)
        body = _hidden(Located(body.value, place), computed.sensitive)
        return Declaration(self.id, Dialect.TERRAFORM, resource.type, resource.address, body, place)


def _hidden(value: Located, marks: object) -> Located:
    """The value with unknowns marked sensitive too, where the plan says that what is known there will be."""
    if marks is True:
        return Located(value.value, value.location, True)
    match value.value, marks:
        case dict() as entries, dict():
            inside = {name: _hidden(item, marks.get(name)) for name, item in entries.items()}
            return Located(inside, value.location, value.sensitive)
        case list() as items, list():
            marked = [_hidden(item, marks[i] if i < len(marks) else None) for i, item in enumerate(items)]
            return Located(list(marked), value.location, value.sensitive)
        case Unknown(), dict() | list() if marks:
            return Located(value.value, value.location, True)
    return value
