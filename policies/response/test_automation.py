"""What is done with findings before anybody sees them."""

from __future__ import annotations

from pytest_aisec import ai, marks


@marks.severity("medium")
@marks.soc2("CC7.3", "CC7.4")
@marks.hipaa("164.308(a)(6)(ii)")
@marks.nist_800_53("IR-4", "IR-5", "IR-6", "SI-4(5)")
@marks.nist_ai_rmf("MANAGE 2.4")
@marks.iso_42001("A.9.2")
@marks.mitre_atlas("AML.T0012", "AML.T0040", "AML.M0019")
@marks.aws_genai_lens("GENSEC01-BP01")
def test_automation_rule_hides_no_finding_that_matters(rule: ai.FindingAutomation) -> None:
    """No automation rule suppresses or resolves high or critical findings of more than one check or resource.

    Why: what is suppressed as it arrives sets nothing off and opens no ticket. A rule for a whole account or type of
    resource, made on a loud day, hides what attackers do there from then on.

    Fix: name the check, the resource or a tag in `criteria`, or only severities below high:
    `aws_securityhub_automation_rule` in Terraform, `AWS::SecurityHub::AutomationRule` and
    `AWS::SecurityHub::AutomationRuleV2` in CloudFormation.

    ```hcl
    resource "aws_securityhub_automation_rule" "accepted" {
      rule_name   = "accepted"
      description = "The sandbox has no flow logs"
      rule_order  = 1
      rule_status = "ENABLED"
      criteria {
        compliance_security_control_id {
          comparison = "EQUALS"
          value      = "EC2.6"
        }
      }
      actions {
        type = "FINDING_FIELDS_UPDATE"
        finding_fields_update {
          workflow {
            status = "SUPPRESSED"
          }
        }
      }
    }
    ```

    ```yaml
    Accepted:
      Type: AWS::SecurityHub::AutomationRuleV2
      Properties:
        RuleName: accepted
        Description: What is only worth knowing
        RuleOrder: 1
        RuleStatus: ENABLED
        Criteria:
          OcsfFindingCriteria:
            CompositeOperator: AND
            CompositeFilters:
              - Operator: AND
                StringFilters:
                  - FieldName: vendor_attributes.severity
                    Filter: {Comparison: EQUALS, Value: Informational}
        Actions:
          - Type: FINDING_FIELDS_UPDATE
            FindingFieldsUpdate: {StatusId: 3}
    ```
    """
    assert not rule.hides_what_matters
