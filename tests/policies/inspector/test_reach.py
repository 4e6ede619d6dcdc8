"""What Inspector sees, what is kept from it, and what is hidden of what it finds."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pytest_aisec.aws import inspector2
from pytest_aisec.settings import Settings
from pytest_aisec.values import Unknown
from tests.model.declared import live
from tests.policies.judged import cloudformation, terraform, verdicts

AGENTLESS = "inspector_looks_into_instances_without_agents"
COVERED = "inspector_looks_at_what_it_covers"
LIKELY = "inspector_finding_that_will_be_exploited_is_dealt_with"
EXPLOITED = "inspector_finding_that_is_exploited_is_mended_in_time"
EXCLUDED = "model_host_is_not_kept_from_inspector"
HIDDEN = "inspector_filter_hides_no_finding_that_matters"


@pytest.mark.parametrize(
    ("status", "mode", "expected"),
    [
        ("ENABLED", "EC2_HYBRID", "passed"),
        ("ENABLED", "EC2_SSM_AGENT_BASED", "violated"),
        ("DISABLED", "EC2_SSM_AGENT_BASED", "not_applicable"),
    ],
)
def test_scan_mode(status: str, mode: str, expected: str) -> None:
    region = live("ec2:Region", "a-1", RegionName="a-1")._replace(region="a-1")
    told = {
        "resourceState": {"ec2": {"status": status}},
        "GetConfiguration": {"ec2Configuration": {"scanModeState": {"scanMode": mode}}},
    }
    enabler = live("inspector2:Enabler", "e", **told)._replace(region="a-1")
    assert verdicts(AGENTLESS, [region, enabler]) == {"a-1": expected}


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ({"statusCode": "ACTIVE", "reason": "SUCCESSFUL"}, "passed"),
        ({"statusCode": "INACTIVE", "reason": "UNMANAGED_EC2_INSTANCE"}, "violated"),
        ({"statusCode": "INACTIVE", "reason": "EC2_INSTANCE_STOPPED"}, "passed"),
    ],
)
def test_coverage(told: dict[str, Any], expected: str) -> None:
    estate = [live("inspector2:Coverage", "PACKAGE i-1", resourceId="i-1", scanStatus=told)]
    assert verdicts(COVERED, estate) == {"PACKAGE i-1": expected}


@pytest.mark.parametrize(
    ("told", "settings", "expected"),
    [
        ({"epss": {"score": 0.9}}, Settings(), "violated"),
        ({"epss": {"score": 0.1}}, Settings(), "passed"),
        ({}, Settings(), "passed"),
        ({"epss": {"score": 0.9}}, Settings(inspector_epss=0.95), "passed"),
        ({"epss": {"score": 0.9}}, Settings(finding_days=99999), "passed"),
    ],
)
def test_likely_attacks(told: dict[str, Any], settings: Settings, expected: str) -> None:
    estate = [live("inspector2:Finding", "f", firstObservedAt="2020-01-01T00:00:00Z", **told)]
    assert verdicts(LIKELY, estate, settings) == {"f": expected}


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ('{ Name = "a" }', "passed"),
        ('{ InspectorEc2Exclusion = "" }', "violated"),
        ("var.elsewhere", "undetermined"),
    ],
)
def test_exclusion(tmp_path: Path, tags: str, expected: str) -> None:
    text = f"""
    variable "elsewhere" {{}}
    resource "aws_instance" "h" {{
      instance_type = "g5.xlarge"
      tags          = {tags}
    }}
    """
    assert verdicts(EXCLUDED, terraform(tmp_path, text)) == {"aws_instance.h": expected}


def test_exclusion_elsewhere(tmp_path: Path) -> None:
    tags = "[{Key: InspectorEc2Exclusion, Value: 'true'}]"
    text = f"H: {{Type: AWS::EC2::Instance, Properties: {{InstanceType: g5.xlarge, Tags: {tags}}}}}"
    assert verdicts(EXCLUDED, cloudformation(tmp_path, text)) == {"H": "violated"}
    told = {"InstanceType": "g5.xlarge", "Tags": [{"Key": "InspectorEc2Exclusion", "Value": ""}]}
    assert verdicts(EXCLUDED, [live("AWS::EC2::Instance", "i-1", **told)]) == {"i-1": "violated"}


def wanted(name: str, value: str) -> str:
    return f'{name} {{\ncomparison = "EQUALS"\nvalue = {value}\n}}\n'


@pytest.mark.parametrize(
    ("action", "criteria", "expected"),
    [
        ("SUPPRESS", wanted("vulnerability_id", '"CVE-1"'), "passed"),
        ("SUPPRESS", wanted("resource_type", '"AWS_EC2_INSTANCE"'), "violated"),
        ("SUPPRESS", wanted("severity", '"CRITICAL"'), "violated"),
        ("SUPPRESS", wanted("severity", '"LOW"'), "passed"),
        ("SUPPRESS", wanted("severity", '"LOW"') + wanted("severity", '"HIGH"'), "violated"),
        ("SUPPRESS", wanted("severity", "var.elsewhere"), "undetermined"),
        ("NONE", wanted("severity", '"CRITICAL"'), "passed"),
    ],
)
def test_filters(tmp_path: Path, action: str, criteria: str, expected: str) -> None:
    text = f"""
    variable "elsewhere" {{}}
    resource "aws_inspector2_filter" "f" {{
      name   = "f"
      action = "{action}"
      filter_criteria {{
        {criteria}
      }}
    }}
    """
    assert verdicts(HIDDEN, terraform(tmp_path, text)) == {"aws_inspector2_filter.f": expected}


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ("{VulnerabilityId: [{Comparison: EQUALS, Value: CVE-1}]}", "passed"),
        ("{ResourceType: [{Comparison: EQUALS, Value: AWS_LAMBDA_FUNCTION}]}", "violated"),
        ("{Severity: [{Comparison: EQUALS, Value: HIGH}]}", "violated"),
        ("{Severity: [{Comparison: EQUALS, Value: LOW}]}", "passed"),
        ("{Severity: [{Comparison: NOT_EQUALS, Value: LOW}]}", "violated"),
        ("{Severity: [{Comparison: NOT_EQUALS, Value: HIGH}, {Comparison: NOT_EQUALS, Value: CRITICAL}]}", "passed"),
        ("{VulnerabilityId: [{Comparison: NOT_EQUALS, Value: CVE-1}]}", "violated"),
        ("{VulnerabilityId: [{Comparison: PREFIX, Value: !ImportValue elsewhere}]}", "passed"),
        ("{Severity: [{Comparison: EQUALS, Value: !ImportValue elsewhere}]}", "undetermined"),
    ],
)
def test_filters_in_cloudformation(tmp_path: Path, stated: str, expected: str) -> None:
    text = f"F: {{Type: AWS::InspectorV2::Filter, Properties: {{FilterAction: SUPPRESS, FilterCriteria: {stated}}}}}"
    assert verdicts(HIDDEN, cloudformation(tmp_path, text)) == {"F": expected}


@pytest.mark.parametrize(
    ("criteria", "expected"),
    [
        ({"title": [{"comparison": "PREFIX", "value": "CVE-1"}]}, "passed"),
        ({"title": [{"comparison": "NOT_EQUALS", "value": "CVE-1"}]}, "violated"),
        ({"severity": [{"comparison": "EQUALS", "value": "HIGH"}]}, "violated"),
        ({}, "violated"),
    ],
)
def test_filters_of_an_account(criteria: dict[str, Any], expected: str) -> None:
    assert verdicts(HIDDEN, [live("AWS::InspectorV2::Filter", "f", action="SUPPRESS", criteria=criteria)]) == {
        "f": expected
    }


IMAGES = "model_image_has_no_old_critical_finding"


@pytest.mark.parametrize(
    ("repository", "severity", "days", "expected"),
    [
        ("chat", "CRITICAL", 30, "violated"),
        ("chat", "CRITICAL", 99999, "passed"),
        ("chat", "HIGH", 30, "passed"),
        ("website", "CRITICAL", 30, "passed"),
    ],
)
def test_images(repository: str, severity: str, days: int, expected: str) -> None:
    def named(name: str) -> dict[str, str]:
        uri = f"111122223333.dkr.ecr.us-east-1.amazonaws.com/{name}"
        return {"repositoryName": name, "repositoryUri": uri, "repositoryArn": f"arn:{name}"}

    image = {"Image": "111122223333.dkr.ecr.us-east-1.amazonaws.com/chat:1"}
    resource = {"details": {"awsEcrContainerImage": {"repositoryName": repository}}}
    told = {"firstObservedAt": "2020-01-01T00:00:00Z", "severity": severity, "resources": [resource]}
    estate = [
        live("AWS::ECR::Repository", "arn:chat", **named("chat")),
        live("AWS::ECR::Repository", "arn:website", **named("website")),
        live("AWS::SageMaker::Model", "m", PrimaryContainer=image),
        live("inspector2:Finding", "f", **told),
    ]
    assert verdicts(IMAGES, estate, Settings(finding_days=days)) == {"arn:chat": expected}


@pytest.mark.parametrize(("account", "expected"), [("111122223333", "violated"), ("444455556666", "passed")])
def test_images_of_another_account(account: str, expected: str) -> None:
    """Who administers Inspector is told of the images of all accounts."""
    arn, uri = "arn:aws:ecr:us-east-1:111122223333:repository/chat", "111122223333.dkr.ecr.us-east-1.amazonaws.com/chat"
    resource = {"details": {"awsEcrContainerImage": {"repositoryName": "chat", "registry": account}}}
    told = {"firstObservedAt": "2020-01-01T00:00:00Z", "severity": "CRITICAL", "resources": [resource]}
    estate = [
        live("AWS::ECR::Repository", arn, repositoryName="chat", repositoryUri=uri, repositoryArn=arn),
        live("AWS::SageMaker::Model", "m", PrimaryContainer={"Image": f"{uri}:1"}),
        live("inspector2:Finding", "f", awsAccountId=account, **told),
    ]
    assert verdicts(IMAGES, estate, Settings(finding_days=30)) == {arn: expected}


@pytest.mark.parametrize(
    ("details", "expected"),
    [
        ({"findingDetails": [{"cisaData": {"dateDue": "2020-01-01T00:00:00+00:00"}}]}, "violated"),
        ({"findingDetails": [{"cisaData": {"dateAdded": "2020-01-01T00:00:00+00:00"}}]}, "violated"),
        (
            {
                "findingDetails": [
                    {"cisaData": {"dateAdded": "2020-01-01T00:00:00+00:00", "dateDue": "2999-01-01T00:00:00+00:00"}}
                ]
            },
            "passed",
        ),
        ({"findingDetails": [{"epssScore": 0.9}]}, "passed"),
        (Unknown(reason="AccessDenied: inspector2:BatchGetFindingDetails"), "undetermined"),
    ],
)
def test_what_is_exploited_has_its_day(details: Any, expected: str) -> None:
    estate = [live("inspector2:ExploitableFinding", "f", BatchGetFindingDetails=details)]
    assert verdicts(EXPLOITED, estate) == {"f": expected}


def test_details_are_asked_for_exploitable_findings_alone() -> None:
    calls = {kind: kind.collected() for kind in (inspector2.Finding, inspector2.ExploitableFinding)}
    asked = {kind.__name__: [call.operation for call in found.calls] for kind, found in calls.items() if found}
    assert asked == {"Finding": [], "ExploitableFinding": ["BatchGetFindingDetails"]}
