"""What policies of one's own allow, whoever holds them."""

from __future__ import annotations

from pathlib import Path

import pytest

from pytest_aisec.ai.principals import IdentityPolicy
from pytest_aisec.aws import iam
from pytest_aisec.findings import place_of
from pytest_aisec.model.evidence import recording
from tests.model.declared import live
from tests.policies.judged import cloudformation, terraform, verdicts

WHOLE = "policy_does_not_allow_whole_ai_services"
ROLES = "pass_role_names_the_roles"
SERVICES = "pass_role_names_the_services"
TO_SAGEMAKER = 'Condition = { StringEquals = { "iam:PassedToService" = "sagemaker.amazonaws.com" } }'


@pytest.mark.parametrize(
    ("policy", "stated", "expected"),
    [
        (WHOLE, 'Action = "bedrock:*", Resource = "*"', "violated"),
        (WHOLE, 'Action = ["s3:GetObject", "SageMaker:*"], Resource = ["*"]', "violated"),
        (WHOLE, 'Action = "bedrock*", Resource = "*"', "violated"),
        (WHOLE, 'Action = "bedrock:Invoke*", Resource = "*"', "passed"),
        (WHOLE, 'Action = "bedrock:*", Resource = "arn:aws:bedrock:us-east-1:123456789012:agent/A"', "passed"),
        (
            WHOLE,
            'Action = "bedrock:*", Resource = "*", Condition = { Bool = { "aws:MultiFactorAuthPresent" = "true" } }',
            "passed",
        ),
        (
            WHOLE,
            'Action = "bedrock:*", Resource = "*", Condition = { StringEquals = { "aws:RequestedRegion" = "eu-west-1" } }',
            "violated",
        ),
        (
            WHOLE,
            'Action = "bedrock:*", Resource = "*", Condition = { StringEquals = { "aws:RequestedRegion" = var.elsewhere } }',
            "violated",
        ),
        (
            WHOLE,
            'Action = "bedrock:*", Resource = "*", Condition = { StringEquals = { "aws:RequestedRegion" = "eu-west-1", "aws:ResourceTag/team" = "a" } }',
            "passed",
        ),
        (WHOLE, 'Action = "s3:*", Resource = "*"', "passed"),
        (WHOLE, 'Action = "bedrock:*", Resource = "arn:aws:bedrock:*:*:*"', "violated"),
        (WHOLE, 'Action = "bedrock:*", Resource = "arn:aws:*"', "violated"),
        (WHOLE, 'Action = "*", Resource = "arn:aws:s3:::*"', "passed"),
        (WHOLE, 'Action = var.elsewhere, Resource = "*"', "undetermined"),
        (WHOLE, 'Action = ["bedrock:*", var.elsewhere], Resource = "*"', "violated"),
        (ROLES, 'Action = "iam:PassRole", Resource = "*"', "violated"),
        (ROLES, 'Action = "iam:*", Resource = "arn:aws:iam::123456789012:role/*"', "violated"),
        (ROLES, 'Action = "iam:PassRole", Resource = "arn:aws:iam::123456789012:role/training"', "passed"),
        (ROLES, 'Action = "iam:PassRole", Resource = var.elsewhere', "undetermined"),
        (ROLES, 'Action = "iam:PassRole", Resource = aws_iam_role.training.arn', "passed"),
        (ROLES, 'Action = "iam:PassRole", Resource = "arn:aws:iam::${var.elsewhere}:role/training"', "passed"),
        (ROLES, 'Action = "iam:PassRole", Resource = "arn:aws:iam::${var.elsewhere}:role/*"', "violated"),
        (
            ROLES,
            'Action = "iam:PassRole", Resource = "arn:aws:iam::123456789012:role/${var.elsewhere}"',
            "undetermined",
        ),
        (ROLES, 'Action = "s3:GetObject", Resource = "*"', "passed"),
        (SERVICES, 'Action = "iam:PassRole", Resource = "*"', "violated"),
        (SERVICES, f'Action = "iam:PassRole", Resource = "*", {TO_SAGEMAKER}', "passed"),
        (
            SERVICES,
            f'Action = "iam:PassRole", Resource = "*", {TO_SAGEMAKER.replace("sagemaker.amazonaws.com", "*")}',
            "violated",
        ),
    ],
)
def test_terraform(tmp_path: Path, policy: str, stated: str, expected: str) -> None:
    text = f"""
    variable "elsewhere" {{}}
    resource "aws_iam_role" "training" {{}}
    resource "aws_iam_policy" "p" {{
      name   = "p"
      policy = jsonencode({{ Statement = [{{ Effect = "Allow", {stated} }}] }})
    }}
    """
    assert verdicts(policy, terraform(tmp_path, text))["aws_iam_policy.p"] == expected


