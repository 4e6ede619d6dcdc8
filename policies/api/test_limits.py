"""How much inference APIs let through."""

from __future__ import annotations

from pytest_aisec import ai, marks


@marks.severity("medium")
@marks.soc2("CC6.6", "CC7.2", "A1.2")
@marks.hipaa("164.312(e)(1)", "164.308(a)(5)(ii)(B)", "164.308(a)(7)(ii)(A)")
@marks.nist_800_53("SC-5", "SC-7", "SI-10", "CP-9", "CP-10")
@marks.nist_ai_rmf("MEASURE 2.7")
@marks.iso_42001("A.6.2.6")
@marks.owasp_llm("LLM10:2025")
@marks.mitre_atlas("AML.T0029", "AML.T0034", "AML.M0004")
@marks.aws_genai_lens("GENSEC01-BP01")
def test_inference_stage_limits_rates(stage: ai.HttpStage) -> None:
    """A stage of an HTTP or WebSocket API that leads to a model lets through only so many requests.

    Why: without a limit of its own one caller uses up that of the account, and the budget with it.

    Fix: set `throttling_rate_limit` in `default_route_settings` in Terraform, `ThrottlingRateLimit` in
    CloudFormation.

    ```hcl
    resource "aws_iam_role" "chat" {
      name = "chat"
      assume_role_policy = jsonencode({
        Statement = [{ Effect = "Allow", Principal = { Service = "lambda.amazonaws.com" }, Action = "sts:AssumeRole" }]
      })
    }
    resource "aws_iam_role_policy" "chat" {
      role = aws_iam_role.chat.id
      policy = jsonencode({
        Statement = [{ Effect = "Allow", Action = "bedrock:InvokeModel", Resource = "*" }]
      })
    }
    resource "aws_lambda_function" "chat" {
      function_name = "chat"
      role          = aws_iam_role.chat.arn
    }

    resource "aws_apigatewayv2_api" "chat" {
      name          = "chat"
      protocol_type = "HTTP"
    }
    resource "aws_apigatewayv2_integration" "chat" {
      api_id           = aws_apigatewayv2_api.chat.id
      integration_type = "AWS_PROXY"
      integration_uri  = aws_lambda_function.chat.invoke_arn
    }
    resource "aws_apigatewayv2_stage" "live" {
      api_id = aws_apigatewayv2_api.chat.id
      name   = "live"
      default_route_settings {
        throttling_rate_limit  = 10
        throttling_burst_limit = 20
      }
    }
    ```

    ```yaml
    ChatRole:
      Type: AWS::IAM::Role
      Properties:
        AssumeRolePolicyDocument:
          Statement: [{Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: "sts:AssumeRole"}]
        Policies:
          - PolicyName: call
            PolicyDocument:
              Statement: [{Effect: Allow, Action: "bedrock:InvokeModel", Resource: "*"}]
    ChatFunction:
      Type: AWS::Lambda::Function
      Properties:
        Role: !GetAtt ChatRole.Arn
        Code: {ZipFile: "pass"}

    Chat:
      Type: AWS::ApiGatewayV2::Api
      Properties: {Name: chat, ProtocolType: HTTP}
    ChatIntegration:
      Type: AWS::ApiGatewayV2::Integration
      Properties:
        ApiId: !Ref Chat
        IntegrationType: AWS_PROXY
        IntegrationUri: !GetAtt ChatFunction.Arn
        PayloadFormatVersion: "2.0"
    Live:
      Type: AWS::ApiGatewayV2::Stage
      Properties:
        ApiId: !Ref Chat
        StageName: live
        DefaultRouteSettings: {ThrottlingRateLimit: 10, ThrottlingBurstLimit: 20}
    ```
    """
    assert stage.limits_rates
