"""Guardrails are judged by the versions of them that an account asks models through, too."""

from __future__ import annotations

from typing import Any

import pytest

from pytest_aisec.declarations import Declaration, Unread
from pytest_aisec.settings import Settings
from pytest_aisec.values import Location
from tests.model.declared import inventory, live
from tests.policies.judged import verdicts

ATTACKS, STOPS = "guardrail_blocks_prompt_attacks_at_high_strength", "guardrail_stops_secrets_and_personal_data"
PASSWORDS = Settings(guardrail_entities=("PASSWORD",))
ARN = "arn:aws:bedrock:us-east-1:111122223333:guardrail/g"


def settings(*, strong: bool) -> dict[str, Any]:
    attacks = {"type": "PROMPT_ATTACK", "inputStrength": "HIGH" if strong else "LOW", "outputStrength": "NONE"}
    entities = [{"type": "PASSWORD", "action": "BLOCK"}] if strong else []
    return {"contentPolicy": {"filters": [attacks]}, "sensitiveInformationPolicy": {"piiEntities": entities}}


def guardrail(*versions: bool) -> list[Declaration]:
    """What is being worked on is strong; the versions are, or are not."""
    draft = live("AWS::Bedrock::Guardrail", ARN, guardrailId="g", guardrailArn=ARN, **settings(strong=True))
    return [draft, *(published(number, strong) for number, strong in enumerate(versions, 1))]


def published(number: int, strong: bool) -> Declaration:
    told = settings(strong=strong)
    return live("bedrock:PublishedGuardrail", f"{ARN}:{number}", guardrailArn=ARN, version=str(number), **told)


def both(estate: list[Declaration]) -> set[str]:
    """What both policies say, which is the same."""
    found = {verdicts(ATTACKS, estate)[ARN], verdicts(STOPS, estate, PASSWORDS)[ARN]}
    assert verdicts(ATTACKS, estate).keys() == {ARN}
    return found


@pytest.mark.parametrize(
    ("versions", "expected"),
    [
        ((), "passed"),
        ((True,), "passed"),
        ((False,), "violated"),
        ((True, False), "violated"),
        ((False, True), "passed"),  # nothing names the old one
        ((*[True] * 9, False), "violated"),  # the tenth is newer than the ninth
    ],
)
def test_the_newest_version(versions: tuple[bool, ...], expected: str) -> None:
    assert both(guardrail(*versions)) == {expected}


NAMED = {"guardrailIdentifier": "g", "guardrailVersion": "1"}
AGENT = live("AWS::Bedrock::Agent", "a", agentId="a")
VERSION = live("bedrock-agent:AgentVersion", "v", agentId="a", agentVersion="7", guardrailConfiguration=NAMED)
ALIAS = live("AWS::Bedrock::AgentAlias", "l", agentId="a", routingConfiguration=[{"agentVersion": "7"}])
STEP = {"name": "ask", "type": "Prompt", "configuration": {"prompt": {"guardrailConfiguration": NAMED}}}


@pytest.mark.parametrize(
    ("naming", "expected"),
    [
        (
            [live("AWS::Bedrock::EnforcedGuardrailConfiguration", "e", guardrailArn=ARN, guardrailVersion="1")],
            "violated",
        ),
        ([live("AWS::Bedrock::EnforcedGuardrailConfiguration", "e", guardrailArn=ARN, guardrailVersion="2")], "passed"),
        ([live("AWS::Bedrock::Agent", "a", agentId="a", guardrailConfiguration=NAMED)], "violated"),
        ([AGENT, VERSION, ALIAS], "violated"),
        ([AGENT, VERSION], "passed"),  # nobody is served by it
        ([live("AWS::Bedrock::Flow", "f", id="f", definition={"nodes": [STEP]})], "violated"),
    ],
)
def test_an_older_version_that_is_named(naming: list[Declaration], expected: str) -> None:
    estate = [*guardrail(False, True), *naming]
    assert both(estate) == {expected}


def test_versions_that_could_not_be_read() -> None:
    unread = Unread("Denied: bedrock:ListGuardrails", Location(), types=frozenset({"bedrock:PublishedGuardrail"}))
    assert verdicts(ATTACKS, inventory(*guardrail(), unread=[unread])) == {ARN: "undetermined"}