@pytest.mark.parametrize(("wrong", "word"), [("passes_any_role", "*"), ("passes_roles_to_any_service", "iam:PassRole")])
def test_the_line_is_in_the_statement_about_roles(tmp_path: Path, wrong: str, word: str) -> None:
    text = """
    resource "aws_iam_policy" "p" {
      policy = jsonencode({
        Statement = [
          {
            Effect   = "Allow"
            Action   = "iam:PassRole"
            Resource = "*"
          },
          {
            Effect   = "Allow"
            Action   = "s3:ListBucket"
            Resource = "arn:aws:s3:::documents"
          },
        ]
      })
    }
    """
    (found,) = terraform(tmp_path, text).of(iam.ManagedPolicy)
    with recording() as readings:
        assert getattr(IdentityPolicy(found), wrong)
    line = (tmp_path / "main.tf").read_text().splitlines()[(place_of(found, readings).line or 0) - 1]
    assert f'"{word}"' in line


@pytest.mark.parametrize(
    ("holder", "policy"),
    [
        ('resource "aws_iam_user" "h" { name = "h" }', "aws_iam_user_policy"),
        ('resource "aws_iam_group" "h" { name = "h" }', "aws_iam_group_policy"),
    ],
)
def test_inline_policies_of_users_and_groups(tmp_path: Path, holder: str, policy: str) -> None:
    kind = policy.removesuffix("_policy")
    text = f"""
    {holder}
    resource "{policy}" "p" {{
      {kind.removeprefix("aws_iam_")} = {kind}.h.name
      policy = jsonencode({{ Statement = [{{ Effect = "Allow", Action = "sagemaker:*", Resource = "*" }}] }})
    }}
    """
    assert verdicts(WHOLE, terraform(tmp_path, text)) == {f"{kind}.h": "violated"}


def test_a_denial_of_as_much_is_honoured(tmp_path: Path) -> None:
    allow = '{ Effect = "Allow", Action = "bedrock:*", Resource = "*" }'
    deny = '{ Effect = "Deny", Action = "bedrock:*", Resource = "*" }'
    text = f'resource "aws_iam_policy" "p" {{\npolicy = jsonencode({{ Statement = [{allow}, {deny}] }})\n}}'
    assert verdicts(WHOLE, terraform(tmp_path, text)) == {"aws_iam_policy.p": "passed"}


@pytest.mark.parametrize(
    ("policy", "action", "expected"),
    [
        (WHOLE, "sagemaker:*", "violated"),
        (WHOLE, "sagemaker:CreateModel", "passed"),
        (ROLES, "iam:PassRole", "violated"),
    ],
)
def test_cloudformation(tmp_path: Path, policy: str, action: str, expected: str) -> None:
    text = f"""
    Policy:
      Type: AWS::IAM::ManagedPolicy
      Properties:
        PolicyDocument: {{Statement: [{{Effect: Allow, Action: '{action}', Resource: '*'}}]}}
    """
    assert verdicts(policy, cloudformation(tmp_path, text)) == {"Policy": expected}


def test_account() -> None:
    document = {"Statement": [{"Effect": "Allow", "Action": ["bedrock:*"], "Resource": "*"}]}
    estate = [live("AWS::IAM::User", "arn:u", UserPolicyList=[{"PolicyName": "p", "PolicyDocument": document}])]
    assert verdicts(WHOLE, estate) == {"arn:u": "violated"}
