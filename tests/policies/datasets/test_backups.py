"""Backups in a locked vault keep versions of AI buckets as Object Lock does."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.model.declared import live
from tests.policies.judged import cloudformation, terraform, verdicts

POLICY = "ai_bucket_can_lock_versions"
LOCK = 'resource "aws_backup_vault_lock_configuration" "l" { backup_vault_name = aws_backup_vault.v.name }'


@pytest.mark.parametrize(
    ("stated", "lock", "expected"),
    [
        ("resources = [aws_s3_bucket.b.arn]", LOCK, "passed"),
        ("resources = [aws_s3_bucket.b.arn]", "", "violated"),
        ('resources = ["arn:aws:s3:::*"]', LOCK, "passed"),
        ('resources = ["arn:aws:s3:::weigh*"]', LOCK, "passed"),
        ('resources = ["arn:aws-us-gov:s3:::weigh*"]', LOCK, "passed"),
        ('resources = ["arn:aws-cn:s3:::weights"]', LOCK, "passed"),
        ('resources = ["arn:aws-cn:s3:::other*"]', LOCK, "violated"),
        ('resources = ["arn:aws:s3:::other*"]', LOCK, "violated"),
        ('resources = ["*"]', LOCK, "passed"),
        ('resources = ["arn:aws:s3:::another"]', LOCK, "violated"),
        ('resources = ["arn:aws:rds:us-east-1:123456789012:db:*"]', LOCK, "violated"),
        ('selection_tag {\ntype = "STRINGEQUALS"\nkey = "a"\nvalue = "b"\n}', LOCK, "undetermined"),
        ("resources = var.elsewhere", LOCK, "undetermined"),
    ],
)
def test_terraform(tmp_path: Path, stated: str, lock: str, expected: str) -> None:
    text = f"""
    variable "elsewhere" {{}}
    resource "aws_s3_bucket" "b" {{ bucket = "weights" }}
    resource "aws_sagemaker_model" "m" {{
      primary_container {{
        model_data_url = "s3://weights/m.tar.gz"
      }}
    }}
    resource "aws_backup_vault" "v" {{ name = "kept" }}
    resource "aws_backup_plan" "p" {{
      rule {{
        target_vault_name = aws_backup_vault.v.name
      }}
    }}
    resource "aws_backup_selection" "s" {{
      plan_id = aws_backup_plan.p.id
      {stated}
    }}
    {lock}
    """
    assert verdicts(POLICY, terraform(tmp_path, text)) == {"aws_s3_bucket.b": expected}


@pytest.mark.parametrize(("lock", "expected"), [("{MinRetentionDays: 30}", "passed"), ("", "violated")])
def test_cloudformation(tmp_path: Path, lock: str, expected: str) -> None:
    locked = f", LockConfiguration: {lock}" if lock else ""
    text = f"""
    B: {{Type: AWS::S3::Bucket, Properties: {{BucketName: weights}}}}
    M:
      Type: AWS::SageMaker::Model
      Properties: {{PrimaryContainer: {{ModelDataUrl: "s3://weights/m.tar.gz"}}}}
    V: {{Type: AWS::Backup::BackupVault, Properties: {{BackupVaultName: kept{locked}}}}}
    P:
      Type: AWS::Backup::BackupPlan
      Properties: {{BackupPlan: {{BackupPlanRule: [{{TargetBackupVault: !Ref V}}]}}}}
    S:
      Type: AWS::Backup::BackupSelection
      Properties:
        BackupPlanId: !Ref P
        BackupSelection: {{Resources: [!GetAtt B.Arn]}}
    """
    assert verdicts(POLICY, cloudformation(tmp_path, text)) == {"B": expected}


@pytest.mark.parametrize(("locked", "expected"), [(True, "passed"), (False, "violated")])
def test_account(locked: bool, expected: str) -> None:
    estate = [
        live("AWS::S3::Bucket", "weights", Name="weights", GetObjectLockConfiguration={}),
        live("AWS::SageMaker::Model", "m", PrimaryContainer={"ModelDataUrl": "s3://weights/m.tar.gz"}),
        live("AWS::Backup::BackupVault", "v", BackupVaultName="kept", Locked=locked),
        live(
            "AWS::Backup::BackupPlan", "p", BackupPlanId="p", BackupPlan={"Rules": [{"TargetBackupVaultName": "kept"}]}
        ),
        live("AWS::Backup::BackupSelection", "s", BackupPlanId="p", BackupSelection={"Resources": ["arn:aws:s3:::*"]}),
    ]
    assert verdicts(POLICY, estate) == {"weights": expected}
