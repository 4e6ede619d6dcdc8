"""Whether the answers of what is built on Bedrock were judged lately."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from pytest_aisec.declarations import Declaration
from pytest_aisec.settings import Settings
from pytest_aisec.sources.source import Unread
from tests.model.declared import inventory, live
from tests.policies.judged import verdicts

POLICY = "answers_of_models_in_a_region_are_evaluated"
REGION = live("ec2:Region", "a-1", RegionName="a-1")._replace(region="a-1")


def there(type_: str, **told: Any) -> Declaration:
    return live(type_, type_, **told)._replace(region="a-1")


AGENT = there("AWS::Bedrock::Agent", agentId="a")
KNOWLEDGE_BASE = there("AWS::Bedrock::KnowledgeBase", knowledgeBaseId="k")
GUARDRAIL = there("AWS::Bedrock::Guardrail", guardrailId="g")


def job(days: int, status: str = "Completed") -> Declaration:
    created = (datetime.now(UTC) - timedelta(days=days)).isoformat()
    return there("bedrock:EvaluationJob", jobArn="j", creationTime=created, status=status)


def online(status: str) -> Declaration:
    return there("AWS::BedrockAgentCore::OnlineEvaluationConfig", executionStatus=status)


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        ([], "not_applicable"),
        ([GUARDRAIL], "not_applicable"),
        ([AGENT], "violated"),
        ([AGENT, job(10)], "passed"),
        ([KNOWLEDGE_BASE, job(10, "InProgress")], "passed"),
        ([AGENT, job(100)], "violated"),
        ([AGENT, job(10, "Failed")], "violated"),
        ([AGENT, online("ENABLED")], "passed"),
        ([AGENT, online("DISABLED")], "violated"),
        ([AGENT, job(100), online("ENABLED")], "passed"),
        ([AGENT, job(10)._replace(region="b-1")], "violated"),
    ],
)
def test_regions(found: list[Declaration], expected: str) -> None:
    assert verdicts(POLICY, [REGION, *found]) == {"a-1": expected}


def test_how_old_is_a_setting() -> None:
    assert verdicts(POLICY, [REGION, AGENT, job(100)], Settings(evaluation_days=120)) == {"a-1": "passed"}


def test_jobs_that_were_not_read() -> None:
    unread = [Unread("AccessDenied: bedrock:ListEvaluationJobs", types=frozenset({"bedrock:EvaluationJob"}))]
    assert verdicts(POLICY, inventory(REGION, AGENT, unread=unread)) == {"a-1": "undetermined"}
    assert verdicts(POLICY, inventory(REGION, AGENT, online("ENABLED"), unread=unread)) == {"a-1": "passed"}
