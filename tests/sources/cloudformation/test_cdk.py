"""Output of the real CDK (cdk/synthesize.sh writes it)."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from pytest_aisec.declarations import Contents, Declaration
from pytest_aisec.sources.cloudformation import CloudFormationSource, find_templates
from pytest_aisec.values import Location

HERE = Path(__file__).parent / "cdk"


@pytest.fixture(scope="module")
def application() -> Contents:
    return CloudFormationSource(HERE / "cdk.out" / "manifest.json", HERE).read()


def by_address(contents: Contents) -> dict[str, Declaration]:
    found = {declaration.address: declaration for declaration in contents.declarations}
    assert len(found) == len(contents.declarations)
    return found


def body(declaration: Declaration) -> Any:
    return declaration.body.value


def test_the_manifest_is_found_in_place_of_the_templates() -> None:
    assert find_templates(HERE) == [HERE / "cdk.out" / "manifest.json"]


def test_every_stack_is_read_with_construct_paths(application: Contents) -> None:
    assert application.unread == ()
    platform = {
        "Key/Resource",
        "Training/Resource",
        "Inference/ServiceRole/Resource",
        "Inference/Resource",
        "Storage.NestedStack/Storage.NestedStackResource",
        "Storage/Artifacts/Resource",
        "Storage/Artifacts/Policy/Resource",
    }
    consumer = {"Results/Resource", "Open"}
    expected = {f"{stage}Platform/{name}" for stage in ("", "Prod/") for name in platform}
    expected |= {f"{stage}Consumer/{name}" for stage in ("", "Prod/") for name in consumer}
    assert set(by_address(application)) == expected


def test_references_cross_nested_stacks_and_exports(application: Contents) -> None:
    found = by_address(application)
    for stage in ("", "Prod/"):
        for bucket in (
            "Platform/Training/Resource",
            "Platform/Storage/Artifacts/Resource",
            "Consumer/Results/Resource",
        ):
            (rule,) = (
                body(found[f"{stage}{bucket}"])["BucketEncryption"].value["ServerSideEncryptionConfiguration"].value
            )
            key = rule.value["ServerSideEncryptionByDefault"].value["KMSMasterKeyID"].value
            assert (key.target, key.attribute) == (f"{stage}Platform/Key/Resource", "Arn")
            assert found[key.target].type == "AWS::KMS::Key"


def test_the_manifest_gives_account_and_region(application: Contents) -> None:
    found = by_address(application)
    role = body(found["Platform/Inference/ServiceRole/Resource"])["ManagedPolicyArns"].plain
    assert role == ["arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"]
    url = body(found["Platform/Storage.NestedStack/Storage.NestedStackResource"])["TemplateURL"].plain
    assert url.startswith("https://s3.eu-west-1.amazonaws.com/cdk-")
    anywhere = body(found["Prod/Platform/Inference/ServiceRole/Resource"])["ManagedPolicyArns"].plain
    assert anywhere[0].prefix == "arn:"


def test_places_are_those_of_the_templates(application: Contents) -> None:
    opened = by_address(application)["Prod/Consumer/Open"]
    (rule,) = body(opened)["SecurityGroupIngress"].value
    lines = (HERE / opened.location.file).read_text().splitlines()  # type: ignore[operator]
    assert opened.location == Location("cdk.out/assembly-Prod/ProdConsumerB9729712.template.json", 25, 3)
    assert '"CidrIp": "0.0.0.0/0"' in lines[rule.value["CidrIp"].location.line - 1]


def test_what_is_missing_is_said(tmp_path: Path) -> None:
    out = tmp_path / "cdk.out"
    shutil.copytree(HERE / "cdk.out", out)
    (out / "Consumer.template.json").unlink()
    (out / "assembly-Prod" / "manifest.json").write_text("{")
    (out / "PlatformStorage5D74AB88.nested.template.json").unlink()
    unread = CloudFormationSource(out / "manifest.json", tmp_path).read().unread
    reasons = [entry.reason for entry in unread]
    assert len(reasons) == 3
    assert any(
        reason.startswith("stack Consumer: cdk.out/Consumer.template.json is not readable") for reason in reasons
    )
    assert any("its template PlatformStorage5D74AB88.nested.template.json is not a local file" in r for r in reasons)


@pytest.mark.parametrize(
    "manifest",
    [
        [],
        {},
        {"artifacts": 1},
        {"artifacts": {"A": {"type": "aws:cloudformation:stack"}}},
        {"artifacts": {"A": {"type": "cdk:cloud-assembly", "properties": {"directoryName": "no"}}}},
    ],
)
def test_bad_manifests(tmp_path: Path, manifest: object) -> None:
    (tmp_path / "manifest.json").write_text(json.dumps(manifest))
    (unread,) = CloudFormationSource(tmp_path / "manifest.json", tmp_path).read().unread
    assert unread.location.line is not None or "not readable" in unread.reason


def test_an_assembly_inside_itself_is_read_once(tmp_path: Path) -> None:
    manifest = {"artifacts": {"A": {"type": "cdk:cloud-assembly", "properties": {"directoryName": "."}}}}
    (tmp_path / "manifest.json").write_text(json.dumps(manifest))
    assert CloudFormationSource(tmp_path / "manifest.json", tmp_path).read() == Contents(
        facts=CloudFormationSource(tmp_path / "manifest.json", tmp_path).read().facts
    )
