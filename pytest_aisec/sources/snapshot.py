"""Snapshots: an inventory as a JSON file, and back, with every place and every unknown."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import zlib
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from fnmatch import fnmatchcase
from pathlib import Path
from typing import IO, Any

from pytest_aisec.declarations import Contents, Declaration, Dialect, SourceRecord, Unread
from pytest_aisec.sources.encoding import BLIND, Masking, decode_body, decode_location, encode_body, encode_location
from pytest_aisec.values import Located, Unknown

SCHEMA = "aisec-inventory/1"
ESCAPED = "backslashreplace"
"""Half a character, as names of files and JSON may hold one, is written as JSON escapes it, and so read again."""
LINE = 512 << 20
"""How many characters a line may have: one resource, or what is told of all sources. Terraform's providers take no
message above 256 MiB, and accounts answer far less; places and decoded texts are written beside the values.

https://github.com/hashicorp/terraform-plugin-go/blob/main/tfprotov6/tf6server/server.go
"""
WHOLE = 8 << 30
"""How many characters of resources are kept: of four million at 2 KB each. As objects they take several times that,
which is more memory than the machines have that judge policies, and a small compressed file may unfold to it."""

SKEW = timedelta(minutes=10)
"""How far the clocks of two machines may be apart."""


class UnreadableSnapshot(ValueError):
    """A file that is no snapshot, of another schema, or not as it was written."""


def write(
    path: Path, records: Iterable[SourceRecord], type_name: Callable[[str], str], masking: Masking | None = BLIND
) -> None:
    """Write sources to a file as they come, compressed when its name ends in `.gz`; none is kept in memory.

    `type_name` gives the CloudFormation name of a type. Sensitive values are masked, unless `masking` is None. The file
    appears under its name only when it is complete. Raises OSError.
    """
    part = path.with_name(f".{path.name}.{os.getpid()}")
    opener = gzip.open if path.name.endswith(".gz") else open
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        os.close(descriptor)
        with opener(part, "wt", encoding="utf-8", errors=ESCAPED) as file:
            for piece in _pieces(records, type_name, masking):
                file.write(piece)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def _pieces(records: Iterable[SourceRecord], type_name: Callable[[str], str], masking: Masking | None) -> Iterator[str]:
    """The text of a snapshot, one resource at a time, then the sources, and the hash of all at its end."""
    digest = hashlib.sha256()
    sources: list[dict[str, Any]] = []
    yield f'{{"schema": "{SCHEMA}",\n"resources": ['
    separator = "\n"
    for record in records:
        sources.append(_source(record))
        for declaration in record.contents.declarations:
            text = json.dumps(_resource(declaration, type_name, masking), ensure_ascii=False)
            digest.update(text.encode(errors=ESCAPED))
            yield separator + text
            separator = ",\n"
    told = json.dumps(sources, ensure_ascii=False)
    digest.update(told.encode(errors=ESCAPED))
    yield f'\n],\n"sources": {told},\n"sha256": "{digest.hexdigest()}"}}\n'


def _source(record: SourceRecord) -> dict[str, Any]:
    contents = record.contents
    return {
        "id": record.id,
        "kind": record.kind,
        "location": record.location,
        "resources": len(contents.declarations),
        "unread": [
            {
                "file": item.location.file,
                "line": item.location.line,
                "reason": item.reason,
                "at": encode_location(item.location),
                "types": None if item.types is None else sorted(item.types),
                "mentions": None if item.mentions is None else sorted(item.mentions),
            }
            for item in contents.unread
        ],
        "facts": contents.facts,
        "written": contents.written
        or contents.facts.get("finished")
        or datetime.now(UTC).isoformat(timespec="seconds"),
        **({"left_out": sorted(contents.left_out)} if contents.left_out else {}),
        **({"imports": sorted(contents.imports)} if contents.imports else {}),
    }


def _resource(declaration: Declaration, type_name: Callable[[str], str], masking: Masking | None) -> dict[str, Any]:
    body = Located({"body": _marked(declaration, masking)}, declaration.location)
    written: dict[str, Any] = {
        "source": declaration.source,
        "dialect": declaration.dialect.value,
        "address": declaration.address,
        "type": type_name(declaration.type),
        "origin_type": declaration.type,
        "file": declaration.location.file,
        "line": declaration.location.line,
        "at": encode_location(declaration.location),
    }
    if declaration.region:
        written["region"] = declaration.region
    if declaration.conditional is not None:
        unknown = Located({"body": Located(declaration.conditional, declaration.location)}, declaration.location)
        written["conditional"] = encode_body(unknown, masking)[0]["body"]
    encoded, places = encode_body(body, masking)
    written["body"] = encoded["body"]
    written["places"] = places
    return written


def _marked(declaration: Declaration, masking: Masking | None) -> Located:
    """The body with what is secret in it marked, besides what its source says is sensitive."""
    return declaration.body if masking is None else masking.marked(declaration.body)


def read(path: Path, max_age: timedelta | None = None, only: str = "*") -> list[SourceRecord]:
    """The sources of a snapshot whose ids fit the pattern `only`; the others are passed over, not kept in memory.

    Raises UnreadableSnapshot, saying what is wrong, and OSError. One of the sources being older than `max_age`, or of
    an age that nobody knows, is wrong too, and so is a pattern that fits none. No more of a file gets into memory than
    `LINE` and `WHOLE` allow, whatever it is.
    """
    try:
        with _opened(path) as file:
            sources, resources = _parsed(file, path, only)
        if max_age is not None:
            _check_age(sources, path, max_age)
        return list(_records(sources, resources))
    except RecursionError:
        raise UnreadableSnapshot(f"{path} is not a snapshot: nested too deeply") from None
    except (ValueError, EOFError, gzip.BadGzipFile, zlib.error) as error:
        if isinstance(error, UnreadableSnapshot):
            raise
        raise UnreadableSnapshot(f"{path} is not a snapshot: {error}") from None
    except (KeyError, TypeError, AttributeError) as error:
        raise UnreadableSnapshot(f"{path} is not a complete snapshot: {error!r}") from None


def _opened(path: Path) -> IO[str]:
    with path.open("rb") as file:
        is_compressed = file.read(2) == b"\x1f\x8b"
    return gzip.open(path, "rt", encoding="utf-8") if is_compressed else path.open(encoding="utf-8")


def _parsed(file: IO[str], path: Path, only: str) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The sources and resources that are wanted, when the hash fits all that is there."""
    _check_schema(file, path)
    digest = hashlib.sha256()
    resources: list[dict[str, Any]] = []
    kept = 0
    while (line := _line(file, path)) and not line.startswith("]"):
        text = line.rstrip("\n").removesuffix(",")
        digest.update(text.encode())
        resource = json.loads(text)
        if fnmatchcase(resource["source"], only):
            resources.append(resource)
            kept += len(text)
        if kept > WHOLE:
            raise UnreadableSnapshot(f"{path} has more than {WHOLE:,} characters of resources; ask for fewer sources")
    last = json.loads("{" + _rest(file, path))
    told = json.dumps(last["sources"], ensure_ascii=False)
    digest.update(told.encode(errors=ESCAPED))
    if digest.hexdigest() != last.get("sha256"):
        raise UnreadableSnapshot(f"{path} was changed after it was written: its SHA-256 does not fit its content")
    sources = [source for source in last["sources"] if fnmatchcase(source["id"], only)]
    if not sources:
        there = ", ".join(source["id"] for source in last["sources"][:4])
        raise UnreadableSnapshot(f"{path} has no source {only}; it has {there}")
    return sources, resources


