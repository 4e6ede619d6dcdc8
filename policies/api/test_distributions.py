"""How distributions in front of inference APIs speak."""

from __future__ import annotations

from pytest_aisec import ai, marks


@marks.severity("medium")
@marks.soc2("CC6.7")
@marks.hipaa("164.312(e)(1)", "164.312(e)(2)(ii)")
@marks.nist_800_53("SC-8", "SC-8(1)")
@marks.iso_42001("A.4.5")
@marks.mitre_atlas("AML.T0049", "AML.M0005")
@marks.aws_genai_lens("GENSEC01-BP01")
@marks.equivalent(
    checkov="CKV_AWS_174",
    kics="dc17ee4b",
    security_hub="CloudFront.15",
    config="cloudfront-security-policy-check",
)
def test_distribution_of_an_inference_api_requires_tls_1_2(distribution: ai.Distribution) -> None:
    """Distributions in front of inference APIs refuse whoever speaks less than TLS 1.2.

    Why: TLS 1.0 and 1.1 have known flaws. A distribution with the certificate of cloudfront.net still takes them,
    whatever else it says.

    Fix: set `minimum_protocol_version = "TLSv1.2_2021"` and a certificate of your own in `viewer_certificate` in
    Terraform, `MinimumProtocolVersion` in `ViewerCertificate` in CloudFormation.

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
    assert distribution.requires_tls12


@marks.severity("medium")
@marks.soc2("CC6.7")
@marks.hipaa("164.312(e)(1)", "164.312(e)(2)(ii)")
@marks.nist_800_53("SC-8", "SC-8(1)")
@marks.iso_42001("A.4.5")
@marks.mitre_atlas("AML.T0049", "AML.M0005")
@marks.aws_genai_lens("GENSEC01-BP01")
@marks.equivalent(
    checkov="CKV_AWS_34",
    prowler="cloudfront_distributions_https_enabled",
    security_hub="CloudFront.3",
    config="cloudfront-viewer-policy-https",
)
def test_distribution_of_an_inference_api_speaks_only_https(distribution: ai.Distribution) -> None:
    """Distributions in front of inference APIs do not answer plain HTTP.

    Why: prompts and answers hold what people would not say in public. On plain HTTP everybody on the way reads them.

    Fix: set `viewer_protocol_policy` to `https-only` or `redirect-to-https` in every cache behavior in Terraform,
    `ViewerProtocolPolicy` in CloudFormation.

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
    assert not distribution.answers_plain_http
