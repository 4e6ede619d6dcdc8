"""Whether GuardDuty hears of prompt injection."""

from __future__ import annotations

from pytest_aisec import ai, marks


@marks.severity("medium")
@marks.soc2("CC6.8", "CC7.1", "CC7.2")
@marks.hipaa("164.308(a)(1)(ii)(D)", "164.308(a)(6)(ii)")
@marks.nist_800_53("CA-7", "SI-4", "SI-4(5)")
@marks.nist_ai_rmf("MEASURE 2.7")
@marks.iso_42001("A.6.2.4", "A.9.2")
@marks.owasp_llm("LLM01:2025")
@marks.mitre_atlas("AML.T0051", "AML.T0054", "AML.M0020")
@marks.aws_genai_lens("GENSEC02-BP01", "GENSEC04-BP02")
def test_guardduty_hears_of_prompt_attacks(detector: ai.HearingDetector) -> None:
    """Where GuardDuty protects AI, a guardrail looks for prompt attacks.

    Why: GuardDuty learns of prompt injection from guardrails that stepped in. Without one that looks for it
    there is never such a finding.

    Fix: add a filter of the type `PROMPT_ATTACK` to `content_policy_config` of an `aws_bedrock_guardrail` in
    Terraform, to `ContentPolicyConfig` of an `AWS::Bedrock::Guardrail` in CloudFormation. Files that declare no
    guardrail are not judged.

    ```hcl
    resource "aws_guardduty_detector" "this" {}
    resource "aws_guardduty_detector_feature" "ai" {
      detector_id = aws_guardduty_detector.this.id
      name        = "AI_PROTECTION"
      status      = "ENABLED"
    }
    resource "aws_bedrock_guardrail" "chat" {
      name                      = "chat"
      blocked_input_messaging   = "no"
      blocked_outputs_messaging = "no"
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
    Detector:
      Type: AWS::GuardDuty::Detector
      Properties:
        Enable: true
        Features:
          - {Name: AI_PROTECTION, Status: ENABLED}
    Guardrail:
      Type: AWS::Bedrock::Guardrail
      Properties:
        Name: chat
        BlockedInputMessaging: "no"
        BlockedOutputsMessaging: "no"
        ContentPolicyConfig:
          FiltersConfig:
            - {Type: PROMPT_ATTACK, InputStrength: HIGH, OutputStrength: NONE}
    ```
    """
    assert detector.hears_of_prompt_attacks
