"""The journal of a collection: what is finished, on disk as it finishes, so that an interrupted run can go on."""

from __future__ import annotations

import hashlib
import json
import os
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock
from typing import Any

from pytest_aisec.model.calls import Collected
from pytest_aisec.sources.encoding import BLIND, Masking, decode_body, decode_location, encode_body, encode_location
from pytest_aisec.sources.live.answers import answer_value
from pytest_aisec.sources.live.exclusive import InUse, open_exclusive
from pytest_aisec.sources.live.failures import Failure, Kind
from pytest_aisec.sources.live.found import Failed, Found
from pytest_aisec.sources.live.units import Harvest, Unit, own_version
from pytest_aisec.sources.source import Unread
from pytest_aisec.values import Located, Location, Unknown

SCHEMA = "aisec-journal/1"
ENTRIES = frozenset({"source", "unit", "caller", "written", "harvest"})
"""What the line of a finished unit has."""
Key = tuple[str, str]


class OtherJournal(ValueError):
    """A journal that this run cannot go on from; the message says why."""


class Journal:
    """Lines of JSON: what the run asks for, then one line per finished unit, each flushed to disk when it is written.

    Only the places of the lines are kept in memory. A last line that was cut short does not count. Sensitive values
    are masked, as in snapshots. The file is readable for its owner only. Threads may share it, other runs may not
    until it is closed or its process has ended.

    Raises OtherJournal for a file that another version, plan or request has written, or that another run has open,
    and OSError.
    """

    def __init__(self, path: Path, plan: Sequence[Collected], asked: Sequence[str], masking: Masking = BLIND) -> None:
        self.path = path
        self._plan = {each.type: each for each in plan}
        self._masking = masking
        self._lock = Lock()
        self._lines: dict[Key, tuple[int, str]] = {}
        self._written: dict[str, str] = {}
        try:
            self._file = os.fdopen(open_exclusive(path), "r+b")
        except InUse:
            raise OtherJournal(
                f"{path} is being written by another run; let it end, or write another snapshot: each has a journal"
            ) from None
        try:
            self._start({"schema": SCHEMA, "version": own_version(), "asked": sorted(asked), "plan": _hash(plan)})
        except BaseException:
            self._file.close()
            raise

    def _start(self, header: dict[str, Any]) -> None:
        whole, first = 0, True
        for line in self._file:
            stated = _parsed(line)
            if stated is None:
                if self._file.read(1):
                    raise self._damaged()
                break
            if first:
                self._compare(stated, header)
            elif not stated.keys() >= ENTRIES:
                raise self._damaged()
            else:
                self._lines[stated["source"], stated["unit"]] = whole, stated["caller"]
            first = False
            whole += len(line)
        self._file.seek(whole)
        self._file.truncate()
        if first:
            self._append(header)

    def _damaged(self) -> OtherJournal:
        return OtherJournal(f"{self.path} is damaged, or is no journal; remove it to start anew")

    def _compare(self, stated: dict[str, Any], header: dict[str, Any]) -> None:
        said = {
            "schema": "words",
            "version": "versions of this tool",
            "asked": "sources or regions",
            "plan": "policies",
        }
        for name, what in said.items():
            if stated.get(name) != header[name]:
                raise OtherJournal(f"{self.path} was left by a run with other {what}; remove it to start anew")

    def finished(self, source: str, unit: Unit, caller: str) -> Harvest | None:
        """What a unit gave, if it is finished.

        Raises OtherJournal if another caller has read the source, and where the file is damaged.
        """
        with self._lock:
            at, by = self._lines.get((source, _name(unit)), (None, ""))
            if at is None:
                return None
            if by != _who(caller):
                raise OtherJournal(
                    f"{self.path}: {source} was read as {by}, not as {_who(caller)}; remove it to start anew"
                )
            self._file.seek(at)
            try:
                line = json.loads(self._file.readline())
                harvest = _decoded(line["harvest"], self._plan)
                self._written[source] = min(line["written"], self._written.get(source, line["written"]))
            except (ValueError, LookupError, TypeError, AttributeError):
                raise self._damaged() from None
            return harvest

    def oldest(self, source: str) -> str:
        """When the oldest of the units was finished that a source took from here (ISO 8601); empty if it took none."""
        return self._written.get(source, "")

    def keep(self, source: str, unit: Unit, caller: str, harvest: Harvest) -> None:
        """Write down what a unit gave; not if no worker could do it, or the caller was not let in to the end."""
        refused = any(each.failure.kind is not Kind.CALL for each in harvest.failed)
        if not harvest.statuses or refused or harvest.out_of_reach:
            return
        line = {
            "source": source,
            "unit": _name(unit),
            "caller": _who(caller),
            "written": datetime.now(UTC).isoformat(timespec="seconds"),
            "harvest": _encoded(harvest, self._masking),
        }
        with self._lock:
            self._append(line)

    def _append(self, line: dict[str, Any]) -> None:
        self._file.seek(0, os.SEEK_END)
        self._file.write(json.dumps(line, ensure_ascii=False).encode() + b"\n")
        self._file.flush()
        os.fsync(self._file.fileno())

    def close(self) -> None:
        """Close the file, which stays."""
        self._file.close()


