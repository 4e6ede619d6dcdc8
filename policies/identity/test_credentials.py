"""What people and programs sign in with."""

from __future__ import annotations

from pytest_aisec import ai, marks
from pytest_aisec.settings import Settings


@marks.severity("high")
@marks.soc2("CC6.1", "CC6.2")
@marks.hipaa("164.308(a)(5)(ii)(D)", "164.312(d)")
@marks.nist_800_53("AC-2(3)", "IA-5", "IA-5(7)")
@marks.nist_ai_rmf("GOVERN 6.1", "MANAGE 2.4")
@marks.iso_42001("A.4.4", "A.9.2")
@marks.owasp_llm("LLM02:2025")
@marks.mitre_atlas("AML.T0055", "AML.T0083", "AML.T0098", "AML.M0019", "AML.T0012", "AML.T0040")
@marks.aws_genai_lens("GENSEC01-BP01")
@marks.equivalent(checkov="CKV_AWS_273", kics="7081f85c")
def test_user_key_does_not_reach_models(key: ai.UserKey) -> None:
    """No access key that files declare belongs to a user who may call models or agents, or change them.

    Why: long-lived keys are what leaks, and a key to models is sold by the hour. Roles give keys that end by
    themselves.

    Fix: give the workload a role and delete the `aws_iam_access_key` in Terraform, the `AWS::IAM::AccessKey` in
    CloudFormation.

    ```hcl
    resource "aws_iam_access_key" "mail" {
      user = aws_iam_user.mail.name
    }
    resource "aws_iam_user" "mail" {
      name = "mail"
    }
    resource "aws_iam_user_policy" "mail" {
      user = aws_iam_user.mail.name
      policy = jsonencode({
        Statement = [{ Effect = "Allow", Action = "ses:SendRawEmail", Resource = "*" }]
      })
    }
    ```

    ```yaml
    Key:
      Type: AWS::IAM::AccessKey
      Properties:
        UserName: !Ref Mail
    Mail:
      Type: AWS::IAM::User
      Properties:
        Policies:
          - PolicyName: mail
            PolicyDocument:
              Statement: [{Effect: Allow, Action: ses:SendRawEmail, Resource: "*"}]
    ```
    """
    assert not key.is_key_to_models


@marks.severity("high")
@marks.soc2("CC6.1", "CC6.2")
@marks.hipaa("164.308(a)(5)(ii)(D)", "164.312(d)")
@marks.nist_800_53("AC-2(3)", "IA-5", "IA-5(7)")
@marks.nist_ai_rmf("GOVERN 6.1", "MANAGE 2.4")
@marks.iso_42001("A.4.4", "A.9.2")
@marks.owasp_llm("LLM02:2025")
@marks.mitre_atlas("AML.T0055", "AML.T0083", "AML.T0098", "AML.M0019", "AML.T0012", "AML.T0040")
@marks.aws_genai_lens("GENSEC01-BP01")
@marks.equivalent(prowler="iam_user_with_temporary_credentials")
def test_active_key_does_not_reach_models(credentials: ai.UserCredentials) -> None:
    """No user of an account who may call models or agents, or change them, has an active access key.

    Why: long-lived keys are what leaks, and a key to models is sold by the hour. Roles and Identity Center give
    keys that end by themselves.

    Fix: let people sign in through Identity Center and workloads act through roles, then deactivate the key.
    """
    assert not credentials.is_key_to_models


@marks.severity("medium")
@marks.soc2("CC6.1", "CC6.2")
@marks.hipaa("164.308(a)(5)(ii)(D)", "164.312(d)")
@marks.nist_800_53("AC-2(3)", "IA-5", "IA-5(7)")
@marks.nist_ai_rmf("GOVERN 6.1")
@marks.iso_42001("A.4.4")
@marks.owasp_llm("LLM02:2025")
@marks.mitre_atlas("AML.T0055", "AML.T0083", "AML.T0098", "AML.M0019")
@marks.aws_genai_lens("GENSEC01-BP01")
@marks.cis_aws("2.12")
@marks.equivalent(
    prowler="iam_rotate_access_key_90_days",
    kics="800fa019",
    trivy="AWS-0146",
    security_hub="IAM.3",
    config="access-keys-rotated",
)
def test_access_key_is_rotated(credentials: ai.UserCredentials, settings: Settings) -> None:
    """Active access keys are not older than the days that the setting `access_key_days` allows.

    Why: a key that leaked is good until it is replaced, and nobody notices that it leaked.

    Fix: make a new key, change over, delete the old one; better, use a role. The limit is `access_key_days` in
    `[tool.aisec.settings]`.
    """
    assert credentials.days_since_rotation <= settings.access_key_days


