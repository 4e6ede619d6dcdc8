"""Names of resource types that do not exist are said, with what may be meant."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from pytest_aisec.sources.cloudformation import registry
from pytest_aisec.values import Location
from tests.sources.cloudformation.conftest import ReadText


@pytest.mark.parametrize(
    "kind",
    [
        "AWS::S3::Bucket",
        "AWS::CloudFormation::Stack",
        "AWS::CloudFormation::CustomResource",
        "AWS::CDK::Metadata",
        "Custom::Anything@goes-here",
        "Corp::Storage::Bucket",
        "Corp::Storage::Bucket::MODULE",
    ],
)
def test_what_may_exist_is_not_complained_of(kind: str) -> None:
    assert registry.complaint(kind) is None


@pytest.mark.parametrize(
    ("kind", "said", "near"),
    [
        ("AWS::S3::Bucke", "did you mean AWS::S3::Bucket?", {"AWS::S3::Bucket"}),
        ("AWS::s3::Bucket", "did you mean AWS::S3::Bucket?", {"AWS::S3::Bucket"}),
        ("AWS::Nothing::Thing", "a newer cfn-lint knows newer types", set()),
        ("Bucket", "expected a type such as AWS::S3::Bucket, found 'Bucket'", set()),
        ("AWS:S3::Bucket", "expected a type such as", {"AWS::S3::Bucket"}),
    ],
)
def test_what_cannot_exist_is_said_once_and_may_be_what_it_looks_like(
    read: ReadText, kind: str, said: str, near: set[str]
) -> None:
    contents = read(f"Resources:\n  A:\n    Type: {kind}\n")
    (unread,) = contents.unread
    assert unread.reason.startswith("resource A: ")
    assert said in unread.reason
    assert unread.location == Location("t.yaml", 3, 11)
    assert unread.types is not None
    assert near <= unread.types
    assert len(contents.declarations) == 1


def test_a_type_of_one_region_only_exists(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_types", lambda _region: frozenset({"AWS::S3::Bucket"}))
    monkeypatch.setattr(registry, "_elsewhere", lambda: frozenset({"AWS::Only::There"}))
    assert registry.complaint("AWS::Only::There") is None
    assert registry.complaint("AWS::Only::Here") is not None


def test_without_the_registry_every_well_formed_name_may_exist(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_types", lambda _region: frozenset())
    assert registry.complaint("AWS::Nothing::Thing") is None
    assert registry.complaint("Thing") is not None


def test_it_is_read_without_importing_the_linter() -> None:
    program = (
        "import sys; from pytest_aisec.sources.cloudformation.registry import complaint;"
        "assert complaint('AWS::S3::Bucke'); assert 'cfnlint' not in sys.modules"
    )
    root = str(Path(registry.__file__).parents[3])
    run = subprocess.run([sys.executable, "-c", program], check=False, capture_output=True, env={"PYTHONPATH": root})
    assert run.returncode == 0, run.stderr
