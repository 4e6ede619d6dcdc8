"""What the root user can sign in with."""

from __future__ import annotations

from pytest_aisec import ai, marks
from pytest_aisec.aws import iam


@marks.severity("critical")
@marks.soc2("CC6.1", "CC6.2")
@marks.hipaa("164.308(a)(5)(ii)(D)", "164.312(d)", "164.312(a)(2)(i)")
@marks.nist_800_53("AC-2(3)", "IA-5", "IA-5(7)", "IA-2", "IA-9")
@marks.nist_ai_rmf("GOVERN 6.1")
@marks.iso_42001("A.4.4")
@marks.owasp_llm("LLM02:2025")
@marks.mitre_atlas("AML.T0055", "AML.T0083", "AML.T0098", "AML.M0019")
@marks.aws_genai_lens("GENSEC01-BP01")
@marks.cis_aws("2.4")
@marks.equivalent(
    checkov="CKV_AWS_348",
    prowler="iam_no_root_access_key",
    kics="970d224d",
    trivy="AWS-0141",
    security_hub="IAM.4",
    config="iam-root-access-key-check",
)
def test_root_user_has_no_access_key(root: ai.RootUser) -> None:
    """The root user of an account has no access key.

    Why: no policy limits the root user: whoever has its key can close the account.

    Fix: delete the keys under the security credentials of the root user.
    """
    assert root.active_keys == 0


@marks.severity("critical")
@marks.soc2("CC6.1", "CC6.2")
@marks.hipaa("164.308(a)(5)(ii)(D)", "164.312(d)", "164.312(a)(2)(i)")
@marks.nist_800_53("AC-2(3)", "IA-5", "IA-5(7)", "IA-2", "IA-9")
@marks.nist_ai_rmf("GOVERN 6.1")
@marks.iso_42001("A.4.4")
@marks.owasp_llm("LLM02:2025")
@marks.mitre_atlas("AML.T0055", "AML.T0083", "AML.T0098", "AML.M0019")
@marks.aws_genai_lens("GENSEC01-BP01")
@marks.cis_aws("2.5")
@marks.equivalent(prowler="iam_root_mfa_enabled", trivy="AWS-0142", security_hub="IAM.9")
def test_root_user_has_mfa(root: ai.RootUser) -> None:
    """The root user of an account has a second factor.

    Why: its password, or the mailbox that resets it, is otherwise all that stands between anybody and everything.

    Fix: register a hardware second factor, or remove the credentials of root users by centralized root access.
    """
    assert root.has_mfa or root.is_without_password


@marks.severity("critical")
@marks.soc2("CC6.1", "CC6.2")
@marks.hipaa("164.308(a)(5)(ii)(D)", "164.312(d)", "164.312(a)(2)(i)")
@marks.nist_800_53("AC-2(3)", "IA-5", "IA-5(7)", "IA-2", "IA-9")
@marks.nist_ai_rmf("GOVERN 6.1")
@marks.iso_42001("A.4.4")
@marks.owasp_llm("LLM02:2025")
@marks.mitre_atlas("AML.T0055", "AML.T0083", "AML.T0098", "AML.M0019")
@marks.aws_genai_lens("GENSEC01-BP01")
@marks.cis_aws("2.5")
@marks.equivalent(prowler="iam_root_hardware_mfa_enabled", trivy="AWS-0165", security_hub="IAM.6")
def test_root_user_has_a_hardware_second_factor(root: ai.RootUser) -> None:
    """The second factor of the root user of an account is a device.

    Why: the secret of an app lies on a phone, in its backup, and in the picture somebody took when it was set up.

    Fix: register a security key or a hardware token for the root user, or remove its credentials by centralized root
    access.
    """
    assert root.has_mfa_device or root.is_without_password


@marks.severity("medium")
@marks.soc2("CC6.1", "CC6.2")
@marks.hipaa("164.308(a)(5)(ii)(D)", "164.312(d)", "164.312(a)(2)(i)")
@marks.nist_800_53("AC-2(3)", "IA-5", "IA-5(7)", "IA-2", "IA-9")
@marks.nist_ai_rmf("GOVERN 6.1")
@marks.iso_42001("A.4.4")
@marks.owasp_llm("LLM02:2025")
@marks.mitre_atlas("AML.T0055", "AML.T0083", "AML.T0098", "AML.M0019")
@marks.aws_genai_lens("GENSEC01-BP01")
@marks.equivalent(prowler="iam_root_credentials_management_enabled")
def test_organization_manages_root_credentials(features: iam.OrganizationsFeatures) -> None:
    """The root credentials of the accounts of an organization are managed centrally.

    Why: an account that has no root password needs none kept safe. One central switch removes those of all accounts.

    Fix: add `RootCredentialsManagement` to `enabled_features` of `aws_iam_organizations_features` in Terraform, or
    enable it for the organization under Account settings of IAM.

    ```hcl
    resource "aws_iam_organizations_features" "root" {
      enabled_features = ["RootCredentialsManagement", "RootSessions"]
    }
    ```
    """
    assert "RootCredentialsManagement" in features.enabled
