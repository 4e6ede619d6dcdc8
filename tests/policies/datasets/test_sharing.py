"""Other accounts in the policies of access points, secrets and repositories of the AI estate."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pytest_aisec.settings import Settings
from tests.model.declared import live
from tests.policies.judged import cloudformation, everything, terraform, verdicts

POINT = "access_point_of_an_ai_bucket_is_not_written_by_other_accounts"
SECRET = "ai_secret_is_shared_with_trusted_accounts_only"
IMAGES = "model_repository_is_shared_with_trusted_accounts_only"
ACTIONS = {POINT: "s3:PutObject", SECRET: "secretsmanager:GetSecretValue", IMAGES: "ecr:BatchGetImage"}
JUDGED = {POINT: "aws_s3_access_point.p", SECRET: "aws_secretsmanager_secret.s", IMAGES: "aws_ecr_repository.r"}
FILES = """
    variable "elsewhere" {}
    data "aws_caller_identity" "me" {}
    locals {
      statement = {
        Effect = "%s", Principal = %s, Action = "%s", Resource = "*"
      }
    }
    resource "aws_s3_bucket" "b" { bucket = "training" }
    resource "aws_s3_access_point" "p" {
      name   = "p"
      bucket = aws_s3_bucket.b.id
      policy = jsonencode({ Statement = [local.statement] })
    }
    resource "aws_secretsmanager_secret" "s" { name = "s" }
    resource "aws_secretsmanager_secret_policy" "s" {
      secret_arn = aws_secretsmanager_secret.s.arn
      policy     = jsonencode({ Statement = [local.statement] })
    }
    resource "aws_ecr_repository" "r" { name = "r" }
    resource "aws_ecr_repository_policy" "r" {
      repository = aws_ecr_repository.r.name
      policy     = jsonencode({ Statement = [local.statement] })
    }
"""
OTHER, OWN = "444455556666", "111122223333"
ARN = f'{{ AWS = "arn:aws:iam::{OTHER}:role/partner" }}'
BOTH = f'{{ AWS = ["arn:aws:iam::{OTHER}:root", "{OWN}"] }}'


@pytest.mark.parametrize("policy", list(ACTIONS))
@pytest.mark.parametrize(
    ("effect", "principal", "trusted", "expected"),
    [
        ("Allow", ARN, (), "undetermined"),
        ("Allow", ARN, (OWN,), "violated"),
        ("Allow", ARN, (OWN, OTHER), "passed"),
        ("Allow", BOTH, (), "violated"),
        ("Allow", BOTH, (OWN,), "violated"),
        ("Allow", '{ AWS = "arn:aws:iam::${data.aws_caller_identity.me.account_id}:root" }', (), "passed"),
        ("Allow", '{ Service = "bedrock.amazonaws.com" }', (), "passed"),
        ("Allow", '{ AWS = "arn:aws:iam::${var.elsewhere}:root" }', (OWN,), "undetermined"),
        ("Allow", "{ AWS = var.elsewhere }", (OWN,), "undetermined"),
        ("Deny", ARN, (OWN,), "passed"),
    ],
)
def test_terraform(
    tmp_path: Path, policy: str, effect: str, principal: str, trusted: tuple[str, ...], expected: str
) -> None:
    estate = everything(terraform(tmp_path, FILES % (effect, principal, ACTIONS[policy])))
    assert verdicts(policy, estate, Settings(trusted_accounts=trusted)) == {JUDGED[policy]: expected}


def test_who_only_reads_through_an_access_point_does_not_write(tmp_path: Path) -> None:
    estate = everything(terraform(tmp_path, FILES % ("Allow", ARN, "s3:GetObject")))
    assert verdicts(POINT, estate, Settings(trusted_accounts=(OWN,))) == {JUDGED[POINT]: "passed"}


TEMPLATE = """
    B: {{Type: AWS::S3::Bucket}}
    P:
      Type: AWS::S3::AccessPoint
      Properties: {{Bucket: !Ref B, Policy: {{Statement: [{0}]}}}}
    S: {{Type: AWS::SecretsManager::Secret}}
    A:
      Type: AWS::SecretsManager::ResourcePolicy
      Properties: {{SecretId: !Ref S, ResourcePolicy: {{Statement: [{0}]}}}}
    R:
      Type: AWS::ECR::Repository
      Properties: {{RepositoryPolicyText: {{Statement: [{0}]}}}}
"""


@pytest.mark.parametrize(
    ("principal", "trusted", "expected"),
    [
        (f"arn:aws:iam::{OTHER}:root", (), "undetermined"),
        (f"arn:aws:iam::{OTHER}:root", (OWN,), "violated"),
        (f"arn:aws:iam::{OTHER}:root", (OTHER,), "passed"),
        ("!Sub 'arn:aws:iam::${AWS::AccountId}:root'", (), "passed"),
    ],
)
def test_cloudformation(tmp_path: Path, principal: str, trusted: tuple[str, ...], expected: str) -> None:
    for policy, address in ((POINT, "P"), (SECRET, "S"), (IMAGES, "R")):
        stated = f'{{Effect: Allow, Principal: {{AWS: {principal}}}, Action: "{ACTIONS[policy]}", Resource: "*"}}'
        estate = everything(cloudformation(tmp_path, TEMPLATE.format(stated)))
        assert verdicts(policy, estate, Settings(trusted_accounts=trusted)) == {address: expected}


@pytest.mark.parametrize(("number", "expected"), [(OTHER, "violated"), (OWN, "passed")])
def test_account(number: str, expected: str) -> None:
    def text(action: str) -> str:
        principal = {"AWS": f"arn:aws:iam::{number}:root"}
        statement = {"Effect": "Allow", "Principal": principal, "Action": action, "Resource": "*"}
        return json.dumps({"Statement": [statement]})

    arn = "arn:aws:s3:us-east-1:111122223333:accesspoint/p"
    estate = everything(
        [
            live("sts:Account", OWN, Account=OWN),
            live("AWS::S3::Bucket", "b", Name="b"),
            live(
                "AWS::S3::AccessPoint",
                arn,
                AccessPointArn=arn,
                Bucket="b",
                Name="p",
                GetAccessPointPolicy={"Policy": text("s3:PutObject")},
            ),
            live(
                "AWS::SecretsManager::Secret",
                "arn:s",
                ARN="arn:s",
                Name="s",
                GetResourcePolicy={"ResourcePolicy": text("secretsmanager:GetSecretValue")},
            ),
            live(
                "AWS::ECR::Repository",
                "arn:r",
                repositoryArn="arn:r",
                repositoryName="r",
                GetRepositoryPolicy={"policyText": text("ecr:BatchGetImage")},
            ),
        ]
    )
    found = {policy: verdicts(policy, estate) for policy in (POINT, SECRET, IMAGES)}
    assert found == {POINT: {arn: expected}, SECRET: {"arn:s": expected}, IMAGES: {"arn:r": expected}}
