"""Ways past what web ACLs look for, and what their logs tell."""

from __future__ import annotations

from pytest_aisec import ai, marks
from pytest_aisec.settings import Settings


@marks.severity("medium")
@marks.soc2("CC6.6", "CC7.2")
@marks.hipaa("164.312(e)(1)", "164.308(a)(5)(ii)(B)")
@marks.nist_800_53("SC-5", "SC-7", "SI-10")
@marks.nist_ai_rmf("MEASURE 2.7")
@marks.iso_42001("A.6.2.4", "A.9.2", "A.6.2.6")
@marks.owasp_llm("LLM01:2025", "LLM10:2025")
@marks.mitre_atlas("AML.T0051", "AML.T0054", "AML.M0020", "AML.T0029", "AML.T0034", "AML.M0004")
@marks.aws_genai_lens("GENSEC02-BP01", "GENSEC04-BP02", "GENSEC01-BP02")
def test_web_acl_lets_nothing_past_its_protection(acl: ai.WebAcl) -> None:
    """No rule of a web ACL lets requests through before its managed groups and rate rules have seen them.

    Why: a rule that allows ends the matter: an allowance for an office or a partner in front of everything else takes
    its floods and attacks along.

    Fix: give rules with `action { allow {} }` a higher `priority` than managed groups and rate rules in Terraform,
    rules with `Action: {Allow: {}}` a higher `Priority` in CloudFormation.

    ```hcl
    resource "aws_wafv2_web_acl" "chat" {
      name  = "chat"
      scope = "REGIONAL"
      default_action {
        block {}
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
      rule {
        name     = "office"
        priority = 2
        action {
          allow {}
        }
        statement {
          ip_set_reference_statement {
            arn = aws_wafv2_ip_set.office.arn
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
        DefaultAction: {Block: {}}
        Rules:
          - Name: rate
            Priority: 1
            Action: {Block: {}}
            Statement: {RateBasedStatement: {Limit: 300, AggregateKeyType: IP}}
          - Name: office
            Priority: 2
            Action: {Allow: {}}
            Statement: {IPSetReferenceStatement: {Arn: !GetAtt Office.Arn}}
    ```
    """
    assert acl.shortcuts == []


@marks.severity("medium")
@marks.soc2("CC6.6", "CC7.2")
@marks.hipaa("164.312(e)(1)", "164.308(a)(5)(ii)(B)")
@marks.nist_800_53("SC-5", "SC-7", "SI-10")
@marks.nist_ai_rmf("MEASURE 2.7")
@marks.iso_42001("A.6.2.4", "A.9.2", "A.6.2.6")
@marks.owasp_llm("LLM01:2025", "LLM10:2025")
@marks.mitre_atlas("AML.T0051", "AML.T0054", "AML.M0020", "AML.T0029", "AML.T0034", "AML.M0004")
@marks.aws_genai_lens("GENSEC04-BP02")
def test_web_acl_looks_at_whole_prompts(acl: ai.WebAcl, settings: Settings) -> None:
    """A web ACL looks at as much of a body as the setting `waf_body_kilobytes` says.

    Why: prompts with their history are longer than the 16 KB that are looked at by default. What comes after is let
    through unseen.

    Fix: set `default_size_inspection_limit` in `association_config` in Terraform, `DefaultSizeInspectionLimit` in
    `AssociationConfig` in CloudFormation.

    ```hcl
    resource "aws_wafv2_web_acl" "chat" {
      name  = "chat"
      scope = "REGIONAL"
      default_action {
        allow {}
      }
      association_config {
        request_body {
          api_gateway {
            default_size_inspection_limit = "KB_64"
          }
        }
      }
    }
    resource "aws_wafv2_web_acl_association" "chat" {
      resource_arn = aws_api_gateway_stage.chat.arn
      web_acl_arn  = aws_wafv2_web_acl.chat.arn
    }
    resource "aws_api_gateway_stage" "chat" {
      rest_api_id = aws_api_gateway_rest_api.chat.id
      stage_name  = "chat"
    }
    ```

    ```yaml
    Acl:
      Type: AWS::WAFv2::WebACL
      Properties:
        Scope: REGIONAL
        DefaultAction: {Allow: {}}
        AssociationConfig:
          RequestBody:
            API_GATEWAY: {DefaultSizeInspectionLimit: KB_64}
    Stage:
      Type: AWS::ApiGateway::Stage
      Properties:
        RestApiId: !Ref Api
    Association:
      Type: AWS::WAFv2::WebACLAssociation
      Properties:
        ResourceArn: !Ref Stage
        WebACLArn: !GetAtt Acl.Arn
    ```
    """
    assert acl.sees_bodies_of(settings.waf_body_kilobytes)


