"""Where agents run, and who may call their tools."""

from __future__ import annotations

import pytest

from pytest_aisec import ai, marks
from pytest_aisec.aws import bedrock_agentcore


@marks.severity("high")
@marks.soc2("CC6.1", "CC6.6")
@marks.hipaa("164.312(a)(1)", "164.312(e)(1)")
@marks.nist_800_53("AC-4", "SC-7", "SC-7(5)")
@marks.nist_ai_rmf("MANAGE 2.4", "MAP 3.5")
@marks.iso_42001("A.9.2", "A.9.4", "A.4.5")
@marks.owasp_llm("LLM06:2025")
@marks.mitre_atlas(
    "AML.T0053", "AML.T0086", "AML.T0101", "AML.M0026", "AML.M0028", "AML.M0029", "AML.M0030", "AML.T0025", "AML.M0032"
)
@marks.aws_genai_lens("GENSEC05-BP01", "GENSEC01-BP02")
@marks.aws_agentic_lens("AGENTSEC06-BP03")
@marks.owasp_agentic("ASI05:2026")
@marks.equivalent(security_hub="BedrockAgentCore.1", config="bedrockagentcore-runtime-private-network-required")
def test_agent_runtime_is_in_a_vpc(runtime: ai.AgentRuntime) -> None:
    """An agent runtime reaches the network through a VPC of the account.

    Why: an agent does what it reads. In public mode what it was talked into sending away leaves past every
    firewall and flow log.

    Fix: set `network_mode = "VPC"` with `network_mode_config` in Terraform, `NetworkMode: VPC` in CloudFormation.

    ```hcl
    resource "aws_bedrockagentcore_agent_runtime" "desk" {
      agent_runtime_name = "desk"
      role_arn           = aws_iam_role.desk.arn
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
        AgentRuntimeArtifact:
          ContainerConfiguration: {ContainerUri: 123456789012.dkr.ecr.us-east-1.amazonaws.com/desk:1}
        NetworkConfiguration:
          NetworkMode: VPC
          NetworkModeConfig: {Subnets: [!Ref PrivateSubnet], SecurityGroups: [!Ref DeskGroup]}
    ```
    """
    assert runtime.network_mode == "VPC"


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
@marks.owasp_agentic("ASI02:2026", "ASI07:2026")
@marks.equivalent(security_hub="BedrockAgentCore.2", config="bedrockagentcore-gateway-authorizer-enabled")
def test_agent_gateway_authorizes_its_callers(gateway: bedrock_agentcore.Gateway) -> None:
    """A gateway to tools asks every caller for authorization, and does not stop at who they are.

    Why: its tools act with the rights of the gateway. Without an authorizer everybody who finds the address has
    them.

    Fix: set `authorizer_type` to `CUSTOM_JWT` or `AWS_IAM` in Terraform, `AuthorizerType` in CloudFormation.

    ```hcl
    resource "aws_bedrockagentcore_gateway" "tools" {
      name            = "tools"
      role_arn        = aws_iam_role.tools.arn
      protocol_type   = "MCP"
      authorizer_type = "CUSTOM_JWT"
      kms_key_arn     = aws_kms_key.ai.arn
      authorizer_configuration {
        custom_jwt_authorizer {
          discovery_url    = "https://idp.example.com/.well-known/openid-configuration"
          allowed_audience = ["tools"]
        }
      }
    }
    resource "aws_kms_key" "ai" {}
    ```

    ```yaml
    Tools:
      Type: AWS::BedrockAgentCore::Gateway
      Properties:
        Name: tools
        RoleArn: !GetAtt Role.Arn
        ProtocolType: MCP
        AuthorizerType: CUSTOM_JWT
        KmsKeyArn: !GetAtt Key.Arn
        AuthorizerConfiguration:
          CustomJWTAuthorizer:
            DiscoveryUrl: https://idp.example.com/.well-known/openid-configuration
            AllowedAudience: [tools]
    Key:
      Type: AWS::KMS::Key
    ```
    """
    assert gateway.authorizer_type in {"CUSTOM_JWT", "AWS_IAM"}


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
def test_agent_gateway_names_whose_tokens_it_takes(gateway: bedrock_agentcore.Gateway) -> None:
    """A gateway that takes tokens names the audience or the clients that they are for.

    Why: an identity provider gives tokens to many applications. Without an audience one that was made for any of
    them opens the tools.

    Fix: set `allowed_audience` or `allowed_clients` in `custom_jwt_authorizer` in Terraform, `AllowedAudience` or
    `AllowedClients` in CloudFormation.

    ```hcl
    resource "aws_bedrockagentcore_gateway" "tools" {
      name            = "tools"
      role_arn        = aws_iam_role.tools.arn
      protocol_type   = "MCP"
      authorizer_type = "CUSTOM_JWT"
      kms_key_arn     = aws_kms_key.ai.arn
      authorizer_configuration {
        custom_jwt_authorizer {
          discovery_url    = "https://idp.example.com/.well-known/openid-configuration"
          allowed_audience = ["tools"]
        }
      }
    }
    resource "aws_kms_key" "ai" {}
    ```

    ```yaml
    Tools:
      Type: AWS::BedrockAgentCore::Gateway
      Properties:
        Name: tools
        RoleArn: !GetAtt Role.Arn
        ProtocolType: MCP
        AuthorizerType: CUSTOM_JWT
        KmsKeyArn: !GetAtt Key.Arn
        AuthorizerConfiguration:
          CustomJWTAuthorizer:
            DiscoveryUrl: https://idp.example.com/.well-known/openid-configuration
            AllowedAudience: [tools]
    Key:
      Type: AWS::KMS::Key
    ```
    """
    if gateway.authorizer_type != "CUSTOM_JWT":
        pytest.skip("it takes no tokens")
    assert gateway.audiences or gateway.clients


