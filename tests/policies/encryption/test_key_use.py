"""Who uses and administers keys of AI data, by policy and by grant, and who hears of their loss."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from pytest_aisec.settings import Settings
from tests.model.declared import live
from tests.policies.judged import cloudformation, terraform, verdicts

SERVES = "ai_key_serves_only_named_accounts"
ADMINISTERS = "ai_key_administrators_do_not_decrypt"
GRANTED = "ai_key_is_not_granted_to_other_accounts"
ENABLED = "ai_key_is_enabled"
LOSS = "loss_of_an_ai_key_raises_an_alarm"
TRUSTED = Settings(trusted_accounts=("123456789012",))
NOTEBOOK = 'resource "aws_sagemaker_notebook_instance" "n" { kms_key_id = aws_kms_key.k.arn }'


def statement(principal: str, action: str, condition: str = "") -> str:
    tail = f", Condition = {condition}" if condition else ""
    return f'{{ Effect = "Allow", Principal = {principal}, Action = {action}, Resource = "*"{tail} }}'


def policy(*statements: str) -> str:
    return f"policy = jsonencode({{ Statement = [{', '.join(statements)}] }})"


SERVICE, ROOT = '{ Service = "bedrock.amazonaws.com" }', '{ AWS = "arn:aws:iam::123456789012:root" }'
ROLE, OTHER = '{ AWS = "arn:aws:iam::123456789012:role/a" }', '{ AWS = "arn:aws:iam::123456789012:role/b" }'
ALL, ADMIN, USE = '"kms:*"', '["kms:PutKeyPolicy"]', '["kms:Decrypt"]'


@pytest.mark.parametrize(
    ("name", "stated", "expected"),
    [
        (SERVES, "", "not_applicable"),
        (SERVES, policy(statement(ROOT, ALL)), "not_applicable"),
        (SERVES, policy(statement(SERVICE, USE)), "violated"),
        (SERVES, policy(statement(SERVICE, USE, '{ StringEquals = { "aws:SourceAccount" = "1" } }')), "passed"),
        (SERVES, policy(statement(SERVICE, USE, '{ ArnLike = { "aws:SourceArn" = "*" } }')), "violated"),
        (
            SERVES,
            policy(
                statement(SERVICE, USE, '{ ArnLike = { "kms:EncryptionContext:aws:logs:arn" = "arn:aws:logs:a" } }')
            ),
            "passed",
        ),
        (SERVES, policy(statement(SERVICE, USE, '{ StringEquals = { "aws:SourceAccount" = var.x } }')), "undetermined"),
        (ADMINISTERS, "", "passed"),
        (ADMINISTERS, policy(statement(ROOT, ALL)), "passed"),
        (ADMINISTERS, policy(statement(ROLE, ALL)), "violated"),
        (ADMINISTERS, policy(statement("{ AWS = aws_iam_role.r.arn }", ALL)), "violated"),
        (ADMINISTERS, policy(statement('{ AWS = "arn:aws:iam::${var.x}:root" }', ALL)), "passed"),
        (ADMINISTERS, policy(statement(ROLE, ADMIN), statement(OTHER, USE)), "passed"),
        (ADMINISTERS, policy(statement(ROLE, ADMIN), statement(ROLE, USE)), "violated"),
        (ADMINISTERS, policy(statement("{ AWS = var.x }", ALL)), "undetermined"),
        (ENABLED, "", "passed"),
        (ENABLED, "is_enabled = false", "violated"),
        (ENABLED, "is_enabled = var.x", "undetermined"),
    ],
)
def test_terraform(tmp_path: Path, name: str, stated: str, expected: str) -> None:
    text = (
        f'variable "x" {{}}\nresource "aws_iam_role" "r" {{}}\nresource "aws_kms_key" "k" {{\n{stated}\n}}\n{NOTEBOOK}'
    )
    assert verdicts(name, terraform(tmp_path, text)) == {"aws_kms_key.k": expected}


@pytest.mark.parametrize(
    ("grantee", "settings", "expected"),
    [
        ('"arn:aws:iam::123456789012:role/a"', TRUSTED, "passed"),
        ('"arn:aws:iam::210987654321:role/a"', TRUSTED, "violated"),
        ('"arn:aws:iam::210987654321:role/a"', Settings(), "undetermined"),
        ('"arn:aws:iam::${data.aws_caller_identity.me.account_id}:role/a"', Settings(), "passed"),
        ("aws_iam_role.r.arn", Settings(), "passed"),
        ("var.x", TRUSTED, "undetermined"),
    ],
)
def test_grants(tmp_path: Path, grantee: str, settings: Settings, expected: str) -> None:
    text = f"""
    variable "x" {{}}
    data "aws_caller_identity" "me" {{}}
    resource "aws_iam_role" "r" {{}}
    resource "aws_kms_key" "k" {{}}
    resource "aws_kms_grant" "g" {{
      key_id            = aws_kms_key.k.key_id
      grantee_principal = {grantee}
      operations        = ["Decrypt"]
    }}
    {NOTEBOOK}
    """
    assert verdicts(GRANTED, terraform(tmp_path, text), settings) == {"aws_kms_key.k": expected}


@pytest.mark.parametrize(
    ("name", "stated", "expected"),
    [
        (SERVES, {"Principal": {"Service": "bedrock.amazonaws.com"}, "Action": "kms:Decrypt"}, "violated"),
        (ADMINISTERS, {"Principal": {"AWS": "arn:aws:iam::123456789012:role/a"}, "Action": "kms:*"}, "violated"),
        (ADMINISTERS, {"Principal": {"AWS": "arn:aws:iam::123456789012:root"}, "Action": "kms:*"}, "passed"),
    ],
)
def test_policies_elsewhere(tmp_path: Path, name: str, stated: dict[str, Any], expected: str) -> None:
    document = {"Statement": [{"Effect": "Allow", "Resource": "*", **stated}]}
    text = f"""
    K:
      Type: AWS::KMS::Key
      Properties: {{KeyPolicy: {json.dumps(document)}}}
    N:
      Type: AWS::SageMaker::NotebookInstance
      Properties: {{KmsKeyId: !Ref K}}
    """
    assert verdicts(name, cloudformation(tmp_path, text)) == {"K": expected}
    key = live("AWS::KMS::Key", "k", KeyArn="k", KeyId="k", GetKeyPolicy={"Policy": json.dumps(document)})
    notebook = live("AWS::SageMaker::NotebookInstance", "n", KmsKeyId="k")
    assert verdicts(name, [key, notebook]) == {"k": expected}


def test_account() -> None:
    key = live("AWS::KMS::Key", "k", KeyArn="k", KeyId="k", Enabled=False)
    notebook = live("AWS::SageMaker::NotebookInstance", "n", KmsKeyId="k")
    own = live("sts:Account", "123456789012", Account="123456789012")
    assert verdicts(ENABLED, [key, notebook]) == {"k": "violated"}
    for number, expected in (("123456789012", "passed"), ("210987654321", "violated")):
        grant = live("kms:Grant", "g", KeyId="k", GranteePrincipal=f"arn:aws:iam::{number}:role/a")
        assert verdicts(GRANTED, [key, notebook, own, grant]) == {"k": expected}
    service = live("kms:Grant", "g", KeyId="k", GranteeServicePrincipal="bedrock.amazonaws.com")
    assert verdicts(GRANTED, [key, notebook, own, service]) == {"k": "passed"}


def rule(names: str) -> str:
    return f"""
    resource "aws_cloudwatch_event_rule" "r" {{
      event_pattern = jsonencode({{
        source        = ["aws.kms"]
        "detail-type" = ["AWS API Call via CloudTrail"]
        detail        = {{ eventName = {names} }}
      }})
    }}
    resource "aws_cloudwatch_event_target" "t" {{
      rule = aws_cloudwatch_event_rule.r.name
      arn  = "arn:aws:sns:us-east-1:123456789012:soc"
    }}
    """


@pytest.mark.parametrize(
    ("beside", "expected"),
    [
        ("", "not_applicable"),
        (rule('["DisableKey", "ScheduleKeyDeletion"]'), "passed"),
        (rule('["DisableKey"]'), "violated"),
        (rule("var.x"), "undetermined"),
    ],
)
def test_alarms(tmp_path: Path, beside: str, expected: str) -> None:
    text = f'variable "x" {{}}\nresource "aws_kms_key" "k" {{}}\n{NOTEBOOK}\n{beside}'
    assert verdicts(LOSS, terraform(tmp_path, text)) == {"aws_kms_key.k": expected}


def test_an_account_without_rules_tells_nobody() -> None:
    key = live("AWS::KMS::Key", "k", KeyArn="k", KeyId="k")
    notebook = live("AWS::SageMaker::NotebookInstance", "n", KmsKeyId="k")
    assert verdicts(LOSS, [key, notebook]) == {"k": "violated"}


@pytest.mark.parametrize(
    ("stated", "settings", "expected"),
    [
        ('{ AWS = "arn:aws:iam::210987654321:root" }', Settings(), "undetermined"),
        ('{ AWS = "arn:aws:iam::210987654321:root" }', TRUSTED, "violated"),
        (ROOT, TRUSTED, "passed"),
        ('{ AWS = "arn:aws:iam::${data.aws_caller_identity.me.account_id}:root" }', Settings(), "passed"),
    ],
)
def test_accounts_in_key_policies(tmp_path: Path, stated: str, settings: Settings, expected: str) -> None:
    text = f"""
    data "aws_caller_identity" "me" {{}}
    resource "aws_kms_key" "k" {{
      {policy(statement(stated, '"kms:Decrypt"'))}
    }}
    {NOTEBOOK}
    """
    assert verdicts(GRANTED, terraform(tmp_path, text), settings) == {"aws_kms_key.k": expected}


@pytest.mark.parametrize(
    ("principal", "settings", "expected"),
    [
        ("'210987654321'", Settings(), "undetermined"),
        ("'210987654321'", TRUSTED, "violated"),
        ("!Sub 'arn:aws:iam::${AWS::AccountId}:root'", Settings(), "passed"),
    ],
)
def test_accounts_in_key_policies_of_templates(
    tmp_path: Path, principal: str, settings: Settings, expected: str
) -> None:
    text = f"""
    Key:
      Type: AWS::KMS::Key
      Properties:
        KeyPolicy: {{Statement: [{{Effect: Allow, Principal: {{AWS: {principal}}}, Action: "kms:*", Resource: "*"}}]}}
    Notebook: {{Type: AWS::SageMaker::NotebookInstance, Properties: {{KmsKeyId: !Ref Key}}}}
    """
    assert verdicts(GRANTED, cloudformation(tmp_path, text), settings) == {"Key": expected}
