"""Where the tools of agents run."""

from __future__ import annotations

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
@marks.equivalent(config="bedrockagentcore-browsercustom-network-mode-not-public", security_hub="BedrockAgentCore.5")
def test_agent_browser_is_in_a_vpc(browser: bedrock_agentcore.Browser) -> None:
    """An agent's browser reaches the network through a VPC of the account.

    Why: a page can tell the agent to carry what it knows to another address. Only in a VPC do firewalls, DNS rules and
    flow logs of yours see it.

    Fix: set `network_mode = "VPC"` with `vpc_config` in Terraform, `NetworkMode: VPC` with `VpcConfig` in
    CloudFormation.

    ```hcl
    resource "aws_bedrockagentcore_browser" "reader" {
      name = "reader"
      network_configuration {
        network_mode = "VPC"
        vpc_config {
          subnets         = [aws_subnet.private.id]
          security_groups = [aws_security_group.reader.id]
        }
      }
    }
    ```

    ```yaml
    Reader:
      Type: AWS::BedrockAgentCore::BrowserCustom
      Properties:
        Name: reader
        NetworkConfiguration:
          NetworkMode: VPC
          VpcConfig: {Subnets: [!Ref PrivateSubnet], SecurityGroups: [!Ref ReaderGroup]}
    ```
    """
    assert browser.network_mode == "VPC"


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
@marks.equivalent(config="bedrockagentcore-codeinterpreter-networkmode-check", security_hub="BedrockAgentCore.7")
def test_agent_code_interpreter_is_in_a_vpc(interpreter: bedrock_agentcore.CodeInterpreter) -> None:
    """An agent's code interpreter reaches the network through a VPC of the account.

    Why: it runs what a model wrote. In public mode that code reaches everything; in the sandbox it still resolves any
    name and reaches S3, past the firewalls and logs of the account.

    Fix: set `network_mode = "VPC"` with `vpc_config` in Terraform, `NetworkMode: VPC` with `VpcConfig` in
    CloudFormation.

    ```hcl
    resource "aws_bedrockagentcore_code_interpreter" "sums" {
      name = "sums"
      network_configuration {
        network_mode = "VPC"
        vpc_config {
          subnets         = [aws_subnet.private.id]
          security_groups = [aws_security_group.sums.id]
        }
      }
    }
    ```

    ```yaml
    Sums:
      Type: AWS::BedrockAgentCore::CodeInterpreterCustom
      Properties:
        Name: sums
        NetworkConfiguration:
          NetworkMode: VPC
          VpcConfig: {Subnets: [!Ref PrivateSubnet], SecurityGroups: [!Ref SumsGroup]}
    ```
    """
    assert interpreter.network_mode == "VPC"


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
def test_agent_subnets_are_private(place: ai.AgentPlace) -> None:
    """Agents and their tools stand in private subnets.

    Why: from a subnet with a route to an internet gateway they leave without passing a firewall, whatever the network
    mode is called.

    Fix: name subnets whose route table has no route to an internet gateway.

    ```hcl
    resource "aws_vpc" "ai" {
      cidr_block = "10.20.0.0/16"
    }
    resource "aws_subnet" "private" {
      vpc_id     = aws_vpc.ai.id
      cidr_block = "10.20.1.0/24"
    }
    resource "aws_bedrockagentcore_code_interpreter" "sums" {
      name = "sums"
      network_configuration {
        network_mode = "VPC"
        vpc_config {
          subnets         = [aws_subnet.private.id]
          security_groups = [aws_security_group.sums.id]
        }
      }
    }
    ```

    ```yaml
    Vpc:
      Type: AWS::EC2::VPC
      Properties: {CidrBlock: 10.20.0.0/16}
    PrivateSubnet:
      Type: AWS::EC2::Subnet
      Properties: {VpcId: !Ref Vpc, CidrBlock: 10.20.1.0/24}
    Sums:
      Type: AWS::BedrockAgentCore::CodeInterpreterCustom
      Properties:
        Name: sums
        NetworkConfiguration:
          NetworkMode: VPC
          VpcConfig: {Subnets: [!Ref PrivateSubnet], SecurityGroups: [!Ref SumsGroup]}
    ```
    """
    assert not place.public_subnets
