"""Validation of requests, and traces of data."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.model.declared import live
from tests.policies.api import test_fronts as fronts
from tests.policies.api import test_inference as inference
from tests.policies.judged import cloudformation, terraform, verdicts

BODIES = "inference_method_validates_bodies"
TRACE = "inference_stage_does_not_trace_data"
METHOD = """
    resource "aws_api_gateway_method" "m" {
      rest_api_id   = aws_api_gateway_rest_api.a.id
      http_method   = "%s"
      authorization = "AWS_IAM"
      %s
    }
    resource "aws_api_gateway_request_validator" "v" {
      rest_api_id           = aws_api_gateway_rest_api.a.id
      name                  = "v"
      validate_request_body = %s
    }
"""
VALIDATED = "request_validator_id = aws_api_gateway_request_validator.v.id"
MODELLED = 'request_models = { "application/json" = "Prompt" }'


@pytest.mark.parametrize(
    ("verb", "stated", "checks", "expected"),
    [
        ("POST", "", "true", "violated"),
        ("POST", VALIDATED, "true", "violated"),
        ("POST", f"{VALIDATED}\n{MODELLED}", "true", "passed"),
        ("POST", f"{VALIDATED}\n{MODELLED}", "false", "violated"),
        ("POST", f"{VALIDATED}\n{MODELLED}", "var.elsewhere", "undetermined"),
        ("GET", "", "true", "not_applicable"),
    ],
)
def test_bodies(tmp_path: Path, verb: str, stated: str, checks: str, expected: str) -> None:
    estate = terraform(tmp_path, fronts.REST % "" + METHOD % (verb, stated, checks))
    assert verdicts(BODIES, estate) == {"aws_api_gateway_method.m": expected}


def test_routes_of_http_apis_are_not_meant(tmp_path: Path) -> None:
    estate = terraform(tmp_path, inference.CALLS + inference.HTTP + inference.route(""))
    assert verdicts(BODIES, estate) == {"aws_apigatewayv2_route.r": "not_applicable"}


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ("data_trace_enabled = true", "violated"),
        ("data_trace_enabled = false", "passed"),
        ("data_trace_enabled = var.elsewhere", "undetermined"),
    ],
)
def test_traces(tmp_path: Path, stated: str, expected: str) -> None:
    rest = terraform(tmp_path, fronts.REST % "" + fronts.LIVE + fronts.SETTINGS % ("a", stated))
    assert verdicts(TRACE, rest) == {"aws_api_gateway_stage.s": expected}
    stage = inference.V2STAGE % f"default_route_settings {{\n{stated}\n}}"
    http = terraform(tmp_path, inference.CALLS + inference.HTTP + stage)
    assert verdicts(TRACE, http) == {"aws_apigatewayv2_stage.s": expected}


def test_traces_of_another_api(tmp_path: Path) -> None:
    text = fronts.REST % "" + fronts.LIVE + fronts.OTHER + fronts.SETTINGS % ("other", "data_trace_enabled = true")
    assert verdicts(TRACE, terraform(tmp_path, text)) == {"aws_api_gateway_stage.s": "passed"}


def test_templates(tmp_path: Path) -> None:
    text = """
    A: {Type: AWS::ApiGateway::RestApi}
    M:
      Type: AWS::ApiGateway::Method
      Properties:
        RestApiId: !Ref A
        HttpMethod: POST
        Integration: {Uri: !Sub "arn:aws:apigateway:${AWS::Region}:bedrock-runtime:path/x"}
    S:
      Type: AWS::ApiGateway::Stage
      Properties: {RestApiId: !Ref A, StageName: s, MethodSettings: [{DataTraceEnabled: true}]}
    """
    estate = cloudformation(tmp_path, text)
    assert verdicts(BODIES, estate) == {"M": "violated"}
    assert verdicts(TRACE, estate) == {"S": "violated"}


def test_account() -> None:
    integration = {"uri": "arn:aws:apigateway:eu-west-1:bedrock-runtime:path/x"}
    method = {"httpMethod": "POST", "methodIntegration": integration, "requestValidatorId": "v"}
    methods = {"POST": {**method, "requestModels": {"application/json": "Prompt"}}}
    estate = [
        live("AWS::ApiGateway::RestApi", "api", id="api"),
        live("apigateway:PathMethods", "api/r", restApiId="api", id="r", resourceMethods=methods),
        live("AWS::ApiGateway::RequestValidator", "v", restApiId="api", id="v", validateRequestBody=True),
        live(
            "AWS::ApiGateway::Stage",
            "api/s",
            restApiId="api",
            stageName="s",
            methodSettings={"*/*": {"dataTraceEnabled": True}},
        ),
    ]
    assert verdicts(BODIES, estate) == {"api/r": "passed"}
    assert verdicts(TRACE, estate) == {"api/s": "violated"}
