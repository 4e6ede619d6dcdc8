"""Who is told, by rules or by metric filters with alarms, when guards, sources of data and safeguards change."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from pytest_aisec.declarations import Declaration
from tests.model.declared import live
from tests.policies.detection.test_changes import calls, rule
from tests.policies.judged import cloudformation, terraform, verdicts

ENFORCED = "change_of_guardrail_enforcement_raises_an_alarm"
AGENT = "change_of_a_guarded_agent_raises_an_alarm"
PROMPTS = "change_of_invocation_logging_raises_an_alarm"
SOURCES = "change_of_a_knowledge_base_source_raises_an_alarm"
TRAINED = "training_of_a_custom_model_raises_an_alarm"
FEATURES = "change_of_a_feature_group_raises_an_alarm"
COPIES = "change_of_copies_of_an_ai_bucket_raises_an_alarm"
SAFEGUARD = "switching_off_a_safeguard_raises_an_alarm"

TRAIL = """
    variable "elsewhere" {}
    resource "aws_cloudtrail" "t" {
      name                       = "t"
      s3_bucket_name             = "logs"
      cloud_watch_logs_group_arn = "${aws_cloudwatch_log_group.g.arn}:*"
    }
    resource "aws_cloudwatch_log_group" "g" { name = "g" }
    resource "aws_cloudwatch_log_group" "other" { name = "other" }
"""
BOTH = '"{ $.eventName = StopLogging || $.eventName = DeleteTrail }"'


def counted(pattern: str = BOTH, group: str = "aws_cloudwatch_log_group.g.name") -> str:
    return f"""
    resource "aws_cloudwatch_log_metric_filter" "f" {{
      name           = "f"
      log_group_name = {group}
      pattern        = {pattern}
      metric_transformation {{
        name      = "Off"
        namespace = "Security"
        value     = "1"
      }}
    }}
    """


TOLD = 'alarm_actions = ["arn:aws:sns:::t"]'
REACHED = """
    comparison_operator = "GreaterThanOrEqualToThreshold"
    threshold           = 1
    evaluation_periods  = 1
"""


def alarm(stated: str = TOLD, name: str = "Off", reached: str = REACHED) -> str:
    return f"""
    resource "aws_cloudwatch_metric_alarm" "a" {{
      alarm_name  = "a"
      metric_name = "{name}"
      namespace   = "Security"
      {reached}
      {stated}
    }}
    """


QUERY = """
    resource "aws_cloudwatch_metric_alarm" "a" {
      alarm_name    = "a"
      alarm_actions = ["arn:aws:sns:::t"]
      threshold     = 0
      comparison_operator = "GreaterThanThreshold"
      metric_query {
        id = "m"
        metric {
          metric_name = "Off"
          namespace   = "Security"
          period      = 60
          stat        = "Sum"
        }
      }
    }
