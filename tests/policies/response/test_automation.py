"""What automation rules of Security Hub keep from everybody."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.model.declared import live
from tests.policies.judged import cloudformation, terraform, verdicts

HIDDEN = "automation_rule_hides_no_finding_that_matters"
SUPPRESSED = 'actions {\nfinding_fields_update {\nworkflow { status = "SUPPRESSED" }\n}\n}'


def criterion(field: str, value: str, comparison: str = "EQUALS") -> str:
    return f'criteria {{\n{field} {{\ncomparison = "{comparison}"\nvalue = {value}\n}}\n}}'


def wanted(*severities: str, comparison: str = "EQUALS") -> str:
    blocks = "".join(f'severity_label {{\ncomparison = "{comparison}"\nvalue = "{each}"\n}}\n' for each in severities)
    return f"criteria {{\n{blocks}}}"


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        (criterion("product_name", '"GuardDuty"') + "\n" + SUPPRESSED, "violated"),
        (SUPPRESSED.replace("SUPPRESSED", "RESOLVED"), "violated"),
        (criterion("compliance_status", '"PASSED"') + "\n" + SUPPRESSED, "passed"),
        (criterion("compliance_status", '"FAILED"') + "\n" + SUPPRESSED, "violated"),
        (criterion("compliance_status", '"PASSED"', "NOT_EQUALS") + "\n" + SUPPRESSED, "violated"),
        (criterion("record_state", '"ARCHIVED"') + "\n" + SUPPRESSED, "passed"),
        (criterion("record_state", '"ACTIVE"') + "\n" + SUPPRESSED, "violated"),
        (SUPPRESSED.replace("SUPPRESSED", "NOTIFIED"), "passed"),
        (SUPPRESSED + '\nrule_status = "DISABLED"', "passed"),
        (SUPPRESSED + "\nrule_status = var.elsewhere", "undetermined"),
        (SUPPRESSED + "\nrule_status = null", "undetermined"),
        (wanted("LOW") + "\n" + SUPPRESSED + "\nrule_status = null", "passed"),
        ('actions {\nfinding_fields_update {\nseverity { label = "LOW" }\n}\n}', "passed"),
        (criterion("title", '"S3 bucket is public"') + "\n" + SUPPRESSED, "passed"),
        (criterion("title", '"S3 bucket is public"', "NOT_EQUALS") + "\n" + SUPPRESSED, "violated"),
        (criterion("resource_id", "var.elsewhere", "PREFIX") + "\n" + SUPPRESSED, "passed"),
        (wanted("INFORMATIONAL", "LOW") + "\n" + SUPPRESSED, "passed"),
        (wanted("LOW", "HIGH") + "\n" + SUPPRESSED, "violated"),
        (wanted("HIGH", comparison="NOT_EQUALS") + "\n" + SUPPRESSED, "violated"),
        (wanted("HIGH", "CRITICAL", comparison="NOT_EQUALS") + "\n" + SUPPRESSED, "passed"),
        (criterion("severity_label", "var.elsewhere") + "\n" + SUPPRESSED, "undetermined"),
    ],
)
def test_terraform(tmp_path: Path, stated: str, expected: str) -> None:
    text = f"""
    variable "elsewhere" {{}}
    resource "aws_securityhub_automation_rule" "r" {{
      rule_name   = "r"
      description = "r"
      rule_order  = 1
      {stated}
      {"" if "rule_status" in stated else 'rule_status = "ENABLED"'}
    }}
    """
    assert verdicts(HIDDEN, terraform(tmp_path, text)) == {"aws_securityhub_automation_rule.r": expected}


@pytest.mark.parametrize(
    ("criteria", "expected"),
    [
        ("{AwsAccountId: [{Comparison: EQUALS, Value: '1'}]}", "violated"),
        ("{ComplianceSecurityControlId: [{Comparison: EQUALS, Value: EC2.6}]}", "passed"),
        ("{SeverityLabel: [{Comparison: EQUALS, Value: CRITICAL}]}", "violated"),
    ],
)
def test_cloudformation(tmp_path: Path, criteria: str, expected: str) -> None:
    text = f"""
    Rule:
      Type: AWS::SecurityHub::AutomationRule
      Properties:
        RuleName: r
        Description: r
        RuleOrder: 1
        RuleStatus: ENABLED
        Criteria: {criteria}
        Actions:
          - Type: FINDING_FIELDS_UPDATE
            FindingFieldsUpdate: {{Workflow: {{Status: SUPPRESSED}}}}
    """
    assert verdicts(HIDDEN, cloudformation(tmp_path, text)) == {"Rule": expected}


def said(field: str, value: str, comparison: str = "EQUALS") -> dict[str, Any]:
    return {"StringFilters": [{"FieldName": field, "Filter": {"Comparison": comparison, "Value": value}}]}


def numbered(**bounds: int) -> dict[str, Any]:
    return {"NumberFilters": [{"FieldName": "vendor_attributes.severity_id", "Filter": bounds}]}


LOW, TITLE = said("vendor_attributes.severity", "low"), said("finding_info.title", "t")
HIGH, KIND = said("vendor_attributes.severity", "high"), said("resources.type", "AwsEc2Instance")


@pytest.mark.parametrize(
    ("filters", "operator", "expected"),
    [
        ([], "AND", "violated"),
        ([LOW], "AND", "passed"),
        ([HIGH], "AND", "violated"),
        ([said("vendor_attributes.severity", "Low", "NOT_EQUALS")], "AND", "violated"),
        ([KIND], "AND", "violated"),
        ([KIND, LOW], "AND", "passed"),
        ([KIND, LOW], "OR", "violated"),
        ([HIGH, TITLE], "AND", "passed"),
        ([HIGH, TITLE], "OR", "violated"),
        ([HIGH, said("finding_info.title", "t", "NOT_EQUALS")], "AND", "violated"),
        ([numbered(Lte=3)], "AND", "passed"),
        ([numbered(Gte=4)], "AND", "violated"),
        ([numbered(Gte=2, Lte=3)], "AND", "passed"),
        ([{"Operator": "OR", "NestedCompositeFilters": [LOW, TITLE]}], "AND", "passed"),
        ([{"Operator": "OR", "NestedCompositeFilters": [LOW, KIND]}], "AND", "violated"),
        ([{**LOW, "Operator": "OR", **numbered(Gte=5)}], "AND", "violated"),
        (
            [{"MapFilters": [{"FieldName": "resources.tags", "Filter": {"Comparison": "EQUALS", "Key": "a"}}]}],
            "AND",
            "passed",
        ),
        ([{"StringFilters": [{"Filter": {"Comparison": "EQUALS", "Value": "low"}}]}], "AND", "violated"),
        ([{"StringFilters": [{"FieldName": "finding_info.title"}]}], "AND", "violated"),
        ([{"NumberFilters": [{"Filter": {"Lte": 3}}]}], "AND", "violated"),
    ],
)
def test_the_newer_hub(filters: list[dict[str, Any]], operator: str, expected: str) -> None:
    criteria = {"OcsfFindingCriteria": {"CompositeFilters": filters, "CompositeOperator": operator}}
    update = [{"Type": "FINDING_FIELDS_UPDATE", "FindingFieldsUpdate": {"StatusId": 3}}]
    told = {"RuleArn": "r", "RuleStatus": "ENABLED", "Criteria": criteria, "Actions": update}
    assert verdicts(HIDDEN, [live("AWS::SecurityHub::AutomationRuleV2", "r", **told)]) == {"r": expected}


@pytest.mark.parametrize(
    ("stated", "status", "expected"),
    [
        ("ENABLED", 3, "violated"),
        ("ENABLED", 2, "passed"),
        ("DISABLED", 3, "passed"),
        ("!ImportValue elsewhere", 3, "undetermined"),
        ("ENABLED", "!ImportValue elsewhere", "undetermined"),
    ],
)
def test_the_newer_hub_in_templates(tmp_path: Path, stated: str, status: object, expected: str) -> None:
    text = f"""
    Rule:
      Type: AWS::SecurityHub::AutomationRuleV2
      Properties:
        RuleName: r
        Description: r
        RuleOrder: 1
        RuleStatus: {stated}
        Criteria: {{OcsfFindingCriteria: {{}}}}
        Actions:
          - Type: FINDING_FIELDS_UPDATE
            FindingFieldsUpdate:
              StatusId: {status}
    """
    assert verdicts(HIDDEN, cloudformation(tmp_path, text)) == {"Rule": expected}


def test_a_rule_that_changes_resources_only() -> None:
    update = [{"Type": "RESOURCE_FIELDS_UPDATE", "ResourceFieldsUpdate": {"Criticality": "Low"}}]
    told = {"RuleArn": "r", "RuleStatus": "ENABLED", "Criteria": {"ResourceCriteria": {}}, "Actions": update}
    assert verdicts(HIDDEN, [live("AWS::SecurityHub::AutomationRuleV2", "r", **told)]) == {"r": "passed"}
