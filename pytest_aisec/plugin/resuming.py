"""`--aisec-resume`: what becomes of the journal of finished parts when the snapshot is written."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from pytest_aisec.findings import SourceReport


def end(journal: Path | None, sources: Iterable[SourceReport]) -> list[str]:
    """Remove the journal, and keep it where the same command may still read a part of a source, which is said.

    Of what is from a snapshot nothing will be read again, whatever was missing then. Raises OSError.
    """
    if journal is None:
        return []
    from pytest_aisec.sources.live.exclusive import remove_unless_in_use  # noqa: PLC0415 -- only when asked for
    from pytest_aisec.sources.live.facts import UNFINISHED  # noqa: PLC0415 -- as above

    if any(UNFINISHED in each.facts and not each.snapshot for each in sources):
        return [f"kept {journal.name}, as parts are missing: the same command goes on from there"]
    remove_unless_in_use(journal)
    return []
