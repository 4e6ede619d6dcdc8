"""Who looked at models before they are served, and who hears of what monitoring finds."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pytest_aisec.declarations import Declaration
from pytest_aisec.values import Unknown
from tests.model.declared import live
from tests.policies.judged import cloudformation, terraform, verdicts

ANOTHER = "served_model_package_was_approved_by_another"
CARD = "served_model_has_an_approved_card"
TOLD = "what_monitoring_finds_reaches_somebody"

MODEL = 'variable "elsewhere" {}\nresource "aws_sagemaker_model" "m" { name = "chat" }\n'
ADDRESS = "aws_sagemaker_model.m"


def card(overview: str, status: str = '"Approved"', count: str = "1") -> str:
    return f"""
    resource "aws_sagemaker_model_card" "c" {{
      count             = {count}
      model_card_name   = "c"
      model_card_status = {status}
      content           = jsonencode({{ model_overview = {{ {overview} }} }})
    }}
    """


BY_NAME = "model_name = aws_sagemaker_model.m.name"


@pytest.mark.parametrize(
    ("beside", "expected"),
    [
        ("", "not_applicable"),
        (card(BY_NAME), "passed"),
        (card('model_name = "chat"'), "passed"),
        (card("model_id = aws_sagemaker_model.m.arn"), "passed"),
        (card(BY_NAME, '"Draft"'), "violated"),
        (card(BY_NAME, "var.elsewhere"), "undetermined"),
        (card('model_name = "another"'), "violated"),
        (card('model_description = "chat"'), "violated"),
        (card("model_name = var.elsewhere"), "undetermined"),
        (card(BY_NAME, count="0"), "not_applicable"),
    ],
)
def test_cards_in_terraform(tmp_path: Path, beside: str, expected: str) -> None:
    assert verdicts(CARD, terraform(tmp_path, MODEL + beside)) == {ADDRESS: expected}


@pytest.mark.parametrize(
    ("package", "overview", "expected"),
    [
        ("{ModelCard: {ModelCardStatus: Approved, ModelCardContent: '{}'}}", "{}", "passed"),
        ("{ModelCard: {ModelCardStatus: Draft, ModelCardContent: '{}'}}", "{}", "violated"),
        ("{}", "{}", "violated"),
        ("{}", "{ModelId: !Ref Chat}", "passed"),
        ("{}", "{ModelName: chat}", "passed"),
    ],
)
def test_cards_in_templates(tmp_path: Path, package: str, overview: str, expected: str) -> None:
    text = f"""
    Version: {{Type: AWS::SageMaker::ModelPackage, Properties: {package}}}
    Chat:
      Type: AWS::SageMaker::Model
      Properties:
        ModelName: chat
        PrimaryContainer: {{ModelPackageName: !Ref Version}}
    Card:
      Type: AWS::SageMaker::ModelCard
      Properties:
        ModelCardName: chat
        ModelCardStatus: Approved
        Content: {{ModelOverview: {overview}}}
    """
    assert verdicts(CARD, cloudformation(tmp_path, text)) == {"Chat": expected}


VERSION = "arn:aws:sagemaker:a-1:1:model-package/chat/3"


def served(told: Any, approval: str = "Approved") -> list[Declaration]:
    summary = {"ModelPackageArn": VERSION, "ModelApprovalStatus": approval}
    return [
        live("AWS::SageMaker::Model", "m", ModelName="m", PrimaryContainer={"ModelPackageName": VERSION}),
        live("AWS::SageMaker::ModelPackage", VERSION, **summary, DescribeModelPackage=told),
    ]


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ({"ModelCard": {"ModelCardStatus": "Approved"}}, "passed"),
        ({"ModelCard": {"ModelCardStatus": "PendingReview"}}, "violated"),
        ({}, "violated"),
        (Unknown(reason="AccessDenied: sagemaker:DescribeModelPackage"), "undetermined"),
    ],
)
def test_cards_in_accounts(told: Any, expected: str) -> None:
    assert verdicts(CARD, served(told)) == {"m": expected}
    assert verdicts(CARD, [live("AWS::SageMaker::Model", "m")]) == {"m": "not_applicable"}


def session(name: str) -> dict[str, Any]:
    return {"IamIdentity": {"Arn": f"arn:aws:sts::1:assumed-role/r/{name}", "PrincipalId": f"AROA:{name}"}}


def profile(name: str) -> dict[str, Any]:
    return {**session("SageMaker"), "UserProfileArn": f"arn:aws:sagemaker:a-1:1:user-profile/d/{name}"}


@pytest.mark.parametrize(
    ("made", "changed", "expected"),
    [
        (session("build"), session("alice"), "passed"),
        (session("alice"), session("alice"), "violated"),
        (session("alice"), None, "violated"),
        (profile("alice"), profile("bob"), "passed"),
        (profile("bob"), profile("bob"), "violated"),
        (profile("bob"), session("alice"), "passed"),
        ({}, session("alice"), "undetermined"),
        (session("alice"), {}, "undetermined"),
    ],
)
def test_approvals(made: dict[str, Any], changed: dict[str, Any] | None, expected: str) -> None:
    told: dict[str, Any] = {"CreatedBy": made}
    if changed is not None:
        told |= {"LastModifiedBy": changed, "LastModifiedTime": "2026-01-01T00:00:00+00:00"}
    assert verdicts(ANOTHER, served(told)) == {"m": expected}
    assert verdicts(ANOTHER, served(told, "Rejected")) == {"m": "not_applicable"}


def test_approvals_are_not_seen_in_files(tmp_path: Path) -> None:
    assert verdicts(ANOTHER, terraform(tmp_path, MODEL)) == {ADDRESS: "not_applicable"}


SCHEDULE = """
    variable "elsewhere" {}
    resource "aws_sagemaker_endpoint" "e" { name = "chat" }
    resource "aws_sagemaker_data_quality_job_definition" "d" {
      name = "d"
      data_quality_job_input {
        endpoint_input {
          endpoint_name = aws_sagemaker_endpoint.e.name
        }
      }
    }
    resource "aws_sagemaker_monitoring_schedule" "s" {
      name = "hourly"
      monitoring_schedule_config {
        monitoring_job_definition_name = aws_sagemaker_data_quality_job_definition.d.name
        monitoring_type                = "DataQuality"
      }
    }
    resource "aws_sns_topic" "t" {}
    resource "aws_sns_topic_subscription" "t" { topic_arn = aws_sns_topic.t.arn }
