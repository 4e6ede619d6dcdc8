"""Whether GuardDuty hears of prompt injection."""

from __future__ import annotations

from pathlib import Path

import pytest

from pytest_aisec.declarations import Declaration
from tests.model.declared import live
from tests.policies.guardduty.test_detectors import feature
from tests.policies.judged import cloudformation, terraform, verdicts

HEARS = "guardduty_hears_of_prompt_attacks"
DETECTOR = 'variable "elsewhere" {}\nresource "aws_guardduty_detector" "d" {}\n'
ON = feature("AI_PROTECTION")


def guardrail(kind: str, stated: str = "") -> str:
    content = f'content_policy_config {{\nfilters_config {{\ntype = {kind}\ninput_strength = "HIGH"\n{stated}\n}}\n}}'
    return f'resource "aws_bedrock_guardrail" "g" {{\nname = "g"\n{content}\n}}'


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        (ON, "not_applicable"),
        (guardrail('"PROMPT_ATTACK"') + feature("AI_PROTECTION", '"DISABLED"'), "not_applicable"),
        (ON + guardrail('"PROMPT_ATTACK"'), "passed"),
        (ON + guardrail('"HATE"'), "violated"),
        (ON + guardrail('"PROMPT_ATTACK"', "input_enabled = false"), "violated"),
        (ON + guardrail("var.elsewhere"), "undetermined"),
    ],
)
def test_terraform(tmp_path: Path, more: str, expected: str) -> None:
    assert verdicts(HEARS, terraform(tmp_path, DETECTOR + more)) == {"aws_guardduty_detector.d": expected}


def test_elsewhere(tmp_path: Path) -> None:
    text = """
    D: {Type: AWS::GuardDuty::Detector, Properties: {Enable: true, Features: [{Name: AI_PROTECTION, Status: ENABLED}]}}
    G: {Type: AWS::Bedrock::Guardrail, Properties: {Name: g}}
    """
    assert verdicts(HEARS, cloudformation(tmp_path, text)) == {"D": "violated"}
    told = [{"Name": "AI_PROTECTION", "Status": "ENABLED"}]
    detector = live("AWS::GuardDuty::Detector", "d", Status="ENABLED", Features=told)
    filters = {"filters": [{"type": "PROMPT_ATTACK", "inputStrength": "HIGH", "outputStrength": "NONE"}]}
    assert verdicts(HEARS, [detector]) == {"d": "violated"}
    assert verdicts(HEARS, [detector, live("AWS::Bedrock::Guardrail", "g", contentPolicy=filters)]) == {"d": "passed"}


ARN = "arn:aws:bedrock:us-east-1:111122223333:guardrail/g"
NAMED = {"guardrailIdentifier": "g", "guardrailVersion": "DRAFT"}


def told(kind: str, address: str, *, looks: bool, **more: str) -> Declaration:
    strength = "HIGH" if looks else "NONE"
    attacks = {"type": "PROMPT_ATTACK", "inputStrength": strength, "outputStrength": "NONE"}
    return live(kind, address, guardrailArn=ARN, **more, contentPolicy={"filters": [attacks]})


@pytest.mark.parametrize(
    ("draft", "versions", "naming", "expected"),
    [
        (True, (), [], "passed"),
        (True, (False,), [], "violated"),  # what is worked on is asked by nobody
        (True, (False,), [live("AWS::Bedrock::Agent", "a", agentId="a", guardrailConfiguration=NAMED)], "passed"),
        (False, (True,), [], "passed"),
        (False, (True, False), [], "violated"),  # nothing names the old one
    ],
)
def test_the_versions_in_force(
    draft: bool, versions: tuple[bool, ...], naming: list[Declaration], expected: str
) -> None:
    on = [{"Name": "AI_PROTECTION", "Status": "ENABLED"}]
    estate = [
        live("AWS::GuardDuty::Detector", "d", Status="ENABLED", Features=on),
        told("AWS::Bedrock::Guardrail", ARN, looks=draft, guardrailId="g"),
        *(
            told("bedrock:PublishedGuardrail", f"{ARN}:{number}", looks=looks, version=str(number))
            for number, looks in enumerate(versions, 1)
        ),
        *naming,
    ]
    assert verdicts(HEARS, estate) == {"d": expected}
