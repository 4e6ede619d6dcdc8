"""Secrets in the definitions of batch jobs: variables, commands and parameters, of containers, tasks, nodes and pods."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.model.declared import live
from tests.policies.judged import cloudformation, terraform, verdicts

POLICY = "definition_holds_no_secrets"
SECRET = "correct-horse-battery"
CONTAINERS: dict[str, dict[str, Any]] = {
    "variable": {"environment": [{"name": "DB_PASSWORD", "value": SECRET}]},
    "command": {"command": ["sh", "-c", f"DB_PASSWORD={SECRET} train"]},
    "reference": {"secrets": [{"name": "DB_PASSWORD", "valueFrom": "arn:aws:ssm:eu-west-1:1:parameter/db"}]},
    "nothing": {"environment": [{"name": "EPOCHS", "value": "3"}], "command": ["train"]},
}
VIOLATING = ("variable", "command")


def placed(container: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """A container at each place of a definition, in the words of the API."""
    return {
        "containerProperties": container,
        "ecsProperties": {"taskProperties": [{"containers": [container]}]},
        "nodeProperties": {"nodeRangeProperties": [{"targetNodes": "0:", "container": container}]},
    }


def capital(value: Any) -> Any:
    if isinstance(value, dict):
        return {name[:1].upper() + name[1:]: capital(item) for name, item in value.items()}
    return [capital(item) for item in value] if isinstance(value, list) else value


PLACES = list(placed({}))
each = pytest.mark.parametrize("name", CONTAINERS)
each_place = pytest.mark.parametrize("place", PLACES)
WORDS = {"containerProperties": "container", "ecsProperties": "ecs", "nodeProperties": "node"}


def expected(name: str) -> str:
    return "violated" if name in VIOLATING else "passed"


@each
@each_place
def test_terraform(tmp_path: Path, name: str, place: str) -> None:
    said = json.dumps(placed(CONTAINERS[name])[place])
    text = f"""
    resource "aws_batch_job_definition" "j" {{
      name = "j"
      type = "container"
      {WORDS[place]}_properties = jsonencode({said})
    }}
    """
    assert verdicts(POLICY, terraform(tmp_path, text)) == {"aws_batch_job_definition.j": expected(name)}


@each
@each_place
def test_cloudformation(tmp_path: Path, name: str, place: str) -> None:
    properties = capital({"type": "container", place: placed(CONTAINERS[name])[place]})
    text = f"Job: {json.dumps({'Type': 'AWS::Batch::JobDefinition', 'Properties': properties})}\n"
    assert verdicts(POLICY, cloudformation(tmp_path, text)) == {"Job": expected(name)}


@each
@each_place
def test_account(name: str, place: str) -> None:
    job = live(
        "AWS::Batch::JobDefinition", "arn:j", jobDefinitionArn="arn:j", **{place: placed(CONTAINERS[name])[place]}
    )
    assert verdicts(POLICY, [job]) == {"arn:j": expected(name)}


@pytest.mark.parametrize(
    ("container", "verdict"),
    [
        (f'env {{\n name = "DB_PASSWORD"\n value = "{SECRET}"\n }}', "violated"),
        (f'args = ["--db-password", "{SECRET}"]', "violated"),
        ('env {\n name = "EPOCHS"\n value = "3"\n }', "passed"),
    ],
)
def test_pods(tmp_path: Path, container: str, verdict: str) -> None:
    text = f"""
    resource "aws_batch_job_definition" "j" {{
      name = "j"
      type = "container"
      eks_properties {{
        pod_properties {{
          containers {{
            image = "train"
            {container}
          }}
        }}
      }}
    }}
    """
    assert verdicts(POLICY, terraform(tmp_path, text)) == {"aws_batch_job_definition.j": verdict}


def test_pods_of_an_account() -> None:
    pod = {"podProperties": {"containers": [{"env": [{"name": "DB_PASSWORD", "value": SECRET}]}]}}
    job = live("AWS::Batch::JobDefinition", "arn:j", jobDefinitionArn="arn:j", eksProperties=pod)
    assert verdicts(POLICY, [job]) == {"arn:j": "violated"}


def test_what_stands_for_a_parameter_where_none_is_given(tmp_path: Path) -> None:
    text = f"""
    resource "aws_batch_job_definition" "j" {{
      name       = "j"
      type       = "container"
      parameters = {{ db_password = "{SECRET}" }}
      container_properties = jsonencode({{ command = ["train", "Ref::db_password"] }})
    }}
    """
    assert verdicts(POLICY, terraform(tmp_path, text)) == {"aws_batch_job_definition.j": "violated"}
