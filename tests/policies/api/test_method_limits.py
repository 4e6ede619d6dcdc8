"""Limits of stages of REST APIs that are for some of their methods."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.model.declared import live
from tests.policies.judged import cloudformation, everything, terraform, verdicts

RATE, BURST = "rest_api_in_front_of_models_limits_rates", "rest_api_in_front_of_models_limits_bursts"
MODEL = "arn:aws:apigateway:eu-west-1:runtime.sagemaker:path/endpoints/chat/invocations"
PAGE = "https://example.com/"
ROOT = "aws_api_gateway_rest_api.a.root_resource_id"
INFER, V1, HELP = (f"aws_api_gateway_resource.{name}.id" for name in ("infer", "v1", "help"))


def method(verb: str, path: str, uri: str = MODEL, kind: str = "AWS") -> str:
    name = f"{path.split('.')[-2]}_{verb.lower()}"
    return f"""
    resource "aws_api_gateway_method" "{name}" {{
      rest_api_id = aws_api_gateway_rest_api.a.id
      resource_id = {path}
      http_method = "{verb}"
    }}
    resource "aws_api_gateway_integration" "{name}" {{
      rest_api_id = aws_api_gateway_rest_api.a.id
      resource_id = {path}
      http_method = aws_api_gateway_method.{name}.http_method
      type        = "{kind}"
      uri         = "{uri}"
    }}
    """


def limit(path: str, numbers: str = "throttling_rate_limit = 5\nthrottling_burst_limit = 5", name: str = "l") -> str:
    return f"""
    resource "aws_api_gateway_method_settings" "{name}" {{
      rest_api_id = aws_api_gateway_rest_api.a.id
      stage_name  = aws_api_gateway_stage.s.stage_name
      method_path = {path}
      settings {{
        {numbers}
      }}
    }}
    """


API = """
    variable "elsewhere" {}
    resource "aws_api_gateway_rest_api" "a" { name = "a" }
    resource "aws_api_gateway_stage" "s" {
      rest_api_id = aws_api_gateway_rest_api.a.id
      stage_name  = "s"
    }
    resource "aws_api_gateway_resource" "infer" {
      rest_api_id = aws_api_gateway_rest_api.a.id
      parent_id   = aws_api_gateway_rest_api.a.root_resource_id
      path_part   = "infer"
    }
    resource "aws_api_gateway_resource" "v1" {
      rest_api_id = aws_api_gateway_rest_api.a.id
      parent_id   = aws_api_gateway_resource.infer.id
      path_part   = "v1"
    }
    resource "aws_api_gateway_resource" "help" {
      rest_api_id = aws_api_gateway_rest_api.a.id
      parent_id   = aws_api_gateway_rest_api.a.root_resource_id
      path_part   = "help"
    }
