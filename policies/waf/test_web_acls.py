"""What web ACLs enforce."""

from __future__ import annotations

from pytest_aisec import ai, marks
from pytest_aisec.settings import Settings


@marks.severity("medium")
@marks.soc2("CC6.6", "CC7.2")
@marks.hipaa("164.312(e)(1)", "164.308(a)(5)(ii)(B)")
@marks.nist_800_53("SC-5", "SC-7", "SI-10")
@marks.nist_ai_rmf("MEASURE 2.7")
@marks.iso_42001("A.6.2.4", "A.9.2")
@marks.owasp_llm("LLM01:2025")
@marks.mitre_atlas("AML.T0051", "AML.T0054", "AML.M0020")
@marks.aws_genai_lens("GENSEC02-BP01", "GENSEC04-BP02")
@marks.equivalent(checkov=("CKV_AWS_192", "CKV2_AWS_76"), prowler="wafv2_webacl_managed_rule_groups_enabled")
def test_web_acl_enforces_the_baseline(acl: ai.WebAcl, settings: Settings) -> None:
    """A web ACL enforces the managed rule groups that the setting `waf_rule_groups` names, on requests to models.

    Why: they stop what is tried against every server by now, such as known exploits of logging and of
    deserialization in inference servers. A group that looks only at requests from some countries or addresses, or
    with a header that the caller chooses, stops nobody else.

    Fix: add rules with `managed_rule_group_statement` and `override_action { none {} }` in Terraform,
    `ManagedRuleGroupStatement` with `OverrideAction: {None: {}}` in CloudFormation, without a scope-down statement.
    Whether one about paths, hosts or methods holds the requests to models is left for you to tell: a waiver says so.

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
      rule {
        name     = "inputs"
        priority = 2
        override_action {
          none {}
        }
        statement {
          managed_rule_group_statement {
            vendor_name = "AWS"
            name        = "AWSManagedRulesKnownBadInputsRuleSet"
          }
        }
      }
      rule {
        name     = "reputation"
        priority = 0
        override_action {
          none {}
        }
        statement {
          managed_rule_group_statement {
            vendor_name = "AWS"
            name        = "AWSManagedRulesAmazonIpReputationList"
          }
        }
      }
      rule {
        name     = "rate"
        priority = 3
        action {
          block {}
        }
        statement {
          rate_based_statement {
            limit = 300
          }
        }
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
        Rules:
          - Name: common
            Priority: 1
            OverrideAction: {None: {}}
            Statement: {ManagedRuleGroupStatement: {VendorName: AWS, Name: AWSManagedRulesCommonRuleSet}}
          - Name: inputs
            Priority: 2
            OverrideAction: {None: {}}
            Statement: {ManagedRuleGroupStatement: {VendorName: AWS, Name: AWSManagedRulesKnownBadInputsRuleSet}}
          - Name: reputation
            Priority: 0
            OverrideAction: {None: {}}
            Statement: {ManagedRuleGroupStatement: {VendorName: AWS, Name: AWSManagedRulesAmazonIpReputationList}}
          - Name: rate
            Priority: 3
            Action: {Block: {}}
            Statement: {RateBasedStatement: {Limit: 300, AggregateKeyType: IP}}
    AclLog:
      Type: AWS::WAFv2::LoggingConfiguration
      Properties:
        ResourceArn: !GetAtt Acl.Arn
        LogDestinationConfigs: [!GetAtt LogGroup.Arn]
    ```
    """
    assert [group for group in settings.waf_rule_groups if not acl.enforces(group)] == []


@marks.severity("high")
@marks.soc2("CC6.6", "CC7.2")
@marks.hipaa("164.312(e)(1)", "164.308(a)(5)(ii)(B)")
@marks.nist_800_53("SC-5", "SC-7", "SI-10")
@marks.nist_ai_rmf("MEASURE 2.7")
@marks.iso_42001("A.6.2.6")
@marks.owasp_llm("LLM10:2025")
@marks.mitre_atlas("AML.T0029", "AML.T0034", "AML.M0004")
@marks.aws_genai_lens("GENSEC01-BP02")
def test_web_acl_blocks_floods(acl: ai.WebAcl) -> None:
    """A web ACL blocks whoever asks models too often, from wherever.

    Why: every request to a model costs money and accelerators. Floods empty the account, and guessing at prompts
    needs many tries. A rule that counts only some callers lets the flood of all others through, and one that answers
    with `captcha` or `challenge` the flood of whoever has solved one: it is only counted then.

    Fix: add a rule with `rate_based_statement` and `action { block {} }` in Terraform, `RateBasedStatement` with
    `Action: {Block: {}}` in CloudFormation, without a scope-down statement. Whether one about paths, hosts or methods
    holds the requests to models is left for you to tell: a waiver says so.

    ```hcl
    resource "aws_wafv2_web_acl" "chat" {
      name  = "chat"
      scope = "REGIONAL"
      default_action {
        allow {}
      }
      rule {
        name     = "rate"
        priority = 1
        action {
          block {}
        }
        statement {
          rate_based_statement {
            limit = 300
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
          - Name: rate
            Priority: 1
            Action: {Block: {}}
            Statement: {RateBasedStatement: {Limit: 300, AggregateKeyType: IP}}
    ```
    """
    assert acl.limits_rates
