"""Ways to models by services whose tasks take work from queues and streams."""

from __future__ import annotations

from pathlib import Path

import pytest

from pytest_aisec.analysis.roles import Role, members
from tests.analysis.test_ways_of_addresses import INVOKES, SITE, task
from tests.model.declared import inventory as made_of
from tests.model.declared import live
from tests.policies.judged import cloudformation, terraform

QUEUE = """
    resource "aws_sqs_queue" "q" { name = "questions" }
    resource "aws_apigatewayv2_api" "a" { name = "a" }
    resource "aws_apigatewayv2_integration" "i" {
      api_id              = aws_apigatewayv2_api.a.id
      integration_subtype = "SQS-SendMessage"
      request_parameters  = { QueueUrl = aws_sqs_queue.q.url }
    }
    resource "aws_sqs_queue" "other" { name = "other" }
"""
TAKES = """
    resource "aws_iam_role_policy" "takes" {
      role   = aws_iam_role.w.name
      policy = jsonencode({ Statement = [{ Effect = "%s", Action = ["sqs:ReceiveMessage", "sqs:DeleteMessage"], Resource = %s }] })
    }
"""
CALLS = task("w", SITE, asks=INVOKES)
WORKS = "it leads to aws_sqs_queue.q, which leads to aws_ecs_service.w, which may call models"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (CALLS + TAKES % ("Allow", "aws_sqs_queue.q.arn"), WORKS),
        (CALLS + TAKES % ("Allow", '"arn:aws:sqs:*:*:quest*"'), WORKS),
        (CALLS + TAKES % ("Allow", "aws_sqs_queue.other.arn"), None),
        (CALLS + TAKES % ("Allow", '"*"'), None),
        (CALLS + TAKES % ("Deny", "aws_sqs_queue.q.arn"), None),
        (CALLS, None),
        (task("w", SITE) + TAKES % ("Allow", "aws_sqs_queue.q.arn"), None),
        (task("w", 'image = "vllm/vllm-openai:latest"') + TAKES % ("Allow", "aws_sqs_queue.q.arn"), WORKS.replace("may call models", "serves a model")),
    ],
)  # fmt: skip
def test_worker(tmp_path: Path, text: str, expected: str | None) -> None:
    found = {
        each.resource.address: each.reason for each in members(terraform(tmp_path, QUEUE + text), Role.INFERENCE_API)
    }
    assert found.get("aws_apigatewayv2_api.a") == expected


TEMPLATE = """
    Stream: {Type: AWS::Kinesis::Stream, Properties: {Name: questions}}
    Role:
      Type: AWS::IAM::Role
      Properties:
        Policies:
          - PolicyDocument:
              Statement:
                - {Effect: Allow, Action: 'bedrock:InvokeModel', Resource: '*'}
                - {Effect: Allow, Action: ['kinesis:GetRecords'], Resource: !GetAtt %s}
    Task: {Type: AWS::ECS::TaskDefinition, Properties: {TaskRoleArn: !GetAtt Role.Arn, ContainerDefinitions: []}}
    Service: {Type: AWS::ECS::Service, Properties: {TaskDefinition: !Ref Task}}
    Front: {Type: AWS::Lambda::Function, Properties: {Environment: {Variables: {STREAM: !Ref Stream}}}}
    Url: {Type: AWS::Lambda::Url, Properties: {TargetFunctionArn: !Ref Front, AuthType: NONE}}
"""


@pytest.mark.parametrize(("source", "found"), [("Stream.Arn", ["Url"]), ("Other.Arn", [])])
def test_worker_of_a_stream_in_a_template(tmp_path: Path, source: str, found: list[str]) -> None:
    estate = cloudformation(tmp_path, TEMPLATE % source + "    Other: {Type: AWS::Kinesis::Stream}\n")
    assert [each.resource.address for each in members(estate, Role.INFERENCE_API)] == found


@pytest.mark.parametrize(("named", "found"), [("questions", ["a1"]), ("others", [])])
def test_worker_in_an_account(named: str, found: list[str]) -> None:
    where = "us-east-1:123456789012"
    url = "https://sqs.us-east-1.amazonaws.com/123456789012/questions"
    task_arn, role = f"arn:aws:ecs:{where}:task-definition/w:1", "arn:aws:iam::123456789012:role/w"
    statements = [
        {"Effect": "Allow", "Action": "bedrock:InvokeModel", "Resource": "*"},
        {"Effect": "Allow", "Action": "sqs:ReceiveMessage", "Resource": f"arn:aws:sqs:{where}:{named}"},
    ]
    estate = made_of(
        live("AWS::SQS::Queue", url, QueueUrl=url, GetQueueAttributes={"Attributes": {"QueueArn": f"arn:aws:sqs:{where}:questions"}}),
        live("AWS::IAM::Role", role, Arn=role, RoleName="w", RolePolicyList=[{"PolicyDocument": {"Statement": statements}}]),
        live("AWS::ECS::TaskDefinition", task_arn, taskDefinition={"taskDefinitionArn": task_arn, "taskRoleArn": role, "containerDefinitions": []}),
        live("AWS::ECS::Service", "service", serviceArn="service", taskDefinition=task_arn),
        live("AWS::ApiGatewayV2::Api", "a1", ApiId="a1", ProtocolType="HTTP"),
        live("AWS::ApiGatewayV2::Integration", "i1", ApiId="a1", IntegrationSubtype="SQS-SendMessage", RequestParameters={"QueueUrl": url}),
    )  # fmt: skip
    assert [each.resource.address for each in members(estate, Role.INFERENCE_API)] == found


STARTED = """
    resource "aws_sfn_state_machine" "m" {
      name       = "m"
      definition = jsonencode({ States = { a = { Type = "Task", Resource = "arn:aws:states:::ecs:runTask.sync", Parameters = { TaskDefinition = %s } } } })
    }
    resource "aws_apigatewayv2_api" "a" { name = "a" }
    resource "aws_apigatewayv2_integration" "i" {
      api_id             = aws_apigatewayv2_api.a.id
      request_parameters = { StateMachineArn = aws_sfn_state_machine.m.arn }
    }
"""
TOLD = """
    resource "aws_lambda_function" "f" {
      function_name = "f"
      environment { variables = { TASK = %s } }
    }
    resource "aws_apigatewayv2_api" "a" { target = aws_lambda_function.f.arn }
"""
ENDS = "aws_ecs_task_definition.w, which may call models"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (CALLS + STARTED % "aws_ecs_task_definition.w.arn", f"it leads to aws_sfn_state_machine.m, which leads to {ENDS}"),
        (CALLS + STARTED % '"arn:aws:ecs:us-east-1:123456789012:task-definition/w"', f"it leads to aws_sfn_state_machine.m, which leads to {ENDS}"),
        (CALLS + TOLD % "aws_ecs_task_definition.w.arn", f"it leads to aws_lambda_function.f, which leads to {ENDS}"),
        (CALLS + TOLD % '"w"', None),
        (task("w", SITE) + TOLD % "aws_ecs_task_definition.w.arn", None),
    ],
)  # fmt: skip
def test_tasks_that_are_started(tmp_path: Path, text: str, expected: str | None) -> None:
    found = {each.resource.address: each.reason for each in members(terraform(tmp_path, text), Role.INFERENCE_API)}
    assert found.get("aws_apigatewayv2_api.a") == expected
