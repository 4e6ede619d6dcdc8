"""Which steps of flows need a guardrail."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.model.declared import live
from tests.policies.judged import cloudformation, terraform, verdicts

POLICY = "flow_steps_have_guardrails"
GUARDED = "guardrail_configuration {\nguardrail_identifier = %s\n}"


def node(kind: str, block: str, stated: str = "") -> str:
    return f'node {{\nname = "n"\ntype = {kind}\nconfiguration {{\n{block} {{\n{stated}\n}}\n}}\n}}'


@pytest.mark.parametrize(
    ("nodes", "expected"),
    [
        ("", "passed"),
        (node('"Prompt"', "prompt"), "violated"),
        (node('"Prompt"', "prompt", GUARDED % '"g"'), "passed"),
        (node('"Prompt"', "prompt", GUARDED % "aws_bedrock_guardrail.g.guardrail_id"), "passed"),
        (node('"Prompt"', "prompt", GUARDED % "var.elsewhere"), "undetermined"),
        (node('"KnowledgeBase"', "knowledge_base"), "violated"),
        (node('"KnowledgeBase"', "knowledge_base", GUARDED % '"g"'), "passed"),
        (node('"LambdaFunction"', "lambda_function"), "passed"),
        (node("var.elsewhere", "prompt"), "undetermined"),
        (node('"Prompt"', "prompt", GUARDED % '"g"') + "\n" + node('"Prompt"', "prompt"), "violated"),
    ],
)
def test_terraform(tmp_path: Path, nodes: str, expected: str) -> None:
    text = f"""
    variable "elsewhere" {{}}
    resource "aws_bedrock_guardrail" "g" {{}}
    resource "aws_bedrockagent_flow" "f" {{
      definition {{
        {nodes}
      }}
    }}
    """
    assert verdicts(POLICY, terraform(tmp_path, text)) == {"aws_bedrockagent_flow.f": expected}


@pytest.mark.parametrize(
    ("stated", "expected"), [("{GuardrailConfiguration: {GuardrailIdentifier: g}}", "passed"), ("{}", "violated")]
)
@pytest.mark.parametrize("kind", ["Prompt", "KnowledgeBase"])
def test_cloudformation(tmp_path: Path, kind: str, stated: str, expected: str) -> None:
    text = f"""
    F:
      Type: AWS::Bedrock::Flow
      Properties:
        Definition:
          Nodes: [{{Name: n, Type: {kind}, Configuration: {{{kind}: {stated}}}}}]
    """
    assert verdicts(POLICY, cloudformation(tmp_path, text)) == {"F": expected}


@pytest.mark.parametrize(("guarded", "expected"), [(True, "passed"), (False, "violated")])
def test_account(guarded: bool, expected: str) -> None:
    stated = {"guardrailConfiguration": {"guardrailIdentifier": "g"}} if guarded else {}
    step = {"name": "n", "type": "Prompt", "configuration": {"prompt": stated}}
    assert verdicts(POLICY, [live("AWS::Bedrock::Flow", "f", definition={"nodes": [step]})]) == {"f": expected}
