"""What users and the root user can sign in with, by the credential report and by files."""

from __future__ import annotations

from pathlib import Path

import pytest

from pytest_aisec.declarations import Declaration
from pytest_aisec.settings import Settings
from tests.model.declared import live
from tests.policies.judged import cloudformation, terraform, verdicts

OLD, RECENT = "2020-01-01T00:00:00+00:00", "2999-01-01T00:00:00+00:00"
NOTHING = {
    "password_enabled": "false",
    "mfa_active": "false",
    "access_key_1_active": "false",
    "access_key_1_last_rotated": "N/A",
    "access_key_1_last_used_date": "N/A",
    "access_key_2_active": "false",
    "access_key_2_last_rotated": "N/A",
    "access_key_2_last_used_date": "N/A",
}
OLD_KEY = {"access_key_1_active": "true", "access_key_1_last_rotated": OLD, "access_key_1_last_used_date": RECENT}
UNUSED_KEY = {"access_key_1_active": "true", "access_key_1_last_rotated": RECENT, "access_key_1_last_used_date": OLD}
NEVER_USED = {"access_key_1_active": "true", "access_key_1_last_rotated": OLD, "access_key_1_last_used_date": "N/A"}
SECOND = {"access_key_2_active": "true", "access_key_2_last_rotated": RECENT, "access_key_2_last_used_date": RECENT}


def row(user: str, stated: dict[str, str]) -> Declaration:
    return live("iam:Credentials", f"arn:{user}", **{**NOTHING, "user": user, "arn": f"arn:{user}", **stated})


@pytest.mark.parametrize(
    ("policy", "stated", "expected"),
    [
        ("access_key_is_rotated", {}, "passed"),
        ("access_key_is_rotated", OLD_KEY, "violated"),
        ("access_key_is_rotated", {**OLD_KEY, "access_key_1_active": "false"}, "passed"),
        ("access_key_is_rotated", UNUSED_KEY, "passed"),
        ("access_key_is_in_use", UNUSED_KEY, "violated"),
        ("access_key_is_in_use", NEVER_USED, "violated"),
        ("access_key_is_in_use", OLD_KEY, "passed"),
        ("user_has_one_active_key", OLD_KEY, "passed"),
        ("user_has_one_active_key", {**OLD_KEY, **SECOND}, "violated"),
        ("console_user_has_mfa", {}, "passed"),
        ("console_user_has_mfa", {"password_enabled": "true"}, "violated"),
        ("console_user_has_mfa", {"password_enabled": "true", "mfa_active": "true"}, "passed"),
    ],
)
def test_users(policy: str, stated: dict[str, str], expected: str) -> None:
    root = row("<root_account>", {"password_enabled": "not_supported"})
    assert verdicts(policy, [root, row("u", stated)]) == {"arn:u": expected}


def test_the_limits_are_settings() -> None:
    estate = [row("u", {**OLD_KEY, "access_key_1_last_used_date": OLD})]
    generous = Settings(access_key_days=100000, unused_days=100000)
    assert verdicts("access_key_is_rotated", estate) == {"arn:u": "violated"}
    assert verdicts("access_key_is_rotated", estate, generous) == {"arn:u": "passed"}
    assert verdicts("access_key_is_in_use", estate, generous) == {"arn:u": "passed"}


@pytest.mark.parametrize(
    ("policy", "stated", "expected"),
    [
        ("root_user_has_no_access_key", {}, "passed"),
        ("root_user_has_no_access_key", OLD_KEY, "violated"),
        ("root_user_has_mfa", {}, "violated"),
        ("root_user_has_mfa", {"mfa_active": "true"}, "passed"),
    ],
)
def test_root(policy: str, stated: dict[str, str], expected: str) -> None:
    root = row("<root_account>", {"password_enabled": "not_supported", **stated})
    assert verdicts(policy, [root, row("u", OLD_KEY)]) == {"arn:<root_account>": expected}


MFA = "root_user_has_mfa"
DEVICE = "root_user_has_a_hardware_second_factor"
VIRTUAL = live("iam:VirtualMfaDevice", "arn:v", SerialNumber="arn:v", User={"Arn": "arn:aws:iam::123456789012:root"})
OF_A_USER = live("iam:VirtualMfaDevice", "arn:w", SerialNumber="arn:w", User={"Arn": "arn:aws:iam::1:user/root"})


def summary(**counts: int) -> Declaration:
    return live("iam:AccountSummary", "summary of identities", SummaryMap=counts)


@pytest.mark.parametrize(
    ("has_mfa", "beside", "mfa", "device"),
    [
        ("false", [summary(AccountPasswordPresent=1)], "violated", "violated"),
        ("false", [summary(AccountPasswordPresent=0)], "passed", "passed"),
        ("false", [summary()], "undetermined", "undetermined"),
        ("true", [summary()], "passed", "passed"),
        ("true", [VIRTUAL, summary(AccountPasswordPresent=1)], "passed", "violated"),
        ("true", [OF_A_USER, summary(AccountPasswordPresent=1)], "passed", "passed"),
    ],
)
def test_second_factor_of_root(has_mfa: str, beside: list[Declaration], mfa: str, device: str) -> None:
    estate = [row("<root_account>", {"password_enabled": "not_supported", "mfa_active": has_mfa}), *beside]
    assert verdicts(MFA, estate) == {"arn:<root_account>": mfa}
    assert verdicts(DEVICE, estate) == {"arn:<root_account>": device}


