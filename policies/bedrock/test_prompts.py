"""By whose keys prompts, and what is made of them, are encrypted."""

from __future__ import annotations

from pytest_aisec import marks
from pytest_aisec.aws import bedrock, bedrock_agent, bedrock_agent_runtime


@marks.severity("medium")
@marks.soc2("CC6.1", "C1.1")
@marks.hipaa("164.312(a)(2)(iv)")
@marks.nist_800_53("SC-12", "SC-13", "SC-28", "SC-28(1)")
@marks.nist_ai_rmf("MEASURE 2.7")
@marks.owasp_llm("LLM07:2025")
@marks.mitre_atlas("AML.T0056", "AML.M0012")
@marks.aws_genai_lens("GENSEC04-BP01")
@marks.equivalent(prowler="bedrock_prompt_encrypted_with_cmk")
def test_prompt_is_encrypted_with_a_customer_managed_key(prompt: bedrock_agent.Prompt) -> None:
    """A prompt is encrypted with a key that the account manages.

    Why: prompts tell how an application decides, and what it was told to keep to itself.

    Fix: name an `aws_kms_key` in `customer_encryption_key_arn` in Terraform, in `CustomerEncryptionKeyArn` in
    CloudFormation.

    ```hcl
    resource "aws_bedrockagent_prompt" "desk" {
      name                        = "desk"
      customer_encryption_key_arn = aws_kms_key.ai.arn
    }
    resource "aws_kms_key" "ai" {}
    ```

    ```yaml
    Desk:
      Type: AWS::Bedrock::Prompt
      Properties: {Name: desk, CustomerEncryptionKeyArn: !GetAtt Key.Arn}
    Key:
      Type: AWS::KMS::Key
    ```
    """
    assert prompt.kms_key is not None and prompt.kms_key.customer_managed


@marks.severity("medium")
@marks.soc2("CC6.1", "C1.1")
@marks.hipaa("164.312(a)(2)(iv)")
@marks.nist_800_53("SC-12", "SC-13", "SC-28", "SC-28(1)")
@marks.nist_ai_rmf("MEASURE 2.7")
@marks.owasp_llm("LLM07:2025")
@marks.mitre_atlas("AML.T0056", "AML.M0012")
@marks.aws_genai_lens("GENSEC04-BP01")
def test_flow_is_encrypted_with_a_customer_managed_key(flow: bedrock_agent.Flow) -> None:
    """A flow is encrypted with a key that the account manages.

    Why: its nodes hold the prompts, the tools and the order in which an application uses them.

    Fix: name an `aws_kms_key` in `customer_encryption_key_arn` in Terraform, in `CustomerEncryptionKeyArn` in
    CloudFormation.

    ```hcl
    resource "aws_bedrockagent_flow" "desk" {
      name                        = "desk"
      execution_role_arn          = aws_iam_role.desk.arn
      customer_encryption_key_arn = aws_kms_key.ai.arn
      definition {
        node {
          name = "answer"
          type = "Prompt"
          configuration {
            prompt {
              guardrail_configuration {
                guardrail_identifier = aws_bedrock_guardrail.desk.guardrail_id
                guardrail_version    = "1"
              }
            }
          }
        }
      }
    }
    resource "aws_kms_key" "ai" {}
    ```

    ```yaml
    Desk:
      Type: AWS::Bedrock::Flow
      Properties:
        Name: desk
        ExecutionRoleArn: !GetAtt Role.Arn
        CustomerEncryptionKeyArn: !GetAtt Key.Arn
        Definition:
          Nodes:
            - Name: answer
              Type: Prompt
              Configuration:
                Prompt:
                  GuardrailConfiguration: {GuardrailIdentifier: !Ref Guardrail, GuardrailVersion: "1"}
    Key:
      Type: AWS::KMS::Key
    ```
    """
    assert flow.kms_key is not None and flow.kms_key.customer_managed


@marks.severity("medium")
@marks.soc2("CC6.1", "C1.1")
@marks.hipaa("164.312(a)(2)(iv)")
@marks.nist_800_53("SC-12", "SC-13", "SC-28", "SC-28(1)")
@marks.nist_ai_rmf("MEASURE 2.7")
@marks.owasp_llm("LLM07:2025")
@marks.mitre_atlas("AML.T0056", "AML.M0012")
@marks.aws_genai_lens("GENSEC04-BP01")
def test_automated_reasoning_policy_is_encrypted_with_a_customer_managed_key(
    rules: bedrock.AutomatedReasoningPolicy,
) -> None:
    """An automated reasoning policy is encrypted with a key that the account manages.

    Why: it holds the rules of the business by which answers are checked.

    Fix: name an `AWS::KMS::Key` in `KmsKeyId` in CloudFormation; Terraform declares no such policies.

    ```yaml
    Rules:
      Type: AWS::Bedrock::AutomatedReasoningPolicy
      Properties: {Name: rules, KmsKeyId: !GetAtt Key.Arn}
    Key:
      Type: AWS::KMS::Key
    ```
    """
    assert rules.kms_key is not None and rules.kms_key.customer_managed


@marks.severity("medium")
@marks.soc2("CC6.1", "C1.1")
@marks.hipaa("164.312(a)(2)(iv)")
@marks.nist_800_53("SC-12", "SC-13", "SC-28", "SC-28(1)")
@marks.nist_ai_rmf("MEASURE 2.7")
@marks.owasp_llm("LLM07:2025")
@marks.mitre_atlas("AML.T0056", "AML.M0012")
@marks.aws_genai_lens("GENSEC04-BP01")
def test_bedrock_session_is_encrypted_with_a_customer_managed_key(session: bedrock_agent_runtime.Session) -> None:
    """A session of Bedrock is encrypted with a key that the account manages.

    Why: it keeps what users said, until it is deleted.

    Fix: name an `AWS::KMS::Key` in `EncryptionKeyArn` in CloudFormation; Terraform declares no sessions, and those
    of an account are not read.

    ```yaml
    Desk:
      Type: AWS::Bedrock::Session
      Properties: {EncryptionKeyArn: !GetAtt Key.Arn}
    Key:
      Type: AWS::KMS::Key
    ```
    """
    assert session.kms_key is not None and session.kms_key.customer_managed
