"""Addresses of other providers of models in the environments of functions, tasks, models and jobs."""

from __future__ import annotations

from pathlib import Path

import pytest

from pytest_aisec.analysis.masked import addresses_of, secrets_of, what_it_holds
from pytest_aisec.analysis.providers import addressed_in
from pytest_aisec.settings import Settings
from pytest_aisec.values import Masked
from tests.model.declared import live
from tests.policies.judged import cloudformation, terraform, verdicts

POLICY = "definition_names_no_address_of_another_model_provider"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("https://api.openai.com/v1", ["OPENAI"]),
        ("API.OpenAI.com", ["OPENAI"]),
        ("https://east.openai.azure.com/openai/deployments/a", ["AZURE_OPENAI"]),
        ("curl https://api.anthropic.com/v1/messages", ["ANTHROPIC"]),
        ("https://router.huggingface.co/v1", ["HUGGINGFACE"]),
        ("https://huggingface.co/org/model", []),
        ("https://notapi.openai.com", []),
        ("https://api.openai.com.example.com", []),
        ("https://my-api.openai.com", []),
        ("openai", []),
    ],
)
def test_addresses(text: str, expected: list[str]) -> None:
    assert addressed_in(text) == expected


@pytest.mark.parametrize(
    ("variables", "approved", "expected"),
    [
        ('{ BASE_URL = "https://api.openai.com/v1" }', (), "violated"),
        ('{ BASE_URL = "https://api.openai.com/v1" }', ("openai",), "passed"),
        ('{ BASE_URL = "https://api.openai.com/v1", B = "https://api.x.ai" }', ("openai",), "violated"),
        ('{ BASE_URL = "https://api.openai.com/${var.elsewhere}" }', (), "violated"),
        ('{ BASE_URL = "https://${var.elsewhere}/v1" }', (), "undetermined"),
        ('{ BASE_URL = "https://bedrock-runtime.us-east-1.amazonaws.com" }', (), "passed"),
        ("{ TABLE = aws_dynamodb_table.t.name }", (), "passed"),
        ('{ BASE_URL = null, B = "" }', (), "passed"),
        ("var.elsewhere", (), "undetermined"),
        ("{ LEVEL = var.defaulted }", (), "passed"),
    ],
)
def test_functions(tmp_path: Path, variables: str, approved: tuple[str, ...], expected: str) -> None:
    text = f"""
    variable "elsewhere" {{}}
    variable "defaulted" {{ default = "info" }}
    resource "aws_dynamodb_table" "t" {{}}
    resource "aws_lambda_function" "f" {{
      environment {{
        variables = {variables}
      }}
    }}
    """
    found = verdicts(POLICY, terraform(tmp_path, text), Settings(approved_providers=approved))
    assert found == {"aws_lambda_function.f": expected}


TASK = """
    resource "aws_ecs_task_definition" "t" {
      container_definitions = jsonencode([{ name = "c", environment = [{ name = "URL", value = "%s" }] }])
    }
"""
MODEL = 'resource "aws_sagemaker_model" "t" {\nprimary_container {\nenvironment = { URL = "%s" }\n}\n}'
RUNTIME = 'resource "aws_bedrockagentcore_agent_runtime" "t" {\nenvironment_variables = { URL = "%s" }\n}'


@pytest.mark.parametrize("text", [TASK, MODEL, RUNTIME])
@pytest.mark.parametrize(
    ("value", "expected"), [("https://api.anthropic.com", "violated"), ("https://models.example.com", "passed")]
)
def test_others(tmp_path: Path, text: str, value: str, expected: str) -> None:
    assert list(verdicts(POLICY, terraform(tmp_path, text % value)).values()) == [expected]


@pytest.mark.parametrize(
    ("value", "expected"), [("https://api.mistral.ai/v1", "violated"), ("https://models.example.com", "passed")]
)
def test_templates_and_accounts(tmp_path: Path, value: str, expected: str) -> None:
    text = f'F: {{Type: AWS::Lambda::Function, Properties: {{Environment: {{Variables: {{URL: "{value}"}}}}}}}}'
    assert verdicts(POLICY, cloudformation(tmp_path, text)) == {"F": expected}
    container = [{"name": "c", "environment": [{"name": "URL", "value": value}]}]
    estate = [
        live("AWS::Lambda::Function", "f", Environment={"Variables": {"URL": value}}),
        live("AWS::ECS::TaskDefinition", "t", taskDefinition={"containerDefinitions": container}),
        live("AWS::SageMaker::Model", "m", PrimaryContainer={"Environment": {"URL": value}}),
    ]
    assert verdicts(POLICY, estate) == {"f": expected, "t": expected, "m": expected}


@pytest.mark.parametrize(("value", "expected"), [("https://api.x.ai/v1", "violated"), ("info", "passed")])
def test_what_is_masked_is_judged_before(value: str, expected: str) -> None:
    masked = Masked(reason="sensitive value", is_set=True, holds=what_it_holds("URL", value))
    function = live("AWS::Lambda::Function", "f", Environment={"Variables": {"URL": masked}})
    assert verdicts(POLICY, [function]) == {"f": expected}
    assert verdicts("definition_holds_no_secrets", [function]) == {"f": "passed"}


def test_what_a_masked_text_holds() -> None:
    kinds = what_it_holds("COMMAND", "curl -H sk-proj https://api.openai.com")
    assert addresses_of(kinds) == ["OPENAI"]
    assert "address of OPENAI" not in secrets_of(kinds)


@pytest.mark.parametrize("kind", ["RuntimeVersion", "HarnessVersion"])
def test_versions_that_endpoints_of_an_account_keep_to(kind: str) -> None:
    told = {"BASE_URL": "https://api.openai.com/v1"}
    version = live(f"bedrock-agentcore-control:{kind}", "v", environmentVariables=told)
    assert verdicts(POLICY, [version]) == {"v": "violated"}
    assert verdicts(POLICY, [version], Settings(approved_providers=("openai",))) == {"v": "passed"}
