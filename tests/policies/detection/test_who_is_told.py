"""Whether anybody is told by what is declared: topics that nobody listens to, and alarms that need more than an event."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from pytest_aisec.declarations import Unread
from tests.model.declared import inventory, live
from tests.policies.detection.test_alarms import REACHED, SAFEGUARD, TRAIL, alarm, counted
from tests.policies.judged import cloudformation, decisions, terraform, verdicts

FINDINGS = "rule_about_security_findings_reaches_somebody"

LISTENING = 'resource "aws_sns_topic_subscription" "s" {\ntopic_arn = aws_sns_topic.soc.arn\nprotocol = "https"\n}\n'
TOPIC = 'resource "aws_sns_topic" "soc" {}\n'


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ("GreaterThanOrEqualToThreshold 1", "passed"),
        ("GreaterThanOrEqualToThreshold 2", "violated"),
        ("GreaterThanOrEqualToThreshold 1000000", "violated"),
        ("GreaterThanThreshold 0", "passed"),
        ("GreaterThanThreshold 0.5", "passed"),
        ("GreaterThanThreshold 1", "violated"),
        ("GreaterThanOrEqualToThreshold var.elsewhere", "undetermined"),
        ("LessThanThreshold 1", "undetermined"),
    ],
)
def test_an_alarm_goes_off_at_one_event(tmp_path: Path, stated: str, expected: str) -> None:
    comparison, _, threshold = stated.partition(" ")
    reached = f'comparison_operator = "{comparison}"\nthreshold = {threshold}\nevaluation_periods = 1\n'
    text = TRAIL + counted() + alarm(reached=reached)
    assert verdicts(SAFEGUARD, terraform(tmp_path, text)) == {"aws_cloudtrail.t": expected}


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ("evaluation_periods = 3", "passed"),
        ('evaluation_periods = 3\ntreat_missing_data = "notBreaching"', "violated"),
        ('evaluation_periods = 3\ndatapoints_to_alarm = 1\ntreat_missing_data = "notBreaching"', "passed"),
        ('evaluation_periods = 3\ndatapoints_to_alarm = 2\ntreat_missing_data = "ignore"', "violated"),
    ],
)
def test_one_period_is_enough_for_an_alarm(tmp_path: Path, stated: str, expected: str) -> None:
    text = TRAIL + counted() + alarm(reached=REACHED.replace("evaluation_periods  = 1", stated))
    assert verdicts(SAFEGUARD, terraform(tmp_path, text)) == {"aws_cloudtrail.t": expected}


@pytest.mark.parametrize(
    ("value", "threshold", "expected"),
    [("0.1", "1", "violated"), ("5", "5", "passed"), ("$.bytes", "1", "undetermined")],
)
def test_what_an_event_adds_counts(tmp_path: Path, value: str, threshold: str, expected: str) -> None:
    counting = counted().replace('value     = "1"', f'value     = "{value}"')
    text = TRAIL + counting + alarm(reached=REACHED.replace("= 1\n    eval", f"= {threshold}\n    eval"))
    assert verdicts(SAFEGUARD, terraform(tmp_path, text)) == {"aws_cloudtrail.t": expected}


@pytest.mark.parametrize(
    ("counting", "watching", "expected"),
    [
        ("", "", "passed"),
        ('dimensions = { name = "$.eventName" }', "", "violated"),
        ('dimensions = { name = "$.eventName" }', 'dimensions = { name = "StopLogging" }', "passed"),
    ],
)
def test_a_metric_with_dimensions_is_another_one(tmp_path: Path, counting: str, watching: str, expected: str) -> None:
    counted_by = counted().replace('value     = "1"', f'value     = "1"\n{counting}')
    text = TRAIL + counted_by + alarm(reached=f"{REACHED}\n{watching}")
    assert verdicts(SAFEGUARD, terraform(tmp_path, text)) == {"aws_cloudtrail.t": expected}


@pytest.mark.parametrize(
    ("actions", "beside", "expected"),
    [
        ("aws_sns_topic.soc.arn", "", "undetermined"),
        ("aws_sns_topic.soc.arn", LISTENING, "passed"),
        ('aws_sns_topic.soc.arn, "arn:aws:lambda:us-east-1:123456789012:function:f"', "", "passed"),
        ('aws_sns_topic.soc.arn, "arn:aws:sns:us-east-1:123456789012:theirs"', "", "passed"),
        ("aws_sns_topic.soc.arn, aws_autoscaling_policy.p.arn", "", "passed"),
    ],
)
def test_an_alarm_that_fills_a_topic_tells_whoever_listens(
    tmp_path: Path, actions: str, beside: str, expected: str
) -> None:
    text = TRAIL + counted() + alarm(f"alarm_actions = [{actions}]") + TOPIC + beside
    text += 'resource "aws_autoscaling_policy" "p" {}\n'
    assert verdicts(SAFEGUARD, terraform(tmp_path, text)) == {"aws_cloudtrail.t": expected}


RULE = """
    variable "elsewhere" {}
    resource "aws_cloudwatch_event_rule" "r" {
      event_pattern = jsonencode({ source = ["aws.securityhub"] })
    }
