"""Whom inference APIs answer."""

from __future__ import annotations

from pytest_aisec import ai, marks


@marks.severity("critical")
@marks.soc2("CC6.1", "CC6.2")
@marks.hipaa("164.312(a)(2)(i)", "164.312(d)")
@marks.nist_800_53("IA-2", "IA-5", "IA-9")
@marks.nist_ai_rmf("MANAGE 2.4", "MEASURE 2.7")
@marks.iso_42001("A.9.2", "A.6.2.6")
@marks.owasp_llm("LLM10:2025")
@marks.mitre_atlas("AML.T0012", "AML.T0040", "AML.M0019", "AML.T0029", "AML.T0034", "AML.M0004")
@marks.aws_genai_lens("GENSEC01-BP01")
@marks.equivalent(
    checkov="CKV_AWS_59",
    prowler="apigateway_restapi_authorizers_enabled",
    security_hub="APIGateway.8",
    config="api-gwv2-authorization-type-configured",
)
def test_inference_route_requires_authorization(route: ai.ServedRoute) -> None:
    """Every method and route of an API that leads to a model asks who calls.

    Why: without it everybody on the internet uses the model at your cost, and reads what it can be made to say.

    Fix: set `authorization` in `aws_api_gateway_method`, `authorization_type` in `aws_apigatewayv2_route` in
    Terraform, `AuthorizationType` in CloudFormation; in an OpenAPI document, `security` with a scheme that has an
    `x-amazon-apigateway-authorizer`, or `x-amazon-apigateway-auth`. A key that callers share is no answer. A REST API
    of an account is judged twice, as it is and as its stages serve it: deploy it where only these are open.

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
      type                    = "AWS_PROXY"
      uri                     = aws_lambda_function.chat.invoke_arn
    }
    resource "aws_api_gateway_stage" "live" {
      rest_api_id   = aws_api_gateway_rest_api.chat.id
      deployment_id = aws_api_gateway_deployment.chat.id
      stage_name    = "live"
      access_log_settings {
        destination_arn = aws_cloudwatch_log_group.api.arn
        format          = "$context.requestId"
      }
    }
    resource "aws_wafv2_web_acl_association" "live" {
      resource_arn = aws_api_gateway_stage.live.arn
      web_acl_arn  = aws_wafv2_web_acl.chat.arn
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
          Type: AWS_PROXY
          IntegrationHttpMethod: POST
          Uri: !Sub arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${ChatFunction.Arn}/invocations
    Live:
      Type: AWS::ApiGateway::Stage
      Properties:
        RestApiId: !Ref Chat
        StageName: live
        AccessLogSetting: {DestinationArn: !GetAtt LogGroup.Arn, Format: $context.requestId}
    LiveAcl:
      Type: AWS::WAFv2::WebACLAssociation
      Properties:
        ResourceArn: !Ref Live
        WebACLArn: !GetAtt Acl.Arn
    ```
    """
    assert route.requires_authorization


@marks.severity("critical")
@marks.soc2("CC6.1", "CC6.2", "CC6.6", "CC7.2")
@marks.hipaa("164.312(a)(2)(i)", "164.312(d)", "164.312(e)(1)", "164.308(a)(5)(ii)(B)")
@marks.nist_800_53("IA-2", "IA-5", "IA-9", "SC-5", "SC-7", "SI-10")
@marks.nist_ai_rmf("MANAGE 2.4", "MEASURE 2.7")
@marks.iso_42001("A.9.2", "A.6.2.6")
@marks.owasp_llm("LLM10:2025")
@marks.mitre_atlas("AML.T0012", "AML.T0040", "AML.M0019", "AML.T0029", "AML.T0034", "AML.M0004")
@marks.aws_genai_lens("GENSEC01-BP01")
@marks.equivalent(checkov="CKV_AWS_258", prowler="awslambda_function_url_public")
def test_function_that_calls_models_asks_who_calls(url: ai.FunctionUrl) -> None:
    """The address of a function that calls models answers only signed requests.

    Why: such an address is found within days. It is then a free proxy to the model for whoever found it.

    Fix: set `authorization_type = "AWS_IAM"` in `aws_lambda_function_url` in Terraform, `AuthType: AWS_IAM` in
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

    resource "aws_lambda_function_url" "chat" {
      function_name      = aws_lambda_function.chat.function_name
      authorization_type = "AWS_IAM"
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

    Url:
      Type: AWS::Lambda::Url
      Properties:
        TargetFunctionArn: !GetAtt ChatFunction.Arn
        AuthType: AWS_IAM
    ```
    """
    assert url.asks_who_calls
