"""All resources of a run, and their links: where declarations meet the types that describe them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from itertools import chain
from typing import TypeVar, cast

from pytest_aisec.declarations import Declaration, SourceRecord, Unread
from pytest_aisec.model.estate import Pointer
from pytest_aisec.model.evidence import unrecorded
from pytest_aisec.model.foreign import deployments
from pytest_aisec.model.kinds import described_as
from pytest_aisec.model.matching import Regex
from pytest_aisec.model.naming import by_name, is_named_in, may_be, names_of, nearest
from pytest_aisec.model.paths import Path
from pytest_aisec.model.pointing import Index, enter, pointing_to
from pytest_aisec.model.regions import fellow_regions, unreached
from pytest_aisec.model.resource import Resource
from pytest_aisec.model.steps import step_into
from pytest_aisec.values import Located, PartlyKnown, Reference, Unknown
from pytest_aisec.verdicts import choose, explore, nothing_assumed

R = TypeVar("R", bound=Resource)
T = TypeVar("T")

_DATA_SOURCE = Regex(r"(?:^|\.)data\.(aws_\w+)\.")


class Inventory:
    """All resources of all sources. Iterating gives every one; `of(Bucket)` those of a type.

    A type without a class is a plain `Resource`. Links resolve inside one source, and
    from one CloudFormation template to another that exports what it imports.
    """

    def __init__(self, sources: Sequence[SourceRecord]) -> None:
        self.sources = tuple(sources)
        self._resources: dict[tuple[str, str], Resource] = {}
        self._of_source: dict[str, list[Resource]] = defaultdict(list)
        self._by_type: dict[tuple[str, str], list[Resource]] = defaultdict(list)
        self._names: dict[tuple[str, type[Resource]], dict[str, list[Resource]]] = {}
        self._nameless: dict[tuple[str, type[Resource]], list[Resource]] = {}
        self._pointers: dict[tuple[str, tuple[str, ...], Path], Index] = {}
        self._computed: dict[Hashable, object] = {}
        self._unread = {source.id: source.hidden for source in sources}
        self._hidden = [(source, unread) for source in sources for unread in self._unread[source.id]]
        self._hidden_of: dict[str | None, list[int]] = defaultdict(list)
        for place, (_, unread) in enumerate(self._hidden):
            for name in (None,) if unread.types is None else unread.types:
                self._hidden_of[name].append(place)
        self._started = {source.id: source.contents.facts.get("started", "") for source in sources}
        self._deployments = deployments({source.id: source.contents.imports for source in sources})
        self._reached = {source.id: source.contents.facts.get("regions reached", "") for source in sources}
        self._importing = [source.id for source in sources if source.kind == "cloudformation"]
        for source in sources:
            for declaration in source.contents.declarations:
                self._add(declaration)
        self._of_kind: dict[type[Resource], list[Resource]] = defaultdict(list)
        for resource in self:
            self._of_kind[type(resource)].append(resource)

    def _add(self, declaration: Declaration) -> None:
        kind = Resource.by_type.get(declaration.type, Resource)
        resource = kind(declaration, self)
        self._resources[declaration.source, declaration.address] = resource
        self._of_source[declaration.source].append(resource)
        self._by_type[declaration.source, declaration.type].append(resource)

    def __iter__(self) -> Iterator[Resource]:
        return iter(self._resources.values())

    def __len__(self) -> int:
        return len(self._resources)

    def of(self, kind: type[R]) -> list[R]:
        """All resources of a type, in the order of the sources."""
        kinds = [each for each in self._of_kind if issubclass(each, kind)]
        if len(kinds) > 1:
            return [resource for resource in self if isinstance(resource, kind)]
        return [resource for each in kinds for resource in self._of_kind[each] if isinstance(resource, kind)]

    def at(self, address: str) -> list[Resource]:
        """The resources with an address; several sources may use the same one."""
        return list(self.once("by address", self._addressed).get(address, ()))

    def _addressed(self) -> dict[str, list[Resource]]:
        found: dict[str, list[Resource]] = defaultdict(list)
        for resource in self:
            found[resource.address].append(resource)
        return found

    def of_source(self, source: str) -> list[Resource]:
        """All resources that one source declares."""
        return list(self._of_source.get(source, ()))

    def unread_of(self, kind: type[Resource]) -> list[tuple[SourceRecord, Unread]]:
        """What was not read although resources of a type may be in it."""
        if not self._hidden:
            return []
        return self.once(("unread of", kind), lambda: self._unread_of(kind))

    def _unread_of(self, kind: type[Resource]) -> list[tuple[SourceRecord, Unread]]:
        kinds = list(dict.fromkeys((kind, *described_as(kind))))
        names = {name for each in kinds for name in (*each.terraform_types, each.canonical_type)}
        places = sorted({place for name in (*names, None) for place in self._hidden_of.get(name, ())})
        return [
            (source, unread)
            for source, unread in (self._hidden[place] for place in places)
            if any(each.can_be_in(source.kind) for each in kinds)
        ]

    @property
    def left_out(self) -> frozenset[str]:
        """The types of which some source was not asked for its resources, by their canonical names."""
        return self.once("left out", lambda: frozenset().union(*(each.contents.left_out for each in self.sources)))

    def only(self, *kinds: str) -> Inventory:
        """The resources of the sources of some kinds (`terraform`, `plan`, `cloudformation`, `aws`)."""
        return self.once(("only", kinds), lambda: Inventory([item for item in self.sources if item.kind in kinds]))

    def once(self, key: Hashable, compute: Callable[[], T]) -> T:
        """The result of an analysis of this inventory, computed when it is first asked for."""
        if key not in self._computed:
            with nothing_assumed():
                self._computed[key] = compute()
        return cast("T", self._computed[key])

    # What a resource may ask (model.estate.Estate)

    def find(self, near: Resource, kind: type[R], value: Located) -> R | Unknown | None:
        """See `Estate.find`."""
        match value.value:
            case Reference() as reference:
                return self._referred(near, kind, reference)
            case PartlyKnown() as text:
                for reference in text.references:
                    found = self._referred(near, kind, reference)
                    if isinstance(found, kind):
                        return found
                for name in text.sought:
                    found = self._named(near, kind, name)
                    if isinstance(found, kind):
                        return found
                return replace(text, is_set=True)
            case Unknown() as unknown:
                return self._looked_up(near, kind, unknown) or unknown
            case str() as text:
                return self._named(near, kind, text)
        return None

    def _looked_up(self, near: Resource, kind: type[R], unknown: Unknown) -> R | None:
        """What a data source finds by its name: one of its own type, in the account and region of who names it."""
        asked = _DATA_SOURCE.search(unknown.identity or "")
        if asked is None or asked[1] not in kind.terraform_types:
            return None  # the path of a parameter, and the name of an image, are no names of resources
        everywhere = kind.listing is None or kind.listing.scope == "account"
        for name in unknown.sought:
            found = self._named(near, kind, name)
            if not isinstance(found, kind) or _credentials(found) != _credentials(near):
                continue
            if everywhere or found.declaration.region == near.declaration.region:
                return found
        return None

    def _referred(self, near: Resource, kind: type[R], reference: Reference) -> R | Unknown | None:
        target = self._at(near, reference.target)
        if target is not None and type(target).stands_for and not isinstance(target, kind):
            meant = getattr(target, type(target).stands_for)
            return meant if isinstance(meant, kind) else None
        if target is not None and type(target) is not Resource and not isinstance(target, kind):
            return None
        if isinstance(target, kind) and reference.attribute in target.names.of(near.dialect):
            return target
        return Unknown(reason=reference.reason, location=reference.location, is_set=True)

    def _at(self, near: Resource, target: str) -> Resource | None:
        """The resource at an address of the same source, or at `SOURCE#ADDRESS` of another one."""
        source, elsewhere, address = target.rpartition("#")
        return self._resources.get((source, address) if elsewhere else (near.declaration.source, target))

    def _named(self, near: Resource, kind: type[R], text: str) -> R | Unknown | None:
        found = nearest(near, self._by_name_of(near.declaration.source, kind).get(text, []))
        if len(found) > 1:
            return Unknown(reason=f"{text} is the name of {len(found)} resources", is_set=True)
        if found and isinstance(found[0], kind):
            return found[0]
        if kind.names.prefix and not text.startswith(kind.names.prefix):
            return None
        for each in () if found else self._of_unknown_name(near.declaration.source, kind):
            names = (name for name in names_of(each) if isinstance(name, Unknown))
            name = next((name for name in names if may_be(name, text)), None)
            if name is not None and choose((each.key, "is named", text), (False, True), str(name)):
                return each
        return Unknown(reason=f"{text} is not part of {near.declaration.source}", location=near.location, is_set=True)

    def _of_unknown_name(self, source: str, kind: type[R]) -> list[R]:
        key = (source, kind)
        if key not in self._nameless:
            self._nameless[key] = [
                each
                for each in self.of_source(source)
                if isinstance(each, kind) and any(isinstance(name, Unknown) for name in names_of(each))
            ]
        return cast("list[R]", self._nameless[key])

    def _by_name_of(self, source: str, kind: type[Resource]) -> dict[str, list[Resource]]:
        key = (source, kind)
        if key not in self._names:
            self._names[key] = by_name(resource for resource in self.of_source(source) if isinstance(resource, kind))
        return self._names[key]

    def pointers(self, to: Resource, types: tuple[str, ...], by: Path) -> Iterable[Pointer]:
        """See `Estate.pointers`."""
        if to.unseen is not None:
            return []
        own = self._indexed(to.declaration.source, types, by)
        abroad = f"{to.declaration.source}#{to.address}"
        others = [source for source in self._importing if source != to.declaration.source]
        imported = chain.from_iterable(self._indexed(source, types, by).by_address.get(abroad, ()) for source in others)
        certain = pointing_to(to, own, list(imported), list(self._naming(to, own)))
        return chain(certain, self._perhaps_pointing_to(to, own))

    def _naming(self, to: Resource, index: Index) -> Iterator[Pointer]:
        """What names a resource by a text. Where others have that name, too, what stands nearest to it is meant."""
        kind = Resource.by_type.get(to.declaration.type, Resource)
        for name in names_of(to) if index.by_text else ():
            for pointer in index.by_text.get(name, ()) if isinstance(name, str) else ():
                alike = self._by_name_of(to.declaration.source, kind).get(str(name), [])
                meant = nearest(pointer.resource, alike)
                several = Unknown(reason=f"{name} is the name of {len(meant)} resources", is_set=True)
                if to in meant or not meant:
                    yield pointer if len(meant) <= 1 else pointer._replace(doubt=pointer.doubt or several)

    def _perhaps_pointing_to(self, to: Resource, index: Index) -> Iterator[Pointer]:
        """What points by a text that is no other's name at a resource whose own name is not known."""
        if not index.by_text:
            return
        open_ = [name for name in names_of(to) if isinstance(name, Unknown) and not isinstance(name, Reference)]
        if not open_:
            return
        taken = self._by_name_of(to.declaration.source, type(to))
        for text, pointers in index.by_text.items():
            name = next((name for name in open_ if may_be(name, text)), None)
            if name is not None and text not in taken:
                yield from (pointer._replace(doubt=name) for pointer in pointers)

    def _indexed(self, source: str, types: tuple[str, ...], by: Path) -> Index:
        key = (source, types, by)
        if key not in self._pointers:
            self._pointers[key] = self._index(*key)
        return self._pointers[key]

    def _index(self, source: str, types: tuple[str, ...], by: Path) -> Index:
        index = Index()
        for kind in types:
            for resource in self._by_type.get((source, kind), ()):
                with unrecorded():
                    found = explore(partial(by.locate, resource))
                doubt = Unknown(reason="; ".join(found.reasons)) if found.reasons else resource.declaration.conditional
                for stated in found.values or [Located(doubt, resource.location)]:
                    enter(index, resource, stated, doubt)
        return index

    def read_at(self, near: Resource) -> datetime:
        """See `Estate.read_at`."""
        started = self._started.get(near.declaration.source)
        return datetime.fromisoformat(started) if started else datetime.now(UTC)

    def deployment_of(self, source: str) -> str:
        """See `Estate.deployment_of`."""
        return self._deployments.get(source, source)

    def beside(self, near: Resource, kind: type[R]) -> Iterable[R]:
        """See `Estate.beside`."""
        regions, source = fellow_regions(near, kind), near.declaration.source
        for resource in chain(*(self._by_type.get((source, name), ()) for name in kind.types_in(near.dialect))):
            if regions is None or resource.declaration.region in regions:
                yield resource if isinstance(resource, kind) else resource.seen_as(kind)

    def unreached(self, near: Resource, kind: type[Resource]) -> Unknown | None:
        """See `Estate.unreached`."""
        return unreached(near, kind, self._reached.get(near.declaration.source, ""))

    def hidden(self, to: Resource, types: tuple[str, ...]) -> Iterable[Unknown]:
        """See `Estate.hidden`."""
        if to.unseen is not None:
            yield to.unseen
            return
        source = to.declaration.source
        for unread in self.once(("hiding", source, types), lambda: self._hiding(source, types)):
            if unread.mentions is None or is_named_in(unread.mentions, to):
                yield Unknown(reason=unread.reason, location=unread.location)

    def _hiding(self, source: str, types: tuple[str, ...]) -> list[Unread]:
        names = {*types, *(name for kind in types for name in _all_names(kind))}
        unread = self._unread.get(source, ())
        return [each for each in unread if each.types is None or not each.types.isdisjoint(names)]


def _credentials(resource: Resource) -> object:
    """Whose credentials the provider of a resource of Terraform's has, where that states any."""
    return step_into(resource.body, ["provider"]).plain


def _all_names(kind: str) -> tuple[str, ...]:
    described = Resource.by_type.get(kind)
    return (*described.terraform_types, described.canonical_type) if described else ()