"""


def to(arn: str, name: str = "t") -> str:
    return f"""resource "aws_cloudwatch_event_target" "{name}" {{
      rule = aws_cloudwatch_event_rule.r.name
      arn  = {arn}
    }}
    """


@pytest.mark.parametrize(
    ("beside", "expected"),
    [
        (to("aws_sns_topic.soc.arn"), "undetermined"),
        (to("aws_sns_topic.soc.arn") + LISTENING, "passed"),
        (to("aws_sns_topic.soc.arn") + LISTENING.replace("protocol", "count = 0\nprotocol"), "undetermined"),
        (to("aws_sns_topic.soc.arn") + LISTENING.replace("aws_sns_topic.soc.arn", '"arn:aws:sns:::x"'), "undetermined"),
        (to("aws_sns_topic.soc.arn") + to("aws_sqs_queue.q.arn", "q") + 'resource "aws_sqs_queue" "q" {}\n', "passed"),
        (to("var.elsewhere"), "passed"),
        (to('"arn:aws:sns:us-east-1:123456789012:theirs"'), "passed"),
        (to("aws_cloudwatch_event_api_destination.d.arn"), "passed"),
        (to('"arn:aws:events:us-east-1:123456789012:event-bus/soc"'), "passed"),
    ],
)
def test_topics_of_rules(tmp_path: Path, beside: str, expected: str) -> None:
    text = f'{RULE}{TOPIC}resource "aws_cloudwatch_event_api_destination" "d" {{}}\n{beside}'
    assert verdicts(FINDINGS, terraform(tmp_path, text)) == {"aws_cloudwatch_event_rule.r": expected}


OWN_BUS = """
    resource "aws_cloudwatch_event_bus" "own" { name = "own" }
    resource "aws_cloudwatch_event_rule" "r" {
      event_pattern  = jsonencode({ source = ["aws.guardduty"] })
      event_bus_name = aws_cloudwatch_event_bus.own.name
    }
    resource "aws_cloudwatch_event_target" "t" {
      rule           = aws_cloudwatch_event_rule.r.name
      event_bus_name = aws_cloudwatch_event_bus.own.name
      arn            = "arn:aws:sqs:us-east-1:123456789012:soc"
    }
"""
FEEDING = """
    resource "aws_cloudwatch_event_rule" "f" { event_pattern = jsonencode({ source = ["aws.guardduty"] }) }
    resource "aws_cloudwatch_event_target" "f" {
      rule = aws_cloudwatch_event_rule.f.name
      arn  = aws_cloudwatch_event_bus.own.arn
    }
