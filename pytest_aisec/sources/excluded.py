"""What is left out when sources are looked for."""

from __future__ import annotations

from collections.abc import Iterable
from fnmatch import fnmatchcase


def is_excluded(path: str, patterns: Iterable[str]) -> bool:
    """Whether a path, relative and with forward slashes, or a folder that it is in matches a pattern.

    A pattern without a slash is the name of a file or folder at any depth (`examples`), another one a path from the
    root (`modules/*/tests`); `*` stands for anything, slashes included.
    """
    names = path.split("/")
    paths = ["/".join(names[: place + 1]) for place in range(len(names))]
    for pattern in patterns:
        wanted = pattern.strip("/")
        candidates = paths if "/" in pattern.removesuffix("/") else names
        if wanted and any(fnmatchcase(candidate, wanted) for candidate in candidates):
            return True
    return False
