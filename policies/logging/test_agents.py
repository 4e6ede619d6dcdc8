"""What agents say of what they do."""

from __future__ import annotations

from pytest_aisec import ai, marks


@marks.severity("medium")
@marks.soc2("CC7.2", "CC7.3")
@marks.hipaa("164.308(a)(1)(ii)(D)", "164.312(b)")
@marks.nist_800_53("AU-2", "AU-3", "AU-6", "AU-12")
@marks.nist_ai_rmf("MEASURE 2.4", "MANAGE 4.1")
@marks.iso_42001("A.6.2.6", "A.6.2.8")
@marks.mitre_atlas("AML.M0024")
@marks.aws_genai_lens("GENSEC03-BP01")
def test_agent_runtime_delivers_its_logs(runtime: ai.ToldRuntime) -> None:
    """The logs of a runtime of AgentCore are delivered to where they are kept.

    Why: an agent decides by itself which tools it calls with what. Without its logs nobody can say afterwards
    why it did.

    Fix: add an `aws_cloudwatch_log_delivery_source` of the type `APPLICATION_LOGS` for it and an
    `aws_cloudwatch_log_delivery` in Terraform, an `AWS::Logs::DeliverySource` and an `AWS::Logs::Delivery` in
    CloudFormation. Files that declare no source of logs are not judged.

    ```hcl
    resource "aws_bedrockagentcore_agent_runtime" "chat" {
      agent_runtime_name = "chat"
      role_arn           = aws_iam_role.agent.arn
    }
    resource "aws_cloudwatch_log_delivery_source" "chat" {
      name         = "chat"
      log_type     = "APPLICATION_LOGS"
      resource_arn = aws_bedrockagentcore_agent_runtime.chat.agent_runtime_arn
    }
    resource "aws_cloudwatch_log_delivery" "chat" {
      delivery_source_name     = aws_cloudwatch_log_delivery_source.chat.name
      delivery_destination_arn = aws_cloudwatch_log_delivery_destination.logs.arn
    }
    ```

    ```yaml
    Runtime:
      Type: AWS::BedrockAgentCore::Runtime
      Properties:
        AgentRuntimeName: chat
        RoleArn: !GetAtt Role.Arn
        NetworkConfiguration: {NetworkMode: PUBLIC}
    Source:
      Type: AWS::Logs::DeliverySource
      Properties:
        Name: chat
        LogType: APPLICATION_LOGS
        ResourceArn: !GetAtt Runtime.AgentRuntimeArn
    Delivery:
      Type: AWS::Logs::Delivery
      Properties:
        DeliverySourceName: !Ref Source
        DeliveryDestinationArn: !GetAtt Destination.Arn
    ```
    """
    assert runtime.delivers_its_logs


@marks.severity("medium")
@marks.soc2("CC7.2", "CC7.3")
@marks.hipaa("164.308(a)(1)(ii)(D)", "164.312(b)")
@marks.nist_800_53("AU-2", "AU-3", "AU-6", "AU-12")
@marks.nist_ai_rmf("MEASURE 2.4", "MANAGE 4.1")
@marks.iso_42001("A.6.2.6", "A.6.2.8")
@marks.mitre_atlas("AML.M0024")
@marks.aws_genai_lens("GENSEC03-BP01")
def test_agent_gateway_delivers_its_logs(gateway: ai.ToldGateway) -> None:
    """The logs of a gateway of AgentCore are delivered to where they are kept.

    Why: every call of a tool goes through the gateway: its logs show which agent was given what, and what it
    was refused.

    Fix: add an `aws_cloudwatch_log_delivery_source` of the type `APPLICATION_LOGS` for it and an
    `aws_cloudwatch_log_delivery` in Terraform, an `AWS::Logs::DeliverySource` and an `AWS::Logs::Delivery` in
    CloudFormation. Files that declare no source of logs are not judged.

    ```hcl
    resource "aws_bedrockagentcore_gateway" "tools" {
      name            = "tools"
      role_arn        = aws_iam_role.agent.arn
      authorizer_type = "AWS_IAM"
      protocol_type   = "MCP"
    }
    resource "aws_cloudwatch_log_delivery_source" "chat" {
      name         = "chat"
      log_type     = "APPLICATION_LOGS"
      resource_arn = aws_bedrockagentcore_gateway.tools.gateway_arn
    }
    resource "aws_cloudwatch_log_delivery" "chat" {
      delivery_source_name     = aws_cloudwatch_log_delivery_source.chat.name
      delivery_destination_arn = aws_cloudwatch_log_delivery_destination.logs.arn
    }
    ```

    ```yaml
    Gateway:
      Type: AWS::BedrockAgentCore::Gateway
      Properties:
        Name: tools
        RoleArn: !GetAtt Role.Arn
        AuthorizerType: AWS_IAM
        ProtocolType: MCP
    Source:
      Type: AWS::Logs::DeliverySource
      Properties:
        Name: chat
        LogType: APPLICATION_LOGS
        ResourceArn: !GetAtt Gateway.GatewayArn
    Delivery:
      Type: AWS::Logs::Delivery
      Properties:
        DeliverySourceName: !Ref Source
        DeliveryDestinationArn: !GetAtt Destination.Arn
    ```
    """
    assert gateway.delivers_its_logs
