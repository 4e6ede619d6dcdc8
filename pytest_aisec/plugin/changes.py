"""`--aisec-changed-since REF`: what was violated before a change is known, and does not fail its check."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import pytest

from pytest_aisec.analysis.roles.registry import Scope, correct, widen
from pytest_aisec.gathering import gather
from pytest_aisec.inventory import Inventory
from pytest_aisec.plugin import options
from pytest_aisec.plugin.run import RUN, corrections

FLAG = "--aisec-changed-since"
IN_FILES = frozenset({"terraform", "cloudformation"})


class Before(NamedTuple):
    """Where the change began: the commit, by its id, and what the same sources declared there."""

    commit: str
    inventory: Inventory

    @property
    def reason(self) -> str:
        """Why a violation that is not new is accepted."""
        return f"violated at {self.commit[:9]} already"

    @property
    def undetermined(self) -> str:
        """What is said of something undetermined that is not new."""
        return f"undetermined at {self.commit[:9]} already"


BEGAN = pytest.StashKey[str]()
BEFORE = pytest.StashKey[Before]()


def check(config: pytest.Config) -> None:
    """Find where the change began. Raises UsageError where there is no such commit, or a source is not in files."""
    ref = options.value(config, FLAG)
    if ref is None:
        return
    elsewhere = [str(request) for request in config.stash[RUN].asked if request.kind not in IN_FILES]
    if elsewhere:
        raise pytest.UsageError(f"aisec: {FLAG} compares files, and {elsewhere[0]} is none that git keeps")
    config.stash[BEGAN] = _git(config.rootpath, f"{FLAG} {ref}", "merge-base", "--end-of-options", ref, "HEAD")


def before(config: pytest.Config) -> Before | None:
    """What was there before the change, read when it is first asked for; None where no change is checked.

    A module that is not downloaded, or what else cannot be read there, makes nothing known: its violations are new.
    """
    if BEGAN not in config.stash:
        return None
    if BEFORE not in config.stash:
        config.stash[BEFORE] = Before(config.stash[BEGAN], _inventory(config))
    return config.stash[BEFORE]


def _inventory(config: pytest.Config) -> Inventory:
    run, root = config.stash[RUN], config.rootpath
    top = Path(_git(root, FLAG, "rev-parse", "--show-toplevel"))
    with tempfile.TemporaryDirectory(prefix="aisec-") as folder:
        _check_out(top, config.stash[BEGAN], Path(folder))
        there = Path(folder) / "tree" / root.resolve().relative_to(top.resolve())
        _share_modules(root, there)
        inputs = replace(run.inputs, root=there, progress=None, pulse=None, journal=None)
        found = gather([request for request in run.requests if request.kind in IN_FILES], inputs)
    widen(found, Scope(options.value(config, "--aisec-scope")))
    correct(found, [each for each in corrections(config) if any(map(each.is_about, found))])
    return found


def _check_out(top: Path, commit: str, folder: Path) -> None:
    """Write the files of a commit below `tree`, by an index of its own: nothing of the repository changes."""
    environment = {**os.environ, "GIT_INDEX_FILE": str(folder / "index")}
    _git(top, FLAG, "read-tree", commit, environment=environment)
    _git(top, FLAG, "checkout-index", "--all", f"--prefix={folder / 'tree'}/", environment=environment)


def _share_modules(root: Path, there: Path) -> None:
    """Have the modules at hand that `terraform init` has downloaded."""
    for kept in root.rglob(".terraform"):
        beside = there / kept.parent.relative_to(root)
        if kept.is_dir() and beside.is_dir() and not (beside / ".terraform").exists():
            (beside / ".terraform").symlink_to(kept.resolve(), target_is_directory=True)


def _git(folder: Path, asked: str, *words: str, environment: dict[str, str] | None = None) -> str:
    """What git says. Raises UsageError with its words when it refuses, or is not there."""
    command: Sequence[str] = ("git", "-C", str(folder), *words)
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)  # noqa: S603
    except FileNotFoundError:
        raise pytest.UsageError(f"aisec: {asked}: there is no git here") from None
    except subprocess.CalledProcessError as error:
        said = (error.stderr.strip().splitlines() or ["the two have no commit in common"])[-1]
        raise pytest.UsageError(f"aisec: {asked}: git says: {said}") from None
    return done.stdout.strip()
