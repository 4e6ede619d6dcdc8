"""Links from one resource to others, links back, and blocks."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import replace
from typing import Generic, Self, TypeVar, overload

from pytest_aisec.model.addresses import host_in
from pytest_aisec.model.attribute import Setting
from pytest_aisec.model.items import settled_items
from pytest_aisec.model.partly import PartlyKnownList
from pytest_aisec.model.paths import PathLike
from pytest_aisec.model.remembered import remembered
from pytest_aisec.model.resource import Block, Resource, View
from pytest_aisec.model.surroundings import Fellows, Referrers
from pytest_aisec.values import Located, PartlyKnown, Unknown
from pytest_aisec.verdicts import choose

R = TypeVar("R", bound=Resource)
B = TypeVar("B", bound=Block)


class _Pointing(Setting, Generic[R]):
    """A setting that names another resource. The class is given as a function, since classes point at each other."""

    always_set = False

    def __init__(
        self,
        kind: Callable[[], type[R]],
        terraform: PathLike | None,
        cloudformation: PathLike | None,
        live: PathLike | None,
        reads: Callable[[str], str | None] | None = None,
    ) -> None:
        super().__init__(terraform, cloudformation, live)
        self.kind = kind
        self.reads = reads

    def _target(self, view: View, value: Located, *place: Hashable) -> R | None:
        """The resource that a settled value names; one that was not read where it is set but leads nowhere."""
        stated = value.value
        if stated is None or stated == "":
            return None
        found = self._find(view, value)
        if found is None or isinstance(found, Resource):
            return found
        is_set = found.is_set or self.always_set
        if not is_set and not choose((view.same(found, self.name, *place), "is set"), (False, True), str(found)):
            return None
        address = stated if isinstance(stated, str) else _way(view, self.name, *place)
        return self.kind().unseen_one(view.resource, address, found)

    def _find(self, view: View, value: Located) -> R | Unknown | None:
        if self.reads is not None and isinstance(value.value, (str, PartlyKnown)):
            name = self.reads(_marked(value.value))
            if name is not None and _UNKNOWN not in name:
                value = replace(value, value=name)
            elif isinstance(value.value, str):
                return None
        return view.resource.estate.find(view.resource, self.kind(), value)

    def _may_name_nothing(self, value: Located, target: R) -> bool:
        """Whether the text is not known to name anything of this kind: `reads` had nothing to read."""
        return self.reads is not None and target.unseen is not None and isinstance(value.value, Unknown)


def _way(view: View, name: str, *place: Hashable) -> str:
    """The address of what was not read: how one gets to it, so that two of them are not taken for one."""
    return f"({view.resource.address}.{view.prefix}{name}{''.join(f'[{step}]' for step in place)})"


_UNKNOWN = "\0"


def _marked(text: str | PartlyKnown) -> str:
    """The text with a mark for each unknown part: outside the name it does not matter what stands there."""
    if isinstance(text, str):
        return text
    return "".join(part if isinstance(part, str) else _UNKNOWN for part in text.parts)


class Link(_Pointing[R]):
    """A setting that names one other resource: `None` when it is not set.

    A target that was not read (it belongs to another repository or account) is a resource all of whose
    settings are unknown: whether a link is set is then known, and nothing else.
    """

    @overload
    def __get__(self, view: None, owner: type) -> Self: ...
    @overload
    def __get__(self, view: View, owner: type) -> R | None: ...
    def __get__(self, view: View | None, owner: type) -> R | Self | None:
        return self if view is None else remembered(view.memory, self, self._read, view)

    def _read(self, view: View) -> R | None:
        found = self.settled(view, self.locate(view))
        target = self._target(view, found)
        self.note(view, found if target is None else _used(found), None if target is None else target.address)
        return target


def _used(found: Located) -> Located:
    """A name that was followed, where it is used: it is written in the resource that has it, and no mistake there."""
    return replace(found, location=found.location.uses[0]) if found.location.uses else found


class Owner(Link[R]):
    """A link that every resource of the type has; where it is not stated, the reason says why it is unknown."""

    always_set = True

    def __init__(
        self,
        kind: Callable[[], type[R]],
        missing: str,
        terraform: PathLike | None,
        cloudformation: PathLike | None,
        live: PathLike | None,
    ) -> None:
        super().__init__(kind, terraform, cloudformation, live)
        self.missing = missing

    @overload
    def __get__(self, view: None, owner: type) -> Self: ...
    @overload
    def __get__(self, view: View, owner: type) -> R: ...
    def __get__(self, view: View | None, owner: type) -> R | Self:
        if view is None:
            return self
        unknown = view.resource.unseen
        if unknown is None:
            target = super().__get__(view, owner)
            if target is not None:
                return target
            unknown = Unknown(reason=f"{view.resource.address}: {self.missing}", location=view.location)
        return self.kind().unseen_one(view.resource, _way(view, self.name), unknown)


class Links(_Pointing[R]):
    """A setting that names several other resources, each given once."""

    @overload
    def __get__(self, view: None, owner: type) -> Self: ...
    @overload
    def __get__(self, view: View, owner: type) -> Sequence[R]: ...
    def __get__(self, view: View | None, owner: type) -> Sequence[R] | Self:
        return self if view is None else remembered(view.memory, self, self._read, view)

    def _read(self, view: View) -> Sequence[R]:
        found = self.settled(view, self.locate(view))
        targets: list[R] = []
        doubt: Unknown | None = None
        for place, item in settled_items(self, view, found):
            if type(item.value) is Unknown:
                host = host_in(item.value)
                named = host or item.value.sought
                found_there = self._find(view, replace(item, value=host or item.value)) if named else None
                if not named or isinstance(found_there, Unknown):
                    doubt = doubt or item.value
                    continue
                target = found_there
            else:
                target = self._target(view, item, *place)
            if target is None or (target.unseen is None and target in targets):
                continue
            key = (view.key, self.name, *place, "names one")
            if self._may_name_nothing(item, target) and not choose(key, (False, True), str(target.unseen)):
                continue
            targets.append(target)
        self.note(view, _used(found) if targets else found, [target.address for target in targets])
        if doubt is not None:
            return PartlyKnownList(targets, doubt, self.key(view, doubt))
        return targets


class Blocks(Setting, Generic[B]):
    """The blocks of one kind inside a resource, or inside another block."""

    def __init__(
        self,
        kind: type[B],
        terraform: PathLike | None,
        cloudformation: PathLike | None,
        live: PathLike | None,
    ) -> None:
        super().__init__(terraform, cloudformation, live)
        self.kind = kind

    @overload
    def __get__(self, view: None, owner: type) -> Self: ...
    @overload
    def __get__(self, view: View, owner: type) -> Sequence[B]: ...
    def __get__(self, view: View | None, owner: type) -> Sequence[B] | Self:
        return self if view is None else remembered(view.memory, self, self._read, view)

    def _read(self, view: View) -> Sequence[B]:
        found = self.settled(view, self.locate(view))
        blocks: list[B] = []
        doubt: Unknown | None = None
        steps = view.place if isinstance(view, Block) else ()
        for place, item in settled_items(self, view, found):
            if isinstance(item.value, Unknown):
                doubt = doubt or item.value
            elif isinstance(item.value, dict):
                where = place[0] if len(place) == 1 else f"[{'.'.join(map(str, place))}]."
                blocks.append(self.kind(item, view.resource, (*steps, self.name, where)))
        if doubt is not None:
            return PartlyKnownList(blocks, doubt, self.key(view, doubt))
        if not blocks:
            self.note(view, found, [])
        return blocks


def link(
    kind: Callable[[], type[R]],
    *,
    terraform: PathLike | None = None,
    cloudformation: PathLike | None = None,
    live: PathLike | None = None,
    reads: Callable[[str], str | None] | None = None,
) -> Link[R]:
    """A setting that names one other resource, or none.

    `reads` takes the name out of a longer text (the bucket out of an object's URI); None: it names nothing.
    """
    return Link(kind, terraform, cloudformation, live, reads)


def owner(
    kind: Callable[[], type[R]],
    *,
    missing: str,
    terraform: PathLike | None = None,
    cloudformation: PathLike | None = None,
    live: PathLike | None = None,
) -> Owner[R]:
    """A setting that always names one other resource; `missing` says why it may not be stated."""
    return Owner(kind, missing, terraform, cloudformation, live)


def links(
    kind: Callable[[], type[R]],
    *,
    terraform: PathLike | None = None,
    cloudformation: PathLike | None = None,
    live: PathLike | None = None,
    reads: Callable[[str], str | None] | None = None,
) -> Links[R]:
    """A setting that names several other resources; `reads` as for `link`."""
    return Links(kind, terraform, cloudformation, live, reads)


def referrers(kind: Callable[[], type[R]], by: str) -> Referrers[R]:
    """Everything of a type whose link `by` names this resource."""
    return Referrers(kind, by)


def fellows(kind: Callable[[], type[R]]) -> Fellows[R]:
    """Everything of a type in the account and region of this resource; a type that is not regional: in the account."""
    return Fellows(kind)


def blocks(
    kind: type[B],
    *,
    terraform: PathLike | None = None,
    cloudformation: PathLike | None = None,
    live: PathLike | None = None,
) -> Blocks[B]:
    """The blocks of one kind inside a resource."""
    return Blocks(kind, terraform, cloudformation, live)
