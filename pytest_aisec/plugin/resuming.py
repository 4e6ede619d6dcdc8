"""`--aisec-resume`: what becomes of the journal of finished parts when the snapshot is written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path


def end(journal: Path | None, facts: Iterable[Mapping[str, str]]) -> list[str]:
    """Remove the journal, and keep it where the same command may still read a part of a source, which is said.

    `facts` are those of the sources of the run. Raises OSError.
    """
    if journal is None:
        return []
    from pytest_aisec.sources.live.exclusive import remove_unless_in_use  # noqa: PLC0415 -- only when asked for
    from pytest_aisec.sources.live.facts import UNFINISHED  # noqa: PLC0415 -- as above

    if any(UNFINISHED in each for each in facts):
        return [f"kept {journal.name}, as parts are missing: the same command goes on from there"]
    remove_unless_in_use(journal)
    return []
