"""Whom the policies of agents let in."""

from __future__ import annotations

from pytest_aisec import ai, marks


@marks.severity("critical")
@marks.soc2("CC6.1", "CC6.2")
@marks.hipaa("164.312(a)(2)(i)", "164.312(d)")
@marks.nist_800_53("IA-2", "IA-5", "IA-9")
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
@marks.aws_genai_lens("GENSEC05-BP01", "GENSEC01-BP01")
@marks.aws_agentic_lens("AGENTSEC02-BP01")
@marks.owasp_agentic("ASI07:2026")
def test_agent_policy_does_not_let_everybody_in(door: ai.AgentDoor) -> None:
    """The policy of an agent runtime, or of a gateway to tools, lets in only callers that it names.

    Why: such a policy is enough to call from any other account. One for everybody lets whoever has an AWS account
    start the agent, with the rights of its role.

    Fix: name accounts or roles in `Principal` of the `AWS::BedrockAgentCore::ResourcePolicy` in CloudFormation, or ask
    for `aws:PrincipalOrgID` in a condition. Where callers come with tokens of an identity provider, policies do not
    know them: the audience and the clients are judged. The Terraform provider has no resource for it.

    ```yaml
    Desk:
      Type: AWS::BedrockAgentCore::Runtime
      Properties:
        AgentRuntimeName: desk
        RoleArn: !GetAtt Role.Arn
        AgentRuntimeArtifact:
          ContainerConfiguration: {ContainerUri: 123456789012.dkr.ecr.us-east-1.amazonaws.com/desk:1}
        NetworkConfiguration:
          NetworkMode: VPC
          NetworkModeConfig: {Subnets: [!Ref PrivateSubnet], SecurityGroups: [!Ref DeskGroup]}
    Callers:
      Type: AWS::BedrockAgentCore::ResourcePolicy
      Properties:
        ResourceArn: !GetAtt Desk.AgentRuntimeArn
        Policy:
          Version: "2012-10-17"
          Statement:
            - Effect: Allow
              Principal: {AWS: "arn:aws:iam::123456789012:role/portal"}
              Action: bedrock-agentcore:InvokeAgentRuntime
              Resource: !GetAtt Desk.AgentRuntimeArn
    ```
    """
    assert not door.admits_anyone
