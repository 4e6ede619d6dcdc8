"""What Inspector looks for flaws in."""

from __future__ import annotations

from pytest_aisec import marks
from pytest_aisec.aws import inspector2
from pytest_aisec.settings import Settings


@marks.severity("high")
@marks.soc2("CC6.8", "CC7.1")
@marks.hipaa("164.308(a)(5)(ii)(B)")
@marks.nist_800_53("RA-5", "SI-2", "SI-3")
@marks.iso_42001("A.4.5")
@marks.mitre_atlas("AML.T0049", "AML.M0005")
@marks.aws_genai_lens("GENSEC01-BP04")
@marks.equivalent(prowler="inspector2_is_enabled", security_hub="Inspector.1", config="inspector-ec2-scan-enabled")
def test_inspector_scans_instances(enabler: inspector2.Enabler) -> None:
    """Inspector scans instances.

    Why: model hosts run drivers, frameworks and servers that are updated by nobody in particular; a known flaw in
    one of them is the easiest way in.

    Fix: name `EC2` in `resource_types` of an `aws_inspector2_enabler` for the same accounts in Terraform;
    CloudFormation has no type for it.

    ```hcl
    resource "aws_inspector2_enabler" "this" {
      account_ids    = ["123456789012"]
      resource_types = ["EC2", "ECR", "LAMBDA", "LAMBDA_CODE"]
    }
    ```
    """
    assert enabler.is_scanned("EC2")


@marks.severity("high")
@marks.soc2("CC6.8", "CC7.1")
@marks.hipaa("164.308(a)(5)(ii)(B)")
@marks.nist_800_53("RA-5", "SI-2", "SI-3")
@marks.nist_ai_rmf("GOVERN 6.1", "MAP 4.1", "MANAGE 3.1")
@marks.iso_42001("A.10.3")
@marks.owasp_llm("LLM03:2025")
@marks.mitre_atlas("AML.T0010", "AML.M0013", "AML.M0014", "AML.M0016", "AML.T0011", "AML.T0058")
@marks.aws_genai_lens("GENSEC06-BP01")
@marks.equivalent(prowler="inspector2_is_enabled", security_hub="Inspector.2", config="inspector-ecr-scan-enabled")
def test_inspector_scans_images(enabler: inspector2.Enabler) -> None:
    """Inspector scans container images.

    Why: images for models are large, pull in a great many packages, and stay in use for long; new flaws in them
    appear after they were built.

    Fix: name `ECR` in `resource_types` of an `aws_inspector2_enabler` for the same accounts in Terraform;
    CloudFormation has no type for it.

    ```hcl
    resource "aws_inspector2_enabler" "this" {
      account_ids    = ["123456789012"]
      resource_types = ["EC2", "ECR", "LAMBDA", "LAMBDA_CODE"]
    }
    ```
    """
    assert enabler.is_scanned("ECR")


@marks.severity("medium")
@marks.soc2("CC6.8", "CC7.1")
@marks.hipaa("164.308(a)(5)(ii)(B)")
@marks.nist_800_53("RA-5", "SI-2", "SI-3")
@marks.nist_ai_rmf("GOVERN 6.1", "MAP 4.1", "MANAGE 3.1")
@marks.iso_42001("A.10.3")
@marks.owasp_llm("LLM03:2025")
@marks.mitre_atlas("AML.T0010", "AML.M0013", "AML.M0014", "AML.M0016", "AML.T0011", "AML.T0058")
@marks.aws_genai_lens("GENSEC06-BP01")
@marks.equivalent(
    prowler="inspector2_is_enabled", security_hub="Inspector.4", config="inspector-lambda-standard-scan-enabled"
)
def test_inspector_scans_functions(enabler: inspector2.Enabler) -> None:
    """Inspector scans Lambda functions.

    Why: functions call models with roles that may do much, on dependencies that were frozen on the day of
    deployment.

    Fix: name `LAMBDA` in `resource_types` of an `aws_inspector2_enabler` for the same accounts in Terraform;
    CloudFormation has no type for it.

    ```hcl
    resource "aws_inspector2_enabler" "this" {
      account_ids    = ["123456789012"]
      resource_types = ["EC2", "ECR", "LAMBDA", "LAMBDA_CODE"]
    }
    ```
    """
    assert enabler.is_scanned("LAMBDA")


@marks.severity("medium")
@marks.soc2("CC6.8", "CC7.1")
@marks.hipaa("164.308(a)(5)(ii)(B)")
@marks.nist_800_53("RA-5", "SI-2", "SI-3")
@marks.nist_ai_rmf("GOVERN 6.1", "MAP 4.1", "MANAGE 3.1")
@marks.iso_42001("A.10.3")
@marks.owasp_llm("LLM03:2025")
@marks.mitre_atlas("AML.T0010", "AML.M0013", "AML.M0014", "AML.M0016", "AML.T0011", "AML.T0058")
@marks.aws_genai_lens("GENSEC06-BP01")
@marks.equivalent(
    prowler="inspector2_is_enabled", security_hub="Inspector.3", config="inspector-lambda-code-scan-enabled"
)
def test_inspector_scans_the_code_of_functions(enabler: inspector2.Enabler) -> None:
    """Inspector scans the code of Lambda functions.

    Why: injection flaws and secrets in own code are in no list of vulnerable packages.

    Fix: name `LAMBDA_CODE` in `resource_types` of an `aws_inspector2_enabler` for the same accounts in
    Terraform; CloudFormation has no type for it.

    ```hcl
    resource "aws_inspector2_enabler" "this" {
      account_ids    = ["123456789012"]
      resource_types = ["EC2", "ECR", "LAMBDA", "LAMBDA_CODE"]
    }
    ```
    """
    assert enabler.is_scanned("LAMBDA_CODE")


@marks.severity("high")
@marks.soc2("CC6.8", "CC7.1")
@marks.hipaa("164.308(a)(5)(ii)(B)")
@marks.nist_800_53("RA-5", "SI-2", "SI-3")
@marks.nist_ai_rmf("GOVERN 6.1", "MAP 4.1", "MANAGE 3.1")
@marks.iso_42001("A.4.5", "A.10.3")
@marks.owasp_llm("LLM03:2025")
@marks.mitre_atlas(
    "AML.T0049", "AML.M0005", "AML.T0010", "AML.M0013", "AML.M0014", "AML.M0016", "AML.T0011", "AML.T0058"
)
@marks.aws_genai_lens("GENSEC01-BP04", "GENSEC06-BP01")
@marks.equivalent(prowler=("inspector2_active_findings_exist", "inspector2_active_findings_within_max_age"))
def test_inspector_risk_score_stays_below_the_threshold(finding: inspector2.Finding, settings: Settings) -> None:
    """No active finding of Inspector with a risk score from `inspector_score` up is older than `finding_days`.

    Why: the score weighs how bad a flaw is by whether it can be reached from the network and whether attacks
    exist: high ones are those that get used.

    Fix: update what the finding names. The threshold is `inspector_score` in `[tool.aisec.settings]`, the time to
    do it `finding_days`.
    """
    overdue = finding.days_open is None or finding.days_open > settings.finding_days
    assert not (overdue and finding.score >= settings.inspector_score)
