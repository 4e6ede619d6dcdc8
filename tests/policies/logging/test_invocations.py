"""Whether Bedrock keeps what models are asked, and how."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.model.declared import live
from tests.policies.judged import terraform, verdicts

KEPT = "model_invocation_logging_keeps_requests"
REGION = "model_invocations_of_a_region_are_logged"
ENCRYPTED = "invocation_log_group_is_encrypted_with_a_customer_managed_key"
ENDS = "invocation_log_group_ends_its_records"
GROUP = "cloudwatch_config {\nlog_group_name = aws_cloudwatch_log_group.g.name\nrole_arn = var.elsewhere\n}"
BUCKET = 's3_config { bucket_name = "logs" }'


@pytest.mark.parametrize(
    ("policy", "configured", "group", "expected"),
    [
        (KEPT, BUCKET, "", "passed"),
        (KEPT, GROUP, "", "passed"),
        (KEPT, "", "", "violated"),
        (KEPT, f"{BUCKET}\ntext_data_delivery_enabled = false", "", "violated"),
        (KEPT, f"{BUCKET}\ntext_data_delivery_enabled = var.elsewhere", "", "undetermined"),
        (ENCRYPTED, GROUP, "", "violated"),
        (ENCRYPTED, GROUP, "kms_key_id = aws_kms_key.k.arn", "passed"),
        (ENCRYPTED, GROUP, "kms_key_id = var.elsewhere", "undetermined"),
        (ENCRYPTED, GROUP, 'kms_key_id = "arn:aws:kms:us-east-1:111122223333:key/of-another"', "passed"),
        (ENCRYPTED, BUCKET, "", "not_applicable"),
        (ENDS, GROUP, "", "violated"),
        (ENDS, GROUP, "retention_in_days = 0", "violated"),
        (ENDS, GROUP, "retention_in_days = 365", "passed"),
        (ENDS, GROUP, "retention_in_days = var.elsewhere", "undetermined"),
    ],
)
def test_terraform(tmp_path: Path, policy: str, configured: str, group: str, expected: str) -> None:
    text = f"""
    variable "elsewhere" {{}}
    resource "aws_kms_key" "k" {{}}
    resource "aws_cloudwatch_log_group" "g" {{
      name = "g"
      {group}
    }}
    resource "aws_bedrock_model_invocation_logging_configuration" "c" {{
      logging_config {{
        {configured}
      }}
    }}
    """
    address = "aws_bedrock_model_invocation_logging_configuration.c"
    assert verdicts(policy, terraform(tmp_path, text)) == {address: expected}


def test_a_bucket_of_invocations_is_an_ai_bucket(tmp_path: Path) -> None:
    text = """
    resource "aws_s3_bucket" "logs" { bucket = "logs" }
    resource "aws_s3_bucket" "other" { bucket = "other" }
    resource "aws_bedrock_model_invocation_logging_configuration" "c" {
      logging_config {
        s3_config { bucket_name = aws_s3_bucket.logs.id }
      }
    }
    """
    assert verdicts("ai_bucket_blocks_public_access", terraform(tmp_path, text)) == {"aws_s3_bucket.logs": "violated"}


def test_each_region_is_judged_by_its_own_configuration() -> None:
    regions = [
        live("ec2:Region", name, RegionName=name)._replace(region=name)
        for name in ("eu-west-1", "us-east-1", "us-west-2")
    ]
    kind = "bedrock:ModelInvocationLogging"
    logged = [
        live(kind, "a", s3Config={"bucketName": "b"}, textDataDeliveryEnabled=True)._replace(region="eu-west-1"),
        live(kind, "b", s3Config={"bucketName": "b"}, textDataDeliveryEnabled=False)._replace(region="us-west-2"),
    ]
    found = verdicts(REGION, [*regions, *logged])
    assert found == {"eu-west-1": "passed", "us-east-1": "violated", "us-west-2": "violated"}


def test_an_account_that_does_not_tell_what_is_kept() -> None:
    """The provider of Terraform keeps everything without a word; what Bedrock does, AWS does not say."""
    silent = live("bedrock:ModelInvocationLogging", "a", s3Config={"bucketName": "b"})
    assert verdicts("model_invocation_logging_keeps_requests", [silent]) == {"a": "undetermined"}
    assert verdicts("invocation_logging_keeps_what_is_not_text", [silent]) == {"a": "undetermined"}
    nowhere = live("bedrock:ModelInvocationLogging", "a")
    assert verdicts("model_invocation_logging_keeps_requests", [nowhere]) == {"a": "violated"}
