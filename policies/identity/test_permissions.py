"""What policies allow."""

from __future__ import annotations

from pytest_aisec import ai, marks


@marks.severity("high")
@marks.soc2("CC6.1", "CC6.3")
@marks.hipaa("164.308(a)(4)(ii)(B)", "164.312(a)(1)")
@marks.nist_800_53("AC-3", "AC-5", "AC-6")
@marks.nist_ai_rmf("MANAGE 2.4")
@marks.iso_42001("A.9.2")
@marks.mitre_atlas("AML.T0012", "AML.T0040", "AML.M0019")
@marks.aws_genai_lens("GENSEC01-BP01")
@marks.aws_agentic_lens("AGENTSEC03-BP03")
@marks.owasp_agentic("ASI03:2026")
@marks.equivalent(security_hub="IAM.21")
def test_policy_does_not_allow_whole_ai_services(policy: ai.IdentityPolicy) -> None:
    """No policy of one's own allows every action of an AI service on every resource.

    Why: `bedrock:*` holds switching off the logging, deleting guardrails, and training a model on somebody else's
    data, beside the one call that was meant. A condition on the region, the network or a second factor leaves all of
    that to whoever meets it.

    Fix: name the actions and the models, agents or jobs that they are for, in `aws_iam_policy` and
    `aws_iam_role_policy` in Terraform, in `PolicyDocument` in CloudFormation.

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
    assert policy.whole_ai_service is None


@marks.severity("high")
@marks.soc2("CC6.1", "CC6.3")
@marks.hipaa("164.308(a)(4)(ii)(B)", "164.312(a)(1)")
@marks.nist_800_53("AC-3", "AC-5", "AC-6")
@marks.nist_ai_rmf("MANAGE 2.4", "MAP 3.5")
@marks.iso_42001("A.9.2", "A.9.4")
@marks.owasp_llm("LLM06:2025")
@marks.mitre_atlas(
    "AML.T0012",
    "AML.T0040",
    "AML.M0019",
    "AML.T0053",
    "AML.T0086",
    "AML.T0101",
    "AML.M0026",
    "AML.M0028",
    "AML.M0029",
    "AML.M0030",
)
@marks.aws_genai_lens("GENSEC01-BP01", "GENSEC05-BP01")
@marks.equivalent(trivy="AWS-0342")
def test_pass_role_names_the_roles(policy: ai.IdentityPolicy) -> None:
    """A policy that allows to pass roles on names these roles.

    Why: who may start a job with any role may do whatever the most powerful role of the account may.

    Fix: replace `*` by the ARNs of roles in `Resource` of the statement about `iam:PassRole`, in Terraform as in
    CloudFormation.

    ```hcl
    resource "aws_iam_policy" "train" {
      policy = jsonencode({
        Version = "2012-10-17"
        Statement = [{
          Effect    = "Allow"
          Action    = "iam:PassRole"
          Resource  = "arn:aws:iam::123456789012:role/training"
          Condition = { StringEquals = { "iam:PassedToService" = "sagemaker.amazonaws.com" } }
        }]
      })
    }
    ```

    ```yaml
    Train:
      Type: AWS::IAM::ManagedPolicy
      Properties:
        PolicyDocument:
          Version: "2012-10-17"
          Statement:
            - Effect: Allow
              Action: iam:PassRole
              Resource: !Sub arn:aws:iam::${AWS::AccountId}:role/training
              Condition: {StringEquals: {iam:PassedToService: sagemaker.amazonaws.com}}
    ```
    """
    assert not policy.passes_any_role


@marks.severity("high")
@marks.soc2("CC6.1", "CC6.3")
@marks.hipaa("164.308(a)(4)(ii)(B)", "164.312(a)(1)")
@marks.nist_800_53("AC-3", "AC-5", "AC-6")
@marks.nist_ai_rmf("MANAGE 2.4", "MAP 3.5")
@marks.iso_42001("A.9.2", "A.9.4")
@marks.owasp_llm("LLM06:2025")
@marks.mitre_atlas(
    "AML.T0012",
    "AML.T0040",
    "AML.M0019",
    "AML.T0053",
    "AML.T0086",
    "AML.T0101",
    "AML.M0026",
    "AML.M0028",
    "AML.M0029",
    "AML.M0030",
)
@marks.aws_genai_lens("GENSEC01-BP01", "GENSEC05-BP01")
@marks.equivalent(prowler="iam_policy_passrole_to_bedrock_agentcore_restricted")
def test_pass_role_names_the_services(policy: ai.IdentityPolicy) -> None:
    """A policy that allows to pass roles on says to which services.

    Why: a role that was meant for training can otherwise be handed to a function or an instance, which does with
    it what it likes.

    Fix: add a condition on `iam:PassedToService` to the statement about `iam:PassRole`, in Terraform as in
    CloudFormation.

    ```hcl
    resource "aws_iam_policy" "train" {
      policy = jsonencode({
        Version = "2012-10-17"
        Statement = [{
          Effect    = "Allow"
          Action    = "iam:PassRole"
          Resource  = "arn:aws:iam::123456789012:role/training"
          Condition = { StringEquals = { "iam:PassedToService" = "sagemaker.amazonaws.com" } }
        }]
      })
    }
    ```

    ```yaml
    Train:
      Type: AWS::IAM::ManagedPolicy
      Properties:
        PolicyDocument:
          Version: "2012-10-17"
          Statement:
            - Effect: Allow
              Action: iam:PassRole
              Resource: !Sub arn:aws:iam::${AWS::AccountId}:role/training
              Condition: {StringEquals: {iam:PassedToService: sagemaker.amazonaws.com}}
    ```
    """
    assert not policy.passes_roles_to_any_service
