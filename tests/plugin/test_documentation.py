"""What the pages for people show works as it stands there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.plugin.conftest import Project, category

ROOT = Path(__file__).parents[2]
WRITING = (ROOT / "docs" / "writing-policies.md").read_text(encoding="utf-8")
README = (ROOT / "README.md").read_text(encoding="utf-8")
TESTING = "pytest_plugins"
ESTATE = """
resource "aws_s3_bucket" "prompts" {
  bucket        = "trail"
  force_destroy = true
}
resource "aws_dynamodb_table" "chats" {
  name = "chats"
  server_side_encryption {
    enabled = false
  }
}
resource "aws_security_group" "open" {
  ingress {
    protocol    = "tcp"
    from_port   = 22
    to_port     = 22
    cidr_blocks = ["0.0.0.0/0"]
  }
}
resource "aws_instance" "gpu" {
  instance_type          = "g5.xlarge"
  vpc_security_group_ids = [aws_security_group.open.id]
  tags                   = { Name = "research-1" }
}
"""
FOUND = {
    "test_bucket_is_versioned": "VIOLATED",
    "test_there_is_one_trail_bucket": "FAILED",
    "test_bucket_key_rotates": "NOT APPLICABLE",
    "test_group_is_shut": "VIOLATED",
    "test_table_is_encrypted": "VIOLATED",
    "test_bucket_is_kept": "VIOLATED",
    "test_prompts_are_versioned": "VIOLATED",
    "test_model_host_is_named_after_its_team": "VIOLATED",
    "test_access_key_is_rotated": "NO RESOURCES",
    "test_model_host_is_not_in_a_public_subnet": "UNDETERMINED",
    "test_instance_in_a_public_subnet_serves_https_only": "UNDETERMINED",
}
"""What each policy of the pages finds in the estate."""


def snippets(page: str) -> list[str]:
    return re.findall(r"^```python\n(.*?)^```", page, re.DOTALL | re.MULTILINE)


SHOWN = [each for page in (README, WRITING) for each in snippets(page) if TESTING not in each and "\ndef test_" in each]


@pytest.mark.parametrize("code", SHOWN, ids=lambda code: re.findall(r"def (test_\w+)", code)[0])
def test_the_policies_that_are_shown_judge(project: Project, code: str) -> None:
    project.write("main.tf", ESTATE)
    (project.path / "test_own.py").write_text(code, encoding="utf-8")
    result = project.run("-v")
    names = re.findall(r"^def (test_\w+)", code, re.MULTILINE)
    assert {name: category(result, name) for name in names} == {name: FOUND[name] for name in names}


def test_every_policy_that_is_shown_is_judged() -> None:
    assert {name for code in SHOWN for name in re.findall(r"^def (test_\w+)", code, re.MULTILINE)} == set(FOUND)


def test_the_test_of_a_policy_that_is_shown_passes(project: Project) -> None:
    (test,) = [each for each in snippets(WRITING) if TESTING in each]
    policy = next(each for each in snippets(WRITING) if "def test_bucket_is_kept" in each and each != test)
    (project.path / "policies").mkdir()
    (project.path / "policies" / "test_ours.py").write_text(policy, encoding="utf-8")
    (project.path / "test_policies.py").write_text(test, encoding="utf-8")
    result = project.pytester.runpytest_subprocess("test_policies.py", "-p", "no:cacheprovider", timeout=60)
    result.assert_outcomes(passed=1)
