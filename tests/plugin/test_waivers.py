"""Violations that a comment at the resource accepts, in our own form and in those of other tools."""

from __future__ import annotations

import pytest

from tests.plugin.conftest import Project

POLICY = """
    import pytest
    from pytest_aisec.aws import s3

    @pytest.mark.equivalent(checkov="CKV_AWS_21", trivy="AVD-AWS-0090", kics="568a4d22")
    def test_versions(bucket: s3.Bucket) -> None:
        assert bucket.versioned
"""


def judged(project: Project, comment: str, *args: str, where: str = "inside") -> tuple[str, str, str]:
    """The verdict, why it is waived, and the message, of the policy on a bucket with a comment."""
    inside, above = (comment, "") if where == "inside" else ("", comment)
    project.write("main.tf", f'{above}\nresource "aws_s3_bucket" "b" {{\n  bucket = "b"\n  {inside}\n}}\n')
    project.write("test_own.py", POLICY)
    (finding,) = project.report("--aisec-evidence=all", *args)["findings"]
    return finding["verdict"], finding["waived"], finding["message"]


@pytest.mark.parametrize("where", ["inside", "above"])
@pytest.mark.parametrize(
    ("comment", "told"),
    [
        ("# aisec:ignore[versions] it is a cache", "it is a cache"),
        ("// aisec:ignore[versions] it is a cache", "it is a cache"),
        ("# aisec:ignore[other, ver*] until=2999-01-01 it is a cache", "it is a cache"),
        ("#checkov:skip=CKV_AWS_21:it is a cache", "checkov: it is a cache"),
        ("#tfsec:ignore:AWS-0090", "trivy: no reason given"),
        ("# trivy:ignore:AVD-AWS-0090 a cache", "trivy: a cache"),
        ("# kics-scan ignore-block", "kics: no reason given"),
    ],
)
def test_accepted(project: Project, comment: str, told: str, where: str) -> None:
    line = 4 if where == "inside" else 1
    assert judged(project, comment, where=where)[:2] == ("waived", f"{told} (main.tf:{line})")


@pytest.mark.parametrize(
    ("comment", "told"),
    [
        ("# aisec:ignore[versions]", "the waiver of main.tf:4 gives no reason"),
        ("# aisec:ignore[versions] until=2020-01-01 a cache", "the waiver of main.tf:4 ended on 2020-01-01"),
        ("# aisec:ignore[versions] until=soon a cache", "ends on 'soon', which is no date"),
        ("# aisec:ignore[other] a cache", ""),
        ("#checkov:skip=CKV_AWS_18:another", ""),
        ("# trivy:ignore:AVD-AWS-0001", ""),
    ],
)
def test_not_accepted(project: Project, comment: str, told: str) -> None:
    verdict, why, message = judged(project, comment)
    assert (verdict, why) == ("violated", "")
    assert told in message


def test_those_of_others_can_be_refused(project: Project) -> None:
    option = "--aisec-no-foreign-waivers"
    assert judged(project, "#checkov:skip=CKV_AWS_21:a cache", option)[0] == "violated"
    assert judged(project, "# aisec:ignore[versions] a cache", option)[0] == "waived"


def test_a_comment_belongs_to_one_resource(project: Project) -> None:
    project.write(
        "main.tf",
        """
        # aisec:ignore[versions] a cache
        resource "aws_s3_bucket" "a" {
          bucket = "a"
        }

        resource "aws_s3_bucket" "b" {
          bucket = "b"
        }
        """,
    )
    project.write("test_own.py", POLICY)
    found = {each["address"]: each["verdict"] for each in project.report("--aisec-evidence=all")["findings"]}
    assert found == {"aws_s3_bucket.a": "waived", "aws_s3_bucket.b": "violated"}


def test_in_templates(project: Project) -> None:
    (project.path / "main.tf").unlink()
    project.write(
        "stack.yaml",
        """
        AWSTemplateFormatVersion: 2010-09-09
        Resources:
          A:  # aisec:ignore[versions] a cache
            Type: AWS::S3::Bucket
          B:
            # checkov:skip=CKV_AWS_21: a cache
            Type: AWS::S3::Bucket
          C:
            Type: AWS::S3::Bucket
        """,
    )
    project.write("test_own.py", POLICY)
    found = {each["address"]: each["verdict"] for each in project.report("--aisec-evidence=all")["findings"]}
    assert found == {"A": "waived", "B": "waived", "C": "violated"}


def test_a_run_with_waived_violations_only_succeeds_and_says_so(project: Project) -> None:
    project.write("main.tf", 'resource "aws_s3_bucket" "b" {\n  # aisec:ignore[versions] a cache\n}\n')
    project.write("test_own.py", POLICY)
    result = project.run()
    assert result.ret == pytest.ExitCode.OK
    result.stdout.fnmatch_lines(["0 violations, 1 waived, 0 passed*", "*1 waived*"])