"""
ONE = API + method("POST", INFER)
TWO = ONE + method("POST", HELP, PAGE, "HTTP")
MOCK = ONE + method("GET", HELP, "", "MOCK")
BOTH = ONE + method("GET", INFER)
PATH = "aws_api_gateway_resource.%s.path"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (ONE, "violated"),
        (ONE + limit('"*/*"'), "passed"),
        (BOTH + limit('"*/*"'), "passed"),
        (ONE + limit('"infer/POST"'), "passed"),
        (ONE + limit('"/infer/POST"'), "passed"),
        (ONE + limit('"other/POST"'), "violated"),
        (ONE + limit('"infer/GET"'), "violated"),
        (ONE + limit('"infer/*"'), "passed"),
        (ONE + limit('"v1/POST"'), "violated"),
        (API + method("POST", V1) + limit('"infer/v1/POST"'), "passed"),
        (API + method("POST", V1) + limit('"infer~1v1/POST"'), "passed"),
        (API + method("POST", V1) + limit('"v1/POST"'), "violated"),
        (API + method("POST", ROOT) + limit('"/POST"'), "passed"),
        (API + method("POST", ROOT) + limit('"infer/POST"'), "violated"),
        (API + method("ANY", INFER) + limit('"infer/ANY"'), "passed"),
        (API + method("ANY", INFER) + limit('"infer/POST"'), "undetermined"),
        (TWO + limit('"infer/POST"'), "undetermined"),
        (TWO + limit('"help/POST"'), "violated"),
        (MOCK + limit('"infer/POST"'), "passed"),
        (MOCK + limit('"help/GET"'), "violated"),
        (BOTH + limit('"infer/POST"'), "violated"),
        (BOTH + limit('"infer/POST"') + limit('"infer/GET"', name="g"), "passed"),
        (ONE + method("OPTIONS", INFER, "", "MOCK") + limit('"infer/POST"'), "passed"),
        (ONE + limit("var.elsewhere"), "undetermined"),
        (ONE + limit('"${var.elsewhere}/POST"'), "undetermined"),
        (ONE + limit('"${var.elsewhere}/GET"'), "violated"),
        (ONE + limit('"${var.elsewhere}/GET"') + limit('"*/*"', name="g"), "passed"),
        (ONE + limit('"${trimprefix(%s, "/")}/POST"' % (PATH % "infer")), "passed"),
        (ONE + limit('"${trimprefix(%s, "/")}/POST"' % (PATH % "help")), "violated"),
        (ONE + limit('"${%s}/POST"' % (PATH % "infer")), "passed"),
        (ONE + limit('"${aws_api_gateway_resource.infer.path_part}/POST"'), "passed"),
        (ONE + limit('"*/*"') + limit('"infer/POST"', "metrics_enabled = true", "own"), "violated"),
        (ONE + limit('"*/*"') + limit('"help/POST"', "metrics_enabled = true", "own"), "passed"),
        (API.replace('"infer"\n    }', "var.elsewhere\n    }") + method("POST", INFER) + limit('"infer/POST"'), "undetermined"),
    ],
)  # fmt: skip
def test_terraform(tmp_path: Path, text: str, expected: str) -> None:
    found = terraform(tmp_path, text)
    assert [verdicts(policy, found) for policy in (RATE, BURST)] == [{"aws_api_gateway_stage.s": expected}] * 2


LIMITED = "ThrottlingRateLimit: 5, ThrottlingBurstLimit: 5}"
EVERYWHERE = '{HttpMethod: "*", ResourcePath: "/*", ' + LIMITED


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ('{HttpMethod: "*", ResourcePath: "/*", ' + LIMITED, "passed"),
        ("{HttpMethod: GET, ResourcePath: /~1v1~1infer, " + LIMITED, "violated"),
        ("{HttpMethod: POST, ResourcePath: /~1other, " + LIMITED, "violated"),
        ("{HttpMethod: POST, ResourcePath: /~1infer, " + LIMITED, "violated"),
        ("{HttpMethod: POST, ResourcePath: /~1v1~1infer, " + LIMITED, "passed"),
        ("{HttpMethod: POST, ResourcePath: /v1/infer, " + LIMITED, "passed"),
        ("{HttpMethod: POST, ResourcePath: !ImportValue where, " + LIMITED, "undetermined"),
        (
            EVERYWHERE + ", {HttpMethod: POST, ResourcePath: /~1v1~1infer, MetricsEnabled: true}",
            "undetermined",
        ),
        (
            EVERYWHERE
            + ", {HttpMethod: POST, ResourcePath: /~1v1~1infer, ThrottlingRateLimit: -1, ThrottlingBurstLimit: -1}",
            "violated",
        ),
    ],
)
def test_cloudformation(tmp_path: Path, settings: str, expected: str) -> None:
    text = f"""
    Api: {{Type: AWS::ApiGateway::RestApi, Properties: {{Name: a}}}}
    V1:
      Type: AWS::ApiGateway::Resource
      Properties: {{RestApiId: !Ref Api, ParentId: !GetAtt Api.RootResourceId, PathPart: v1}}
    Infer: {{Type: AWS::ApiGateway::Resource, Properties: {{RestApiId: !Ref Api, ParentId: !Ref V1, PathPart: infer}}}}
    Method:
      Type: AWS::ApiGateway::Method
      Properties: {{RestApiId: !Ref Api, ResourceId: !Ref Infer, HttpMethod: POST, AuthorizationType: AWS_IAM}}
    Stage:
      Type: AWS::ApiGateway::Stage
      Properties:
        RestApiId: !Ref Api
        StageName: s
        MethodSettings: [{settings}]
    """
    found = everything(cloudformation(tmp_path, text))
    assert [verdicts(policy, found) for policy in (RATE, BURST)] == [{"Stage": expected}] * 2


DOCUMENT = """
    variable "elsewhere" {}
    resource "aws_api_gateway_rest_api" "a" {
      name = "a"
      body = jsonencode({
        components = { securitySchemes = { key = { type = "apiKey", name = "x-api-key", in = "header" } } }
        paths = {
          "/v1/infer" = { post = { %s x-amazon-apigateway-integration = { type = "aws", uri = "MODEL" } } }
          "/help" = { x-amazon-apigateway-any-method = { x-amazon-apigateway-integration = { type = "mock" } } }
        }
      })
    }
    resource "aws_api_gateway_stage" "s" {
      rest_api_id = aws_api_gateway_rest_api.a.id
      stage_name  = "s"
    }
