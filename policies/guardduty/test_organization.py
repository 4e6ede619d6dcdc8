"""Whether GuardDuty is on in every account of an organization."""

from __future__ import annotations

from pytest_aisec import marks
from pytest_aisec.aws import guardduty


@marks.severity("high")
@marks.soc2("CC6.8", "CC7.1", "CC7.2")
@marks.hipaa("164.308(a)(1)(ii)(D)", "164.308(a)(6)(ii)")
@marks.nist_800_53("CA-7", "SI-4", "SI-4(5)")
@marks.nist_ai_rmf("MEASURE 2.4", "MANAGE 4.1")
@marks.iso_42001("A.6.2.6", "A.6.2.8")
@marks.mitre_atlas("AML.M0024")
@marks.aws_genai_lens("GENSEC03-BP01")
@marks.equivalent(prowler="guardduty_delegated_admin_enabled_all_regions")
def test_guardduty_is_switched_on_for_every_account(organization: guardduty.OrganizationConfiguration) -> None:
    """The administrator of GuardDuty has it on in all accounts of the organization.

    Why: an account that was made yesterday, or that left the list, is the one nobody watches. `NEW` leaves out
    those that are there already.

    Fix: set `auto_enable_organization_members = "ALL"` in `aws_guardduty_organization_configuration` in
    Terraform; CloudFormation has no type for it.

    ```hcl
    resource "aws_guardduty_detector" "this" {}
    resource "aws_guardduty_organization_configuration" "this" {
      detector_id                      = aws_guardduty_detector.this.id
      auto_enable_organization_members = "ALL"
    }
    resource "aws_guardduty_organization_configuration_feature" "ai" {
      detector_id = aws_guardduty_detector.this.id
      name        = "AI_PROTECTION"
      auto_enable = "ALL"
    }
    ```
    """
    assert organization.is_on_for_everybody


@marks.severity("high")
@marks.soc2("CC6.8", "CC7.1", "CC7.2", "CC5.2")
@marks.hipaa("164.308(a)(1)(ii)(D)", "164.308(a)(6)(ii)", "164.308(a)(1)(ii)(B)", "164.308(a)(8)")
@marks.nist_800_53("CA-7", "SI-4", "SI-4(5)", "CA-2", "CM-2")
@marks.nist_ai_rmf("MANAGE 2.4")
@marks.iso_42001("A.9.2")
@marks.mitre_atlas("AML.T0012", "AML.T0040", "AML.M0019")
@marks.aws_genai_lens("GENSEC01-BP01")
def test_guardduty_ai_protection_is_switched_on_for_every_account(
    organization: guardduty.OrganizationConfiguration,
) -> None:
    """The administrator of GuardDuty has AI Protection on in all accounts of the organization.

    Why: stolen credentials are used for models in accounts that have none of their own, since nobody looks at
    the bill there. AI Protection that stands in the AI accounts alone does not see it.

    Fix: add an `aws_guardduty_organization_configuration_feature` with `name = "AI_PROTECTION"` and
    `auto_enable = "ALL"` in Terraform; CloudFormation has no type for it.

    ```hcl
    resource "aws_guardduty_detector" "this" {}
    resource "aws_guardduty_organization_configuration" "this" {
      detector_id                      = aws_guardduty_detector.this.id
      auto_enable_organization_members = "ALL"
    }
    resource "aws_guardduty_organization_configuration_feature" "ai" {
      detector_id = aws_guardduty_detector.this.id
      name        = "AI_PROTECTION"
      auto_enable = "ALL"
    }
    ```
    """
    assert organization.protects_everybody("AI_PROTECTION")