"""
METRICS = "aws/sagemaker/Endpoints/data-metrics"


def alarm(dimension: str, namespace: str = METRICS, stated: str = "alarm_actions = [aws_sns_topic.t.arn]") -> str:
    return f"""
    resource "aws_cloudwatch_metric_alarm" "a" {{
      alarm_name  = "a"
      namespace   = "{namespace}"
      metric_name = "feature_baseline_drift_income"
      dimensions  = {{ Endpoint = {dimension} }}
      {stated}
    }}
    """


def rule(message: str, target: bool = True) -> str:
    pattern = f"""
    resource "aws_cloudwatch_event_rule" "r" {{
      name          = "r"
      event_pattern = jsonencode({{
        source        = ["aws.sagemaker"]
        "detail-type" = ["SageMaker Processing Job State Change"]
        detail        = {{ ExitMessage = [{{ prefix = "{message}" }}] }}
      }})
    }}
    """
    sent = 'resource "aws_cloudwatch_event_target" "r" {\nrule = aws_cloudwatch_event_rule.r.name\narn = aws_sns_topic.t.arn\n}'
    return pattern + (sent if target else "")


@pytest.mark.parametrize(
    ("beside", "expected"),
    [
        ("", "not_applicable"),
        (alarm("aws_sagemaker_endpoint.e.name"), "passed"),
        (alarm('"chat"'), "passed"),
        (alarm("aws_sagemaker_monitoring_schedule.s.name"), "passed"),
        (alarm('"hourly"', "/aws/sagemaker/Endpoints/data-metric"), "passed"),
        (alarm('"another"'), "violated"),
        (alarm("var.elsewhere"), "undetermined"),
        (alarm('"chat"', "/aws/sagemaker/Endpoints"), "violated"),
        (alarm('"chat"', "AWS/SageMaker"), "violated"),
        (alarm('"chat"', stated=""), "violated"),
        (alarm('"chat"', stated="alarm_actions = var.elsewhere"), "undetermined"),
        (rule("CompletedWithViolations"), "passed"),
        (rule("CompletedWithViolations", target=False), "violated"),
        (rule("Failed"), "violated"),
        (alarm('"another"') + rule("CompletedWithViolations"), "passed"),
    ],
)
def test_who_hears_of_violations(tmp_path: Path, beside: str, expected: str) -> None:
    found = verdicts(TOLD, terraform(tmp_path, SCHEDULE + beside))
    assert found == {"aws_sagemaker_monitoring_schedule.s": expected}


@pytest.mark.parametrize(
    ("dimension", "expected"), [("!GetAtt E.EndpointName", "passed"), ("chat", "passed"), ("another", "violated")]
)
def test_who_hears_of_violations_in_templates(tmp_path: Path, dimension: str, expected: str) -> None:
    text = f"""
    E: {{Type: AWS::SageMaker::Endpoint, Properties: {{EndpointName: chat}}}}
    S:
      Type: AWS::SageMaker::MonitoringSchedule
      Properties:
        MonitoringScheduleName: hourly
        EndpointName: !GetAtt E.EndpointName
        MonitoringScheduleConfig: {{MonitoringType: DataQuality, MonitoringJobDefinitionName: d}}
    A:
      Type: AWS::CloudWatch::Alarm
      Properties:
        Namespace: {METRICS}
        MetricName: feature_baseline_drift_income
        Dimensions: [{{Name: Endpoint, Value: {dimension}}}]
        AlarmActions: [arn:aws:sns:a-1:1:t]
    """
    assert verdicts(TOLD, cloudformation(tmp_path, text)) == {"S": expected}


@pytest.mark.parametrize(
    ("status", "dimension", "expected"),
    [
        ("Scheduled", "chat", "passed"),
        ("Scheduled", "hourly", "passed"),
        ("Scheduled", "another", "violated"),
        ("Stopped", "another", "not_applicable"),
    ],
)
def test_who_hears_of_violations_in_accounts(status: str, dimension: str, expected: str) -> None:
    metric = {"Namespace": METRICS, "MetricName": "m", "Dimensions": [{"Name": "Endpoint", "Value": dimension}]}
    queries = [{"Id": "m1", "MetricStat": {"Metric": metric, "Period": 60, "Stat": "Sum"}}]
    told = {"MonitoringScheduleName": "hourly", "EndpointName": "chat", "MonitoringScheduleStatus": status}
    estate = [
        live("AWS::SageMaker::Endpoint", "e", EndpointName="chat", EndpointArn="e"),
        live("AWS::SageMaker::MonitoringSchedule", "s", MonitoringScheduleArn="s", **told),
        live("AWS::CloudWatch::Alarm", "a", ActionsEnabled=True, AlarmActions=["t"], Metrics=queries),
    ]
    assert verdicts(TOLD, estate) == {"s": expected}
