"""Sources of one name that are not the same one: the snapshots of two accounts, each of which was `aws:` to its run."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

from pytest_aisec.declarations import SourceRecord
from pytest_aisec.model.foreign import is_foreign
from pytest_aisec.values import PartlyKnown, Reference, Unknown, with_unknowns

NameOf = Callable[[str], str]
IMPORTING = "cloudformation"
"""The kind of sources that refer to resources of others, by `SOURCE#ADDRESS`."""


class Names:
    """The names that the sources of a run have so far, and the snapshots that they come from."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._origins: dict[str, list[Path | None]] = {}

    def told_apart(self, record: SourceRecord, file: str | None) -> SourceRecord | None:
        """The source, under a name that no other has: `aws: of prod.json.gz`; None for one that was there already.

        `file`: the snapshot that it comes from, relative to the root; None for what this run has read itself.
        """
        origin = None if file is None else (self._root / file).resolve()
        before = self._origins.setdefault(record.id, [])
        if origin in before:
            return None
        before.append(origin)

        def name_of(source: str) -> str:
            first = self._origins.get(source, [origin])[0]
            return source if first == origin else f"{source} of {file or 'this run'}"

        is_alone = all(first == origin for first, *_ in self._origins.values())
        return record if is_alone else _named(record, name_of)


def _named(record: SourceRecord, name_of: NameOf) -> SourceRecord:
    name, was = name_of(record.id), record.contents
    imports = record.kind == IMPORTING
    if name == record.id and not imports:
        return record
    changed = partial(_with_target, name_of=name_of)
    found = tuple(
        each._replace(source=name, body=with_unknowns(each.body, changed) if imports else each.body)
        for each in was.declarations
    )
    imported = frozenset(map(name_of, was.imports))
    return record._replace(id=name, contents=replace(was, declarations=found, imports=imported))


def _with_target(unknown: Unknown, name_of: NameOf) -> Unknown:
    """An unknown whose identity and references, where they are other sources', name those that were read with it."""
    changed = partial(_with_target, name_of=name_of)
    if unknown.identity and is_foreign(unknown.identity):
        source, _, same = unknown.identity.partition("#")
        unknown = replace(unknown, identity=f"{name_of(source)}#{same}")
    if unknown.possible is not None:
        unknown = replace(unknown, possible=tuple(with_unknowns(each, changed) for each in unknown.possible))
    if isinstance(unknown, Reference):
        source, elsewhere, address = unknown.target.rpartition("#")
        return replace(unknown, target=f"{name_of(source)}#{address}") if elsewhere else unknown
    if isinstance(unknown, PartlyKnown):
        parts = tuple(part if isinstance(part, str) else changed(part) for part in unknown.parts)
        structure = None if unknown.structure is None else with_unknowns(unknown.structure, changed)
        return replace(unknown, parts=parts, structure=structure)
    return unknown
