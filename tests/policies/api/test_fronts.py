"""Relays, distributions and GraphQL APIs in front of models; limits and web ACLs of REST APIs."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.model.declared import live
from tests.policies.judged import cloudformation, terraform, verdicts

ROUTE = "inference_route_requires_authorization"
RELAY = "relay_to_a_model_asks_who_calls"
RATE = "rest_api_in_front_of_models_limits_rates"
STAGE_ACL = "rest_api_in_front_of_models_has_a_web_acl"
EDGE = "distribution_of_an_inference_api_has_a_web_acl"
TLS = "distribution_of_an_inference_api_requires_tls_1_2"
HTTPS = "distribution_of_an_inference_api_speaks_only_https"
GRAPH = "graphql_api_in_front_of_models_has_a_web_acl"

API, STAGE, DIST = "aws_api_gateway_rest_api.a", "aws_api_gateway_stage.s", "aws_cloudfront_distribution.d"
REST = """
    variable "elsewhere" {}
    resource "aws_api_gateway_rest_api" "a" {
      name = "a"
      %s
    }
    resource "aws_api_gateway_integration" "i" {
      rest_api_id = aws_api_gateway_rest_api.a.id
      uri         = "arn:aws:apigateway:${var.elsewhere}:runtime.sagemaker:path//endpoints/e/invocations"
      type        = "AWS"
    }
"""
UNKNOWN_TARGET = (REST % "").replace(
    '"arn:aws:apigateway:${var.elsewhere}:runtime.sagemaker:path//endpoints/e/invocations"', "var.elsewhere"
)
OTHER = """
    resource "aws_api_gateway_rest_api" "other" { name = "other" }
    resource "aws_api_gateway_stage" "other" {
      rest_api_id = aws_api_gateway_rest_api.other.id
      stage_name  = "live"
    }
"""
METHOD = """
    resource "aws_api_gateway_method" "m" {
      rest_api_id   = aws_api_gateway_rest_api.a.id
      http_method   = "%s"
      authorization = %s
    }
"""
LIVE = """
    resource "aws_api_gateway_stage" "s" {
      rest_api_id = aws_api_gateway_rest_api.a.id
      stage_name  = "live"
    }
"""
SETTINGS = """
    resource "aws_api_gateway_method_settings" "r" {
      rest_api_id = aws_api_gateway_rest_api.%s.id
      stage_name  = "live"
      method_path = "*/*"
      settings {
        %s
      }
    }
"""
PLAN = """
    resource "aws_api_gateway_usage_plan" "p" {
      name = "p"
      api_stages {
        api_id = aws_api_gateway_rest_api.%s.id
        stage  = aws_api_gateway_stage.%s.stage_name
      }
      %s
    }
"""
KEYED = """
    resource "aws_api_gateway_method" "keyed" {
      rest_api_id      = aws_api_gateway_rest_api.a.id
      http_method      = "POST"
      api_key_required = %s
    }
"""
THROTTLED = "throttle_settings {\nrate_limit = 5\n}"
SCHEMES = 'components = { securitySchemes = { sigv4 = { type = "apiKey", x-amazon-apigateway-authtype = "awsSigv4" }, key = { type = "apiKey", name = "x-api-key" } } }, '
BODY = (
    "body = jsonencode({ "
    + SCHEMES
    + '%s paths = { "/" = { parameters = [{ in = "query" }], post = { %s x-amazon-apigateway-integration = { type = "%s", uri = var.elsewhere } } } } })'
)

YAML = """body = <<-EOT
  openapi: 3.0.1
  components: {securitySchemes: {sigv4: {type: apiKey, x-amazon-apigateway-authtype: awsSigv4}}}
  paths:
    /chat:
      post:
        %s
        x-amazon-apigateway-integration: {type: aws, uri: "arn:aws:apigateway:${var.elsewhere}:x"}
  EOT
