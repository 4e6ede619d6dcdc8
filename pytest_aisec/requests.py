"""What is asked for on the command line: sources by their kind and location."""

from __future__ import annotations

import os
from pathlib import Path, PurePath
from typing import NamedTuple

KINDS = ("terraform", "cloudformation", "aws", "snapshot", "plan", "state")

JOINED = ("plan", "state")
"""Files that are joined with the configuration they were made from: `plan:FILE@FOLDER`."""


class BadRequest(ValueError):
    """A source that cannot be asked for in these words."""


def _likely(text: str) -> str:
    """What a location without a kind is meant to name."""
    if text.endswith(".gz"):
        return f"snapshot:{text}"
    if text.endswith((".yaml", ".yml", ".json", ".template")):
        return f"cloudformation:{text}"
    return f"terraform:{PurePath(text).parent.as_posix() if text.endswith('.tf') else text}"


class Request(NamedTuple):
    """A source that is asked for: `KIND:LOCATION`."""

    kind: str
    location: str

    @classmethod
    def parse(cls, text: str) -> Request:
        """Raises BadRequest, which names the kinds there are."""
        kind, colon, location = text.partition(":")
        if kind not in KINDS or not colon:
            perhaps = f"; perhaps {_likely(text)}?" if text and not colon else ""
            raise BadRequest(f"{text!r} is not KIND:LOCATION with KIND one of {', '.join(KINDS)}{perhaps}")
        if not location and kind != "aws":
            raise BadRequest(f"{text!r} names no location")
        if kind in JOINED and not _parts(location)[0]:
            raise BadRequest(f"{text!r} names no file before the @")
        if kind == "aws":
            from pytest_aisec.sources.live.location import Place  # noqa: PLC0415 -- only when asked for

            try:
                Place.parse(location)
            except ValueError as error:
                raise BadRequest(f"{text!r}: {error}") from None
        return cls(kind, location)

    def __str__(self) -> str:
        return f"{self.kind}:{self.location}"

    def moved(self, folder: Path, root: Path) -> Request:
        """The same, asked for relative to `root` instead of to `folder`; an account is nowhere."""
        if self.kind == "aws":
            return self
        parts = _parts(self.location) if self.kind in JOINED else (self.location,)
        moved = [Path(os.path.relpath(folder / part, root)).as_posix() for part in parts if part]
        last = "@" if len(parts) > len(moved) and "@" in moved[0] else ""
        return Request(self.kind, "@".join(moved) + last)

    def file_and_pattern(self, root: Path) -> tuple[str, str]:
        """Of a snapshot, the file and the pattern of the sources in it that are asked for: `FILE#PATTERN`."""
        file, _, pattern = self.location.partition("#")
        return (self.location, "*") if (root / self.location).exists() or not pattern else (file, pattern)

    @property
    def parts(self) -> tuple[str, str]:
        """The file of a plan or state, and the folder of its configuration, which may be empty."""
        return _parts(self.location)


def _parts(location: str) -> tuple[str, str]:
    """At the last @, so that a name that holds one is written with another at its end."""
    file, at, folder = location.rpartition("@")
    return (file, folder) if at else (location, "")
