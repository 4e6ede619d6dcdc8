"""What an account decides for machines and disks that say nothing themselves."""

from __future__ import annotations

from pytest_aisec import marks
from pytest_aisec.aws import ec2


@marks.severity("medium")
@marks.soc2("CC6.1", "C1.1")
@marks.hipaa("164.312(a)(2)(iv)")
@marks.nist_800_53("SC-12", "SC-13", "SC-28", "SC-28(1)")
@marks.nist_ai_rmf("MEASURE 2.7")
@marks.iso_42001("A.4.3")
@marks.owasp_llm("LLM02:2025")
@marks.mitre_atlas("AML.T0035", "AML.T0048.004", "AML.M0005", "AML.M0012")
@marks.aws_genai_lens("GENSEC01-BP01")
@marks.equivalent(
    checkov="CKV_AWS_106",
    prowler="ec2_ebs_default_encryption",
    security_hub="EC2.7",
    config="ec2-ebs-encryption-by-default",
)
def test_new_disks_are_encrypted_by_default(default: ec2.EncryptionByDefault) -> None:
    """New disks are encrypted in every region, whatever is asked for.

    Why: somebody always forgets to ask. The disk of a model host holds weights and caches of training data.

    Fix: declare `aws_ebs_encryption_by_default` with `enabled = true` in every region in Terraform; CloudFormation has
    no resource for it (`ec2:EnableEbsEncryptionByDefault`).

    ```hcl
    resource "aws_ebs_encryption_by_default" "all" {
      enabled = true
    }
    ```
    """
    assert default.enabled


@marks.severity("medium")
@marks.soc2("CC6.1", "CC6.2")
@marks.hipaa("164.308(a)(5)(ii)(D)", "164.312(d)")
@marks.nist_800_53("AC-2(3)", "IA-5", "IA-5(7)")
@marks.nist_ai_rmf("GOVERN 6.1")
@marks.iso_42001("A.4.4")
@marks.owasp_llm("LLM02:2025")
@marks.mitre_atlas("AML.T0055", "AML.T0083", "AML.T0098", "AML.M0019")
@marks.aws_genai_lens("GENSEC01-BP02")
@marks.equivalent(prowler="ec2_instance_account_imdsv2_enabled")
def test_new_machines_require_session_tokens_by_default(default: ec2.MetadataDefaults) -> None:
    """The metadata service of new machines asks for session tokens (IMDSv2) where they do not say otherwise.

    Why: a machine that somebody starts by hand hands out its role's credentials to one forged request; with the default
    it does not.

    Fix: declare `aws_ec2_instance_metadata_defaults` with `http_tokens = "required"` in every region in Terraform;
    CloudFormation has no resource for it (`ec2:ModifyInstanceMetadataDefaults`).

    ```hcl
    resource "aws_ec2_instance_metadata_defaults" "all" {
      http_tokens = "required"
    }
    ```
    """
    assert default.tokens == "required"
