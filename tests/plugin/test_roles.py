"""`--aisec-role`: what belongs to the AI estate besides what is found, and what does not."""

from __future__ import annotations

import pytest

from tests.plugin.conftest import Project
from tests.plugin.test_scope import POLICY

MODEL = """
    resource "aws_sagemaker_model" "m" {
      name               = "m"
      execution_role_arn = "arn:aws:iam::111122223333:role/m"
      primary_container {
        image          = "i"
        model_data_url = "s3://shut/model.tar.gz"
      }
    }
"""


def roles(project: Project, *args: str) -> dict[str, str]:
    """Why each bucket is judged."""
    project.write("test_own.py", POLICY)
    project.write("model.tf", MODEL)
    return {found["address"]: found["role"] for found in project.report("--aisec-evidence=all", *args)["findings"]}


FOUND = {"aws_s3_bucket.shut": "aws_sagemaker_model.m loads its weights from it"}


@pytest.mark.parametrize(
    ("args", "expected"),
    [
        ((), FOUND),
        (
            ("--aisec-role=ai-bucket=*.open",),
            {**FOUND, "aws_s3_bucket.open": "it is said to be one (--aisec-role ai-bucket=*.open)"},
        ),
        (("--aisec-role=ai-bucket=aws_s3_bucket.shut",), FOUND),
        (("--aisec-role=ai-bucket!=aws_s3_bucket.shut",), {}),
        (("--aisec-role=ai-bucket!=aws_s3_bucket.open",), FOUND),
        (
            ("--aisec-role=ai-bucket!=*.shut", "--aisec-scope=all"),
            {"aws_s3_bucket.open": "every resource of its type is judged (--aisec-scope=all)"},
        ),
        (("--aisec-role=ai-bucket=*", "--aisec-role=ai-bucket!=*"), {}),
    ],
)
def test_roles_are_corrected(project: Project, args: tuple[str, ...], expected: dict[str, str]) -> None:
    assert roles(project, *args) == expected


def test_a_repository_says_so_once(project: Project) -> None:
    project.write("pytest.ini", "[pytest]\naisec_role =\n    ai-bucket!=*.shut\n    ai-bucket=*.open\n")
    assert set(roles(project)) == {"aws_s3_bucket.open"}


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ("ai-bucket", "neither ROLE=ADDRESS nor ROLE!=ADDRESS"),
        ("ai-bucket=", "neither ROLE=ADDRESS nor ROLE!=ADDRESS"),
        ("ai-buket=*", "there is no role 'ai-buket'; did you mean ai-bucket?"),
        ("ai-bucket=aws_s3_bucket.opne", "no resource that can be in the role has such an address"),
        ("ai-bucket=aws_sagemaker_model.m", "no resource that can be in the role has such an address"),
        (
            "ai-bucket!=aws_s3_bucket.opne",
            "ai-bucket!=aws_s3_bucket.opne: no resource that can be in the role has such",
        ),
        ("model-host!=aws_s3_bucket.shut", "no resource that can be in the role has such an address"),
    ],
)
def test_what_says_nothing_is_a_usage_error(project: Project, said: str, message: str) -> None:
    project.write("test_own.py", POLICY)
    project.write("model.tf", MODEL)
    result = project.run(f"--aisec-role={said}")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    assert message in result.stderr.str()


def test_what_is_taken_away_may_be_in_what_was_not_read(project: Project) -> None:
    project.write("more.tf", 'module "away" {\n  source = "a/b/aws"\n}\n')
    assert roles(project, "--aisec-role=ai-bucket!=module.away.*") == FOUND
    result = project.run("--aisec-role=ai-bucket=module.away.*")
    assert result.ret == pytest.ExitCode.USAGE_ERROR


@pytest.mark.parametrize(("below", "code"), [("critical", 0), ("high", 1), ("medium", 1), ("low", 1)])
def test_violations_below_a_severity_do_not_fail_the_run(project: Project, below: str, code: int) -> None:
    project.policies(
        "@pytest.mark.severity('high')\ndef test_open(bucket: s3.Bucket): assert bucket.public_acls_blocked"
    )
    result = project.run(f"--aisec-fail-on={below}")
    assert result.ret == code
    result.stdout.fnmatch_lines(["HIGH open", "*1 violation (1 high)*"])
