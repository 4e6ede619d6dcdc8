"""Whose tokens open agents."""

from __future__ import annotations

import pytest

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
def test_agent_host_names_whose_tokens_it_takes(host: ai.AgentHost) -> None:
    """An agent that takes tokens names the audience or the clients that they are for.

    Why: an identity provider gives tokens to many applications. Without an audience a token of any of them starts the
    agent, with the rights of its role. Without an authorizer, IAM decides who may call.

    Fix: set `allowed_audience` or `allowed_clients` in `custom_jwt_authorizer` in Terraform, `AllowedAudience` or
    `AllowedClients` in CloudFormation.

    ```hcl
    resource "aws_bedrockagentcore_agent_runtime" "desk" {
      agent_runtime_name = "desk"
      role_arn           = aws_iam_role.desk.arn
      authorizer_configuration {
        custom_jwt_authorizer {
          discovery_url   = "https://idp.example.com/.well-known/openid-configuration"
          allowed_clients = ["desk"]
        }
      }
      agent_runtime_artifact {
        container_configuration {
          container_uri = "123456789012.dkr.ecr.us-east-1.amazonaws.com/desk:1"
        }
      }
      network_configuration {
        network_mode = "VPC"
        network_mode_config {
          subnets         = [aws_subnet.private.id]
          security_groups = [aws_security_group.desk.id]
        }
      }
    }
    ```

    ```yaml
    Desk:
      Type: AWS::BedrockAgentCore::Runtime
      Properties:
        AgentRuntimeName: desk
        RoleArn: !GetAtt Role.Arn
        AuthorizerConfiguration:
          CustomJWTAuthorizer:
            DiscoveryUrl: https://idp.example.com/.well-known/openid-configuration
            AllowedClients: [desk]
        AgentRuntimeArtifact:
          ContainerConfiguration: {ContainerUri: 123456789012.dkr.ecr.us-east-1.amazonaws.com/desk:1}
        NetworkConfiguration:
          NetworkMode: VPC
          NetworkModeConfig: {Subnets: [!Ref PrivateSubnet], SecurityGroups: [!Ref DeskGroup]}
    ```
    """
    if not host.takes_tokens:
        pytest.skip("it takes no tokens: IAM decides who may call it")
    assert host.audiences or host.clients


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
@marks.aws_agentic_lens("AGENTSEC06-BP01")
@marks.owasp_agentic("ASI07:2026")
def test_agent_tokens_are_checked_over_https(entrance: ai.AgentEntrance) -> None:
    """The identity provider whose tokens open an agent or a gateway is asked over HTTPS.

    Why: the keys by which tokens are checked come from there. Whoever changes them on the way makes tokens of their
    own.

    Fix: let `discovery_url` in `custom_jwt_authorizer` in Terraform, `DiscoveryUrl` in CloudFormation, begin with
    `https://`.

    ```hcl
    resource "aws_bedrockagentcore_agent_runtime" "desk" {
      agent_runtime_name = "desk"
      role_arn           = aws_iam_role.desk.arn
      authorizer_configuration {
        custom_jwt_authorizer {
          discovery_url   = "https://idp.example.com/.well-known/openid-configuration"
          allowed_clients = ["desk"]
        }
      }
      agent_runtime_artifact {
        container_configuration {
          container_uri = "123456789012.dkr.ecr.us-east-1.amazonaws.com/desk:1"
        }
      }
      network_configuration {
        network_mode = "VPC"
        network_mode_config {
          subnets         = [aws_subnet.private.id]
          security_groups = [aws_security_group.desk.id]
        }
      }
    }
    ```

    ```yaml
    Desk:
      Type: AWS::BedrockAgentCore::Runtime
      Properties:
        AgentRuntimeName: desk
        RoleArn: !GetAtt Role.Arn
        AuthorizerConfiguration:
          CustomJWTAuthorizer:
            DiscoveryUrl: https://idp.example.com/.well-known/openid-configuration
            AllowedClients: [desk]
        AgentRuntimeArtifact:
          ContainerConfiguration: {ContainerUri: 123456789012.dkr.ecr.us-east-1.amazonaws.com/desk:1}
        NetworkConfiguration:
          NetworkMode: VPC
          NetworkModeConfig: {Subnets: [!Ref PrivateSubnet], SecurityGroups: [!Ref DeskGroup]}
    ```
    """
    if not entrance.takes_tokens:
        pytest.skip("it takes no tokens")
    assert entrance.checks_tokens_over_https
