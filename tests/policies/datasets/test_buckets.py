"""Who may change AI data, and whether that can be undone."""

from __future__ import annotations

from pathlib import Path

import pytest

from pytest_aisec.settings import Settings
from tests.model.declared import live
from tests.policies.judged import cloudformation, terraform, verdicts

VERSIONS = "ai_bucket_keeps_versions"
LOCK = "ai_bucket_can_lock_versions"
EVERYBODY = "ai_bucket_policy_does_not_let_everybody_in"
FOREIGN = "ai_bucket_is_not_written_by_other_accounts"
MODEL = 'resource "aws_sagemaker_model" "m" {\nprimary_container {\nmodel_data_url = "s3://weights/m.tar.gz"\n}\n}'


def versioning(status: str) -> str:
    return f'resource "aws_s3_bucket_versioning" "v" {{\nbucket = aws_s3_bucket.b.id\nversioning_configuration {{\nstatus = {status}\n}}\n}}'


def policy(principal: str, action: str = "s3:PutObject", condition: str = "") -> str:
    tail = f", Condition = {condition}" if condition else ""
    statement = f'{{ Effect = "Allow", Principal = {principal}, Action = "{action}", Resource = "*" {tail} }}'
    return f'resource "aws_s3_bucket_policy" "p" {{\nbucket = aws_s3_bucket.b.id\npolicy = jsonencode({{ Statement = [{statement}] }})\n}}'


LOCKED = 'resource "aws_s3_bucket_object_lock_configuration" "l" {\nbucket = aws_s3_bucket.b.id\n}'
USER, OWNER = f'"{"a1" * 32}"', f'"{"b2" * 32}"'
LOGS = '"c4c1ede66af53448b93c283ce9448c4ba468c9432aa01d700d3878632f77d2d0"'
CANONICAL = f"{{ CanonicalUser = {USER} }}"


def acl(user: str, permission: str, owner: str) -> str:
    grant = f'grant {{\npermission = "{permission}"\ngrantee {{\ntype = "CanonicalUser"\nid = {user}\n}}\n}}'
    inner = f"access_control_policy {{\n{grant}\nowner {{\nid = {owner}\n}}\n}}"
    return f'resource "aws_s3_bucket_acl" "a" {{\nbucket = aws_s3_bucket.b.id\n{inner}\n}}'


OTHER = '{ AWS = "arn:aws:iam::210987654321:root" }'


