"""Functions of an account that are invoked by an alias, which has a policy of its own."""

from __future__ import annotations

import json
from typing import Any

import pytest

from pytest_aisec.declarations import Unread
from pytest_aisec.inventory import Inventory
from tests.model.declared import inventory, live
from tests.policies.judged import verdicts

OPEN = "function_that_calls_models_is_not_open_to_everybody"
ARN = "arn:aws:lambda:us-east-1:123456789012:function:f"
EVERYBODY = {"Effect": "Allow", "Principal": "*", "Action": "lambda:InvokeFunction", "Resource": f"{ARN}:prod"}
SERVICE = {**EVERYBODY, "Principal": {"Service": "apigateway.amazonaws.com"}}
ADDRESS = {**EVERYBODY, "Condition": {"StringEquals": {"lambda:FunctionUrlAuthType": "NONE"}}}
ROLE = "arn:aws:iam::123456789012:role/r"


def estate(*statements: dict[str, Any], unread: tuple[Unread, ...] = ()) -> Inventory:
    called = {"Effect": "Allow", "Action": "bedrock:InvokeModel", "Resource": "*"}
    policies = [{"PolicyDocument": {"Statement": [called]}}]
    policy = {"Policy": json.dumps({"Statement": list(statements)})} if statements else {}
    return inventory(
        live("AWS::Lambda::Function", ARN, FunctionArn=ARN, FunctionName="f", Role=ROLE, GetPolicy={}),
        live("lambda:AliasPolicy", f"{ARN}:prod", AliasArn=f"{ARN}:prod", FunctionName=ARN, GetPolicy=policy),
        live("AWS::IAM::Role", ROLE, Arn=ROLE, AttachedManagedPolicies=[], RolePolicyList=policies),
        unread=unread,
    )


@pytest.mark.parametrize(
    ("statements", "expected"),
    [([], "passed"), ([SERVICE], "passed"), ([SERVICE, EVERYBODY], "violated"), ([ADDRESS], "passed")],
)
def test_who_may_invoke_an_alias(statements: list[dict[str, Any]], expected: str) -> None:
    assert verdicts(OPEN, estate(*statements)) == {ARN: expected}


def test_aliases_that_were_not_told() -> None:
    denied = Unread("access denied", types=frozenset({"lambda:AliasPolicy"}))
    assert verdicts(OPEN, estate(unread=(denied,))) == {ARN: "undetermined"}
