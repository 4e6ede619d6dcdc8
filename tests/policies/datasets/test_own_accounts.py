"""Whose number `data.aws_caller_identity` tells: that of its provider, which may be another one than a bucket's."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.policies.judged import everything, terraform, verdicts

WRITTEN = "ai_bucket_is_not_written_by_other_accounts"
TEXT = """
    variable "role" {}
    provider "aws" {
      region = "eu-west-1"
    }
    provider "aws" {
      alias  = "other"
      region = "us-east-1"
      %s
    }
    provider "aws" {
      alias  = "same"
      region = "eu-central-1"
      %s
    }
    data "aws_caller_identity" "here" {
      %s
    }
    resource "aws_s3_bucket" "training" {
      bucket = "training"
      %s
    }
    resource "aws_s3_bucket_policy" "training" {
      bucket = aws_s3_bucket.training.id
      policy = jsonencode({
        Statement = [{
          Effect    = "Allow"
          Principal = { AWS = %s }
          Action    = "s3:PutObject"
          Resource  = "${aws_s3_bucket.training.arn}/*"
        }]
      })
    }
"""
ARN = '"arn:aws:iam::${data.aws_caller_identity.here.account_id}:root"'
NUMBER = "data.aws_caller_identity.here.account_id"
ROLE = 'assume_role {\nrole_arn = "arn:aws:iam::111122223333:role/deploy"\n}'
OTHER, SAME = "provider = aws.other", "provider = aws.same"


@pytest.mark.parametrize("principal", [ARN, NUMBER])
@pytest.mark.parametrize(
    ("other", "same", "asked", "made", "expected"),
    [
        ("", "", "", "", "passed"),
        ("", "", OTHER, "", "passed"),
        ("", "", "", OTHER, "passed"),
        (ROLE, "", "", "", "passed"),
        (ROLE, "", OTHER, "", "undetermined"),
        (ROLE, "", "", OTHER, "undetermined"),
        (ROLE, "", OTHER, OTHER, "passed"),
        (ROLE, ROLE, OTHER, SAME, "passed"),
        (ROLE, 'profile = "data"', OTHER, SAME, "undetermined"),
        (ROLE.replace('"arn:aws:iam::111122223333:role/deploy"', "var.role"), "", OTHER, OTHER, "passed"),
        (ROLE.replace('"arn:aws:iam::111122223333:role/deploy"', "var.role"), "", OTHER, "", "undetermined"),
    ],
)
def test_terraform(tmp_path: Path, principal: str, other: str, same: str, asked: str, made: str, expected: str) -> None:
    estate = everything(terraform(tmp_path, TEXT % (other, same, asked, made, principal)))
    assert verdicts(WRITTEN, estate) == {"aws_s3_bucket.training": expected}


def test_modules(tmp_path: Path) -> None:
    (tmp_path / "bucket").mkdir()
    inner = TEXT[TEXT.index('    data "aws') :]
    (tmp_path / "bucket" / "main.tf").write_text(inner % ("", "", ARN))
    outer = """
    provider "aws" {
      alias = "other"
      assume_role {
        role_arn = "arn:aws:iam::111122223333:role/deploy"
      }
    }
    module "there" {
      source    = "./bucket"
      providers = { aws = aws.other }
    }
    """
    estate = everything(terraform(tmp_path, outer))
    assert verdicts(WRITTEN, estate) == {"module.there.aws_s3_bucket.training": "passed"}
