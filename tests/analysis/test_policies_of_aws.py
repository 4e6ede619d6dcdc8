"""What is said of policies that AWS manages is what their texts say, as moto brings them."""

from __future__ import annotations

import fnmatch
import json
import re
from collections.abc import Callable
from functools import cache
from typing import Any

import pytest
from moto.iam.aws_managed_policies import aws_managed_policies_data

from pytest_aisec.ai.pipelines import CHANGES
from pytest_aisec.analysis import policies_of_aws
from pytest_aisec.analysis.identity import AI_SERVICES


@cache
def statements() -> dict[str, list[dict[str, Any]]]:
    return {
        name: listed(policy["Document"]["Statement"]) for name, policy in json.loads(aws_managed_policies_data).items()
    }


def listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(fnmatch.translate(pattern), re.IGNORECASE)


def covers(statement: dict[str, Any], action: str) -> bool:
    patterns = listed(statement.get("Action", statement.get("NotAction")))
    found = any(compiled(pattern).fullmatch(action) for pattern in patterns)
    return found == ("Action" in statement)


def is_broad(statement: dict[str, Any], action: str) -> bool:
    everything = re.compile(rf"\*|arn:[^:]*:{action.partition(':')[0]}:[*:]*")
    return not statement.get("Condition") and any(map(everything.fullmatch, listed(statement.get("Resource", "*"))))


def allows(name: str, action: str, *, broadly: bool = False) -> bool:
    about = [each for each in statements()[name] if covers(each, action)]
    if any(each["Effect"] == "Deny" and is_broad(each, action) for each in about):
        return False
    return any(each["Effect"] == "Allow" and (not broadly or is_broad(each, action)) for each in about)


WRITES = ("iam:PutRolePolicy", "iam:AttachRolePolicy")
BEDROCK = ("bedrock:InvokeModel", "bedrock:InvokeModelWithResponseStream", "bedrock-mantle:CreateInference")
WHOLE = [f"{service}:AnActionThatIsToCome" for service in (*AI_SERVICES, "bedrock-mantle", "q", "qbusiness")]


@pytest.mark.parametrize(
    ("table", "what"),
    [
        (policies_of_aws.ADMINISTRATORS, lambda name: all(allows(name, each, broadly=True) for each in WRITES)),
        (policies_of_aws.WHOLE_SERVICE, lambda name: any(allows(name, each, broadly=True) for each in WHOLE)),
        (policies_of_aws.CALLING_BEDROCK, lambda name: any(allows(name, each) for each in BEDROCK)),
        (policies_of_aws.CALLING_SAGEMAKER, lambda name: allows(name, "sagemaker:InvokeEndpoint")),
        (policies_of_aws.CHANGING, lambda name: any(allows(name, each) for each in CHANGES)),
    ],
    ids=["administrators", "whole service", "calling bedrock", "calling sagemaker", "changing"],
)
def test_tables(table: frozenset[str], what: Callable[[str], bool]) -> None:
    assert sorted(table) == sorted(filter(what, statements()))


def test_names_decide_only_about_what_came_later() -> None:
    calling = policies_of_aws.CALLING_BEDROCK | policies_of_aws.CALLING_SAGEMAKER
    assert {name for name in statements() if policies_of_aws.calls_models(name)} == calling
    assert {name for name in statements() if policies_of_aws.calls_bedrock(name)} == policies_of_aws.CALLING_BEDROCK
    assert policies_of_aws.calls_models("AmazonBedrockSomethingNewFullAccess")
    assert not policies_of_aws.calls_models("AmazonS3FullAccess")
