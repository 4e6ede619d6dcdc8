"""Whether GuardDuty hears of prompt injection."""

from __future__ import annotations

from pathlib import Path

import pytest

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
