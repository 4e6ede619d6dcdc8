"""Web ACLs in front of distributions and GraphQL APIs that lead to models."""

from __future__ import annotations

import pytest

from pytest_aisec import ai, marks


@marks.severity("high")
@marks.soc2("CC6.6", "CC7.2")
@marks.hipaa("164.308(a)(5)(ii)(B)", "164.312(e)(1)")
@marks.nist_800_53("SC-5", "SC-7", "SI-10")
@marks.iso_42001("A.4.5")
@marks.mitre_atlas("AML.T0049", "AML.M0005")
@marks.aws_genai_lens("GENSEC01-BP01")
@marks.equivalent(
    checkov="CKV_AWS_68",
    prowler="cloudfront_distributions_using_waf",
    kics="1419b4c6",
    security_hub="CloudFront.6",
    config="cloudfront-associated-with-waf",
)
def test_distribution_of_an_inference_api_has_a_web_acl(distribution: ai.Distribution) -> None:
    """Distributions in front of inference APIs have a web ACL.

    Why: the edge is where floods and known attacks cost least to stop. An HTTP API cannot have a web ACL of its own:
    the distribution is its only one.

    Fix: set `web_acl_id` in `aws_cloudfront_distribution` in Terraform, `WebACLId` in CloudFormation, to the ARN of a
    web ACL of the scope `CLOUDFRONT`.

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
    resource "aws_cloudfront_distribution" "chat" {
      enabled    = true
      web_acl_id = aws_wafv2_web_acl.edge.arn
      origin {
        origin_id   = "chat"
        domain_name = "${aws_api_gateway_rest_api.chat.id}.execute-api.eu-west-1.amazonaws.com"
      }
      default_cache_behavior {
        target_origin_id       = "chat"
        viewer_protocol_policy = "https-only"
      }
      viewer_certificate {
        acm_certificate_arn      = aws_acm_certificate.chat.arn
        ssl_support_method       = "sni-only"
        minimum_protocol_version = "TLSv1.2_2021"
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
    Front:
      Type: AWS::CloudFront::Distribution
      Properties:
        DistributionConfig:
          Enabled: true
          WebACLId: !GetAtt EdgeAcl.Arn
          Origins: [{Id: chat, DomainName: !Sub "${Chat}.execute-api.${AWS::Region}.amazonaws.com"}]
          DefaultCacheBehavior: {TargetOriginId: chat, ViewerProtocolPolicy: https-only}
          ViewerCertificate:
            AcmCertificateArn: !Ref Certificate
            SslSupportMethod: sni-only
            MinimumProtocolVersion: TLSv1.2_2021
    ```
    """
    assert distribution.has_web_acl


@marks.severity("high")
@marks.soc2("CC6.6", "CC7.2")
@marks.hipaa("164.308(a)(5)(ii)(B)", "164.312(e)(1)")
@marks.nist_800_53("SC-5", "SC-7", "SI-10")
@marks.iso_42001("A.4.5")
@marks.mitre_atlas("AML.T0049", "AML.M0005")
@marks.aws_genai_lens("GENSEC01-BP01")
def test_graphql_api_in_front_of_models_has_a_web_acl(api: ai.GraphQLApi) -> None:
    """GraphQL APIs on the internet that lead to a model have a web ACL.

    Why: one query may ask a model many times. Without a limit and rules anybody can run up the bill, or try prompts by
    the thousand.

    Fix: associate a WAFv2 web ACL: `aws_wafv2_web_acl_association` in Terraform, `AWS::WAFv2::WebACLAssociation` in
    CloudFormation, with the ARN of the API.

    ```hcl
    resource "aws_appsync_graphql_api" "chat" {
      name                = "chat"
      authentication_type = "AWS_IAM"
    }
    resource "aws_appsync_datasource" "model" {
      api_id           = aws_appsync_graphql_api.chat.id
      name             = "model"
      type             = "AMAZON_BEDROCK_RUNTIME"
      service_role_arn = aws_iam_role.chat.arn
    }
    resource "aws_wafv2_web_acl_association" "chat" {
      resource_arn = aws_appsync_graphql_api.chat.arn
      web_acl_arn  = aws_wafv2_web_acl.chat.arn
    }
    ```

    ```yaml
    Chat:
      Type: AWS::AppSync::GraphQLApi
      Properties: {Name: chat, AuthenticationType: AWS_IAM}
    Model:
      Type: AWS::AppSync::DataSource
      Properties: {ApiId: !GetAtt Chat.ApiId, Name: model, Type: AMAZON_BEDROCK_RUNTIME}
    ChatAcl:
      Type: AWS::WAFv2::WebACLAssociation
      Properties: {ResourceArn: !GetAtt Chat.Arn, WebACLArn: !GetAtt Acl.Arn}
    ```
    """
    if api.visibility == "PRIVATE":
        pytest.skip("it answers only inside VPCs")
    assert api.web_acl is not None