"""


@pytest.mark.parametrize(
    ("policy", "text", "expected"),
    [
        (RELAY, REST % "" + METHOD % ("POST", '"NONE"'), {API: "violated"}),
        (RELAY, REST % "" + METHOD % ("POST", '"AWS_IAM"'), {API: "passed"}),
        (RELAY, REST % "" + METHOD % ("POST", "var.elsewhere"), {API: "undetermined"}),
        (RELAY, REST % "" + METHOD % ("OPTIONS", '"NONE"'), {API: "passed"}),
        (RELAY, UNKNOWN_TARGET + METHOD % ("POST", '"NONE"'), {API: "undetermined"}),
        (RELAY, UNKNOWN_TARGET + METHOD % ("POST", '"AWS_IAM"'), {API: "passed"}),
        (ROUTE, REST % (BODY % ("", "", "aws")), {API: "violated"}),
        (ROUTE, REST % (BODY % ("", "security = [{ sigv4 = [] }],", "aws")), {API: "passed"}),
        (ROUTE, REST % (BODY % ("security = [{ sigv4 = [] }],", "", "aws")), {API: "passed"}),
        (ROUTE, REST % (BODY % ("security = [{ sigv4 = [] }],", "security = [],", "aws")), {API: "violated"}),
        (ROUTE, REST % (BODY % ("", "security = [{ sigv4 = [] }, {}],", "aws")), {API: "violated"}),
        (ROUTE, REST % (BODY % ("", "security = [{ key = [] }],", "aws")), {API: "violated"}),
        (ROUTE, REST % (BODY % ("", "security = [{ key = [], sigv4 = [] }],", "aws")), {API: "passed"}),
        (ROUTE, REST % (BODY % ("", "security = [{ unheard = [] }],", "aws")), {API: "violated"}),
        (ROUTE, REST % (BODY % ("", 'x-amazon-apigateway-auth = { type = "AWS_IAM" },', "aws")), {API: "passed"}),
        (ROUTE, REST % (BODY % ("", 'x-amazon-apigateway-auth = { type = "NONE" },', "aws")), {API: "violated"}),
        (ROUTE, REST % (YAML % ""), {API: "violated"}),
        (ROUTE, REST % (YAML % "security: [{sigv4: []}]"), {API: "passed"}),
        (ROUTE, REST % (YAML % "security: ${var.elsewhere}"), {API: "undetermined"}),
        (ROUTE, REST % 'body = "paths: ["', {API: "undetermined"}),
        (ROUTE, REST % (BODY % ("", "", "mock")), {API: "passed"}),
        (ROUTE, REST % (BODY % ("", "security = var.elsewhere,", "aws")), {API: "undetermined"}),
        (ROUTE, REST % "body = var.elsewhere", {API: "undetermined"}),
        (ROUTE, REST % "", {}),
        (RATE, REST % "" + LIVE, {STAGE: "violated"}),
        (RATE, REST % "" + LIVE + SETTINGS % ("a", "throttling_rate_limit = 5"), {STAGE: "passed"}),
        (RATE, REST % "" + LIVE + SETTINGS % ("a", "metrics_enabled = true"), {STAGE: "violated"}),
        (RATE, REST % "" + LIVE + OTHER + SETTINGS % ("other", "throttling_rate_limit = 5"), {STAGE: "violated"}),
        (RATE, REST % "" + LIVE + PLAN % ("a", "s", THROTTLED) + KEYED % "true", {STAGE: "passed"}),
        (RATE, REST % "" + LIVE + PLAN % ("a", "s", THROTTLED) + KEYED % "false", {STAGE: "violated"}),
        (RATE, REST % "" + LIVE + PLAN % ("a", "s", THROTTLED) + KEYED % "var.elsewhere", {STAGE: "undetermined"}),
        (RATE, REST % "" + LIVE + PLAN % ("a", "s", THROTTLED), {STAGE: "undetermined"}),
        (RATE, REST % "" + LIVE + PLAN % ("a", "s", ""), {STAGE: "violated"}),
        (RATE, REST % "" + LIVE + OTHER + PLAN % ("other", "other", THROTTLED), {STAGE: "violated"}),
        (STAGE_ACL, REST % "" + LIVE, {STAGE: "violated"}),
        (STAGE_ACL, REST % 'endpoint_configuration {\ntypes = ["PRIVATE"]\n}' + LIVE, {STAGE: "not_applicable"}),
    ],
)
def test_rest_apis(tmp_path: Path, policy: str, text: str, expected: dict[str, str]) -> None:
    assert verdicts(policy, terraform(tmp_path, text)) == expected


DISTRIBUTION = """
    resource "aws_cloudfront_distribution" "d" {{
      origin {{
        origin_id   = "o"
        domain_name = "${{aws_api_gateway_rest_api.a.id}}.execute-api.eu-west-1.amazonaws.com"
      }}
      {stated}
    }}
