"""Which resources point to which, by one path: by reference, by name, in parts, or perhaps to any."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain

from pytest_aisec.model.estate import Pointer
from pytest_aisec.model.existence import hangs_on
from pytest_aisec.model.naming import may_equal, names_of
from pytest_aisec.model.resource import Resource
from pytest_aisec.values import Located, PartlyKnown, Reference, Unknown


@dataclass(slots=True, eq=False, repr=False)
class Index:
    """Which resources of some types point where, by one path, in one source."""

    by_address: dict[str, list[tuple[Pointer, str]]] = field(default_factory=lambda: defaultdict(list))
    by_text: dict[str, list[Pointer]] = field(default_factory=lambda: defaultdict(list))
    by_part: list[tuple[Pointer, PartlyKnown]] = field(default_factory=list)
    anywhere: list[Pointer] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.by_address or self.by_text or self.by_part or self.anywhere)


def enter(index: Index, resource: Resource, stated: Located, doubt: Unknown | None) -> None:
    """Take in what a resource states at a path; `doubt`: why it may not be stated."""
    match stated.value:
        case list() as items:
            for item in items:
                enter(index, resource, item, doubt)
        case Unknown(possible=tuple() as options) as unknown:
            for option in options:
                enter(index, resource, option, unknown)
        case Unknown() as unknown:
            _enter_unknown(index, Pointer(resource, doubt), unknown)
        case str() as text:
            index.by_text[text].append(Pointer(resource, doubt))


def _enter_unknown(index: Index, pointer: Pointer, unknown: Unknown) -> None:
    references: list[Reference] = []
    match unknown:
        case Reference():
            references = [unknown]
        case PartlyKnown():
            references = list(unknown.references)
            if not references:
                index.by_part.append((pointer._replace(doubt=unknown), unknown))
        case _:
            index.anywhere.append(pointer._replace(doubt=unknown))
    for reference in references:
        index.by_address[reference.target].append((pointer, reference.attribute))


def pointing_to(
    to: Resource, index: Index, imported: list[tuple[Pointer, str]], by_text: list[Pointer]
) -> Iterator[Pointer]:
    """What points to a resource, certain ones first; `by_text`: what names it by a text, `imported`: from elsewhere.

    The others come one by one: there may be thousands, and whoever asks gives up after some.
    """
    if not imported and not index:
        return
    named = [
        pointer
        for pointer, attribute in chain(index.by_address.get(to.address, ()), imported)
        if attribute in to.names.of(to.dialect)
    ]
    named.extend(by_text)
    named = [_settled(pointer, to) for pointer in named]
    certain = {pointer.resource: pointer for pointer in named if pointer.doubt is None}
    yield from certain.values()
    seen = set(certain)
    parts = (pointer for pointer, part in index.by_part if any(may_equal(name, part) for name in names_of(to)))
    for pointer in chain(named, parts, index.anywhere):
        if pointer.resource not in seen:
            seen.add(pointer.resource)
            yield pointer


def _settled(pointer: Pointer, to: Resource) -> Pointer:
    """Without doubt where that is settled by there being what is pointed to."""
    if pointer.doubt is not None and hangs_on(to, pointer.doubt, pointer.resource):
        return pointer._replace(doubt=None)
    return pointer
