"""A small project whose infrastructure is judged by runs of pytest inside pytest."""

from __future__ import annotations

import json
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

import pytest_aisec.plugin.features
import pytest_aisec.sources.snapshot  # noqa: F401
from pytest_aisec.analysis import detectors
from pytest_aisec.compliance import catalogue
from pytest_aisec.gathering import Inputs, discover, gather

MAIN = """\
variable "public" {
  type = bool
}

resource "aws_s3_bucket" "open" {
  bucket = "open"
}

resource "aws_s3_bucket" "shut" {
  bucket = "shut"
}

resource "aws_s3_bucket_public_access_block" "open" {
  bucket              = aws_s3_bucket.open.id
  block_public_acls   = false
  block_public_policy = var.public
}

resource "aws_s3_bucket_public_access_block" "shut" {
  bucket              = aws_s3_bucket.shut.id
  block_public_acls   = true
  block_public_policy = true
}
"""

POLICIES = '''
import pytest
from pytest_aisec import Resource
from pytest_aisec.aws import ec2, s3

@pytest.mark.severity("critical")
@pytest.mark.soc2("CC6.1", "CC6.6")
def test_acls_are_blocked(bucket: s3.Bucket) -> None:
    """Buckets block public ACLs.

    Why: because.

    Fix: block them.
    """
    assert bucket.public_acls_blocked

@pytest.mark.severity("low")
@pytest.mark.soc2("CC6.6")
@pytest.mark.hipaa("164.312(a)(1)")
def test_policies_are_blocked(bucket: s3.Bucket) -> None:
    assert bucket.public_policy_blocked

def test_is_a_bucket(bucket: s3.Bucket) -> None:
    assert isinstance(bucket, s3.Bucket)

def test_vpc(vpc: ec2.Vpc) -> None:
    assert False

def test_never_applies(bucket: s3.Bucket) -> None:
    pytest.skip("not to any")
'''
"""Violated (main.tf:15, not main.tf:21), undetermined (var.public), passed, no resources, not applicable."""


class Project:
    """A folder with `main.tf`, in which pytest runs."""

    def __init__(self, pytester: pytest.Pytester) -> None:
        self.pytester = pytester
        self.path: Path = pytester.path
        self.write("main.tf", MAIN)

    def write(self, name: str, text: str) -> Path:
        path = self.path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dedent(text), encoding="utf-8")
        return path

    def policies(self, text: str, name: str = "test_own.py") -> None:
        self.write(name, f"import pytest\nfrom pytest_aisec.aws import ec2, s3\n{dedent(text)}")

    def run(self, *args: str, pack: str | None = "none", cache: bool = False) -> pytest.RunResult:
        """`pytest --aisec` in this process, by the project's own policies only."""
        packs = [] if pack is None else [f"--aisec-pack={pack}"]
        return self.plain("--aisec", *packs, *([] if cache else ["-p", "no:cacheprovider"]), *args)

    def plain(self, *args: str) -> pytest.RunResult:
        return self.pytester.runpytest_inprocess("-p", "no:hypothesispytest", *args)

    def apart(self, *args: str, pack: str = "none") -> pytest.RunResult:
        """`pytest --aisec` in a process of its own."""
        arguments = ("--aisec", f"--aisec-pack={pack}", "-p", "no:cacheprovider", *args)
        return self.pytester.runpytest_subprocess(*arguments, timeout=60)

    def report(self, *args: str, pack: str | None = "none") -> dict[str, Any]:
        """The findings as JSON."""
        self.run("--aisec-report", "json=out.json", *args, pack=pack)
        return self.read("out.json")

    def read(self, name: str) -> dict[str, Any]:
        read: dict[str, Any] = json.loads((self.path / name).read_text(encoding="utf-8"))
        return read


@pytest.fixture(scope="session")
def imported(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Have everything imported: runs inside this process forget what they import, and would import it each time."""
    folder = tmp_path_factory.mktemp("imported")
    (folder / "main.tf").write_text(MAIN)
    (folder / "bad.tf").write_text("resource {")
    (folder / "bad.yaml").write_text("AWSTemplateFormatVersion: 2010-09-09\nResources:\n  A: [\n")
    (folder / "good.yaml").write_text("Resources:\n  A:\n    Type: AWS::S3::Bucket\n")
    gather(discover(folder), Inputs(folder))
    catalogue.bundled()
    detectors.kinds_in([])


@pytest.fixture
def project(imported: None, pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> Project:
    monkeypatch.delenv("PYTEST_ADDOPTS", raising=False)
    monkeypatch.delenv("PYTEST_PLUGINS", raising=False)
    return Project(pytester)


@pytest.fixture
def judged(project: Project) -> Project:
    """The project with a policy of each outcome."""
    project.write("test_own.py", POLICIES)
    return project


def category(result: pytest.RunResult, test: str) -> str:
    """The word that -v shows for a test."""
    line = next(line for line in result.outlines if f"{test} " in line)
    return line.split(f"{test} ")[1].partition(" [")[0].partition(" (")[0].strip()


def errors(result: pytest.RunResult) -> list[str]:
    """What pytest says of a usage error."""
    return [line for line in result.errlines if line]
