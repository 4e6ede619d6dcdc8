"""The record of what models are asked and answer."""

from __future__ import annotations

import pytest

from pytest_aisec import ai, marks
from pytest_aisec.aws import bedrock


@marks.severity("high")
@marks.soc2("CC7.2", "CC7.3")
@marks.hipaa("164.308(a)(1)(ii)(D)", "164.312(b)")
@marks.nist_800_53("AU-2", "AU-3", "AU-6", "AU-12")
@marks.nist_ai_rmf("MEASURE 2.4", "MANAGE 4.1")
@marks.iso_42001("A.6.2.6", "A.6.2.8")
@marks.mitre_atlas("AML.M0024")
@marks.aws_genai_lens("GENSEC03-BP01")
@marks.aws_agentic_lens("AGENTSEC05-BP01")
@marks.owasp_agentic("ASI10:2026")
@marks.equivalent(prowler="bedrock_model_invocation_logging_enabled")
def test_model_invocation_logging_keeps_requests(logging: bedrock.ModelInvocationLogging) -> None:
    """The configuration of invocation logging keeps the texts of requests, in a bucket or a log group.

    Why: without the texts nobody can say afterwards what a stolen key asked, which data a prompt injection took
    out, or why a model answered as it did.

    Fix: name a log group in `cloudwatch_config` or a bucket in `s3_config`, and leave
    `text_data_delivery_enabled` on, in `aws_bedrock_model_invocation_logging_configuration`. CloudFormation has
    no type for it.

    ```hcl
    resource "aws_bedrock_model_invocation_logging_configuration" "all" {
      logging_config {
        text_data_delivery_enabled = true
        cloudwatch_config {
          log_group_name = aws_cloudwatch_log_group.invocations.name
          role_arn       = aws_iam_role.logging.arn
        }
      }
    }
    resource "aws_cloudwatch_log_group" "invocations" {
      name              = "/bedrock/invocations"
      kms_key_id        = aws_kms_key.logs.arn
      retention_in_days = 365
    }
    resource "aws_kms_key" "logs" {
      enable_key_rotation = true
    }
    ```
    """
    assert logging.keeps_requests


@marks.severity("high")
@marks.soc2("CC7.2", "CC7.3")
@marks.hipaa("164.308(a)(1)(ii)(D)", "164.312(b)")
@marks.nist_800_53("AU-2", "AU-3", "AU-6", "AU-12")
@marks.nist_ai_rmf("MEASURE 2.4", "MANAGE 4.1")
@marks.iso_42001("A.6.2.6", "A.6.2.8")
@marks.mitre_atlas("AML.M0024")
@marks.aws_genai_lens("GENSEC03-BP01")
@marks.equivalent(prowler="bedrock_model_invocation_logging_enabled")
def test_model_invocations_of_a_region_are_logged(region: ai.LoggedRegion) -> None:
    """Bedrock logs the requests to models in every region of an account.

    Why: logging is off by default and set in each region apart: the region in which it is off is where stolen
    credentials are used.

    Fix: add an `aws_bedrock_model_invocation_logging_configuration` for each region in Terraform, or call
    `PutModelInvocationLoggingConfiguration`. CloudFormation has no type for it.
    """
    assert any(each.keeps_requests for each in region.invocation_logs)


@marks.severity("high")
@marks.soc2("CC6.1", "CC7.2", "C1.1")
@marks.hipaa("164.312(b)", "164.312(c)(1)", "164.312(a)(2)(iv)")
@marks.nist_800_53("AU-9", "AU-11", "SC-12", "SC-13", "SC-28", "SC-28(1)")
@marks.nist_ai_rmf("MEASURE 2.4", "MANAGE 4.1", "MEASURE 2.10")
@marks.iso_42001("A.6.2.6", "A.6.2.8", "A.7.2")
@marks.owasp_llm("LLM02:2025")
@marks.mitre_atlas("AML.M0024", "AML.T0057", "AML.T0085", "AML.M0012")
@marks.aws_genai_lens("GENSEC03-BP01", "GENSEC02-BP01")
@marks.equivalent(prowler="bedrock_model_invocation_logs_encryption_enabled")
def test_invocation_log_group_is_encrypted_with_a_customer_managed_key(logging: bedrock.ModelInvocationLogging) -> None:
    """The log group of model invocations is encrypted with a key that the account manages.

    Why: prompts and answers hold whatever people put into them, and are the most sensitive log that an AI system
    has. The bucket of such a log is judged as an AI bucket.

    Fix: name an `aws_kms_key` in `kms_key_id` of the `aws_cloudwatch_log_group` in Terraform, in `KmsKeyId` of
    the `AWS::Logs::LogGroup` in CloudFormation.

    ```hcl
    resource "aws_bedrock_model_invocation_logging_configuration" "all" {
      logging_config {
        text_data_delivery_enabled = true
        cloudwatch_config {
          log_group_name = aws_cloudwatch_log_group.invocations.name
          role_arn       = aws_iam_role.logging.arn
        }
      }
    }
    resource "aws_cloudwatch_log_group" "invocations" {
      name              = "/bedrock/invocations"
      kms_key_id        = aws_kms_key.logs.arn
      retention_in_days = 365
    }
    resource "aws_kms_key" "logs" {
      enable_key_rotation = true
    }
    ```
    """
    if logging.log_group is None:
        pytest.skip("it does not log to a log group")
    assert logging.log_group.kms_key is not None and logging.log_group.kms_key.customer_managed_for_a_service


@marks.severity("high")
@marks.soc2("CC6.1", "CC7.2", "C1.1")
@marks.hipaa("164.312(b)", "164.312(c)(1)", "164.312(a)(2)(iv)")
@marks.nist_800_53("AU-9", "AU-11", "SC-12", "SC-13", "SC-28", "SC-28(1)")
@marks.nist_ai_rmf("MEASURE 2.4", "MANAGE 4.1", "MEASURE 2.10")
@marks.iso_42001("A.6.2.6", "A.6.2.8", "A.7.2")
@marks.owasp_llm("LLM02:2025")
@marks.mitre_atlas("AML.M0024", "AML.T0057", "AML.T0085", "AML.M0012")
@marks.aws_genai_lens("GENSEC03-BP01", "GENSEC02-BP01")
def test_invocation_log_group_ends_its_records(logging: bedrock.ModelInvocationLogging) -> None:
    """The log group of model invocations deletes its records after a stated time.

    Why: prompts that are kept for ever can be stolen for ever, and privacy law asks for an end.

    Fix: set `retention_in_days` of the `aws_cloudwatch_log_group` in Terraform, `RetentionInDays` of the
    `AWS::Logs::LogGroup` in CloudFormation.

    ```hcl
    resource "aws_bedrock_model_invocation_logging_configuration" "all" {
      logging_config {
        text_data_delivery_enabled = true
        cloudwatch_config {
          log_group_name = aws_cloudwatch_log_group.invocations.name
          role_arn       = aws_iam_role.logging.arn
        }
      }
    }
    resource "aws_cloudwatch_log_group" "invocations" {
      name              = "/bedrock/invocations"
      kms_key_id        = aws_kms_key.logs.arn
      retention_in_days = 365
    }
    resource "aws_kms_key" "logs" {
      enable_key_rotation = true
    }
    ```
    """
    if logging.log_group is None:
        pytest.skip("it does not log to a log group")
    assert logging.log_group.retention_in_days > 0
