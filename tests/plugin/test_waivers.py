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
        ("# aisec:ignore[versions] it is a cache until=2999-01-01", "it is a cache"),
        ("#checkov:skip=CKV_AWS_21:it is a cache", "checkov: it is a cache"),
        ("#bridgecrew:skip=CKV_AWS_21:it is a cache", "checkov: it is a cache"),
        ("#trivy:ignore:AVD-AWS-0090:exp:2999-01-01", "trivy: no reason given"),
        ("#trivy:ignore:AVD-AWS-0001 trivy:ignore:AVD-AWS-0090 a cache", "trivy: a cache"),
        ("#tfsec:ignore:*", "trivy: no reason given"),
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
        ("# aisec:ignore[versions] a cache until=2020-01-01", "the waiver of main.tf:4 ended on 2020-01-01"),
        ("# aisec:ignore[other] a cache", ""),
        ("#trivy:ignore:AVD-AWS-0090:exp:2020-01-01 a cache", "the waiver of main.tf:4 ended on 2020-01-01"),
        ("#trivy:ignore:AVD-AWS-0090:ws:test", "the waiver of main.tf:4 holds for ws:test only"),
        ("#trivy:ignore:AVD-AWS-0090[a=b]", "the waiver of main.tf:4 holds for [a=b] only"),
        ('acl = "# aisec:ignore[versions] a text"', ""),
        ('acl = "${"a"}b # aisec:ignore[versions] a text"', ""),
        ("policy = <<X\n# aisec:ignore[versions] a text\nX", ""),
        ("#checkov:skip=CKV_AWS_18:another", ""),
        ("# trivy:ignore:AVD-AWS-0001", ""),
    ],
)
def test_not_accepted(project: Project, comment: str, told: str) -> None:
    verdict, why, message = judged(project, comment)
    assert (verdict, why) == ("violated", "")
    assert told in message


SEVERAL = """
    import pytest
    from pytest_aisec.aws import s3

    @pytest.mark.equivalent(checkov=("CKV_AWS_21", "CKV_AWS_18"), trivy=("AVD-AWS-0090", "AVD-AWS-0089"))
    def test_versions(bucket: s3.Bucket) -> None:
        assert bucket.versioned
"""


@pytest.mark.parametrize(
    ("comments", "verdict"),
    [
        (["#checkov:skip=CKV_AWS_21: a cache"], "violated"),
        (["#checkov:skip=CKV_AWS_21: a cache", "#trivy:ignore:AVD-AWS-0089"], "violated"),
        (["#checkov:skip=CKV_AWS_21: a cache", "#checkov:skip=CKV_AWS_18: a cache"], "waived"),
        (["#trivy:ignore:AVD-AWS-0090:exp:2020-01-01", "#trivy:ignore:AVD-AWS-0089"], "violated"),
        (["#trivy:ignore:AVD-AWS-0090", "#trivy:ignore:AWS-0089"], "waived"),
        (["#checkov:skip=CKV_AWS_21: a cache", "# aisec:ignore[versions] a cache"], "waived"),
    ],
)
def test_policy_that_stands_for_several_rules_is_waived_with_all_of_them(
    project: Project, comments: list[str], verdict: str
) -> None:
    lines = "\n".join(comments)
    project.write("main.tf", f'resource "aws_s3_bucket" "b" {{\n{lines}\n}}\n')
    project.write("test_own.py", SEVERAL)
    (finding,) = project.report("--aisec-evidence=all")["findings"]
    assert finding["verdict"] == verdict
    assert (verdict == "waived") is ("leaves" not in finding["message"])


def test_rules_about_other_types_need_not_be_named(project: Project) -> None:
    own = SEVERAL.replace("CKV_AWS_18", "CKV_AWS_46").replace("AVD-AWS-0089", "AVD-AWS-0029")
    project.write("main.tf", 'resource "aws_s3_bucket" "b" {\n#checkov:skip=CKV_AWS_21: a cache\n}\n')
    project.write("test_own.py", own)
    (finding,) = project.report("--aisec-evidence=all")["findings"]
    assert finding["verdict"] == "waived"


def test_text_of_a_template_is_no_comment(project: Project) -> None:
    project.write(
        "t.yaml",
        """\
        Resources:
          A:
            Type: AWS::S3::Bucket
            Properties:
              BucketName: 'it # aisec:ignore[versions] no'
              Tags:
                - Key: script
                  Value: |
                    # aisec:ignore[versions] in a script
        """,
    )
    project.write("test_own.py", POLICY)
    (finding,) = project.report("--aisec-evidence=all", "--aisec-source=cloudformation:t.yaml")["findings"]
    assert finding["verdict"] == "violated"


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


