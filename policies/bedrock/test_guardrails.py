"""Guardrails of Amazon Bedrock."""

from __future__ import annotations

import pytest

from pytest_aisec.aws import bedrock, bedrock_agent


@pytest.mark.severity("high")
@pytest.mark.soc2("CC7.2", "PI1.3", "PI1.4")
@pytest.mark.hipaa("164.308(a)(8)", "164.312(b)")
@pytest.mark.nist_800_53("CA-7", "SI-4")
def test_guardrail_blocks_prompt_attacks_at_high_strength(guardrail: bedrock.Guardrail) -> None:
    """Guardrails block prompt attacks in the input at high strength.

    Why: a prompt attack turns the model against its instructions. Filters of lower strength let through what they
    are less sure about, which is what attackers try for.

    Fix: give the guardrail a content filter of type PROMPT_ATTACK with `input_strength = "HIGH"` and the action BLOCK.
    """
    attacks = [filter_ for filter_ in guardrail.content_filters if filter_.type == "PROMPT_ATTACK"]
    assert attacks and all(filter_.blocks_input_at_high_strength for filter_ in attacks)


@pytest.mark.severity("high")
@pytest.mark.soc2("CC7.2", "PI1.3", "PI1.4")
@pytest.mark.hipaa("164.308(a)(8)", "164.312(b)")
@pytest.mark.nist_800_53("CA-7", "SI-4")
def test_agent_has_a_guardrail(agent: bedrock_agent.Agent) -> None:
    """Every Bedrock agent has a guardrail.

    Why: an agent acts on what it reads, and what it reads can be written by an attacker. The guardrail is the one
    control between that text and the agent's tools.

    Fix: add `guardrail_configuration` with the guardrail's identifier and version in Terraform,
    `GuardrailConfiguration` in CloudFormation.
    """
    assert agent.guardrail is not None
