"""Whether web ACLs do what they say, and tell of it."""

from __future__ import annotations

from pytest_aisec import ai, marks


@marks.severity("medium")
@marks.soc2("CC6.6", "CC7.2")
@marks.hipaa("164.312(e)(1)", "164.308(a)(5)(ii)(B)")
@marks.nist_800_53("SC-5", "SC-7", "SI-10")
@marks.nist_ai_rmf("MEASURE 2.7")
@marks.iso_42001("A.6.2.4", "A.9.2", "A.6.2.6")
@marks.owasp_llm("LLM01:2025", "LLM10:2025")
@marks.mitre_atlas("AML.T0051", "AML.T0054", "AML.M0020", "AML.T0029", "AML.T0034", "AML.M0004")
@marks.aws_genai_lens("GENSEC02-BP01", "GENSEC04-BP02", "GENSEC01-BP02")
def test_web_acl_rules_do_not_only_count(acl: ai.WebAcl) -> None:
    """No rule of a web ACL, and no rule of its managed groups, only counts.

    Why: counting is for the days of trying out. Left in, the ACL is there in every audit, and lets everything
    through.

    Fix: remove `count {}` from `override_action`, `action` and `rule_action_override` in Terraform, `Count` and
    `ExcludedRules` in CloudFormation.

    ```hcl
    resource "aws_wafv2_web_acl" "chat" {
      name  = "chat"
      scope = "REGIONAL"
      default_action {
        allow {}
      }
      rule {
        name     = "common"
        priority = 1
        override_action {
          none {}
        }
        statement {
          managed_rule_group_statement {
            vendor_name = "AWS"
            name        = "AWSManagedRulesCommonRuleSet"
          }
        }
      }
    }
    ```

    ```yaml
    Acl:
      Type: AWS::WAFv2::WebACL
      Properties:
        Scope: REGIONAL
        DefaultAction: {Allow: {}}
        Rules:
          - Name: common
            Priority: 1
            OverrideAction: {None: {}}
            Statement: {ManagedRuleGroupStatement: {VendorName: AWS, Name: AWSManagedRulesCommonRuleSet}}
    ```
    """
    assert acl.is_in_force


@marks.severity("medium")
@marks.soc2("CC7.2", "CC7.3")
@marks.hipaa("164.308(a)(1)(ii)(D)", "164.312(b)")
@marks.nist_800_53("AU-2", "AU-3", "AU-6", "AU-12")
@marks.nist_ai_rmf("MEASURE 2.4", "MANAGE 4.1")
@marks.iso_42001("A.6.2.6", "A.6.2.8")
@marks.mitre_atlas("AML.M0024")
@marks.aws_genai_lens("GENSEC03-BP01")
@marks.equivalent(
    checkov="CKV2_AWS_31", prowler="wafv2_webacl_logging_enabled", security_hub="WAF.11", config="wafv2-logging-enabled"
)
def test_web_acl_logs_requests(acl: ai.WebAcl) -> None:
    """A web ACL logs the requests that it sees, and its log has no filter that drops them all.

    Why: who probed a model, and what got through before the rule was there, is known only from that.

    Fix: add an `aws_wafv2_web_acl_logging_configuration` in Terraform, an `AWS::WAFv2::LoggingConfiguration` in
    CloudFormation.

    ```hcl
    resource "aws_wafv2_web_acl" "chat" {
      name  = "chat"
      scope = "REGIONAL"
      default_action {
        allow {}
      }
    }
    resource "aws_wafv2_web_acl_logging_configuration" "chat" {
      resource_arn            = aws_wafv2_web_acl.chat.arn
      log_destination_configs = [aws_cloudwatch_log_group.waf.arn]
    }
    ```

    ```yaml
    Acl:
      Type: AWS::WAFv2::WebACL
      Properties:
        Scope: REGIONAL
        DefaultAction: {Allow: {}}
    AclLog:
      Type: AWS::WAFv2::LoggingConfiguration
      Properties:
        ResourceArn: !GetAtt Acl.Arn
        LogDestinationConfigs: [!GetAtt LogGroup.Arn]
    ```
    """
    assert acl.logs_requests
