"""What models, endpoints and agents write down of themselves."""

from __future__ import annotations

from pytest_aisec import ai, marks
from pytest_aisec.settings import Settings


@marks.severity("medium")
@marks.soc2("CC6.1", "CC7.2")
@marks.hipaa("164.312(b)", "164.312(c)(1)")
@marks.nist_800_53("AU-9", "AU-11")
@marks.nist_ai_rmf("MEASURE 2.4", "MANAGE 4.1")
@marks.iso_42001("A.6.2.6", "A.6.2.8")
@marks.mitre_atlas("AML.M0024")
@marks.aws_genai_lens("GENSEC03-BP01")
def test_ai_log_group_is_encrypted_with_a_customer_managed_key(group: ai.AiLogGroup) -> None:
    """The log groups of Bedrock, SageMaker and AgentCore are encrypted with a key that the account manages.

    Why: they hold what agents thought, which tools they called with what, and what endpoints printed when they
    failed.

    Fix: name an `aws_kms_key` in `kms_key_id` of the `aws_cloudwatch_log_group` in Terraform, in `KmsKeyId` of
    the `AWS::Logs::LogGroup` in CloudFormation. Log groups are known by their names, `/aws/bedrock...` and
    `/aws/sagemaker...`, and by the tasks with models that write to them.

    ```hcl
    resource "aws_cloudwatch_log_group" "runtime" {
      name                        = "/aws/bedrock-agentcore/runtimes/chat"
      kms_key_id                  = aws_kms_key.logs.arn
      retention_in_days           = 365
      deletion_protection_enabled = true
    }
    resource "aws_kms_key" "logs" {}
    ```

    ```yaml
    Runtime:
      Type: AWS::Logs::LogGroup
      Properties:
        LogGroupName: /aws/bedrock-agentcore/runtimes/chat
        KmsKeyId: !GetAtt Key.Arn
        RetentionInDays: 365
        DeletionProtectionEnabled: true
    Key:
      Type: AWS::KMS::Key
      Properties:
        KeyPolicy: {Statement: []}
    ```
    """
    assert group.kms_key is not None and group.kms_key.customer_managed_for_a_service


@marks.severity("medium")
@marks.soc2("CC6.1", "CC7.2")
@marks.hipaa("164.312(b)", "164.312(c)(1)")
@marks.nist_800_53("AU-9", "AU-11")
@marks.nist_ai_rmf("MEASURE 2.4", "MANAGE 4.1")
@marks.iso_42001("A.6.2.6", "A.6.2.8")
@marks.mitre_atlas("AML.M0024")
@marks.aws_genai_lens("GENSEC03-BP01")
def test_ai_log_group_keeps_its_records(group: ai.AiLogGroup, settings: Settings) -> None:
    """The log groups of Bedrock, SageMaker and AgentCore keep their records for at least `log_days`.

    Why: what an agent did is asked for months later, by a customer, a court or an incident team.

    Fix: set `retention_in_days` of the `aws_cloudwatch_log_group` in Terraform, `RetentionInDays` of the
    `AWS::Logs::LogGroup` in CloudFormation, to `log_days` of `[tool.aisec.settings]` or more; nothing stated
    keeps them for ever.

    ```hcl
    resource "aws_cloudwatch_log_group" "runtime" {
      name                        = "/aws/bedrock-agentcore/runtimes/chat"
      kms_key_id                  = aws_kms_key.logs.arn
      retention_in_days           = 365
      deletion_protection_enabled = true
    }
    resource "aws_kms_key" "logs" {}
    ```

    ```yaml
    Runtime:
      Type: AWS::Logs::LogGroup
      Properties:
        LogGroupName: /aws/bedrock-agentcore/runtimes/chat
        KmsKeyId: !GetAtt Key.Arn
        RetentionInDays: 365
        DeletionProtectionEnabled: true
    Key:
      Type: AWS::KMS::Key
      Properties:
        KeyPolicy: {Statement: []}
    ```
    """
    assert group.retention_in_days == 0 or group.retention_in_days >= settings.log_days


