"""REST APIs that hand requests to models themselves, and how much stages of REST APIs let through."""

from __future__ import annotations

from pytest_aisec import ai, marks


@marks.severity("critical")
@marks.soc2("CC6.1", "CC6.2", "CC6.6", "CC7.2")
@marks.hipaa("164.312(a)(2)(i)", "164.312(d)", "164.312(e)(1)", "164.308(a)(5)(ii)(B)")
@marks.nist_800_53("IA-2", "IA-5", "IA-9", "SC-5", "SC-7", "SI-10")
@marks.nist_ai_rmf("MANAGE 2.4", "MEASURE 2.7")
@marks.iso_42001("A.9.2", "A.6.2.6")
@marks.owasp_llm("LLM10:2025")
@marks.mitre_atlas("AML.T0012", "AML.T0040", "AML.M0019", "AML.T0029", "AML.T0034", "AML.M0004")
@marks.aws_genai_lens("GENSEC01-BP01")
def test_relay_to_a_model_asks_who_calls(relay: ai.Relay) -> None:
    """A REST API that hands requests to a model itself asks every caller who it is.

    Why: API Gateway signs the request with its own role: for the model every caller is the same one. Such an open relay
    is found within days, and sold on.

    Fix: set `authorization` in `aws_api_gateway_method` in Terraform, `AuthorizationType` in CloudFormation, to
    `AWS_IAM`, `COGNITO_USER_POOLS` or `CUSTOM`.

    ```hcl
    resource "aws_api_gateway_rest_api" "chat" {
      name = "chat"
    }
    resource "aws_api_gateway_method" "post" {
      rest_api_id   = aws_api_gateway_rest_api.chat.id
      resource_id   = aws_api_gateway_rest_api.chat.root_resource_id
      http_method   = "POST"
      authorization = "AWS_IAM"
    }
    resource "aws_api_gateway_integration" "post" {
      rest_api_id             = aws_api_gateway_rest_api.chat.id
      resource_id             = aws_api_gateway_rest_api.chat.root_resource_id
      http_method             = "POST"
      integration_http_method = "POST"
      type                    = "AWS"
      uri                     = "arn:aws:apigateway:eu-west-1:runtime.sagemaker:path/endpoints/chat/invocations"
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
        Integration:
          Type: AWS
          IntegrationHttpMethod: POST
          Uri: !Sub arn:aws:apigateway:${AWS::Region}:runtime.sagemaker:path/endpoints/chat/invocations
    ```
    """
    assert not relay.admits_anyone


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
def test_rest_api_in_front_of_models_limits_rates(stage: ai.RestStage) -> None:
    """A stage of a REST API that leads to a model lets through only so many requests.

    Why: without a limit of its own one caller uses up that of the account, and the budget with it.

    Fix: set `throttling_rate_limit` in `aws_api_gateway_method_settings`, or `throttle_settings` in an
    `aws_api_gateway_usage_plan` in Terraform; `ThrottlingRateLimit` in `MethodSettings`, or an
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
      Properties:
        RestApiId: !Ref Chat
        StageName: live
        MethodSettings:
          - {ResourcePath: "/*", HttpMethod: "*", ThrottlingRateLimit: 5, ThrottlingBurstLimit: 10}
    ```
    """
    assert stage.limits_rates