@marks.severity("medium")
@marks.soc2("CC6.1", "C1.1")
@marks.hipaa("164.312(a)(2)(iv)")
@marks.nist_800_53("SC-12", "SC-13", "SC-28", "SC-28(1)")
@marks.nist_ai_rmf("MEASURE 2.10")
@marks.iso_42001("A.7.2")
@marks.owasp_llm("LLM02:2025")
@marks.mitre_atlas("AML.T0057", "AML.T0085", "AML.M0012")
@marks.aws_genai_lens("GENSEC02-BP01")
@marks.equivalent(security_hub="BedrockAgentCore.4")
def test_agent_gateway_is_encrypted_with_a_customer_managed_key(gateway: bedrock_agentcore.Gateway) -> None:
    """A gateway to tools is encrypted with a key that the account manages.

    Why: it holds the descriptions of every tool, and how to reach them.

    Fix: name an `aws_kms_key` in `kms_key_arn` in Terraform, in `KmsKeyArn` in CloudFormation.

    ```hcl
    resource "aws_bedrockagentcore_gateway" "tools" {
      name            = "tools"
      role_arn        = aws_iam_role.tools.arn
      protocol_type   = "MCP"
      authorizer_type = "CUSTOM_JWT"
      kms_key_arn     = aws_kms_key.ai.arn
      authorizer_configuration {
        custom_jwt_authorizer {
          discovery_url    = "https://idp.example.com/.well-known/openid-configuration"
          allowed_audience = ["tools"]
        }
      }
    }
    resource "aws_kms_key" "ai" {}
    ```

    ```yaml
    Tools:
      Type: AWS::BedrockAgentCore::Gateway
      Properties:
        Name: tools
        RoleArn: !GetAtt Role.Arn
        ProtocolType: MCP
        AuthorizerType: CUSTOM_JWT
        KmsKeyArn: !GetAtt Key.Arn
        AuthorizerConfiguration:
          CustomJWTAuthorizer:
            DiscoveryUrl: https://idp.example.com/.well-known/openid-configuration
            AllowedAudience: [tools]
    Key:
      Type: AWS::KMS::Key
    ```
    """
    assert gateway.kms_key is not None and gateway.kms_key.customer_managed