""".replace("MODEL", MODEL)
PLAN = """
    resource "aws_api_gateway_usage_plan" "p" {
      name = "p"
      api_stages {
        api_id = aws_api_gateway_rest_api.a.id
        stage  = aws_api_gateway_stage.s.stage_name
      }
      throttle_settings {
        rate_limit  = 5
        burst_limit = 5
      }
    }
"""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (DOCUMENT % "" + limit('"v1/infer/POST"'), "passed"),
        (DOCUMENT % "" + limit('"help/POST"'), "violated"),
        (DOCUMENT % "" + limit('"*/*"'), "passed"),
        (DOCUMENT % "security = [{ key = [] }]," + PLAN, "passed"),
        (DOCUMENT % "" + PLAN, "violated"),
    ],
)
def test_documents(tmp_path: Path, text: str, expected: str) -> None:
    found = terraform(tmp_path, text)
    assert [verdicts(policy, found) for policy in (RATE, BURST)] == [{"aws_api_gateway_stage.s": expected}] * 2


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("*/*", "passed"),
        ("~1x/GET", "violated"),
        ("~1x/POST", "passed"),
        ("x/POST", "passed"),
        ("~1y/POST", "violated"),
        ("~1x~1y/POST", "violated"),
    ],
)
def test_account(name: str, expected: str) -> None:
    limits: dict[str, Any] = {name: {"throttlingRateLimit": 5.0, "throttlingBurstLimit": 5}}
    ask = {"POST": {"httpMethod": "POST", "authorizationType": "AWS_IAM", "methodIntegration": {"uri": MODEL}}}
    mock = {"GET": {"httpMethod": "GET", "authorizationType": "AWS_IAM", "methodIntegration": {"type": "MOCK"}}}
    found = [
        live("AWS::ApiGateway::RestApi", "a", id="a"),
        live("apigateway:PathMethods", "a/p", restApiId="a", id="p", path="/x", resourceMethods=ask),
        live("apigateway:PathMethods", "a/q", restApiId="a", id="q", path="/y", resourceMethods=mock),
        live("AWS::ApiGateway::Stage", "a/s", restApiId="a", stageName="s", methodSettings=limits),
    ]
    estate = everything(found)
    assert [verdicts(policy, estate) for policy in (RATE, BURST)] == [{"a/s": expected}] * 2


@pytest.mark.parametrize(("api", "expected"), [("a", "passed"), ("b", "violated")])
def test_stage_of_another_api_has_its_name(tmp_path: Path, api: str, expected: str) -> None:
    other = """
    resource "aws_api_gateway_rest_api" "b" { name = "b" }
    resource "aws_api_gateway_stage" "b" {
      rest_api_id = aws_api_gateway_rest_api.b.id
      stage_name  = "s"
    }
    """
    said = limit('"*/*"').replace("rest_api.a.id", f"rest_api.{api}.id")
    found = terraform(tmp_path, API + method("POST", INFER) + other + said)
    assert [verdicts(policy, found)["aws_api_gateway_stage.s"] for policy in (RATE, BURST)] == [expected] * 2
