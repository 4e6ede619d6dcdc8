"""What policies grant of models and AI services."""

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
@marks.equivalent(prowler="bedrock_full_access_policy_attached")
def test_nobody_has_full_access_to_an_ai_service(grantee: ai.Grantee) -> None:
    """No policy of AWS that allows all that an AI service does is attached to a role, user, group or permission set.

    Why: full access to a service is access to its settings: guardrails, logs, agents of others. Notebooks come with it
    by default.

    Fix: attach a policy that names the actions that are needed: `policy_arn` in `aws_iam_role_policy_attachment` in
    Terraform, `ManagedPolicyArns` in CloudFormation. Waive it for roles for emergencies.

    ```hcl
    resource "aws_iam_role" "agent" {
      name                 = "agent"
      permissions_boundary = "arn:aws:iam::123456789012:policy/ai"
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
          Effect    = "Allow"
          Action    = "bedrock:InvokeModel"
          Resource  = "arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-3-haiku-20240307-v1:0"
          Condition = { StringEquals = { "bedrock:GuardrailIdentifier" = aws_bedrock_guardrail.agent.guardrail_arn } }
        }]
      })
    }
    ```

    ```yaml
    Agent:
      Type: AWS::IAM::Role
      Properties:
        PermissionsBoundary: arn:aws:iam::123456789012:policy/ai
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
                  Condition: {StringEquals: {bedrock:GuardrailIdentifier: !GetAtt Guardrail.GuardrailArn}}
    ```
    """
    assert grantee.full_access == []


@marks.severity("high")
@marks.soc2("CC6.1", "CC6.3")
@marks.hipaa("164.308(a)(4)(ii)(B)", "164.312(a)(1)")
@marks.nist_800_53("AC-3", "AC-5", "AC-6")
@marks.nist_ai_rmf("MANAGE 2.4", "GOVERN 1.6", "GOVERN 6.1", "MAP 4.2")
@marks.iso_42001("A.9.2", "A.4.2", "A.9.4")
@marks.owasp_llm("LLM03:2025")
@marks.mitre_atlas("AML.T0012", "AML.T0040", "AML.M0019", "AML.T0075", "AML.T0103")
@marks.aws_genai_lens("GENSEC01-BP01")
def test_policy_names_the_models_that_may_be_called(policy: ai.ModelGrant) -> None:
    """A policy that allows to call models names which ones.

    Why: the most expensive model of the catalogue is one parameter away, and so is one that nobody has tested or has
    a contract for.

    Fix: name ARNs of models, inference profiles or endpoints under `Resource` in `aws_iam_role_policy` or
    `aws_iam_policy` in Terraform, in `PolicyDocument` in CloudFormation; no `foundation-model/*`. A
    condition on `bedrock:InferenceProfileArn` names one, too.

    ```hcl
    resource "aws_iam_role" "agent" {
      name                 = "agent"
      permissions_boundary = "arn:aws:iam::123456789012:policy/ai"
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
          Effect    = "Allow"
          Action    = "bedrock:InvokeModel"
          Resource  = "arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-3-haiku-20240307-v1:0"
          Condition = { StringEquals = { "bedrock:GuardrailIdentifier" = aws_bedrock_guardrail.agent.guardrail_arn } }
        }]
      })
    }
    ```

    ```yaml
    Agent:
      Type: AWS::IAM::Role
      Properties:
        PermissionsBoundary: arn:aws:iam::123456789012:policy/ai
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
                  Condition: {StringEquals: {bedrock:GuardrailIdentifier: !GetAtt Guardrail.GuardrailArn}}
    ```
    """
    assert policy.open_calls == []
