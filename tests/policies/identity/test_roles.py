"""Whom roles let in, and what AI roles may do: wildcards, conditions, denials, unknown parts."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.model.declared import live
from tests.policies.judged import cloudformation, terraform, verdicts

ADMIN = "ai_role_is_not_an_administrator"
ACCOUNT = "ai_service_role_names_the_account_it_acts_for"
EVERYBODY = "role_does_not_trust_everybody"
GITHUB = "role_for_github_names_its_repository"
BEDROCK = {"Service": "bedrock.amazonaws.com"}
COGNITO = {"Federated": "cognito-identity.amazonaws.com"}


def role(trust: str, more: str = "") -> str:
    return f"""
    variable "elsewhere" {{}}
    resource "aws_iam_role" "r" {{
      name               = "r"
      assume_role_policy = jsonencode({{ Statement = [{trust}] }})
    }}
    {more}
    """


def trust(principal: Any, condition: str = "", effect: str = "Allow") -> str:
    tail = f", Condition = {condition}" if condition else ""
    return f'{{ Effect = "{effect}", Principal = {json.dumps(principal)}, Action = "sts:AssumeRole"{tail} }}'


def inline(*statements: str) -> str:
    joined = ", ".join(statements)
    return f'resource "aws_iam_role_policy" "p" {{\nrole = aws_iam_role.r.id\npolicy = jsonencode({{ Statement = [{joined}] }})\n}}'


def attach(arn: str) -> str:
    return f'resource "aws_iam_role_policy_attachment" "a" {{\nrole = aws_iam_role.r.name\npolicy_arn = {arn}\n}}'


EVERYTHING = '{ Effect = "Allow", Action = "*", Resource = "*" }'
IN_A_REGION = ', Condition = { StringEquals = { "aws:RequestedRegion" = "eu-west-1" } } }'
ONLY = 'resource "aws_iam_role_policy_attachments_exclusive" "r" {\nrole_name = aws_iam_role.r.name\npolicy_arns = [%s]\n}\n'
LOOKED_UP = 'data "aws_iam_policy" "p" {\nname = "%s"\n}\n'
OWN = 'resource "aws_iam_policy" "own" {\nname = "own"\npolicy = jsonencode({ Statement = [%s] })\n}\n'


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ("", "passed"),
        (inline(EVERYTHING), "violated"),
        (inline('{ Effect = "Allow", Action = ["*:*"], Resource = ["*"] }'), "violated"),
        (inline('{ Effect = "Allow", NotAction = "sts:GetFederationToken", Resource = "*" }'), "violated"),
        (inline('{ Effect = "Allow", NotAction = "iam:*", Resource = "*" }'), "passed"),
        (inline(EVERYTHING, '{ Effect = "Deny", Action = "iam:*", Resource = "*" }'), "passed"),
        (inline(EVERYTHING, '{ Effect = "Deny", Action = "organizations:*", Resource = "*" }'), "violated"),
        (
            inline(EVERYTHING, '{ Effect = "Deny", Action = "iam:*", NotResource = "arn:aws:iam::1:role/r" }'),
            "violated",
        ),
        (inline(EVERYTHING.replace("}", IN_A_REGION)), "violated"),
        (inline('{ Effect = "Allow", Action = "s3:*", Resource = "*" }'), "passed"),
        (inline('{ Effect = "Allow", Action = "*", Resource = "arn:aws:s3:::b/*" }'), "passed"),
        (inline('{ Effect = "Allow", Action = var.elsewhere, Resource = "*" }'), "undetermined"),
        (attach('"arn:aws:iam::aws:policy/AdministratorAccess"'), "violated"),
        (attach('"arn:aws-us-gov:iam::aws:policy/AdministratorAccess"'), "violated"),
        (attach('"arn:aws:iam::aws:policy/IAMFullAccess"'), "violated"),
        (attach('"arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"'), "passed"),
        (attach("var.elsewhere"), "undetermined"),
        (OWN % EVERYTHING + attach("aws_iam_policy.own.arn"), "violated"),
        (LOOKED_UP % "AdministratorAccess" + attach("data.aws_iam_policy.p.arn"), "violated"),
        (LOOKED_UP % "PowerUserAccess" + attach("data.aws_iam_policy.p.arn"), "passed"),
        (LOOKED_UP % "AnyOther" + attach("data.aws_iam_policy.p.arn"), "undetermined"),
        (LOOKED_UP % "${var.elsewhere}" + attach("data.aws_iam_policy.p.arn"), "undetermined"),
        (OWN % EVERYTHING + LOOKED_UP % "own" + attach("data.aws_iam_policy.p.arn"), "violated"),
        (ONLY % '"arn:aws:iam::aws:policy/AdministratorAccess"', "violated"),
        (ONLY % '"arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"', "passed"),
    ],
)
def test_administrators(tmp_path: Path, more: str, expected: str) -> None:
    assert verdicts(ADMIN, terraform(tmp_path, role(trust(BEDROCK), more))) == {"aws_iam_role.r": expected}


def test_a_role_of_no_ai_is_not_judged(tmp_path: Path) -> None:
    text = role(trust({"Service": "ec2.amazonaws.com"}), inline(EVERYTHING))
    assert verdicts(ADMIN, terraform(tmp_path, text)) == {}


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("", "violated"),
        ('{ StringEquals = { "aws:SourceAccount" = "123456789012" } }', "passed"),
        ('{ StringEquals = { "AWS:SourceAccount" = var.elsewhere } }', "undetermined"),
        ('{ ArnLike = { "aws:SourceArn" = "arn:aws:bedrock:us-east-1:123456789012:agent/*" } }', "passed"),
        ('{ ArnLike = { "aws:SourceArn" = "*" } }', "violated"),
        ('{ StringEqualsIfExists = { "aws:SourceAccount" = "123456789012" } }', "violated"),
        ('{ Bool = { "aws:SecureTransport" = "true" } }', "violated"),
        ('{ StringEquals = { "aws:SourceOrgID" = "o-1" } }', "passed"),
    ],
)
def test_confused_deputies(tmp_path: Path, condition: str, expected: str) -> None:
    assert verdicts(ACCOUNT, terraform(tmp_path, role(trust(BEDROCK, condition)))) == {"aws_iam_role.r": expected}


@pytest.mark.parametrize(
    ("principal", "condition", "expected"),
    [
        ("*", "", "violated"),
        ({"AWS": "*"}, "", "violated"),
        ({"AWS": ["arn:aws:iam::123456789012:root", "*"]}, "", "violated"),
        ({"AWS": "123456789012"}, "", "passed"),
        ({"Service": "ec2.amazonaws.com"}, "", "passed"),
        ("*", '{ StringEquals = { "aws:PrincipalOrgID" = "o-1" } }', "passed"),
        ("*", '{ StringLike = { "aws:PrincipalOrgID" = "*" } }', "violated"),
        ("*", '{ StringNotEquals = { "aws:PrincipalAccount" = "123456789012" } }', "violated"),
        ("*", '{ "ForAllValues:StringEquals" = { "aws:PrincipalOrgID" = "o-1" } }', "violated"),
        ("*", '{ IpAddress = { "aws:SourceIp" = ["0.0.0.0/0"] } }', "violated"),
        ("*", '{ StringEquals = { "sts:ExternalId" = "x" } }', "violated"),
        ("*", "var.elsewhere", "undetermined"),
        ("*", '{ ArnLike = { "aws:PrincipalArn" = "arn:aws:iam::*:role/deploy" } }', "violated"),
        (COGNITO, "", "violated"),
        (COGNITO, '{ StringEquals = { "cognito-identity.amazonaws.com:aud" = "eu-west-1:1" } }', "passed"),
        (COGNITO, '{ StringEquals = { "cognito-identity.amazonaws.com:aud" = var.elsewhere } }', "undetermined"),
    ],
)
def test_everybody(tmp_path: Path, principal: object, condition: str, expected: str) -> None:
    assert verdicts(EVERYBODY, terraform(tmp_path, role(trust(principal, condition)))) == {"aws_iam_role.r": expected}


def test_a_denial_lets_nobody_in(tmp_path: Path) -> None:
    assert verdicts(EVERYBODY, terraform(tmp_path, role(trust("*", effect="Deny")))) == {"aws_iam_role.r": "passed"}


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ('{ StringNotEquals = { "aws:PrincipalOrgID" = "o-1" } }', "passed"),
        ('{ StringNotEquals = { "aws:PrincipalOrgID" = "o-1", "aws:RequestedRegion" = "eu-west-1" } }', "violated"),
        ('{ StringNotEquals = { "sts:ExternalId" = "x" } }', "violated"),
    ],
)
def test_a_denial_takes_back_what_is_allowed_to_everybody(tmp_path: Path, condition: str, expected: str) -> None:
    statements = f"{trust('*')}, {trust('*', condition, 'Deny')}"
    assert verdicts(EVERYBODY, terraform(tmp_path, role(statements))) == {"aws_iam_role.r": expected}


PROVIDER = {"Federated": "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com"}
SUB = "token.actions.githubusercontent.com:sub"
OF_ENTERPRISE = "token.actions.githubusercontent.com/acme:sub"


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("", "violated"),
        (f'{{ StringLike = {{ "{SUB}" = "repo:acme/models:*" }} }}', "violated"),
        (f'{{ StringLike = {{ "{SUB}" = "repo:acme/models:ref:refs/heads/*" }} }}', "violated"),
        (f'{{ StringLike = {{ "{SUB}" = "repo:acme/models:environment:*" }} }}', "violated"),
        (f'{{ StringLike = {{ "{SUB}" = "repo:acme/models:ref:refs/heads/main" }} }}', "passed"),
        (f'{{ StringLike = {{ "{SUB}" = "repo:acme/models:ref:refs/heads/release/*" }} }}', "passed"),
        (f'{{ StringEquals = {{ "{SUB}" = "repo:acme/models:environment:production" }} }}', "passed"),
        (f'{{ StringEquals = {{ "{SUB}" = ["repo:acme/models:ref:refs/heads/main", "repo:acme/x:*"] }} }}', "violated"),
        (f'{{ StringLike = {{ "{SUB}" = "repo:${{var.elsewhere}}:*" }} }}', "violated"),
        (f'{{ StringLike = {{ "{SUB}" = "repo:${{var.elsewhere}}:ref:refs/heads/main" }} }}', "passed"),
        (f'{{ StringLike = {{ "{SUB}" = "repo:acme/models:${{var.elsewhere}}" }} }}', "undetermined"),
        (
            f'{{ StringLike = {{ "{SUB}" = "repo:acme/models:*", "{SUB[:-4]}:ref" = "refs/heads/main" }} }}',
            "passed",
        ),
        (f'{{ StringEquals = {{ "{SUB}" = "repo:acme/models:pull_request" }} }}', "violated"),
        (f'{{ StringEquals = {{ "{OF_ENTERPRISE}" = "repo:acme/models:ref:refs/heads/main" }} }}', "passed"),
        (f'{{ StringLike = {{ "{OF_ENTERPRISE}" = "repo:acme/*" }} }}', "violated"),
        (f'{{ StringLike = {{ "{SUB}" = "repo:acme/*" }} }}', "violated"),
        (f'{{ StringLike = {{ "{SUB}" = "*" }} }}', "violated"),
        ('{ StringEquals = { "token.actions.githubusercontent.com:aud" = "sts.amazonaws.com" } }', "violated"),
    ],
)
def test_github(tmp_path: Path, condition: str, expected: str) -> None:
    assert verdicts(GITHUB, terraform(tmp_path, role(trust(PROVIDER, condition)))) == {"aws_iam_role.r": expected}


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ('"https://token.actions.githubusercontent.com"', "violated"),
        ('"https://accounts.example.com"', "not_applicable"),
        ("var.elsewhere", "undetermined"),
    ],
)
def test_github_by_its_declared_provider(tmp_path: Path, url: str, expected: str) -> None:
    text = f"""
    variable "elsewhere" {{}}
    resource "aws_iam_openid_connect_provider" "p" {{
      url            = {url}
      client_id_list = ["sts.amazonaws.com"]
    }}
    resource "aws_iam_role" "r" {{
      assume_role_policy = jsonencode({{
        Statement = [{{
          Effect    = "Allow"
          Principal = {{ Federated = aws_iam_openid_connect_provider.p.arn }}
          Action    = "sts:AssumeRoleWithWebIdentity"
        }}]
      }})
    }}
    """
    assert verdicts(GITHUB, terraform(tmp_path, text)) == {"aws_iam_role.r": expected}


def test_github_by_the_declared_provider_of_a_template(tmp_path: Path) -> None:
    text = """
    Provider:
      Type: AWS::IAM::OIDCProvider
      Properties: {Url: "https://token.actions.githubusercontent.com", ClientIdList: [sts.amazonaws.com]}
    Role:
      Type: AWS::IAM::Role
      Properties:
        AssumeRolePolicyDocument:
          Statement:
            - {Effect: Allow, Principal: {Federated: !Ref Provider}, Action: "sts:AssumeRoleWithWebIdentity"}
    """
    assert verdicts(GITHUB, cloudformation(tmp_path, text)) == {"Role": "violated"}


@pytest.mark.parametrize(
    ("policy", "principal", "condition", "expected"),
    [
        (EVERYBODY, "'*'", "{}", "violated"),
        (EVERYBODY, "{AWS: !Ref AWS::AccountId}", "{}", "passed"),
        (ACCOUNT, "{Service: sagemaker.amazonaws.com}", "{}", "violated"),
        (ACCOUNT, "{Service: sagemaker.amazonaws.com}", "{StringEquals: {aws:SourceAccount: '1'}}", "passed"),
        (ADMIN, "{Service: sagemaker.amazonaws.com}", "{}", "violated"),
    ],
)
def test_cloudformation(tmp_path: Path, policy: str, principal: str, condition: str, expected: str) -> None:
    text = f"""
    Role:
      Type: AWS::IAM::Role
      Properties:
        ManagedPolicyArns: [arn:aws:iam::aws:policy/AdministratorAccess]
        AssumeRolePolicyDocument:
          Statement: [{{Effect: Allow, Principal: {principal}, Action: 'sts:AssumeRole', Condition: {condition}}}]
    """
    assert verdicts(policy, cloudformation(tmp_path, text)) == {"Role": expected}


def test_account() -> None:
    document = {"Statement": [{"Effect": "Allow", "Principal": BEDROCK, "Action": "sts:AssumeRole"}]}
    attached = [{"PolicyName": "A", "PolicyArn": "arn:aws:iam::aws:policy/AdministratorAccess"}]
    body = {"AssumeRolePolicyDocument": document, "AttachedManagedPolicies": attached, "RolePolicyList": []}
    estate = [live("AWS::IAM::Role", "arn:r", Arn="arn:r", RoleName="r", **body)]
    assert verdicts(ADMIN, estate) == {"arn:r": "violated"}
    assert verdicts(ACCOUNT, estate) == {"arn:r": "violated"}
    assert verdicts(EVERYBODY, estate) == {"arn:r": "passed"}


@pytest.mark.parametrize(("in_force", "expected"), [("*", "violated"), ("s3:GetObject", "passed")])
def test_the_version_in_force_counts_in_an_account(in_force: str, expected: str) -> None:
    def version(action: str, number: str, *, default: bool) -> dict[str, Any]:
        document = {"Statement": [{"Effect": "Allow", "Action": action, "Resource": "*"}]}
        return {"VersionId": number, "IsDefaultVersion": default, "Document": document}

    other = {"*": "s3:GetObject", "s3:GetObject": "*"}[in_force]
    versions = [version(other, "v2", default=False), version(in_force, "v1", default=True)]
    policy = live("AWS::IAM::ManagedPolicy", "arn:p", Arn="arn:p", PolicyName="p", PolicyVersionList=versions)
    trusted = {"Statement": [{"Effect": "Allow", "Principal": BEDROCK, "Action": "sts:AssumeRole"}]}
    attached = [{"PolicyName": "p", "PolicyArn": "arn:p"}]
    told = live(
        "AWS::IAM::Role", "arn:r", Arn="arn:r", AssumeRolePolicyDocument=trusted, AttachedManagedPolicies=attached
    )
    assert verdicts(ADMIN, [policy, told]) == {"arn:r": expected}


def test_roles_of_services_are_not_for_the_account_to_change() -> None:
    name = "arn:aws:iam::1:role/aws-service-role/sagemaker.amazonaws.com/AWSServiceRoleForAmazonSageMakerNotebooks"
    trusted = {"Statement": [{"Effect": "Allow", "Principal": {"Service": "sagemaker.amazonaws.com"}}]}
    told = live("AWS::IAM::Role", name, Arn=name, AssumeRolePolicyDocument=trusted)
    assert verdicts(ACCOUNT, [told]) == {}
    assert verdicts("ai_role_has_a_permissions_boundary", [told]) == {}
