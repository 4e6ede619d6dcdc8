"""Limits of stages of REST APIs that are for some of their methods."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.model.declared import live
from tests.policies.judged import cloudformation, everything, terraform, verdicts

RATE, BURST = "rest_api_in_front_of_models_limits_rates", "rest_api_in_front_of_models_limits_bursts"


def estate(path: str, *verbs: str) -> str:
    methods = "".join(
        f'resource "aws_api_gateway_method" "m{number}" {{\nrest_api_id = aws_api_gateway_rest_api.a.id\n'
        f'http_method = "{verb}"\n}}\n'
        for number, verb in enumerate(verbs)
    )
    return f"""
    variable "elsewhere" {{}}
    resource "aws_api_gateway_rest_api" "a" {{ name = "a" }}
    resource "aws_api_gateway_integration" "i" {{
      rest_api_id = aws_api_gateway_rest_api.a.id
      type        = "AWS"
      uri         = "arn:aws:apigateway:eu-west-1:runtime.sagemaker:path/endpoints/chat/invocations"
    }}
    resource "aws_api_gateway_stage" "s" {{
      rest_api_id = aws_api_gateway_rest_api.a.id
      stage_name  = "s"
    }}
    resource "aws_api_gateway_method_settings" "l" {{
      rest_api_id = aws_api_gateway_rest_api.a.id
      stage_name  = aws_api_gateway_stage.s.stage_name
      method_path = {path}
      settings {{
        throttling_rate_limit  = 5
        throttling_burst_limit = 5
      }}
    }}
    {methods}
    """


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (estate('"*/*"', "POST"), "passed"),
        (estate('"*/*"', "POST", "GET"), "passed"),
        (estate('"other/GET"', "POST"), "violated"),
        (estate('"other/GET"', "POST", "OPTIONS"), "violated"),
        (estate('"chat/POST"', "POST"), "passed"),
        (estate('"chat/POST"', "POST", "OPTIONS"), "passed"),
        (estate('"other/GET"', "POST", "GET"), "undetermined"),
        (estate("var.elsewhere", "POST"), "undetermined"),
    ],
)
def test_terraform(tmp_path: Path, text: str, expected: str) -> None:
    found = terraform(tmp_path, text)
    assert [verdicts(policy, found) for policy in (RATE, BURST)] == [{"aws_api_gateway_stage.s": expected}] * 2


@pytest.mark.parametrize(
    ("setting", "expected"),
    [
        ('{HttpMethod: "*", ResourcePath: "/*"', "passed"),
        ("{HttpMethod: GET, ResourcePath: /~1other", "violated"),
        ("{HttpMethod: POST, ResourcePath: /~1chat", "passed"),
    ],
)
def test_cloudformation(tmp_path: Path, setting: str, expected: str) -> None:
    text = f"""
    Api: {{Type: AWS::ApiGateway::RestApi, Properties: {{Name: a}}}}
    Method:
      Type: AWS::ApiGateway::Method
      Properties: {{RestApiId: !Ref Api, HttpMethod: POST, AuthorizationType: AWS_IAM}}
    Stage:
      Type: AWS::ApiGateway::Stage
      Properties:
        RestApiId: !Ref Api
        StageName: s
        MethodSettings: [{setting}, ThrottlingRateLimit: 5, ThrottlingBurstLimit: 5}}]
    """
    found = everything(cloudformation(tmp_path, text))
    assert [verdicts(policy, found) for policy in (RATE, BURST)] == [{"Stage": expected}] * 2


@pytest.mark.parametrize(("name", "expected"), [("*/*", "passed"), ("~1x/GET", "violated"), ("~1x/POST", "passed")])
def test_account(name: str, expected: str) -> None:
    limits: dict[str, Any] = {name: {"throttlingRateLimit": 5.0, "throttlingBurstLimit": 5}}
    methods = {"POST": {"httpMethod": "POST", "authorizationType": "AWS_IAM"}}
    found = [
        live("AWS::ApiGateway::RestApi", "a", id="a"),
        live("apigateway:PathMethods", "a/p", restApiId="a", id="p", resourceMethods=methods),
        live("AWS::ApiGateway::Stage", "a/s", restApiId="a", stageName="s", methodSettings=limits),
    ]
    estate = everything(found)
    assert [verdicts(policy, estate) for policy in (RATE, BURST)] == [{"a/s": expected}] * 2