"""


@pytest.mark.parametrize(
    ("beside", "expected"),
    [
        ("", "undetermined"),
        (FEEDING, "passed"),
        (FEEDING.replace("aws.guardduty", "aws.ec2"), "undetermined"),
        (FEEDING.replace("aws_cloudwatch_event_bus.own.arn", '"arn:aws:events:a-1:1:event-bus/other"'), "undetermined"),
    ],
)
def test_findings_reach_a_bus_of_ones_own_by_a_rule(tmp_path: Path, beside: str, expected: str) -> None:
    assert verdicts(FINDINGS, terraform(tmp_path, OWN_BUS + beside))["aws_cloudwatch_event_rule.r"] == expected


def test_findings_reach_a_bus_of_ones_own_in_cloudformation(tmp_path: Path) -> None:
    fed = """
    Own: {Type: AWS::Events::EventBus, Properties: {Name: own}}
    Rule:
      Type: AWS::Events::Rule
      Properties:
        EventBusName: !Ref Own
        EventPattern: {source: [aws.guardduty]}
        Targets: [{Id: t, Arn: "arn:aws:sqs:us-east-1:123456789012:soc"}]
    """
    feeding = """
    Feeding:
      Type: AWS::Events::Rule
      Properties:
        EventPattern: {source: [aws.guardduty]}
        Targets: [{Id: t, Arn: !GetAtt Own.Arn}]
    """
    assert verdicts(FINDINGS, cloudformation(tmp_path, fed + feeding)) == {"Rule": "passed", "Feeding": "passed"}
    assert verdicts(FINDINGS, cloudformation(tmp_path, fed)) == {"Rule": "undetermined"}


@pytest.mark.parametrize(
    ("topic", "expected"),
    [
        ("arn:aws:sns:a-1:111122223333:gone", "violated"),
        ("arn:aws:sns:a-1:444455556666:theirs", "passed"),
        ("arn:aws:sns:b-1:111122223333:elsewhere", "passed"),
    ],
)
def test_a_topic_that_is_gone(topic: str, expected: str) -> None:
    address = "arn:aws:events:a-1:111122223333:rule/r"
    told = {"Targets": [{"Id": "t", "Arn": topic}]}
    pattern = json.dumps({"source": ["aws.guardduty"]})
    body = {"EventPattern": pattern, "State": "ENABLED", "EventBusName": "default", "ListTargetsByRule": told}
    assert verdicts(FINDINGS, [live("AWS::Events::Rule", address, **body)]) == {address: expected}


def test_the_reason_says_what_to_declare(tmp_path: Path) -> None:
    estate = terraform(tmp_path, RULE + TOPIC + to("aws_sns_topic.soc.arn"))
    (decision,) = decisions(FINDINGS, estate).values()
    assert "declare an aws_sns_topic_subscription" in "; ".join(decision.reasons)


@pytest.mark.parametrize(
    ("topic", "beside", "expected"),
    [
        ("{Type: AWS::SNS::Topic}", "", "undetermined"),
        (
            "{Type: AWS::SNS::Topic, Properties: {Subscription: [{Protocol: email, Endpoint: a@b}]}}",
            "",
            "passed",
        ),
        (
            "{Type: AWS::SNS::Topic}",
            "Mail: {Type: AWS::SNS::Subscription, Properties: {TopicArn: !Ref Topic, Protocol: email}}",
            "passed",
        ),
    ],
)
def test_topics_of_templates(tmp_path: Path, topic: str, beside: str, expected: str) -> None:
    text = f"""
    Rule:
      Type: AWS::Events::Rule
      Properties:
        EventPattern: {{source: [aws.securityhub]}}
        Targets: [{{Id: t, Arn: !Ref Topic}}]
    Topic: {topic}
    {beside}
    """
    assert verdicts(FINDINGS, cloudformation(tmp_path, text)) == {"Rule": expected}


ARN = "arn:aws:sns:us-east-1:111122223333:soc"
DESTINATION = "arn:aws:events:us-east-1:111122223333:api-destination/siem/1234"
SUBSCRIBED = {"TopicArn": ARN, "Protocol": "sqs", "Endpoint": "arn:q", "SubscriptionArn": "arn:s"}


def account(target: str) -> list[Any]:
    pattern, told = json.dumps({"source": ["aws.securityhub"]}), {"Targets": [{"Id": "t", "Arn": target}]}
    return [live("AWS::Events::Rule", "r", EventPattern=pattern, State="ENABLED", ListTargetsByRule=told)]


@pytest.mark.parametrize(
    ("target", "beside", "expected"),
    [
        (ARN, [], "passed"),
        (ARN, [live("AWS::SNS::Topic", ARN, TopicArn=ARN)], "violated"),
        (
            ARN,
            [live("AWS::SNS::Topic", ARN, TopicArn=ARN), live("AWS::SNS::Subscription", "s", **SUBSCRIBED)],
            "passed",
        ),
        (
            ARN,
            [
                live("AWS::SNS::Topic", ARN, TopicArn=ARN),
                live("AWS::SNS::Subscription", "s", **{**SUBSCRIBED, "SubscriptionArn": "PendingConfirmation"}),
            ],
            "violated",
        ),
        (DESTINATION, [], "passed"),
        (
            DESTINATION,
            [live("AWS::Events::ApiDestination", "d", ApiDestinationArn=DESTINATION, ApiDestinationState="ACTIVE")],
            "passed",
        ),
        (
            DESTINATION,
            [live("AWS::Events::ApiDestination", "d", ApiDestinationArn=DESTINATION, ApiDestinationState="INACTIVE")],
            "violated",
        ),
    ],
)
def test_targets_of_an_account(target: str, beside: list[Any], expected: str) -> None:
    assert verdicts(FINDINGS, [*account(target), *beside]) == {"r": expected}


def test_who_listens_is_not_known_where_topics_may_not_be_listed() -> None:
    denied = Unread("sns:ListTopics was denied", types=frozenset({"AWS::SNS::Topic"}))
    assert verdicts(FINDINGS, inventory(*account(ARN), unread=[denied])) == {"r": "undetermined"}
