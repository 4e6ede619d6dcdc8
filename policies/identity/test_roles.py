"""Whom roles let in, and what AI roles may do."""

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
@marks.cis_aws("2.14")
@marks.aws_agentic_lens("AGENTSEC03-BP03")
@marks.owasp_agentic("ASI03:2026")
@marks.equivalent(
    checkov=("CKV_AWS_62", "CKV_AWS_274"),
    prowler="iam_role_administratoraccess_policy",
    trivy="AWS-0057",
    kics="2f37c4a3",
    security_hub="IAM.1",
    config="iam-policy-no-statements-with-admin-access",
)
def test_ai_role_is_not_an_administrator(principal: ai.Principal) -> None:
    """A role through which a model, an agent or an AI service acts may not do everything.

    Why: an agent does what its input talks it into. With an administrator behind it, one injected sentence owns
    the account.

    Fix: replace `AdministratorAccess` and statements of `*` on `*` by the actions that are needed, in
    `aws_iam_role_policy` in Terraform, in `Policies` of the role in CloudFormation.

    ```hcl
    resource "aws_iam_role" "agent" {
      name = "agent"
      assume_role_policy = jsonencode({
        Version = "2012-10-17"
        Statement = [{
          Effect    = "Allow"
          Principal = { Service = "bedrock.amazonaws.com" }
          Action    = "sts:AssumeRole"
          Condition = { StringEquals = { "aws:SourceAccount" = "123456789012" } }
        }]
      })
    }
    resource "aws_iam_role_policy" "agent" {
      role = aws_iam_role.agent.id
      policy = jsonencode({
        Version = "2012-10-17"
        Statement = [{
          Effect   = "Allow"
          Action   = "bedrock:InvokeModel"
          Resource = "arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-3-haiku-20240307-v1:0"
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
              Condition: {StringEquals: {aws:SourceAccount: !Ref AWS::AccountId}}
        Policies:
          - PolicyName: call
            PolicyDocument:
              Version: "2012-10-17"
              Statement:
                - Effect: Allow
                  Action: bedrock:InvokeModel
                  Resource: arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-3-haiku-20240307-v1:0
    ```
    """
    assert not principal.is_administrator


@marks.severity("high")
@marks.soc2("CC6.1", "CC6.3")
@marks.hipaa("164.308(a)(4)(ii)(B)", "164.312(a)(1)")
@marks.nist_800_53("AC-3", "AC-5", "AC-6")
@marks.nist_ai_rmf("MANAGE 2.4")
@marks.iso_42001("A.9.2")
@marks.mitre_atlas("AML.T0012", "AML.T0040", "AML.M0019")
@marks.aws_genai_lens("GENSEC01-BP01")
@marks.owasp_agentic("ASI03:2026")
@marks.equivalent(
    prowler=("iam_role_cross_service_confused_deputy_prevention", "iam_role_service_trust_restricts_source_to_account")
)
def test_ai_service_role_names_the_account_it_acts_for(principal: ai.Principal) -> None:
    """A role that trusts Bedrock, AgentCore or SageMaker does so only for a named account, organization or resource.

    Why: the service acts for every customer. Without the condition, somebody else's agent or job can be made to
    act through the role.

    Fix: add a condition on `aws:SourceAccount` or `aws:SourceArn` to the statement of `assume_role_policy` in
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
          Condition = { StringEquals = { "aws:SourceAccount" = "123456789012" } }
        }]
      })
    }
    resource "aws_iam_role_policy" "agent" {
      role = aws_iam_role.agent.id
      policy = jsonencode({
        Version = "2012-10-17"
        Statement = [{
          Effect   = "Allow"
          Action   = "bedrock:InvokeModel"
          Resource = "arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-3-haiku-20240307-v1:0"
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
              Condition: {StringEquals: {aws:SourceAccount: !Ref AWS::AccountId}}
        Policies:
          - PolicyName: call
            PolicyDocument:
              Version: "2012-10-17"
              Statement:
                - Effect: Allow
                  Action: bedrock:InvokeModel
                  Resource: arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-3-haiku-20240307-v1:0
    ```
    """
    assert principal.admits_only_its_account


