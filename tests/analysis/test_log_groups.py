"""Log groups of the AI estate: by their names, and by the tasks that write to them."""

from __future__ import annotations

from pathlib import Path

import pytest

from pytest_aisec.analysis.roles import Role, members
from pytest_aisec.inventory import Inventory
from tests.model.declared import inventory, live
from tests.policies.judged import cloudformation, terraform


def found(estate: Inventory) -> dict[str, str]:
    return {
        each.resource.address: each.reason + (" ?" if each.doubt else "") for each in members(estate, Role.AI_LOG_GROUP)
    }


GROUP = 'resource "aws_cloudwatch_log_group" "g" { name = "%s" }\n'
LOGGED = '{ logDriver = "awslogs", options = { awslogs-group = %s, awslogs-region = "eu-west-1" } }'
TASK = """
resource "aws_ecs_task_definition" "t" {
  family                = "t"
  task_role_arn         = aws_iam_role.r.arn
  container_definitions = jsonencode([{ name = "a", image = "%s", logConfiguration = %s }])
}
resource "aws_iam_role" "r" { name = "r" }
"""
BEDROCK = """
resource "aws_iam_role_policy" "p" {
  role   = aws_iam_role.r.name
  policy = jsonencode({ Statement = [{ Effect = "Allow", Action = "bedrock:InvokeModel", Resource = "*" }] })
}
"""
SERVICE = """
resource "aws_ecs_service" "s" {
  name            = "s"
  task_definition = aws_ecs_task_definition.t.arn
  %s
}
resource "aws_lb_target_group" "g" { port = 80 }
"""
FRONTED = (
    'load_balancer {\n target_group_arn = aws_lb_target_group.g.arn\n container_name = "a"\n container_port = 80\n}'
)
NAMED = '"/ecs/chat"'
REFERRED = "aws_cloudwatch_log_group.g.name"
HOST, GATEWAY = "aws_ecs_task_definition.t writes to it", "aws_ecs_service.s writes to it"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (GROUP % "/aws/bedrock/calls", "/aws/bedrock writes to it"),
        (GROUP % "/ecs/chat" + TASK % ("vllm/vllm-openai", LOGGED % REFERRED), HOST),
        (GROUP % "/ecs/chat" + TASK % ("vllm/vllm-openai", LOGGED % NAMED), HOST),
        (GROUP % "/ecs/chat" + TASK % ("chat", LOGGED % REFERRED) + BEDROCK + SERVICE % FRONTED, GATEWAY),
        # near misses
        (GROUP % "/ecs/chat", None),
        (GROUP % "/ecs/chat" + TASK % ("chat", LOGGED % REFERRED), None),
        (GROUP % "/ecs/chat" + TASK % ("chat", LOGGED % REFERRED) + SERVICE % FRONTED, None),
        (GROUP % "/ecs/chat" + TASK % ("chat", LOGGED % REFERRED) + BEDROCK + SERVICE % "", None),
        (GROUP % "/ecs/chat" + TASK % ("vllm/vllm-openai", LOGGED % '"/ecs/other"'), None),
        (GROUP % "/ecs/chat" + TASK % ("vllm/vllm-openai", "null"), None),
        ('variable "v" {}\n' + GROUP % "/ecs/chat" + TASK % ("vllm/vllm-openai", LOGGED % "var.v"), None),
    ],
)
def test_terraform(tmp_path: Path, text: str, expected: str | None) -> None:
    assert found(terraform(tmp_path, text)) == ({} if expected is None else {"aws_cloudwatch_log_group.g": expected})


def test_cloudformation(tmp_path: Path) -> None:
    options = "LogConfiguration: {LogDriver: awslogs, Options: {awslogs-group: !Ref Group}}"
    text = f"""
    Group: {{Type: AWS::Logs::LogGroup}}
    Other: {{Type: AWS::Logs::LogGroup}}
    Job:
      Type: AWS::Batch::JobDefinition
      Properties:
        Type: container
        ContainerProperties:
          Image: train
          ResourceRequirements: [{{Type: GPU, Value: '1'}}]
          {options}
    """
    assert found(cloudformation(tmp_path, text)) == {"Group": "Job writes to it"}


def test_account() -> None:
    container = {
        "image": "vllm/vllm-openai",
        "logConfiguration": {"logDriver": "awslogs", "options": {"awslogs-group": "/ecs/chat"}},
    }
    estate = inventory(
        live("AWS::Logs::LogGroup", "/ecs/chat", logGroupName="/ecs/chat"),
        live("AWS::Logs::LogGroup", "/ecs/other", logGroupName="/ecs/other"),
        live(
            "AWS::ECS::TaskDefinition",
            "t",
            taskDefinition={"containerDefinitions": [container]},
        ),
    )
    assert found(estate) == {"/ecs/chat": "t writes to it"}
