"""How the logs of AI services and of requests to models are kept, and for whom they are masked."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.model.declared import live
from tests.policies.judged import cloudformation, terraform, verdicts

KEY = "ai_log_group_is_encrypted_with_a_customer_managed_key"
KEPT = "ai_log_group_keeps_its_records"
PROTECTED = "ai_log_group_is_protected_from_deletion"
MASKED = "ai_log_group_masks_sensitive_data"
MODALITIES = "invocation_logging_keeps_what_is_not_text"
ENDS = "invocation_log_bucket_ends_its_records"
PROMPTS_MASKED = "invocation_log_group_masks_sensitive_data"

MASK = """
    resource "aws_cloudwatch_log_data_protection_policy" "m" {
      log_group_name  = aws_cloudwatch_log_group.g.name
      policy_document = "{}"
    }
"""


def account_mask(kind: str) -> str:
    return f'resource "aws_cloudwatch_log_account_policy" "a" {{\npolicy_name = "a"\npolicy_type = {kind}\n}}'


@pytest.mark.parametrize(
    ("policy", "stated", "more", "expected"),
    [
        (KEY, "kms_key_id = aws_kms_key.k.arn", "", "passed"),
        (KEY, "", "", "violated"),
        (KEY, "kms_key_id = var.elsewhere", "", "undetermined"),
        (KEPT, "", "", "passed"),
        (KEPT, "retention_in_days = 14", "", "violated"),
        (KEPT, "retention_in_days = 365", "", "passed"),
        (KEPT, "retention_in_days = var.elsewhere", "", "undetermined"),
        (PROTECTED, "deletion_protection_enabled = true", "", "passed"),
        (PROTECTED, "", "", "violated"),
        (MASKED, "", "", "violated"),
        (MASKED, "", MASK, "passed"),
        (MASKED, "", account_mask('"DATA_PROTECTION_POLICY"'), "passed"),
        (MASKED, "", account_mask('"SUBSCRIPTION_FILTER_POLICY"'), "violated"),
        (MASKED, "", account_mask("var.elsewhere"), "undetermined"),
    ],
)
def test_groups(tmp_path: Path, policy: str, stated: str, more: str, expected: str) -> None:
    text = f"""
    variable "elsewhere" {{}}
    resource "aws_kms_key" "k" {{}}
    resource "aws_cloudwatch_log_group" "g" {{
      name = "/aws/bedrock-agentcore/runtimes/chat"
      {stated}
    }}
    resource "aws_cloudwatch_log_group" "other" {{ name = "/aws/lambda/other" }}
    {more}
    """
    assert verdicts(policy, terraform(tmp_path, text)) == {"aws_cloudwatch_log_group.g": expected}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("/aws/bedrock-agentcore/runtimes/${var.elsewhere}", "violated"),
        ("/aws/lambda/${var.elsewhere}", None),
        ("/aws/vendedlogs/${var.elsewhere}", "undetermined"),
        ("/aws/${var.elsewhere}/bedrock", "undetermined"),
        ("${var.elsewhere}-prompts", "undetermined"),
    ],
)
def test_the_beginning_of_a_name_decides(tmp_path: Path, name: str, expected: str | None) -> None:
    text = f'variable "elsewhere" {{}}\nresource "aws_cloudwatch_log_group" "g" {{ name = "{name}" }}'
    found = verdicts(PROTECTED, terraform(tmp_path, text))
    assert found == ({} if expected is None else {"aws_cloudwatch_log_group.g": expected})


def test_a_group_of_which_the_name_is_not_known(tmp_path: Path) -> None:
    text = 'variable "elsewhere" {}\nresource "aws_cloudwatch_log_group" "g" { name = var.elsewhere }'
    assert verdicts(PROTECTED, terraform(tmp_path, text)) == {"aws_cloudwatch_log_group.g": "undetermined"}


@pytest.mark.parametrize(
    ("policy", "stated", "expected"),
    [
        (KEY, "RetentionInDays: 7", "violated"),
        (KEPT, "RetentionInDays: 7", "violated"),
        (PROTECTED, "DeletionProtectionEnabled: true", "passed"),
        (MASKED, "DataProtectionPolicy: {Name: m}", "passed"),
        (MASKED, "RetentionInDays: 7", "violated"),
    ],
)
def test_groups_in_cloudformation(tmp_path: Path, policy: str, stated: str, expected: str) -> None:
    text = f"G: {{Type: AWS::Logs::LogGroup, Properties: {{LogGroupName: /aws/sagemaker/Endpoints/e, {stated}}}}}"
    assert verdicts(policy, cloudformation(tmp_path, text)) == {"G": expected}


@pytest.mark.parametrize(
    ("policy", "told", "expected"),
    [
        (KEPT, {"retentionInDays": 7}, "violated"),
        (PROTECTED, {"deletionProtectionEnabled": True}, "passed"),
        (PROTECTED, {}, "violated"),
        (MASKED, {"dataProtectionStatus": "ACTIVATED"}, "passed"),
        (MASKED, {"dataProtectionStatus": "DISABLED"}, "violated"),
        (KEY, {}, "violated"),
    ],
)
def test_groups_of_an_account(policy: str, told: dict[str, Any], expected: str) -> None:
    name = "/aws/bedrock/modelinvocations"
    assert verdicts(policy, [live("AWS::Logs::LogGroup", name, logGroupName=name, **told)]) == {name: expected}


LOGGING = """
    variable "elsewhere" {}
    resource "aws_s3_bucket" "b" { bucket = "prompts" }
    resource "aws_cloudwatch_log_group" "g" { name = "prompts" }
    resource "aws_bedrock_model_invocation_logging_configuration" "l" {
      logging_config {
        %s
      }
    }
