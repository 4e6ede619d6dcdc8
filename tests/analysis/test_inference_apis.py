"""Which APIs lead to a model: by a function, a load balancer, a distribution, or at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from pytest_aisec.analysis.roles import Role, members
from pytest_aisec.inventory import Inventory
from tests.model.declared import inventory, live
from tests.policies.judged import cloudformation, terraform

ROLE = """
    variable "elsewhere" {}
    variable "region" {}
    resource "aws_iam_role" "f" {
      name                = "f"
      managed_policy_arns = [%s]
    }
    resource "aws_sagemaker_endpoint" "e" { name = "e" }
    resource "aws_lambda_function" "f" {
      function_name = "f"
      role          = aws_iam_role.f.arn
      %s
    }
"""
FUNCTION = ROLE % ('"arn:aws:iam::aws:policy/AmazonBedrockFullAccess"', "")
TOLD = ROLE % ("", "environment {\nvariables = { ENDPOINT = aws_sagemaker_endpoint.e.name }\n}")
OTHER = ROLE % ('"arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"', 'environment {\nvariables = { TABLE = "t" }\n}')
REST = """
    resource "aws_api_gateway_rest_api" "a" { name = "a" }
    resource "aws_api_gateway_integration" "i" {
      rest_api_id = aws_api_gateway_rest_api.a.id
      %s
    }
"""
HTTP = """
    resource "aws_apigatewayv2_api" "a" { name = "a" }
    resource "aws_apigatewayv2_integration" "i" {
      api_id          = aws_apigatewayv2_api.a.id
      integration_uri = %s
    }
"""
BALANCER = """
    resource "aws_instance" "i" { instance_type = "g5.xlarge" }
    resource "aws_lb_target_group" "g" { port = 8000 }
    resource "aws_lb_target_group_attachment" "a" {
      target_group_arn = aws_lb_target_group.g.arn
      target_id        = aws_instance.i.id
    }
    resource "aws_lb" "b" { name = "b" }
    resource "aws_lb_listener" "l" {
      load_balancer_arn = aws_lb.b.arn
      default_action {
        type             = "forward"
        target_group_arn = aws_lb_target_group.g.arn
      }
    }
    resource "aws_lb" "other" { name = "other" }
"""
VPC_LINK = 'resource "aws_api_gateway_vpc_link" "v" { target_arns = [aws_lb.%s.arn] }\n'
URL = """
    resource "aws_lambda_function_url" "u" {
      function_name      = aws_lambda_function.f.function_name
      authorization_type = "NONE"
    }
"""
DISTRIBUTION = 'resource "aws_cloudfront_distribution" "d" {\norigin {\norigin_id = "o"\n%s\n}\n}\n'
VPC_ORIGIN = 'resource "aws_cloudfront_vpc_origin" "o" {\nvpc_origin_endpoint_config {\narn = aws_lb.b.arn\n}\n}\n'
SOURCE = 'resource "aws_appsync_graphql_api" "a" { name = "a" }\nresource "aws_appsync_datasource" "s" {\napi_id = aws_appsync_graphql_api.a.id\n%s\n}\n'
ALIAS = """
    resource "aws_lambda_alias" "live" {
      name             = "live"
      function_name    = aws_lambda_function.f.function_name
      function_version = "1"
    }
