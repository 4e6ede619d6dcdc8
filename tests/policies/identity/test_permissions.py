"""What policies of one's own allow, whoever holds them."""

from __future__ import annotations

from pathlib import Path

import pytest

from pytest_aisec.ai.identity_policies import IdentityPolicy
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
            "violated",
        ),
        (
            WHOLE,
            'Action = "bedrock:*", Resource = "*", Condition = { StringEquals = { "aws:SourceVpce" = "vpce-1" } }',
            "violated",
        ),
        (
            WHOLE,
            'Action = "bedrock:*", Resource = "*", Condition = { StringEquals = { "aws:PrincipalTag/team" = "a" } }',
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
        (WHOLE, 'Action = "sagemaker:*", Resource = "arn:aws:sagemaker:us-east-1:123456789012:*"', "violated"),
        (WHOLE, 'Action = "sagemaker:*", Resource = "arn:aws:sagemaker:*:${var.elsewhere}:*"', "violated"),
        (WHOLE, 'Action = "sagemaker:*", Resource = "arn:aws:sagemaker:*:123456789012:endpoint/*"', "passed"),
        (WHOLE, 'Action = "bedrock-mantle:*", Resource = "*"', "violated"),
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
        (ROLES, 'Action = "iam:PassRole", Resource = "arn:aws:iam::123456789012:role*"', "violated"),
        (SERVICES, f'Action = "iam:PassRole", Resource = "*", {TO_SAGEMAKER.replace("sagemaker", "*")}', "violated"),
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


DENIAL = 'Effect = "Deny", Action = "iam:PassRole", '


@pytest.mark.parametrize(
    ("denial", "expected"),
    [
        ('Resource = "*"', ("passed", "passed")),
        ('NotResource = "arn:aws:iam::123456789012:role/training"', ("passed", "violated")),
        (
            'Resource = "*", Condition = { StringNotEquals = { "iam:PassedToService" = "sagemaker.amazonaws.com" } }',
            ("violated", "passed"),
        ),
        (
            'Resource = "*", Condition = { StringEquals = { "iam:PassedToService" = "ec2.amazonaws.com" } }',
            ("violated", "violated"),
        ),
        ('Resource = "arn:aws:iam::123456789012:role/admin"', ("violated", "violated")),
    ],
)
def test_denials_keep_roles_from_being_passed(tmp_path: Path, denial: str, expected: tuple[str, str]) -> None:
    text = f"""
    resource "aws_iam_policy" "p" {{
      policy = jsonencode({{ Statement = [
        {{ Effect = "Allow", Action = "iam:*", Resource = "*" }},
        {{ {DENIAL}{denial} }},
      ] }})
    }}
    """
    estate = terraform(tmp_path, text)
    assert tuple(verdicts(policy, estate)["aws_iam_policy.p"] for policy in (ROLES, SERVICES)) == expected


ELSEWHERE = """
variable "later" {}
data "aws_iam_role" "other" { name = "other" }
resource "aws_iam_role" "ours" { name = "ours" }
resource "aws_iam_role_policy" "p" {
  role   = %s
  policy = jsonencode({ Statement = [{ Effect = "Allow", Action = "bedrock:*", Resource = "*" }] })
}
"""


@pytest.mark.parametrize(
    ("role", "expected"),
    [
        ('"other"', {"aws_iam_role.ours": "passed", "aws_iam_role_policy.p": "violated"}),
        ("data.aws_iam_role.other.name", {"aws_iam_role.ours": "passed", "aws_iam_role_policy.p": "violated"}),
        ("aws_iam_role.ours.name", {"aws_iam_role.ours": "violated"}),
        ("var.later", {"aws_iam_role.ours": "undetermined"}),
    ],
)
def test_inline_policy_of_a_role_from_elsewhere(tmp_path: Path, role: str, expected: dict[str, str]) -> None:
    assert verdicts(WHOLE, terraform(tmp_path, ELSEWHERE % role)) == expected


def test_inline_policy_of_whoever_beside_nobody(tmp_path: Path) -> None:
    text = ELSEWHERE.replace('resource "aws_iam_role" "ours" { name = "ours" }', "") % "var.later"
    assert verdicts(WHOLE, terraform(tmp_path, text)) == {"aws_iam_role_policy.p": "violated"}


def test_template_policy_of_a_role_from_elsewhere(tmp_path: Path) -> None:
    text = """
    P:
      Type: AWS::IAM::Policy
      Properties:
        PolicyName: p
        Roles: [other]
        PolicyDocument: {Statement: [{Effect: Allow, Action: "sagemaker:*", Resource: "*"}]}
    Q:
      Type: AWS::IAM::GroupPolicy
      Properties:
        GroupName: others
        PolicyName: q
        PolicyDocument: {Statement: [{Effect: Allow, Action: "sagemaker:ListModels", Resource: "*"}]}
    """
    assert verdicts(WHOLE, cloudformation(tmp_path, text)) == {"P": "violated", "Q": "passed"}


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
