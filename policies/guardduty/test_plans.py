"""What GuardDuty watches beside calls to the account."""

from __future__ import annotations

from pytest_aisec import marks
from pytest_aisec.aws import guardduty


@marks.severity("medium")
@marks.soc2("CC6.8", "CC7.1", "CC7.2")
@marks.hipaa("164.308(a)(1)(ii)(D)", "164.308(a)(6)(ii)")
@marks.nist_800_53("CA-7", "SI-4", "SI-4(5)")
@marks.iso_42001("A.4.5")
@marks.mitre_atlas("AML.T0049", "AML.M0005")
@marks.aws_genai_lens("GENSEC01-BP01")
@marks.equivalent(prowler="guardduty_eks_audit_log_enabled", security_hub="GuardDuty.5")
def test_guardduty_watches_clusters(detector: guardduty.Detector) -> None:
    """A GuardDuty detector reads the audit logs of EKS clusters.

    Why: models run in clusters in which whoever may make a pod may use the accelerators and the roles of
    others. The audit log is where that shows.

    Fix: add an `aws_guardduty_detector_feature` with `name = "EKS_AUDIT_LOGS"` in Terraform, the same under
    `Features` of the detector in CloudFormation.

    ```hcl
    resource "aws_guardduty_detector" "this" {}
    resource "aws_guardduty_detector_feature" "this" {
      detector_id = aws_guardduty_detector.this.id
      name        = "EKS_AUDIT_LOGS"
      status      = "ENABLED"
    }
    ```

    ```yaml
    Detector:
      Type: AWS::GuardDuty::Detector
      Properties:
        Enable: true
        Features:
          - Name: EKS_AUDIT_LOGS
            Status: ENABLED
    ```
    """
    assert detector.protects("EKS_AUDIT_LOGS")


@marks.severity("medium")
@marks.soc2("CC6.8", "CC7.1", "CC7.2")
@marks.hipaa("164.308(a)(1)(ii)(D)", "164.308(a)(6)(ii)")
@marks.nist_800_53("CA-7", "SI-4", "SI-4(5)")
@marks.iso_42001("A.4.5")
@marks.mitre_atlas("AML.T0049", "AML.M0005")
@marks.aws_genai_lens("GENSEC01-BP01")
@marks.equivalent(
    prowler="guardduty_lambda_protection_enabled",
    security_hub="GuardDuty.6",
    config="guardduty-lambda-protection-enabled",
)
def test_guardduty_watches_functions(detector: guardduty.Detector) -> None:
    """A GuardDuty detector watches whom Lambda functions talk to.

    Why: tools of agents are functions that take their input from a model. One that was talked into calling home
    is seen only by its traffic.

    Fix: add an `aws_guardduty_detector_feature` with `name = "LAMBDA_NETWORK_LOGS"` in Terraform, the same
    under `Features` of the detector in CloudFormation.

    ```hcl
    resource "aws_guardduty_detector" "this" {}
    resource "aws_guardduty_detector_feature" "this" {
      detector_id = aws_guardduty_detector.this.id
      name        = "LAMBDA_NETWORK_LOGS"
      status      = "ENABLED"
    }
    ```

    ```yaml
    Detector:
      Type: AWS::GuardDuty::Detector
      Properties:
        Enable: true
        Features:
          - Name: LAMBDA_NETWORK_LOGS
            Status: ENABLED
    ```
    """
    assert detector.protects("LAMBDA_NETWORK_LOGS")


@marks.severity("medium")
@marks.soc2("CC6.8", "CC7.1", "CC7.2")
@marks.hipaa("164.308(a)(1)(ii)(D)", "164.308(a)(6)(ii)")
@marks.nist_800_53("CA-7", "SI-4", "SI-4(5)")
@marks.iso_42001("A.4.5")
@marks.mitre_atlas("AML.T0049", "AML.M0005")
@marks.aws_genai_lens("GENSEC01-BP01")
@marks.equivalent(prowler="guardduty_rds_protection_enabled", security_hub="GuardDuty.9")
def test_guardduty_watches_databases(detector: guardduty.Detector) -> None:
    """A GuardDuty detector watches who logs in to databases.

    Why: databases hold vectors and what agents look up. Guessed passwords show as logins from where nobody ever
    came from.

    Fix: add an `aws_guardduty_detector_feature` with `name = "RDS_LOGIN_EVENTS"` in Terraform, the same under
    `Features` of the detector in CloudFormation.

    ```hcl
    resource "aws_guardduty_detector" "this" {}
    resource "aws_guardduty_detector_feature" "this" {
      detector_id = aws_guardduty_detector.this.id
      name        = "RDS_LOGIN_EVENTS"
      status      = "ENABLED"
    }
    ```

    ```yaml
    Detector:
      Type: AWS::GuardDuty::Detector
      Properties:
        Enable: true
        Features:
          - Name: RDS_LOGIN_EVENTS
            Status: ENABLED
    ```
    """
    assert detector.protects("RDS_LOGIN_EVENTS")


@marks.severity("medium")
@marks.soc2("CC6.8", "CC7.1", "CC7.2")
@marks.hipaa("164.308(a)(1)(ii)(D)", "164.308(a)(6)(ii)")
@marks.nist_800_53("CA-7", "SI-4", "SI-4(5)")
@marks.iso_42001("A.4.5")
@marks.mitre_atlas("AML.T0049", "AML.M0005")
@marks.aws_genai_lens("GENSEC01-BP01")
def test_guardduty_scans_volumes(detector: guardduty.Detector) -> None:
    """A GuardDuty detector looks for malware on the volumes of machines that behave oddly.

    Why: a model host that was taken over has on its disk what took it over, and somebody has to look.

    Fix: add an `aws_guardduty_detector_feature` with `name = "EBS_MALWARE_PROTECTION"` in Terraform, the same
    under `Features` of the detector in CloudFormation.

    ```hcl
    resource "aws_guardduty_detector" "this" {}
    resource "aws_guardduty_detector_feature" "this" {
      detector_id = aws_guardduty_detector.this.id
      name        = "EBS_MALWARE_PROTECTION"
      status      = "ENABLED"
    }
    ```

    ```yaml
    Detector:
      Type: AWS::GuardDuty::Detector
      Properties:
        Enable: true
        Features:
          - Name: EBS_MALWARE_PROTECTION
            Status: ENABLED
    ```
    """
    assert detector.protects("EBS_MALWARE_PROTECTION")
