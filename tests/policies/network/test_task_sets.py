"""Services of ECS that others deploy, by sets of tasks."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.policies.judged import cloudformation, terraform, verdicts
from tests.policies.network.test_tasks import GPU, NETWORK, PUBLIC_IP, placed, service, task

SETS = """
    resource "aws_ecs_task_set" "%s" {
      service         = aws_ecs_service.s.id
      cluster         = "c"
      task_definition = aws_ecs_task_definition.t.arn
      %s
    }
"""


@pytest.mark.parametrize(
    ("controller", "beside", "expected"),
    [
        ("EXTERNAL", SETS % ("a", placed()), "violated"),
        ("EXTERNAL", SETS % ("a", placed("false")), "passed"),
        ("EXTERNAL", SETS % ("a", placed("false")) + SETS % ("b", placed()), "undetermined"),
        ("EXTERNAL", "", None),
        ("ECS", SETS % ("a", placed()), None),
    ],
)
def test_sets_of_tasks(tmp_path: Path, controller: str, beside: str, expected: str | None) -> None:
    stated = f'deployment_controller {{\n type = "{controller}"\n }}'
    made = NETWORK + task(GPU) + service(stated, "null") + beside
    assert verdicts(PUBLIC_IP, terraform(tmp_path, made)).get("aws_ecs_service.s") == expected


def test_sets_of_tasks_in_templates(tmp_path: Path) -> None:
    text = """
        T:
          Type: AWS::ECS::TaskDefinition
          Properties: {ContainerDefinitions: [{Name: llm, ResourceRequirements: [{Type: GPU, Value: "1"}]}]}
        S:
          Type: AWS::ECS::Service
          Properties: {DeploymentController: {Type: EXTERNAL}}
        A:
          Type: AWS::ECS::TaskSet
          Properties:
            Service: !Ref S
            Cluster: c
            TaskDefinition: !Ref T
            NetworkConfiguration: {AwsVpcConfiguration: {Subnets: [subnet-1], AssignPublicIp: ENABLED}}
    """
    assert verdicts(PUBLIC_IP, cloudformation(tmp_path, text))["S"] == "violated"
