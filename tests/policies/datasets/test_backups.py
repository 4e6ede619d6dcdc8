"""Backups in a locked vault keep versions of AI buckets as Object Lock does."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pytest_aisec.declarations import Declaration
from tests.model.declared import live
from tests.policies.judged import cloudformation, terraform, verdicts

POLICY = "ai_bucket_can_lock_versions"
TAG = 'key = "aws:ResourceTag/a"\nvalue = "b"'
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
        ('resources = ["*"]\nnot_resources = [aws_s3_bucket.b.arn]', LOCK, "violated"),
        ('resources = ["*"]\nnot_resources = ["arn:aws:s3:::weigh*"]', LOCK, "violated"),
        ('resources = ["*"]\nnot_resources = ["arn:aws:s3:::other*"]', LOCK, "passed"),
        ('resources = ["*"]\nnot_resources = [var.elsewhere]', LOCK, "undetermined"),
        (f'resources = ["*"]\ncondition {{\nstring_equals {{\n{TAG}\n}}\n}}', LOCK, "undetermined"),
        ('resources = ["*"]\ncondition {\nstring_equals = []\nstring_like = []\n}', LOCK, "passed"),
        ('resources = ["arn:aws:s3:::other"]\nnot_resources = [var.elsewhere]', LOCK, "violated"),
        (f'resources = ["*"]\nselection_tag {{\ntype = "STRINGEQUALS"\n{TAG}\n}}', LOCK, "passed"),
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


def estate(*, locked: bool = True, region: str = "a-1", **chosen: Any) -> list[Declaration]:
    told = [
        live("AWS::S3::Bucket", "weights", Name="weights", GetObjectLockConfiguration={}),
        live("AWS::SageMaker::Model", "m", PrimaryContainer={"ModelDataUrl": "s3://weights/m.tar.gz"}),
    ]
    plan = {"Rules": [{"TargetBackupVaultName": "kept"}]}
    backups = [
        live("AWS::Backup::BackupVault", "v", BackupVaultName="kept", Locked=locked),
        live("AWS::Backup::BackupPlan", "p", BackupPlanId="p", BackupPlan=plan),
        live("AWS::Backup::BackupSelection", "s", BackupPlanId="p", BackupSelection=chosen),
    ]
    return [each._replace(region="a-1") for each in told] + [each._replace(region=region) for each in backups]


NOTHING: dict[str, list[dict[str, str]]] = {
    "StringEquals": [],
    "StringLike": [],
    "StringNotEquals": [],
    "StringNotLike": [],
}
TAGGED = {"StringLike": [{"ConditionKey": "aws:ResourceTag/a", "ConditionValue": "*"}]}
EVERYTHING: dict[str, Any] = {
    "Resources": ["arn:aws:s3:::*"],
    "NotResources": [],
    "ListOfTags": [],
    "Conditions": NOTHING,
}
NARROWED = {**EVERYTHING, "Conditions": {**NOTHING, **TAGGED}}


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [
        (EVERYTHING, "passed"),
        ({**EVERYTHING, "NotResources": ["arn:aws:s3:::weights"]}, "violated"),
        ({**EVERYTHING, "NotResources": ["arn:aws:s3:::w*"]}, "violated"),
        (NARROWED, "undetermined"),
        ({**EVERYTHING, "Resources": ["arn:aws:s3:::website"]}, "violated"),
    ],
)
def test_account(chosen: dict[str, Any], expected: str) -> None:
    assert verdicts(POLICY, estate(**chosen)) == {"weights": expected}


@pytest.mark.parametrize("chosen", [EVERYTHING, NARROWED])
def test_vaults_of_an_account(chosen: dict[str, Any]) -> None:
    assert verdicts(POLICY, estate(locked=False, **chosen)) == {"weights": "violated"}


def test_what_tags_may_choose_does_not_hide_a_selection_that_takes_it() -> None:
    plain = live("AWS::Backup::BackupSelection", "t", BackupPlanId="p", BackupSelection=EVERYTHING)
    assert verdicts(POLICY, [*estate(**NARROWED), plain._replace(region="a-1")]) == {"weights": "passed"}


def test_a_plan_of_another_region_makes_no_backups_of_it() -> None:
    assert verdicts(POLICY, estate(region="b-1", **EVERYTHING)) == {"weights": "violated"}
