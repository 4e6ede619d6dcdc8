"""Policy packs: folders of policies that are collected beside the user's own tests."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from pytest_aisec.plugin import options

BUNDLED = "pytest_aisec_policies"
ADDED = pytest.StashKey[tuple[Path, ...]]()


def add(config: pytest.Config) -> None:
    """Collect the packs too, unless single files or tests were named: then only those are wanted.

    Raises UsageError for a pack that is neither known nor a folder with policies.
    """
    asked = options.value(config, "--aisec-pack")
    if not asked and not all(_is_folder(config, arg) for arg in config.args):
        return
    folders = tuple(folder for name in asked or ["bundled"] if (folder := _folder(config, name)) is not None)
    config.stash[ADDED] = folders
    present = set(config.args)
    for folder in folders:
        files = [str(path) for path in sorted(folder.rglob("test_*.py"))]
        if not files:
            raise pytest.UsageError(f"aisec: the pack {folder} holds no test_*.py")
        config.args.extend(file for file in files if file not in present)


def _is_folder(config: pytest.Config, arg: str) -> bool:
    return (config.invocation_params.dir / arg).is_dir()


def _folder(config: pytest.Config, name: str) -> Path | None:
    if name == "none":
        return None
    if name == "bundled":
        found = importlib.util.find_spec(BUNDLED)
        if found is None or found.origin is None:
            raise pytest.UsageError(f"aisec: the bundled policies ({BUNDLED}) are not installed")
        return Path(found.origin).parent
    folder = config.invocation_params.dir / name
    if not folder.is_dir():
        raise pytest.UsageError(f"aisec: --aisec-pack {name!r} is neither bundled, none, nor a folder")
    return folder.resolve()
