"""The platform as a source of each kind: asked for, gathered, judged."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args

import pytest

from pytest_aisec.gathering import Inputs, gather
from pytest_aisec.inventory import Inventory
from pytest_aisec.requests import Request
from tests.estates.live import example
from tests.estates.names import CLOUDFORMATION, POLICIES, ROOT, TERRAFORM, Variant

Kind = Literal["terraform", "cloudformation", "aws"]
KINDS: tuple[Kind, ...] = get_args(Kind)
VARIANTS: tuple[Variant, ...] = get_args(Variant)

SELECTION = " or ".join(["sources and not test_", *(f"test_{policy.replace('-', '_')}" for policy in POLICIES)])
"""The policies that the platform is about, as pytest's `-k` has it."""


def request(variant: Variant, kind: Kind) -> Request:
    """What to ask for, relative to the repository."""
    paths = {"terraform": TERRAFORM[variant], "cloudformation": CLOUDFORMATION[variant]}
    return Request(kind, paths[kind].relative_to(ROOT).as_posix() if kind in paths else "")


def gathered(variant: Variant, kind: Kind, endpoint: str | None = None) -> Inventory:
    """The inventory of one source."""
    with _environment(endpoint):
        return gather([request(variant, kind)], Inputs(ROOT))


def variables(endpoint: str | None) -> dict[str, str]:
    """Our environment, with nothing of a real AWS account in it."""
    found: dict[str, str] = example("server").environment(endpoint)
    return found


@contextmanager
def _environment(endpoint: str | None) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        wanted = variables(endpoint)
        for name in os.environ.keys() - wanted.keys():
            patch.delenv(name)
        for name, value in wanted.items():
            patch.setenv(name, value)
        yield


@dataclass(frozen=True)
class Outcome:
    """How a run of the plugin ended, and the JSON report that it wrote. `output` is what the terminal showed."""

    status: int
    output: str
    report: dict[str, Any]

    @property
    def verdicts(self) -> dict[tuple[str, str], str]:
        """The verdict on each (policy, address)."""
        return {(found["policy"], found["address"]): found["verdict"] for found in self.findings}

    @property
    def findings(self) -> list[dict[str, Any]]:
        """All findings, the passed ones included."""
        found: list[dict[str, Any]] = self.report["findings"]
        return found


def judged(source: Request, folder: Path, root: Path = ROOT, endpoint: str | None = None, *more: str) -> Outcome:
    """What the plugin makes of a source by the policies that the platform is about.

    `folder` is where the report goes, `root` what file names are relative to.
    """
    location = source if source.kind == "aws" else Request(source.kind, str(root / source.location))
    return run_plugin([f"--aisec-source={location}", f"-k{SELECTION}", *more], folder, root, endpoint)


def run_plugin(options: Sequence[str], folder: Path, root: Path, endpoint: str | None = None) -> Outcome:
    """A run of the bundled policies in a process as users start it."""
    report, packages, start = (folder / name for name in ("findings.json", "packages", "start"))
    packages.mkdir()
    start.mkdir()
    # The name that the policies have once they are installed, whether or not they are in this environment.
    (packages / "pytest_aisec_policies").symlink_to(ROOT / "policies")
    run = subprocess.run(
        [
            sys.executable,
            *("-m", "pytest", "-pno:cacheprovider", "-ppytest_aisec.plugin", "--noconftest"),
            *(f"-c{os.devnull}", f"--rootdir={root}", "--aisec", "--aisec-pack=bundled", "--aisec-evidence=all"),
            *(f"--aisec-report=json={report}", *options),
        ],
        cwd=start,
        env={
            **variables(endpoint),
            "PYTHONPATH": os.pathsep.join([str(ROOT), str(packages)]),
            "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert report.exists(), run.stdout + run.stderr
    return Outcome(run.returncode, run.stdout, json.loads(report.read_text()))
