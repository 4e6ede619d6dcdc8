"""In whose account records lie, and who hears of unusual use of models."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pytest_aisec.declarations import Declaration
from tests.model.declared import live
from tests.policies.judged import terraform, verdicts

ELSEWHERE = "trail_writes_to_another_account"
METERED = "use_of_models_in_a_region_is_metered"


@pytest.mark.parametrize(
    ("bucket", "failure", "expected"),
    [
        ("own-logs", "", "violated"),
        ("own-logs", "AccessDenied", "violated"),
        ("archive", "", "passed"),
        ("archive", "NoSuchBucket", "violated"),
        ("archive", "AccessDenied", "undetermined"),
    ],
)
def test_trails(bucket: str, failure: str, expected: str) -> None:
    status = {"IsLogging": True, "LatestDeliveryError": failure}
    estate = [
        live("AWS::CloudTrail::Trail", "t", TrailARN="t", S3BucketName=bucket, GetTrailStatus=status),
        live("AWS::S3::Bucket", "own-logs", Name="own-logs"),
    ]
    assert verdicts(ELSEWHERE, estate) == {"t": expected}


def test_files_are_no_account(tmp_path: Path) -> None:
    text = 'resource "aws_s3_bucket" "b" {}\nresource "aws_cloudtrail" "t" { s3_bucket_name = aws_s3_bucket.b.id }'
    assert verdicts(ELSEWHERE, terraform(tmp_path, text)) == {"aws_cloudtrail.t": "not_applicable"}


ALARM: dict[str, Any] = {"Namespace": "AWS/Bedrock", "MetricName": "Invocations", "AlarmActions": ["arn:t"]}

BAND = {"Id": "m", "MetricStat": {"Metric": {"Namespace": "AWS/Bedrock", "MetricName": "InputTokenCount"}}}


def at(region: str, declaration: Declaration) -> Declaration:
    return declaration._replace(region=region)


@pytest.mark.parametrize(
    ("alarm", "where", "expected"),
    [
        (ALARM, "a-1", "passed"),
        ({**ALARM, "Namespace": "AWS/Bedrock/Guardrails"}, "a-1", "passed"),
        ({"Metrics": [BAND], "AlarmActions": ["arn:t"]}, "a-1", "passed"),
        (ALARM, "b-1", "violated"),
        ({**ALARM, "Namespace": "AWS/EC2"}, "a-1", "violated"),
        ({**ALARM, "AlarmActions": []}, "a-1", "violated"),
        ({**ALARM, "ActionsEnabled": False}, "a-1", "violated"),
    ],
)
def test_meters(alarm: dict[str, Any], where: str, expected: str) -> None:
    estate = [
        at("a-1", live("ec2:Region", "a-1", RegionName="a-1")),
        at("a-1", live("AWS::Bedrock::Agent", "x")),
        at("c-1", live("ec2:Region", "c-1", RegionName="c-1")),
        at(where, live("AWS::CloudWatch::Alarm", "a", **alarm)),
    ]
    assert verdicts(METERED, estate) == {"a-1": expected, "c-1": "not_applicable"}