@marks.severity("medium")
@marks.soc2("CC6.1", "CC7.2")
@marks.hipaa("164.312(b)", "164.312(c)(1)")
@marks.nist_800_53("AU-9", "AU-11")
@marks.nist_ai_rmf("MEASURE 2.4", "MANAGE 4.1")
@marks.iso_42001("A.6.2.6", "A.6.2.8")
@marks.mitre_atlas("AML.M0024")
@marks.aws_genai_lens("GENSEC03-BP01")
def test_ai_log_group_is_protected_from_deletion(group: ai.AiLogGroup) -> None:
    """The log groups of Bedrock, SageMaker and AgentCore cannot be deleted by one call.

    Why: deleting the log group is the shortest way to leave no trace. With the protection it takes two calls,
    of which the first is noticed.

    Fix: set `deletion_protection_enabled = true` in `aws_cloudwatch_log_group` in Terraform,
    `DeletionProtectionEnabled: true` in `AWS::Logs::LogGroup` in CloudFormation.

    ```hcl
    resource "aws_cloudwatch_log_group" "runtime" {
      name                        = "/aws/bedrock-agentcore/runtimes/chat"
      kms_key_id                  = aws_kms_key.logs.arn
      retention_in_days           = 365
      deletion_protection_enabled = true
    }
    resource "aws_kms_key" "logs" {}
    ```

    ```yaml
    Runtime:
      Type: AWS::Logs::LogGroup
      Properties:
        LogGroupName: /aws/bedrock-agentcore/runtimes/chat
        KmsKeyId: !GetAtt Key.Arn
        RetentionInDays: 365
        DeletionProtectionEnabled: true
    Key:
      Type: AWS::KMS::Key
      Properties:
        KeyPolicy: {Statement: []}
    ```
    """
    assert group.deletion_protected


@marks.severity("medium")
@marks.soc2("CC6.1", "C1.1", "CC7.2")
@marks.hipaa("164.312(a)(1)", "164.312(b)", "164.312(c)(1)")
@marks.nist_800_53("RA-2", "SI-12", "PT-7", "AU-9", "AU-11")
@marks.nist_ai_rmf("MEASURE 2.10")
@marks.iso_42001("A.7.2")
@marks.owasp_llm("LLM02:2025")
@marks.mitre_atlas("AML.T0057", "AML.T0085", "AML.M0012")
@marks.aws_genai_lens("GENSEC02-BP01")
def test_ai_log_group_masks_sensitive_data(group: ai.AiLogGroup) -> None:
    """The log groups of Bedrock, SageMaker and AgentCore mask what is sensitive for whoever reads them.

    Why: people write names, health and passwords into prompts. Whoever looks for a bug in the logs need not see
    them.

    Fix: add an `aws_cloudwatch_log_data_protection_policy` for the log group, or an
    `aws_cloudwatch_log_account_policy` for all, in Terraform; `DataProtectionPolicy` of the
    `AWS::Logs::LogGroup`, or an `AWS::Logs::AccountPolicy`, in CloudFormation.

    ```hcl
    resource "aws_cloudwatch_log_group" "runtime" {
      name = "/aws/bedrock-agentcore/runtimes/chat"
    }
    resource "aws_cloudwatch_log_data_protection_policy" "runtime" {
      log_group_name  = aws_cloudwatch_log_group.runtime.name
      policy_document = file("mask.json")
    }
    ```

    ```yaml
    Runtime:
      Type: AWS::Logs::LogGroup
      Properties:
        LogGroupName: /aws/bedrock-agentcore/runtimes/chat
        DataProtectionPolicy: {Name: mask, Version: "2021-06-01", Statement: []}
    ```
    """
    assert group.masks_sensitive_data
