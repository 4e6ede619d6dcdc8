"""API keys of Amazon Bedrock, and the users that are made for them."""

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
@marks.equivalent(prowler="bedrock_api_key_no_long_term_credentials")
def test_bedrock_api_key_ends(key: ai.BedrockKey, settings: Settings) -> None:
    """Long-term API keys of Amazon Bedrock end within the days that the setting `access_key_days` allows.

    Why: such a key is one line of text with which models are called from anywhere. Those that never end are found
    years later, by somebody else.

    Fix: set `credential_age_days` in `aws_iam_service_specific_credential` in Terraform, or use short-term keys; delete
    the key in the account.

    ```hcl
    resource "aws_iam_service_specific_credential" "bedrock" {
      service_name        = "bedrock.amazonaws.com"
      user_name           = aws_iam_user.trial.name
      credential_age_days = 30
    }
    ```
    """
    assert key.ends_within(settings.access_key_days)


@marks.severity("high")
@marks.soc2("CC6.1", "CC6.2")
@marks.hipaa("164.308(a)(5)(ii)(D)", "164.312(d)")
@marks.nist_800_53("AC-2(3)", "IA-5", "IA-5(7)")
@marks.nist_ai_rmf("GOVERN 6.1", "GOVERN 1.6", "MAP 4.2")
@marks.iso_42001("A.4.4", "A.4.2", "A.9.4")
@marks.owasp_llm("LLM02:2025", "LLM03:2025")
@marks.mitre_atlas("AML.T0055", "AML.T0083", "AML.T0098", "AML.M0019", "AML.T0075", "AML.T0103")
@marks.aws_genai_lens("GENSEC01-BP01")
@marks.equivalent(prowler="bedrock_api_key_no_administrative_privileges")
def test_user_of_a_bedrock_api_key_has_no_other_permissions(user: ai.PhantomUser) -> None:
    """Users that the console made for API keys of Amazon Bedrock hold no policies.

    Why: the console makes such a user with every key, and leaves it behind. With its policies it is a door that nobody
    counts among the doors.

    Fix: delete the user, or its policies once the key has ended: `aws_iam_user_policy_attachment` in Terraform,
    `ManagedPolicyArns` in CloudFormation.

    ```hcl
    resource "aws_iam_user" "left" {
      name = "BedrockAPIKey-a1b2"
    }
    ```

    ```yaml
    Left:
      Type: AWS::IAM::User
      Properties: {UserName: BedrockAPIKey-a1b2}
    ```
    """
    assert user.grants == []