"""
TO_BUCKET = "s3_config { bucket_name = aws_s3_bucket.b.id }"
TO_GROUP = 'cloudwatch_config {\nlog_group_name = aws_cloudwatch_log_group.g.name\nrole_arn = "r"\n}'


EXPIRATION = "expiration { days = 400 }"


def lifecycle(status: str, what: str) -> str:
    rule = f'rule {{\nid = "r"\nstatus = "{status}"\n{what}\n}}'
    return f'resource "aws_s3_bucket_lifecycle_configuration" "c" {{\nbucket = aws_s3_bucket.b.id\n{rule}\n}}'


@pytest.mark.parametrize(
    ("policy", "stated", "more", "expected"),
    [
        (MODALITIES, TO_BUCKET, "", "passed"),
        (MODALITIES, "image_data_delivery_enabled = false", "", "violated"),
        (MODALITIES, "video_data_delivery_enabled = false", "", "violated"),
        (MODALITIES, "embedding_data_delivery_enabled = var.elsewhere", "", "undetermined"),
        (ENDS, TO_BUCKET, "", "violated"),
        (ENDS, TO_BUCKET, lifecycle("Enabled", "expiration { days = 400 }"), "passed"),
        (ENDS, TO_BUCKET, lifecycle("Disabled", "expiration { days = 400 }"), "violated"),
        (ENDS, TO_BUCKET, lifecycle("Enabled", "expiration { expired_object_delete_marker = true }"), "violated"),
        (ENDS, TO_BUCKET, lifecycle("Enabled", f'filter {{ prefix = "" }}\n{EXPIRATION}'), "passed"),
        (ENDS, TO_BUCKET, lifecycle("Enabled", f'filter {{ prefix = "AWSLogs/" }}\n{EXPIRATION}'), "passed"),
        (ENDS, TO_BUCKET, lifecycle("Enabled", f'filter {{ prefix = "AWSLogs/1/" }}\n{EXPIRATION}'), "passed"),
        (ENDS, TO_BUCKET, lifecycle("Enabled", f'filter {{ prefix = "tmp/" }}\n{EXPIRATION}'), "violated"),
        (ENDS, TO_BUCKET, lifecycle("Enabled", f'filter {{\ntag {{\nkey = "a"\n}}\n}}\n{EXPIRATION}'), "violated"),
        (ENDS, TO_BUCKET, lifecycle("Enabled", f"filter {{ object_size_less_than = 9 }}\n{EXPIRATION}"), "violated"),
        (ENDS, TO_GROUP, "", "not_applicable"),
        (PROMPTS_MASKED, TO_GROUP, "", "violated"),
        (PROMPTS_MASKED, TO_GROUP, MASK, "passed"),
        (PROMPTS_MASKED, TO_BUCKET, "", "not_applicable"),
    ],
)
def test_requests(tmp_path: Path, policy: str, stated: str, more: str, expected: str) -> None:
    found = verdicts(policy, terraform(tmp_path, LOGGING % stated + more))
    assert found == {"aws_bedrock_model_invocation_logging_configuration.l": expected}


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        ([{"ID": "r", "Status": "Enabled", "Expiration": {"Days": 400}}], "passed"),
        ([{"ID": "r", "Status": "Enabled", "Transitions": [{"Days": 30, "StorageClass": "GLACIER"}]}], "violated"),
        ([], "violated"),
    ],
)
def test_requests_of_an_account(rules: list[dict[str, Any]], expected: str) -> None:
    estate = [
        live("bedrock:ModelInvocationLogging", "l", s3Config={"bucketName": "prompts"}, imageDataDeliveryEnabled=False),
        live("AWS::S3::Bucket", "prompts", Name="prompts", GetBucketLifecycleConfiguration={"Rules": rules}),
    ]
    assert verdicts(ENDS, estate) == {"l": expected}
    assert verdicts(MODALITIES, estate) == {"l": "violated"}


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ({}, "passed"),
        ({"audioDataDeliveryEnabled": False}, "violated"),
        ({"audioDataDeliveryEnabled": None}, "undetermined"),  # older than the switch
        ({"imageDataDeliveryEnabled": None, "videoDataDeliveryEnabled": False}, "violated"),
    ],
)
def test_what_an_account_keeps_beside_texts(stated: dict[str, Any], expected: str) -> None:
    kept = {f"{kind}DataDeliveryEnabled": True for kind in ("image", "embedding", "video", "audio")} | stated
    told = {name: value for name, value in kept.items() if value is not None}
    assert verdicts(MODALITIES, [live("bedrock:ModelInvocationLogging", "l", **told)]) == {"l": expected}
