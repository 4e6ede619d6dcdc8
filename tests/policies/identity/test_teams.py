"""Administrators among those who work with models, and second keys."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.model.declared import live
from tests.policies.judged import cloudformation, everything, terraform, verdicts

ADMIN = "ai_team_member_is_not_an_administrator"
FACTOR = "declared_console_user_is_asked_for_a_second_factor"
KEYS = "declared_user_has_one_active_key"
ALL = 'jsonencode({ Statement = [{ Effect = "Allow", Action = "*", Resource = "*" }] })'
MODELS = 'jsonencode({ Statement = [{ Effect = "Allow", Action = "bedrock:InvokeModel", Resource = "*" }] })'
USER = (
    'variable "elsewhere" {}\nresource "aws_iam_user" "u" { name = "u" }\nresource "aws_iam_group" "g" { name = "g" }\n'
)
MEMBER = (
    'resource "aws_iam_user_group_membership" "m" {\nuser = aws_iam_user.u.name\ngroups = [aws_iam_group.g.name]\n}\n'
)


MEMBERS = 'resource "aws_iam_group_membership" "m" {\nname = "m"\nusers = [aws_iam_user.u.name]\ngroup = aws_iam_group.g.name\n}\n'


def inline(kind: str, name: str, document: str) -> str:
    return f'resource "aws_iam_{kind}_policy" "{name}" {{\n{kind} = aws_iam_{kind}.{kind[0]}.name\npolicy = {document}\n}}\n'


def attach(kind: str, arn: str) -> str:
    return f'resource "aws_iam_{kind}_policy_attachment" "a" {{\n{kind} = aws_iam_{kind}.{kind[0]}.name\npolicy_arn = {arn}\n}}\n'


AWS_ADMIN, AWS_AI = (
    '"arn:aws:iam::aws:policy/AdministratorAccess"',
    '"arn:aws:iam::aws:policy/AmazonSageMakerFullAccess"',
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (inline("user", "a", ALL), {}),
        (attach("group", AWS_ADMIN), {}),
        (MEMBER + inline("group", "a", ALL), {}),
        (MEMBERS + inline("group", "a", ALL) + inline("user", "a", MODELS), {"aws_iam_user.u": "violated"}),
        (inline("user", "a", MODELS), {"aws_iam_user.u": "passed"}),
        (inline("user", "a", MODELS) + inline("user", "b", ALL), {"aws_iam_user.u": "violated"}),
        (inline("user", "a", MODELS) + attach("user", AWS_ADMIN), {"aws_iam_user.u": "violated"}),
        (inline("user", "a", ALL) + attach("user", AWS_AI), {"aws_iam_user.u": "violated"}),
        (attach("group", AWS_AI), {"aws_iam_group.g": "passed"}),
        (attach("group", AWS_AI) + inline("group", "a", ALL), {"aws_iam_group.g": "violated"}),
        (
            MEMBER + attach("group", AWS_AI) + inline("user", "a", ALL),
            {"aws_iam_user.u": "violated", "aws_iam_group.g": "passed"},
        ),
        (inline("user", "a", MODELS) + attach("user", "var.elsewhere"), {"aws_iam_user.u": "undetermined"}),
    ],
)
def test_administrators(tmp_path: Path, text: str, expected: dict[str, str]) -> None:
    assert verdicts(ADMIN, terraform(tmp_path, USER + text)) == expected


def test_all_of_them_where_the_scope_says_so(tmp_path: Path) -> None:
    estate = everything(terraform(tmp_path, USER + inline("user", "a", ALL)))
    assert verdicts(ADMIN, estate) == {"aws_iam_user.u": "violated", "aws_iam_group.g": "passed"}


@pytest.mark.parametrize(("action", "expected"), [("'*'", "violated"), ("s3:Get*", "passed")])
def test_templates_and_accounts(tmp_path: Path, action: str, expected: str) -> None:
    text = f"""
    U:
      Type: AWS::IAM::User
      Properties:
        ManagedPolicyArns: [arn:aws:iam::aws:policy/AmazonBedrockFullAccess]
        Policies:
          - PolicyName: p
            PolicyDocument: {{Statement: [{{Effect: Allow, Action: {action}, Resource: '*'}}]}}
    """
    assert verdicts(ADMIN, cloudformation(tmp_path, text)) == {"U": expected}
    statement = {"Effect": "Allow", "Action": action.strip("'"), "Resource": "*"}
    group = live(
        "AWS::IAM::Group",
        "arn:g",
        Arn="arn:g",
        GroupPolicyList=[{"PolicyDocument": {"Statement": [statement]}}],
        AttachedManagedPolicies=[{"PolicyArn": "arn:aws:iam::aws:policy/AmazonBedrockFullAccess"}],
    )
    assert verdicts(ADMIN, [group]) == {"arn:g": expected}


def test_administrators_of_templates(tmp_path: Path) -> None:
    text = """
    U: {Type: AWS::IAM::User, Properties: {ManagedPolicyArns: ["arn:aws:iam::aws:policy/AmazonBedrockLimitedAccess"]}}
    V: {Type: AWS::IAM::User, Properties: {Groups: [!Ref G]}}
    W: {Type: AWS::IAM::User}
    G: {Type: AWS::IAM::Group, Properties: {ManagedPolicyArns: ["arn:aws:iam::aws:policy/AdministratorAccess"]}}
    M: {Type: AWS::IAM::UserToGroupAddition, Properties: {GroupName: !Ref G, Users: [!Ref U]}}
    """
    assert verdicts(ADMIN, cloudformation(tmp_path, text)) == {"U": "violated"}


def key(name: str, status: str = '"Active"') -> str:
    return f'resource "aws_iam_access_key" "{name}" {{\nuser = aws_iam_user.u.name\nstatus = {status}\n}}\n'


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ("", "passed"),
        (key("a"), "passed"),
        (key("a") + key("b"), "violated"),
        (key("a") + key("b", '"Inactive"'), "passed"),
        (key("a") + key("b", "var.elsewhere"), "undetermined"),
    ],
)
def test_second_keys(tmp_path: Path, keys: str, expected: str) -> None:
    assert verdicts(KEYS, terraform(tmp_path, USER + keys)) == {"aws_iam_user.u": expected}


def test_second_keys_of_templates(tmp_path: Path) -> None:
    text = "U: {Type: AWS::IAM::User}\nA: {Type: AWS::IAM::AccessKey, Properties: {UserName: !Ref U}}\n"
    assert verdicts(KEYS, cloudformation(tmp_path, text)) == {"U": "passed"}
    assert verdicts(KEYS, cloudformation(tmp_path, text + text.splitlines()[1].replace("A:", "B:"))) == {
        "U": "violated"
    }


def test_keys_of_an_account_are_judged_by_its_credential_report() -> None:
    assert verdicts(KEYS, [live("AWS::IAM::User", "u", UserName="u")]) == {"u": "not_applicable"}


PROFILE = 'resource "aws_iam_user_login_profile" "l" { user = aws_iam_user.u.name }\n'


def factor(operator: str = "BoolIfExists", value: str = '"false"', rest: str = 'NotAction = ["iam:*"]') -> str:
    condition = f'{{ {operator} = {{ "aws:MultiFactorAuthPresent" = {value} }} }}'
    return f'jsonencode({{ Statement = [{{ Effect = "Deny", {rest}, Resource = "*", Condition = {condition} }}] }})'


WITH = MODELS.replace('"*" }', '"*", Condition = { Bool = { "aws:MultiFactorAuthPresent" = "true" } } }')


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "not_applicable"),
        (PROFILE, "passed"),
        (PROFILE + inline("user", "a", MODELS), "violated"),
        (PROFILE + attach("user", AWS_AI), "violated"),
        (PROFILE + inline("user", "a", MODELS) + inline("user", "b", factor()), "passed"),
        (PROFILE + attach("user", AWS_AI) + inline("user", "b", factor()), "passed"),
        (PROFILE + attach("user", AWS_AI) + MEMBER + inline("group", "b", factor()), "passed"),
        (PROFILE + inline("user", "a", MODELS) + inline("user", "b", factor(value='"true"')), "violated"),
        (PROFILE + inline("user", "a", MODELS) + inline("user", "b", factor(rest='Action = "iam:*"')), "violated"),
        (PROFILE + inline("user", "a", MODELS) + inline("user", "b", factor(value="var.elsewhere")), "undetermined"),
        (PROFILE + inline("user", "a", WITH), "passed"),
        (PROFILE + inline("user", "a", WITH.replace("Bool ", "BoolIfExists ")), "violated"),
        (PROFILE + attach("user", "var.elsewhere"), "undetermined"),
    ],
)
def test_second_factors(tmp_path: Path, text: str, expected: str) -> None:
    assert verdicts(FACTOR, terraform(tmp_path, USER + text)) == {"aws_iam_user.u": expected}


@pytest.mark.parametrize(("effect", "expected"), [("Deny", "passed"), ("Allow", "violated")])
def test_second_factors_of_templates(tmp_path: Path, effect: str, expected: str) -> None:
    text = f"""
    U:
      Type: AWS::IAM::User
      Properties:
        LoginProfile: {{Password: "{{{{resolve:ssm-secure:u}}}}"}}
        ManagedPolicyArns: [arn:aws:iam::aws:policy/AmazonBedrockFullAccess]
        Policies:
          - PolicyName: p
            PolicyDocument:
              Statement:
                - Effect: {effect}
                  NotAction: ["iam:*"]
                  Resource: "*"
                  Condition: {{BoolIfExists: {{"aws:MultiFactorAuthPresent": "false"}}}}
    V: {{Type: AWS::IAM::User}}
    """
    assert verdicts(FACTOR, cloudformation(tmp_path, text)) == {"U": expected, "V": "not_applicable"}


def test_second_factors_of_an_account_are_in_its_credential_report() -> None:
    assert verdicts(FACTOR, [live("AWS::IAM::User", "u", UserName="u")]) == {"u": "not_applicable"}
