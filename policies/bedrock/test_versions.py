"""Where guardrails are, and which version of them is in force."""

from __future__ import annotations

import pytest

from pytest_aisec import ai, marks
from pytest_aisec.aws import bedrock_agent


@marks.severity("high")
@marks.soc2("CC7.2", "PI1.3", "PI1.4")
@marks.hipaa("164.308(a)(8)", "164.312(b)")
@marks.nist_800_53("CA-7", "SI-4")
@marks.nist_ai_rmf("MEASURE 2.7")
@marks.iso_42001("A.6.2.4", "A.9.2")
@marks.owasp_llm("LLM01:2025")
@marks.mitre_atlas("AML.T0051", "AML.T0054", "AML.M0020")
@marks.aws_genai_lens("GENSEC02-BP01")
def test_flow_uses_published_guardrail_versions(flow: ai.ServedFlow) -> None:
    """A flow uses published versions of guardrails, not working drafts.

    Why: whoever edits the draft changes production at once, without a version that says what was in force when.

    Fix: publish an `aws_bedrock_guardrail_version` and name it in `guardrail_version` of each node in Terraform, in
    `GuardrailVersion` in CloudFormation.

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
    if not flow.has_guardrails:
        pytest.skip("none of its nodes has a guardrail")
    assert flow.steps_with_a_draft_guardrail == []


@marks.severity("high")
@marks.soc2("CC7.2", "PI1.3", "PI1.4")
@marks.hipaa("164.308(a)(8)", "164.312(b)")
@marks.nist_800_53("CA-7", "SI-4")
@marks.nist_ai_rmf("MEASURE 2.7")
@marks.iso_42001("A.6.2.4", "A.9.2")
@marks.owasp_llm("LLM01:2025")
@marks.mitre_atlas("AML.T0051", "AML.T0054", "AML.M0020")
@marks.aws_genai_lens("GENSEC02-BP01")
@marks.equivalent(prowler="bedrock_guardrails_configured")
def test_region_that_uses_bedrock_has_a_guardrail(region: ai.ModelRegion) -> None:
    """Every region in which Bedrock is used has a guardrail.

    Why: guardrails belong to a region. Where there is none, whoever calls a model there has nothing to name,
    whatever was set up elsewhere.

    Fix: make an `aws_bedrock_guardrail` in Terraform, an `AWS::Bedrock::Guardrail` in CloudFormation, in each
    region that has agents, knowledge bases, flows, prompts, models of the account or a log of invocations.
    """
    if not region.uses_bedrock:
        pytest.skip("nothing of Bedrock is there")
    assert region.has_a_guardrail


@marks.severity("high")
@marks.soc2("CC7.2", "PI1.3", "PI1.4")
@marks.hipaa("164.308(a)(8)", "164.312(b)")
@marks.nist_800_53("CA-7", "SI-4")
@marks.nist_ai_rmf("MEASURE 2.7")
@marks.iso_42001("A.6.2.4", "A.9.2")
@marks.owasp_llm("LLM01:2025")
@marks.mitre_atlas("AML.T0051", "AML.T0054", "AML.M0020")
@marks.aws_genai_lens("GENSEC02-BP01")
def test_flow_uses_published_prompts(flow: ai.ServedFlow) -> None:
    """A flow asks with published versions of prompts, not with working drafts.

    Why: a prompt is the instruction that the model follows. Whoever edits the draft instructs production at once,
    without a version that says what was asked when.

    Fix: publish a version of the prompt, and end `prompt_arn` of the node with it in Terraform
    (`"${aws_bedrockagent_prompt.desk.arn}:1"`); name an `AWS::Bedrock::PromptVersion` in `PromptArn` in CloudFormation.

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
              source_configuration {
                resource {
                  prompt_arn = "${aws_bedrockagent_prompt.desk.arn}:1"
                }
              }
            }
          }
        }
      }
    }
    resource "aws_bedrockagent_prompt" "desk" {
      name                        = "desk"
      customer_encryption_key_arn = aws_kms_key.ai.arn
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
                  SourceConfiguration: {Resource: {PromptArn: !Ref Version}}
    Version:
      Type: AWS::Bedrock::PromptVersion
      Properties: {PromptArn: !GetAtt Prompt.Arn}
    Prompt:
      Type: AWS::Bedrock::Prompt
      Properties: {Name: desk, CustomerEncryptionKeyArn: !GetAtt Key.Arn}
    Key:
      Type: AWS::KMS::Key
    ```
    """
    if not flow.has_kept_prompts:
        pytest.skip("its prompts are written in it")
    assert flow.steps_with_a_draft_prompt == []


@marks.severity("high")
@marks.soc2("CC7.2", "PI1.3", "PI1.4")
@marks.hipaa("164.308(a)(8)", "164.312(b)")
@marks.nist_800_53("CA-7", "SI-4")
@marks.nist_ai_rmf("MEASURE 2.7")
@marks.iso_42001("A.6.2.4", "A.9.2")
@marks.owasp_llm("LLM01:2025")
@marks.mitre_atlas("AML.T0051", "AML.T0054", "AML.M0020")
@marks.aws_genai_lens("GENSEC02-BP01")
def test_agent_alias_serves_published_versions(alias: bedrock_agent.AgentAlias) -> None:
    """An alias of an agent serves versions of it, not the working draft.

    Why: whoever edits the draft changes at once what users get: its instructions, tools and guardrail, with no
    version to go back to.

    Fix: leave `routing_configuration` out in Terraform (`RoutingConfiguration` in CloudFormation), so that a version is
    made, or name a version in it.

    ```hcl
    resource "aws_bedrockagent_agent_alias" "live" {
      agent_alias_name = "live"
      agent_id         = aws_bedrockagent_agent.desk.agent_id
      routing_configuration {
        agent_version = "3"
      }
    }
    ```

    ```yaml
    Live:
      Type: AWS::Bedrock::AgentAlias
      Properties:
        AgentAliasName: live
        AgentId: !GetAtt Desk.AgentId
        RoutingConfiguration: [{AgentVersion: "3"}]
    ```
    """
    assert not alias.serves_the_draft


@marks.severity("high")
@marks.soc2("CC7.2", "PI1.3", "PI1.4")
@marks.hipaa("164.308(a)(8)", "164.312(b)")
@marks.nist_800_53("CA-7", "SI-4")
@marks.nist_ai_rmf("MEASURE 2.7")
@marks.iso_42001("A.6.2.4", "A.9.2")
@marks.owasp_llm("LLM01:2025")
@marks.mitre_atlas("AML.T0051", "AML.T0054", "AML.M0020")
@marks.aws_genai_lens("GENSEC02-BP01")
def test_flow_alias_serves_published_versions(alias: bedrock_agent.FlowAlias) -> None:
    """An alias of a flow serves a version of it, not the working draft.

    Why: whoever edits the draft changes at once what users get: which steps there are, what they ask and what stands
    between them, with no version to go back to.

    Fix: name an `AWS::Bedrock::FlowVersion` in `RoutingConfiguration` in CloudFormation; Terraform has no such type.

    ```yaml
    Live:
      Type: AWS::Bedrock::FlowAlias
      Properties:
        Name: live
        FlowArn: !GetAtt Desk.Arn
        RoutingConfiguration: [{FlowVersion: !GetAtt Version.Version}]
    Version:
      Type: AWS::Bedrock::FlowVersion
      Properties: {FlowArn: !GetAtt Desk.Arn}
    ```
    """
    assert not alias.serves_the_draft
