"""How much inference APIs let through at once, and in the long run."""

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
def test_inference_stage_limits_bursts(stage: ai.HttpStage) -> None:
    """A stage of an HTTP or WebSocket API that leads to a model lets through only so many requests at once.

    Why: a rate alone lets a whole second's worth of the account's limit through in its first moment, and models are
    slow: the requests pile up behind it.

    Fix: set `throttling_burst_limit` in `default_route_settings` in Terraform, `ThrottlingBurstLimit` in
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
    assert stage.limits_bursts


@marks.severity("medium")
@marks.soc2("CC6.6", "CC7.2", "A1.2")
@marks.hipaa("164.312(e)(1)", "164.308(a)(5)(ii)(B)", "164.308(a)(7)(ii)(A)")
@marks.nist_800_53("SC-5", "SC-7", "SI-10", "CP-9", "CP-10")
@marks.nist_ai_rmf("MEASURE 2.7")
@marks.iso_42001("A.6.2.6")
@marks.owasp_llm("LLM10:2025")
@marks.mitre_atlas("AML.T0029", "AML.T0034", "AML.M0004")
@marks.aws_genai_lens("GENSEC01-BP01")
def test_rest_api_in_front_of_models_limits_bursts(stage: ai.RestStage) -> None:
    """A stage of a REST API that leads to a model lets through only so many requests at once.

    Why: a rate alone lets a whole second's worth of the account's limit through in its first moment, and models are
    slow: the requests pile up behind it.

    Fix: set `throttling_burst_limit` in `aws_api_gateway_method_settings`, or `burst_limit` in `throttle_settings` of
    an `aws_api_gateway_usage_plan` in Terraform; `ThrottlingBurstLimit` in `MethodSettings`, or `BurstLimit` in an
    `AWS::ApiGateway::UsagePlan` in CloudFormation. A limit for a method holds for that path and verb; a plan holds for
    methods that want its key (`api_key_required`, `ApiKeyRequired`).

    ```hcl
    resource "aws_api_gateway_rest_api" "chat" {
      name = "chat"
    }
    resource "aws_api_gateway_method" "post" {
      rest_api_id      = aws_api_gateway_rest_api.chat.id
      resource_id      = aws_api_gateway_rest_api.chat.root_resource_id
      http_method      = "POST"
      authorization    = "AWS_IAM"
      api_key_required = true
    }
    resource "aws_api_gateway_integration" "post" {
      rest_api_id             = aws_api_gateway_rest_api.chat.id
      resource_id             = aws_api_gateway_rest_api.chat.root_resource_id
      http_method             = "POST"
      integration_http_method = "POST"
      type                    = "AWS"
      uri                     = "arn:aws:apigateway:eu-west-1:runtime.sagemaker:path/endpoints/chat/invocations"
    }
    resource "aws_api_gateway_stage" "live" {
      rest_api_id   = aws_api_gateway_rest_api.chat.id
      deployment_id = aws_api_gateway_deployment.chat.id
      stage_name    = "live"
    }
    resource "aws_api_gateway_usage_plan" "partners" {
      name = "partners"
      api_stages {
        api_id = aws_api_gateway_rest_api.chat.id
        stage  = aws_api_gateway_stage.live.stage_name
      }
      throttle_settings {
        rate_limit  = 5
        burst_limit = 10
      }
      quota_settings {
        limit  = 20000
        period = "MONTH"
      }
    }
    ```

    ```yaml
    Chat:
      Type: AWS::ApiGateway::RestApi
      Properties: {Name: chat}
    Post:
      Type: AWS::ApiGateway::Method
      Properties:
        RestApiId: !Ref Chat
        ResourceId: !GetAtt Chat.RootResourceId
        HttpMethod: POST
        AuthorizationType: AWS_IAM
        ApiKeyRequired: true
        Integration:
          Type: AWS
          IntegrationHttpMethod: POST
          Uri: !Sub arn:aws:apigateway:${AWS::Region}:runtime.sagemaker:path/endpoints/chat/invocations
    Live:
      Type: AWS::ApiGateway::Stage
      Properties: {RestApiId: !Ref Chat, StageName: live, DeploymentId: !Ref Deployment}
    Partners:
      Type: AWS::ApiGateway::UsagePlan
      Properties:
        ApiStages: [{ApiId: !Ref Chat, Stage: !Ref Live}]
        Throttle: {RateLimit: 5, BurstLimit: 10}
        Quota: {Limit: 20000, Period: MONTH}
    ```
    """
    assert stage.limits_bursts


@marks.severity("medium")
@marks.soc2("CC6.6", "CC7.2", "A1.2")
@marks.hipaa("164.312(e)(1)", "164.308(a)(5)(ii)(B)", "164.308(a)(7)(ii)(A)")
@marks.nist_800_53("SC-5", "SC-7", "SI-10", "CP-9", "CP-10")
@marks.nist_ai_rmf("MEASURE 2.7")
@marks.iso_42001("A.6.2.6")
@marks.owasp_llm("LLM10:2025")
@marks.mitre_atlas("AML.T0029", "AML.T0034", "AML.M0004")
@marks.aws_genai_lens("GENSEC01-BP01")
@marks.equivalent(kics="c999cf62")
def test_rest_api_in_front_of_models_has_quotas(stage: ai.RestStage) -> None:
    """A usage plan says how much a caller of a REST API that leads to a model may ask in the long run.

    Why: who stays below the rate, day and night, still uses up the month's budget, and asks often enough to copy what
    the model knows.

    Fix: set `quota_settings` in an `aws_api_gateway_usage_plan` of the stage in Terraform, `Quota` in an
    `AWS::ApiGateway::UsagePlan` in CloudFormation, and let the methods want its key (`api_key_required`,
    `ApiKeyRequired`): for others the plan does not hold.

    ```hcl
    resource "aws_api_gateway_rest_api" "chat" {
      name = "chat"
    }
    resource "aws_api_gateway_method" "post" {
      rest_api_id      = aws_api_gateway_rest_api.chat.id
      resource_id      = aws_api_gateway_rest_api.chat.root_resource_id
      http_method      = "POST"
      authorization    = "AWS_IAM"
      api_key_required = true
    }
    resource "aws_api_gateway_integration" "post" {
      rest_api_id             = aws_api_gateway_rest_api.chat.id
      resource_id             = aws_api_gateway_rest_api.chat.root_resource_id
      http_method             = "POST"
      integration_http_method = "POST"
      type                    = "AWS"
      uri                     = "arn:aws:apigateway:eu-west-1:runtime.sagemaker:path/endpoints/chat/invocations"
    }
    resource "aws_api_gateway_stage" "live" {
      rest_api_id   = aws_api_gateway_rest_api.chat.id
      deployment_id = aws_api_gateway_deployment.chat.id
      stage_name    = "live"
    }
    resource "aws_api_gateway_usage_plan" "partners" {
      name = "partners"
      api_stages {
        api_id = aws_api_gateway_rest_api.chat.id
        stage  = aws_api_gateway_stage.live.stage_name
      }
      throttle_settings {
        rate_limit  = 5
        burst_limit = 10
      }
      quota_settings {
        limit  = 20000
        period = "MONTH"
      }
    }
    ```

    ```yaml
    Chat:
      Type: AWS::ApiGateway::RestApi
      Properties: {Name: chat}
    Post:
      Type: AWS::ApiGateway::Method
      Properties:
        RestApiId: !Ref Chat
        ResourceId: !GetAtt Chat.RootResourceId
        HttpMethod: POST
        AuthorizationType: AWS_IAM
        ApiKeyRequired: true
        Integration:
          Type: AWS
          IntegrationHttpMethod: POST
          Uri: !Sub arn:aws:apigateway:${AWS::Region}:runtime.sagemaker:path/endpoints/chat/invocations
    Live:
      Type: AWS::ApiGateway::Stage
      Properties: {RestApiId: !Ref Chat, StageName: live, DeploymentId: !Ref Deployment}
    Partners:
      Type: AWS::ApiGateway::UsagePlan
      Properties:
        ApiStages: [{ApiId: !Ref Chat, Stage: !Ref Live}]
        Throttle: {RateLimit: 5, BurstLimit: 10}
        Quota: {Limit: 20000, Period: MONTH}
    ```
    """
    assert stage.has_quotas
