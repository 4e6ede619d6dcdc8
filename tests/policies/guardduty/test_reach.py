"""What GuardDuty looks after: plans, agents, accounts, buckets; and what is hidden of what it finds."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pytest_aisec.settings import Settings
from tests.model.declared import live
from tests.policies.guardduty.test_detectors import feature
from tests.policies.judged import cloudformation, terraform, verdicts

PLANS = {
    "guardduty_watches_clusters": "EKS_AUDIT_LOGS",
    "guardduty_watches_functions": "LAMBDA_NETWORK_LOGS",
    "guardduty_watches_databases": "RDS_LOGIN_EVENTS",
    "guardduty_scans_volumes": "EBS_MALWARE_PROTECTION",
}
AGENTS = {
    "guardduty_installs_its_agent_on_clusters": "EKS_ADDON_MANAGEMENT",
    "guardduty_installs_its_agent_beside_fargate_tasks": "ECS_FARGATE_AGENT_MANAGEMENT",
}
REPORTS = "guardduty_agent_reports"
EVERYBODY = "guardduty_is_switched_on_for_every_account"
AI_EVERYWHERE = "guardduty_ai_protection_is_switched_on_for_every_account"
SCANNED = "ai_bucket_is_scanned_for_malware"
TAGGED = "malware_scan_tags_what_it_scanned"
FILTER = "guardduty_filter_hides_no_finding_that_matters"
AI_FINDING = "guardduty_ai_finding_is_dealt_with_in_time"

DETECTOR = 'variable "elsewhere" {}\nresource "aws_guardduty_detector" "d" {}\n'


@pytest.mark.parametrize(("policy", "plan"), PLANS.items())
@pytest.mark.parametrize(
    ("status", "expected"),
    [('"ENABLED"', "passed"), ('"DISABLED"', "violated"), ("var.elsewhere", "undetermined")],
)
def test_plans(tmp_path: Path, policy: str, plan: str, status: str, expected: str) -> None:
    estate = terraform(tmp_path, DETECTOR + feature(plan, status))
    assert verdicts(policy, estate) == {"aws_guardduty_detector.d": expected}


@pytest.mark.parametrize(("policy", "plan"), PLANS.items())
def test_plans_elsewhere(tmp_path: Path, policy: str, plan: str) -> None:
    features = f"[{{Name: S3_DATA_EVENTS, Status: ENABLED}}, {{Name: {plan}, Status: DISABLED}}]"
    text = f"D: {{Type: AWS::GuardDuty::Detector, Properties: {{Enable: true, Features: {features}}}}}"
    assert verdicts(policy, cloudformation(tmp_path, text)) == {"D": "violated"}
    told = [{"Name": plan, "Status": "ENABLED"}]
    assert verdicts(policy, [live("AWS::GuardDuty::Detector", "d", Status="ENABLED", Features=told)]) == {"d": "passed"}
    assert verdicts(policy, [live("AWS::GuardDuty::Detector", "d", Status="ENABLED", Features=[])]) == {"d": "violated"}


@pytest.mark.parametrize(("policy", "part"), AGENTS.items())
def test_agents(tmp_path: Path, policy: str, part: str) -> None:
    def judged(name: str, status: str) -> dict[str, str]:
        more = f'additional_configuration {{\nname = "{name}"\nstatus = {status}\n}}'
        return verdicts(policy, terraform(tmp_path, DETECTOR + feature("RUNTIME_MONITORING", more=more)))

    assert judged(part, '"ENABLED"') == {"aws_guardduty_detector.d": "passed"}
    assert judged(part, '"DISABLED"') == {"aws_guardduty_detector.d": "violated"}
    assert judged("EC2_AGENT_MANAGEMENT", '"ENABLED"') == {"aws_guardduty_detector.d": "violated"}
    assert judged(part, "var.elsewhere") == {"aws_guardduty_detector.d": "undetermined"}


def test_coverage() -> None:
    estate = [
        live("guardduty:Coverage", "i-1", ResourceId="i-1", CoverageStatus="HEALTHY"),
        live("guardduty:Coverage", "i-2", ResourceId="i-2", CoverageStatus="UNHEALTHY", Issue="Agent not reporting"),
        live("guardduty:Coverage", "i-3", ResourceId="i-3"),
    ]
    assert verdicts(REPORTS, estate) == {"i-1": "passed", "i-2": "violated", "i-3": "undetermined"}


def organization(members: str, plan: str = "AI_PROTECTION", enabled: str = '"ALL"') -> str:
    return f"""
    variable "elsewhere" {{}}
    resource "aws_guardduty_organization_configuration" "o" {{
      detector_id                      = "d"
      auto_enable_organization_members = {members}
    }}
    resource "aws_guardduty_organization_configuration_feature" "f" {{
      detector_id = "d"
      name        = "{plan}"
      auto_enable = {enabled}
    }}
    """


@pytest.mark.parametrize(
    ("policy", "text", "expected"),
    [
        (EVERYBODY, organization('"ALL"'), "passed"),
        (EVERYBODY, organization('"NEW"'), "violated"),
        (EVERYBODY, organization("var.elsewhere"), "undetermined"),
        (AI_EVERYWHERE, organization('"ALL"'), "passed"),
        (AI_EVERYWHERE, organization('"ALL"', enabled='"NEW"'), "violated"),
        (AI_EVERYWHERE, organization('"ALL"', "S3_DATA_EVENTS"), "violated"),
        (AI_EVERYWHERE, organization('"ALL"').replace('"d"', '"e"', 1), "violated"),
        (AI_EVERYWHERE, organization('"ALL"').replace('"d"', "var.elsewhere", 1), "passed"),
        (AI_EVERYWHERE, organization('"ALL"', enabled="var.elsewhere"), "undetermined"),
    ],
)
def test_organizations(tmp_path: Path, policy: str, text: str, expected: str) -> None:
    found = verdicts(policy, terraform(tmp_path, text))
    assert found == {"aws_guardduty_organization_configuration.o": expected}


@pytest.mark.parametrize(
    ("policy", "told", "expected"),
    [
        (EVERYBODY, {"AutoEnableOrganizationMembers": "ALL"}, "passed"),
        (EVERYBODY, {"AutoEnableOrganizationMembers": "NONE"}, "violated"),
        (AI_EVERYWHERE, {"Features": [{"Name": "AI_PROTECTION", "AutoEnable": "ALL"}]}, "passed"),
        (AI_EVERYWHERE, {"Features": [{"Name": "AI_PROTECTION", "AutoEnable": "NONE"}]}, "violated"),
    ],
)
def test_organizations_of_an_account(policy: str, told: dict[str, Any], expected: str) -> None:
    assert verdicts(policy, [live("guardduty:OrganizationConfiguration", "o", **told)]) == {"o": expected}


BUCKETS = """
    variable "elsewhere" {}
    resource "aws_s3_bucket" "weights" { bucket = "weights" }
    resource "aws_sagemaker_model" "m" {
      primary_container {
        model_data_url = "s3://${aws_s3_bucket.weights.id}/model.tar.gz"
      }
    }
