"""The policies that the user's frameworks take in by their names: each name has to be one of a policy."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from pytest_aisec.plugin import frameworks, marks, options
from pytest_aisec.plugin.packs import BUNDLED, PACKS
from pytest_aisec.plugin.peers import MARK, names_by

NARROWING = ("ignore", "ignore_glob", "lf")
"""Options of pytest's that keep files from being collected."""

TOLD = "aisec_collects_everything"


def complaints(session: pytest.Session, policies: Sequence[pytest.Item]) -> Iterator[str]:
    """What in the user's frameworks names no policy. `policies`: all that were collected, selected or not.

    Nothing can be said where some policies were not collected: with files or folders named, from below the root
    directory, without a pack, or with an import that failed. A package's framework may be about policies that it brings
    in a pack which nobody asked for.
    """
    config = session.config
    if session.testsfailed or not collects_everything(config):
        return
    folder = options.folder_of(config, "--aisec-frameworks")
    asked = [folder / name for name in options.value(config, "--aisec-frameworks")]
    own = [path for path in marks.own_frameworks(config) if path in asked or _is_below(path, config.rootpath)]
    if own:
        names = set().union(*(names_by(each, each.iter_markers(MARK)) for each in policies))
        yield from frameworks.of(config).unmatched(own, names)


def _is_below(path: Path, folder: Path) -> bool:
    return path.resolve().is_relative_to(folder.resolve())


def collects_everything(config: pytest.Config) -> bool:
    """Whether a run collects all policies that there are. Workers of xdist know it from their controller."""
    told: bool | None = getattr(config, "workerinput", {}).get(TOLD)
    if told is not None:
        return told
    if any(config.getoption(name, None) for name in NARROWING):
        return False
    usual = set(config.getini("aisec_pack") or ())
    if not usual <= set(options.value(config, "--aisec-pack")):
        return False
    if not any(pack.package == BUNDLED for pack in config.stash.get(PACKS, ())):
        return False
    source = config.args_source
    if source is pytest.Config.ArgsSource.INVOCATION_DIR:
        return config.invocation_params.dir == config.rootpath
    return source is pytest.Config.ArgsSource.TESTPATHS
