"""What GuardDuty watches."""

from __future__ import annotations

from pytest_aisec import ai, marks
from pytest_aisec.aws import guardduty


@marks.severity("high")
@marks.soc2("CC6.8", "CC7.1", "CC7.2")
@marks.hipaa("164.308(a)(1)(ii)(D)", "164.308(a)(6)(ii)")
@marks.nist_800_53("CA-7", "SI-4", "SI-4(5)")
@marks.nist_ai_rmf("MEASURE 2.4", "MANAGE 4.1")
@marks.iso_42001("A.6.2.6", "A.6.2.8")
@marks.mitre_atlas("AML.M0024")
@marks.aws_genai_lens("GENSEC03-BP01")
@marks.equivalent(
    checkov=("CKV_AWS_238", "CKV2_AWS_3"),
    prowler="guardduty_is_enabled",
    kics="704dadd3",
    security_hub="GuardDuty.1",
    config="guardduty-enabled-centralized",
)
def test_guardduty_detector_is_on(detector: guardduty.Detector) -> None:
    """A GuardDuty detector that is there is on.

    Why: a detector that is suspended keeps its findings and makes no new ones: the console looks as if somebody
    watched.

    Fix: leave `enable` on in `aws_guardduty_detector` in Terraform, set `Enable: true` in CloudFormation.

    ```hcl
    resource "aws_guardduty_detector" "main" {
      enable = true
    }
    resource "aws_guardduty_detector_feature" "plan" {
      detector_id = aws_guardduty_detector.main.id
      name        = "S3_DATA_EVENTS"
      status      = "ENABLED"
    }
    ```

    ```yaml
    Detector:
      Type: AWS::GuardDuty::Detector
      Properties:
        Enable: true
        Features:
          - Name: S3_DATA_EVENTS
            Status: ENABLED
    ```
    """
    assert detector.enabled


@marks.severity("high")
@marks.soc2("CC6.8", "CC7.1", "CC7.2")
@marks.hipaa("164.308(a)(1)(ii)(D)", "164.308(a)(6)(ii)")
@marks.nist_800_53("CA-7", "SI-4", "SI-4(5)")
@marks.nist_ai_rmf("MEASURE 2.4", "MANAGE 4.1")
@marks.iso_42001("A.6.2.6", "A.6.2.8")
@marks.mitre_atlas("AML.M0024")
@marks.aws_genai_lens("GENSEC03-BP01")
@marks.equivalent(prowler="guardduty_is_enabled", security_hub="GuardDuty.1")
def test_region_is_watched_by_guardduty(region: ai.GuardedRegion) -> None:
    """Every region of an account that is read has a GuardDuty detector that is on.

    Why: removing a guardrail, changing where training data comes from, and using stolen credentials are
    detections that every detector makes, but only in its own region.

    Fix: create an `aws_guardduty_detector` in each region in Terraform, an `AWS::GuardDuty::Detector` in
    CloudFormation, or enable all regions from the delegated administrator.
    """
    assert any(detector.enabled for detector in region.detectors)


@marks.severity("high")
@marks.soc2("CC6.8", "CC7.1", "CC7.2")
@marks.hipaa("164.308(a)(1)(ii)(D)", "164.308(a)(6)(ii)")
@marks.nist_800_53("CA-7", "SI-4", "SI-4(5)")
@marks.nist_ai_rmf("MEASURE 2.7", "MANAGE 2.4")
@marks.iso_42001("A.6.2.4", "A.9.2", "A.6.2.6")
@marks.owasp_llm("LLM01:2025", "LLM10:2025")
@marks.mitre_atlas(
    "AML.T0051", "AML.T0054", "AML.M0020", "AML.T0029", "AML.T0034", "AML.M0004", "AML.T0012", "AML.T0040", "AML.M0019"
)
@marks.aws_genai_lens("GENSEC02-BP01", "GENSEC04-BP02", "GENSEC01-BP04")
@marks.aws_agentic_lens("AGENTSEC09-BP05")
@marks.owasp_agentic("ASI10:2026")
@marks.equivalent(prowler="guardduty_ai_protection_enabled")
def test_guardduty_protects_ai(detector: guardduty.Detector) -> None:
    """A GuardDuty detector has AI Protection on.

    Why: it is the plan that finds unusual use of models, harvesting of paid tokens and direct prompt injection on
    Bedrock, AgentCore and SageMaker. Detectors that are older than it do not get it by themselves.

    Fix: add an `aws_guardduty_detector_feature` with `name = "AI_PROTECTION"` in Terraform, the same under
    `Features` of the detector in CloudFormation.

    ```hcl
    resource "aws_guardduty_detector" "main" {
      enable = true
    }
    resource "aws_guardduty_detector_feature" "plan" {
      detector_id = aws_guardduty_detector.main.id
      name        = "AI_PROTECTION"
      status      = "ENABLED"
    }
    ```

    ```yaml
    Detector:
      Type: AWS::GuardDuty::Detector
      Properties:
        Enable: true
        Features:
          - Name: AI_PROTECTION
            Status: ENABLED
    ```
    """
    assert detector.protects("AI_PROTECTION")


