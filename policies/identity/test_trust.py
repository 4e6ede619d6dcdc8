"""Whom roles of other accounts and services act for."""

from __future__ import annotations

from pytest_aisec import ai, marks
from pytest_aisec.settings import Settings


@marks.severity("critical")
@marks.soc2("CC6.1", "CC6.3")
@marks.hipaa("164.308(a)(4)(ii)(B)", "164.312(a)(1)")
@marks.nist_800_53("AC-3", "AC-5", "AC-6")
@marks.nist_ai_rmf("MANAGE 2.4", "GOVERN 6.1", "MAP 4.1", "MANAGE 3.1")
@marks.iso_42001("A.9.2", "A.10.3")
@marks.owasp_llm("LLM03:2025")
@marks.mitre_atlas(
    "AML.T0012", "AML.T0040", "AML.M0019", "AML.T0010", "AML.T0011", "AML.T0058", "AML.M0013", "AML.M0014", "AML.M0016"
)
@marks.aws_genai_lens("GENSEC01-BP01")
@marks.equivalent(prowler="iam_no_custom_policy_permissive_role_assumption", kics="bcdcbdc6")
def test_role_trusts_only_known_accounts(role: ai.TrustingRole, settings: Settings) -> None:
    """Roles can be assumed only from their own account, and from those that the setting `trusted_accounts` names.

    Why: whoever takes over a partner's account takes over what the role may do, long after the project with the
    partner has ended.

    Fix: remove the account from `assume_role_policy` in Terraform, from `AssumeRolePolicyDocument` in CloudFormation,
    or add its number to the setting `trusted_accounts`. In files the own account has no number: name it there, too.

    ```hcl
    resource "aws_iam_role" "deploy" {
      name = "deploy"
      assume_role_policy = jsonencode({
        Version = "2012-10-17"
        Statement = [{
          Effect    = "Allow"
          Principal = { AWS = "arn:aws:iam::123456789012:root" }
          Action    = "sts:AssumeRole"
          Condition = { StringEquals = { "aws:PrincipalOrgID" = "o-0123456789" } }
        }]
      })
    }
    ```

    ```yaml
    Deploy:
      Type: AWS::IAM::Role
      Properties:
        AssumeRolePolicyDocument:
          Version: "2012-10-17"
          Statement:
            - Effect: Allow
              Principal: {AWS: arn:aws:iam::123456789012:root}
              Action: sts:AssumeRole
              Condition: {StringEquals: {aws:PrincipalOrgID: o-0123456789}}
    ```
    """
    assert role.foreign_accounts(settings.trusted_accounts) == []


@marks.severity("high")
@marks.soc2("CC6.1", "CC6.3")
@marks.hipaa("164.308(a)(4)(ii)(B)", "164.312(a)(1)")
@marks.nist_800_53("AC-3", "AC-5", "AC-6")
@marks.nist_ai_rmf("MANAGE 2.4")
@marks.iso_42001("A.9.2")
@marks.mitre_atlas("AML.T0012", "AML.T0040", "AML.M0019")
@marks.aws_genai_lens("GENSEC01-BP01")
@marks.equivalent(prowler=("iam_role_cross_service_confused_deputy_prevention",))
def test_ai_service_role_names_what_it_acts_for(principal: ai.Principal) -> None:
    """A role that trusts Bedrock, AgentCore or SageMaker does so only for resources of a named kind.

    Why: with the account alone, every agent, job and import in it can be made to act through the role, also one that
    somebody was let create for another purpose.

    Fix: add `ArnLike` on `aws:SourceArn` with the kind of resource to the statement of `assume_role_policy` in
    Terraform, of `AssumeRolePolicyDocument` in CloudFormation.

    ```hcl
    resource "aws_iam_role" "agent" {
      name = "agent"
      assume_role_policy = jsonencode({
        Version = "2012-10-17"
        Statement = [{
          Effect    = "Allow"
          Principal = { Service = "bedrock.amazonaws.com" }
          Action    = "sts:AssumeRole"
          Condition = {
            StringEquals = { "aws:SourceAccount" = "123456789012" }
            ArnLike      = { "aws:SourceArn" = "arn:aws:bedrock:eu-west-1:123456789012:agent/*" }
          }
        }]
      })
    }
    ```

    ```yaml
    Agent:
      Type: AWS::IAM::Role
      Properties:
        AssumeRolePolicyDocument:
          Version: "2012-10-17"
          Statement:
            - Effect: Allow
              Principal: {Service: bedrock.amazonaws.com}
              Action: sts:AssumeRole
              Condition:
                StringEquals: {aws:SourceAccount: !Ref AWS::AccountId}
                ArnLike: {aws:SourceArn: !Sub "arn:aws:bedrock:eu-west-1:${AWS::AccountId}:agent/*"}
    ```
    """
    assert principal.admits_only_named_resources
