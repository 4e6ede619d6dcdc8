"""Which plans of GuardDuty are on, in files and in accounts, and which findings wait."""

from __future__ import annotations

from pathlib import Path

import pytest

from pytest_aisec.settings import Settings
from tests.model.declared import live
from tests.policies.judged import cloudformation, terraform, verdicts

ON = "guardduty_detector_is_on"
REGION = "region_is_watched_by_guardduty"
AI = "guardduty_protects_ai"
S3 = "guardduty_protects_s3"
RUNTIME = "guardduty_monitors_what_runs_on_hosts"
AGENT = "guardduty_installs_its_agent_on_instances"
FINDING = "guardduty_finding_is_dealt_with_in_time"


def feature(name: str, status: str = '"ENABLED"', more: str = "") -> str:
    return f"""
    resource "aws_guardduty_detector_feature" "f" {{
      detector_id = aws_guardduty_detector.d.id
      name        = "{name}"
      status      = {status}
      {more}
    }}
    """


EC2 = 'additional_configuration {\nname = "EC2_AGENT_MANAGEMENT"\nstatus = "ENABLED"\n}'


VOLUMES = "datasources {{\nmalware_protection {{\nscan_ec2_instance_with_findings {{\nebs_volumes {{\nenable = {}\n}}\n}}\n}}\n}}"
AUDIT = "datasources {{\nkubernetes {{\naudit_logs {{\nenable = {}\n}}\n}}\n}}"


@pytest.mark.parametrize(
    ("policy", "sources", "expected"),
    [
        ("guardduty_watches_clusters", AUDIT.format("true"), "passed"),
        ("guardduty_watches_clusters", AUDIT.format("false"), "violated"),
        ("guardduty_watches_clusters", VOLUMES.format("true"), "undetermined"),
        ("guardduty_scans_volumes", VOLUMES.format("true"), "passed"),
        ("guardduty_scans_volumes", VOLUMES.format("false"), "violated"),
        ("guardduty_scans_volumes", "", "undetermined"),
    ],
)
def test_plans_as_they_were_once_stated(tmp_path: Path, policy: str, sources: str, expected: str) -> None:
    estate = terraform(tmp_path, f'resource "aws_guardduty_detector" "d" {{\n{sources}\n}}')
    assert verdicts(policy, estate) == {"aws_guardduty_detector.d": expected}


def test_plans_as_they_were_once_stated_in_cloudformation(tmp_path: Path) -> None:
    text = """
        D:
          Type: AWS::GuardDuty::Detector
          Properties:
            Enable: true
            DataSources:
              Kubernetes: {AuditLogs: {Enable: true}}
              MalwareProtection: {ScanEc2InstanceWithFindings: {EbsVolumes: false}}
    """
    estate = cloudformation(tmp_path, text)
    assert verdicts("guardduty_watches_clusters", estate) == {"D": "passed"}
    assert verdicts("guardduty_scans_volumes", estate) == {"D": "violated"}


@pytest.mark.parametrize(
    ("policy", "detector", "features", "expected"),
    [
        (ON, "", "", "passed"),
        (ON, "enable = false", "", "violated"),
        (ON, "enable = var.elsewhere", "", "undetermined"),
        (AI, "", feature("AI_PROTECTION"), "passed"),
        (AI, "", feature("AI_PROTECTION", '"DISABLED"'), "violated"),
        (AI, "", feature("AI_PROTECTION", "var.elsewhere"), "undetermined"),
        (AI, "enable = false", feature("AI_PROTECTION"), "violated"),
        (AI, "", feature("S3_DATA_EVENTS"), "undetermined"),
        (S3, "", feature("S3_DATA_EVENTS"), "passed"),
        (S3, "", feature("S3_DATA_EVENTS", '"DISABLED"'), "violated"),
        (S3, "datasources {\ns3_logs {\nenable = false\n}\n}", "", "violated"),
        (S3, "", "", "passed"),
        (RUNTIME, "", feature("RUNTIME_MONITORING"), "passed"),
        (RUNTIME, "", "", "violated"),
        (AGENT, "", feature("RUNTIME_MONITORING"), "violated"),
        (AGENT, "", feature("RUNTIME_MONITORING", more=EC2), "passed"),
        (AGENT, "", feature("RUNTIME_MONITORING", more=EC2.replace("EC2_", "ECS_FARGATE_")), "violated"),
        (AGENT, "", feature("RUNTIME_MONITORING", '"DISABLED"', EC2), "violated"),
    ],
)
def test_terraform(tmp_path: Path, policy: str, detector: str, features: str, expected: str) -> None:
    text = f"""
    variable "elsewhere" {{}}
    resource "aws_guardduty_detector" "d" {{
      {detector}
    }}
    {features}
    """
    assert verdicts(policy, terraform(tmp_path, text)) == {"aws_guardduty_detector.d": expected}


