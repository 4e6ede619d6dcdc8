"""How the domains of inference APIs speak."""

from __future__ import annotations

from pytest_aisec import ai, marks


@marks.severity("medium")
@marks.soc2("CC6.7")
@marks.hipaa("164.312(e)(1)", "164.312(e)(2)(ii)")
@marks.nist_800_53("SC-8", "SC-8(1)")
@marks.iso_42001("A.4.5")
@marks.mitre_atlas("AML.T0049", "AML.M0005")
@marks.aws_genai_lens("GENSEC01-BP01")
@marks.equivalent(checkov="CKV_AWS_206", trivy="AWS-0005")
def test_domain_of_an_inference_api_requires_tls_1_2(domain: ai.Domain) -> None:
    """Domains at which inference APIs answer refuse whoever speaks less than TLS 1.2.

    Why: TLS 1.0 and 1.1 have known flaws, and what is asked of a model is worth reading.

    Fix: set `security_policy = "TLS_1_2"` in `aws_api_gateway_domain_name` in Terraform, `SecurityPolicy: TLS_1_2` in
    CloudFormation.

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
    resource "aws_api_gateway_domain_name" "chat" {
      domain_name              = "chat.example.com"
      regional_certificate_arn = aws_acm_certificate.chat.arn
      security_policy          = "TLS_1_2"
      endpoint_configuration {
        types = ["REGIONAL"]
      }
    }
    resource "aws_api_gateway_base_path_mapping" "chat" {
      api_id      = aws_api_gateway_rest_api.chat.id
      stage_name  = aws_api_gateway_stage.live.stage_name
      domain_name = aws_api_gateway_domain_name.chat.domain_name
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
    Domain:
      Type: AWS::ApiGateway::DomainName
      Properties:
        DomainName: chat.example.com
        RegionalCertificateArn: !Ref Certificate
        SecurityPolicy: TLS_1_2
        EndpointConfiguration: {Types: [REGIONAL]}
    Mapping:
      Type: AWS::ApiGateway::BasePathMapping
      Properties: {DomainName: !Ref Domain, RestApiId: !Ref Chat, Stage: live}
    ```
    """
    assert domain.requires_tls12
