"""What users and groups with permissions on AI services may do, and which keys they have."""

from __future__ import annotations

from pytest_aisec import ai, marks


@marks.severity("critical")
@marks.soc2("CC6.1", "CC6.3")
@marks.hipaa("164.308(a)(4)(ii)(B)", "164.312(a)(1)")
@marks.nist_800_53("AC-3", "AC-5", "AC-6")
@marks.nist_ai_rmf("MANAGE 2.4")
@marks.iso_42001("A.9.2")
@marks.mitre_atlas("AML.T0012", "AML.T0040", "AML.M0019")
@marks.aws_genai_lens("GENSEC01-BP01")
@marks.equivalent(
    checkov=("CKV_AWS_1", "CKV_AWS_63"),
    prowler=(
        "iam_customer_attached_policy_no_administrative_privileges",
        "iam_inline_policy_no_administrative_privileges",
    ),
    security_hub="IAM.1",
)
def test_ai_team_member_is_not_an_administrator(team_member: ai.TeamMember) -> None:
    """No user or group that is given permissions on AI services may do everything.

    Why: notebooks run what was downloaded, with the permissions of whoever opened them.

    Fix: replace `AdministratorAccess` and statements of `*` on `*` by the actions that are needed, in
    `aws_iam_group_policy` or `aws_iam_user_policy` in Terraform, in `Policies` in CloudFormation.

    ```hcl
    resource "aws_iam_group" "research" {
      name = "research"
    }
    resource "aws_iam_group_policy" "research" {
      group = aws_iam_group.research.name
      policy = jsonencode({
        Statement = [{
          Effect   = "Allow"
          Action   = "sagemaker:CreatePresignedDomainUrl"
          Resource = "arn:aws:sagemaker:eu-west-1:123456789012:user-profile/*"
        }]
      })
    }
    ```

    ```yaml
    Research:
      Type: AWS::IAM::Group
      Properties:
        Policies:
          - PolicyName: research
            PolicyDocument:
              Statement:
                - Effect: Allow
                  Action: sagemaker:CreatePresignedDomainUrl
                  Resource: arn:aws:sagemaker:eu-west-1:123456789012:user-profile/*
    ```
    """
    assert not team_member.is_administrator


@marks.severity("medium")
@marks.soc2("CC6.1", "CC6.2")
@marks.hipaa("164.308(a)(5)(ii)(D)", "164.312(d)")
@marks.nist_800_53("AC-2(3)", "IA-5", "IA-5(7)")
@marks.nist_ai_rmf("GOVERN 6.1")
@marks.iso_42001("A.4.4")
@marks.owasp_llm("LLM02:2025")
@marks.mitre_atlas("AML.T0055", "AML.T0083", "AML.T0098", "AML.M0019")
@marks.aws_genai_lens("GENSEC01-BP01")
@marks.equivalent(prowler="iam_user_two_active_access_key")
def test_declared_user_has_one_active_key(user: ai.KeyedUser) -> None:
    """Files declare at most one active access key for a user.

    Why: a second key is for the hour in which the first one is replaced. Left in, it is one more to leak, and nobody
    knows which of the two is in use.

    Fix: remove the older `aws_iam_access_key`, or set its `status` to `Inactive` in Terraform, the
    `AWS::IAM::AccessKey` or its `Status` in CloudFormation.

    ```hcl
    resource "aws_iam_user" "mail" {
      name = "mail"
    }
    resource "aws_iam_access_key" "mail" {
      user = aws_iam_user.mail.name
    }
    ```

    ```yaml
    Mail:
      Type: AWS::IAM::User
    Key:
      Type: AWS::IAM::AccessKey
      Properties:
        UserName: !Ref Mail
    ```
    """
    assert user.has_one_active_key


@marks.severity("high")
@marks.soc2("CC6.1", "CC6.2")
@marks.hipaa("164.312(a)(2)(i)", "164.312(d)")
@marks.nist_800_53("IA-2", "IA-5", "IA-9")
@marks.nist_ai_rmf("GOVERN 6.1")
@marks.iso_42001("A.4.4")
@marks.owasp_llm("LLM02:2025")
@marks.mitre_atlas("AML.T0055", "AML.T0083", "AML.T0098", "AML.M0019")
@marks.aws_genai_lens("GENSEC01-BP01")
@marks.equivalent(kics="3ddfa124", trivy="AWS-0123")
def test_declared_console_user_is_asked_for_a_second_factor(user: ai.ConsoleUser) -> None:
    """A user to whom files give a password for the console may do nothing without a second factor.

    Why: passwords are phished and reused. No file tells who has registered a second factor; a policy that denies
    everything without one holds for whoever has not.

    Fix: attach a policy with `Effect = "Deny"`, a `NotAction` of what registering needs, and the condition
    `BoolIfExists` `aws:MultiFactorAuthPresent` = `false`, or leave out `aws_iam_user_login_profile` in Terraform,
    `LoginProfile` in CloudFormation, and let people sign in through Identity Center.

    ```hcl
    resource "aws_iam_user" "ana" {
      name = "ana"
    }
    resource "aws_iam_user_login_profile" "ana" {
      user = aws_iam_user.ana.name
    }
    resource "aws_iam_user_policy" "factor" {
      user = aws_iam_user.ana.name
      policy = jsonencode({
        Version = "2012-10-17"
        Statement = [{
          Effect    = "Deny"
          NotAction = ["iam:EnableMFADevice", "iam:CreateVirtualMFADevice", "iam:ListMFADevices", "iam:ChangePassword"]
          Resource  = "*"
          Condition = { BoolIfExists = { "aws:MultiFactorAuthPresent" = "false" } }
        }]
      })
    }
    ```

    ```yaml
    Ana:
      Type: AWS::IAM::User
      Properties:
        LoginProfile:
          Password: "{{resolve:secretsmanager:ana:SecretString:password}}"
          PasswordResetRequired: true
        Policies:
          - PolicyName: factor
            PolicyDocument:
              Version: "2012-10-17"
              Statement:
                - Effect: Deny
                  NotAction: ["iam:EnableMFADevice", "iam:CreateVirtualMFADevice", "iam:ListMFADevices"]
                  Resource: "*"
                  Condition: {BoolIfExists: {"aws:MultiFactorAuthPresent": "false"}}
    ```
    """
    assert user.is_asked_for_a_second_factor
