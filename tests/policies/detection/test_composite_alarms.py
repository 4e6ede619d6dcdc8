"""Alarms that tell somebody through others: composite alarms whose rule names them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pytest_aisec.aws import cloudwatch
from pytest_aisec.aws.alarm_rules import Named, holds
from tests.estates.accounts import Account
from tests.model.declared import live
from tests.policies.detection.test_alarms import (
    ALARM,
    BOTH,
    FILTER,
    GROUP,
    LIVE_TRAIL,
    SAFEGUARD,
    TRAIL,
    alarm,
    counted,
)
from tests.policies.judged import cloudformation, terraform, verdicts

QUIET = counted() + alarm("")
NAME = "${aws_cloudwatch_metric_alarm.a.alarm_name}"
TOLD = 'alarm_actions = ["arn:aws:sns:::t"]'


def composite(rule: str, stated: str = TOLD, name: str = "c") -> str:
    return f"""
    resource "aws_cloudwatch_composite_alarm" "{name}" {{
      alarm_name = "{name}"
      alarm_rule = {rule}
      {stated}
    }}
    """


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        (composite(f'"ALARM({NAME})"'), "passed"),
        (composite('"ALARM(${aws_cloudwatch_metric_alarm.a.arn}) OR ALARM(other)"'), "passed"),
        (composite('"ALARM(\\"a\\")"'), "passed"),
        (composite('join(" OR ", formatlist("ALARM(%s)", [aws_cloudwatch_metric_alarm.a.arn, "x"]))'), "passed"),
        (composite('"ALARM(a) AND NOT ALARM(maintenance)"'), "passed"),
        (composite('"alarm(a) and (ok(b) or false)"'), "passed"),
        (composite('"ALARM(a)"', ""), "violated"),
        (composite('"ALARM(a)"', TOLD + "\nactions_enabled = false"), "violated"),
        (composite('"ALARM(other) OR ALARM(b)"'), "violated"),
        (composite('"NOT ALARM(other)"'), "violated"),
        (composite('"TRUE"'), "violated"),
        (composite('"ALARM(a)"', "alarm_actions = var.elsewhere"), "undetermined"),
        (composite("var.elsewhere"), "undetermined"),
        (composite('"ALARM(${var.elsewhere})"'), "undetermined"),
        (composite('"ALARM(a) AND ALARM(b)"'), "undetermined"),
        (composite('"AT_LEAST(1, ALARM, (a, b))"'), "undetermined"),
        (composite('"ALARM(a"'), "undetermined"),
        (composite('"ALARM(a)"', "", "one") + composite('"ALARM(one)"', TOLD, "two"), "passed"),
        (composite('"ALARM(two)"', TOLD, "one") + composite('"ALARM(one)"', TOLD, "two"), "violated"),
    ],
)
def test_an_alarm_without_actions_of_its_own(tmp_path: Path, more: str, expected: str) -> None:
    assert verdicts(SAFEGUARD, terraform(tmp_path, TRAIL + QUIET + more)) == {"aws_cloudtrail.t": expected}


@pytest.mark.parametrize(
    ("rule", "expected"),
    [('!Sub "ALARM(${Quiet})"', "passed"), ('!Sub "ALARM(${Quiet.Arn})"', "passed"), ("ALARM(other)", "violated")],
)
def test_in_cloudformation(tmp_path: Path, rule: str, expected: str) -> None:
    text = f"""
    Group: {{Type: AWS::Logs::LogGroup}}
    Trail:
      Type: AWS::CloudTrail::Trail
      Properties: {{S3BucketName: logs, IsLogging: true, CloudWatchLogsLogGroupArn: !GetAtt Group.Arn}}
    Filter:
      Type: AWS::Logs::MetricFilter
      Properties:
        LogGroupName: !Ref Group
        FilterPattern: {BOTH}
        MetricTransformations: [{{MetricName: SwitchedOff, MetricNamespace: Security, MetricValue: "1"}}]
    Quiet:
      Type: AWS::CloudWatch::Alarm
      Properties:
        AlarmName: quiet
        MetricName: SwitchedOff
        Namespace: Security
        ComparisonOperator: GreaterThanOrEqualToThreshold
        Threshold: 1
        EvaluationPeriods: 1
    Both:
      Type: AWS::CloudWatch::CompositeAlarm
      Properties: {{AlarmRule: {rule}, AlarmActions: ["arn:aws:sns:::t"]}}
    """
    assert verdicts(SAFEGUARD, cloudformation(tmp_path, text)) == {"Trail": expected}


OWN = "arn:aws:cloudwatch:us-east-1:1:alarm:a"


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ({"AlarmRule": f'ALARM("{OWN}")', "AlarmActions": ["arn:t"]}, "passed"),
        ({"AlarmRule": "ALARM(a)", "AlarmActions": ["arn:t"]}, "passed"),
        ({"AlarmRule": "ALARM(b)", "AlarmActions": ["arn:t"]}, "violated"),
        ({"AlarmRule": "ALARM(a)", "AlarmActions": []}, "violated"),
    ],
)
def test_in_an_account(stated: dict[str, Any], expected: str) -> None:
    quiet = {**ALARM, "AlarmName": "a", "AlarmArn": OWN, "AlarmActions": []}
    estate = [
        live("AWS::CloudTrail::Trail", "arn:t", **LIVE_TRAIL),
        GROUP,
        live("AWS::Logs::MetricFilter", "f", **FILTER),
        live("AWS::CloudWatch::Alarm", OWN, **quiet),
        live("AWS::CloudWatch::CompositeAlarm", "arn:c", ActionsEnabled=True, **stated),
    ]
    assert verdicts(SAFEGUARD, estate) == {"arn:t": expected}


def test_composite_alarms_are_asked_for_by_their_type() -> None:
    answers = {
        "cloudwatch:DescribeAlarms": [
            {"when": {"AlarmTypes": ["CompositeAlarm"]}, "then": {"CompositeAlarms": [{"AlarmArn": "arn:c"}]}},
            {"when": {}, "then": {"MetricAlarms": [{"AlarmArn": "arn:a"}]}},
        ]
    }
    found = Account(answers, {}).inventory([cloudwatch.Alarm])
    assert [each.address for each in found.of(cloudwatch.Alarm)] == ["arn:a"]
    assert [each.address for each in found.of(cloudwatch.CompositeAlarm)] == ["arn:c"]


def test_what_a_rule_says_of_several() -> None:
    def states(state: str, named: Named) -> bool | None:
        return {"a": state == "ALARM", "b": state == "OK"}.get(str(named))

    assert holds("ALARM(a) AND OK(b)", states) is True
    assert holds("ALARM(b) OR ALARM(a) AND OK(b)", states) is True
    assert holds("(ALARM(b) OR ALARM(a)) AND ALARM(b)", states) is False
    assert holds("ALARM(b) AND ALARM(unknown)", states) is False
    assert holds("ALARM(a) AND ALARM(unknown)", states) is None
    assert holds("ALARM(a) OR ALARM(unknown)", states) is True
    with pytest.raises(ValueError, match="nothing is expected"):
        holds("ALARM(a) ALARM(b)", states)
