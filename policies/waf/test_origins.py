"""Ways around the edge: origins that answer directly, and HTTP APIs, which have no web ACL of their own."""

from __future__ import annotations

from pytest_aisec import ai, marks


@marks.severity("high")
@marks.soc2("CC6.6", "CC7.2")
@marks.hipaa("164.312(e)(1)", "164.308(a)(5)(ii)(B)")
@marks.nist_800_53("SC-5", "SC-7", "SI-10")
@marks.iso_42001("A.4.5")
@marks.mitre_atlas("AML.T0049", "AML.M0005")
@marks.aws_genai_lens("GENSEC01-BP01")
def test_distribution_of_an_inference_api_cannot_be_passed_by(distribution: ai.Distribution) -> None:
    """What a distribution in front of inference APIs leads to does not answer whoever asks it directly.

    Why: the web ACL of the edge sees only what comes through the edge. The address behind it is found in logs and
    certificates, and then used.

    Fix: close the origin: `internal` load balancers with an `aws_cloudfront_vpc_origin`, security groups that admit
    the prefix list of CloudFront, a header that listener rules ask for, a policy or `api_key_required` of the REST
    API, `AWS_IAM` for function URLs; or give the origin a web ACL of its own. In CloudFormation the same.

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
    resource "aws_cloudfront_distribution" "chat" {
      enabled    = true
      web_acl_id = aws_wafv2_web_acl.edge.arn
      origin {
        origin_id   = "chat"
        domain_name = "${aws_api_gateway_rest_api.chat.id}.execute-api.eu-west-1.amazonaws.com"
        custom_header {
          name  = "x-api-key"
          value = aws_api_gateway_api_key.edge.value
        }
      }
      default_cache_behavior {
        target_origin_id       = "chat"
        viewer_protocol_policy = "https-only"
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
    Front:
      Type: AWS::CloudFront::Distribution
      Properties:
        DistributionConfig:
          Enabled: true
          WebACLId: !GetAtt EdgeAcl.Arn
          Origins: [{Id: chat, DomainName: !Sub "${Chat}.execute-api.${AWS::Region}.amazonaws.com"}]
          DefaultCacheBehavior: {TargetOriginId: chat, ViewerProtocolPolicy: https-only}
    ```
    """
    assert distribution.open_origins == []


@marks.severity("high")
@marks.soc2("CC6.6", "CC7.2")
@marks.hipaa("164.312(e)(1)", "164.308(a)(5)(ii)(B)")
@marks.nist_800_53("SC-5", "SC-7", "SI-10")
@marks.iso_42001("A.4.5")
@marks.mitre_atlas("AML.T0049", "AML.M0005")
@marks.aws_genai_lens("GENSEC01-BP01")
def test_http_api_in_front_of_models_is_behind_a_web_acl(api: ai.HttpApi) -> None:
    """A distribution with a web ACL stands in front of HTTP APIs that lead to a model.

    Why: an HTTP API takes no web ACL. Floods and known attacks that the edge does not stop reach the model.

    Fix: add an `aws_cloudfront_distribution` with `web_acl_id` whose origin is the domain of the API in Terraform, an
    `AWS::CloudFront::Distribution` with `WebACLId` in CloudFormation.

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
      name                         = "chat"
      protocol_type                = "HTTP"
      disable_execute_api_endpoint = true
    }
    resource "aws_apigatewayv2_integration" "chat" {
      api_id           = aws_apigatewayv2_api.chat.id
      integration_type = "AWS_PROXY"
      integration_uri  = aws_lambda_function.chat.invoke_arn
    }
    resource "aws_apigatewayv2_domain_name" "chat" {
      domain_name = "chat.example.com"
      domain_name_configuration {
        certificate_arn = aws_acm_certificate.chat.arn
        endpoint_type   = "REGIONAL"
        security_policy = "TLS_1_2"
      }
    }
    resource "aws_apigatewayv2_api_mapping" "chat" {
      api_id      = aws_apigatewayv2_api.chat.id
      domain_name = aws_apigatewayv2_domain_name.chat.id
      stage       = "live"
    }
    resource "aws_cloudfront_distribution" "chat" {
      enabled    = true
      web_acl_id = aws_wafv2_web_acl.edge.arn
      origin {
        origin_id   = "chat"
        domain_name = aws_apigatewayv2_domain_name.chat.domain_name
      }
      default_cache_behavior {
        target_origin_id       = "chat"
        viewer_protocol_policy = "https-only"
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
      Properties: {Name: chat, ProtocolType: HTTP, DisableExecuteApiEndpoint: true}
    ChatIntegration:
      Type: AWS::ApiGatewayV2::Integration
      Properties:
        ApiId: !Ref Chat
        IntegrationType: AWS_PROXY
        IntegrationUri: !GetAtt ChatFunction.Arn
        PayloadFormatVersion: "2.0"
    Domain:
      Type: AWS::ApiGatewayV2::DomainName
      Properties: {DomainName: chat.example.com}
    Mapping:
      Type: AWS::ApiGatewayV2::ApiMapping
      Properties: {ApiId: !Ref Chat, DomainName: !Ref Domain, Stage: live}
    Front:
      Type: AWS::CloudFront::Distribution
      Properties:
        DistributionConfig:
          Enabled: true
          WebACLId: !GetAtt EdgeAcl.Arn
          Origins: [{Id: chat, DomainName: !Ref Domain}]
          DefaultCacheBehavior: {TargetOriginId: chat, ViewerProtocolPolicy: https-only}
    ```
    """
    assert api.is_behind_a_web_acl


@marks.severity("high")
@marks.soc2("CC6.6", "CC7.2")
@marks.hipaa("164.312(e)(1)", "164.308(a)(5)(ii)(B)")
@marks.nist_800_53("SC-5", "SC-7", "SI-10")
@marks.iso_42001("A.4.5")
@marks.mitre_atlas("AML.T0049", "AML.M0005")
@marks.aws_genai_lens("GENSEC01-BP01")
def test_http_api_in_front_of_models_refuses_direct_calls(api: ai.HttpApi) -> None:
    """HTTP APIs that lead to a model do not answer at the address that API Gateway gives them.

    Why: that address goes past the distribution in front of the API and its web ACL.

    Fix: set `disable_execute_api_endpoint = true` in `aws_apigatewayv2_api` in Terraform,
    `DisableExecuteApiEndpoint: true` in CloudFormation, and let the distribution lead to a domain of the API.

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
      name                         = "chat"
      protocol_type                = "HTTP"
      disable_execute_api_endpoint = true
    }
    resource "aws_apigatewayv2_integration" "chat" {
      api_id           = aws_apigatewayv2_api.chat.id
      integration_type = "AWS_PROXY"
      integration_uri  = aws_lambda_function.chat.invoke_arn
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
      Properties: {Name: chat, ProtocolType: HTTP, DisableExecuteApiEndpoint: true}
    ChatIntegration:
      Type: AWS::ApiGatewayV2::Integration
      Properties:
        ApiId: !Ref Chat
        IntegrationType: AWS_PROXY
        IntegrationUri: !GetAtt ChatFunction.Arn
        PayloadFormatVersion: "2.0"
    ```
    """
    assert api.refuses_direct_calls
