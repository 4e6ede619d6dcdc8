"""Which findings set off something that acts, and with which powers."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from pytest_aisec.declarations import Declaration
from tests.model.declared import live
from tests.policies.judged import cloudformation, terraform, verdicts

RULE = "finding_sets_off_a_response"
REGION = "finding_in_a_region_sets_off_a_response"
POWER = "response_to_findings_is_no_administrator"

PARTS = """
    variable "elsewhere" {}
    resource "aws_lambda_function" "f" {
      function_name = "f"
      role          = aws_iam_role.r.arn
    }
    resource "aws_sfn_state_machine" "m" {
      name     = "m"
      role_arn = aws_iam_role.r.arn
    }
    resource "aws_ssm_document" "d" { name = "Contain" }
    resource "aws_sns_topic" "mail" { name = "mail" }
    resource "aws_sns_topic" "run" { name = "run" }
    resource "aws_sns_topic_subscription" "mail" {
      topic_arn = aws_sns_topic.mail.arn
      protocol  = "email"
      endpoint  = "soc@example.com"
    }
    resource "aws_sns_topic_subscription" "run" {
      topic_arn = aws_sns_topic.run.arn
      protocol  = "lambda"
      endpoint  = aws_lambda_function.f.arn
    }
    resource "aws_sqs_queue" "q" {}
    resource "aws_iam_role" "r" {
      assume_role_policy = "{}"
    }
"""
FOUND = '{ source = ["aws.guardduty"] }'


def rule(target: str, pattern: str = FOUND, stated: str = "", name: str = "r") -> str:
    return f"""
    resource "aws_cloudwatch_event_rule" "{name}" {{
      name          = "{name}"
      event_pattern = jsonencode({pattern})
      {stated}
    }}
    resource "aws_cloudwatch_event_target" "{name}" {{
      rule = aws_cloudwatch_event_rule.{name}.name
      arn  = {target}
    }}
    """


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (rule("aws_lambda_function.f.arn"), "passed"),
        (rule("aws_sfn_state_machine.m.arn"), "passed"),
        (rule('"arn:aws:ssm:us-east-1:1:automation-definition/AWS-StopEC2Instance"'), "passed"),
        (rule('"arn:aws:ssm:us-east-1:1:automation-definition/${aws_ssm_document.d.name}:$DEFAULT"'), "passed"),
        (rule('"arn:aws:lambda:us-east-1:1:function:elsewhere"'), "passed"),
        (rule("aws_sns_topic.mail.arn"), "violated"),
        (rule("aws_sns_topic.run.arn"), "passed"),
        (rule('"arn:aws:sns:us-east-1:1:mail"'), "undetermined"),
        (rule('"arn:aws:logs:us-east-1:1:log-group:g"'), "violated"),
        (rule('"arn:aws:ecs:us-east-1:1:cluster/c"'), "passed"),
        (rule('"arn:aws:codebuild:us-east-1:1:project/p"'), "passed"),
        (rule('"arn:aws:ssm:us-east-1::document/AWS-RunShellScript"'), "passed"),
        (rule("aws_lambda_function.f.arn", '{ source = ["aws.inspector2"] }'), "violated"),
        (rule("aws_lambda_function.f.arn", '{ source = ["aws.securityhub"] }'), "passed"),
        (rule('"arn:aws:events:us-east-1:2:event-bus/central"'), "undetermined"),
        (rule("aws_sqs_queue.q.arn"), "undetermined"),
        (rule("var.elsewhere"), "undetermined"),
        (rule("aws_lambda_function.f.arn", stated='state = "DISABLED"'), "violated"),
        (rule("aws_lambda_function.f.arn", stated='event_bus_name = "own"'), "violated"),
        (rule("aws_lambda_function.f.arn", '{ source = ["aws.ec2"] }'), "not_applicable"),
        (rule("aws_sns_topic.mail.arn") + rule("aws_lambda_function.f.arn", name="s"), "passed"),
        (
            rule("aws_sns_topic.mail.arn") + rule("aws_lambda_function.f.arn", '{ source = ["aws.ec2"] }', name="s"),
            "violated",
        ),
    ],
)
def test_terraform(tmp_path: Path, text: str, expected: str) -> None:
    assert verdicts(RULE, terraform(tmp_path, PARTS + text))["aws_cloudwatch_event_rule.r"] == expected


@pytest.mark.parametrize(
    ("target", "expected"),
    [("!GetAtt F.Arn", "passed"), ("!Ref M", "passed"), ("!Ref T", "violated"), ("!Ref Run", "passed")],
)
def test_cloudformation(tmp_path: Path, target: str, expected: str) -> None:
    text = f"""
    F: {{Type: AWS::Lambda::Function}}
    M: {{Type: AWS::StepFunctions::StateMachine}}
    T: {{Type: AWS::SNS::Topic, Properties: {{Subscription: [{{Protocol: email, Endpoint: soc@example.com}}]}}}}
    Run: {{Type: AWS::SNS::Topic, Properties: {{Subscription: [{{Protocol: lambda, Endpoint: !GetAtt F.Arn}}]}}}}
    Rule:
      Type: AWS::Events::Rule
      Properties:
        EventPattern: {{source: [aws.securityhub]}}
        Targets: [{{Id: t, Arn: {target}}}]
    """
    assert verdicts(RULE, cloudformation(tmp_path, text)) == {"Rule": expected}


def policy(action: str) -> str:
    return f"""
    resource "aws_iam_role_policy" "p" {{
      role   = aws_iam_role.r.id
      policy = jsonencode({{ Statement = [{{ Effect = "Allow", Action = {action}, Resource = "*" }}] }})
    }}
    """


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (rule("aws_lambda_function.f.arn") + policy('"iam:UpdateAccessKey"'), "passed"),
        (rule("aws_lambda_function.f.arn") + policy('"*"'), "violated"),
        (rule("aws_sfn_state_machine.m.arn") + policy('"*"'), "violated"),
        (rule("aws_sns_topic.run.arn") + policy('"*"'), "violated"),
        (rule("aws_lambda_function.f.arn") + policy('"iam:*"'), "violated"),
        (rule("aws_lambda_function.f.arn") + policy('["iam:PutRolePolicy", "iam:AttachUserPolicy"]'), "passed"),
        (rule("aws_lambda_function.f.arn") + policy("var.elsewhere"), "undetermined"),
        (rule("aws_sns_topic.mail.arn") + policy('"*"'), "not_applicable"),
        (rule("aws_lambda_function.f.arn", '{ source = ["aws.ec2"] }') + policy('"*"'), "not_applicable"),
    ],
)
def test_powers(tmp_path: Path, text: str, expected: str) -> None:
    assert verdicts(POWER, terraform(tmp_path, PARTS + text)) == {"aws_cloudwatch_event_rule.r": expected}


RUNBOOK = '"arn:aws:ssm:us-east-1:1:automation-definition/Contain:$DEFAULT"'
OF_AWS = '"arn:aws:ssm:us-east-1:1:automation-definition/AWS-StopEC2Instance"'
BOUNDED = """
    resource "aws_iam_role" "bounded" {
      name               = "bounded"
      assume_role_policy = "{}"
    }