def _parsed(line: bytes) -> dict[str, Any] | None:
    try:
        stated = json.loads(line) if line.endswith(b"\n") else None
    except ValueError:
        return None
    return stated if isinstance(stated, dict) else None


def _hash(plan: Sequence[Collected]) -> str:
    return hashlib.sha256(repr(list(plan)).encode()).hexdigest()


def _name(unit: Unit) -> str:
    return f"{unit.region} once" if unit.place is None else unit.region


def _who(caller: str) -> str:
    """The caller without the name of its session, which may differ from run to run."""
    return caller.rpartition("/")[0] if ":assumed-role/" in caller else caller


def _encoded(harvest: Harvest, masking: Masking) -> dict[str, Any]:
    return {
        "found": [_encoded_found(each, masking) for each in harvest.found],
        "failed": [
            [
                each.failure.code,
                each.failure.action,
                each.failure.message,
                each.region,
                each.collected.type,
                each.partly,
            ]
            for each in harvest.failed
        ],
        "unread": [
            [each.reason, encode_location(each.location), None if each.types is None else sorted(each.types)]
            for each in harvest.unread
        ],
        "unseen": [[*key, count] for key, count in harvest.unseen.items()],
        "statuses": [[*key, count] for key, count in harvest.statuses.items()],
        "nowhere": sorted(harvest.nowhere),
    }


def _encoded_found(found: Found, masking: Masking) -> list[Any]:
    entries, places = encode_body(masking.marked(answer_value(found.entries, Location())), masking)
    return [found.collected.type, found.region, found.order, entries, places, found.origin, found.address]


def _decoded(plain: Mapping[str, Any], plan: Mapping[str, Collected]) -> Harvest:
    return Harvest(
        [_decoded_found(each, plan) for each in plain["found"]],
        [
            Failed(Failure(code, action, message), region, plan[kind], partly)
            for code, action, message, region, kind, partly in plain["failed"]
        ],
        [
            Unread(reason, decode_location(at), None if types is None else frozenset(types))
            for reason, at, types in plain["unread"]
        ],
        Counter({(action, status): count for action, status, count in plain["unseen"]}),
        Counter({(action, status): count for action, status, count in plain["statuses"]}),
        set(plain.get("nowhere", ())),
    )


def _decoded_found(plain: Sequence[Any], plan: Mapping[str, Collected]) -> Found:
    kind, region, order, entries, places, origin, address = plain
    raw = _raw(decode_body(entries, places, Location()))
    return Found(plan[kind], region, tuple(order), raw, origin, address)


def _raw(value: Located) -> Any:
    match value.value:
        case dict() as entries:
            return {name: _raw(part) for name, part in entries.items()}
        case list() as items:
            return [_raw(item) for item in items]
        case Unknown() as unknown:
            return unknown
    return value.value
