"""Guardrails of Amazon Bedrock."""

from __future__ import annotations

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
@marks.aws_genai_lens("GENSEC02-BP01", "GENSEC04-BP02")
@marks.aws_agentic_lens("AGENTSEC08-BP01")
@marks.owasp_agentic("ASI01:2026")
@marks.equivalent(prowler="bedrock_guardrail_prompt_attack_filter_enabled")
def test_guardrail_blocks_prompt_attacks_at_high_strength(guardrail: ai.AppliedGuardrail) -> None:
    """Guardrails block prompt attacks in the input at high strength.

    Why: a prompt attack turns the model against its instructions. Filters of lower strength let through what they
    are less sure about, which is what attackers try for.

    Fix: give the guardrail a content filter of type PROMPT_ATTACK with `input_strength = "HIGH"` and the action BLOCK.
    In an account, publish it and have that version used: older ones stay as they were.

    ```hcl
    resource "aws_bedrock_guardrail" "support" {
      name                      = "support"
      blocked_input_messaging   = "That is not something this assistant does."
      blocked_outputs_messaging = "That is not something this assistant does."
      content_policy_config {
        filters_config {
          type            = "PROMPT_ATTACK"
          input_strength  = "HIGH"
          output_strength = "NONE"
        }
      }
    }
    ```

    ```yaml
    Guardrail:
      Type: AWS::Bedrock::Guardrail
      Properties:
        Name: support
        BlockedInputMessaging: That is not something this assistant does.
        BlockedOutputsMessaging: That is not something this assistant does.
        ContentPolicyConfig:
          FiltersConfig:
            - Type: PROMPT_ATTACK
              InputStrength: HIGH
              OutputStrength: NONE
    ```
    """
    assert guardrail.open_to_prompt_attacks == []


@marks.severity("high")
@marks.soc2("CC7.2", "PI1.3", "PI1.4")
@marks.hipaa("164.308(a)(8)", "164.312(b)")
@marks.nist_800_53("CA-7", "SI-4")
@marks.nist_ai_rmf("MEASURE 2.7", "MANAGE 2.4", "MAP 3.5")
@marks.iso_42001("A.6.2.4", "A.9.2", "A.9.4")
@marks.owasp_llm("LLM01:2025", "LLM06:2025")
@marks.mitre_atlas(
    "AML.T0051",
    "AML.T0054",
    "AML.M0020",
    "AML.T0053",
    "AML.T0086",
    "AML.T0101",
    "AML.M0026",
    "AML.M0028",
    "AML.M0029",
    "AML.M0030",
)
@marks.aws_genai_lens("GENSEC02-BP01", "GENSEC04-BP02", "GENSEC05-BP01")
@marks.aws_agentic_lens("AGENTSEC04-BP01", "AGENTSEC08-BP01")
@marks.owasp_agentic("ASI01:2026")
@marks.equivalent(checkov="CKV_AWS_383", prowler="bedrock_agent_guardrail_enabled")
def test_agent_has_a_guardrail(agent: bedrock_agent.Agent) -> None:
    """Every Bedrock agent has a guardrail.

    Why: an agent acts on what it reads, and what it reads can be written by an attacker. The guardrail is the one
    control between that text and the agent's tools.

    Fix: add `guardrail_configuration` with the guardrail's identifier and version in Terraform,
    `GuardrailConfiguration` in CloudFormation.

    ```hcl
    resource "aws_bedrockagent_agent" "support" {
      agent_name              = "support"
      agent_resource_role_arn = aws_iam_role.agent.arn
      foundation_model        = var.model
      guardrail_configuration {
        guardrail_identifier = aws_bedrock_guardrail.support.guardrail_id
        guardrail_version    = aws_bedrock_guardrail_version.support.version
      }
    }
    ```

    ```yaml
    Agent:
      Type: AWS::Bedrock::Agent
      Properties:
        AgentName: support
        AgentResourceRoleArn: !GetAtt AgentRole.Arn
        FoundationModel: !Ref Model
        GuardrailConfiguration:
          GuardrailIdentifier: !GetAtt Guardrail.GuardrailId
          GuardrailVersion: !GetAtt GuardrailVersion.Version
    ```
    """
    assert agent.unguarded_versions == []
