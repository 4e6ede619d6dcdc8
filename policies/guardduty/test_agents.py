"""Whether the agents of runtime monitoring are where models run."""

from __future__ import annotations

from pytest_aisec import marks
from pytest_aisec.aws import guardduty


@marks.severity("high")
@marks.soc2("CC6.8", "CC7.1", "CC7.2")
@marks.hipaa("164.308(a)(1)(ii)(D)", "164.308(a)(6)(ii)")
@marks.nist_800_53("CA-7", "SI-4", "SI-4(5)")
@marks.iso_42001("A.4.5")
@marks.mitre_atlas("AML.T0049", "AML.M0005")
@marks.aws_genai_lens("GENSEC01-BP01")
@marks.equivalent(prowler="guardduty_eks_runtime_monitoring_enabled", security_hub="GuardDuty.7")
def test_guardduty_installs_its_agent_on_clusters(detector: guardduty.Detector) -> None:
    """GuardDuty installs and updates its agent in EKS clusters itself.

    Why: a cluster that somebody made without the add-on is not watched, and no finding says so.

    Fix: add `additional_configuration` with `EKS_ADDON_MANAGEMENT` to the feature `RUNTIME_MONITORING` in
    Terraform, `AdditionalConfiguration` in CloudFormation.

    ```hcl
    resource "aws_guardduty_detector" "this" {}
    resource "aws_guardduty_detector_feature" "this" {
      detector_id = aws_guardduty_detector.this.id
      name        = "RUNTIME_MONITORING"
      status      = "ENABLED"
      additional_configuration {
        name   = "EKS_ADDON_MANAGEMENT"
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
              - Name: EKS_ADDON_MANAGEMENT
                Status: ENABLED
    ```
    """
    assert detector.installs_agents("EKS_ADDON_MANAGEMENT")


@marks.severity("high")
@marks.soc2("CC6.8", "CC7.1", "CC7.2")
@marks.hipaa("164.308(a)(1)(ii)(D)", "164.308(a)(6)(ii)")
@marks.nist_800_53("CA-7", "SI-4", "SI-4(5)")
@marks.iso_42001("A.4.5")
@marks.mitre_atlas("AML.T0049", "AML.M0005")
@marks.aws_genai_lens("GENSEC01-BP01")
@marks.equivalent(security_hub="GuardDuty.12")
def test_guardduty_installs_its_agent_beside_fargate_tasks(detector: guardduty.Detector) -> None:
    """GuardDuty puts its agent beside ECS tasks on Fargate itself.

    Why: on Fargate nobody can install anything on the machine: without this, inference containers there are not
    watched at all.

    Fix: add `additional_configuration` with `ECS_FARGATE_AGENT_MANAGEMENT` to the feature `RUNTIME_MONITORING`
    in Terraform, `AdditionalConfiguration` in CloudFormation.

    ```hcl
    resource "aws_guardduty_detector" "this" {}
    resource "aws_guardduty_detector_feature" "this" {
      detector_id = aws_guardduty_detector.this.id
      name        = "RUNTIME_MONITORING"
      status      = "ENABLED"
      additional_configuration {
        name   = "ECS_FARGATE_AGENT_MANAGEMENT"
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
              - Name: ECS_FARGATE_AGENT_MANAGEMENT
                Status: ENABLED
    ```
    """
    assert detector.installs_agents("ECS_FARGATE_AGENT_MANAGEMENT")


@marks.severity("high")
@marks.soc2("CC6.8", "CC7.1", "CC7.2")
@marks.hipaa("164.308(a)(1)(ii)(D)", "164.308(a)(6)(ii)")
@marks.nist_800_53("CA-7", "SI-4", "SI-4(5)")
@marks.iso_42001("A.4.5")
@marks.mitre_atlas("AML.T0049", "AML.M0005")
@marks.aws_genai_lens("GENSEC01-BP01")
def test_guardduty_agent_reports(coverage: guardduty.Coverage) -> None:
    """The agent of GuardDuty reports from every machine and cluster that it is meant for.

    Why: an agent that stopped, or never came up, leaves the list of findings empty: that looks like a machine
    on which nothing happens.

    Fix: look at the issue that GuardDuty names under Runtime Monitoring, Coverage: mostly the endpoint
    `guardduty-data` or the role of the machine is missing.
    """
    assert coverage.healthy