@marks.severity("high")
@marks.soc2("CC6.8", "CC7.1", "CC7.2")
@marks.hipaa("164.308(a)(1)(ii)(D)", "164.308(a)(6)(ii)")
@marks.nist_800_53("CA-7", "SI-4", "SI-4(5)")
@marks.nist_ai_rmf("MEASURE 2.7")
@marks.iso_42001("A.7.3", "A.7.4", "A.7.5", "A.7.6", "A.4.3")
@marks.owasp_llm("LLM04:2025", "LLM02:2025")
@marks.mitre_atlas(
    "AML.T0020", "AML.T0059", "AML.T0070", "AML.M0025", "AML.T0035", "AML.M0005", "AML.M0012", "AML.T0048.004"
)
@marks.aws_genai_lens("GENSEC06-BP01", "GENSEC01-BP04")
@marks.equivalent(
    prowler="guardduty_s3_protection_enabled", security_hub="GuardDuty.10", config="guardduty-s3-protection-enabled"
)
def test_guardduty_protects_s3(detector: guardduty.Detector) -> None:
    """A GuardDuty detector has S3 Protection on.

    Why: training data is stolen and poisoned by calls on objects, which the detector sees only with this plan.

    Fix: add an `aws_guardduty_detector_feature` with `name = "S3_DATA_EVENTS"` in Terraform, the same under
    `Features` of the detector in CloudFormation.

    ```hcl
    resource "aws_guardduty_detector" "main" {
      enable = true
    }
    resource "aws_guardduty_detector_feature" "plan" {
      detector_id = aws_guardduty_detector.main.id
      name        = "S3_DATA_EVENTS"
      status      = "ENABLED"
    }
    ```

    ```yaml
    Detector:
      Type: AWS::GuardDuty::Detector
      Properties:
        Enable: true
        Features:
          - Name: S3_DATA_EVENTS
            Status: ENABLED
    ```
    """
    assert detector.protects("S3_DATA_EVENTS")


@marks.severity("high")
@marks.soc2("CC6.8", "CC7.1", "CC7.2")
@marks.hipaa("164.308(a)(1)(ii)(D)", "164.308(a)(6)(ii)")
@marks.nist_800_53("CA-7", "SI-4", "SI-4(5)")
@marks.iso_42001("A.4.5")
@marks.mitre_atlas("AML.T0049", "AML.M0005")
@marks.aws_genai_lens("GENSEC01-BP04")
@marks.equivalent(
    prowler="guardduty_runtime_monitoring_enabled",
    security_hub="GuardDuty.11",
    config="guardduty-runtime-monitoring-enabled",
)
def test_guardduty_monitors_what_runs_on_hosts(detector: guardduty.Detector) -> None:
    """A GuardDuty detector has Runtime Monitoring on.

    Why: a miner on an accelerator, or a shell in an inference container, is visible only on the machine itself.

    Fix: add an `aws_guardduty_detector_feature` with `name = "RUNTIME_MONITORING"` in Terraform, the same under
    `Features` of the detector in CloudFormation.

    ```hcl
    resource "aws_guardduty_detector" "main" {
      enable = true
    }
    resource "aws_guardduty_detector_feature" "plan" {
      detector_id = aws_guardduty_detector.main.id
      name        = "RUNTIME_MONITORING"
      status      = "ENABLED"
      additional_configuration {
        name   = "EC2_AGENT_MANAGEMENT"
        status = "ENABLED"
      }
    }
    ```

    ```yaml
    Detector:
      Type: AWS::GuardDuty::Detector
      Properties:
        Enable: true
        Features:
          - Name: RUNTIME_MONITORING
            Status: ENABLED
            AdditionalConfiguration:
              - Name: EC2_AGENT_MANAGEMENT
                Status: ENABLED
    ```
    """
    assert detector.protects("RUNTIME_MONITORING")


@marks.severity("high")
@marks.soc2("CC6.8", "CC7.1", "CC7.2")
@marks.hipaa("164.308(a)(1)(ii)(D)", "164.308(a)(6)(ii)")
@marks.nist_800_53("CA-7", "SI-4", "SI-4(5)")
@marks.iso_42001("A.4.5")
@marks.mitre_atlas("AML.T0049", "AML.M0005")
@marks.aws_genai_lens("GENSEC01-BP04")
@marks.equivalent(security_hub="GuardDuty.13")
def test_guardduty_installs_its_agent_on_instances(detector: guardduty.Detector) -> None:
    """GuardDuty installs and updates its agent on instances itself.

    Why: runtime monitoring without its agent sees nothing: an instance that somebody forgot is then not watched,
    and no finding says so.

    Fix: add `additional_configuration` with `EC2_AGENT_MANAGEMENT` to the feature `RUNTIME_MONITORING` in
    Terraform, `AdditionalConfiguration` in CloudFormation.

    ```hcl
    resource "aws_guardduty_detector" "main" {
      enable = true
    }
    resource "aws_guardduty_detector_feature" "plan" {
      detector_id = aws_guardduty_detector.main.id
      name        = "RUNTIME_MONITORING"
      status      = "ENABLED"
      additional_configuration {
        name   = "EC2_AGENT_MANAGEMENT"
        status = "ENABLED"
      }
    }
    ```

    ```yaml
    Detector:
      Type: AWS::GuardDuty::Detector
      Properties:
        Enable: true
        Features:
          - Name: RUNTIME_MONITORING
            Status: ENABLED
            AdditionalConfiguration:
              - Name: EC2_AGENT_MANAGEMENT
                Status: ENABLED
    ```
    """
    assert detector.installs_agents("EC2_AGENT_MANAGEMENT")
