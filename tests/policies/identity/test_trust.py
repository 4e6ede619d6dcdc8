"""Roles for other accounts, and the resources that services act for."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pytest_aisec.settings import Settings
from tests.model.declared import live
from tests.policies.identity.test_roles import BEDROCK, role, trust
from tests.policies.judged import cloudformation, terraform, verdicts

KNOWN = "role_trusts_only_known_accounts"
NAMES = "ai_service_role_names_what_it_acts_for"
ACCOUNT = "ai_service_role_names_the_account_it_acts_for"
OTHER = "arn:aws:iam::210987654321:root"
FROM = "{ StringEquals = { %s } }"
OF_ORGANIZATION = '{ StringEquals = { "aws:PrincipalOrgID" = "o-1" } }'


@pytest.mark.parametrize(
    ("statement", "trusted", "expected"),
    [
        (trust({"AWS": OTHER}), (), "undetermined"),
        (trust({"AWS": [OTHER, "123456789012"]}), (), "violated"),
        (trust({"AWS": OTHER}, OF_ORGANIZATION), (), "passed"),
        (trust({"AWS": OTHER}), ("123456789012",), "violated"),
        (trust({"AWS": OTHER}), ("123456789012", "210987654321"), "passed"),
        (trust({"AWS": "210987654321"}), ("123456789012",), "violated"),
        (trust({"AWS": OTHER}, OF_ORGANIZATION), ("123456789012",), "passed"),
        (trust({"AWS": OTHER}, effect="Deny"), ("123456789012",), "not_applicable"),
        (trust(BEDROCK), ("123456789012",), "not_applicable"),
        (trust("*", FROM % '"aws:PrincipalAccount" = ["123456789012", "210987654321"]'), ("123456789012",), "violated"),
        (trust("*", FROM % f'"aws:PrincipalArn" = "{OTHER}"'), ("123456789012",), "violated"),
        (trust("*", FROM % '"aws:PrincipalAccount" = "123456789012"'), ("123456789012",), "passed"),
        ('{ Effect = "Allow", Principal = { AWS = var.elsewhere }, Action = "*" }', ("123456789012",), "undetermined"),
    ],
)
def test_accounts(tmp_path: Path, statement: str, trusted: tuple[str, ...], expected: str) -> None:
    found = verdicts(KNOWN, terraform(tmp_path, role(statement)), Settings(trusted_accounts=trusted))
    assert found == {"aws_iam_role.r": expected}


@pytest.mark.parametrize(("number", "expected"), [("123456789012", "passed"), ("210987654321", "violated")])
def test_the_own_account_is_known_live(number: str, expected: str) -> None:
    statement = {"Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{number}:root"}, "Action": "sts:AssumeRole"}
    estate = [
        live("sts:Account", "123456789012", Account="123456789012"),
        live("AWS::IAM::Role", "arn:r", Arn="arn:r", AssumeRolePolicyDocument={"Statement": [statement]}),
    ]
    assert verdicts(KNOWN, estate) == {"arn:r": expected}


def condition(arn: str) -> str:
    return f'{{ ArnLike = {{ "aws:SourceArn" = {arn} }} }}'


@pytest.mark.parametrize(
    ("service", "stated", "names", "account"),
    [
        ("bedrock", "", "violated", "violated"),
        ("bedrock", '{ StringEquals = { "aws:SourceAccount" = "1" } }', "violated", "passed"),
        ("bedrock", condition('"arn:aws:bedrock:eu-west-1:123456789012:agent/*"'), "passed", "passed"),
        ("bedrock", condition('"arn:aws:bedrock:eu-west-1:123456789012:*"'), "violated", "passed"),
        ("bedrock", condition('"arn:aws:bedrock:eu-west-1:*:agent/*"'), "passed", "violated"),
        ("bedrock", condition('"*"'), "violated", "violated"),
        ("bedrock", condition("var.elsewhere"), "undetermined", "undetermined"),
        ("bedrock", condition('"arn:aws:bedrock:eu-west-1:${var.elsewhere}:agent/*"'), "passed", "passed"),
        ("sagemaker", condition('"arn:aws:sagemaker:eu-west-1:123456789012:*"'), "passed", "passed"),
        (
            "bedrock",
            '{ StringEquals = { "aws:SourceAccount" = data.aws_caller_identity.me.account_id } }',
            "violated",
            "passed",
        ),
        ("bedrock", '{ StringEquals = { "aws:SourceAccount" = var.elsewhere } }', "violated", "undetermined"),
        ("ec2", "", None, None),
    ],
)
def test_what_services_act_for(
    tmp_path: Path, service: str, stated: str, names: str | None, account: str | None
) -> None:
    text = role(trust({"Service": f"{service}.amazonaws.com"}, stated)) + 'data "aws_caller_identity" "me" {}'
    estate = terraform(tmp_path, text)
    assert verdicts(NAMES, estate).get("aws_iam_role.r") == names
    assert verdicts(ACCOUNT, estate).get("aws_iam_role.r") == account


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ("ArnLike: {aws:SourceArn: 'arn:aws:bedrock:eu-west-1:1:agent/*'}", "passed"),
        ("StringEquals: {aws:SourceAccount: '1'}", "violated"),
    ],
)
def test_what_services_act_for_in_templates_and_accounts(tmp_path: Path, stated: str, expected: str) -> None:
    statement = f"{{Effect: Allow, Principal: {{Service: bedrock.amazonaws.com}}, Action: a, Condition: {{{stated}}}}}"
    text = f"R:\n  Type: AWS::IAM::Role\n  Properties:\n    AssumeRolePolicyDocument: {{Statement: [{statement}]}}\n"
    assert verdicts(NAMES, cloudformation(tmp_path, text)) == {"R": expected}
    operator, _, rest = stated.partition(": {")
    key, _, value = rest.rpartition(": ")
    tests: dict[str, Any] = {operator: {key: value.strip("'}")}}
    document = {"Statement": [{"Effect": "Allow", "Principal": BEDROCK, "Action": "a", "Condition": tests}]}
    assert verdicts(NAMES, [live("AWS::IAM::Role", "arn:r", Arn="arn:r", AssumeRolePolicyDocument=document)]) == {
        "arn:r": expected
    }