"""
GIVEN = "input = jsonencode({ AutomationAssumeRole = [aws_iam_role.%s.arn] })"


def started(arn: str, content: str = "{}", stated: str = "") -> str:
    """A rule that runs a runbook, with an administrator `r` and a role `bounded` that may do nothing."""
    parts = PARTS.replace('{ name = "Contain" }', f'{{\nname = "Contain"\ndocument_type = "Automation"\n{content}\n}}')
    target = rule(arn).replace("arn  = ", f"{stated}\n      arn = ")
    return parts + BOUNDED + policy('"*"') + target


def written(role: str, default: str = "") -> str:
    """The content of a runbook."""
    parameters = f", parameters = {{ AutomationAssumeRole = {{ default = {default} }} }}" if default else ""
    return f'content = jsonencode({{ schemaVersion = "0.3", assumeRole = {role}{parameters} }})'


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (started(RUNBOOK, written("aws_iam_role.r.arn")), "violated"),
        (started(RUNBOOK, written("aws_iam_role.bounded.arn"), "role_arn = aws_iam_role.r.arn"), "passed"),
        (started(RUNBOOK, written('"{{ AutomationAssumeRole }}"', "aws_iam_role.r.arn")), "violated"),
        (
            started(RUNBOOK, written('"{{ AutomationAssumeRole }}"', "aws_iam_role.r.arn"), GIVEN % "bounded"),
            "passed",
        ),
        (started(RUNBOOK, written('"{{ AutomationAssumeRole }}"'), "role_arn = aws_iam_role.r.arn"), "violated"),
        (started(RUNBOOK, written("var.elsewhere")), "undetermined"),
        (started(RUNBOOK, "content = var.elsewhere"), "undetermined"),
        (started(OF_AWS, "content = jsonencode({})", GIVEN % "r"), "violated"),
        (started(OF_AWS, "content = jsonencode({})", GIVEN % "bounded"), "passed"),
        (started(OF_AWS, "content = jsonencode({})", "role_arn = aws_iam_role.r.arn"), "violated"),
        (started(OF_AWS, "content = jsonencode({})"), "not_applicable"),
    ],
)
def test_powers_of_runbooks(tmp_path: Path, text: str, expected: str) -> None:
    assert verdicts(POWER, terraform(tmp_path, text)) == {"aws_cloudwatch_event_rule.r": expected}


@pytest.mark.parametrize(("role", "expected"), [("Admin", "violated"), ("Bounded", "passed")])
def test_powers_of_runbooks_in_templates(tmp_path: Path, role: str, expected: str) -> None:
    text = f"""
    Contain:
      Type: AWS::SSM::Document
      Properties:
        Name: Contain
        DocumentType: Automation
        Content:
          schemaVersion: "0.3"
          assumeRole: !GetAtt {role}.Arn
    Admin:
      Type: AWS::IAM::Role
      Properties:
        AssumeRolePolicyDocument: {{}}
        Policies:
          - PolicyName: all
            PolicyDocument: {{Statement: [{{Effect: Allow, Action: "*", Resource: "*"}}]}}
    Bounded:
      Type: AWS::IAM::Role
      Properties: {{AssumeRolePolicyDocument: {{}}}}
    Rule:
      Type: AWS::Events::Rule
      Properties:
        EventPattern: {{source: [aws.securityhub]}}
        Targets:
          - Id: t
            Arn: !Sub "arn:${{AWS::Partition}}:ssm:${{AWS::Region}}:${{AWS::AccountId}}:automation-definition/Contain:$DEFAULT"
    """
    assert verdicts(POWER, cloudformation(tmp_path, text)) == {"Rule": expected}


@pytest.mark.parametrize(("action", "expected"), [("*", "violated"), ("ec2:StopInstances", "passed")])
def test_powers_of_runbooks_in_accounts(action: str, expected: str) -> None:
    arn = "arn:aws:iam::1:role/contain"
    statement = {"Effect": "Allow", "Action": action, "Resource": "*"}
    allowed = [{"PolicyName": "p", "PolicyDocument": json.dumps({"Statement": [statement]})}]
    role = live(
        "AWS::IAM::Role", arn, Arn=arn, RoleName="contain", AssumeRolePolicyDocument="{}", RolePolicyList=allowed
    )
    content = f"schemaVersion: '0.3'\nassumeRole: {arn}\nmainSteps: []\n"
    told = {"Name": "Contain", "DocumentType": "Automation", "GetDocument": {"Content": content}}
    document = live("AWS::SSM::Document", "Contain", **told)._replace(region="a-1")
    found = live_rule("a-1", "arn:aws:ssm:a-1:1:automation-definition/Contain:$DEFAULT")
    assert list(verdicts(POWER, [role, document, found]).values()) == [expected]


def live_rule(region: str, arn: str, source: str = "aws.guardduty") -> Declaration:
    """A rule of account 1, by what it is sent to."""
    body: dict[str, Any] = {
        "EventPattern": json.dumps({"source": [source]}),
        "State": "ENABLED",
        "EventBusName": "default",
        "ListTargetsByRule": {"Targets": [{"Id": "t", "Arn": arn}]},
    }
    return live("AWS::Events::Rule", f"arn:aws:events:{region}:1:rule/{arn}", **body)._replace(region=region)


FUNCTION = "arn:aws:lambda:a-1:1:function:f"


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        ([], "violated"),
        ([live_rule("a-1", FUNCTION)], "passed"),
        ([live_rule("a-1", FUNCTION, "aws.ec2")], "violated"),
        ([live_rule("b-1", FUNCTION)], "violated"),
        ([live_rule("a-1", "arn:aws:lambda:a-1:2:function:theirs")], "passed"),
        ([live_rule("a-1", "arn:aws:lambda:a-1:1:function:gone")], "violated"),
        ([live_rule("a-1", "arn:aws:sns:a-1:1:t")], "violated"),
        ([live_rule("a-1", "arn:aws:events:a-1:2:event-bus/central")], "undetermined"),
    ],
)
def test_regions(rules: list[Declaration], expected: str) -> None:
    region = live("ec2:Region", "a-1", RegionName="a-1")._replace(region="a-1")
    function = live("AWS::Lambda::Function", FUNCTION, FunctionArn=FUNCTION)._replace(region="a-1")
    arn = "arn:aws:sns:a-1:1:t"
    topic = live("AWS::SNS::Topic", arn, TopicArn=arn)._replace(region="a-1")
    assert verdicts(REGION, [region, function, topic, *rules]) == {"a-1": expected}


@pytest.mark.parametrize(
    ("arn", "expected"), [("arn:aws:sns:a-1:1:t:s", "passed"), ("PendingConfirmation", "violated")]
)
def test_function_of_a_topic_is_run_once_it_is_subscribed(arn: str, expected: str) -> None:
    topic = "arn:aws:sns:a-1:1:t"
    told = {"TopicArn": topic, "Protocol": "lambda", "Endpoint": "arn:aws:lambda:a-1:2:function:f"}
    estate = [
        live("ec2:Region", "a-1", RegionName="a-1"),
        live("AWS::SNS::Topic", topic, TopicArn=topic),
        live("AWS::SNS::Subscription", "s", **told, SubscriptionArn=arn),
        live_rule("a-1", topic),
    ]
    assert verdicts(REGION, [each._replace(region="a-1") for each in estate]) == {"a-1": expected}
