"""Finding root modules: folders of Terraform files that no other folder calls."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from pathlib import Path

from pytest_aisec.sources.excluded import is_excluded
from pytest_aisec.sources.regular import read_regular
from pytest_aisec.sources.terraform.folder import MOST_BYTES, configuration

_SKIPPED = frozenset({"node_modules", "venv", "env", "__pycache__", "site-packages", "cdk.out"})
_SOURCE = re.compile(rb"""(?m)^\s*"?source"?\s*[=:]\s*"(\.\.?(?:/[^"]*)?)\"""")


def find_roots(directory: Path, excluded: Sequence[str] = ()) -> list[Path]:
    """Every folder below (and including) the directory that holds Terraform files and is not called as a module.

    Hidden folders, virtual environments and installed packages are not entered, links are not followed. A folder that
    is excluded is not looked into, and what it calls does not count as called: a module that only its `examples`
    call is a root when they are excluded. A folder that cannot be looked into may be one, and is there too.
    """
    top = directory.resolve()
    folders: list[Path] = []
    called: set[Path] = set()
    unseen: list[Path] = []
    for path, names, files in os.walk(top, onerror=lambda error: unseen.append(Path(error.filename))):
        names[:] = sorted(name for name in names if not _is_skipped(Path(path, name)))
        if excluded:
            inside = Path(path).relative_to(top)
            names[:] = [name for name in names if not is_excluded((inside / name).as_posix(), excluded)]
        loaded = configuration(files)
        if not loaded:
            continue
        folder = Path(path)
        folders.append(folder)
        for name in loaded:
            called.update(_called_from(folder, name))
    return [folder for folder in folders if folder not in called] + unseen


def _is_skipped(path: Path) -> bool:
    return path.name.startswith(".") or path.name in _SKIPPED or os.path.isfile(path / "pyvenv.cfg")  # noqa: PTH113 -- Path.is_file raises where nothing may be looked at


def _called_from(folder: Path, name: str) -> list[Path]:
    """The folders that one file calls as modules. Only local paths count."""
    try:
        text = read_regular(folder / name, MOST_BYTES)
    except OSError:
        return []
    if b"module" not in text:
        return []
    sources = [source.decode("utf-8", "replace") for source in _SOURCE.findall(text)]
    return [target for source in sources if (target := (folder / source).resolve()) != folder]
