"""Keys that were made elsewhere: copies of keys of other regions, and keys whose material was brought in."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.model.declared import live
from tests.policies.judged import cloudformation, terraform, verdicts

BUCKET = "ai_bucket_is_encrypted_with_a_customer_managed_key"
POLICY = "ai_key_policy_names_who_may_use_it"
ROTATED = "ai_key_is_rotated"
SERVES = "ai_key_serves_only_named_accounts"
ESTATE = """
resource "aws_s3_bucket" "b" { bucket = "weights" }
resource "aws_s3_bucket_server_side_encryption_configuration" "b" {
  bucket = aws_s3_bucket.b.id
  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = %s.k.arn
    }
  }
}
resource "aws_sagemaker_model" "m" {
  primary_container { model_data_url = "s3://weights/m.tar.gz" }
}
resource "%s" "k" {
  %s
}
"""
OPEN = 'policy = jsonencode({ Statement = [{ Effect = "Allow", Principal = "*", Action = "kms:*", Resource = "*" }] })'


ALIAS = 'data "aws_kms_alias" "k" {{ name = "{}" }}'
KEY = 'data "aws_kms_key" "k" {{ key_id = "{}" }}'


@pytest.mark.parametrize(
    ("stated", "named", "expected"),
    [
        (ALIAS.format("alias/aws/s3"), "data.aws_kms_alias.k.target_key_arn", "violated"),
        (ALIAS.format("alias/aws/s3"), "data.aws_kms_alias.k.target_key_id", "violated"),
        (ALIAS.format("alias/aws/s3"), "data.aws_kms_alias.k.arn", "violated"),
        (ALIAS.format("alias/ml"), "data.aws_kms_alias.k.target_key_arn", "passed"),
        (ALIAS.format("alias/ml"), "data.aws_kms_alias.k.arn", "passed"),
        (ALIAS.format("alias/ml-${var.stage}"), "data.aws_kms_alias.k.target_key_arn", "undetermined"),
        (ALIAS.format("${var.stage}"), "data.aws_kms_alias.k.arn", "undetermined"),
        (KEY.format("alias/aws/s3"), "data.aws_kms_key.k.arn", "violated"),
        (KEY.format("alias/ml"), "data.aws_kms_key.k.arn", "passed"),
        (KEY.format("1234abcd-12ab-34cd-56ef-1234567890ab"), "data.aws_kms_key.k.arn", "undetermined"),
        ("", '"arn:aws:kms:${var.stage}:111122223333:alias/aws/s3"', "violated"),
        ("", '"arn:aws:kms:${var.stage}:111122223333:alias/ml-data"', "passed"),
        ("", '"arn:aws:kms:us-east-1:111122223333:alias/${var.stage}"', "undetermined"),
        ("", '"arn:aws:kms:us-east-1:111122223333:alias/aw${var.stage}"', "undetermined"),
    ],
)
def test_keys_by_their_aliases(tmp_path: Path, stated: str, named: str, expected: str) -> None:
    bucket, _, _ = ESTATE.partition('resource "%s"')
    text = f'variable "stage" {{}}\n{stated}\n{bucket.replace("%s.k.arn", named)}'
    assert verdicts(BUCKET, terraform(tmp_path, text)) == {"aws_s3_bucket.b": expected}


@pytest.mark.parametrize("kind", ["aws_kms_replica_key", "aws_kms_external_key", "aws_kms_replica_external_key"])
def test_terraform(tmp_path: Path, kind: str) -> None:
    estate = terraform(tmp_path, ESTATE % (kind, kind, OPEN))
    assert verdicts(BUCKET, estate) == {"aws_s3_bucket.b": "passed"}
    assert verdicts(POLICY, estate) == {f"{kind}.k": "violated"}
    assert verdicts(ROTATED, estate) == {}


@pytest.mark.parametrize(
    ("stated", "expected"),
    [('custom_key_store_id = "cks-1"', "not_applicable"), ("", "violated"), ("enable_key_rotation = true", "passed")],
)
def test_keys_in_stores_are_not_rotated_by_the_service(tmp_path: Path, stated: str, expected: str) -> None:
    estate = terraform(tmp_path, ESTATE % ("aws_kms_key", "aws_kms_key", stated))
    assert verdicts(ROTATED, estate) == {"aws_kms_key.k": expected}


@pytest.mark.parametrize(("origin", "expected"), [("EXTERNAL", "not_applicable"), ("AWS_KMS", "violated")])
def test_cloudformation(tmp_path: Path, origin: str, expected: str) -> None:
    text = f"""
    Key:
      Type: AWS::KMS::Key
      Properties: {{Origin: {origin}}}
    Copy:
      Type: AWS::KMS::ReplicaKey
      Properties:
        PrimaryKeyArn: arn:aws:kms:eu-west-1:123456789012:key/mrk-1
        KeyPolicy: {{Statement: [{{Effect: Allow, Principal: "*", Action: "kms:*", Resource: "*"}}]}}
    Notebook:
      Type: AWS::SageMaker::NotebookInstance
      Properties: {{InstanceType: ml.t3.medium, RoleArn: r, KmsKeyId: !Ref Key}}
    Domain:
      Type: AWS::SageMaker::Domain
      Properties: {{KmsKeyId: !Ref Copy}}
    """
    estate = cloudformation(tmp_path, text)
    assert verdicts(ROTATED, estate) == {"Key": expected}
    assert verdicts(POLICY, estate)["Copy"] == "violated"


@pytest.mark.parametrize(("origin", "expected"), [("EXTERNAL", "not_applicable"), ("AWS_KMS", "violated")])
def test_account(origin: str, expected: str) -> None:
    rotation = {"KeyRotationEnabled": False}
    told = {"KeyId": "k", "KeyManager": "CUSTOMER", "KeySpec": "SYMMETRIC_DEFAULT", "Origin": origin}
    key = live("AWS::KMS::Key", "k", **told, **{"kms:GetKeyRotationStatus": rotation})
    notebook = live("AWS::SageMaker::NotebookInstance", "n", KmsKeyId="k")
    assert verdicts(ROTATED, [key, notebook]) == {"k": expected}


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ('ArnLike = { "aws:SourceArn" = "arn:aws:bedrock:*:123456789012:*" }', "passed"),
        ('ArnLike = { "aws:SourceArn" = "arn:aws:bedrock:*:*:*" }', "violated"),
        ('ArnLike = { "kms:EncryptionContext:aws:logs:arn" = "arn:aws:logs:eu-west-1:123456789012:*" }', "passed"),
        ('ArnLike = { "kms:EncryptionContext:aws:logs:arn" = "arn:aws:logs:*:*:*" }', "violated"),
        ('StringLike = { "aws:SourceAccount" = "1*" }', "violated"),
    ],
)
def test_services_for_whose_resources(tmp_path: Path, condition: str, expected: str) -> None:
    policy = f"""policy = jsonencode({{ Statement = [{{
      Effect    = "Allow"
      Principal = {{ Service = "bedrock.amazonaws.com" }}
      Action    = "kms:Decrypt"
      Resource  = "*"
      Condition = {{ {condition} }}
    }}] }})"""
    estate = terraform(tmp_path, ESTATE % ("aws_kms_key", "aws_kms_key", policy))
    assert verdicts(SERVES, estate) == {"aws_kms_key.k": expected}
