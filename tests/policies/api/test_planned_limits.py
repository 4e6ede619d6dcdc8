"""Limits of usage plans that are for single methods of a stage."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.model.declared import live
from tests.policies.api.test_method_limits import API, BURST, HELP, INFER, MODEL, PATH, RATE, method
from tests.policies.judged import cloudformation, everything, terraform, verdicts

BOTH = "rate_limit = 5\nburst_limit = 5"
STAGE = "aws_api_gateway_stage.s.stage_name"


def keyed(text: str) -> str:
    return text.replace('http_method = "POST"', 'http_method = "POST"\napi_key_required = true')


def throttle(path: str, numbers: str = BOTH) -> str:
    return f"throttle {{\npath = {path}\n{numbers}\n}}\n"


def plan(stage: str, *throttles: str) -> str:
    return f"""
    resource "aws_api_gateway_stage" "other" {{
      rest_api_id = aws_api_gateway_rest_api.a.id
      stage_name  = "other"
    }}
    resource "aws_api_gateway_usage_plan" "p" {{
      name = "p"
      api_stages {{
        api_id = aws_api_gateway_rest_api.a.id
        stage  = {stage}
        {"".join(throttles)}
      }}
      api_stages {{
        api_id = aws_api_gateway_rest_api.a.id
        stage  = aws_api_gateway_stage.other.stage_name
      }}
    }}
    """


ONE = keyed(API + method("POST", INFER))
TWO = ONE + method("POST", HELP)
HERE = '"/infer/POST"'


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (ONE + plan(STAGE), ["violated", "violated"]),
        (ONE + plan(STAGE, throttle(HERE)), ["passed", "passed"]),
        (ONE + plan(STAGE, throttle(HERE, "rate_limit = 5")), ["passed", "violated"]),
        (ONE + plan(STAGE, throttle(f'"${{{PATH % "infer"}}}/POST"')), ["passed", "passed"]),
        (ONE + plan(STAGE, throttle('"/help/POST"')), ["violated", "violated"]),
        (ONE + plan(STAGE, throttle('"/infer/GET"')), ["violated", "violated"]),
        (ONE + plan(STAGE, throttle("var.elsewhere")), ["undetermined", "undetermined"]),
        (ONE + plan(STAGE, throttle(HERE, "rate_limit = var.elsewhere")), ["undetermined", "violated"]),
        (ONE + plan('"another"', throttle(HERE)), ["violated", "violated"]),
        (API + method("POST", INFER) + plan(STAGE, throttle(HERE)), ["violated", "violated"]),
        (TWO + plan(STAGE, throttle(HERE)), ["violated", "violated"]),
        (keyed(TWO) + plan(STAGE, throttle(HERE), throttle('"/help/POST"')), ["passed", "passed"]),
    ],
)
def test_terraform(tmp_path: Path, text: str, expected: list[str]) -> None:
    found = terraform(tmp_path, text)
    assert [verdicts(policy, found)["aws_api_gateway_stage.s"] for policy in (RATE, BURST)] == expected


@pytest.mark.parametrize(("entry", "expected"), [("/infer/POST", "passed"), ("/other/POST", "violated")])
@pytest.mark.parametrize("key", ["true", "false"])
def test_template(tmp_path: Path, entry: str, expected: str, key: str) -> None:
    text = f"""
    A: {{Type: AWS::ApiGateway::RestApi, Properties: {{Name: a}}}}
    R: {{Type: AWS::ApiGateway::Resource, Properties: {{RestApiId: !Ref A, ParentId: !GetAtt A.RootResourceId, PathPart: infer}}}}
    M:
      Type: AWS::ApiGateway::Method
      Properties:
        RestApiId: !Ref A
        ResourceId: !Ref R
        HttpMethod: POST
        ApiKeyRequired: {key}
        Integration: {{Type: AWS, Uri: "{MODEL}"}}
    S: {{Type: AWS::ApiGateway::Stage, Properties: {{RestApiId: !Ref A, StageName: s}}}}
    P:
      Type: AWS::ApiGateway::UsagePlan
      Properties:
        ApiStages:
          - ApiId: !Ref A
            Stage: !Ref S
            Throttle: {{"{entry}": {{RateLimit: 5, BurstLimit: 5}}}}
    """
    found = cloudformation(tmp_path, text)
    wanted = expected if key == "true" else "violated"
    assert [verdicts(policy, found) for policy in (RATE, BURST)] == [{"S": wanted}] * 2


@pytest.mark.parametrize(
    ("stage", "entry", "expected"),
    [("s", "/x/POST", "passed"), ("t", "/x/POST", "violated"), ("s", "/y/POST", "violated"), ("s", None, "violated")],
)
def test_account(stage: str, entry: str | None, expected: str) -> None:
    limits: dict[str, Any] = {} if entry is None else {entry: {"rateLimit": 5.0, "burstLimit": 5}}
    ask = {
        "httpMethod": "POST",
        "authorizationType": "NONE",
        "apiKeyRequired": True,
        "methodIntegration": {"uri": MODEL},
    }
    stages = [{"apiId": "a", "stage": stage, "throttle": limits}, {"apiId": "a", "stage": "other"}]
    found = [
        live("AWS::ApiGateway::RestApi", "a", id="a"),
        live("apigateway:PathMethods", "a/p", restApiId="a", id="p", path="/x", resourceMethods={"POST": ask}),
        live("AWS::ApiGateway::Stage", "a/s", restApiId="a", stageName="s"),
        live("AWS::ApiGateway::UsagePlan", "u", id="u", apiStages=stages),
    ]
    estate = everything(found)
    assert [verdicts(policy, estate) for policy in (RATE, BURST)] == [{"a/s": expected}] * 2


@pytest.mark.parametrize("other", ["", "declared"])
@pytest.mark.parametrize(("here", "elsewhere", "expected"), [("s", "t", "passed"), ("t", "s", "violated")])
@pytest.mark.parametrize("whole", [True, False])
def test_stage_of_another_api_has_its_name(
    other: str, here: str, elsewhere: str, expected: str, *, whole: bool
) -> None:
    """A plan that names this API with another stage, and another API with a stage of this name, is not for this one."""
    numbers = {"rateLimit": 5.0, "burstLimit": 5}
    single = {} if whole else {"/x/POST": numbers}
    ask = {"httpMethod": "POST", "apiKeyRequired": True, "methodIntegration": {"uri": MODEL}}
    found = [
        live("AWS::ApiGateway::RestApi", "a", id="a"),
        live("apigateway:PathMethods", "a/p", restApiId="a", id="p", path="/x", resourceMethods={"POST": ask}),
        live("AWS::ApiGateway::Stage", "a/s", restApiId="a", stageName="s"),
        live(
            "AWS::ApiGateway::UsagePlan",
            "u",
            id="u",
            throttle=numbers if whole else {},
            apiStages=[{"apiId": "a", "stage": here, "throttle": single}, {"apiId": "b", "stage": elsewhere}],
        ),
    ]
    if other:
        found += [
            live("AWS::ApiGateway::RestApi", "b", id="b"),
            live("AWS::ApiGateway::Stage", "b/s", restApiId="b", stageName="s"),
        ]
    estate = everything(found)
    assert [verdicts(policy, estate)["a/s"] for policy in (RATE, BURST)] == [expected] * 2
