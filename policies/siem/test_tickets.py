"""Whether findings become tickets where they are to."""

from __future__ import annotations

import pytest

from pytest_aisec import marks
from pytest_aisec.aws import securityhub


@marks.severity("high")
@marks.soc2("CC7.3", "CC7.4")
@marks.hipaa("164.308(a)(6)(ii)")
@marks.nist_800_53("IR-4", "IR-5", "SI-4(5)", "IR-6")
@marks.nist_ai_rmf("MEASURE 2.4", "MANAGE 4.1")
@marks.iso_42001("A.6.2.6", "A.6.2.8")
@marks.mitre_atlas("AML.M0024")
@marks.aws_genai_lens("GENSEC03-BP01")
def test_automation_rule_about_tickets_reaches_its_connector(rule: securityhub.AutomationRuleV2) -> None:
    """An automation rule of the newer Security Hub that opens tickets is on, and its connector is connected.

    Why: a connector whose token has run out, or a rule that was switched off for a migration, looks like a way to
    those who watch, and nobody gets a ticket.

    Fix: set `RuleStatus: ENABLED` of the `AWS::SecurityHub::AutomationRuleV2` in CloudFormation, and authorize its
    `AWS::SecurityHub::ConnectorV2` again in the console.

    ```yaml
    Tickets:
      Type: AWS::SecurityHub::AutomationRuleV2
      Properties:
        RuleName: tickets
        Description: Somebody looks at what is critical
        RuleOrder: 1
        RuleStatus: ENABLED
        Criteria:
          OcsfFindingCriteria:
            CompositeFilters:
              - Operator: OR
                StringFilters:
                  - FieldName: vendor_attributes.severity
                    Filter: {Comparison: EQUALS, Value: High}
                  - FieldName: vendor_attributes.severity
                    Filter: {Comparison: EQUALS, Value: Critical}
            CompositeOperator: AND
        Actions:
          - Type: EXTERNAL_INTEGRATION
            ExternalIntegrationConfiguration: {ConnectorArn: !GetAtt Jira.ConnectorArn}
    Jira:
      Type: AWS::SecurityHub::ConnectorV2
      Properties:
        Name: jira
        Provider: {JiraCloud: {ProjectKey: SEC}}
    ```
    """
    if not rule.opens_tickets:
        pytest.skip("it opens no tickets")
    assert rule.reaches_its_connector
