"""Whom the policies of agents and of gateways let in."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from pytest_aisec.values import Unknown
from tests.model.declared import live
from tests.policies.judged import cloudformation, terraform, verdicts

POLICY = "agent_policy_does_not_let_everybody_in"
ROLE = "arn:aws:iam::111122223333:role/portal"
NARROWED = {"StringEquals": {"aws:PrincipalOrgID": "o-1234567890"}}


def statement(principal: object, **more: object) -> dict[str, object]:
    action = "bedrock-agentcore:InvokeAgentRuntime"
    return {"Effect": "Allow", "Principal": principal, "Action": action, "Resource": "*", **more}


CASES = [
    ([], "passed"),
    ([statement("*")], "violated"),
    ([statement({"AWS": "*"})], "violated"),
    ([statement({"AWS": ROLE})], "passed"),
    ([statement({"AWS": ROLE}), statement("*")], "violated"),
    ([statement("*", Effect="Deny")], "passed"),
    ([statement("*", Condition=NARROWED)], "passed"),
]


@pytest.mark.parametrize(("statements", "expected"), CASES)
def test_templates(tmp_path: Path, statements: list[dict[str, object]], expected: str) -> None:
    text = f"""
    R: {{Type: AWS::BedrockAgentCore::Runtime, Properties: {{AgentRuntimeName: r}}}}
    P:
      Type: AWS::BedrockAgentCore::ResourcePolicy
      Properties:
        ResourceArn: !GetAtt R.AgentRuntimeArn
        Policy: {json.dumps({"Statement": statements})}
    """
    assert verdicts(POLICY, cloudformation(tmp_path, text)) == {"R": expected}
    other = cloudformation(tmp_path, text.replace("!GetAtt R.AgentRuntimeArn", "arn:aws:bedrock-agentcore:::runtime/o"))
    assert verdicts(POLICY, other) == {"R": "passed"}


def runtime(**told: Any) -> dict[str, str]:
    return verdicts(POLICY, [live("AWS::BedrockAgentCore::Runtime", "r", agentRuntimeArn="r", **told)])


@pytest.mark.parametrize(("statements", "expected"), CASES)
def test_accounts(statements: list[dict[str, object]], expected: str) -> None:
    told = {"GetResourcePolicy": {"policy": json.dumps({"Statement": statements})}}
    assert runtime(**told) == {"r": expected}
    gateway = live("AWS::BedrockAgentCore::Gateway", "g", gatewayArn="g", authorizerType="AWS_IAM", **told)
    assert verdicts(POLICY, [gateway]) == {"g": expected}


def test_accounts_without_policies_or_answers() -> None:
    assert runtime(GetResourcePolicy={}) == {"r": "passed"}
    assert runtime(GetResourcePolicy=Unknown(reason="AccessDenied")) == {"r": "undetermined"}


def test_policies_do_not_know_whoever_comes_with_a_token(tmp_path: Path) -> None:
    told = {"GetResourcePolicy": {"policy": json.dumps({"Statement": [statement("*")]})}}
    tokens = {"authorizerConfiguration": {"customJWTAuthorizer": {"discoveryUrl": "https://a/"}}}
    assert runtime(**told, **tokens) == {"r": "not_applicable"}
    gateway = live("AWS::BedrockAgentCore::Gateway", "g", gatewayArn="g", authorizerType="CUSTOM_JWT", **told)
    assert verdicts(POLICY, [gateway]) == {"g": "not_applicable"}
    text = 'resource "aws_bedrockagentcore_agent_runtime" "r" {}'
    assert verdicts(POLICY, terraform(tmp_path, text)) == {"aws_bedrockagentcore_agent_runtime.r": "not_applicable"}
