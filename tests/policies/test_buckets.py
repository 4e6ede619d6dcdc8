"""Buckets: which keys are the account's own, and which buckets belong to the AI estate."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.policies.judged import terraform, verdicts

POLICY = "ai_bucket_is_encrypted_with_a_customer_managed_key"

ESTATE = """
    variable "elsewhere" {}
    resource "aws_kms_key" "k" {}
    resource "aws_kms_alias" "own" {
      name          = "alias/own"
      target_key_id = aws_kms_key.k.key_id
    }
    resource "aws_s3_bucket" "b" { bucket = "weights" }
    resource "aws_sagemaker_model" "m" {
      primary_container {
        model_data_url = "s3://weights/model.tar.gz"
      }
    }
"""


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("aws_kms_key.k.arn", "passed"),
        ("aws_kms_alias.own.arn", "passed"),
        ("aws_kms_alias.own.target_key_arn", "passed"),
        ('"alias/own"', "passed"),
        ('"alias/aws/s3"', "violated"),
        ('"arn:aws:kms:eu-west-1:123456789012:alias/aws/s3"', "violated"),
        ('"arn:aws:kms:eu-west-1:123456789012:key/abc"', "undetermined"),
        ("var.elsewhere", "undetermined"),
        ("null", "violated"),
    ],
)
def test_whose_the_key_is(tmp_path: Path, key: str, expected: str) -> None:
    text = f"""
    resource "aws_s3_bucket_server_side_encryption_configuration" "b" {{
      bucket = aws_s3_bucket.b.id
      rule {{
        apply_server_side_encryption_by_default {{
          sse_algorithm     = "aws:kms"
          kms_master_key_id = {key}
        }}
      }}
    }}
    """
    assert verdicts(POLICY, terraform(tmp_path, ESTATE + text)) == {"aws_s3_bucket.b": expected}


BLOCK = """
    resource "aws_s3_bucket_public_access_block" "{name}" {{
      bucket                  = aws_s3_bucket.b.id
      block_public_acls       = {on}
      ignore_public_acls      = true
      block_public_policy     = true
      restrict_public_buckets = true
    }}
"""


@pytest.mark.parametrize(("one", "other", "expected"), [("true", "true", "passed"), ("true", "false", "undetermined")])
def test_two_blocks_that_contradict_each_other(tmp_path: Path, one: str, other: str, expected: str) -> None:
    text = ESTATE + BLOCK.format(name="one", on=one) + BLOCK.format(name="other", on=other)
    assert verdicts("ai_bucket_blocks_public_access", terraform(tmp_path, text)) == {"aws_s3_bucket.b": expected}


ACCOUNT = """
    variable "enabled" {{}}
    resource "aws_s3_account_public_access_block" "a" {{
      {more}
      block_public_acls       = {on}
      ignore_public_acls      = true
      block_public_policy     = true
      restrict_public_buckets = true
    }}
"""


@pytest.mark.parametrize(
    ("own", "on", "more", "expected"),
    [
        ("", "true", "", "passed"),
        ("", "false", "", "violated"),
        ("", "var.enabled", "", "undetermined"),
        ("", "true", "count = 0", "violated"),
        ("", "true", "count = var.enabled ? 1 : 0", "undetermined"),
        (BLOCK.format(name="b", on="true"), "false", "", "passed"),
        (BLOCK.format(name="b", on="false"), "true", "", "passed"),
        (BLOCK.format(name="b", on="false"), "false", "", "violated"),
    ],
)
def test_the_account_blocks_for_all_of_its_buckets(tmp_path: Path, own: str, on: str, more: str, expected: str) -> None:
    text = ESTATE + own + ACCOUNT.format(on=on, more=more)
    assert verdicts("ai_bucket_blocks_public_access", terraform(tmp_path, text)) == {"aws_s3_bucket.b": expected}
