"""One reading of one root module: what all its modules share."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

from pytest_aisec.model.instances import without_keys
from pytest_aisec.sources.regular import read_regular
from pytest_aisec.sources.source import Unread
from pytest_aisec.sources.terraform.effort import Effort
from pytest_aisec.sources.terraform.folder import MOST_BYTES, Folder, read_folder, shown

if TYPE_CHECKING:
    from pytest_aisec.sources.terraform.parsed import ParsedFiles


class Reading:
    """The folders parsed so far, what could not be read, and where downloaded modules are."""

    def __init__(self, directory: Path, relative_to: Path, kept: ParsedFiles | None = None) -> None:
        self.directory: Path = directory
        self.relative_to = relative_to
        self.kept = kept
        self.unread: dict[Unread, None] = {}
        self.effort = Effort(self.report)
        self.workspace = _workspace(directory)
        self._folders: dict[Path, Folder] = {}
        self._downloaded: dict[str, Path] | None = None

    def report(self, unread: Unread) -> None:
        """Add to what was not read, once."""
        self.unread.setdefault(unread)

    def folder(self, path: Path) -> Folder:
        """A folder of Terraform files, parsed at most once."""
        if path not in self._folders:
            folder = read_folder(path, self.relative_to, self.kept)
            for unread in folder.unread:
                self.report(unread)
            self._folders[path] = folder
        return self._folders[path]

    def path_of(self, folder: Path) -> str:
        """The folder as `path.module` gives it: relative to the root module."""
        return shown(folder, self.directory)

    def downloaded(self, address: str) -> Path | None:
        """The folder of a module that `terraform init` has brought; None if it has not."""
        if self._downloaded is None:
            self._downloaded = _manifest(self.directory)
        key = ".".join(part for part in without_keys(address).split(".") if part != "module")
        return self._downloaded.get(key)


def _manifest(directory: Path) -> dict[str, Path]:
    """The modules listed in `.terraform/modules/modules.json` whose folders exist."""
    try:
        listed = json.loads(read_regular(directory / ".terraform/modules/modules.json", MOST_BYTES))
        modules = {str(entry["Key"]): directory / str(entry["Dir"]) for entry in listed["Modules"]}
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return {}
    return {key: folder.resolve() for key, folder in modules.items() if folder.is_dir()}


def _workspace(directory: Path) -> str:
    """The selected workspace, as Terraform finds it."""
    named = os.environ.get("TF_WORKSPACE")
    if named:
        return named
    try:
        return read_regular(directory / ".terraform/environment", MOST_BYTES).decode("utf-8").strip() or "default"
    except (OSError, UnicodeDecodeError):
        return "default"
