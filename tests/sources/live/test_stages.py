"""Stages of different APIs that have one name: each is kept."""

from __future__ import annotations

from typing import Any

import pytest

import pytest_aisec.aws
from pytest_aisec.aws import apigateway, apigatewayv2
from pytest_aisec.declarations import SourceRecord
from pytest_aisec.inventory import Inventory
from pytest_aisec.model.reads import collection_plan
from pytest_aisec.sources.live import LiveSource
from tests.sources.live.answers import Answers

assert pytest_aisec.aws  # describes the resource types
pytestmark = pytest.mark.usefixtures("account")


def test_default_stages_of_two_http_apis(answers: Answers) -> None:
    answers.give("apigatewayv2", "GetApis", {"Items": [_http(name) for name in ("a1", "a2")]})
    answers.give("apigatewayv2", "GetIntegrations", {"Items": []})
    answers.give("apigatewayv2", "GetStages", {"Items": [{"StageName": "$default"}]})
    estate = collected(answers, apigatewayv2.Stage)
    stages = estate.of(apigatewayv2.Stage)
    assert {stage.address: stage.api.address for stage in stages} == {"a1/$default": "a1", "a2/$default": "a2"}


def test_stages_and_paths_of_two_rest_apis(answers: Answers) -> None:
    answers.give("apigateway", "GetRestApis", {"items": [{"id": "a1"}, {"id": "a2"}]})
    answers.give("apigateway", "GetStages", {"item": [{"stageName": "prod"}]})
    methods = {"POST": {"httpMethod": "POST", "authorizationType": "NONE"}}
    answers.give("apigateway", "GetResources", {"items": [{"id": "r", "path": "/", "resourceMethods": methods}]})
    answers.give("apigateway", "GetVpcLinks", {"items": []})
    estate = collected(answers, apigateway.Stage)
    assert {stage.address: stage.api.address for stage in estate.of(apigateway.Stage)} == {
        "a1/prod": "a1",
        "a2/prod": "a2",
    }
    paths = estate.of(apigateway.PathMethods)
    assert {path.address: path.api.address for path in paths} == {"a1/r": "a1", "a2/r": "a2"}
    assert [method.authorization for path in paths for method in path.methods] == ["NONE", "NONE"]
    asked = [parameters for _, name, parameters in answers.asked if name == "GetResources"]
    assert all(parameters["embed"] == ["methods"] for parameters in asked)


def _http(name: str) -> dict[str, Any]:
    return {"ApiId": name, "Name": name, "ProtocolType": "HTTP", "RouteSelectionExpression": "x"}


def collected(answers: Answers, *kinds: type) -> Inventory:
    wanted = {"apigateway", "apigatewayv2"}
    plan = [each for each in collection_plan(set(kinds)) if each.listing.service in wanted]
    contents = LiveSource(None, ["us-east-1"], plan, session=answers.session).read()
    return Inventory([SourceRecord("aws:@us-east-1", "aws", "", contents)])
