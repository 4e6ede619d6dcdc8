"""What guardrails stop, and by whose keys Bedrock encrypts."""

from __future__ import annotations

import pytest

from pytest_aisec import ai, marks
from pytest_aisec.aws import bedrock, bedrock_agent
from pytest_aisec.settings import Settings


@marks.severity("high")
@marks.soc2("CC6.1", "C1.1")
@marks.hipaa("164.312(a)(1)")
@marks.nist_800_53("SI-12", "RA-2", "PT-7")
@marks.nist_ai_rmf("MEASURE 2.10")
@marks.iso_42001("A.7.2")
@marks.owasp_llm("LLM02:2025")
@marks.mitre_atlas("AML.T0057", "AML.T0085", "AML.M0012")
@marks.aws_genai_lens("GENSEC02-BP01")
@marks.aws_agentic_lens("AGENTSEC08-BP02")
@marks.equivalent(
    prowler=(
        "bedrock_guardrail_sensitive_information_filter_enabled",
        "bedrock_guardrail_sensitive_information_filter_enforced",
    )
)
def test_guardrail_stops_secrets_and_personal_data(guardrail: ai.AppliedGuardrail, settings: Settings) -> None:
    """A guardrail blocks or masks keys, passwords, and numbers of cards and patients, in requests and in answers.

    Why: what gets into a conversation gets into logs, into memory, and by retrieval into the answers to others.

    Fix: add `pii_entities_config` for what the setting `guardrail_entities` names in Terraform,
    `PiiEntitiesConfig` in CloudFormation, with the action `BLOCK` or `ANONYMIZE`. Where names, addresses and dates
    tell of patients too, or no patients are near, say so in the setting. In an account, publish it and have that
    version used: older ones stay as they were.

    ```hcl
    resource "aws_bedrock_guardrail" "chat" {
      name                      = "chat"
      blocked_input_messaging   = "No."
      blocked_outputs_messaging = "No."
      kms_key_arn               = aws_kms_key.ai.arn
      sensitive_information_policy_config {
        dynamic "pii_entities_config" {
          for_each = toset([
            "AWS_ACCESS_KEY", "AWS_SECRET_KEY", "PASSWORD", "CREDIT_DEBIT_CARD_NUMBER", "US_SOCIAL_SECURITY_NUMBER",
            "CA_HEALTH_NUMBER", "UK_NATIONAL_HEALTH_SERVICE_NUMBER",
          ])
          content {
            type   = pii_entities_config.key
            action = "BLOCK"
          }
        }
      }
    }
    resource "aws_kms_key" "ai" {}
    ```

    ```yaml
    Guardrail:
      Type: AWS::Bedrock::Guardrail
      Properties:
        Name: chat
        BlockedInputMessaging: "No."
        BlockedOutputsMessaging: "No."
        KmsKeyArn: !GetAtt Key.Arn
        SensitiveInformationPolicyConfig:
          PiiEntitiesConfig:
            - {Type: AWS_ACCESS_KEY, Action: BLOCK}
            - {Type: AWS_SECRET_KEY, Action: BLOCK}
            - {Type: PASSWORD, Action: BLOCK}
            - {Type: CREDIT_DEBIT_CARD_NUMBER, Action: ANONYMIZE}
            - {Type: US_SOCIAL_SECURITY_NUMBER, Action: BLOCK}
            - {Type: CA_HEALTH_NUMBER, Action: BLOCK}
            - {Type: UK_NATIONAL_HEALTH_SERVICE_NUMBER, Action: BLOCK}
    Key:
      Type: AWS::KMS::Key
    ```
    """
    assert guardrail.open_to(settings.guardrail_entities) == []