@pytest.mark.parametrize(
    ("name", "own", "beside", "expected"),
    [
        (VERSIONS, "", "", "violated"),
        (VERSIONS, "", versioning('"Enabled"'), "passed"),
        (VERSIONS, "", versioning('"Suspended"'), "violated"),
        (VERSIONS, "", versioning("var.elsewhere"), "undetermined"),
        (LOCK, "", "", "violated"),
        (LOCK, "object_lock_enabled = true", "", "passed"),
        (LOCK, "", LOCKED, "passed"),
        (EVERYBODY, "", "", "passed"),
        (EVERYBODY, "", policy('"*"'), "violated"),
        (EVERYBODY, "", policy('{ AWS = "*" }', "s3:GetObject"), "violated"),
        (EVERYBODY, "", policy('"*"', condition='{ StringEquals = { "aws:SourceVpce" = "vpce-1" } }'), "passed"),
        (EVERYBODY, "", policy('"*"', condition='{ Bool = { "aws:SecureTransport" = "true" } }'), "violated"),
        (EVERYBODY, "", policy("{ AWS = var.elsewhere }"), "undetermined"),
        (FOREIGN, "", policy(OTHER), "undetermined"),
        (FOREIGN, "", "", "passed"),
        (FOREIGN, "", policy(OTHER, "s3:GetObject"), "passed"),
        (FOREIGN, "", policy('{ AWS = ["123456789012", "arn:aws:iam::210987654321:root"] }'), "violated"),
        (FOREIGN, "", policy(CANONICAL), "undetermined"),
        (
            FOREIGN,
            "",
            policy("{ CanonicalUser = aws_cloudfront_origin_access_identity.o.s3_canonical_user_id }"),
            "passed",
        ),
        (FOREIGN, "", acl(USER, "WRITE", OWNER), "violated"),
        (FOREIGN, "", acl(OWNER, "WRITE", OWNER), "passed"),
        (FOREIGN, "", acl(USER, "READ", OWNER), "passed"),
        (FOREIGN, "", acl(USER, "FULL_CONTROL", "data.aws_canonical_user_id.me.id"), "undetermined"),
        (FOREIGN, "", acl("data.aws_canonical_user_id.me.id", "FULL_CONTROL", OWNER), "passed"),
        (FOREIGN, f'grant {{\nid = {USER}\ntype = "CanonicalUser"\npermissions = ["WRITE"]\n}}', "", "undetermined"),
        (FOREIGN, "", acl(USER, "WRITE", OWNER).replace("id = ", "uri = ", 1), "passed"),
        (FOREIGN, "", acl(LOGS, "FULL_CONTROL", OWNER), "passed"),
    ],
)
def test_terraform(tmp_path: Path, name: str, own: str, beside: str, expected: str) -> None:
    text = f"""
    variable "elsewhere" {{}}
    data "aws_canonical_user_id" "me" {{}}
    resource "aws_cloudfront_origin_access_identity" "o" {{}}
    resource "aws_s3_bucket" "b" {{
      bucket = "weights"
      {own}
    }}
    {MODEL}
    {beside}
    """
    assert verdicts(name, terraform(tmp_path, text)) == {"aws_s3_bucket.b": expected}


@pytest.mark.parametrize(
    ("trusted", "action", "expected"),
    [
        ("123456789012", "s3:PutObject", "violated"),
        ("210987654321", "s3:PutObject", "passed"),
        ("123456789012", "s3:GetObject", "passed"),
    ],
)
def test_trusted_accounts(tmp_path: Path, trusted: str, action: str, expected: str) -> None:
    text = f'resource "aws_s3_bucket" "b" {{ bucket = "weights" }}\n{MODEL}\n{policy(OTHER, action)}'
    found = verdicts(FOREIGN, terraform(tmp_path, text), Settings(trusted_accounts=(trusted,)))
    assert found == {"aws_s3_bucket.b": expected}


@pytest.mark.parametrize(
    ("principal", "expected"),
    [
        ("aws_iam_role.pipeline.arn", "passed"),
        ('"arn:aws:iam::${data.aws_caller_identity.me.account_id}:role/pipeline"', "passed"),
        ('"arn:${data.aws_partition.here.partition}:iam::210987654321:root"', "violated"),
        ('"arn:aws:iam::${var.elsewhere}:root"', "undetermined"),
        ('"arn:aws:iam::${aws_organizations_account.data.id}:root"', "undetermined"),
    ],
)
def test_what_is_declared_beside_a_bucket_is_no_other_account(tmp_path: Path, principal: str, expected: str) -> None:
    text = f"""
    variable "elsewhere" {{}}
    data "aws_caller_identity" "me" {{}}
    data "aws_partition" "here" {{}}
    resource "aws_iam_role" "pipeline" {{}}
    resource "aws_organizations_account" "data" {{}}
    resource "aws_s3_bucket" "b" {{ bucket = "weights" }}
    {MODEL}
    {policy(f"{{ AWS = {principal} }}")}
    """
    found = verdicts(FOREIGN, terraform(tmp_path, text), Settings(trusted_accounts=("123456789012",)))
    assert found == {"aws_s3_bucket.b": expected}


