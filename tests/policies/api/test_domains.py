"""The domains at which inference APIs answer."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.model.declared import live
from tests.policies.judged import cloudformation, terraform, verdicts

TLS = "domain_of_an_inference_api_requires_tls_1_2"
URI = "arn:aws:apigateway:us-east-1:runtime.sagemaker:path//endpoints/e/invocations"
ESTATE = """
    variable "elsewhere" {}
    resource "aws_api_gateway_rest_api" "a" { name = "a" }
    resource "aws_api_gateway_rest_api" "other" { name = "other" }
    resource "aws_api_gateway_integration" "i" {
      rest_api_id = aws_api_gateway_rest_api.a.id
      uri         = "%s"
    }
    resource "aws_api_gateway_domain_name" "d" {
      domain_name = "chat.example.com"
      %s
    }
    resource "aws_api_gateway_base_path_mapping" "m" {
      api_id      = aws_api_gateway_rest_api.%s.id
      domain_name = aws_api_gateway_domain_name.d.domain_name
    }
"""
D = "aws_api_gateway_domain_name.d"


@pytest.mark.parametrize(
    ("stated", "api", "expected"),
    [
        ('security_policy = "TLS_1_0"', "a", {D: "violated"}),
        ('security_policy = "TLS_1_2"', "a", {D: "passed"}),
        ('security_policy = "SecurityPolicy_TLS13_1_3_2025_09"', "a", {D: "passed"}),
        ("security_policy = var.elsewhere", "a", {D: "undetermined"}),
        ("", "a", {D: "undetermined"}),
        ('security_policy = "TLS_1_0"', "other", {}),
    ],
)
def test_rest(tmp_path: Path, stated: str, api: str, expected: dict[str, str]) -> None:
    assert verdicts(TLS, terraform(tmp_path, ESTATE % (URI, stated, api))) == expected


HTTP = """
    resource "aws_iam_role" "f" {{ managed_policy_arns = ["arn:aws:iam::aws:policy/AmazonBedrockFullAccess"] }}
    resource "aws_lambda_function" "f" {{ role = aws_iam_role.f.arn }}
    resource "aws_apigatewayv2_api" "a" {{ name = "a" }}
    resource "aws_apigatewayv2_integration" "i" {{
      api_id          = aws_apigatewayv2_api.a.id
      integration_uri = aws_lambda_function.f.invoke_arn
    }}
    resource "aws_apigatewayv2_domain_name" "d" {{
      domain_name = "chat.example.com"
      domain_name_configuration {{
        security_policy = "{policy}"
      }}
    }}
    resource "aws_apigatewayv2_api_mapping" "m" {{
      api_id      = aws_apigatewayv2_api.a.id
      domain_name = aws_apigatewayv2_domain_name.d.id
    }}
"""


@pytest.mark.parametrize(("policy", "expected"), [("TLS_1_0", "violated"), ("TLS_1_2", "passed")])
def test_http(tmp_path: Path, policy: str, expected: str) -> None:
    assert verdicts(TLS, terraform(tmp_path, HTTP.format(policy=policy))) == {
        "aws_apigatewayv2_domain_name.d": expected
    }


TEMPLATE = """
    Api: {{Type: AWS::ApiGateway::RestApi, Properties: {{Name: a}}}}
    Method: {{Type: AWS::ApiGateway::Method, Properties: {{RestApiId: !Ref Api, Integration: {{Uri: '{uri}'}}}}}}
    Domain: {{Type: AWS::ApiGateway::DomainName, Properties: {{SecurityPolicy: {policy}}}}}
    Mapping: {{Type: AWS::ApiGateway::BasePathMapping, Properties: {{RestApiId: !Ref Api, DomainName: !Ref Domain}}}}
"""


@pytest.mark.parametrize(("policy", "expected"), [("TLS_1_0", "violated"), ("TLS_1_2", "passed")])
def test_cloudformation(tmp_path: Path, policy: str, expected: str) -> None:
    assert verdicts(TLS, cloudformation(tmp_path, TEMPLATE.format(uri=URI, policy=policy))) == {"Domain": expected}


@pytest.mark.parametrize(("policy", "expected"), [("TLS_1_0", "violated"), ("TLS_1_2", "passed")])
def test_account(policy: str, expected: str) -> None:
    methods = {"POST": {"httpMethod": "POST", "methodIntegration": {"uri": URI}}}
    estate = [
        live("AWS::ApiGateway::RestApi", "a1", id="a1"),
        live("apigateway:PathMethods", "a1/r", id="r", restApiId="a1", resourceMethods=methods),
        live(
            "AWS::ApiGateway::DomainName",
            "chat.example.com",
            domainName="chat.example.com",
            securityPolicy=policy,
            GetBasePathMappings={"items": [{"restApiId": "a1", "stage": "live"}]},
        ),
    ]
    assert verdicts(TLS, estate) == {"chat.example.com": expected}
