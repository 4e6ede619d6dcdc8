"""A value that its setting cannot have, met while looking for who plays which part: said once, and the rest is judged."""

from __future__ import annotations

from typing import Any

import pytest

from pytest_aisec.declarations import Contents, Declaration, Dialect, SourceRecord
from pytest_aisec.gathering import type_name
from pytest_aisec.sources import snapshot
from pytest_aisec.values import Location, located
from tests.plugin.conftest import Project, category, errors
from tests.plugin.test_sources import ITEM

POLICIES = """
    from pytest_aisec import ai
    from pytest_aisec.aws import s3

    def test_host_asks_for_tokens(host: ai.ModelHost):
        machine = host.resource
        assert machine["metadata_options.0.http_tokens"] or machine["MetadataOptions.HttpTokens"]

    def test_host_is_tagged(host: ai.ModelHost):
        assert host.resource["tags.Owner"] or host.resource["Tags"]

    def test_named(bucket: s3.Bucket):
        assert bucket["bucket"] or bucket["BucketName"] or bucket["Name"]
"""
TERRAFORM = """\
resource "aws_s3_bucket" "b" {
  bucket = "b"
}

resource "aws_instance" "model" {
  instance_type = "g5.xlarge"
}

resource "aws_instance" "odd" {
  instance_type = [["g5.xlarge"]]
  tags          = { Owner = "me" }
}
"""
TEMPLATE = """\
Resources:
  Bucket:
    Type: AWS::S3::Bucket
    Properties:
      BucketName: b
  Model:
    Type: AWS::EC2::Instance
    Properties:
      InstanceType: g5.xlarge
  Odd:
    Type: AWS::EC2::Instance
    Properties:
      InstanceType:
        - g5.xlarge
      Tags: [{Key: Owner, Value: me}]
"""


def write_terraform(project: Project) -> list[str]:
    project.write("main.tf", TERRAFORM)
    return ["aws_instance.odd", "main.tf:10"]


def write_template(project: Project) -> list[str]:
    (project.path / "main.tf").unlink()
    project.write("stack.yaml", TEMPLATE)
    return ["Odd", "stack.yaml:14"]


def write_account(project: Project) -> list[str]:
    (project.path / "main.tf").unlink()
    source = "aws:111122223333@us-east-1"
    bodies: dict[str, tuple[str, str, dict[str, Any]]] = {
        "b": ("AWS::S3::Bucket", "s3:ListBuckets", {"Name": "b"}),
        "i-1": ("AWS::EC2::Instance", "ec2:DescribeInstances", {"InstanceId": "i-1", "InstanceType": "g5.xlarge"}),
        "i-2": (
            "AWS::EC2::Instance",
            "ec2:DescribeInstances",
            {"InstanceId": "i-2", "InstanceType": {"Name": "g5"}, "Tags": [{"Key": "Owner", "Value": "me"}]},
        ),
    }
    declared = [
        Declaration(source, Dialect.LIVE, type_, address, located(body, at), at, region="us-east-1")
        for address, (type_, api, body) in bodies.items()
        for at in [Location(api=api, resource=address)]
    ]
    path = project.path / "account.json"
    snapshot.write(path, [SourceRecord(source, "aws", "", Contents(tuple(declared)))], type_name, None)
    return ["i-2", "ec2:DescribeInstances i-2"]


@pytest.mark.parametrize("write", [write_terraform, write_template, write_account])
def test_it_is_said_with_its_place_and_everything_else_is_judged(project: Project, write: Any) -> None:
    address, place = write(project)
    project.policies(POLICIES)
    files = ["--aisec-source=snapshot:account.json"] if (project.path / "account.json").exists() else []
    result = project.run("-v", "--aisec-report=json=out.json", "--aisec-evidence=all", *files)
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    assert category(result, ITEM) == "NOT READ"
    assert category(result, "test_host_asks_for_tokens") == "VIOLATED"
    assert category(result, "test_host_is_tagged") == "VIOLATED"
    assert category(result, "test_named") == "PASSED"
    report = project.read("out.json")
    verdicts = {(found["policy"], found["address"]): found for found in report["findings"]}
    assert verdicts["host-asks-for-tokens", address]["verdict"] == "undetermined"
    assert place in verdicts["host-asks-for-tokens", address]["message"]
    assert verdicts["host-is-tagged", address]["verdict"] == "passed", "whether it is a host does not matter"
    [unread] = report["sources"][0]["unread"]
    assert place in unread["reason"]
    assert unread["reason"].startswith(f"{address}.instance_type: ")
    assert sum(place in line for line in result.outlines) >= 1


def test_it_may_be_allowed_and_is_still_said(project: Project) -> None:
    write_terraform(project)
    project.policies(POLICIES)
    result = project.run("-v", "-k", "named or nothing", "--aisec-allow=unread")
    assert result.ret == pytest.ExitCode.OK, "no selected policy is about hosts"
    assert not any("main.tf:10" in line for line in result.outlines)
    result = project.run("-v", "-k", "host_is_tagged", "--aisec-allow=unread")
    assert category(result, ITEM) == "PASSED"
    assert any("main.tf:10" in line for line in result.outlines)


def test_workers_tell_of_it(project: Project) -> None:
    pytest.importorskip("xdist")
    write_terraform(project)
    project.policies(POLICIES)
    result = project.run("-v", "-n1", "--aisec-report=json=out.json")
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    assert [item["line"] for item in project.read("out.json")["sources"][0]["unread"]] == [10]


def test_an_explanation_says_it(project: Project) -> None:
    write_terraform(project)
    result = project.run("--aisec-explain=aws_instance.odd")
    assert result.ret == pytest.ExitCode.OK, errors(result)
    assert any("main.tf:10" in line for line in result.outlines)


def test_what_is_met_only_while_judging_is_an_error_of_that_policy(project: Project, monkeypatch: Any) -> None:
    write_terraform(project)
    project.policies("""
        from pytest_aisec.analysis.roles import Role, members

        def test_beside(bucket: s3.Bucket):
            assert not members(bucket.estate, Role.MODEL_HOST)
    """)
    result = project.run("-v", "--aisec-report=json=out.json")
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    assert category(result, ITEM) == "PASSED"
    assert "main.tf:10" in project.read("out.json")["policies"][0]["trouble"]
