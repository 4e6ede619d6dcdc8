"""Sources of one name that are not the same one: the snapshots of two accounts, each of which was `aws:` to its run."""

from __future__ import annotations

from pathlib import Path

from pytest_aisec.declarations import Contents, Declaration, SourceRecord


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
        return record if len(before) == 1 else _named(record, f"{record.id} of {file or 'this run'}")


def _named(record: SourceRecord, name: str) -> SourceRecord:
    was = record.contents
    found = tuple(
        Declaration(
            name, each.dialect, each.type, each.address, each.body, each.location, each.conditional, each.region
        )
        for each in was.declarations
    )
    contents = Contents(found, was.unread, was.facts, was.left_out, was.written)
    return SourceRecord(name, record.kind, record.location, contents)
