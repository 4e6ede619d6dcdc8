"""Rules are read on every bus of an account: the one that is there by itself, those of its own and of partners."""

from __future__ import annotations

import json
from typing import Any

import pytest

from pytest_aisec.analysis.alerts import on_default_bus
from pytest_aisec.analysis.roles import Role, members
from pytest_aisec.aws import apigatewayv2, events, iam, lambda_
from pytest_aisec.inventory import Inventory
from pytest_aisec.model.resource import Resource
from tests.policies.judged import verdicts
from tests.sources.live.answers import Answers, Refusal
from tests.sources.live.given import read, unread

pytestmark = pytest.mark.usefixtures("account")

PLACE = "arn:aws:events:us-east-1:123456789012:"
FUNCTION = "arn:aws:lambda:us-east-1:123456789012:function:f"
TOLD = "rule_about_security_findings_reaches_somebody"
ABOUT = json.dumps({"source": ["aws.guardduty"]})


def bus(name: str) -> dict[str, str]:
    return {"Name": name, "Arn": f"{PLACE}event-bus/{name}"}


def rule(on: str, target: str, pattern: str = ABOUT) -> dict[str, Any]:
    """The only rule on a bus, which sends everything to one target."""
    stated = {"Name": "r", "EventBusName": on, "State": "ENABLED", "EventPattern": pattern, "target": target}
    return {**stated, "Arn": f"{PLACE}rule/r" if on == "default" else f"{PLACE}rule/{on}/r"}


def given(answers: Answers, *rules: dict[str, Any], also: tuple[type[Resource], ...] = (), **more: Any) -> Inventory:
    on = {each["EventBusName"]: each for each in rules}

    def listed(asked: dict[str, Any]) -> dict[str, Any]:
        told = on.get(asked.get("EventBusName", "default"))
        return {"Rules": [{key: told[key] for key in told if key != "target"}] if told else []}

    def targets(asked: dict[str, Any]) -> dict[str, Any]:
        return {"Targets": [{"Id": "1", "Arn": on[asked["EventBusName"]]["target"]}]}

    buses = [bus(name) for name in dict.fromkeys(["default", "aws.partner/x/y", *on])]
    asked = {"events__ListRules": listed, "events__ListTargetsByRule": targets, **more}
    return read(answers, events.Rule, *also, **{"events__ListEventBuses": {"EventBuses": buses}, **asked})


def test_rules_of_all_buses_are_read(answers: Answers) -> None:
    estate = given(answers, rule("default", FUNCTION), rule("app", FUNCTION))
    found = {each.address.removeprefix(PLACE): each for each in estate.of(events.Rule)}
    assert {name: on_default_bus(each) for name, each in found.items()} == {"rule/r": True, "rule/app/r": False}
    own = found["rule/app/r"].own_bus
    assert own is not None
    assert own.unseen is None
    assert own.address == f"{PLACE}event-bus/app"
    assert [target.arn for target in found["rule/app/r"].targets] == [FUNCTION]
    assert answers.count("ListRules") == 3


def test_without_the_buses_no_rule_is_known(answers: Answers) -> None:
    estate = given(answers, rule("app", FUNCTION), events__ListEventBuses=Refusal("AccessDeniedException", status=403))
    assert list(estate.of(events.Rule)) == []
    assert "AWS::Events::Rule" in unread(estate)


ASKS = {"Statement": [{"Effect": "Allow", "Action": "bedrock:InvokeModel", "Resource": "*"}]}
CALLER = "arn:aws:iam::123456789012:role/caller"
SENDS = {
    "IntegrationId": "i",
    "IntegrationType": "AWS_PROXY",
    "IntegrationSubtype": "EventBridge-PutEvents",
    "RequestParameters": {"Source": "shop", "EventBusName": f"{PLACE}event-bus/app"},
}


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        ([rule("app", FUNCTION, '{"source": ["shop"]}')], ["a"]),
        ([rule("default", FUNCTION, '{"source": ["shop"]}')], []),
        (
            [
                rule("app", f"{PLACE}event-bus/more", '{"source": ["shop"]}'),
                rule("more", FUNCTION, '{"source": ["shop"]}'),
            ],
            ["a"],
        ),
        (
            [
                rule("app", "arn:aws:events:us-east-1:999999999999:event-bus/more", '{"source": ["shop"]}'),
                rule("more", FUNCTION, '{"source": ["shop"]}'),
            ],
            [],
        ),
        (
            [
                rule("app", f"{PLACE}event-bus/default", '{"source": ["shop"]}'),
                rule("default", FUNCTION, '{"source": ["shop"]}'),
            ],
            ["a"],
        ),
        (
            [
                rule("app", "arn:aws:events:us-east-1:999999999999:event-bus/default", '{"source": ["shop"]}'),
                rule("default", FUNCTION, '{"source": ["shop"]}'),
            ],
            [],
        ),
    ],
)
def test_an_api_reaches_a_model_by_a_bus_of_ones_own(
    answers: Answers, rules: list[dict[str, Any]], expected: list[str]
) -> None:
    estate = given(
        answers,
        *rules,
        also=(apigatewayv2.Api, lambda_.Function, iam.Role),
        apigatewayv2__GetApis={
            "Items": [{"ApiId": "a", "Name": "a", "ProtocolType": "HTTP", "RouteSelectionExpression": "x"}]
        },
        apigatewayv2__GetIntegrations={"Items": [SENDS]},
        lambda__ListFunctions={"Functions": [{"FunctionName": "f", "FunctionArn": FUNCTION, "Role": CALLER}]},
        lambda__GetPolicy={},
        iam__GetAccountAuthorizationDetails={
            "RoleDetailList": [
                {
                    "Arn": CALLER,
                    "RoleName": "caller",
                    "RolePolicyList": [{"PolicyName": "p", "PolicyDocument": json.dumps(ASKS)}],
                }
            ]
        },
    )
    found = [each.resource.address for each in members(estate, Role.INFERENCE_API) if not each.doubt]
    assert [each for each in found if each == "a"] == expected


@pytest.mark.parametrize(
    ("owner", "expected"),
    [("123456789012", "passed"), ("999999999999", "undetermined")],
)
def test_findings_reach_a_bus_of_ones_own(answers: Answers, owner: str, expected: str) -> None:
    fed = f"arn:aws:events:us-east-1:{owner}:event-bus/soc"
    estate = given(answers, rule("default", fed), rule("soc", FUNCTION))

    assert verdicts(TOLD, estate)[f"{PLACE}rule/soc/r"] == expected