@marks.severity("medium")
@marks.soc2("CC6.1", "C1.1")
@marks.hipaa("164.312(a)(2)(iv)")
@marks.nist_800_53("SC-12", "SC-13", "SC-28", "SC-28(1)")
@marks.nist_ai_rmf("MEASURE 2.7")
@marks.owasp_llm("LLM07:2025")
@marks.mitre_atlas("AML.T0056", "AML.M0012")
@marks.aws_genai_lens("GENSEC04-BP02")
def test_guardrail_is_encrypted_with_a_customer_managed_key(guardrail: bedrock.Guardrail) -> None:
    """A guardrail is encrypted with a key that the account manages.

    Why: it says word for word what the model must not talk about, which is what somebody who wants to get around
    it needs.

    Fix: name an `aws_kms_key` in `kms_key_arn` in Terraform, in `KmsKeyArn` in CloudFormation.

    ```hcl
    resource "aws_bedrock_guardrail" "chat" {
      name                      = "chat"
      blocked_input_messaging   = "No."
      blocked_outputs_messaging = "No."
      kms_key_arn               = aws_kms_key.ai.arn
      sensitive_information_policy_config {
        dynamic "pii_entities_config" {
          for_each = toset(["AWS_ACCESS_KEY", "AWS_SECRET_KEY", "PASSWORD", "CREDIT_DEBIT_CARD_NUMBER"])
          content {
            type   = pii_entities_config.key
            action = "BLOCK"
          }
        }
      }
    }
    resource "aws_kms_key" "ai" {}
    ```

    ```yaml
    Guardrail:
      Type: AWS::Bedrock::Guardrail
      Properties:
        Name: chat
        BlockedInputMessaging: "No."
        BlockedOutputsMessaging: "No."
        KmsKeyArn: !GetAtt Key.Arn
        SensitiveInformationPolicyConfig:
          PiiEntitiesConfig:
            - {Type: AWS_ACCESS_KEY, Action: BLOCK}
            - {Type: AWS_SECRET_KEY, Action: BLOCK}
            - {Type: PASSWORD, Action: BLOCK}
            - {Type: CREDIT_DEBIT_CARD_NUMBER, Action: ANONYMIZE}
    Key:
      Type: AWS::KMS::Key
    ```
    """
    assert guardrail.kms_key is not None and guardrail.kms_key.customer_managed


@marks.severity("medium")
@marks.soc2("CC6.1", "C1.1")
@marks.hipaa("164.312(a)(2)(iv)")
@marks.nist_800_53("SC-12", "SC-13", "SC-28", "SC-28(1)")
@marks.nist_ai_rmf("MEASURE 2.7")
@marks.owasp_llm("LLM07:2025")
@marks.mitre_atlas("AML.T0056", "AML.M0012")
@marks.aws_genai_lens("GENSEC04-BP02")
@marks.equivalent(checkov="CKV_AWS_373")
def test_agent_is_encrypted_with_a_customer_managed_key(agent: bedrock_agent.Agent) -> None:
    """An agent is encrypted with a key that the account manages.

    Why: its instructions, and what it remembers of conversations, lie there.

    Fix: name an `aws_kms_key` in `customer_encryption_key_arn` in Terraform, in `CustomerEncryptionKeyArn` in
    CloudFormation.

    ```hcl
    resource "aws_bedrockagent_agent" "desk" {
      agent_name                  = "desk"
      agent_resource_role_arn     = aws_iam_role.desk.arn
      foundation_model            = "anthropic.claude-3-haiku-20240307-v1:0"
      customer_encryption_key_arn = aws_kms_key.ai.arn
      guardrail_configuration {
        guardrail_identifier = aws_bedrock_guardrail.desk.guardrail_id
        guardrail_version    = "1"
      }
    }
    resource "aws_kms_key" "ai" {}
    ```

    ```yaml
    Desk:
      Type: AWS::Bedrock::Agent
      Properties:
        AgentName: desk
        AgentResourceRoleArn: !GetAtt Role.Arn
        FoundationModel: anthropic.claude-3-haiku-20240307-v1:0
        CustomerEncryptionKeyArn: !GetAtt Key.Arn
        GuardrailConfiguration: {GuardrailIdentifier: !Ref Guardrail, GuardrailVersion: "1"}
    Key:
      Type: AWS::KMS::Key
    ```
    """
    assert agent.kms_key is not None and agent.kms_key.customer_managed