"""


def behavior(policy: str) -> str:
    return f"default_cache_behavior {{\nviewer_protocol_policy = {policy}\n}}"


def certificate(stated: str) -> str:
    return f"viewer_certificate {{\n{stated}\n}}"


@pytest.mark.parametrize(
    ("policy", "stated", "expected"),
    [
        (EDGE, "", "violated"),
        (EDGE, 'web_acl_id = "arn:w"', "passed"),
        (EDGE, 'web_acl_id = ""', "violated"),
        (EDGE, "web_acl_id = var.elsewhere", "undetermined"),
        (TLS, certificate('minimum_protocol_version = "TLSv1.2_2021"'), "passed"),
        (TLS, certificate('minimum_protocol_version = "TLSv1.1_2016"'), "violated"),
        (
            TLS,
            certificate('cloudfront_default_certificate = true\nminimum_protocol_version = "TLSv1.2_2021"'),
            "violated",
        ),
        (TLS, certificate(""), "violated"),
        (TLS, certificate("minimum_protocol_version = var.elsewhere"), "undetermined"),
        (HTTPS, behavior('"allow-all"'), "violated"),
        (HTTPS, behavior('"redirect-to-https"'), "passed"),
        (HTTPS, behavior("var.elsewhere"), "undetermined"),
        (
            HTTPS,
            behavior('"https-only"') + '\nordered_cache_behavior {\nviewer_protocol_policy = "allow-all"\n}',
            "violated",
        ),
    ],
)
def test_distributions(tmp_path: Path, policy: str, stated: str, expected: str) -> None:
    estate = terraform(tmp_path, REST % "" + DISTRIBUTION.format(stated=stated))
    assert verdicts(policy, estate) == {DIST: expected}


def test_distribution_of_something_else(tmp_path: Path) -> None:
    text = 'resource "aws_cloudfront_distribution" "d" {\norigin {\norigin_id = "o"\ndomain_name = "example.com"\n}\n}'
    assert verdicts(EDGE, terraform(tmp_path, text)) == {}


GRAPHQL = """
    resource "aws_appsync_graphql_api" "g" {{
      name = "g"
      {stated}
    }}
    resource "aws_appsync_datasource" "s" {{
      api_id = aws_appsync_graphql_api.g.id
      type   = "{kind}"
    }}
"""
ASSOCIATED = 'resource "aws_wafv2_web_acl_association" "w" {\nresource_arn = aws_appsync_graphql_api.g.arn\nweb_acl_arn = "arn:w"\n}'


@pytest.mark.parametrize(
    ("stated", "kind", "beside", "expected"),
    [
        ("", "AMAZON_BEDROCK_RUNTIME", "", ["violated"]),
        ("", "AMAZON_BEDROCK_RUNTIME", ASSOCIATED, ["passed"]),
        ('visibility = "PRIVATE"', "AMAZON_BEDROCK_RUNTIME", "", ["not_applicable"]),
        ("", "NONE", "", []),
    ],
)
def test_graphql(tmp_path: Path, stated: str, kind: str, beside: str, expected: list[str]) -> None:
    estate = terraform(tmp_path, GRAPHQL.format(stated=stated, kind=kind) + beside)
    assert list(verdicts(GRAPH, estate).values()) == expected


TEMPLATE = """
    Api: {{Type: AWS::ApiGateway::RestApi, Properties: {{Name: a}}}}
    Method:
      Type: AWS::ApiGateway::Method
      Properties:
        RestApiId: !Ref Api
        HttpMethod: POST
        AuthorizationType: {authorization}
        Integration: {{Uri: !Sub 'arn:aws:apigateway:${{AWS::Region}}:bedrock-runtime:path/model'}}
    Stage:
      Type: AWS::ApiGateway::Stage
      Properties: {{RestApiId: !Ref Api, StageName: live, MethodSettings: [{settings}]}}
    Front:
      Type: AWS::CloudFront::Distribution
      Properties:
        DistributionConfig:
          Origins: [{{Id: o, DomainName: !Sub '${{Api}}.execute-api.${{AWS::Region}}.amazonaws.com'}}]
          DefaultCacheBehavior: {{ViewerProtocolPolicy: {viewer}}}
          ViewerCertificate: {{MinimumProtocolVersion: {tls}}}
          {acl}
    Graph: {{Type: AWS::AppSync::GraphQLApi, Properties: {{Name: g}}}}
    Source:
      Type: AWS::AppSync::DataSource
      Properties: {{ApiId: !GetAtt Graph.ApiId, Type: AMAZON_BEDROCK_RUNTIME}}
    Association:
      Type: AWS::WAFv2::WebACLAssociation
      Properties: {{ResourceArn: {associated}, WebACLArn: arn}}