"""


def plan(bucket: str, more: str = "", actions: str = "") -> str:
    return f"""
    resource "aws_guardduty_malware_protection_plan" "p" {{
      role = "r"
      protected_resource {{
        s3_bucket {{
          bucket_name = {bucket}
          {more}
        }}
      }}
      {actions}
    }}
    """


@pytest.mark.parametrize(
    ("plans", "expected"),
    [
        ("", "not_applicable"),
        (plan("aws_s3_bucket.weights.id"), "passed"),
        (plan('"weights"'), "passed"),
        (plan('"other-bucket"'), "violated"),
        (plan("var.elsewhere"), "undetermined"),
        (plan("aws_s3_bucket.weights.id", 'object_prefixes = ["in/"]'), "undetermined"),
    ],
)
def test_scans(tmp_path: Path, plans: str, expected: str) -> None:
    assert verdicts(SCANNED, terraform(tmp_path, BUCKETS + plans)) == {"aws_s3_bucket.weights": expected}


def test_logs_of_requests_are_not_scanned(tmp_path: Path) -> None:
    text = """
    resource "aws_s3_bucket" "prompts" { bucket = "prompts" }
    resource "aws_bedrock_model_invocation_logging_configuration" "l" {
      logging_config {
        s3_config { bucket_name = aws_s3_bucket.prompts.id }
      }
    }
    """
    found = verdicts(SCANNED, terraform(tmp_path, text + plan('"weights"')))
    assert found == {"aws_s3_bucket.prompts": "not_applicable"}


@pytest.mark.parametrize(
    ("actions", "expected"),
    [
        ('actions {\ntagging { status = "ENABLED" }\n}', "passed"),
        ('actions {\ntagging { status = "DISABLED" }\n}', "violated"),
        ("", "violated"),
    ],
)
def test_tags(tmp_path: Path, actions: str, expected: str) -> None:
    found = verdicts(TAGGED, terraform(tmp_path, plan('"weights"', actions=actions)))
    assert found == {"aws_guardduty_malware_protection_plan.p": expected}


def test_malware_elsewhere(tmp_path: Path) -> None:
    text = """
    Weights: {Type: AWS::S3::Bucket}
    Model: {Type: AWS::SageMaker::Model, Properties: {PrimaryContainer: {ModelDataUrl: !Sub "s3://${Weights}/m.tar.gz"}}}
    Plan:
      Type: AWS::GuardDuty::MalwareProtectionPlan
      Properties: {Role: r, ProtectedResource: {S3Bucket: {BucketName: !Ref Weights}}}
    """
    estate = cloudformation(tmp_path, text)
    assert verdicts(SCANNED, estate) == {"Weights": "passed"}
    assert verdicts(TAGGED, estate) == {"Plan": "violated"}
    bucket = live("AWS::S3::Bucket", "weights", Name="weights")
    model = live("AWS::SageMaker::Model", "m", PrimaryContainer={"ModelDataUrl": "s3://weights/m.tar.gz"})
    told = {"ProtectedResource": {"S3Bucket": {"BucketName": "weights"}}, "Actions": {"Tagging": {"Status": "ENABLED"}}}
    good = live("AWS::GuardDuty::MalwareProtectionPlan", "p", Status="ACTIVE", **told)
    failing = live("AWS::GuardDuty::MalwareProtectionPlan", "p", Status="ERROR", **told)
    assert verdicts(SCANNED, [bucket, model, good]) == {"weights": "passed"}
    assert verdicts(SCANNED, [bucket, model, failing]) == {"weights": "violated"}
    assert verdicts(SCANNED, [bucket, model]) == {"weights": "violated"}
    assert verdicts(TAGGED, [good]) == {"p": "passed"}


def criterion(values: str, field: str = "type", how: str = "equals") -> str:
    return f'criterion {{\nfield = "{field}"\n{how} = {values}\n}}\n'


@pytest.mark.parametrize(
    ("action", "criteria", "expected"),
    [
        ('"ARCHIVE"', criterion('["Recon:EC2/Portscan"]'), "passed"),
        ('"ARCHIVE"', criterion('["Recon:EC2/Portscan", "Impact:IAMUser/CostHarvesting"]'), "violated"),
        ('"ARCHIVE"', criterion('["DefenseEvasion:IAMUser/AnomalousBehavior"]'), "violated"),
        (
            '"ARCHIVE"',
            criterion('["UnauthorizedAccess:IAMUser/InstanceCredentialExfiltration.OutsideAWS"]'),
            "violated",
        ),
        ('"ARCHIVE"', criterion('["Impact:IAMUser/*"]', how="matches"), "violated"),
        ('"ARCHIVE"', criterion('["UnauthorizedAccess:IAMUser/*"]', how="matches"), "violated"),
        ('"ARCHIVE"', criterion('["Cred*"]', how="matches"), "violated"),
        ('"ARCHIVE"', criterion('["*Portscan"]', how="matches"), "passed"),
        ('"ARCHIVE"', criterion('["i-1"]', "resource.instanceDetails.instanceId"), "violated"),
        ('"NOOP"', criterion('["i-1"]', "resource.instanceDetails.instanceId"), "passed"),
        ('"ARCHIVE"', criterion("[var.elsewhere]"), "undetermined"),
        ("var.elsewhere", criterion('["Recon:EC2/Portscan"]'), "passed"),
        ("var.elsewhere", criterion('["Stealth:IAMUser/CloudTrailLoggingDisabled"]'), "undetermined"),
    ],
)
def test_filters(tmp_path: Path, action: str, criteria: str, expected: str) -> None:
    text = f"""
    variable "elsewhere" {{}}
    resource "aws_guardduty_filter" "f" {{
      action = {action}
      finding_criteria {{
        {criteria}
      }}
    }}
    """
    assert verdicts(FILTER, terraform(tmp_path, text)) == {"aws_guardduty_filter.f": expected}


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ("{type: {Equals: ['Recon:EC2/Portscan']}}", "passed"),
        ("{type: {Eq: ['Impact:IAMUser/PromptInjection.Direct']}}", "violated"),
        ("{severity: {Lt: 4}}", "violated"),
    ],
)
def test_filters_in_cloudformation(tmp_path: Path, stated: str, expected: str) -> None:
    text = f"""
    F:
      Type: AWS::GuardDuty::Filter
      Properties: {{Action: ARCHIVE, FindingCriteria: {{Criterion: {stated}}}}}
    """
    assert verdicts(FILTER, cloudformation(tmp_path, text)) == {"F": expected}


@pytest.mark.parametrize(
    ("criteria", "expected"),
    [
        ({"type": {"Equals": ["Recon:EC2/Portscan"]}}, "passed"),
        ({"type": {"Equals": ["AttackSequence:IAM/CompromisedCredentials"]}}, "violated"),
    ],
)
def test_filters_of_an_account(criteria: dict[str, Any], expected: str) -> None:
    told = {"Action": "ARCHIVE", "FindingCriteria": {"Criterion": criteria}}
    assert verdicts(FILTER, [live("AWS::GuardDuty::Filter", "f", **told)]) == {"f": expected}


@pytest.mark.parametrize(("days", "expected"), [(30, "violated"), (100000, "passed")])
def test_age_of_ai_findings(days: int, expected: str) -> None:
    estate = [live("guardduty:AiFinding", "f", CreatedAt="2020-01-01T00:00:00.000Z")]
    assert verdicts(AI_FINDING, estate, Settings(finding_days=days)) == {"f": expected}


@pytest.mark.parametrize("policy", [EVERYBODY, AI_EVERYWHERE])
@pytest.mark.parametrize(("switched", "expected"), [("NEW", "undetermined"), ("ALL", "passed")])
def test_policies_of_the_organization_may_do_it(policy: str, switched: str, expected: str) -> None:
    features = [{"Name": "AI_PROTECTION", "AutoEnable": switched}]
    told = live("guardduty:OrganizationConfiguration", "o", AutoEnableOrganizationMembers=switched, Features=features)
    text = '{"guardduty": {"default": {"foundational": "enabled"}}}'
    effective = live("organizations:EffectiveGuardDutyPolicy", "in effect", PolicyContent=text)
    assert verdicts(policy, [told, effective]) == {"o": expected}