@marks.severity("medium")
@marks.soc2("CC6.1", "C1.1")
@marks.hipaa("164.312(a)(2)(iv)")
@marks.nist_800_53("SC-12", "SC-13", "SC-28", "SC-28(1)")
@marks.nist_ai_rmf("MEASURE 2.7")
@marks.owasp_llm("LLM07:2025")
@marks.mitre_atlas("AML.T0056", "AML.M0012")
@marks.aws_genai_lens("GENSEC04-BP02")
@marks.equivalent(prowler="bedrock_custom_model_encrypted_with_cmk")
def test_custom_model_is_encrypted_with_a_customer_managed_key(model: bedrock.CustomModel) -> None:
    """A model that was trained further is encrypted with a key that the account manages.

    Why: it holds what it was trained on. Only with a key of one's own can its use be ended for good.

    Fix: name an `aws_kms_key` in `custom_model_kms_key_id` in Terraform; CloudFormation declares no custom
    models.

    ```hcl
    resource "aws_bedrock_custom_model" "desk" {
      custom_model_name       = "desk"
      job_name                = "desk"
      base_model_identifier   = "amazon.titan-text-express-v1"
      role_arn                = aws_iam_role.desk.arn
      custom_model_kms_key_id = aws_kms_key.ai.arn
      hyperparameters         = { epochCount = "1" }
      training_data_config {
        s3_uri = "s3://training/set.jsonl"
      }
      output_data_config {
        s3_uri = "s3://training/out/"
      }
    }
    resource "aws_kms_key" "ai" {}
    ```
    """
    assert model.kms_key is not None and model.kms_key.customer_managed


@marks.severity("high")
@marks.soc2("CC7.2", "PI1.3", "PI1.4")
@marks.hipaa("164.308(a)(8)", "164.312(b)")
@marks.nist_800_53("CA-7", "SI-4")
@marks.nist_ai_rmf("MEASURE 2.7")
@marks.iso_42001("A.6.2.4", "A.9.2")
@marks.owasp_llm("LLM01:2025")
@marks.mitre_atlas("AML.T0051", "AML.T0054", "AML.M0020")
@marks.aws_genai_lens("GENSEC02-BP01", "GENSEC04-BP02")
@marks.aws_agentic_lens("AGENTSEC04-BP01")
@marks.owasp_agentic("ASI01:2026")
@marks.equivalent(prowler="bedrock_guardrails_configured")
def test_agent_uses_a_published_guardrail_version(agent: bedrock_agent.Agent) -> None:
    """An agent uses a published version of its guardrail, not the working draft.

    Why: whoever edits the draft changes production at once, without a version that says what was in force when.

    Fix: publish an `aws_bedrock_guardrail_version` and name it in `guardrail_version` in Terraform, in
    `GuardrailVersion` in CloudFormation. In an account, let the aliases serve a version of the agent that names it.

    ```hcl
    resource "aws_bedrockagent_agent" "desk" {
      agent_name                  = "desk"
      agent_resource_role_arn     = aws_iam_role.desk.arn
      foundation_model            = "anthropic.claude-3-haiku-20240307-v1:0"
      customer_encryption_key_arn = aws_kms_key.ai.arn
      guardrail_configuration {
        guardrail_identifier = aws_bedrock_guardrail.desk.guardrail_id
        guardrail_version    = "1"
      }
    }
    resource "aws_kms_key" "ai" {}
    ```

    ```yaml
    Desk:
      Type: AWS::Bedrock::Agent
      Properties:
        AgentName: desk
        AgentResourceRoleArn: !GetAtt Role.Arn
        FoundationModel: anthropic.claude-3-haiku-20240307-v1:0
        CustomerEncryptionKeyArn: !GetAtt Key.Arn
        GuardrailConfiguration: {GuardrailIdentifier: !Ref Guardrail, GuardrailVersion: "1"}
    Key:
      Type: AWS::KMS::Key
    ```
    """
    if not agent.has_a_guardrail:
        pytest.skip("it has no guardrail")
    assert agent.versions_with_a_draft == []
