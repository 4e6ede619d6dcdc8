"""Routes of HTTP and WebSocket APIs: whom they ask, what they let through; and hosts that are taken out of addresses."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.model.declared import live
from tests.policies.api import test_inference as inference
from tests.policies.judged import cloudformation, everything, terraform, verdicts

ROUTE, RATE = "inference_route_requires_authorization", "inference_stage_limits_rates"
TLS, PAST = "distribution_of_an_inference_api_requires_tls_1_2", "distribution_of_an_inference_api_cannot_be_passed_by"
CALLED = inference.CALLS + inference.HTTP


def route(name: str, key: str, stated: str = "") -> str:
    return f"""
    resource "aws_apigatewayv2_route" "{name}" {{
      api_id    = aws_apigatewayv2_api.a.id
      route_key = "{key}"
      {stated}
    }}
    """


def socket(text: str) -> str:
    return text.replace('"a" { name = "a" }', '"a" {\nname = "a"\nprotocol_type = "WEBSOCKET"\n}')


IAM = 'authorization_type = "AWS_IAM"'
R, C = "aws_apigatewayv2_route.r", "aws_apigatewayv2_route.c"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (CALLED + route("r", "OPTIONS /{proxy+}"), {}),
        (CALLED + route("r", "POST /options"), {R: "violated"}),
        (CALLED + route("r", "$default"), {R: "violated"}),
        (socket(CALLED) + route("r", "ask") + route("c", "$connect", IAM), {R: "not_applicable", C: "passed"}),
        (socket(CALLED) + route("r", "ask") + route("c", "$connect"), {R: "not_applicable", C: "violated"}),
        (socket(CALLED) + route("r", "ask"), {R: "violated"}),
        (CALLED + route("r", "ask") + route("c", "$connect", IAM), {R: "violated", C: "passed"}),
    ],
)
def test_routes(tmp_path: Path, text: str, expected: dict[str, str]) -> None:
    assert verdicts(ROUTE, terraform(tmp_path, text)) == expected


def test_an_api_that_was_quickly_made_asks_nobody(tmp_path: Path) -> None:
    text = 'resource "aws_apigatewayv2_api" "q" {\nname = "q"\nprotocol_type = "HTTP"\ntarget = aws_lambda_function.f.arn\n}'
    assert verdicts(ROUTE, terraform(tmp_path, inference.CALLS + text)) == {"aws_apigatewayv2_api.q": "violated"}


TWO = CALLED + route("r", "POST /chat") + route("c", "GET /help")
OWN = 'route_settings {{\nroute_key = "{}"\nthrottling_rate_limit = {}\n}}'
OF_ALL = "default_route_settings {\nthrottling_rate_limit = 5\n}"


@pytest.mark.parametrize(
    ("text", "stated", "expected"),
    [
        (CALLED + route("r", "POST /chat"), OWN.format("POST /chat", 5), "passed"),
        (CALLED + route("r", "POST /chat"), OWN.format("GET /help", 5), "violated"),
        (CALLED + route("r", "POST /chat") + route("c", "OPTIONS /chat"), OWN.format("POST /chat", 5), "passed"),
        (TWO, OWN.format("POST /chat", 5), "undetermined"),
        (TWO, OWN.format("POST /chat", 5) + "\n" + OWN.format("GET /help", 5), "passed"),
        (TWO, OF_ALL + "\n" + OWN.format("POST /chat", 100), "passed"),
        (TWO, OF_ALL + "\n" + OWN.format("POST /chat", 0), "undetermined"),
        (TWO, OF_ALL, "passed"),
        (TWO, OWN.format("POST /chat", "var.elsewhere"), "undetermined"),
    ],
)
def test_limits_of_routes(tmp_path: Path, text: str, stated: str, expected: str) -> None:
    found = verdicts(RATE, terraform(tmp_path, text + inference.V2STAGE % stated))
    assert found == {"aws_apigatewayv2_stage.s": expected}


def test_templates_and_accounts(tmp_path: Path) -> None:
    text = """
    A: {Type: AWS::ApiGatewayV2::Api, Properties: {Name: a, ProtocolType: HTTP}}
    R: {Type: AWS::ApiGatewayV2::Route, Properties: {ApiId: !Ref A, RouteKey: POST /chat, AuthorizationType: AWS_IAM}}
    O: {Type: AWS::ApiGatewayV2::Route, Properties: {ApiId: !Ref A, RouteKey: OPTIONS /chat}}
    S:
      Type: AWS::ApiGatewayV2::Stage
      Properties: {ApiId: !Ref A, StageName: s, RouteSettings: {"POST /chat": {ThrottlingRateLimit: 5}}}
    """
    estate = everything(cloudformation(tmp_path, text))
    assert verdicts(ROUTE, estate) == {"R": "passed"}
    assert verdicts(RATE, estate) == {"S": "passed"}
    beside = everything(
        [
            live("AWS::ApiGatewayV2::Api", "a", ApiId="a", ProtocolType="WEBSOCKET"),
            live("AWS::ApiGatewayV2::Route", "c", ApiId="a", RouteKey="$connect", AuthorizationType="AWS_IAM"),
            live("AWS::ApiGatewayV2::Route", "m", ApiId="a", RouteKey="ask", AuthorizationType="NONE"),
            live(
                "AWS::ApiGatewayV2::Stage",
                "s",
                ApiId="a",
                StageName="s",
                RouteSettings={"ask": {"ThrottlingRateLimit": 5.0}, "$connect": {"ThrottlingRateLimit": 5.0}},
            ),
        ]
    )
    assert verdicts(ROUTE, beside) == {"c": "passed", "m": "not_applicable"}
    assert verdicts(RATE, beside) == {"s": "passed"}


DISTRIBUTION = """
    resource "aws_lambda_function_url" "u" {
      function_name      = aws_lambda_function.f.function_name
      authorization_type = "%s"
    }
    resource "aws_cloudfront_distribution" "d" {
      enabled = true
      origin {
        origin_id   = "u"
        domain_name = %s
      }
      default_cache_behavior {
        target_origin_id       = "u"
        viewer_protocol_policy = "https-only"
      }
    }
"""
URL = "aws_lambda_function_url.u.function_url"


@pytest.mark.parametrize(
    "host",
    [
        f'replace(replace({URL}, "https://", ""), "/", "")',
        f'trimsuffix(trimprefix({URL}, "https://"), "/")',
        f'replace({URL}, "/https:\\\\/\\\\/|\\\\//", "")',
    ],
)
def test_hosts_that_are_taken_out_of_addresses(tmp_path: Path, host: str) -> None:
    estate = terraform(tmp_path, inference.CALLS + DISTRIBUTION % ("NONE", host))
    assert verdicts(TLS, estate) == {"aws_cloudfront_distribution.d": "violated"}
    assert verdicts(PAST, estate) == {"aws_cloudfront_distribution.d": "violated"}
    estate = terraform(tmp_path, inference.CALLS + DISTRIBUTION % ("AWS_IAM", host))
    assert verdicts(PAST, estate) == {"aws_cloudfront_distribution.d": "passed"}


def test_other_texts_that_are_made_of_addresses_are_not_followed(tmp_path: Path) -> None:
    host = f'replace({URL}, "on.aws", "example.com")'
    estate = terraform(tmp_path, inference.CALLS + DISTRIBUTION % ("NONE", host))
    assert verdicts(PAST, estate) == {"aws_cloudfront_distribution.d": "undetermined"}
