"""Stages of an account serve what was deployed to them, whatever has become of the API since."""

from __future__ import annotations

from typing import Any

import pytest

from pytest_aisec.declarations import Declaration
from pytest_aisec.values import Unknown
from tests.model.declared import live
from tests.policies.judged import verdicts

ROUTE, BODIES = "inference_route_requires_authorization", "inference_method_validates_bodies"
MODEL = "arn:aws:apigateway:us-east-1:bedrock-runtime:path/model/amazon.nova-lite-v1:0/invoke"


def account(deployment: Any, verb: str = "POST", **stage: Any) -> list[Declaration]:
    """An API whose method asks who calls by now, with a stage to which something was deployed before."""
    method = {"httpMethod": verb, "authorizationType": "AWS_IAM", "methodIntegration": {"type": "AWS", "uri": MODEL}}
    return [
        live("AWS::ApiGateway::RestApi", "a", id="a"),
        live("apigateway:PathMethods", "a/r", restApiId="a", path="/", resourceMethods={verb: method}),
        live("AWS::ApiGateway::Stage", "a/live", restApiId="a", stageName="live", GetDeployment=deployment, **stage),
    ]


def served(**verbs: str) -> dict[str, Any]:
    return {"apiSummary": {"/chat": {verb: {"authorizationType": asks} for verb, asks in verbs.items()}}}


@pytest.mark.parametrize(
    ("deployment", "expected"),
    [
        (served(POST="AWS_IAM"), "passed"),
        (served(POST="NONE"), "violated"),
        (served(POST="AWS_IAM", GET="NONE"), "violated"),
        (served(POST="CUSTOM", OPTIONS="NONE"), "passed"),
        (served(ANY="NONE"), "violated"),
        ({"id": "d"}, "undetermined"),
        (Unknown(reason="access denied"), "undetermined"),
    ],
)
def test_what_a_stage_serves(deployment: Any, expected: str) -> None:
    assert verdicts(ROUTE, account(deployment)) == {"a/r": "passed", "a/live": expected}


@pytest.mark.parametrize(
    ("asks", "canary", "expected"),
    [("AWS_IAM", "d1", "passed"), ("AWS_IAM", "d2", "undetermined"), ("NONE", "d2", "violated")],
)
def test_canaries_serve_what_is_not_told(asks: str, canary: str, expected: str) -> None:
    estate = account(
        served(POST=asks), deploymentId="d1", canarySettings={"percentTraffic": 9.0, "deploymentId": canary}
    )
    assert verdicts(ROUTE, estate)["a/live"] == expected


def test_bodies_are_judged_by_methods_alone() -> None:
    assert "a/live" not in verdicts(BODIES, account(served(POST="NONE")))
