"""The keys of the AI estate: which they are, their rotation, deletion and policies."""

from __future__ import annotations

from pathlib import Path

import pytest

from pytest_aisec.settings import Settings
from tests.model.declared import live
from tests.policies.judged import cloudformation, terraform, verdicts

ROTATED = "ai_key_is_rotated"
KEPT = "ai_key_is_not_deleted_in_haste"
POLICY = "ai_key_policy_names_who_may_use_it"


def policy(principal: str, more: str = "") -> str:
    return f'policy = jsonencode({{ Statement = [{{ Effect = "Allow", Principal = {principal}, Action = "kms:*", Resource = "*" {more} }}] }})'


@pytest.mark.parametrize(
    ("name", "stated", "expected"),
    [
        (ROTATED, "enable_key_rotation = true", "passed"),
        (ROTATED, "enable_key_rotation = true\nrotation_period_in_days = 2000", "violated"),
        (ROTATED, "enable_key_rotation = true\nrotation_period_in_days = 90", "passed"),
        (ROTATED, "enable_key_rotation = true\nrotation_period_in_days = var.elsewhere", "undetermined"),
        (ROTATED, "", "violated"),
        (ROTATED, "enable_key_rotation = var.elsewhere", "undetermined"),
        (ROTATED, 'customer_master_key_spec = "RSA_2048"', "not_applicable"),
        (KEPT, "", "passed"),
        (KEPT, "deletion_window_in_days = 7", "violated"),
        (KEPT, "deletion_window_in_days = var.elsewhere", "undetermined"),
        (POLICY, "", "passed"),
        (POLICY, policy('{ AWS = "arn:aws:iam::123456789012:root" }'), "passed"),
        (POLICY, policy('"*"'), "violated"),
        (POLICY, policy('"*"', ', Condition = { StringEquals = { "kms:CallerAccount" = "123456789012" } }'), "passed"),
        (
            POLICY,
            policy('"*"', ', Condition = { StringEquals = { "kms:ViaService" = "s3.eu-west-1.amazonaws.com" } }'),
            "violated",
        ),
        (POLICY, "policy = var.elsewhere", "undetermined"),
    ],
)
def test_terraform(tmp_path: Path, name: str, stated: str, expected: str) -> None:
    text = f"""
    variable "elsewhere" {{}}
    resource "aws_kms_key" "other" {{}}
    resource "aws_kms_key" "k" {{
      {stated}
    }}
    resource "aws_sagemaker_notebook_instance" "n" {{
      name       = "n"
      kms_key_id = aws_kms_key.k.arn
    }}
    """
    assert verdicts(name, terraform(tmp_path, text)) == {"aws_kms_key.k": expected}


def test_a_policy_beside_the_key_counts(tmp_path: Path) -> None:
    text = f"""
    resource "aws_kms_key" "k" {{}}
    resource "aws_kms_key_policy" "p" {{
      key_id = aws_kms_key.k.id
      {policy('"*"')}
    }}
    resource "aws_sagemaker_notebook_instance" "n" {{ kms_key_id = aws_kms_key.k.arn }}
    """
    assert verdicts(POLICY, terraform(tmp_path, text)) == {"aws_kms_key.k": "violated"}


def test_the_key_of_an_ai_bucket(tmp_path: Path) -> None:
    text = """
    resource "aws_kms_key" "k" {}
    resource "aws_s3_bucket" "weights" { bucket = "weights" }
    resource "aws_s3_bucket_server_side_encryption_configuration" "e" {
      bucket = aws_s3_bucket.weights.id
      rule {
        apply_server_side_encryption_by_default {
          sse_algorithm     = "aws:kms"
          kms_master_key_id = aws_kms_key.k.arn
        }
      }
    }
    resource "aws_sagemaker_model" "m" {
      primary_container {
        model_data_url = "s3://weights/model.tar.gz"
      }
    }
    """
    assert verdicts(ROTATED, terraform(tmp_path, text)) == {"aws_kms_key.k": "violated"}


@pytest.mark.parametrize(
    ("name", "stated", "expected"),
    [
        (ROTATED, "EnableKeyRotation: true", "passed"),
        (ROTATED, "{EnableKeyRotation: true, RotationPeriodInDays: 2000}", "violated"),
        (ROTATED, "{EnableKeyRotation: true, RotationPeriodInDays: 180}", "passed"),
        (ROTATED, "Enabled: true", "violated"),
        (KEPT, "PendingWindowInDays: 7", "violated"),
        (KEPT, "PendingWindowInDays: 30", "passed"),
        (POLICY, "KeyPolicy: {Statement: [{Effect: Allow, Principal: '*', Action: 'kms:*'}]}", "violated"),
        (POLICY, "KeyPolicy: {Statement: [{Effect: Allow, Principal: {AWS: '1'}, Action: 'kms:*'}]}", "passed"),
    ],
)
def test_cloudformation(tmp_path: Path, name: str, stated: str, expected: str) -> None:
    text = f"""
    Key:
      Type: AWS::KMS::Key
      Properties:
        {stated}
    Notebook:
      Type: AWS::SageMaker::NotebookInstance
      Properties: {{KmsKeyId: !Ref Key}}
    """
    assert verdicts(name, cloudformation(tmp_path, text)) == {"Key": expected}


@pytest.mark.parametrize(
    ("name", "body", "expected"),
    [
        (ROTATED, {"GetKeyRotationStatus": {"KeyRotationEnabled": False}}, "violated"),
        (ROTATED, {"GetKeyRotationStatus": {"KeyRotationEnabled": True}}, "passed"),
        (ROTATED, {"GetKeyRotationStatus": {"KeyRotationEnabled": True, "RotationPeriodInDays": 730}}, "violated"),
        (KEPT, {"KeyState": "PendingDeletion"}, "violated"),
        (KEPT, {"KeyState": "PendingReplicaDeletion"}, "violated"),
        (KEPT, {"KeyState": "Enabled"}, "passed"),
        (
            POLICY,
            {"GetKeyPolicy": {"Policy": '{"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "kms:*"}]}'}},
            "violated",
        ),
    ],
)
def test_account(name: str, body: dict[str, object], expected: str) -> None:
    key = live("AWS::KMS::Key", "arn:k", KeyArn="arn:k", KeyManager="CUSTOMER", KeySpec="SYMMETRIC_DEFAULT", **body)
    notebook = live("AWS::SageMaker::NotebookInstance", "n", KmsKeyId="arn:k")
    assert verdicts(name, [key, notebook]) == {"arn:k": expected}


def test_the_period_is_a_setting(tmp_path: Path) -> None:
    text = """
    resource "aws_kms_key" "k" {
      enable_key_rotation     = true
      rotation_period_in_days = 730
    }
    resource "aws_sagemaker_notebook_instance" "n" { kms_key_id = aws_kms_key.k.arn }
    """
    found = verdicts(ROTATED, terraform(tmp_path, text), Settings(key_rotation_days=730))
    assert found == {"aws_kms_key.k": "passed"}


def test_the_window_is_a_setting(tmp_path: Path) -> None:
    text = """
    resource "aws_kms_key" "k" { deletion_window_in_days = 14 }
    resource "aws_sagemaker_notebook_instance" "n" { kms_key_id = aws_kms_key.k.arn }
    """
    found = verdicts(KEPT, terraform(tmp_path, text), Settings(key_deletion_days=14))
    assert found == {"aws_kms_key.k": "passed"}
