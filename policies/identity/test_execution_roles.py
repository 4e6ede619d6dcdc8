"""What roles of the AI estate can be misused for."""

from __future__ import annotations

from pytest_aisec import ai, marks


@marks.severity("high")
@marks.soc2("CC6.1", "CC6.3")
@marks.hipaa("164.308(a)(4)(ii)(B)", "164.312(a)(1)")
@marks.nist_800_53("AC-3", "AC-5", "AC-6")
@marks.nist_ai_rmf("MANAGE 2.4", "MAP 3.5")
@marks.iso_42001("A.9.2", "A.9.4")
@marks.owasp_llm("LLM06:2025")
@marks.mitre_atlas(
    "AML.T0053",
    "AML.T0086",
    "AML.T0101",
    "AML.M0026",
    "AML.M0028",
    "AML.M0029",
    "AML.M0030",
    "AML.T0012",
    "AML.T0040",
    "AML.M0019",
)
@marks.aws_genai_lens("GENSEC01-BP01")
@marks.equivalent(prowler="bedrock_agent_role_least_privilege", checkov="CKV2_AWS_68")
def test_ai_role_does_not_control_the_account(role: ai.ExecutionRole) -> None:
    """A role of the AI estate may not change permissions, guardrails, logs or networks, nor read every secret.

    Why: what an agent may do, an injected sentence may do. First of all it takes down what would notice.

    Fix: remove these actions from `aws_iam_role_policy` in Terraform, from `Policies` of the role in CloudFormation;
    name the secrets that are needed.

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
    assert role.controls == []


@marks.severity("high")
@marks.soc2("CC6.1", "CC6.3")
@marks.hipaa("164.308(a)(4)(ii)(B)", "164.312(a)(1)")
@marks.nist_800_53("AC-3", "AC-5", "AC-6")
@marks.nist_ai_rmf("MEASURE 2.7")
@marks.iso_42001("A.6.2.4", "A.9.2")
@marks.owasp_llm("LLM01:2025")
@marks.mitre_atlas("AML.T0051", "AML.T0054", "AML.M0020")
@marks.aws_genai_lens("GENSEC01-BP01")
def test_ai_role_calls_models_only_with_a_guardrail(role: ai.ExecutionRole) -> None:
    """A role of the AI estate may call models of Bedrock only with a guardrail.

    Why: a guardrail that the caller may leave out is a suggestion.

    Fix: add a condition on `bedrock:GuardrailIdentifier` to the permission, or a `Deny` without it, in
    `aws_iam_role_policy` in Terraform, in `Policies` of the role in CloudFormation. Ask for agents and knowledge bases
    (`InvokeAgent`, `RetrieveAndGenerate`) through another role: not all calls that those make name a guardrail, and
    such a condition makes them fail. Agents are judged for guardrails of their own. A guardrail that the account
    enforces (`AWS::Bedrock::EnforcedGuardrailConfiguration`) counts where every region has one in which the role may
    call models: it looks at all requests there, and at none elsewhere. Terraform does not declare such guardrails.

    ```hcl
    resource "aws_iam_role" "agent" {
      name                 = "agent"
      permissions_boundary = "arn:aws:iam::123456789012:policy/ai"
      assume_role_policy = jsonencode({
        Version = "2012-10-17"
        Statement = [{
          Effect    = "Allow"
          Principal = { Service = "bedrock-agentcore.amazonaws.com" }
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
              Principal: {Service: bedrock-agentcore.amazonaws.com}
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
    assert role.calls_models_only_with_a_guardrail


@marks.severity("medium")
@marks.soc2("CC6.1", "CC6.3")
@marks.hipaa("164.308(a)(4)(ii)(B)", "164.312(a)(1)")
@marks.nist_800_53("AC-3", "AC-5", "AC-6")
@marks.nist_ai_rmf("MANAGE 2.4")
@marks.iso_42001("A.9.2")
@marks.mitre_atlas("AML.T0012", "AML.T0040", "AML.M0019")
@marks.aws_genai_lens("GENSEC01-BP01")
@marks.aws_agentic_lens("AGENTSEC03-BP03")
@marks.owasp_agentic("ASI03:2026")
def test_ai_role_has_a_permissions_boundary(role: ai.ExecutionRole) -> None:
    """A role of the AI estate has a permissions boundary.

    Why: teams add permissions as their project grows. The boundary is what they cannot go beyond, whatever is added.

    Fix: set `permissions_boundary` in `aws_iam_role` in Terraform, `PermissionsBoundary` in CloudFormation.

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
    assert role.has_boundary


@marks.severity("medium")
@marks.soc2("CC6.1", "CC6.3")
@marks.hipaa("164.308(a)(4)(ii)(B)", "164.312(a)(1)")
@marks.nist_800_53("AC-3", "AC-5", "AC-6")
@marks.nist_ai_rmf("MANAGE 2.4", "MAP 3.5")
@marks.iso_42001("A.9.2", "A.9.4")
@marks.owasp_llm("LLM06:2025")
@marks.mitre_atlas("AML.T0053", "AML.T0086", "AML.T0101", "AML.M0026", "AML.M0028", "AML.M0029", "AML.M0030")
@marks.aws_genai_lens("GENSEC01-BP01")
@marks.equivalent(prowler="bedrock_agent_role_not_shared_across_agents")
def test_ai_role_is_used_by_one(role: ai.ExecutionRole) -> None:
    """Each agent, model and notebook acts through a role of its own.

    Why: a role for several may do what any of them needs: taking over the weakest takes over the data of all.

    Fix: make an `aws_iam_role` for each in Terraform, an `AWS::IAM::Role` in CloudFormation.

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
    assert role.users[1:] == []
