"""Whether security findings reach somebody, and where Security Hub is on."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from pytest_aisec.declarations import Declaration
from tests.model.declared import live
from tests.policies.judged import cloudformation, terraform, verdicts

RULE = "rule_about_security_findings_reaches_somebody"
SENT = "security_findings_of_a_region_are_sent_on"
HUB = "region_has_security_hub"
STANDARD = "security_hub_judges_by_the_foundational_standard"
TARGET = (
    'resource "aws_cloudwatch_event_target" "t" {\nrule = aws_cloudwatch_event_rule.r.name\narn = "arn:aws:sns:::t"\n}'
)
GUARDDUTY = 'jsonencode({ source = ["aws.guardduty"] })'


@pytest.mark.parametrize(
    ("pattern", "stated", "targets", "expected"),
    [
        (GUARDDUTY, "", TARGET, "passed"),
        (GUARDDUTY, "", "", "violated"),
        (GUARDDUTY, 'state = "DISABLED"', TARGET, "violated"),
        (GUARDDUTY, "is_enabled = false", TARGET, "violated"),
        (GUARDDUTY, "state = var.elsewhere", TARGET, "undetermined"),
        ('jsonencode({ source = ["aws.ec2"] })', "", "", "not_applicable"),
        ('jsonencode({ source = [{ prefix = "aws.guard" }] })', "", "", "violated"),
        (
            'jsonencode({ source = ["aws.guardduty"], detail = { severity = [{ numeric = [">=", 7] }] } })',
            "",
            "",
            "violated",
        ),
        (
            'jsonencode({ source = ["aws.guardduty"], detail = { severity = [{ numeric = ["<", 4] }] } })',
            "",
            "",
            "not_applicable",
        ),
        (
            'jsonencode({ source = ["aws.guardduty"], detail = { severity = [{ numeric = [">=", 9] }] } })',
            "",
            TARGET,
            "passed",
        ),
        (
            'jsonencode({ source = ["aws.securityhub"], detail = { findings = { Severity = { Label = ["LOW"] } } } })',
            "",
            "",
            "not_applicable",
        ),
        ("var.elsewhere", "", "", "undetermined"),
    ],
)
def test_terraform(tmp_path: Path, pattern: str, stated: str, targets: str, expected: str) -> None:
    text = f"""
    variable "elsewhere" {{}}
    resource "aws_cloudwatch_event_rule" "r" {{
      name          = "r"
      event_pattern = {pattern}
      {stated}
    }}
    {targets}
    """
    assert verdicts(RULE, terraform(tmp_path, text)) == {"aws_cloudwatch_event_rule.r": expected}


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ("Targets: [{Id: a, Arn: 'arn:aws:sns:::t'}]", "passed"),
        ("State: ENABLED", "violated"),
        ("{Targets: [{Id: a, Arn: 'arn:aws:sns:::t'}], State: DISABLED}", "violated"),
    ],
)
def test_cloudformation(tmp_path: Path, stated: str, expected: str) -> None:
    stated = stated.removeprefix("{").removesuffix("}") if stated.startswith("{") else stated
    lines = stated.replace(", State", "\n        State")
    text = f"""
    Rule:
      Type: AWS::Events::Rule
      Properties:
        EventPattern: {{source: [aws.securityhub]}}
        {lines}
    """
    assert verdicts(RULE, cloudformation(tmp_path, text)) == {"Rule": expected}


def rule(region: str, pattern: dict[str, Any], **stated: Any) -> Declaration:
    body = {"EventPattern": json.dumps(pattern), "State": "ENABLED", "EventBusName": "default", **stated}
    body.setdefault("ListTargetsByRule", {"Targets": [{"Id": "t", "Arn": "arn:t"}]})
    return live("AWS::Events::Rule", f"{region}-{len(pattern)}-{len(stated)}", **body)._replace(region=region)


def region(name: str) -> Declaration:
    return live("ec2:Region", name, RegionName=name)._replace(region=name)


def hub(name: str) -> Declaration:
    return live("AWS::SecurityHub::Hub", f"hub-{name}", HubArn=name)._replace(region=name)


def labelled(*labels: str) -> dict[str, Any]:
    """A pattern for findings of Security Hub, as people write it."""
    workflow = {"Workflow": {"Status": ["NEW"]}, "RecordState": ["ACTIVE"]}
    return {"source": ["aws.securityhub"], "detail": {"findings": {"Severity": {"Label": list(labels)}, **workflow}}}


def severe(least: float, source: str = "guardduty") -> dict[str, Any]:
    others = [{"source": ["aws.inspector2", "aws.macie"]}]
    return {"$or": [*others, {"source": [f"aws.{source}"], "detail": {"severity": [{"numeric": [">=", least]}]}}]}


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        ([], "violated"),
        ([rule("a-1", {"source": ["aws.securityhub"]})], "passed"),
        ([rule("a-1", {"source": ["aws.guardduty"]})], "violated"),
        ([rule("a-1", {"source": ["aws.guardduty", "aws.inspector2", "aws.macie"]})], "passed"),
        ([rule("b-1", {"source": ["aws.securityhub"]})], "violated"),
        ([rule("a-1", {"source": ["aws.securityhub"]}, State="DISABLED")], "violated"),
        ([rule("a-1", {"source": ["aws.securityhub"]}, EventBusName="own")], "violated"),
        (
            [rule("a-1", {"source": ["aws.securityhub"]}, EventBusName="arn:aws:events:a-1:1:event-bus/default")],
            "passed",
        ),
        ([rule("a-1", {"source": ["aws.securityhub"]}, ListTargetsByRule={"Targets": []})], "violated"),
        ([rule("a-1", labelled("HIGH", "CRITICAL"))], "passed"),
        ([rule("a-1", labelled("CRITICAL"))], "violated"),
        ([rule("a-1", labelled("LOW", "MEDIUM"))], "violated"),
        ([rule("a-1", severe(7))], "passed"),
        ([rule("a-1", severe(9))], "violated"),
        ([rule("a-1", {"source": ["aws.guardduty", "aws.inspector2", "aws.macie"], "time": ["now"]})], "undetermined"),
    ],
)
def test_regions(rules: list[Declaration], expected: str) -> None:
    assert verdicts(SENT, [region("a-1"), hub("a-1"), *rules]) == {"a-1": expected}


def test_security_hub_sends_nothing_where_it_is_off() -> None:
    estate = [region("a-1"), hub("b-1"), rule("a-1", {"source": ["aws.securityhub"]})]
    assert verdicts(SENT, estate) == {"a-1": "violated"}


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ({"account": ["111122223333"]}, "passed"),
        ({"account": ["999988887777"]}, "violated"),
        ({"region": ["a-1"]}, "passed"),
        ({"region": [{"anything-but": "a-1"}]}, "violated"),
    ],
)
def test_rules_of_an_account_know_where_they_are(pattern: dict[str, Any], expected: str) -> None:
    told = rule("a-1", {"source": ["aws.securityhub"], **pattern})
    placed = told._replace(address="arn:aws:events:a-1:111122223333:rule/r")
    assert verdicts(SENT, [region("a-1"), hub("a-1"), placed]) == {"a-1": expected}


def test_security_hub_and_its_standard() -> None:
    hubs = [live("AWS::SecurityHub::Hub", f"hub-{name}", HubArn=name)._replace(region=name) for name in ("a-1", "b-1")]
    arn = "arn:aws:securityhub:a-1::standards/aws-foundational-security-best-practices/v/1.0.0"
    standard = live("AWS::SecurityHub::Standard", "s", StandardsArn=arn)._replace(region="a-1")
    estate = [region("a-1"), region("b-1"), region("c-1"), *hubs, standard]
    assert verdicts(HUB, estate) == {"a-1": "passed", "b-1": "passed", "c-1": "violated"}
    assert verdicts(STANDARD, estate) == {"hub-a-1": "passed", "hub-b-1": "violated"}


FOUNDATIONAL = "arn:aws:securityhub:a-1::standards/aws-foundational-security-best-practices/v/1.0.0"
POLICY = f'configuration_policy {{\nservice_enabled = true\nenabled_standard_arns = ["{FOUNDATIONAL}"]\n}}'
OLD = "arn:aws:securityhub:::ruleset/cis-aws-foundations-benchmark/v/1.2.0"


@pytest.mark.parametrize(
    ("stated", "beside", "expected"),
    [
        ("", "", "passed"),
        ("enable_default_standards = true", "", "passed"),
        ("enable_default_standards = false", "", "violated"),
        ("enable_default_standards = false", f'standards_subscription "s" {{ standards_arn = "{OLD}" }}', "violated"),
        (
            "enable_default_standards = false",
            f'standards_subscription "s" {{ standards_arn = "{FOUNDATIONAL}" }}',
            "passed",
        ),
        (
            "enable_default_standards = var.elsewhere",
            f'standards_subscription "s" {{ standards_arn = "{FOUNDATIONAL}" }}',
            "passed",
        ),
        ("enable_default_standards = var.elsewhere", "", "undetermined"),
        (
            "enable_default_standards = false",
            'standards_subscription "s" { standards_arn = var.elsewhere }',
            "undetermined",
        ),
        (
            "enable_default_standards = false",
            f'standards_subscription "s" {{\ncount = 0\nstandards_arn = "{FOUNDATIONAL}"\n}}',
            "violated",
        ),
        (
            "enable_default_standards = false",
            f'configuration_policy "p" {{\nname = "p"\n{POLICY.replace("service_enabled = true", "")}\n}}',
            "violated",
        ),
        (
            "enable_default_standards = false",
            f'configuration_policy "p" {{\nname = "p"\n{POLICY}\n}}',
            "passed",
        ),
    ],
)
def test_standards_of_files(tmp_path: Path, stated: str, beside: str, expected: str) -> None:
    text = f'variable "elsewhere" {{}}\nresource "aws_securityhub_account" "h" {{\n{stated}\n}}\n'
    if beside:
        text += f'resource "aws_securityhub_{beside.replace(" ", chr(34) + " ", 1)}\n'
    assert verdicts(STANDARD, terraform(tmp_path, text)) == {"aws_securityhub_account.h": expected}


@pytest.mark.parametrize(
    ("hub", "standard", "expected"),
    [
        ("{}", OLD, "passed"),
        ("{EnableDefaultStandards: false}", OLD, "violated"),
        ("{EnableDefaultStandards: false}", FOUNDATIONAL, "passed"),
    ],
)
def test_standards_of_templates(tmp_path: Path, hub: str, standard: str, expected: str) -> None:
    text = f"""
    Hub: {{Type: AWS::SecurityHub::Hub, Properties: {hub}}}
    Standard: {{Type: AWS::SecurityHub::Standard, Properties: {{StandardsArn: "{standard}"}}}}
    """
    assert verdicts(STANDARD, cloudformation(tmp_path, text)) == {"Hub": expected}