def _line(file: IO[str], path: Path) -> str:
    return _within(file.readline(LINE + 1), path)


def _rest(file: IO[str], path: Path) -> str:
    return _within(file.read(LINE + 1), path)


def _within(text: str, path: Path) -> str:
    if len(text) > LINE:
        raise UnreadableSnapshot(f"{path} is not a snapshot: it has more than {LINE:,} characters in one piece")
    return text


def _check_schema(file: IO[str], path: Path) -> None:
    """Read the first lines, which say what the file is."""
    head = _line(file, path) + _line(file, path)
    if head == f'{{"schema": "{SCHEMA}",\n"resources": [\n':
        return
    plain = json.loads(head + _rest(file, path))
    stated = plain.get("schema") if isinstance(plain, dict) else type(plain).__name__
    if stated != SCHEMA:
        raise UnreadableSnapshot(f"{path} is not a snapshot of schema {SCHEMA}: it says {stated!r}")
    raise UnreadableSnapshot(f"{path} was changed after it was written: it does not have one resource to a line")


def _check_age(sources: list[dict[str, Any]], path: Path, max_age: timedelta) -> None:
    for source in sources:
        try:
            written = datetime.fromisoformat(source.get("written", ""))
            age = datetime.now(UTC) - written
        except (ValueError, TypeError):
            raise UnreadableSnapshot(
                f"{path} does not say when {source['id']} was read, so it may be too old"
            ) from None
        if age < -SKEW:
            raise UnreadableSnapshot(
                f"{path} says that {source['id']} was read in the future, at {source['written']}, so it may be too old;"
                " set the clocks, of this machine and of the one that wrote it"
            )
        if age > max_age:
            raise UnreadableSnapshot(
                f"{path} is too old: {source['id']} was read at {source['written']}, {_rough(age)} ago, and at most"
                f" {_rough(max_age)} is allowed; take a new snapshot"
            )


def _rough(age: timedelta) -> str:
    """`3 days`, in the largest unit of which there are two."""
    seconds = age.total_seconds()
    for unit, length in (("days", 86400), ("hours", 3600), ("minutes", 60)):
        if seconds >= 2 * length:
            return f"{seconds / length:.0f} {unit}"
    return f"{seconds:.0f} seconds"


def _records(sources: list[dict[str, Any]], resources: list[dict[str, Any]]) -> Iterator[SourceRecord]:
    declarations: dict[str, list[Declaration]] = {source["id"]: [] for source in sources}
    for resource in resources:
        declarations[resource["source"]].append(_declaration(resource))
    for source in sources:
        unread = tuple(
            Unread(
                item["reason"],
                decode_location(item["at"]),
                None if item["types"] is None else frozenset(item["types"]),
                None if item["mentions"] is None else frozenset(item["mentions"]),
            )
            for item in source["unread"]
        )
        left_out = frozenset(source.get("left_out", ()))
        found = tuple(declarations[source["id"]])
        imports = frozenset(source.get("imports", ()))
        contents = Contents(found, unread, source["facts"], left_out, source.get("written", ""), imports)
        yield SourceRecord(source["id"], source["kind"], source["location"], contents)


def _declaration(resource: dict[str, Any]) -> Declaration:
    location = decode_location(resource["at"])
    body = decode_body({"body": resource["body"]}, resource["places"], location)
    conditional = None
    if "conditional" in resource:
        found = decode_body({"body": resource["conditional"]}, {}, location)
        assert isinstance(found.value, dict)
        unknown = found.value["body"].value
        conditional = unknown if isinstance(unknown, Unknown) else None
    assert isinstance(body.value, dict)
    return Declaration(
        resource["source"],
        Dialect(resource["dialect"]),
        resource["origin_type"],
        resource["address"],
        body.value["body"],
        location,
        conditional,
        resource.get("region", ""),
    )
