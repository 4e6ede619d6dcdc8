"""Whether findings become tickets."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pytest_aisec.declarations import Declaration
from tests.model.declared import live
from tests.policies.judged import cloudformation, verdicts

TICKETS = "automation_rule_about_tickets_reaches_its_connector"
SENT = "security_findings_of_a_region_are_sent_on"
CONNECTOR = "arn:aws:securityhub:a-1:1:connectorv2/c"


@pytest.mark.parametrize(
    ("status", "action", "expected"),
    [
        ("ENABLED", "{Type: EXTERNAL_INTEGRATION, ExternalIntegrationConfiguration: {ConnectorArn: !Ref C}}", "passed"),
        (
            "DISABLED",
            "{Type: EXTERNAL_INTEGRATION, ExternalIntegrationConfiguration: {ConnectorArn: !Ref C}}",
            "violated",
        ),
        ("ENABLED", "{Type: EXTERNAL_INTEGRATION}", "violated"),
        ("ENABLED", "{Type: FINDING_FIELDS_UPDATE, FindingFieldsUpdate: {SeverityId: 5}}", "not_applicable"),
        (
            "ENABLED",
            f"{{Type: EXTERNAL_INTEGRATION, ExternalIntegrationConfiguration: {{ConnectorArn: '{CONNECTOR}'}}}}",
            "passed",
        ),
    ],
)
def test_templates(tmp_path: Path, status: str, action: str, expected: str) -> None:
    text = f"""
    C: {{Type: AWS::SecurityHub::ConnectorV2, Properties: {{Name: c, Provider: {{JiraCloud: {{ProjectKey: S}}}}}}}}
    Rule:
      Type: AWS::SecurityHub::AutomationRuleV2
      Properties:
        RuleName: r
        Description: r
        RuleOrder: 1
        RuleStatus: {status}
        Criteria: {{OcsfFindingCriteria: {{}}}}
        Actions: [{action}]
    """
    assert verdicts(TICKETS, cloudformation(tmp_path, text)) == {"Rule": expected}


def connector(status: str) -> Declaration:
    told = {"ConnectorArn": CONNECTOR, "ProviderSummary": {"ProviderName": "JIRA_CLOUD", "ConnectorStatus": status}}
    return live("AWS::SecurityHub::ConnectorV2", CONNECTOR, **told)._replace(region="a-1")


def rule(region: str = "a-1", criteria: Any = None) -> Declaration:
    ticket = {"Type": "EXTERNAL_INTEGRATION", "ExternalIntegrationConfiguration": {"ConnectorArn": CONNECTOR}}
    told: dict[str, Any] = {"RuleArn": "r", "RuleStatus": "ENABLED", "Actions": [ticket]}
    if criteria is not None:
        told["Criteria"] = {"OcsfFindingCriteria": {"CompositeFilters": [criteria], "CompositeOperator": "AND"}}
    return live("AWS::SecurityHub::AutomationRuleV2", "r", **told)._replace(region=region)


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ("CONNECTED", "passed"),
        ("DEGRADED", "passed"),
        ("FAILED_TO_CONNECT", "violated"),
        ("PENDING_AUTHORIZATION", "violated"),
        ("UNKNOWN", "undetermined"),
    ],
)
def test_connectors_of_an_account(status: str, expected: str) -> None:
    assert verdicts(TICKETS, [rule(), connector(status)]) == {"r": expected}


def test_a_connector_that_is_not_seen() -> None:
    assert verdicts(TICKETS, [rule()]) == {"r": "undetermined"}


def said(field: str, value: str) -> dict[str, Any]:
    return {"StringFilters": [{"FieldName": field, "Filter": {"Comparison": "EQUALS", "Value": value}}]}


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        ([], "violated"),
        ([rule(), connector("CONNECTED")], "passed"),
        ([rule(), connector("FAILED_TO_CONNECT")], "violated"),
        ([rule("b-1"), connector("CONNECTED")], "violated"),
        (
            [
                rule(
                    criteria={"NumberFilters": [{"FieldName": "vendor_attributes.severity_id", "Filter": {"Gte": 4}}]}
                ),
                connector("CONNECTED"),
            ],
            "passed",
        ),
        ([rule(criteria=said("vendor_attributes.severity", "Critical")), connector("CONNECTED")], "violated"),
        ([rule(criteria=said("finding_info.title", "t")), connector("CONNECTED")], "violated"),
        ([rule(criteria=said("metadata.product.name", "GuardDuty")), connector("CONNECTED")], "undetermined"),
    ],
)
def test_tickets_are_a_way_to_somebody(found: list[Declaration], expected: str) -> None:
    region = live("ec2:Region", "a-1", RegionName="a-1")._replace(region="a-1")
    assert verdicts(SENT, [region, *found]) == {"a-1": expected}
