"""Parsed files kept on disk between runs, by their content."""

from __future__ import annotations

import hashlib
import io
import os
import pickle
import sys
import tempfile
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from pytest_aisec.sources.terraform.syntax import ParsedFile

MOST_ENTRIES = 4_000
"""With more, the older half is removed."""

_HERE = Path(__file__).parent
_PARSING = (
    "diagnosis",
    "json_maps",
    "json_syntax",
    "numbers",
    "parse",
    "parse_expressions",
    "parse_templates",
    "syntax",
    "templates",
)
_OURS = ("pytest_aisec.sources.terraform.syntax", "pytest_aisec.sources.terraform.numbers", "pytest_aisec.values")
_DIGEST = hashlib.sha256().digest_size


class ParsedFiles:
    """A folder of parsed files. `found` and `asked` count what this run took from it, and what it looked for.

    An entry is named by the hash of all that the parsed file depends on: its bytes and its name, this package and its
    parser, Python. It is written under another name first and then renamed, so that neither a killed run nor a second
    one at the same time leaves half of it; one that is damaged is parsed anew. Entries hold data of this package only:
    nothing else is called when they are loaded.
    """

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.found = 0
        self.asked = 0
        self._written = False

    def parsed(self, source: bytes, name: str, parse: Callable[[bytes, str], ParsedFile]) -> ParsedFile:
        """The parsed file: from the folder, or as `parse` gives it, which is then kept."""
        self.asked += 1
        path = self.directory / _key(source, name)
        kept = _loaded(path)
        if kept is not None:
            self.found += 1
            return kept
        result = parse(source, name)
        with suppress(OSError, RecursionError):
            self._write(path, pickle.dumps(result, protocol=5))
        return result

    def _write(self, path: Path, content: bytes) -> None:
        if not self._written:
            self.directory.mkdir(parents=True, exist_ok=True)
            _prune(self.directory)
            self._written = True
        descriptor, name = tempfile.mkstemp(dir=self.directory, prefix="tmp-")
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(hashlib.sha256(content).digest() + content)
            Path(name).replace(path)
        except OSError:
            Path(name).unlink(missing_ok=True)
            raise


class _Reader(pickle.Unpickler):
    """Makes the classes of the syntax tree and no others, so that an entry is data and never code."""

    def find_class(self, module: str, name: str) -> type:
        found = getattr(sys.modules.get(module), name, None) if module in _OURS or (module, name) in _OTHERS else None
        if not isinstance(found, type):
            raise pickle.UnpicklingError(f"{module}.{name} does not belong into a parsed file")
        return found


_OTHERS = frozenset({("fractions", "Fraction")})


def _loaded(path: Path) -> ParsedFile | None:
    """The entry; None if there is none or it is damaged."""
    try:
        content = path.read_bytes()
        if hashlib.sha256(content[_DIGEST:]).digest() != content[:_DIGEST]:
            return None
        found = _Reader(io.BytesIO(content[_DIGEST:])).load()
    except Exception:  # noqa: BLE001 - whatever is wrong with an entry, the file itself is there to be parsed
        return None
    return found if isinstance(found, ParsedFile) else None


def _key(source: bytes, name: str) -> str:
    return hashlib.sha256(b"\0".join((_environment(), name.encode("utf-8", "surrogateescape"), source))).hexdigest()


@cache
def _environment() -> bytes:
    """What a parsed file depends on beside the file. A checkout under work changes without changing its version."""
    words = [sys.version]
    for package in ("pytest-aisec", "tree-sitter", "tree-sitter-hcl"):
        with suppress(PackageNotFoundError):
            words.append(version(package))
    for module in (*(_HERE / f"{name}.py" for name in _PARSING), _HERE.parents[1] / "values.py"):
        with suppress(OSError):
            status = module.stat()
            words.append(f"{status.st_size} {status.st_mtime_ns}")
    return "\n".join(words).encode()


def _prune(directory: Path) -> None:
    """Remove the older half of too many entries. Another run may do the same."""
    entries = list(os.scandir(directory))
    if len(entries) > MOST_ENTRIES:
        by_age = sorted((entry.stat().st_mtime, entry.path) for entry in entries)
        for _, path in by_age[: len(by_age) // 2]:
            Path(path).unlink(missing_ok=True)
