"""In which regions guardrails are, and which version of them flows use."""

from __future__ import annotations

from pathlib import Path

import pytest

from pytest_aisec.declarations import Declaration, Unread
from pytest_aisec.values import Location
from tests.model.declared import inventory, live
from tests.policies.judged import cloudformation, terraform, verdicts

FLOW, REGION = "flow_uses_published_guardrail_versions", "region_that_uses_bedrock_has_a_guardrail"


def node(version: str, kind: str = "prompt") -> str:
    guardrail = f'guardrail_configuration {{\nguardrail_identifier = "g"\nguardrail_version = {version}\n}}'
    return f'node {{\nname = "n"\nconfiguration {{\n{kind} {{\n{guardrail}\n}}\n}}\n}}'


@pytest.mark.parametrize(
    ("nodes", "expected"),
    [
        (node('"1"'), "passed"),
        (node('"DRAFT"'), "violated"),
        (node('"DRAFT"', "knowledge_base"), "violated"),
        (node('"1"') + "\n" + node('"DRAFT"'), "violated"),
        (node("aws_bedrock_guardrail_version.v.version"), "passed"),
        (node("var.elsewhere"), "undetermined"),
        ("", "not_applicable"),
    ],
)
def test_terraform(tmp_path: Path, nodes: str, expected: str) -> None:
    text = f"""
    variable "elsewhere" {{}}
    resource "aws_bedrock_guardrail_version" "v" {{ guardrail_arn = "arn:g" }}
    resource "aws_bedrockagent_flow" "f" {{
      definition {{
        {nodes}
      }}
    }}
    """
    assert verdicts(FLOW, terraform(tmp_path, text)) == {"aws_bedrockagent_flow.f": expected}


@pytest.mark.parametrize(
    ("version", "expected"), [("DRAFT", "violated"), ("'2'", "passed"), ("!GetAtt V.Version", "passed")]
)
@pytest.mark.parametrize("kind", ["Prompt", "KnowledgeBase"])
def test_cloudformation(tmp_path: Path, kind: str, version: str, expected: str) -> None:
    text = f"""
    V: {{Type: AWS::Bedrock::GuardrailVersion}}
    F:
      Type: AWS::Bedrock::Flow
      Properties:
        Definition:
          Nodes:
            - Configuration: {{{kind}: {{GuardrailConfiguration: {{GuardrailVersion: {version}}}}}}}
    """
    assert verdicts(FLOW, cloudformation(tmp_path, text)) == {"F": expected}


def test_account() -> None:
    guarded = {"prompt": {"guardrailConfiguration": {"guardrailVersion": "DRAFT"}}}
    flow = live("AWS::Bedrock::Flow", "f", definition={"nodes": [{"configuration": guarded}]})
    assert verdicts(FLOW, [flow]) == {"f": "violated"}


def region() -> Declaration:
    return live("ec2:Region", "us-east-1", RegionName="us-east-1")


@pytest.mark.parametrize(
    ("kinds", "expected"),
    [
        ((), "not_applicable"),
        (("AWS::Bedrock::Guardrail",), "not_applicable"),
        (("AWS::Bedrock::Agent",), "violated"),
        (("AWS::Bedrock::KnowledgeBase",), "violated"),
        (("AWS::Bedrock::Flow",), "violated"),
        (("bedrock:ModelInvocationLogging",), "violated"),
        (("AWS::Bedrock::Agent", "AWS::Bedrock::Guardrail"), "passed"),
    ],
)
def test_regions(kinds: tuple[str, ...], expected: str) -> None:
    assert verdicts(REGION, [region(), *(live(kind, kind) for kind in kinds)]) == {"us-east-1": expected}


def test_a_listing_that_failed_may_hide_the_guardrail() -> None:
    unread = Unread("AccessDenied: bedrock:ListGuardrails", Location(), types=frozenset({"AWS::Bedrock::Guardrail"}))
    estate = inventory(region(), live("AWS::Bedrock::Agent", "a"), unread=[unread])
    assert verdicts(REGION, estate) == {"us-east-1": "undetermined"}
