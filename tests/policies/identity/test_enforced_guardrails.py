"""Guardrails that an account enforces, beside roles and agents that name none."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pytest_aisec.declarations import Declaration
from tests.model.declared import live
from tests.policies.judged import cloudformation, everything, verdicts

ROLE, AGENT = "ai_role_calls_models_only_with_a_guardrail", "agent_has_a_guardrail"
ALL = {"modelEnforcement": {"includedModels": ["ALL"], "excludedModels": []}}
SOME = {"modelEnforcement": {"includedModels": ["amazon.nova-lite-v1:0"], "excludedModels": []}}
BUT = {"modelEnforcement": {"includedModels": ["ALL"], "excludedModels": ["amazon.nova-lite-v1:0"]}}
WHOLE = {"selectiveContentGuarding": {"system": "COMPREHENSIVE", "messages": "COMPREHENSIVE"}}
MARKED = {"selectiveContentGuarding": {"system": "COMPREHENSIVE", "messages": "SELECTIVE"}}
LOCAL = "arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-lite-v1:0"
TWO = [LOCAL, LOCAL.replace("us-east-1", "eu-west-1")]


def guard(region: str, *stated: dict[str, Any]) -> Declaration:
    body: dict[str, Any] = {"configId": region, "guardrailArn": "arn:g"}
    for each in stated:
        body |= each
    return live("AWS::Bedrock::EnforcedGuardrailConfiguration", f"g-{region}", **body)._replace(region=region)


def role(resource: object, **condition: Any) -> Declaration:
    statement = {"Effect": "Allow", "Action": "bedrock:InvokeModel", "Resource": resource, **condition}
    return live(
        "AWS::IAM::Role",
        "arn:r",
        Arn="arn:r",
        RoleName="r",
        AssumeRolePolicyDocument={"Statement": []},
        RolePolicyList=[{"PolicyName": "p", "PolicyDocument": {"Statement": [statement]}}],
        AttachedManagedPolicies=[],
    )


def region(name: str) -> Declaration:
    return live("ec2:Region", name, RegionName=name)._replace(region=name)


IN = {"Condition": {"StringEquals": {"aws:RequestedRegion": "us-east-1"}}}
HERE = guard("us-east-1", ALL, WHOLE)
THERE = guard("eu-west-1", ALL, WHOLE)


@pytest.mark.parametrize(
    ("resource", "condition", "guards", "expected"),
    [
        (LOCAL, {}, [], "violated"),
        (LOCAL, {}, [HERE], "passed"),
        (LOCAL, {}, [THERE], "violated"),
        (LOCAL, {}, [guard("us-east-1", SOME, WHOLE)], "violated"),
        (LOCAL, {}, [guard("us-east-1", BUT, WHOLE)], "violated"),
        (LOCAL, {}, [guard("us-east-1", ALL, MARKED)], "violated"),
        (LOCAL, {}, [guard("us-east-1", WHOLE)], "passed"),
        (LOCAL, {}, [guard("us-east-1", ALL)], "undetermined"),
        (TWO, {}, [HERE], "violated"),
        (TWO, {}, [HERE, THERE], "passed"),
        ("*", {}, [HERE], "violated"),
        ("*", {}, [HERE, THERE], "undetermined"),
        ("*", IN, [HERE], "passed"),
        ("*", IN, [THERE], "violated"),
        ("arn:aws:bedrock:*::foundation-model/*", {}, [HERE], "violated"),
    ],
)
def test_roles_of_accounts(
    resource: object, condition: dict[str, Any], guards: list[Declaration], expected: str
) -> None:
    beside = [region("us-east-1"), region("eu-west-1"), role(resource, **condition), *guards]
    assert verdicts(ROLE, everything(beside)) == {"arn:r": expected}


TEMPLATE = """
    Role:
      Type: AWS::IAM::Role
      Properties:
        AssumeRolePolicyDocument: {{Statement: [{{Effect: Allow, Principal: {{Service: lambda.amazonaws.com}}, Action: "sts:AssumeRole"}}]}}
        Policies:
          - PolicyName: p
            PolicyDocument: {{Statement: [{{Effect: Allow, Action: "bedrock:InvokeModel", Resource: {resource}}}]}}
    Agent:
      Type: AWS::Bedrock::Agent
      Properties: {{AgentName: a}}
    {guard}
"""
GUARD = """Guard:
      Type: AWS::Bedrock::EnforcedGuardrailConfiguration
      Properties:
        GuardrailIdentifier: abc
        GuardrailVersion: "1"
        SelectiveContentGuarding: {System: COMPREHENSIVE, Messages: COMPREHENSIVE}
"""
STACK = '!Sub "arn:aws:bedrock:${AWS::Region}::foundation-model/amazon.nova-lite-v1:0"'


@pytest.mark.parametrize(
    ("resource", "guard", "expected"),
    [
        (STACK, GUARD, {"Role": "passed", "Agent": "undetermined"}),
        (f'"{LOCAL}"', GUARD, {"Role": "undetermined", "Agent": "undetermined"}),
        ('"*"', GUARD, {"Role": "undetermined", "Agent": "undetermined"}),
        (STACK, "", {"Role": "violated", "Agent": "violated"}),
    ],
)
def test_templates(tmp_path: Path, resource: str, guard: str, expected: dict[str, str]) -> None:
    estate = everything(cloudformation(tmp_path, TEMPLATE.format(resource=resource, guard=guard)))
    assert verdicts(ROLE, estate) | verdicts(AGENT, estate) == expected


@pytest.mark.parametrize(
    ("guard", "expected"),
    [(HERE, "undetermined"), (THERE, "violated"), (guard("us-east-1", SOME, WHOLE), "violated")],
)
def test_agents_of_accounts(guard: Declaration, expected: str) -> None:
    agent = live("AWS::Bedrock::Agent", "arn:a", agentArn="arn:a", agentId="a", agentName="a")
    assert verdicts(AGENT, [agent._replace(region="us-east-1"), guard]) == {"arn:a": expected}