"""
BODY = 'resource "aws_api_gateway_rest_api" "a" {\nbody = jsonencode({ paths = { "/" = { post = { x-amazon-apigateway-integration = { uri = %s } } } } })\n}'
INVOKED = "uri = aws_lambda_function.f.invoke_arn"
API, V2, DIST, GRAPH = (
    "aws_api_gateway_rest_api.a",
    "aws_apigatewayv2_api.a",
    "aws_cloudfront_distribution.d",
    "aws_appsync_graphql_api.a",
)


def found(estate: Inventory) -> dict[str, bool]:
    """Address -> whether it is certain."""
    return {member.resource.address: not member.doubt for member in members(estate, Role.INFERENCE_API)}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (FUNCTION + REST % INVOKED, {API: True}),
        (TOLD + REST % INVOKED, {API: True}),
        (OTHER + REST % INVOKED, {}),
        (FUNCTION + ALIAS + REST % "uri = aws_lambda_alias.live.invoke_arn", {API: True}),
        (OTHER + ALIAS + REST % "uri = aws_lambda_alias.live.invoke_arn", {}),
        (FUNCTION + BODY % "aws_lambda_function.f.invoke_arn", {API: True}),
        (OTHER + BODY % "aws_lambda_function.f.invoke_arn", {}),
        (FUNCTION + HTTP % "aws_lambda_function.f.arn", {V2: True}),
        (FUNCTION + HTTP % "var.elsewhere", {V2: False}),
        (FUNCTION + 'resource "aws_apigatewayv2_api" "a" { target = aws_lambda_function.f.arn }', {V2: True}),
        (OTHER + 'resource "aws_apigatewayv2_api" "a" { target = aws_lambda_function.f.arn }', {}),
        (FUNCTION + (BODY % "aws_lambda_function.f.arn").replace("api_gateway_rest", "apigatewayv2"), {V2: True}),
        (FUNCTION + REST % 'uri = "https://example.com/"', {}),
        (OTHER + REST % 'uri = "arn:aws:apigateway:${var.region}:bedrock-runtime:path/model"', {API: True}),
        (OTHER + REST % 'uri = "arn:aws:apigateway:${var.region}:dynamodb:action/PutItem"', {}),
        (
            OTHER + REST % 'uri = var.region == "eu" ? "arn:aws:apigateway:eu-west-1:bedrock:path/m" : null',
            {API: False},
        ),
        (BALANCER + REST % 'uri = "http://${aws_lb.b.dns_name}/v1"', {API: True}),
        (BALANCER + REST % 'uri = "http://${aws_lb.other.dns_name}/v1"', {}),
        (BALANCER + VPC_LINK % "b" + REST % "connection_id = aws_api_gateway_vpc_link.v.id", {API: True}),
        (BALANCER + VPC_LINK % "other" + REST % "connection_id = aws_api_gateway_vpc_link.v.id", {}),
        (BALANCER + HTTP % "aws_lb_listener.l.arn", {V2: True}),
        (BALANCER + DISTRIBUTION % "domain_name = aws_lb.b.dns_name", {DIST: True}),
        (BALANCER + DISTRIBUTION % "domain_name = aws_lb.other.dns_name", {}),
        (DISTRIBUTION % 'domain_name = "example.com"', {}),
        (
            BALANCER
            + VPC_ORIGIN
            + DISTRIBUTION
            % 'domain_name = "b"\nvpc_origin_config {\nvpc_origin_id = aws_cloudfront_vpc_origin.o.id\n}',
            {DIST: True},
        ),
        (
            FUNCTION
            + REST % INVOKED
            + DISTRIBUTION % 'domain_name = "${aws_api_gateway_rest_api.a.id}.execute-api.eu-west-1.amazonaws.com"',
            {API: True, DIST: True},
        ),
        (
            FUNCTION
            + URL
            + DISTRIBUTION % 'domain_name = "${aws_lambda_function_url.u.url_id}.lambda-url.eu-west-1.on.aws"',
            {"aws_lambda_function_url.u": True, DIST: True},
        ),
        (SOURCE % 'type = "AMAZON_BEDROCK_RUNTIME"', {GRAPH: True}),
        (SOURCE % 'type = "NONE"', {}),
        (
            FUNCTION + SOURCE % 'type = "AWS_LAMBDA"\nlambda_config {\nfunction_arn = aws_lambda_function.f.arn\n}',
            {GRAPH: True},
        ),
    ],
)
def test_ways_to_a_model(tmp_path: Path, text: str, expected: dict[str, bool]) -> None:
    assert found(terraform(tmp_path, text)) == expected


TEMPLATE = """
    Role:
      Type: AWS::IAM::Role
      Properties: {ManagedPolicyArns: ['arn:aws:iam::aws:policy/AmazonSageMakerFullAccess']}
    Function: {Type: AWS::Lambda::Function, Properties: {Role: !GetAtt Role.Arn}}
    Api:
      Type: AWS::ApiGateway::RestApi
      Properties:
        Body:
          paths:
            /:
              post:
                x-amazon-apigateway-integration:
                  uri: !Sub arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Function.Arn}/invocations
    Relay: {Type: AWS::ApiGateway::RestApi, Properties: {Name: relay}}
    Method:
      Type: AWS::ApiGateway::Method
      Properties:
        RestApiId: !Ref Relay
        Integration: {Type: AWS, Uri: !Sub 'arn:aws:apigateway:${AWS::Region}:runtime.sagemaker:path//endpoints/e'}
    Front:
      Type: AWS::CloudFront::Distribution
      Properties:
        DistributionConfig:
          Origins: [{Id: o, DomainName: !Sub '${Api}.execute-api.${AWS::Region}.amazonaws.com'}]
