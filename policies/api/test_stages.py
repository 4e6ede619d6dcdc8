"""How inference APIs are guarded and recorded."""

from __future__ import annotations

from pytest_aisec import ai, marks


@marks.severity("high")
@marks.soc2("CC6.6", "CC7.2")
@marks.hipaa("164.312(e)(1)", "164.308(a)(5)(ii)(B)")
@marks.nist_800_53("SC-5", "SC-7", "SI-10")
@marks.nist_ai_rmf("MEASURE 2.7")
@marks.iso_42001("A.4.5", "A.6.2.6")
@marks.owasp_llm("LLM10:2025")
@marks.mitre_atlas("AML.T0049", "AML.M0005", "AML.T0029", "AML.T0034", "AML.M0004")
@marks.aws_genai_lens("GENSEC01-BP02")
@marks.equivalent(
    checkov="CKV2_AWS_29",
    prowler="apigateway_restapi_waf_acl_attached",
    security_hub="APIGateway.4",
    config="api-gw-associated-with-waf",
)
def test_rest_api_in_front_of_models_has_a_web_acl(stage: ai.RestStage) -> None:
    """Requests to a REST API that leads to a model pass a web ACL.

    Why: prompts are input like any other, and come with the same attacks; the ACL is also where floods end.

    Fix: add an `aws_wafv2_web_acl_association` for the stage in Terraform, an `AWS::WAFv2::WebACLAssociation` in
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
    assert stage.has_web_acl


@marks.severity("medium")
@marks.soc2("CC7.2", "CC7.3")
@marks.hipaa("164.308(a)(1)(ii)(D)", "164.312(b)")
@marks.nist_800_53("AU-2", "AU-3", "AU-6", "AU-12")
@marks.nist_ai_rmf("MEASURE 2.4", "MANAGE 4.1")
@marks.iso_42001("A.6.2.6", "A.6.2.8")
@marks.mitre_atlas("AML.M0024")
@marks.aws_genai_lens("GENSEC03-BP01")
@marks.cis_aws("4.10")
@marks.equivalent(
    checkov=("CKV_AWS_76", "CKV_AWS_95"),
    prowler="apigateway_restapi_logging_enabled",
    trivy="AWS-0001",
    security_hub=("APIGateway.1", "APIGateway.9"),
    config="api-gwv2-access-logs-enabled",
)
def test_inference_stage_logs_access(stage: ai.Stage) -> None:
    """A stage of an API that leads to a model keeps a record of every request.

    Why: who asked, from where and when is what an abuse is found and proven by.

    Fix: add `access_log_settings` in Terraform, `AccessLogSetting` or `AccessLogSettings` in CloudFormation.

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
    assert stage.logs_access