@marks.severity("medium")
@marks.soc2("CC6.6", "CC7.2")
@marks.hipaa("164.312(e)(1)", "164.308(a)(5)(ii)(B)")
@marks.nist_800_53("SC-5", "SC-7", "SI-10")
@marks.nist_ai_rmf("MEASURE 2.7")
@marks.iso_42001("A.6.2.4", "A.9.2", "A.6.2.6")
@marks.owasp_llm("LLM01:2025", "LLM10:2025")
@marks.mitre_atlas("AML.T0051", "AML.T0054", "AML.M0020", "AML.T0029", "AML.T0034", "AML.M0004")
@marks.aws_genai_lens("GENSEC04-BP02")
def test_web_acl_refuses_bodies_that_it_cannot_see(acl: ai.WebAcl) -> None:
    """A web ACL refuses requests with bodies that are too large to be looked at as a whole.

    Why: whoever fills the part that is looked at with noise gets the rest past every rule.

    Fix: keep `SizeRestrictions_BODY` of `AWSManagedRulesCommonRuleSet` in force, or add a rule that blocks and has
    `oversize_handling = "MATCH"` on `body` in Terraform, `OversizeHandling: MATCH` in CloudFormation.

    ```hcl
    resource "aws_wafv2_web_acl" "chat" {
      name  = "chat"
      scope = "REGIONAL"
      default_action {
        allow {}
      }
      rule {
        name     = "size"
        priority = 1
        action {
          block {}
        }
        statement {
          size_constraint_statement {
            comparison_operator = "GT"
            size                = 65536
            field_to_match {
              body {
                oversize_handling = "MATCH"
              }
            }
            text_transformation {
              priority = 0
              type     = "NONE"
            }
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
          - Name: size
            Priority: 1
            Action: {Block: {}}
            Statement:
              SizeConstraintStatement:
                ComparisonOperator: GT
                Size: 65536
                FieldToMatch: {Body: {OversizeHandling: MATCH}}
                TextTransformations: [{Priority: 0, Type: NONE}]
    ```
    """
    assert acl.refuses_oversized_bodies


@marks.severity("medium")
@marks.soc2("CC6.1", "CC7.2", "C1.1")
@marks.hipaa("164.312(b)", "164.312(c)(1)", "164.312(a)(1)")
@marks.nist_800_53("AU-9", "AU-11", "RA-2", "SI-12", "PT-7")
@marks.nist_ai_rmf("MEASURE 2.10")
@marks.iso_42001("A.7.2")
@marks.owasp_llm("LLM02:2025")
@marks.mitre_atlas("AML.T0057", "AML.T0085", "AML.M0012")
@marks.aws_genai_lens("GENSEC02-BP01")
def test_web_acl_log_hides_credentials(acl: ai.WebAcl, settings: Settings) -> None:
    """The log of a web ACL leaves out the headers that the setting `waf_hidden_headers` names.

    Why: whoever may read the log can otherwise call the model with the keys and tokens of everybody who did.

    Fix: add a `redacted_fields` block for each header to the `aws_wafv2_web_acl_logging_configuration`, or a
    `data_protection_config` to the web ACL in Terraform, `RedactedFields` or `DataProtectionConfig` in CloudFormation.

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
      redacted_fields {
        single_header {
          name = "authorization"
        }
      }
      redacted_fields {
        single_header {
          name = "x-api-key"
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
    AclLog:
      Type: AWS::WAFv2::LoggingConfiguration
      Properties:
        ResourceArn: !GetAtt Acl.Arn
        LogDestinationConfigs: [!GetAtt LogGroup.Arn]
        RedactedFields:
          - SingleHeader: {Name: authorization}
          - SingleHeader: {Name: x-api-key}
    ```
    """
    assert acl.shown_headers(settings.waf_hidden_headers) == []