"""
OPEN = {
    "authorization": "NONE",
    "settings": "",
    "viewer": "allow-all",
    "tls": "TLSv1",
    "acl": "",
    "associated": "!Sub 'arn:aws:apigateway:${AWS::Region}::/restapis/${Api}/stages/test'",
}
SHUT = {
    "authorization": "AWS_IAM",
    "settings": "{HttpMethod: '*', ThrottlingRateLimit: 5}",
    "viewer": "https-only",
    "tls": "TLSv1.2_2021",
    "acl": "WebACLId: arn",
    "associated": "!Sub 'arn:aws:apigateway:${AWS::Region}::/restapis/${Api}/stages/live'",
}
JUDGED = {RELAY: "Api", RATE: "Stage", STAGE_ACL: "Stage", EDGE: "Front", TLS: "Front", HTTPS: "Front"}


@pytest.mark.parametrize("policy", JUDGED)
def test_cloudformation(tmp_path: Path, policy: str) -> None:
    assert verdicts(policy, cloudformation(tmp_path, TEMPLATE.format(**OPEN))) == {JUDGED[policy]: "violated"}
    assert verdicts(policy, cloudformation(tmp_path, TEMPLATE.format(**SHUT))) == {JUDGED[policy]: "passed"}


@pytest.mark.parametrize(
    ("associated", "expected"), [("!GetAtt Graph.Arn", "passed"), (OPEN["associated"], "violated")]
)
def test_graphql_of_a_template(tmp_path: Path, associated: str, expected: str) -> None:
    text = TEMPLATE.format(**{**OPEN, "associated": associated})
    assert verdicts(GRAPH, cloudformation(tmp_path, text)) == {"Graph": expected}


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        (RELAY, {"a1": "violated"}),
        (ROUTE, {"a1/r": "violated", "a1/preflight": "passed", "a1/live": "violated", "a1/test": "undetermined"}),
        (RATE, {"a1/live": "passed", "a1/test": "violated"}),
        (STAGE_ACL, {"a1/live": "passed", "a1/test": "violated"}),
        (EDGE, {"d": "violated"}),
        (TLS, {"d": "violated"}),
        (HTTPS, {"d": "passed"}),
        (GRAPH, {"g": "passed"}),
    ],
)
def test_account(policy: str, expected: dict[str, str]) -> None:
    uri = "arn:aws:apigateway:us-east-1:runtime.sagemaker:path//endpoints/e/invocations"
    post = {
        "httpMethod": "POST",
        "authorizationType": "NONE",
        "apiKeyRequired": True,
        "methodIntegration": {"uri": uri},
    }
    options = {"httpMethod": "OPTIONS", "authorizationType": "NONE", "methodIntegration": {"type": "MOCK"}}
    deployed = {"apiSummary": {"/": {"POST": {"authorizationType": "NONE", "apiKeyRequired": True}}}}
    place = {"restApiId": "a1", "stageName": "live", "webAclArn": "arn:w"}
    estate = [
        live("AWS::ApiGateway::RestApi", "a1", id="a1"),
        live("apigateway:PathMethods", "a1/r", id="r", restApiId="a1", resourceMethods={"POST": post}),
        live("apigateway:PathMethods", "a1/preflight", id="p", restApiId="a1", resourceMethods={"OPTIONS": options}),
        live("AWS::ApiGateway::Stage", "a1/live", **place, GetDeployment=deployed),
        live("AWS::ApiGateway::Stage", "a1/test", restApiId="a1", stageName="test"),
        live(
            "AWS::ApiGateway::UsagePlan",
            "u",
            id="u",
            apiStages=[{"apiId": "a1", "stage": "live"}],
            throttle={"rateLimit": 5.0},
        ),
        live(
            "AWS::CloudFront::Distribution",
            "d",
            Origins={"Items": [{"DomainName": "a1.execute-api.us-east-1.amazonaws.com"}]},
            WebACLId="",
            DefaultCacheBehavior={"ViewerProtocolPolicy": "https-only"},
            ViewerCertificate={"CloudFrontDefaultCertificate": True, "MinimumProtocolVersion": "TLSv1"},
        ),
        live("AWS::AppSync::GraphQLApi", "g", arn="g", apiId="g1", wafWebAclArn="arn:w", visibility="GLOBAL"),
        live("AWS::AppSync::DataSource", "s", apiId="g1", type="AMAZON_BEDROCK_RUNTIME"),
    ]
    assert verdicts(policy, estate) == expected
