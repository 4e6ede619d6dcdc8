"""What Bedrock answers about versions of agents and flows becomes resources: what they may do, where they may look."""

from __future__ import annotations

from typing import Any

import pytest

from pytest_aisec.aws import bedrock, bedrock_agent
from tests.sources.live.answers import Answers
from tests.sources.live.filled import filled
from tests.sources.live.given import read

pytestmark = pytest.mark.usefixtures("account")
ACCOUNT = "123456789012"
HERE = f"arn:aws:bedrock:us-east-1:{ACCOUNT}"
AGENT = {"agentId": "ABCDEFGHIJ", "agentArn": f"{HERE}:agent/ABCDEFGHIJ", "agentName": "a"}
FLOW = {"id": "FLOW123456", "arn": f"{HERE}:flow/FLOW123456", "name": "f"}
ROLE = f"arn:aws:iam::{ACCOUNT}:role/r"


def test_what_agents_may_do(answers: Answers) -> None:
    group = {"actionGroupId": "GROUP12345", "actionGroupName": "g", "actionGroupState": "ENABLED"}
    functions = [
        {"name": "refund", "requireConfirmation": "DISABLED"},
        {"name": "pay", "requireConfirmation": "ENABLED"},
    ]
    told = {**group, "agentId": "ABCDEFGHIJ", "agentVersion": "1", "parentActionSignature": "AMAZON.CodeInterpreter"}
    estate = read(
        answers,
        bedrock_agent.ActionGroup,
        bedrock_agent.AgentKnowledgeBase,
        **filled(
            bedrock_agent__ListAgents={"agentSummaries": [{"agentId": "ABCDEFGHIJ", "agentName": "a"}]},
            bedrock_agent__GetAgent={"agent": AGENT},
            bedrock_agent__ListAgentVersions={"agentVersionSummaries": [{"agentName": "a", "agentVersion": "1"}]},
            bedrock_agent__ListAgentActionGroups={"actionGroupSummaries": [group]},
            bedrock_agent__GetAgentActionGroup={
                "agentActionGroup": {**told, "functionSchema": {"functions": functions}}
            },
            bedrock_agent__ListAgentKnowledgeBases={
                "agentKnowledgeBaseSummaries": [{"knowledgeBaseId": "KB12345678", "knowledgeBaseState": "DISABLED"}]
            },
        ),
    )
    (agent,), (found,) = estate.of(bedrock_agent.Agent), estate.of(bedrock_agent.ActionGroup)
    (looks,) = estate.of(bedrock_agent.AgentKnowledgeBase)
    assert (found.agent, found.version, found.runs_code, found.function) == (agent, "1", True, None)
    assert [(each.name, each.needs_confirmation) for each in found.functions] == [("refund", False), ("pay", True)]
    assert (looks.agent, looks.enabled, looks.knowledge_base is not None) == (agent, False, True)


def test_versions_of_flows(answers: Answers) -> None:
    node = {"name": "ask", "type": "Prompt", "configuration": {"prompt": {"sourceConfiguration": {"resource": {}}}}}
    version = {"id": "FLOW123456", "arn": f"{HERE}:flow/FLOW123456:1", "version": "1"}
    estate = read(
        answers,
        bedrock_agent.FlowVersion,
        **filled(
            bedrock_agent__ListFlows={"flowSummaries": [{**FLOW, "version": "DRAFT"}]},
            bedrock_agent__GetFlow={**FLOW, "executionRoleArn": ROLE, "version": "DRAFT"},
            bedrock_agent__ListFlowVersions={"flowVersionSummaries": [version]},
            bedrock_agent__GetFlowVersion={
                **version,
                "name": "f",
                "executionRoleArn": ROLE,
                "definition": {"nodes": [node], "connections": []},
            },
        ),
    )
    (flow,), (found,) = estate.of(bedrock_agent.Flow), estate.of(bedrock_agent.FlowVersion)
    assert (found.flow, found.version) == (flow, "1")
    assert [(each.name, each.lacks_a_guardrail) for each in found.nodes] == [("ask", True)]


def test_versions_of_guardrails(answers: Answers) -> None:
    """The listing of all guardrails tells what is being worked on; that of one tells its versions beside it."""
    arn = f"{HERE}:guardrail/g"
    draft = {"id": "g", "arn": arn, "name": "g", "version": "DRAFT"}

    def listed(asked: dict[str, Any]) -> Any:
        versions = [draft, {**draft, "version": "1"}] if asked.get("guardrailIdentifier") == arn else [draft]
        return filled(bedrock__ListGuardrails={"guardrails": versions})["bedrock__ListGuardrails"]

    def told(asked: dict[str, Any]) -> Any:
        strength = "LOW" if asked.get("guardrailVersion") == "1" else "HIGH"
        attacks = {"type": "PROMPT_ATTACK", "inputStrength": strength, "outputStrength": "NONE"}
        answer = {"guardrailId": "g", "guardrailArn": arn, "version": asked.get("guardrailVersion", "DRAFT")}
        whole = {**answer, "contentPolicy": {"filters": [attacks]}}
        return filled(bedrock__GetGuardrail=whole)["bedrock__GetGuardrail"]

    estate = read(answers, bedrock.PublishedGuardrail, bedrock__ListGuardrails=listed, bedrock__GetGuardrail=told)
    (guardrail,), (published,) = estate.of(bedrock.Guardrail), estate.of(bedrock.PublishedGuardrail)
    assert (published.guardrail, published.version, published.address) == (guardrail, "1", f"{arn}:1")
    assert (guardrail.blocks_prompt_attacks, published.blocks_prompt_attacks) == (True, False)
