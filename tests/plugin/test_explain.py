"""`--aisec-explain`: what is known of one resource."""

from __future__ import annotations

import pytest

from tests.estates.names import TERRAFORM
from tests.plugin.conftest import Project, errors

PLATFORM = f"--aisec-source=terraform:{TERRAFORM['flawed']}"


def explained(project: Project, *args: str) -> pytest.RunResult:
    return project.plain("-p", "no:cacheprovider", *args)


def test_attributes_are_shown_with_their_places(judged: Project) -> None:
    result = explained(judged, "--aisec-explain=aws_s3_bucket.open")
    assert result.ret == pytest.ExitCode.OK
    result.stdout.fnmatch_lines(
        [
            "aws_s3_bucket.open  main.tf:5",
            "*AWS::S3::Bucket (aws_s3_bucket in terraform:.)",
            "*role*none in the AI estate",
            "*public_acls_blocked = false*(main.tf:15)",
            "*public_policy_blocked = unknown: var.public has no value (main.tf:1)*",
        ]
    )
    assert "AI security" not in result.stdout.str()
    assert "VIOLATED" not in result.stdout.str()


def test_roles_are_shown_with_their_reasons(project: Project) -> None:
    result = explained(project, PLATFORM, "--aisec-explain=aws_instance.server")
    assert result.ret == pytest.ExitCode.OK
    result.stdout.fnmatch_lines(["*role*model host: instance type g5.xlarge"])
    result = explained(project, PLATFORM, "--aisec-explain=aws_s3_bucket.artefacts")
    result.stdout.fnmatch_lines(["*role*AI bucket: aws_sagemaker_model.embedder loads its weights from it"])


def test_a_type_without_a_class_is_explained(project: Project) -> None:
    project.write("more.tf", 'resource "aws_cloud9_environment_ec2" "q" {}\n')
    result = explained(project, "--aisec-explain=aws_cloud9_environment_ec2.q")
    result.stdout.fnmatch_lines(["*no class describes this type; read it by path*"])


def test_the_same_address_in_several_sources_is_explained_in_each(project: Project) -> None:
    project.write("more/main.tf", 'resource "aws_s3_bucket" "open" {}\n')
    lines = explained(project, "--aisec-explain=aws_s3_bucket.open").outlines
    assert [line for line in lines if line.startswith("aws_s3_bucket.open")] == [
        "aws_s3_bucket.open  main.tf:5",
        "aws_s3_bucket.open  more/main.tf:1",
    ]


def test_an_unknown_address_is_a_usage_error_with_a_suggestion(project: Project) -> None:
    result = explained(project, "--aisec-explain=aws_s3_bucket.opne")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    (error,) = errors(result)
    assert error.startswith("ERROR: aisec: there is no resource aws_s3_bucket.opne; did you mean aws_s3_bucket.open")


def test_what_was_not_read_is_said(project: Project) -> None:
    project.write("bad.tf", 'resource "aws_vpc" "a" {\n')
    result = explained(project, "--aisec-explain=aws_s3_bucket.open")
    assert result.ret == pytest.ExitCode.OK
    result.stdout.fnmatch_lines(["aisec: not read: bad.tf:2: syntax error*"])
    missing = errors(explained(project, "--aisec-explain=aws_vpc.a"))
    assert len(missing) == 2
    assert "aisec: not read: bad.tf:2" in missing[1]


def test_no_workers_are_started(project: Project) -> None:
    result = explained(project, "--aisec-explain=aws_s3_bucket.open", "-n2")
    assert result.ret == pytest.ExitCode.OK
    assert "2 workers" not in result.stdout.str()
    assert "bringing up nodes" not in result.stdout.str()
    result.stdout.fnmatch_lines(["aws_s3_bucket.open  main.tf:5"])