"""


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ("", "not_applicable"),
        (counted() + alarm(), "passed"),
        (counted() + QUERY, "passed"),
        (counted(), "violated"),
        (counted() + alarm(""), "violated"),
        (counted() + alarm('alarm_actions = ["arn:aws:sns:::t"]\nactions_enabled = false'), "violated"),
        (counted() + alarm(name="Other"), "violated"),
        (counted() + alarm("alarm_actions = var.elsewhere"), "undetermined"),
        (counted('"{ $.eventName = StopLogging }"') + alarm(), "violated"),
        (counted('"{ $.eventName = %Trail|Logging% && $.userIdentity.type = Root }"') + alarm(), "undetermined"),
        (counted('"{ $.eventName = "') + alarm(), "undetermined"),
        (counted("var.elsewhere") + alarm(), "undetermined"),
        (counted(group="aws_cloudwatch_log_group.other.name") + alarm(), "violated"),
        (counted(group="var.elsewhere") + alarm(), "undetermined"),
        (rule(calls("cloudtrail", '"StopLogging", "DeleteTrail"')), "passed"),
        (rule(calls("cloudtrail", '"StopLogging"')), "violated"),
        (rule(calls("cloudtrail", '"StopLogging"')) + counted() + alarm(), "passed"),
        (rule("{ source = [var.elsewhere] }"), "undetermined"),
        (rule("{ source = [var.elsewhere] }") + counted() + alarm(), "passed"),
        (
            rule(calls("cloudtrail", '"StopLogging", "DeleteTrail"', ", errorCode = [{ exists = false }]")),
            "passed",
        ),
    ],
)
def test_a_trail(tmp_path: Path, more: str, expected: str) -> None:
    assert verdicts(SAFEGUARD, terraform(tmp_path, TRAIL + more)) == {"aws_cloudtrail.t": expected}


@pytest.mark.parametrize(
    ("actions", "threshold", "expected"),
    [("[!Ref Topic]", "1", "passed"), ("[!Ref Topic]", "1000", "violated"), ("[]", "1", "violated")],
)
def test_a_trail_in_cloudformation(tmp_path: Path, actions: str, threshold: str, expected: str) -> None:
    text = f"""
    Group: {{Type: AWS::Logs::LogGroup}}
    Topic: {{Type: AWS::SNS::Topic, Properties: {{Subscription: [{{Protocol: email, Endpoint: a@b}}]}}}}
    Trail:
      Type: AWS::CloudTrail::Trail
      Properties: {{S3BucketName: logs, IsLogging: true, CloudWatchLogsLogGroupArn: !GetAtt Group.Arn}}
    Filter:
      Type: AWS::Logs::MetricFilter
      Properties:
        LogGroupName: !Ref Group
        FilterPattern: {BOTH}
        MetricTransformations: [{{MetricName: SwitchedOff, MetricNamespace: Security, MetricValue: "1"}}]
    Alarm:
      Type: AWS::CloudWatch::Alarm
      Properties:
        MetricName: SwitchedOff
        Namespace: Security
        ComparisonOperator: GreaterThanOrEqualToThreshold
        Threshold: {threshold}
        EvaluationPeriods: 1
        AlarmActions: {actions}
    """
    assert verdicts(SAFEGUARD, cloudformation(tmp_path, text)) == {"Trail": expected}


def at(region: str, declaration: Declaration) -> Declaration:
    return declaration._replace(region=region)


def hearing(region: str, source: str, *names: str) -> Declaration:
    pattern = json.dumps({"source": [f"aws.{source}"], "detail": {"eventName": list(names)}})
    told = {"Targets": [{"Id": "t", "Arn": "arn:t"}]}
    name = f"{region}-{source}"
    body = {"EventPattern": pattern, "State": "ENABLED", "EventBusName": "default", "ListTargetsByRule": told}
    return at(region, live("AWS::Events::Rule", name, **body))


def recording(region: str, **stated: Any) -> Declaration:
    """A trail that is on, in the place of what is heard of."""
    body = {"TrailARN": f"arn:{region}", "GetTrailStatus": {"IsLogging": True}, **stated}
    return at(region, live("AWS::CloudTrail::Trail", f"arn:{region}", **body))


def test_each_region_needs_somebody_who_hears() -> None:
    estate = [
        recording("a-1"),
        recording("b-1"),
        at("a-1", live("AWS::GuardDuty::Detector", "d1")),
        at("b-1", live("AWS::GuardDuty::Detector", "d2")),
        at("b-1", live("AWS::EC2::FlowLog", "fl-1", ResourceId="vpc-1")),
        at("b-1", live("AWS::EC2::FlowLog", "fl-2", ResourceId="vpc-2")),
        hearing("a-1", "guardduty", "DeleteDetector"),
        hearing("b-1", "ec2", "DeleteFlowLogs"),
    ]
    assert verdicts(SAFEGUARD, estate) == {
        "arn:a-1": "violated",
        "arn:b-1": "violated",
        "d1": "passed",
        "d2": "violated",
        "fl-1": "passed",
    }


def selecting(**stated: Any) -> dict[str, Any]:
    return {"GetEventSelectors": {"EventSelectors": [{"ReadWriteType": "All", **stated}]}}


def only(*fields: tuple[str, str]) -> dict[str, Any]:
    conditions = [{"Field": name, "Equals": [value]} for name, value in fields]
    return {"GetEventSelectors": {"AdvancedEventSelectors": [{"FieldSelectors": conditions}]}}


MANAGEMENT = ("eventCategory", "Management")


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ({}, "passed"),
        ({"GetTrailStatus": {"IsLogging": False}}, "violated"),
        (selecting(), "passed"),
        (selecting(ReadWriteType="WriteOnly"), "passed"),
        (selecting(ReadWriteType="ReadOnly"), "violated"),
        (selecting(IncludeManagementEvents=False), "violated"),
        (selecting(ExcludeManagementEventSources=["kms.amazonaws.com"]), "passed"),
        (selecting(ExcludeManagementEventSources=["guardduty.amazonaws.com"]), "violated"),
        (only(MANAGEMENT), "passed"),
        (only(MANAGEMENT, ("readOnly", "false")), "passed"),
        (only(MANAGEMENT, ("readOnly", "true")), "violated"),
        (only(MANAGEMENT, ("eventSource", "s3.amazonaws.com")), "violated"),
        (only(("eventCategory", "Data")), "violated"),
    ],
)
def test_rules_hear_of_calls_that_a_trail_takes_in(stated: dict[str, Any], expected: str) -> None:
    detector = at("a-1", live("AWS::GuardDuty::Detector", "d1"))
    estate = [detector, hearing("a-1", "guardduty", "DeleteDetector"), recording("a-1", **stated)]
    assert verdicts(SAFEGUARD, estate)["d1"] == expected


def test_without_a_trail_rules_hear_of_no_calls() -> None:
    detector = at("a-1", live("AWS::GuardDuty::Detector", "d1"))
    assert verdicts(SAFEGUARD, [detector, hearing("a-1", "guardduty", "DeleteDetector")]) == {"d1": "violated"}


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ("", "passed"),
        ("enable_logging = false", "violated"),
        ("enable_logging = var.elsewhere", "undetermined"),
        ('event_selector { read_write_type = "ReadOnly" }', "violated"),
    ],
)
@pytest.mark.parametrize("told", [counted() + alarm(), rule(calls("cloudtrail", '"StopLogging", "DeleteTrail"'))])
def test_what_a_declared_trail_takes_in(tmp_path: Path, told: str, stated: str, expected: str) -> None:
    text = TRAIL.replace('s3_bucket_name             = "logs"', f's3_bucket_name = "logs"\n{stated}')
    assert verdicts(SAFEGUARD, terraform(tmp_path, text + told)) == {"aws_cloudtrail.t": expected}


UNHEARD = "arn:aws:sns:a-1:1:unheard"
LIVE_TRAIL = {
    "TrailARN": "arn:t",
    "GetTrailStatus": {"IsLogging": True},
    "CloudWatchLogsLogGroupArn": "arn:aws:logs:a-1:1:log-group:g:*",
}
GROUP = live("AWS::Logs::LogGroup", "g", logGroupName="g", logGroupArn="arn:aws:logs:a-1:1:log-group:g")
FILTER = {
    "filterName": "f",
    "logGroupName": "g",
    "filterPattern": json.loads(BOTH),
    "metricTransformations": [{"metricName": "Off", "metricNamespace": "Security", "metricValue": "1"}],
}
ALARM = {
    "MetricName": "Off",
    "Namespace": "Security",
    "ActionsEnabled": True,
    "AlarmActions": ["arn:t"],
    "ComparisonOperator": "GreaterThanOrEqualToThreshold",
    "Threshold": 1.0,
    "EvaluationPeriods": 1,
}


ALARM_ARN = "arn:aws:cloudwatch:a-1:111122223333:alarm:a"


def computed(**more: str) -> dict[str, Any]:
    """The same alarm on a metric that is asked for by a query, perhaps of an account."""
    metric = {"Metric": {"MetricName": "Off", "Namespace": "Security"}, "Period": 60, "Stat": "Sum"}
    stated = {name: value for name, value in ALARM.items() if name not in {"MetricName", "Namespace"}}
    return {**stated, "Metrics": [{"Id": "m", "MetricStat": metric, **more}]}


@pytest.mark.parametrize(
    ("trail", "counting", "alarmed", "expected"),
    [
        (LIVE_TRAIL, FILTER, ALARM, "passed"),
        (LIVE_TRAIL, FILTER, {**ALARM, "ActionsEnabled": False}, "violated"),
        (LIVE_TRAIL, FILTER, {**ALARM, "Threshold": 1000.0}, "violated"),
        (LIVE_TRAIL, FILTER, {**ALARM, "AlarmActions": [UNHEARD]}, "violated"),
        (LIVE_TRAIL, FILTER, {**ALARM, "AlarmActions": ["arn:aws:sns:a-1:2:theirs"]}, "passed"),
        (LIVE_TRAIL, {**FILTER, "filterPattern": "{ $.eventName = StopLogging }"}, ALARM, "violated"),
        (LIVE_TRAIL, {**FILTER, "fieldSelectionCriteria": '@aws.account = "2"'}, ALARM, "undetermined"),
        (LIVE_TRAIL, FILTER, computed(), "passed"),
        (LIVE_TRAIL, FILTER, computed(AccountId="111122223333"), "passed"),
        (LIVE_TRAIL, FILTER, computed(AccountId="444455556666"), "violated"),
        ({"TrailARN": "arn:t"}, FILTER, ALARM, "violated"),
        (
            {**LIVE_TRAIL, "CloudWatchLogsLogGroupArn": "arn:aws:logs:a-1:2:log-group:theirs:*"},
            FILTER,
            ALARM,
            "undetermined",
        ),
    ],
)
def test_alarms_of_an_account(
    trail: dict[str, Any], counting: dict[str, Any], alarmed: dict[str, Any], expected: str
) -> None:
    estate = [
        live("AWS::CloudTrail::Trail", "arn:t", **trail),
        GROUP,
        live("AWS::Logs::MetricFilter", "f", **counting),
        live("AWS::CloudWatch::Alarm", ALARM_ARN, **alarmed),
        live("AWS::SNS::Topic", UNHEARD, TopicArn=UNHEARD),
    ]
    assert verdicts(SAFEGUARD, estate) == {"arn:t": expected}


TERRAFORM = {
    ENFORCED: 'resource "aws_bedrock_guardrail" "x" { name = "x" }',
    AGENT: 'resource "aws_bedrockagent_agent" "x" {\nguardrail_configuration { guardrail_identifier = "g" }\n}',
    PROMPTS: 'resource "aws_bedrock_model_invocation_logging_configuration" "x" {}',
    SOURCES: 'resource "aws_bedrockagent_knowledge_base" "x" {}',
    TRAINED: 'resource "aws_bedrock_custom_model" "x" {}',
    FEATURES: 'resource "aws_sagemaker_feature_group" "x" {}',
    COPIES: 'resource "aws_s3_bucket" "x" {}\nresource "aws_bedrockagent_data_source" "d" {\n'
    "data_source_configuration {\ns3_configuration { bucket_arn = aws_s3_bucket.x.arn }\n}\n}",
}


@pytest.mark.parametrize(
    ("policy", "service", "names", "expected"),
    [
        (ENFORCED, "bedrock", '"DeleteEnforcedGuardrailConfiguration", "PutEnforcedGuardrailConfiguration"', "passed"),
        (ENFORCED, "bedrock", '"DeleteEnforcedGuardrailConfiguration"', "violated"),
        (AGENT, "bedrock", '"UpdateAgent"', "passed"),
        (AGENT, "bedrock", '"DeleteAgent"', "violated"),
        (PROMPTS, "bedrock", '{ suffix = "ModelInvocationLoggingConfiguration" }', "passed"),
        (PROMPTS, "bedrock", '"DeleteModelInvocationLoggingConfiguration"', "violated"),
        (SOURCES, "bedrock", '{ suffix = "DataSource" }, "UpdateKnowledgeBase"', "passed"),
        (SOURCES, "bedrock", '{ suffix = "DataSource" }', "violated"),
        (TRAINED, "bedrock", '"CreateModelCustomizationJob"', "passed"),
        (TRAINED, "sagemaker", '"CreateModelCustomizationJob"', "violated"),
        (FEATURES, "sagemaker", '"UpdateFeatureGroup"', "passed"),
        (FEATURES, "sagemaker", '"CreateFeatureGroup"', "violated"),
        (COPIES, "s3", '"PutBucketVersioning", "PutBucketReplication"', "passed"),
        (COPIES, "s3", '"PutBucketVersioning"', "violated"),
    ],
)
def test_calls(tmp_path: Path, policy: str, service: str, names: str, expected: str) -> None:
    estate = terraform(tmp_path, TERRAFORM[policy] + rule(calls(service, names)))
    assert list(verdicts(policy, estate).values()) == [expected]


def test_an_agent_without_a_guardrail_cannot_lose_it(tmp_path: Path) -> None:
    text = 'resource "aws_bedrockagent_agent" "x" { agent_name = "x" }' + rule(calls("bedrock", '"Other"'))
    assert verdicts(AGENT, terraform(tmp_path, text)) == {"aws_bedrockagent_agent.x": "not_applicable"}


@pytest.mark.parametrize(
    ("policy", "kind", "body"),
    [
        (ENFORCED, "AWS::Bedrock::Guardrail", {}),
        (AGENT, "AWS::Bedrock::Agent", {"guardrailConfiguration": {"guardrailIdentifier": "g"}}),
        (PROMPTS, "bedrock:ModelInvocationLogging", {}),
        (SOURCES, "AWS::Bedrock::KnowledgeBase", {}),
        (TRAINED, "bedrock:CustomModel", {}),
        (FEATURES, "AWS::SageMaker::FeatureGroup", {}),
        (SAFEGUARD, "AWS::Config::ConfigurationRecorder", {}),
    ],
)
def test_an_account_in_which_nobody_hears(policy: str, kind: str, body: dict[str, Any]) -> None:
    assert verdicts(policy, [live(kind, "x", **body)]) == {"x": "violated"}


@pytest.mark.parametrize(
    ("policy", "declared", "names"),
    [
        (
            ENFORCED,
            "{Type: AWS::Bedrock::Guardrail, Properties: {Name: g}}",
            "[PutEnforcedGuardrailConfiguration, DeleteEnforcedGuardrailConfiguration]",
        ),
        (
            AGENT,
            "{Type: AWS::Bedrock::Agent, Properties: {GuardrailConfiguration: {GuardrailIdentifier: g}}}",
            "[UpdateAgent]",
        ),
        (SOURCES, "{Type: AWS::Bedrock::KnowledgeBase}", "[{suffix: DataSource}, UpdateKnowledgeBase]"),
    ],
)
def test_calls_in_cloudformation(tmp_path: Path, policy: str, declared: str, names: str) -> None:
    text = f"""
    X: {declared}
    Rule:
      Type: AWS::Events::Rule
      Properties:
        EventPattern: {{source: [aws.bedrock], detail: {{eventName: {names}}}}}
        Targets: [{{Id: t, Arn: "arn:aws:sns:us-east-1:123456789012:t"}}]
    """
    assert verdicts(policy, cloudformation(tmp_path, text)) == {"X": "passed"}
    silent = cloudformation(tmp_path, text.replace(names, "[Other]"))
    assert verdicts(policy, silent) == {"X": "violated"}


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ({"source": ["aws.health"]}, "violated"),
        ({"source": [{"prefix": "aws.macie"}], "detail": {"eventName": ["DisableMacie"]}}, "passed"),
        ({"source": ["aws.macie"], "detail": {"eventName": ["DisableMacie"]}}, "undetermined"),
        ({"source": [{"like": "aws.macie"}]}, "undetermined"),
    ],
)
def test_the_source_of_events_of_macie_has_two_possible_names(pattern: dict[str, Any], expected: str) -> None:
    targets = {"Targets": [{"Id": "t", "Arn": "arn:aws:sns:us-east-1:123456789012:t"}]}
    estate = [
        live("AWS::Macie::Session", "m"),
        recording(""),
        live("AWS::Events::Rule", "r", EventPattern=json.dumps(pattern), State="ENABLED", ListTargetsByRule=targets),
    ]
    assert verdicts(SAFEGUARD, estate)["m"] == expected


REGIONS = """
    provider "aws" { region = "us-east-1" }
    provider "aws" {
      alias  = "eu"
      region = "eu-west-1"
    }
"""


@pytest.mark.parametrize(("place", "expected"), [("", "passed"), ("provider = aws.eu", "not_applicable")])
def test_rules_of_another_region_hear_of_nothing(tmp_path: Path, place: str, expected: str) -> None:
    told = rule(calls("bedrock", '"UpdateAgent"')).replace("event_pattern", f"{place}\nevent_pattern", 1)
    estate = terraform(tmp_path, REGIONS + TERRAFORM[AGENT] + told)
    assert verdicts(AGENT, estate) == {"aws_bedrockagent_agent.x": expected}
