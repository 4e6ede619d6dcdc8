"""The recorded answers themselves: what the service could not say is refused."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sources.live.answers import Answers

ITEM = {
    "id": "g",
    "arn": "arn:aws:bedrock:us-east-1:123456789012:guardrail/abcdefghijkl",
    "status": "READY",
    "name": "n",
    "version": "DRAFT",
    "createdAt": 0,
    "updatedAt": 0,
}


def test_an_answer_of_the_right_shape_is_taken(answers: Answers) -> None:
    answers.give("bedrock", "ListGuardrails", {"guardrails": [ITEM]})


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"statuz": "READY"}, "statuz: no such member"),
        ({"status": "ready"}, "'ready' is none of"),
        ({"name": 5}, "Invalid type for parameter"),
    ],
)
def test_another_is_refused(answers: Answers, change: dict[str, Any], complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        answers.give("bedrock", "ListGuardrails", {"guardrails": [{**ITEM, **change}]})


def test_a_required_member_may_not_lack(answers: Answers) -> None:
    with pytest.raises(ValueError, match="Missing required parameter"):
        answers.give("bedrock", "ListGuardrails", {"guardrails": [{"name": "n"}]})