"""


def test_template(tmp_path: Path) -> None:
    assert found(cloudformation(tmp_path, TEMPLATE)) == {"Api": True, "Relay": True, "Front": True}


def test_account() -> None:
    arn = "arn:aws:lambda:us-east-1:123456789012:function:f"
    attached = [{"PolicyArn": "arn:aws:iam::aws:policy/AmazonBedrockFullAccess"}]
    uri = f"arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/{arn}:live/invocations"
    estate = inventory(
        live("AWS::IAM::Role", "arn:r", Arn="arn:r", AttachedManagedPolicies=attached),
        live("AWS::Lambda::Function", arn, FunctionArn=arn, FunctionName="f", Role="arn:r"),
        live("AWS::ApiGateway::RestApi", "a1", id="a1"),
        live(
            "apigateway:PathMethods",
            "a1/p",
            id="p",
            restApiId="a1",
            resourceMethods={"POST": {"methodIntegration": {"uri": uri}}},
        ),
        live("AWS::ApiGateway::RestApi", "a2", id="a2"),
        live(
            "AWS::Lambda::Url",
            "https://u.lambda-url.us-east-1.on.aws/",
            FunctionArn=f"{arn}:live",
            FunctionUrl="https://u.lambda-url.us-east-1.on.aws/",
        ),
        live(
            "AWS::CloudFront::Distribution",
            "d1",
            Origins={"Items": [{"DomainName": "a1.execute-api.us-east-1.amazonaws.com"}]},
        ),
        live(
            "AWS::CloudFront::Distribution", "d2", Origins={"Items": [{"DomainName": "u.lambda-url.us-east-1.on.aws"}]}
        ),
        live(
            "AWS::CloudFront::Distribution",
            "d3",
            Origins={"Items": [{"DomainName": "a2.execute-api.us-east-1.amazonaws.com"}]},
        ),
    )
    assert found(estate) == {"a1": True, "https://u.lambda-url.us-east-1.on.aws/": True, "d1": True, "d2": True}


TARGET = """
    resource "aws_lb_target_group" "g" { target_type = "lambda" }
    resource "aws_lb_target_group_attachment" "a" {
      target_group_arn = aws_lb_target_group.g.arn
      target_id        = aws_lambda_function.f.arn
    }
    resource "aws_lb" "b" { name = "b" }
    resource "aws_lb_listener" "l" {
      load_balancer_arn = aws_lb.b.arn
      default_action {
        type             = "forward"
        target_group_arn = aws_lb_target_group.g.arn
      }
    }
"""


@pytest.mark.parametrize(("function", "expected"), [(FUNCTION, ["aws_lb.b"]), (OTHER, [])])
def test_load_balancer_of_a_function(tmp_path: Path, function: str, expected: list[str]) -> None:
    balancers = members(terraform(tmp_path, function + TARGET), Role.MODEL_LOAD_BALANCER)
    assert [member.resource.address for member in balancers] == expected
    assert not any(member.doubt for member in balancers)
