"""The marks, which pytest knows with and without `--aisec`."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from pytest_aisec.plugin import options

FRAMEWORKS = Path(__file__).parent.parent / "compliance" / "frameworks"
OWN = {
    "severity": "severity(level): how bad a violation is: critical, high, medium or low",
    "control": "control(FRAMEWORK=ID): derived from the framework marks, for -m",
    "equivalent": "equivalent(TOOL=ID): what checkov, prowler, trivy and others call the policy",
}
ENDINGS = (".json", ".toml")
ASKED = pytest.StashKey[list[Path]]()


def register(config: pytest.Config) -> None:
    """Make the marks known, so that strict markers accept them."""
    for line in OWN.values():
        config.addinivalue_line("markers", line)
    for name in [*bundled_frameworks(), *(path.stem for path in own_frameworks(config))]:
        config.addinivalue_line("markers", f"{name}(*controls): the {name} controls that the policy gives evidence for")


def bundled_frameworks() -> list[str]:
    """The frameworks that come with the package, each of which is a mark, without reading them."""
    return sorted(name.removesuffix(".json") for name in os.listdir(FRAMEWORKS) if name.endswith(".json"))  # noqa: PTH208


def own_frameworks(config: pytest.Config) -> list[Path]:
    """The files of the user's frameworks, those of other plugins among them, without reading them."""
    if ASKED not in config.stash:
        config.stash[ASKED] = list(dict.fromkeys(_asked(config)))
    return config.stash[ASKED]


def _asked(config: pytest.Config) -> list[Path]:
    folder = options.folder_of(config, "--aisec-frameworks")
    named = [folder / name for name in options.value(config, "--aisec-frameworks")]
    for paths in config.hook.pytest_aisec_frameworks(config=config):
        named.extend(map(Path, paths))
    return named