@pytest.mark.parametrize(
    ("features", "expected"),
    [('["RootCredentialsManagement"]', "passed"), ('["RootSessions"]', "violated"), ("var.later", "undetermined")],
)
def test_central_root_credentials(tmp_path: Path, features: str, expected: str) -> None:
    policy = "organization_manages_root_credentials"
    text = f'variable "later" {{}}\nresource "aws_iam_organizations_features" "f" {{\nenabled_features = {features}\n}}'
    assert verdicts(policy, terraform(tmp_path, text)) == {"aws_iam_organizations_features.f": expected}
    told = live("iam:OrganizationsFeatures", "o-1", OrganizationId="o-1", EnabledFeatures=["RootSessions"])
    assert verdicts(policy, [told]) == {"o-1": "violated"}


@pytest.mark.parametrize(
    ("action", "key", "expected"),
    [
        ("bedrock:InvokeModel", OLD_KEY, "violated"),
        ("bedrock:InvokeModel", {}, "passed"),
        ("s3:GetObject", OLD_KEY, "passed"),
        ("*", OLD_KEY, "violated"),
    ],
)
def test_keys_to_models_in_an_account(action: str, key: dict[str, str], expected: str) -> None:
    document = {"Statement": [{"Effect": "Allow", "Action": action, "Resource": "*"}]}
    inline = [{"PolicyName": "p", "PolicyDocument": document}]
    user = live("AWS::IAM::User", "arn:u", Arn="arn:u", UserName="u", UserPolicyList=inline)
    estate = [user, live("iam:Credentials", "row", **{**NOTHING, "user": "u", "arn": "arn:u", **key})]
    assert verdicts("active_key_does_not_reach_models", estate) == {"row": expected}


@pytest.mark.parametrize(
    ("action", "stated", "expected"),
    [
        ("bedrock:InvokeModel", "", "violated"),
        ("bedrock:InvokeModel", 'status = "Inactive"', "passed"),
        ("ses:SendRawEmail", "", "passed"),
        ("bedrock:InvokeAgent", "", "violated"),
        ("bedrock-agentcore:InvokeAgentRuntime", "", "violated"),
        ("sagemaker:CreateTrainingJob", "", "violated"),
        ("bedrock:UpdateGuardrail", "", "violated"),
        ("aoss:APIAccessAll", "", "violated"),
        ("bedrock:ListFoundationModels", "", "passed"),
        ("sagemaker:Describe*", "", "passed"),
    ],
)
def test_keys_to_models_in_terraform(tmp_path: Path, action: str, stated: str, expected: str) -> None:
    text = f"""
    resource "aws_iam_user" "u" {{ name = "u" }}
    resource "aws_iam_access_key" "k" {{
      user = aws_iam_user.u.name
      {stated}
    }}
    resource "aws_iam_user_policy" "p" {{
      user   = aws_iam_user.u.name
      policy = jsonencode({{ Statement = [{{ Effect = "Allow", Action = "{action}", Resource = "*" }}] }})
    }}
    """
    found = verdicts("user_key_does_not_reach_models", terraform(tmp_path, text))
    assert found == {"aws_iam_access_key.k": expected}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("AmazonBedrockFullAccess", "violated"),
        ("AmazonSageMakerFullAccess", "violated"),
        ("PowerUserAccess", "violated"),
        ("job-function/ViewOnlyAccess", "passed"),
        ("AmazonS3ReadOnlyAccess", "passed"),
        ("service-role/AWSSomethingElse", "undetermined"),
    ],
)
def test_policies_of_aws_are_known_by_name_or_not_at_all(tmp_path: Path, name: str, expected: str) -> None:
    text = f"""
    resource "aws_iam_user" "u" {{ name = "u" }}
    resource "aws_iam_access_key" "k" {{ user = aws_iam_user.u.name }}
    resource "aws_iam_user_policy_attachment" "a" {{
      user       = aws_iam_user.u.name
      policy_arn = "arn:aws:iam::aws:policy/{name}"
    }}
    """
    found = verdicts("user_key_does_not_reach_models", terraform(tmp_path, text))
    assert found == {"aws_iam_access_key.k": expected}


@pytest.mark.parametrize(("action", "expected"), [("bedrock:InvokeModel", "violated"), ("s3:GetObject", "passed")])
def test_keys_to_models_in_cloudformation(tmp_path: Path, action: str, expected: str) -> None:
    text = f"""
    Key:
      Type: AWS::IAM::AccessKey
      Properties: {{UserName: !Ref User}}
    User:
      Type: AWS::IAM::User
      Properties:
        Policies:
          - PolicyName: p
            PolicyDocument: {{Statement: [{{Effect: Allow, Action: '{action}', Resource: '*'}}]}}
    """
    assert verdicts("user_key_does_not_reach_models", cloudformation(tmp_path, text)) == {"Key": expected}
