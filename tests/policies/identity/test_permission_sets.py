"""What the permission sets of Identity Center grant, as files declare them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.policies.judged import cloudformation, terraform, verdicts

WHOLE, CALLS = "policy_does_not_allow_whole_ai_services", "policy_names_the_models_that_may_be_called"
FULL, PASSES = "nobody_has_full_access_to_an_ai_service", "pass_role_names_the_roles"
MODEL = "arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-lite-v1:0"
SET = """
    variable "elsewhere" {}
    resource "aws_ssoadmin_permission_set" "s" {
      name         = "s"
      instance_arn = "arn:aws:sso:::instance/ssoins-1"
    }
"""


def inline(action: str, resource: str = '"*"', of: str = "aws_ssoadmin_permission_set.s.arn") -> str:
    return f"""
    resource "aws_ssoadmin_permission_set_inline_policy" "i" {{
      instance_arn       = "arn:aws:sso:::instance/ssoins-1"
      permission_set_arn = {of}
      inline_policy      = jsonencode({{
        Statement = [{{ Effect = "Allow", Action = {action}, Resource = {resource} }}]
      }})
    }}
    """


def attached(name: str) -> str:
    return f"""
    resource "aws_ssoadmin_managed_policy_attachment" "m" {{
      instance_arn       = "arn:aws:sso:::instance/ssoins-1"
      permission_set_arn = aws_ssoadmin_permission_set.s.arn
      managed_policy_arn = {name}
    }}
    """


@pytest.mark.parametrize(
    ("policy", "text", "expected"),
    [
        (WHOLE, "", "passed"),
        (WHOLE, inline('"bedrock:*"'), "violated"),
        (WHOLE, inline('"bedrock:InvokeModel"'), "passed"),
        (WHOLE, inline("var.elsewhere"), "undetermined"),
        (CALLS, "", "not_applicable"),
        (CALLS, inline('"bedrock:InvokeModel"'), "violated"),
        (CALLS, inline('"bedrock:InvokeModel"', f'"{MODEL}"'), "passed"),
        (PASSES, inline('"iam:PassRole"'), "violated"),
        (PASSES, inline('"iam:PassRole"', '"arn:aws:iam::123456789012:role/x"'), "passed"),
        (FULL, "", "passed"),
        (FULL, attached('"arn:aws:iam::aws:policy/AmazonBedrockFullAccess"'), "violated"),
        (FULL, attached('"arn:aws:iam::aws:policy/AmazonBedrockReadOnly"'), "passed"),
        (FULL, attached("var.elsewhere"), "undetermined"),
    ],
)
def test_terraform(tmp_path: Path, policy: str, text: str, expected: str) -> None:
    assert verdicts(policy, terraform(tmp_path, SET + text)) == {"aws_ssoadmin_permission_set.s": expected}


@pytest.mark.parametrize(("action", "expected"), [('"sagemaker:*"', "violated"), ('"sagemaker:ListModels"', "passed")])
def test_policies_of_sets_that_are_not_declared(tmp_path: Path, action: str, expected: str) -> None:
    text = inline(action, of='"arn:aws:sso:::permissionSet/ssoins-1/ps-1"')
    found = verdicts(WHOLE, terraform(tmp_path, text))
    assert found == {"aws_ssoadmin_permission_set_inline_policy.i": expected}


@pytest.mark.parametrize(("action", "expected"), [("bedrock:*", "violated"), ("bedrock:InvokeModel", "passed")])
@pytest.mark.parametrize("written", ["{Statement: %s}", "'{\"Statement\": %s}'"])
def test_template(tmp_path: Path, written: str, action: str, expected: str) -> None:
    statement = f'[{{"Effect": "Allow", "Action": "{action}", "Resource": "*"}}]'
    text = f"""
    S:
      Type: AWS::SSO::PermissionSet
      Properties:
        Name: s
        InstanceArn: arn:aws:sso:::instance/ssoins-1
        InlinePolicy: {written % statement}
        ManagedPolicies: [arn:aws:iam::aws:policy/AmazonSageMakerFullAccess]
    """
    estate = cloudformation(tmp_path, text)
    assert verdicts(WHOLE, estate) == {"S": expected}
    assert verdicts(CALLS, estate) == {"S": "violated"}
    assert verdicts(FULL, estate) == {"S": "violated"}
