"""Which steps of flows need a guardrail."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.model.declared import live
from tests.policies.judged import cloudformation, terraform, verdicts

POLICY = "flow_steps_have_guardrails"
ANSWERS = 'model_id = "amazon.nova-lite-v1:0"\n'
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
        (node('"KnowledgeBase"', "knowledge_base", ANSWERS), "violated"),
        (node('"KnowledgeBase"', "knowledge_base", ANSWERS + GUARDED % '"g"'), "passed"),
        (node('"KnowledgeBase"', "knowledge_base"), "passed"),  # it gives what it finds, and asks no model
        (node('"KnowledgeBase"', "knowledge_base", "model_id = var.elsewhere"), "undetermined"),
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


GUARDRAIL = "GuardrailConfiguration: {GuardrailIdentifier: g}"


@pytest.mark.parametrize(
    ("kind", "stated", "expected"),
    [
        ("Prompt", "", "violated"),
        ("Prompt", GUARDRAIL, "passed"),
        ("KnowledgeBase", "ModelId: m", "violated"),
        ("KnowledgeBase", f"ModelId: m, {GUARDRAIL}", "passed"),
        ("KnowledgeBase", "", "passed"),
    ],
)
def test_cloudformation(tmp_path: Path, kind: str, stated: str, expected: str) -> None:
    step = f"{{Name: n, Type: {kind}, Configuration: {{{kind}: {{{stated}}}}}}}"
    loop = f"{{Name: l, Type: Loop, Configuration: {{Loop: {{Definition: {{Nodes: [{step}]}}}}}}}}"
    text = f"""
    F:
      Type: AWS::Bedrock::Flow
      Properties: {{Definition: {{Nodes: [{step}]}}}}
    L:
      Type: AWS::Bedrock::Flow
      Properties: {{Definition: {{Nodes: [{loop}]}}}}
    """
    assert verdicts(POLICY, cloudformation(tmp_path, text)) == {"F": expected, "L": expected}


@pytest.mark.parametrize(("guarded", "expected"), [(True, "passed"), (False, "violated")])
def test_account(guarded: bool, expected: str) -> None:
    stated = {"guardrailConfiguration": {"guardrailIdentifier": "g"}} if guarded else {}
    step = {"name": "n", "type": "Prompt", "configuration": {"prompt": stated}}
    assert verdicts(POLICY, [live("AWS::Bedrock::Flow", "f", definition={"nodes": [step]})]) == {"f": expected}


def test_steps_in_loops() -> None:
    """What a loop goes through asks models as what stands beside it does, in versions that are served too."""
    prompt = {"sourceConfiguration": {"resource": {"promptArn": "arn:aws:bedrock:us-east-1:111122223333:prompt/P"}}}
    step = {"name": "ask", "type": "Prompt", "configuration": {"prompt": prompt}}
    loop = {"name": "again", "type": "Loop", "configuration": {"loop": {"definition": {"nodes": [step]}}}}
    flow = live("AWS::Bedrock::Flow", "f", id="F", definition={"nodes": [loop]})
    assert verdicts(POLICY, [flow]) == {"f": "violated"}
    assert verdicts("flow_uses_published_prompts", [flow]) == {"f": "violated"}
    version = live("AWS::Bedrock::FlowVersion", "v", flowIdentifier="F", version="1", definition={"nodes": [loop]})
    alias = live("AWS::Bedrock::FlowAlias", "a", flowId="F", id="A", routingConfiguration=[{"flowVersion": "1"}])
    assert verdicts(POLICY, [live("AWS::Bedrock::Flow", "f", id="F"), version, alias]) == {"f": "violated"}


ASK = '{"Name": "ask", "Type": "Prompt", "Configuration": {"Prompt": {}}}'
LOOP = f'{{"Name": "l", "Type": "Loop", "Configuration": {{"Loop": {{"Definition": {{"Nodes": [{ASK}]}}}}}}}}'


@pytest.mark.parametrize(
    ("node", "expected"), [(ASK, "violated"), (LOOP, "violated"), ('{"Name": "in", "Type": "Input"}', "passed")]
)
def test_definitions_written_as_a_text(tmp_path: Path, node: str, expected: str) -> None:
    text = f"It:\n  Type: AWS::Bedrock::Flow\n  Properties: {{Name: f, DefinitionString: '{{\"Nodes\": [{node}]}}'}}"
    assert verdicts("flow_steps_have_guardrails", cloudformation(tmp_path, text)) == {"It": expected}


def test_a_text_that_is_given_with_the_stack(tmp_path: Path) -> None:
    text = "It:\n  Type: AWS::Bedrock::Flow\n  Properties: {Name: f, DefinitionString: !ImportValue other}"
    assert verdicts("flow_steps_have_guardrails", cloudformation(tmp_path, text)) == {"It": "undetermined"}


def test_a_definition_in_a_file(tmp_path: Path) -> None:
    text = "It:\n  Type: AWS::Bedrock::Flow\n  Properties: {Name: f, DefinitionS3Location: {Bucket: b, Key: k}}"
    assert verdicts("flow_steps_have_guardrails", cloudformation(tmp_path, text)) == {"It": "undetermined"}
