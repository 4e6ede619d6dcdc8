"""Whether a schedule looks at what an endpoint answers: by itself, or through a definition of what it does."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.model.declared import live
from tests.policies.judged import cloudformation, terraform, verdicts

POLICY = "endpoint_is_monitored"
ENDPOINT = 'variable "elsewhere" {}\nresource "aws_sagemaker_endpoint" "e" { name = "chat" }\n'


def schedule(stated: str, count: str = "1") -> str:
    config = f"monitoring_schedule_config {{\n{stated}\n}}"
    return f'resource "aws_sagemaker_monitoring_schedule" "s" {{\ncount = {count}\n{config}\n}}\n'


def direct(endpoint: str) -> str:
    inner = f"monitoring_inputs {{\nendpoint_input {{\nendpoint_name = {endpoint}\n}}\n}}"
    return schedule(f"monitoring_job_definition {{\n{inner}\n}}")


def definition(endpoint: str) -> str:
    inner = f"data_quality_job_input {{\nendpoint_input {{\nendpoint_name = {endpoint}\n}}\n}}"
    return f'resource "aws_sagemaker_data_quality_job_definition" "d" {{\nname = "quality"\n{inner}\n}}\n'


BY_NAME = "monitoring_job_definition_name = aws_sagemaker_data_quality_job_definition.d.name"


@pytest.mark.parametrize(
    ("beside", "expected"),
    [
        ("", "violated"),
        (direct("aws_sagemaker_endpoint.e.name"), "passed"),
        (direct('"chat"'), "passed"),
        (direct('"another"'), "violated"),
        (direct("var.elsewhere"), "undetermined"),
        (definition("aws_sagemaker_endpoint.e.name"), "violated"),
        (definition("aws_sagemaker_endpoint.e.name") + schedule(BY_NAME), "passed"),
        (definition("aws_sagemaker_endpoint.e.name") + schedule(BY_NAME, "0"), "violated"),
        (definition('"another"') + schedule(BY_NAME), "violated"),
    ],
)
def test_terraform(tmp_path: Path, beside: str, expected: str) -> None:
    assert verdicts(POLICY, terraform(tmp_path, ENDPOINT + beside)) == {"aws_sagemaker_endpoint.e": expected}


def test_a_module_that_was_not_read_may_hold_the_schedule(tmp_path: Path) -> None:
    module = 'module "m" {\nsource = "./elsewhere"\nendpoint = aws_sagemaker_endpoint.e.arn\n}'
    estate = terraform(tmp_path, f"{ENDPOINT}\n{module}")
    assert verdicts(POLICY, estate) == {"aws_sagemaker_endpoint.e": "undetermined"}


@pytest.mark.parametrize("kind", ["DataQuality", "ModelQuality", "ModelBias", "ModelExplainability"])
@pytest.mark.parametrize(("endpoint", "expected"), [("!GetAtt E.EndpointName", "passed"), ("another", "violated")])
def test_cloudformation(tmp_path: Path, kind: str, endpoint: str, expected: str) -> None:
    text = f"""
    E:
      Type: AWS::SageMaker::Endpoint
      Properties: {{EndpointName: chat}}
    D:
      Type: AWS::SageMaker::{kind}JobDefinition
      Properties: {{JobDefinitionName: quality, {kind}JobInput: {{EndpointInput: {{EndpointName: {endpoint}}}}}}}
    S:
      Type: AWS::SageMaker::MonitoringSchedule
      Properties:
        MonitoringScheduleConfig: {{MonitoringJobDefinitionName: quality, MonitoringType: {kind}}}
    """
    assert verdicts(POLICY, cloudformation(tmp_path, text)) == {"E": expected}


@pytest.mark.parametrize(
    ("name", "status", "expected"),
    [
        ("chat", "Scheduled", "passed"),
        ("chat", "Pending", "passed"),
        ("chat", "Stopped", "violated"),
        ("chat", "Failed", "violated"),
        ("another", "Scheduled", "violated"),
    ],
)
def test_account(name: str, status: str, expected: str) -> None:
    endpoint = live("AWS::SageMaker::Endpoint", "e", EndpointName="chat", EndpointArn="e")
    schedule = live("AWS::SageMaker::MonitoringSchedule", "s", EndpointName=name, MonitoringScheduleStatus=status)
    assert verdicts(POLICY, [endpoint, schedule]) == {"e": expected}


def test_capture_that_stopped(tmp_path: Path) -> None:
    told = {"Started": "passed", "Stopped": "violated"}
    endpoints = [
        live("AWS::SageMaker::Endpoint", status, DataCaptureConfig={"EnableCapture": True, "CaptureStatus": status})
        for status in told
    ]
    policy = "endpoint_capture_has_not_stopped"
    assert verdicts(policy, endpoints) == told
    assert verdicts(policy, [live("AWS::SageMaker::Endpoint", "e")]) == {"e": "not_applicable"}
    assert verdicts(policy, terraform(tmp_path, ENDPOINT)) == {"aws_sagemaker_endpoint.e": "not_applicable"}
