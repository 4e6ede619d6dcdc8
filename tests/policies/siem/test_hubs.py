"""What Security Hub judges by, who hears of findings in accounts, and how a lake is encrypted."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.model.declared import live
from tests.policies.judged import cloudformation, terraform, verdicts

NEWER = "region_has_the_newer_security_hub"
AI = "security_hub_judges_by_the_ai_standard"
KEY = "security_lake_is_encrypted_with_a_customer_managed_key"
RULE = "rule_about_security_findings_reaches_somebody"
SENT = "security_findings_of_a_region_are_sent_on"
STANDARD = "arn:aws:securityhub:us-east-1::standards/ai-security-best-practices/v/1.0.0"
OTHER = "arn:aws:securityhub:us-east-1::standards/aws-foundational-security-best-practices/v/1.0.0"


def test_the_newer_hub() -> None:
    regions = [live("ec2:Region", name, RegionName=name)._replace(region=name) for name in ("a-1", "b-1")]
    hub = live("AWS::SecurityHub::HubV2", "h", HubV2Arn="h")._replace(region="a-1")
    older = live("AWS::SecurityHub::Hub", "o", HubArn="o")._replace(region="b-1")
    assert verdicts(NEWER, [*regions, hub, older]) == {"a-1": "passed", "b-1": "violated"}


@pytest.mark.parametrize(
    ("standards", "expected"),
    [
        ([], "not_applicable"),
        ([f'"{STANDARD}"'], "passed"),
        ([f'"{OTHER}"'], "violated"),
        ([f'"{OTHER}"', f'"{STANDARD}"'], "passed"),
        (["var.elsewhere"], "undetermined"),
        (
            [
                '"arn:${data.aws_partition.p.partition}:securityhub:${var.elsewhere}::standards/ai-security-best-practices/v/1.0.0"'
            ],
            "undetermined",
        ),
    ],
)
def test_standards(tmp_path: Path, standards: list[str], expected: str) -> None:
    text = 'variable "elsewhere" {}\nresource "aws_securityhub_account" "h" {}\n'
    text += "".join(
        f'resource "aws_securityhub_standards_subscription" "s{number}" {{ standards_arn = {arn} }}\n'
        for number, arn in enumerate(standards)
    )
    assert verdicts(AI, terraform(tmp_path, text)) == {"aws_securityhub_account.h": expected}


@pytest.mark.parametrize(("arn", "expected"), [(STANDARD, "passed"), (OTHER, "violated")])
def test_standards_in_cloudformation(tmp_path: Path, arn: str, expected: str) -> None:
    text = f"""
    Hub: {{Type: AWS::SecurityHub::Hub}}
    Standard: {{Type: AWS::SecurityHub::Standard, Properties: {{StandardsArn: "{arn}"}}}}
    """
    assert verdicts(AI, cloudformation(tmp_path, text)) == {"Hub": expected}


@pytest.mark.parametrize(
    ("standards", "expected"),
    [
        ([], "violated"),
        ([{"StandardsArn": STANDARD, "StandardsStatus": "READY"}], "passed"),
        ([{"StandardsArn": STANDARD, "StandardsStatus": "FAILED"}], "violated"),
        ([{"StandardsArn": OTHER, "StandardsStatus": "READY"}], "violated"),
    ],
)
def test_standards_of_an_account(standards: list[dict[str, Any]], expected: str) -> None:
    estate = [live("AWS::SecurityHub::Hub", "h", HubArn="h")]
    estate += [live("AWS::SecurityHub::Standard", "s", **told) for told in standards]
    assert verdicts(AI, estate) == {"h": expected}


TOPIC = "arn:aws:sns:a-1:1:soc"


@pytest.mark.parametrize(
    ("target", "subscriptions", "expected"),
    [
        (TOPIC, [], "violated"),
        (TOPIC, ["PendingConfirmation"], "violated"),
        (TOPIC, ["arn:aws:sns:a-1:1:soc:x"], "passed"),
        (TOPIC, ["PendingConfirmation", "arn:aws:sns:a-1:1:soc:x"], "passed"),
        ("arn:aws:sns:a-1:2:theirs", [], "passed"),
        ("arn:aws:sqs:a-1:1:queue", [], "passed"),
    ],
)
@pytest.mark.parametrize("source", ["aws.securityhub", "aws.guardduty"])
def test_a_topic_to_which_nobody_listens(source: str, target: str, subscriptions: list[str], expected: str) -> None:
    pattern = json.dumps({"source": [source]})
    told = {"Targets": [{"Id": "t", "Arn": target}]}
    body = {"EventPattern": pattern, "State": "ENABLED", "EventBusName": "default", "ListTargetsByRule": told}
    estate = [
        live("AWS::Events::Rule", "r", **body),
        live("AWS::SNS::Topic", TOPIC, TopicArn=TOPIC),
        *(
            live("AWS::SNS::Subscription", f"s{number}", TopicArn=TOPIC, Protocol="email", SubscriptionArn=arn)
            for number, arn in enumerate(subscriptions)
        ),
    ]
    assert verdicts(RULE, estate) == {"r": expected}


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ({"source": ["aws.securityhub"], "detail-type": ["Findings Imported V2"]}, "passed"),
        (
            {"source": ["aws.securityhub"], "detail": {"findings": {"severity": ["High", "Critical"]}}},
            "passed",
        ),
        ({"source": ["aws.securityhub"], "detail": {"findings": {"severity": ["Critical"]}}}, "violated"),
        ({"source": ["aws.securityhub"], "detail-type": ["Security Hub Insight Results"]}, "violated"),
    ],
)
def test_findings_of_the_newer_hub(pattern: dict[str, Any], expected: str) -> None:
    told = {"Targets": [{"Id": "t", "Arn": "arn:aws:sqs:a-1:1:queue"}]}
    body = {"State": "ENABLED", "EventBusName": "default", "ListTargetsByRule": told}
    rule = live("AWS::Events::Rule", "r", EventPattern=json.dumps(pattern), **body)._replace(region="a-1")
    region = live("ec2:Region", "a-1", RegionName="a-1")._replace(region="a-1")
    hub = live("AWS::SecurityHub::HubV2", "h", HubV2Arn="h")._replace(region="a-1")
    assert verdicts(SENT, [region, rule, hub]) == {"a-1": expected}
    assert verdicts(SENT, [region, rule]) == {"a-1": "violated"}


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ("encryption_configuration { kms_key_id = aws_kms_key.k.arn }", "passed"),
        ('encryption_configuration { kms_key_id = "S3_MANAGED_KEY" }', "violated"),
        ("", "violated"),
        ("encryption_configuration { kms_key_id = var.elsewhere }", "undetermined"),
    ],
)
def test_keys_of_lakes(tmp_path: Path, stated: str, expected: str) -> None:
    text = f"""
    variable "elsewhere" {{}}
    resource "aws_kms_key" "k" {{}}
    resource "aws_securitylake_data_lake" "l" {{
      configuration {{
        region = "a"
        {stated}
      }}
    }}
    """
    assert verdicts(KEY, terraform(tmp_path, text)) == {"aws_securitylake_data_lake.l": expected}


@pytest.mark.parametrize("second", ["", 'encryption_configuration { kms_key_id = "S3_MANAGED_KEY" }'])
def test_every_region_of_a_lake_has_its_key(tmp_path: Path, second: str) -> None:
    text = f"""
    resource "aws_kms_key" "k" {{}}
    resource "aws_securitylake_data_lake" "l" {{
      configuration {{
        region = "a"
        encryption_configuration {{ kms_key_id = aws_kms_key.k.arn }}
      }}
      configuration {{
        region = "b"
        {second}
      }}
    }}
    """
    assert verdicts(KEY, terraform(tmp_path, text)) == {"aws_securitylake_data_lake.l": "violated"}


def test_keys_of_lakes_elsewhere(tmp_path: Path) -> None:
    estate = cloudformation(tmp_path, "Lake: {Type: AWS::SecurityLake::DataLake}")
    assert verdicts(KEY, estate) == {"Lake": "violated"}
    told = {"encryptionConfiguration": {"kmsKeyId": "S3_MANAGED_KEY"}}
    assert verdicts(KEY, [live("AWS::SecurityLake::DataLake", "l", **told)]) == {"l": "violated"}


@pytest.mark.parametrize(
    ("standard", "expected"),
    [
        ("arn:aws:securityhub:${var.elsewhere}::standards/ai-security-best-practices/v/1.0.0", "passed"),
        ("arn:aws:securityhub:${var.elsewhere}::standards/nist-800-53/v/5.0.0", "violated"),
        ("arn:aws:securityhub:us-east-1::standards/${var.elsewhere}/v/1.0.0", "undetermined"),
        ("${var.elsewhere}", "undetermined"),
    ],
)
def test_standards_in_whatever_region(tmp_path: Path, standard: str, expected: str) -> None:
    text = f"""
    variable "elsewhere" {{}}
    resource "aws_securityhub_account" "h" {{}}
    resource "aws_securityhub_standards_subscription" "s" {{
      standards_arn = "{standard}"
    }}
    """
    assert verdicts(AI, terraform(tmp_path, text)) == {"aws_securityhub_account.h": expected}


def test_standards_in_the_region_of_a_stack(tmp_path: Path) -> None:
    estate = cloudformation(
        tmp_path,
        """
        Hub: {Type: AWS::SecurityHub::Hub}
        Ai:
          Type: AWS::SecurityHub::Standard
          Properties:
            StandardsArn: !Sub "arn:${AWS::Partition}:securityhub:${AWS::Region}::standards/ai-security-best-practices/v/1"
        """,
    )
    assert verdicts(AI, estate) == {"Hub": "passed"}