@pytest.mark.parametrize(
    ("policy", "features", "expected"),
    [
        (ON, "[]", "passed"),
        (AI, "[{Name: AI_PROTECTION, Status: ENABLED}]", "passed"),
        (AI, "[{Name: AI_PROTECTION, Status: DISABLED}]", "violated"),
        (S3, "[{Name: S3_DATA_EVENTS, Status: DISABLED}]", "violated"),
        (S3, "[]", "passed"),
        (RUNTIME, "[{Name: RUNTIME_MONITORING, Status: ENABLED}]", "passed"),
        (RUNTIME, "[]", "violated"),
        (AGENT, "[{Name: RUNTIME_MONITORING, Status: ENABLED}]", "violated"),
    ],
)
def test_cloudformation(tmp_path: Path, policy: str, features: str, expected: str) -> None:
    text = f"""
    Detector:
      Type: AWS::GuardDuty::Detector
      Properties:
        Enable: true
        Features: {features}
    """
    assert verdicts(policy, cloudformation(tmp_path, text)) == {"Detector": expected}


@pytest.mark.parametrize(
    ("policy", "features", "expected"),
    [
        (AI, [{"Name": "AI_PROTECTION", "Status": "ENABLED"}], "passed"),
        (AI, [], "violated"),
        (S3, [{"Name": "S3_DATA_EVENTS", "Status": "DISABLED"}], "violated"),
    ],
)
def test_account(policy: str, features: list[object], expected: str) -> None:
    estate = [live("AWS::GuardDuty::Detector", "d", DetectorId="d", Status="ENABLED", Features=features)]
    assert verdicts(policy, estate) == {"d": expected}


def test_each_region_needs_its_own_detector() -> None:
    regions = [live("ec2:Region", name, RegionName=name)._replace(region=name) for name in ("a-1", "b-1", "c-1")]
    detectors = [
        live("AWS::GuardDuty::Detector", "d1", Status="ENABLED")._replace(region="a-1"),
        live("AWS::GuardDuty::Detector", "d2", Status="DISABLED")._replace(region="b-1"),
    ]
    found = verdicts(REGION, [*regions, *detectors])
    assert found == {"a-1": "passed", "b-1": "violated", "c-1": "violated"}


@pytest.mark.parametrize(
    ("created", "days", "expected"),
    [("2020-01-01T00:00:00.000Z", 30, "violated"), ("2020-01-01T00:00:00.000Z", 100000, "passed")],
)
def test_age_of_findings(created: str, days: int, expected: str) -> None:
    estate = [live("guardduty:Finding", "f", Type="T", Severity=8.0, CreatedAt=created)]
    assert verdicts(FINDING, estate, Settings(finding_days=days)) == {"f": expected}


def test_samples_of_findings_are_not_judged() -> None:
    told = {"Type": "T", "Severity": 8.0, "CreatedAt": "2020-01-01T00:00:00.000Z", "Title": "[SAMPLE] An instance."}
    assert verdicts(FINDING, [live("guardduty:Finding", "f", **told)]) == {"f": "not_applicable"}
