"""Trails that are on, and of which nothing arrives."""

from __future__ import annotations

from typing import Any

import pytest

from tests.model.declared import live
from tests.policies.judged import everything, verdicts

ACCOUNT = "account_has_a_trail_of_every_region"
ORGANIZATION = "organization_has_a_trail_of_every_account"
USE = "use_of_ai_buckets_is_recorded"
WATCHED = "trail_can_be_watched"
SAFEGUARD = "switching_off_a_safeguard_raises_an_alarm"
FULL = {"LatestDeliveryError": "AccessDenied"}
UNHEARD = {"LatestCloudWatchLogsDeliveryError": "Access denied."}
DATA = [{"Type": "AWS::S3::Object", "Values": ["arn:aws:s3"]}]


def trail(name: str = "arn:t", **status: Any) -> Any:
    told = {"IsMultiRegionTrail": True, "IsOrganizationTrail": True, "CloudWatchLogsLogGroupArn": "g:*"}
    selectors = {"EventSelectors": [{"IncludeManagementEvents": True, "ReadWriteType": "All", "DataResources": DATA}]}
    state = {"IsLogging": True, **status}
    body = {"TrailARN": name, **told, "GetTrailStatus": state, "GetEventSelectors": selectors}
    return live("AWS::CloudTrail::Trail", name, **body)


PLACES = {
    ACCOUNT: live("sts:Account", "123456789012", Account="123456789012"),
    ORGANIZATION: live("AWS::Organizations::Organization", "o"),
    USE: live("AWS::S3::Bucket", "weights", Name="weights"),
}


@pytest.mark.parametrize("policy", PLACES)
@pytest.mark.parametrize(
    ("trails", "expected"),
    [
        ([trail()], "passed"),
        ([trail(**UNHEARD)], "passed"),
        ([trail(**FULL)], "undetermined"),
        ([trail(**FULL), trail("arn:u")], "passed"),
        ([trail(**FULL, IsLogging=False)], "violated"),
    ],
)
def test_a_bucket_that_takes_no_files(policy: str, trails: list[Any], expected: str) -> None:
    place = PLACES[policy]
    assert verdicts(policy, everything([place, *trails]))[place.address] == expected


@pytest.mark.parametrize(("status", "expected"), [({}, "passed"), (FULL, "passed"), (UNHEARD, "undetermined")])
def test_a_log_group_that_takes_no_events(status: dict[str, Any], expected: str) -> None:
    metric = {"metricName": "Off", "metricNamespace": "Security", "metricValue": "1"}
    pattern = "{ $.eventName = DeleteTrail || $.eventName = StopLogging }"
    alarm = {"MetricName": "Off", "Namespace": "Security", "AlarmActions": ["arn:t"], "Threshold": 1.0}
    estate = [
        trail(**status),
        live("AWS::Logs::LogGroup", "g", logGroupName="g"),
        live("AWS::Logs::MetricFilter", "f", logGroupName="g", filterPattern=pattern, metricTransformations=[metric]),
        live("AWS::CloudWatch::Alarm", "a", ComparisonOperator="GreaterThanOrEqualToThreshold", **alarm),
    ]
    for policy in (WATCHED, SAFEGUARD):
        assert verdicts(policy, estate) == {"arn:t": expected}
