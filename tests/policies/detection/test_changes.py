"""Who is told of changes of guardrails and of the policies of AI buckets."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.model.declared import live
from tests.policies.judged import cloudformation, terraform, verdicts

GUARDRAIL = "change_of_a_guardrail_raises_an_alarm"
BUCKET = "change_of_an_ai_bucket_policy_raises_an_alarm"


def rule(pattern: str, target: str = "aws_cloudwatch_event_rule.r.name") -> str:
    return f"""
    resource "aws_cloudwatch_event_rule" "r" {{
      name          = "r"
      event_pattern = jsonencode({pattern})
    }}
    resource "aws_cloudwatch_event_target" "t" {{
      rule = {target}
      arn  = "arn:aws:sns:us-east-1:123456789012:t"
    }}
    """


def calls(service: str, names: str, more: str = "") -> str:
    detail = f'"detail-type" = ["AWS API Call via CloudTrail"], detail = {{ eventName = [{names}] {more} }}'
    return f'{{ source = ["aws.{service}"], {detail} }}'


COUNTED = """
    resource "aws_cloudwatch_log_metric_filter" "f" {
      pattern = "{ $.eventName = DeleteGuardrail }"
    }
"""
BOTH = '"DeleteGuardrail", "UpdateGuardrail"'


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        ("", "not_applicable"),
        (rule(calls("bedrock", BOTH)), "passed"),
        (rule(calls("bedrock", '"DeleteGuardrail"')), "violated"),
        (rule(calls("bedrock", BOTH), '"other"'), "violated"),
        (rule(calls("s3", BOTH)), "violated"),
        (rule(calls("bedrock", '{ wildcard = "*Guardrail" }')), "passed"),
        (rule(calls("bedrock", '{ "anything-but" = ["DeleteGuardrail"] }')), "violated"),
        (rule(calls("bedrock", BOTH, ', userIdentity = { type = ["Root"] }')), "undetermined"),
        (rule("{ source = [var.elsewhere] }"), "undetermined"),
        (COUNTED, "violated"),
        (COUNTED.replace("DeleteGuardrail", "DeleteTrail"), "violated"),
    ],
)
def test_guardrails(tmp_path: Path, rules: str, expected: str) -> None:
    text = f'variable "elsewhere" {{}}\nresource "aws_bedrock_guardrail" "g" {{ name = "g" }}\n{rules}'
    assert verdicts(GUARDRAIL, terraform(tmp_path, text)) == {"aws_bedrock_guardrail.g": expected}


@pytest.mark.parametrize(("names", "expected"), [(BOTH, "passed"), ('"UpdateGuardrail"', "violated")])
def test_cloudformation(tmp_path: Path, names: str, expected: str) -> None:
    text = f"""
    Guardrail:
      Type: AWS::Bedrock::Guardrail
      Properties: {{Name: g}}
    Rule:
      Type: AWS::Events::Rule
      Properties:
        EventPattern: {{source: [aws.bedrock], detail: {{eventName: [{names}]}}}}
        Targets: [{{Id: t, Arn: "arn:aws:sns:us-east-1:123456789012:t"}}]
    """
    assert verdicts(GUARDRAIL, cloudformation(tmp_path, text)) == {"Guardrail": expected}


@pytest.mark.parametrize(("names", "expected"), [(["DeleteGuardrail", "UpdateGuardrail"], "passed"), ([], "violated")])
def test_account(names: list[str], expected: str) -> None:
    pattern = json.dumps({"source": ["aws.bedrock"], "detail": {"eventName": names}})
    told = {"Targets": [{"Id": "t", "Arn": "arn:t"}]}
    estate = [
        live("AWS::Bedrock::Guardrail", "g", name="g"),
        live("AWS::CloudTrail::Trail", "arn:t", TrailARN="arn:t", GetTrailStatus={"IsLogging": True}),
        live("AWS::Events::Rule", "r", EventPattern=pattern, State="ENABLED", ListTargetsByRule=told),
    ]
    assert verdicts(GUARDRAIL, estate) == {"g": expected}


def test_an_account_without_rules_is_told_of_nothing() -> None:
    assert verdicts(GUARDRAIL, [live("AWS::Bedrock::Guardrail", "g", name="g")]) == {"g": "violated"}


POLICIES = '"PutBucketPolicy", "DeleteBucketPolicy"'


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        ("", "not_applicable"),
        (rule(calls("s3", POLICIES)), "passed"),
        (rule(calls("s3", '"PutBucketPolicy"')), "violated"),
        (rule(calls("s3", POLICIES, ', requestParameters = { bucketName = ["other"] }')), "undetermined"),
    ],
)
def test_buckets(tmp_path: Path, rules: str, expected: str) -> None:
    text = """
    resource "aws_s3_bucket" "weights" {}
    resource "aws_sagemaker_model" "m" {
      primary_container {
        model_data_url = "s3://${aws_s3_bucket.weights.id}/model.tar.gz"
      }
    }
    """
    assert verdicts(BUCKET, terraform(tmp_path, text + rules)) == {"aws_s3_bucket.weights": expected}


@pytest.mark.parametrize(
    ("name", "expected"),
    [('"weights"', "passed"), ("aws_s3_bucket.weights.bucket", "passed"), ('"other"', "violated")],
)
def test_rules_about_one_bucket(tmp_path: Path, name: str, expected: str) -> None:
    text = """
    resource "aws_s3_bucket" "weights" { bucket = "weights" }
    resource "aws_sagemaker_model" "m" {
      primary_container {
        model_data_url = "s3://weights/model.tar.gz"
      }
    }
    """
    told = rule(calls("s3", POLICIES, f", requestParameters = {{ bucketName = [{name}] }}"))
    assert verdicts(BUCKET, terraform(tmp_path, text + told)) == {"aws_s3_bucket.weights": expected}
