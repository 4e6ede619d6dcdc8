"""What inference APIs check of requests, and what they write down of them."""

from __future__ import annotations

from pytest_aisec import ai, marks


@marks.severity("medium")
@marks.soc2("CC6.6", "CC7.2")
@marks.hipaa("164.312(e)(1)", "164.308(a)(5)(ii)(B)")
@marks.nist_800_53("SC-5", "SC-7", "SI-10")
@marks.nist_ai_rmf("MEASURE 2.7", "MEASURE 2.6")
@marks.iso_42001("A.6.2.4", "A.9.2")
@marks.owasp_llm("LLM01:2025", "LLM05:2025")
@marks.mitre_atlas("AML.T0051", "AML.T0054", "AML.M0020", "AML.M0033")
@marks.aws_genai_lens("GENSEC04-BP02")
@marks.equivalent(checkov="CKV2_AWS_53")
def test_inference_method_validates_bodies(route: ai.Route) -> None:
    """Methods of REST APIs that lead to a model hold the bodies of requests against a model of what they may be.

    Why: fields that nobody thought of reach the model's runtime: system prompts, limits of tokens, other models. What
    does not fit costs nothing when it is refused in front.

    Fix: set `request_validator_id` and `request_models` in `aws_api_gateway_method` in Terraform,
    `RequestValidatorId` and `RequestModels` in CloudFormation.

    ```hcl
    resource "aws_api_gateway_rest_api" "chat" {
      name = "chat"
    }
    resource "aws_api_gateway_request_validator" "body" {
      rest_api_id           = aws_api_gateway_rest_api.chat.id
      name                  = "body"
      validate_request_body = true
    }
    resource "aws_api_gateway_method" "post" {
      rest_api_id          = aws_api_gateway_rest_api.chat.id
      resource_id          = aws_api_gateway_rest_api.chat.root_resource_id
      http_method          = "POST"
      authorization        = "AWS_IAM"
      request_validator_id = aws_api_gateway_request_validator.body.id
      request_models       = { "application/json" = aws_api_gateway_model.prompt.name }
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
    Body:
      Type: AWS::ApiGateway::RequestValidator
      Properties: {RestApiId: !Ref Chat, ValidateRequestBody: true}
    Post:
      Type: AWS::ApiGateway::Method
      Properties:
        RestApiId: !Ref Chat
        ResourceId: !GetAtt Chat.RootResourceId
        HttpMethod: POST
        AuthorizationType: AWS_IAM
        RequestValidatorId: !Ref Body
        RequestModels: {application/json: !Ref Prompt}
        Integration:
          Type: AWS
          IntegrationHttpMethod: POST
          Uri: !Sub arn:aws:apigateway:${AWS::Region}:runtime.sagemaker:path/endpoints/chat/invocations
    ```
    """
    assert route.validates_bodies


@marks.severity("medium")
@marks.soc2("CC6.1", "CC7.2", "C1.1")
@marks.hipaa("164.312(b)", "164.312(c)(1)", "164.312(a)(1)")
@marks.nist_800_53("AU-9", "AU-11", "RA-2", "SI-12", "PT-7")
@marks.nist_ai_rmf("MEASURE 2.10")
@marks.iso_42001("A.7.2")
@marks.owasp_llm("LLM02:2025")
@marks.mitre_atlas("AML.T0057", "AML.T0085", "AML.M0012")
@marks.aws_genai_lens("GENSEC02-BP01")
@marks.equivalent(checkov="CKV_AWS_276")
def test_inference_stage_does_not_trace_data(stage: ai.Stage) -> None:
    """A stage of an API that leads to a model does not write whole requests and answers into its log.

    Why: prompts hold what users would tell nobody else. In the log of the API they are kept and read by people who
    look for something else.

    Fix: set `data_trace_enabled = false` in `aws_api_gateway_method_settings` or `default_route_settings` in
    Terraform, `DataTraceEnabled: false` in `MethodSettings` or `DefaultRouteSettings` in CloudFormation.

    ```hcl
    resource "aws_api_gateway_rest_api" "chat" {
      name = "chat"
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
    resource "aws_api_gateway_method_settings" "live" {
      rest_api_id = aws_api_gateway_rest_api.chat.id
      stage_name  = aws_api_gateway_stage.live.stage_name
      method_path = "*/*"
      settings {
        logging_level      = "ERROR"
        data_trace_enabled = false
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
        Integration:
          Type: AWS
          IntegrationHttpMethod: POST
          Uri: !Sub arn:aws:apigateway:${AWS::Region}:runtime.sagemaker:path/endpoints/chat/invocations
    Live:
      Type: AWS::ApiGateway::Stage
      Properties:
        RestApiId: !Ref Chat
        StageName: live
        DeploymentId: !Ref Deployment
        MethodSettings: [{HttpMethod: "*", ResourcePath: "/*", LoggingLevel: ERROR, DataTraceEnabled: false}]
    ```
    """
    assert not stage.traces_data