@pytest.mark.parametrize(
    ("name", "stated", "beside", "expected"),
    [
        (VERSIONS, "VersioningConfiguration: {Status: Enabled}", "", "passed"),
        (VERSIONS, "ObjectLockEnabled: true", "", "violated"),
        (LOCK, "ObjectLockEnabled: true", "", "passed"),
        (LOCK, "BucketName: weights", "", "violated"),
        (EVERYBODY, "BucketName: weights", "{Effect: Allow, Principal: '*', Action: 's3:PutObject'}", "violated"),
        (
            EVERYBODY,
            "BucketName: weights",
            "{Effect: Allow, Principal: {AWS: !Ref AWS::AccountId}, Action: 's3:PutObject'}",
            "passed",
        ),
    ],
)
def test_cloudformation(tmp_path: Path, name: str, stated: str, beside: str, expected: str) -> None:
    text = f"""
    Weights: {{Type: AWS::S3::Bucket, Properties: {{{stated}}}}}
    Model:
      Type: AWS::SageMaker::Model
      Properties: {{PrimaryContainer: {{ModelDataUrl: !Sub 's3://${{Weights}}/m.tar.gz'}}}}
    Policy:
      Type: AWS::S3::BucketPolicy
      Properties: {{Bucket: !Ref Weights, PolicyDocument: {{Statement: [{beside}]}}}}
    """
    assert verdicts(name, cloudformation(tmp_path, text)) == {"Weights": expected}


@pytest.mark.parametrize(("number", "expected"), [("123456789012", "passed"), ("210987654321", "violated")])
def test_account(number: str, expected: str) -> None:
    document = {
        "Statement": [{"Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{number}:root"}, "Action": "s3:*"}]
    }
    estate = [
        live("sts:Account", "123456789012", Account="123456789012"),
        live("AWS::S3::Bucket", "weights", Name="weights", GetBucketPolicy={"Policy": document}),
        live("AWS::SageMaker::Model", "m", PrimaryContainer={"ModelDataUrl": "s3://weights/m.tar.gz"}),
    ]
    assert verdicts(FOREIGN, estate) == {"weights": expected}


@pytest.mark.parametrize(
    ("principal", "expected"),
    [
        ("{AWS: !Sub 'arn:aws:iam::${AWS::AccountId}:root'}", "passed"),
        ("{AWS: '210987654321'}", "undetermined"),
        ("{AWS: ['210987654321', 'arn:aws:iam::123456789012:root']}", "violated"),
        (f"{{CanonicalUser: {'a1' * 32}}}", "undetermined"),
    ],
)
def test_templates_that_name_accounts(tmp_path: Path, principal: str, expected: str) -> None:
    text = f"""
    Weights: {{Type: AWS::S3::Bucket, Properties: {{BucketName: weights}}}}
    Model:
      Type: AWS::SageMaker::Model
      Properties: {{PrimaryContainer: {{ModelDataUrl: s3://weights/m.tar.gz}}}}
    Policy:
      Type: AWS::S3::BucketPolicy
      Properties:
        Bucket: !Ref Weights
        PolicyDocument: {{Statement: [{{Effect: Allow, Principal: {principal}, Action: "s3:*"}}]}}
    """
    assert verdicts(FOREIGN, cloudformation(tmp_path, text)) == {"Weights": expected}


@pytest.mark.parametrize(("user", "expected"), [("a1" * 32, "violated"), ("b2" * 32, "passed")])
def test_acl_of_an_account(user: str, expected: str) -> None:
    grants = [{"Grantee": {"Type": "CanonicalUser", "ID": user}, "Permission": "WRITE"}]
    estate = [
        live("sts:Account", "123456789012", Account="123456789012"),
        live(
            "AWS::S3::Bucket",
            "weights",
            Name="weights",
            GetBucketPolicy=None,
            GetBucketAcl={"Owner": {"ID": "b2" * 32}, "Grants": grants},
        ),
        live("AWS::SageMaker::Model", "m", PrimaryContainer={"ModelDataUrl": "s3://weights/m.tar.gz"}),
    ]
    assert verdicts(FOREIGN, estate) == {"weights": expected}
