"""In which regions guardrails are, and which version of them flows use."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pytest_aisec.declarations import Declaration, Unread
from pytest_aisec.values import Location
from tests.model.declared import inventory, live
from tests.policies.judged import cloudformation, terraform, verdicts

FLOW, REGION = "flow_uses_published_guardrail_versions", "region_that_uses_bedrock_has_a_guardrail"

PROMPT = "flow_uses_published_prompts"
AGENTS, FLOWS = "agent_alias_serves_published_versions", "flow_alias_serves_published_versions"


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


def prompt(arn: str) -> str:
    resource = f"source_configuration {{\nresource {{\nprompt_arn = {arn}\n}}\n}}"
    return f'node {{\nname = "n"\nconfiguration {{\nprompt {{\n{resource}\n}}\n}}\n}}'


KEPT = "arn:aws:bedrock:eu-west-1:111122223333:prompt/ABCDEFGHIJ"


@pytest.mark.parametrize(
    ("nodes", "expected"),
    [
        (prompt(f'"{KEPT}:2"'), "passed"),
        (prompt(f'"{KEPT}"'), "violated"),
        (prompt('"${aws_bedrockagent_prompt.p.arn}:1"'), "passed"),
        (prompt('"${aws_bedrockagent_prompt.p.arn}:${var.elsewhere}"'), "undetermined"),
        (prompt('"arn:aws:bedrock:eu-west-1:${var.elsewhere}:prompt/ABCDEFGHIJ"'), "violated"),
        (prompt("aws_bedrockagent_prompt.p.arn"), "violated"),
        (prompt("var.elsewhere"), "undetermined"),
        (prompt(f'"{KEPT}:2"') + "\n" + prompt(f'"{KEPT}"'), "violated"),
        (node('"1"'), "not_applicable"),
        ("", "not_applicable"),
    ],
)
def test_prompts(tmp_path: Path, nodes: str, expected: str) -> None:
    text = f"""
    variable "elsewhere" {{}}
    resource "aws_bedrockagent_prompt" "p" {{ name = "p" }}
    resource "aws_bedrockagent_flow" "f" {{
      definition {{
        {nodes}
      }}
    }}
    """
    assert verdicts(PROMPT, terraform(tmp_path, text)) == {"aws_bedrockagent_flow.f": expected}


@pytest.mark.parametrize(
    ("arn", "expected"),
    [
        ("!Ref V", "passed"),
        ("!GetAtt V.Arn", "passed"),
        ("!Ref P", "violated"),
        ("!GetAtt P.Arn", "violated"),
        (f"{KEPT}:7", "passed"),
        (KEPT, "violated"),
    ],
)
def test_prompts_in_templates(tmp_path: Path, arn: str, expected: str) -> None:
    text = f"""
    P: {{Type: AWS::Bedrock::Prompt, Properties: {{Name: p}}}}
    V: {{Type: AWS::Bedrock::PromptVersion, Properties: {{PromptArn: !GetAtt P.Arn}}}}
    F:
      Type: AWS::Bedrock::Flow
      Properties:
        Definition:
          Nodes:
            - Configuration: {{Prompt: {{SourceConfiguration: {{Resource: {{PromptArn: {arn}}}}}}}}}
    """
    assert verdicts(PROMPT, cloudformation(tmp_path, text)) == {"F": expected}


def steps(guardrail: str, arn: str) -> dict[str, Any]:
    guarded = {"guardrailIdentifier": "g", "guardrailVersion": guardrail} if guardrail else {}
    asking = {"guardrailConfiguration": guarded, "sourceConfiguration": {"resource": {"promptArn": arn}}}
    return {"nodes": [{"name": "n", "type": "Prompt", "configuration": {"prompt": asking}}]}


@pytest.mark.parametrize(
    ("guardrail", "arn", "expected"),
    [
        ("1", f"{KEPT}:1", ("passed", "passed", "passed")),
        ("DRAFT", f"{KEPT}:1", ("passed", "violated", "passed")),
        ("1", KEPT, ("passed", "passed", "violated")),
        ("", f"{KEPT}:1", ("violated", "passed", "passed")),
    ],
)
def test_what_an_alias_serves(guardrail: str, arn: str, expected: tuple[str, ...]) -> None:
    flow = live("AWS::Bedrock::Flow", "f", id="f", definition=steps("1", f"{KEPT}:1"))
    old = live("AWS::Bedrock::FlowVersion", "f/1", flowIdentifier="f", version="1", definition=steps(guardrail, arn))
    alias = live("AWS::Bedrock::FlowAlias", "a", flowId="f", routingConfiguration=[{"flowVersion": "1"}])
    policies = ("flow_steps_have_guardrails", FLOW, PROMPT)
    assert tuple(verdicts(each, [flow, old, alias])["f"] for each in policies) == expected
    assert {verdicts(each, [flow, old])["f"] for each in policies} == {"passed"}


@pytest.mark.parametrize(
    ("version", "expected"),
    [("", "passed"), ('"2"', "passed"), ('"DRAFT"', "violated"), ("var.elsewhere", "undetermined")],
)
def test_aliases_of_agents(tmp_path: Path, version: str, expected: str) -> None:
    routing = f"routing_configuration {{\nagent_version = {version}\n}}" if version else ""
    text = f'variable "elsewhere" {{}}\nresource "aws_bedrockagent_agent_alias" "a" {{\n{routing}\n}}'
    assert verdicts(AGENTS, terraform(tmp_path, text)) == {"aws_bedrockagent_agent_alias.a": expected}


@pytest.mark.parametrize(("version", "expected"), [("DRAFT", "violated"), ("'3'", "passed"), ("!Ref V", "passed")])
@pytest.mark.parametrize(("kind", "policy"), [("Agent", "AGENTS"), ("Flow", "FLOWS")])
def test_aliases_in_templates(tmp_path: Path, kind: str, policy: str, version: str, expected: str) -> None:
    if version == "!Ref V":
        expected = "undetermined" if kind == "Agent" else "passed"
    text = f"""
    V: {{Type: AWS::Bedrock::FlowVersion}}
    A:
      Type: AWS::Bedrock::{kind}Alias
      Properties: {{RoutingConfiguration: [{{{kind}Version: {version}}}]}}
    """
    assert verdicts({"AGENTS": AGENTS, "FLOWS": FLOWS}[policy], cloudformation(tmp_path, text)) == {"A": expected}


@pytest.mark.parametrize(("id_", "expected"), [("TSTALIASID", "passed"), ("LIVE", "violated")])
def test_the_alias_for_tests_serves_the_draft(id_: str, expected: str) -> None:
    agent = live("AWS::Bedrock::AgentAlias", "a", agentAliasId=id_, routingConfiguration=[{"agentVersion": "DRAFT"}])
    flow = live("AWS::Bedrock::FlowAlias", "f", id=id_, routingConfiguration=[{"flowVersion": "DRAFT"}])
    assert (verdicts(AGENTS, [agent]), verdicts(FLOWS, [flow])) == ({"a": expected}, {"f": expected})


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


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ("READY", "passed"),
        ("UPDATING", "passed"),
        ("FAILED", "violated"),
        ("DELETING", "violated"),
        ("NEW", "undetermined"),
    ],
)
def test_a_guardrail_that_cannot_be_used(status: str, expected: str) -> None:
    guardrail = live("AWS::Bedrock::Guardrail", "g", status=status)
    assert verdicts(REGION, [region(), live("AWS::Bedrock::Agent", "a"), guardrail]) == {"us-east-1": expected}


def test_a_listing_that_failed_may_hide_the_guardrail() -> None:
    unread = Unread("AccessDenied: bedrock:ListGuardrails", Location(), types=frozenset({"AWS::Bedrock::Guardrail"}))
    estate = inventory(region(), live("AWS::Bedrock::Agent", "a"), unread=[unread])
    assert verdicts(REGION, estate) == {"us-east-1": "undetermined"}
