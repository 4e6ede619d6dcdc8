"""Web ACLs in front of gateways of agents."""

from __future__ import annotations

import pytest

from pytest_aisec import marks
from pytest_aisec.aws import bedrock_agentcore


@marks.severity("high")
@marks.soc2("CC6.6", "CC7.2")
@marks.hipaa("164.312(e)(1)", "164.308(a)(5)(ii)(B)")
@marks.nist_800_53("SC-5", "SC-7", "SI-10")
@marks.nist_ai_rmf("MANAGE 2.4", "MAP 3.5", "MEASURE 2.7")
@marks.iso_42001("A.9.2", "A.9.4", "A.6.2.6")
@marks.owasp_llm("LLM06:2025", "LLM10:2025")
@marks.mitre_atlas(
    "AML.T0053",
    "AML.T0086",
    "AML.T0101",
    "AML.M0026",
    "AML.M0028",
    "AML.M0029",
    "AML.M0030",
    "AML.T0029",
    "AML.T0034",
    "AML.M0004",
)
@marks.aws_genai_lens("GENSEC01-BP01")
def test_gateway_of_agents_has_a_web_acl(gateway: bedrock_agentcore.Gateway) -> None:
    """AgentCore gateways have a web ACL.

    Why: a gateway is an address on the internet behind which every tool of the agents stands. Its web ACL is what
    stops floods and known attacks in front of them.

    Fix: add an `aws_wafv2_web_acl_association` with the ARN of the gateway in Terraform, an
    `AWS::WAFv2::WebACLAssociation` in CloudFormation.

    ```hcl
    resource "aws_bedrockagentcore_gateway" "tools" {
      name            = "tools"
      role_arn        = aws_iam_role.tools.arn
      authorizer_type = "AWS_IAM"
      protocol_type   = "MCP"
    }
    resource "aws_wafv2_web_acl_association" "tools" {
      resource_arn = aws_bedrockagentcore_gateway.tools.gateway_arn
      web_acl_arn  = aws_wafv2_web_acl.tools.arn
    }
    ```

    ```yaml
    Tools:
      Type: AWS::BedrockAgentCore::Gateway
      Properties: {Name: tools, RoleArn: !GetAtt Role.Arn, AuthorizerType: AWS_IAM, ProtocolType: MCP}
    Association:
      Type: AWS::WAFv2::WebACLAssociation
      Properties: {ResourceArn: !GetAtt Tools.GatewayArn, WebACLArn: !GetAtt Acl.Arn}
    ```
    """
    assert gateway.web_acl is not None


@marks.severity("high")
@marks.soc2("CC6.6", "CC7.2")
@marks.hipaa("164.312(e)(1)", "164.308(a)(5)(ii)(B)")
@marks.nist_800_53("SC-5", "SC-7", "SI-10")
@marks.nist_ai_rmf("MANAGE 2.4", "MAP 3.5", "MEASURE 2.7")
@marks.iso_42001("A.9.2", "A.9.4", "A.6.2.6")
@marks.owasp_llm("LLM06:2025", "LLM10:2025")
@marks.mitre_atlas(
    "AML.T0053",
    "AML.T0086",
    "AML.T0101",
    "AML.M0026",
    "AML.M0028",
    "AML.M0029",
    "AML.M0030",
    "AML.T0029",
    "AML.T0034",
    "AML.M0004",
)
@marks.aws_genai_lens("GENSEC01-BP01")
def test_gateway_of_agents_refuses_what_its_web_acl_has_not_seen(gateway: bedrock_agentcore.Gateway) -> None:
    """AgentCore gateways refuse requests while their web ACL does not answer.

    Why: whoever can make the web ACL slow gets past it otherwise.

    Fix: set `FailureMode: FAIL_CLOSE` in `WafConfiguration` in CloudFormation; Terraform has no argument for it: set it
    with the API.

    ```yaml
    Tools:
      Type: AWS::BedrockAgentCore::Gateway
      Properties:
        Name: tools
        RoleArn: !GetAtt Role.Arn
        AuthorizerType: AWS_IAM
        ProtocolType: MCP
        WafConfiguration: {FailureMode: FAIL_CLOSE}
    ```
    """
    if gateway.web_acl is None:
        pytest.skip("no web ACL stands in front of it")
    assert gateway.fails_closed
