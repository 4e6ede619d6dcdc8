"""`--aisec-scope=all`: everything of a fit type is part of the AI estate, and says so."""

from __future__ import annotations

from tests.plugin.conftest import Project

POLICY = """
    from pytest_aisec import ai

    def test_policies_are_blocked(bucket: ai.Bucket) -> None:
        assert bucket.public_policy_blocked
"""


def findings(project: Project, *args: str) -> dict[str, tuple[str, str]]:
    project.write("test_own.py", POLICY)
    report = project.report("--aisec-evidence=all", *args)
    return {found["address"]: (found["verdict"], found["role"]) for found in report["findings"]}


def test_without_it_only_what_is_found_to_belong(project: Project) -> None:
    assert findings(project) == {}


def test_every_bucket(project: Project) -> None:
    reason = "every resource of its type is judged (--aisec-scope=all)"
    assert findings(project, "--aisec-scope=all") == {
        "aws_s3_bucket.open": ("undetermined", reason),
        "aws_s3_bucket.shut": ("passed", reason),
    }


def test_who_is_found_keeps_its_reason(project: Project) -> None:
    project.write(
        "model.tf",
        """
        resource "aws_sagemaker_model" "m" {
          name               = "m"
          execution_role_arn = "arn:aws:iam::111122223333:role/m"
          primary_container {
            image          = "i"
            model_data_url = "s3://shut/model.tar.gz"
          }
        }
        """,
    )
    found = findings(project, "--aisec-scope=all")
    assert found["aws_s3_bucket.shut"] == ("passed", "aws_sagemaker_model.m loads its weights from it")
    assert set(found) == {"aws_s3_bucket.open", "aws_s3_bucket.shut"}
