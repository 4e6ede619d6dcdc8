"""What of requests to models is kept, where, and for how long."""

from __future__ import annotations

import pytest

from pytest_aisec import marks
from pytest_aisec.aws import bedrock


@marks.severity("medium")
@marks.soc2("CC7.2", "CC7.3")
@marks.hipaa("164.308(a)(1)(ii)(D)", "164.312(b)")
@marks.nist_800_53("AU-2", "AU-3", "AU-6", "AU-12")
@marks.nist_ai_rmf("MEASURE 2.4", "MANAGE 4.1")
@marks.iso_42001("A.6.2.6", "A.6.2.8")
@marks.mitre_atlas("AML.M0024")
@marks.aws_genai_lens("GENSEC03-BP01")
def test_invocation_logging_keeps_what_is_not_text(logging: bedrock.ModelInvocationLogging) -> None:
    """The configuration of invocation logging keeps images, embeddings, videos and sound too.

    Why: an instruction that is hidden in a picture is in no text: what was asked is then not to be found.

    Fix: leave `image_data_delivery_enabled`, `embedding_data_delivery_enabled` and
    `video_data_delivery_enabled` on in `aws_bedrock_model_invocation_logging_configuration`, which has no argument
    for sound: in an account, put `audioDataDeliveryEnabled` by the API. CloudFormation has no type for it.

    ```hcl
    resource "aws_bedrock_model_invocation_logging_configuration" "this" {
      logging_config {
        image_data_delivery_enabled     = true
        embedding_data_delivery_enabled = true
        video_data_delivery_enabled     = true
        s3_config {
          bucket_name = aws_s3_bucket.prompts.id
        }
      }
    }
    resource "aws_s3_bucket" "prompts" {
      bucket = "prompts"
    }
    resource "aws_s3_bucket_lifecycle_configuration" "prompts" {
      bucket = aws_s3_bucket.prompts.id
      rule {
        id     = "end"
        status = "Enabled"
        expiration {
          days = 400
        }
      }
    }
    resource "aws_cloudwatch_log_group" "prompts" {
      name = "prompts"
    }
    ```
    """
    assert logging.left_out == []


@marks.severity("high")
@marks.soc2("CC6.1", "CC7.2", "C1.1")
@marks.hipaa("164.312(b)", "164.312(c)(1)", "164.312(a)(2)(iv)")
@marks.nist_800_53("AU-9", "AU-11", "SC-12", "SC-13", "SC-28", "SC-28(1)")
@marks.nist_ai_rmf("MEASURE 2.4", "MANAGE 4.1", "MEASURE 2.10")
@marks.iso_42001("A.6.2.6", "A.6.2.8", "A.7.2")
@marks.owasp_llm("LLM02:2025")
@marks.mitre_atlas("AML.M0024", "AML.T0057", "AML.T0085", "AML.M0012")
@marks.aws_genai_lens("GENSEC03-BP01", "GENSEC02-BP01")
def test_invocation_log_bucket_ends_its_records(logging: bedrock.ModelInvocationLogging) -> None:
    """The buckets of model invocations delete their records after a stated time.

    Why: prompts that are kept for ever can be stolen for ever, and privacy law asks for an end.

    Fix: add an `aws_s3_bucket_lifecycle_configuration` with an `expiration` for the bucket in Terraform,
    `LifecycleConfiguration` in CloudFormation: a rule that is on, for all objects or those under `AWSLogs/`,
    where Bedrock writes.

    ```hcl
    resource "aws_bedrock_model_invocation_logging_configuration" "this" {
      logging_config {
        image_data_delivery_enabled     = true
        embedding_data_delivery_enabled = true
        video_data_delivery_enabled     = true
        s3_config {
          bucket_name = aws_s3_bucket.prompts.id
        }
      }
    }
    resource "aws_s3_bucket" "prompts" {
      bucket = "prompts"
    }
    resource "aws_s3_bucket_lifecycle_configuration" "prompts" {
      bucket = aws_s3_bucket.prompts.id
      rule {
        id     = "end"
        status = "Enabled"
        expiration {
          days = 400
        }
      }
    }
    resource "aws_cloudwatch_log_group" "prompts" {
      name = "prompts"
    }
    ```
    """
    if not logging.buckets:
        pytest.skip("it does not log to a bucket")
    assert all(store.ends_its_records for store in logging.stores)


@marks.severity("medium")
@marks.soc2("CC6.1", "C1.1", "CC7.2")
@marks.hipaa("164.312(a)(1)", "164.312(b)", "164.312(c)(1)")
@marks.nist_800_53("RA-2", "SI-12", "PT-7", "AU-9", "AU-11")
@marks.nist_ai_rmf("MEASURE 2.10")
@marks.iso_42001("A.7.2")
@marks.owasp_llm("LLM02:2025")
@marks.mitre_atlas("AML.T0057", "AML.T0085", "AML.M0012")
@marks.aws_genai_lens("GENSEC02-BP01")
def test_invocation_log_group_masks_sensitive_data(logging: bedrock.ModelInvocationLogging) -> None:
    """The log group of model invocations masks what is sensitive for whoever reads it.

    Why: it holds every prompt and every answer, with the names, numbers and passwords that people put into
    them.

    Fix: add an `aws_cloudwatch_log_data_protection_policy` for the log group, or an
    `aws_cloudwatch_log_account_policy` for all, in Terraform; `DataProtectionPolicy` of the
    `AWS::Logs::LogGroup` in CloudFormation.

    ```hcl
    resource "aws_bedrock_model_invocation_logging_configuration" "this" {
      logging_config {
        cloudwatch_config {
          log_group_name = aws_cloudwatch_log_group.prompts.name
          role_arn       = aws_iam_role.prompts.arn
        }
      }
    }
    resource "aws_cloudwatch_log_group" "prompts" {
      name = "prompts"
    }
    resource "aws_cloudwatch_log_data_protection_policy" "prompts" {
      log_group_name  = aws_cloudwatch_log_group.prompts.name
      policy_document = file("mask.json")
    }
    ```
    """
    if logging.log_group is None:
        pytest.skip("it does not log to a log group")
    assert logging.log_group.masks_sensitive_data
