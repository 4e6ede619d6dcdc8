"""What the containers of tasks have in their environment: keys of other providers, and secrets in plain sight."""

from __future__ import annotations

from pathlib import Path

import pytest

from pytest_aisec.settings import Settings
from tests.model.declared import live
from tests.policies.judged import cloudformation, terraform, verdicts

KEYS = "task_has_no_keys_of_other_model_providers"
SECRETS = "definition_holds_no_secrets"
KEY = "AKIA" + "QYLPMN5HHHFPZAM2"


def task(container: str) -> str:
    return f"""
    variable "elsewhere" {{}}
    resource "aws_secretsmanager_secret" "s" {{}}
    resource "aws_ecs_task_definition" "t" {{
      container_definitions = jsonencode([{{ name = "web" }}, {container}])
    }}
    """


@pytest.mark.parametrize(
    ("container", "approved", "expected"),
    [
        ('{ environment = [{ name = "OPENAI_API_KEY", value = var.elsewhere }] }', (), "violated"),
        ('{ environment = [{ name = "OPENAI_API_KEY", value = "" }] }', (), "passed"),
        (
            '{ secrets = [{ name = "OPENAI_API_KEY", valueFrom = aws_secretsmanager_secret.s.arn }] }',
            (),
            "violated",
        ),
        ('{ secrets = [{ name = "OPENAI_API_KEY", valueFrom = "arn:x" }] }', ("openai",), "passed"),
        ('{ environment = [{ name = "MODEL_ID", value = "x" }] }', (), "passed"),
        ('{ environment = [{ name = "MODEL_ID", value = var.elsewhere }] }', (), "passed"),
        ("{ environment = var.elsewhere }", (), "undetermined"),
        ("var.elsewhere", (), "undetermined"),
        ("{}", (), "passed"),
    ],
)
def test_keys(tmp_path: Path, container: str, approved: tuple[str, ...], expected: str) -> None:
    found = verdicts(KEYS, terraform(tmp_path, task(container)), Settings(approved_providers=approved))
    assert found == {"aws_ecs_task_definition.t": expected}


@pytest.mark.parametrize(
    ("container", "expected"),
    [
        (f'{{ environment = [{{ name = "LEVEL", value = "{KEY}" }}] }}', "violated"),
        ('{ environment = [{ name = "DB_PASSWORD", value = "correct-horse" }] }', "violated"),
        ('{ environment = [{ name = "LEVEL", value = "INFO" }] }', "passed"),
        ('{ environment = [{ name = "LEVEL", value = var.elsewhere }] }', "undetermined"),
        ('{ secrets = [{ name = "DB_PASSWORD", valueFrom = aws_secretsmanager_secret.s.arn }] }', "passed"),
        ("{ environment = var.elsewhere }", "undetermined"),
    ],
)
def test_secrets(tmp_path: Path, container: str, expected: str) -> None:
    assert verdicts(SECRETS, terraform(tmp_path, task(container))) == {"aws_ecs_task_definition.t": expected}


def test_templates_and_accounts(tmp_path: Path) -> None:
    text = f"""
    Task:
      Type: AWS::ECS::TaskDefinition
      Properties: {{ContainerDefinitions: [{{Environment: [{{Name: GROQ_API_KEY, Value: {KEY}}}]}}]}}
    """
    container = {"environment": [{"name": "GROQ_API_KEY", "value": KEY}]}
    definition = live("AWS::ECS::TaskDefinition", "t", taskDefinition={"containerDefinitions": [container]})
    for policy in (KEYS, SECRETS):
        assert verdicts(policy, cloudformation(tmp_path, text)) == {"Task": "violated"}
        assert verdicts(policy, [definition]) == {"t": "violated"}