@marks.severity("critical")
@marks.soc2("CC6.1", "CC6.3")
@marks.hipaa("164.308(a)(4)(ii)(B)", "164.312(a)(1)")
@marks.nist_800_53("AC-3", "AC-5", "AC-6")
@marks.nist_ai_rmf("MANAGE 2.4", "GOVERN 6.1", "MAP 4.1", "MANAGE 3.1")
@marks.iso_42001("A.9.2", "A.10.3")
@marks.owasp_llm("LLM03:2025")
@marks.mitre_atlas(
    "AML.T0012", "AML.T0040", "AML.M0019", "AML.T0010", "AML.M0013", "AML.M0014", "AML.M0016", "AML.T0011", "AML.T0058"
)
@marks.aws_genai_lens("GENSEC01-BP01", "GENSEC06-BP01")
@marks.equivalent(
    checkov=("CKV_AWS_60", "CKV_AWS_61"),
    prowler="iam_no_custom_policy_permissive_role_assumption",
    kics=("12b7e704", "bcdcbdc6"),
)
def test_role_does_not_trust_everybody(role: ai.TrustingRole) -> None:
    """No role can be assumed by everybody: a wildcard principal is narrowed by a condition that tells who comes.

    Why: anybody with any AWS account may then take the role on. Nothing has to be stolen first. The same holds for a
    public provider of identities, such as Cognito, where no condition on a claim names the application.

    Fix: name accounts, roles or services under `Principal`, or add a condition on `aws:PrincipalOrgID`, in
    `assume_role_policy` in Terraform, in `AssumeRolePolicyDocument` in CloudFormation.

    ```hcl
    resource "aws_iam_role" "agent" {
      name = "agent"
      assume_role_policy = jsonencode({
        Version = "2012-10-17"
        Statement = [{
          Effect    = "Allow"
          Principal = { Service = "bedrock.amazonaws.com" }
          Action    = "sts:AssumeRole"
          Condition = { StringEquals = { "aws:SourceAccount" = "123456789012" } }
        }]
      })
    }
    resource "aws_iam_role_policy" "agent" {
      role = aws_iam_role.agent.id
      policy = jsonencode({
        Version = "2012-10-17"
        Statement = [{
          Effect   = "Allow"
          Action   = "bedrock:InvokeModel"
          Resource = "arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-3-haiku-20240307-v1:0"
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
              Condition: {StringEquals: {aws:SourceAccount: !Ref AWS::AccountId}}
        Policies:
          - PolicyName: call
            PolicyDocument:
              Version: "2012-10-17"
              Statement:
                - Effect: Allow
                  Action: bedrock:InvokeModel
                  Resource: arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-3-haiku-20240307-v1:0
    ```
    """
    assert not role.admits_anyone


@marks.severity("critical")
@marks.soc2("CC6.1", "CC6.3")
@marks.hipaa("164.308(a)(4)(ii)(B)", "164.312(a)(1)")
@marks.nist_800_53("AC-3", "AC-5", "AC-6")
@marks.nist_ai_rmf("MANAGE 2.4", "GOVERN 6.1", "MAP 4.1", "MANAGE 3.1")
@marks.iso_42001("A.9.2", "A.10.3")
@marks.owasp_llm("LLM03:2025")
@marks.mitre_atlas(
    "AML.T0012", "AML.T0040", "AML.M0019", "AML.T0010", "AML.M0013", "AML.M0014", "AML.M0016", "AML.T0011", "AML.T0058"
)
@marks.aws_genai_lens("GENSEC01-BP01", "GENSEC06-BP01")
@marks.equivalent(checkov="CKV_AWS_358")
def test_role_for_github_names_its_repository(role: ai.TrustingRole) -> None:
    """A role that workflows of GitHub assume names the repository that they run in, and the branch or environment.

    Why: the provider is the same for everybody on GitHub: without the subject, a workflow of any repository of
    the world may take the role on, and with `repo:OWNER/NAME:*` whatever somebody pushes to a branch of their own.

    Fix: add a condition on `token.actions.githubusercontent.com:sub` with `repo:OWNER/NAME:ref:refs/heads/main`, or
    `repo:OWNER/NAME:environment:production`, to the trust policy, in Terraform as in CloudFormation.

    ```hcl
    resource "aws_iam_role" "deploy" {
      name = "deploy"
      assume_role_policy = jsonencode({
        Version = "2012-10-17"
        Statement = [{
          Effect    = "Allow"
          Principal = { Federated = "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com" }
          Action    = "sts:AssumeRoleWithWebIdentity"
          Condition = {
            StringEquals = { "token.actions.githubusercontent.com:aud" = "sts.amazonaws.com" }
            StringLike   = { "token.actions.githubusercontent.com:sub" = "repo:acme/models:ref:refs/heads/main" }
          }
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
              Principal:
                Federated: !Sub arn:aws:iam::${AWS::AccountId}:oidc-provider/token.actions.githubusercontent.com
              Action: sts:AssumeRoleWithWebIdentity
              Condition:
                StringLike: {"token.actions.githubusercontent.com:sub": "repo:acme/models:ref:refs/heads/main"}
    ```
    """
    assert role.names_its_repository