@marks.severity("medium")
@marks.soc2("CC6.1", "CC6.2")
@marks.hipaa("164.308(a)(5)(ii)(D)", "164.312(d)")
@marks.nist_800_53("AC-2(3)", "IA-5", "IA-5(7)")
@marks.nist_ai_rmf("GOVERN 6.1")
@marks.iso_42001("A.4.4")
@marks.owasp_llm("LLM02:2025")
@marks.mitre_atlas("AML.T0055", "AML.T0083", "AML.T0098", "AML.M0019")
@marks.aws_genai_lens("GENSEC01-BP01")
@marks.cis_aws("2.11")
@marks.equivalent(
    prowler="iam_user_accesskey_unused",
    trivy="AWS-0166",
    security_hub="IAM.22",
    config="iam-user-unused-credentials-check",
)
def test_access_key_is_in_use(credentials: ai.UserCredentials, settings: Settings) -> None:
    """Active access keys have been used within the days that the setting `unused_days` allows.

    Why: nobody misses a forgotten key, so nobody notices who else has it.

    Fix: deactivate the key, and delete it when nothing breaks. The limit is `unused_days` in
    `[tool.aisec.settings]`.
    """
    assert credentials.days_unused <= settings.unused_days


@marks.severity("medium")
@marks.soc2("CC6.1", "CC6.2")
@marks.hipaa("164.308(a)(5)(ii)(D)", "164.312(d)")
@marks.nist_800_53("AC-2(3)", "IA-5", "IA-5(7)")
@marks.nist_ai_rmf("GOVERN 6.1")
@marks.iso_42001("A.4.4")
@marks.owasp_llm("LLM02:2025")
@marks.mitre_atlas("AML.T0055", "AML.T0083", "AML.T0098", "AML.M0019")
@marks.aws_genai_lens("GENSEC01-BP01")
@marks.equivalent(prowler="iam_user_two_active_access_key", trivy="AWS-0167")
def test_user_has_one_active_key(credentials: ai.UserCredentials) -> None:
    """No user has two active access keys.

    Why: the second key is for the day of a change. Kept, it is one more that can leak, and no rotation ends it.

    Fix: deactivate the older key.
    """
    assert credentials.active_keys < 2  # noqa: PLR2004 -- two is what it is about


@marks.severity("high")
@marks.soc2("CC6.1", "CC6.2")
@marks.hipaa("164.312(a)(2)(i)", "164.312(d)")
@marks.nist_800_53("IA-2", "IA-5", "IA-9")
@marks.nist_ai_rmf("GOVERN 6.1")
@marks.iso_42001("A.4.4")
@marks.owasp_llm("LLM02:2025")
@marks.mitre_atlas("AML.T0055", "AML.T0083", "AML.T0098", "AML.M0019")
@marks.aws_genai_lens("GENSEC01-BP01")
@marks.cis_aws("2.10")
@marks.equivalent(
    prowler="iam_user_mfa_enabled_console_access",
    kics="3ddfa124",
    trivy="AWS-0145",
    security_hub="IAM.5",
    config="iam-user-mfa-enabled",
)
def test_console_user_has_mfa(credentials: ai.UserCredentials) -> None:
    """Every user with a password for the console has a second factor.

    Why: passwords are phished and reused. From the console a guardrail is two clicks away.

    Fix: register a second factor, better let people sign in through Identity Center.
    """
    assert credentials.has_mfa or not credentials.has_password