def idle(project: Project, comment: str, *args: str, versions: str = "Enabled") -> pytest.RunResult:
    """A run over a bucket that keeps versions, or may, with a comment in it."""
    project.write(
        "main.tf",
        f"""
        variable "versions" {{}}
        resource "aws_s3_bucket" "b" {{
          bucket = "b"
          {comment}
        }}
        resource "aws_s3_bucket_versioning" "b" {{
          bucket = aws_s3_bucket.b.id
          versioning_configuration {{
            status = {versions if versions.startswith("var.") else f'"{versions}"'}
          }}
        }}
        """,
    )
    project.write(
        "test_own.py", POLICY + "\n    def test_named(bucket: s3.Bucket) -> None:\n        assert bucket.address\n"
    )
    return project.run(*args)


def test_one_that_accepts_nothing_fails_the_run(project: Project) -> None:
    result = idle(project, "# aisec:ignore[versions] it was a cache")
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.stdout.fnmatch_lines(
        [
            "main.tf:5: aisec:ignore[[]versions[]] accepts nothing: no such violation there",
            "Strike these comments*",
            "0 violations, 2 passed*",
        ]
    )


def test_one_without_a_policy_fails_the_run(project: Project) -> None:
    result = idle(project, "# aisec:ignore until=2999-01-01 it was a cache")
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.stdout.fnmatch_lines(["main.tf:5: aisec:ignore names no policy: *"])


def test_one_that_names_no_policy_fails_the_run(project: Project) -> None:
    result = idle(project, "# aisec:ignore[version] it was a cache")
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.stdout.fnmatch_lines(["main.tf:5: aisec:ignore[[]version[]] names no policy"])


@pytest.mark.parametrize(
    ("comment", "versions", "args"),
    [
        ("# aisec:ignore[versions] it was a cache", "Enabled", ["--aisec-allow=waivers"]),
        ("# aisec:ignore[versions] it was a cache", "Enabled", ["--aisec-policy=named"]),
        ("# aisec:ignore[versions] it may be a cache", "var.versions", []),
        ("# aisec:ignore[versions] it is a cache", "Suspended", []),
        ("# checkov:skip=CKV_AWS_21:it was a cache", "Enabled", []),
    ],
)
def test_one_that_may_be_needed_does_not(project: Project, comment: str, versions: str, args: list[str]) -> None:
    assert idle(project, comment, *args, versions=versions).ret == pytest.ExitCode.OK


def test_one_that_has_ended_is_needed_still(project: Project) -> None:
    result = idle(project, "# aisec:ignore[versions] until=2020-01-01 a cache", versions="Suspended")
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.stdout.no_fnmatch_line("*accepts nothing*")
    result.stdout.fnmatch_lines(["*the waiver of main.tf:5 ended on 2020-01-01*"])


def test_workers_need_them_too(project: Project) -> None:
    assert (
        idle(project, "# aisec:ignore[versions] it is a cache", "-n2", versions="Suspended").ret == pytest.ExitCode.OK
    )
    result = idle(project, "# aisec:ignore[versions] it was a cache", "-n2")
    assert result.ret == pytest.ExitCode.TESTS_FAILED


@pytest.mark.parametrize(
    ("name", "metadata"),
    [
        ("t.yaml", "{checkov: {skip: [{id: CKV_AWS_18, comment: other}, {id: CKV_AWS_21, comment: a cache}]}}"),
        ("t.yaml", '\n      checkov:\n        skip:\n          - id: "CKV_AWS_21"\n            comment: "a cache"'),
        ("t.json", '{"checkov": {"skip": [{"id": "CKV_AWS_21", "comment": "a cache"}]}}'),
    ],
)
def test_metadata_for_checkov(project: Project, name: str, metadata: str) -> None:
    (project.path / "main.tf").unlink()
    if name.endswith("json"):
        text = f'{{"Resources": {{\n  "B": {{\n    "Type": "AWS::S3::Bucket",\n    "Metadata":\n    {metadata}\n  }}\n}}}}\n'
    else:
        text = f"Resources:\n  B:\n    Type: AWS::S3::Bucket\n    Metadata: {metadata}\n"
    (project.path / name).write_text(text)
    project.write("test_own.py", POLICY)
    (finding,) = project.report("--aisec-evidence=all")["findings"]
    assert finding["verdict"] == "waived"
    assert finding["waived"].startswith("checkov: a cache (")
