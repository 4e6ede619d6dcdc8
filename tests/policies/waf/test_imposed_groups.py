"""Groups of rules that Firewall Manager puts into web ACLs, and its policies that say so."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from pytest_aisec.settings import Settings
from tests.model.declared import live
from tests.policies.judged import cloudformation, everything, terraform, verdicts

BASELINE, FLOODS = "web_acl_enforces_the_baseline", "web_acl_blocks_floods"
COUNTS, PAST = "web_acl_rules_do_not_only_count", "web_acl_lets_nothing_past_its_protection"
BODIES, LOGS = "web_acl_refuses_bodies_that_it_cannot_see", "web_acl_logs_requests"
HIDES, WHOLE = "web_acl_log_hides_credentials", "web_acl_looks_at_whole_prompts"
COMMON, BAD = "AWSManagedRulesCommonRuleSet", "AWSManagedRulesKnownBadInputsRuleSet"
WANTED = Settings(waf_rule_groups=(COMMON, BAD))


def group(name: str, override: str = "None", **more: Any) -> dict[str, Any]:
    managed = {"VendorName": "AWS", "Name": name, **more}
    return {
        "Name": name,
        "Priority": 0,
        "FirewallManagerStatement": {"ManagedRuleGroupStatement": managed},
        "OverrideAction": {override: {}},
    }


def own(arn: str, override: str = "None", **more: Any) -> dict[str, Any]:
    held = {"RuleGroupReferenceStatement": {"ARN": arn, **more}}
    return {"Name": arn, "Priority": 0, "FirewallManagerStatement": held, "OverrideAction": {override: {}}}


def rule(priority: int, action: str, statement: dict[str, Any]) -> dict[str, Any]:
    return {"Name": f"r{priority}", "Priority": priority, "Action": {action: {}}, "Statement": statement}


HOME = {"GeoMatchStatement": {"CountryCodes": ["DE"]}}
RATE = {"RateBasedStatement": {"Limit": 100, "AggregateKeyType": "IP"}}
LIFTED = [{"Name": "SizeRestrictions_BODY", "ActionToUse": {"Allow": {}}}]
COUNTED = [{"Name": "X", "ActionToUse": {"Count": {}}}]
SIZED = "SizeRestrictions_BODY"
OFFICE = [rule(1, "Allow", HOME)]


@pytest.mark.parametrize(
    ("policy", "before", "behind", "rules", "expected"),
    [
        (BASELINE, [group(COMMON)], [group(BAD)], [], "passed"),
        (BASELINE, [group(COMMON, "Count")], [group(BAD)], [], "violated"),
        (BASELINE, [group(COMMON, ScopeDownStatement=HOME)], [group(BAD)], [], "violated"),
        (BASELINE, [group(COMMON)], [], [], "violated"),
        (COUNTS, [group(COMMON)], [], [], "passed"),
        (COUNTS, [group(COMMON, "Count")], [], [], "violated"),
        (COUNTS, [group(COMMON, ExcludedRules=[{"Name": "X"}])], [], [], "violated"),
        (COUNTS, [], [group(COMMON, RuleActionOverrides=COUNTED)], [], "violated"),
        (FLOODS, [own("arn:limits")], [], [], "passed"),
        (FLOODS, [], [own("arn:limits")], [], "passed"),
        (FLOODS, [own("arn:limits", "Count")], [], [], "violated"),
        (FLOODS, [own("arn:office")], [], [], "violated"),
        (FLOODS, [own("arn:limits", ExcludedRules=[{"Name": "r1"}])], [], [], "violated"),
        (FLOODS, [own("arn:limits", ExcludedRules=[{"Name": "other"}])], [], [], "passed"),
        (BODIES, [group(COMMON)], [], [], "passed"),
        (BODIES, [group(COMMON, RuleActionOverrides=LIFTED)], [], [], "violated"),
        (BODIES, [group(COMMON, ExcludedRules=[{"Name": SIZED}])], [], [], "violated"),
        (PAST, [group(COMMON)], [], OFFICE, "passed"),
        (PAST, [], [group(COMMON)], OFFICE, "violated"),
        (PAST, [own("arn:office")], [group(COMMON)], [], "violated"),
        (PAST, [own("arn:office")], [], [rule(1, "Block", RATE)], "violated"),
        (PAST, [group(COMMON), own("arn:office")], [], [], "passed"),
        (PAST, [own("arn:office"), group(COMMON)], [], [], "violated"),
    ],
)
def test_web_acls_of_accounts(
    policy: str, before: list[Any], behind: list[Any], rules: list[Any], expected: str
) -> None:
    estate = everything(
        [
            live(
                "AWS::WAFv2::WebACL",
                "arn:acl",
                ARN="arn:acl",
                Name="acl",
                Rules=rules,
                PreProcessFirewallManagerRuleGroups=before,
                PostProcessFirewallManagerRuleGroups=behind,
            ),
            live("AWS::WAFv2::RuleGroup", "arn:limits", ARN="arn:limits", Rules=[rule(1, "Block", RATE)]),
            live("AWS::WAFv2::RuleGroup", "arn:office", ARN="arn:office", Rules=OFFICE),
        ]
    )
    assert verdicts(policy, estate, WANTED)["arn:acl"] == expected


def planned(name: str, override: str = "NONE", **more: Any) -> dict[str, Any]:
    identifier = {"vendorName": "AWS", "managedRuleGroupName": name}
    return {
        "ruleGroupArn": None,
        "ruleGroupType": "ManagedRuleGroup",
        "managedRuleGroupIdentifier": identifier,
        "overrideAction": {"type": override},
        **more,
    }


OWN = {
    "ruleGroupArn": "aws_wafv2_rule_group.limits.arn",
    "ruleGroupType": "RuleGroup",
    "overrideAction": {"type": "NONE"},
}
OFFICES = {**OWN, "ruleGroupArn": "aws_wafv2_rule_group.office.arn"}
ELSEWHERE = {**OWN, "ruleGroupArn": "var.elsewhere"}
HEADERS = ("authorization", "x-api-key", "cookie", "x-amz-security-token")
NOTHING = {"defaultBehavior": "DROP", "filters": [{"behavior": "DROP", "requirement": "MEETS_ANY", "conditions": []}]}
REST = {"defaultBehavior": "KEEP"}
ALL_HIDDEN = [{"redactedFieldType": "SingleHeader", "redactedFieldValue": each} for each in HEADERS]


def data(before: Any = (), behind: Any = (), **logging: Any) -> str:
    stated: dict[str, Any] = {"type": "WAFV2", "preProcessRuleGroups": [*before], "postProcessRuleGroups": [*behind]}
    if logging:
        stated["loggingConfiguration"] = logging
    text = json.dumps(stated).replace('"var.elsewhere"', "var.elsewhere")
    for name in ("limits", "office"):
        text = text.replace(f'"aws_wafv2_rule_group.{name}.arn"', f"aws_wafv2_rule_group.{name}.arn")
    return f"jsonencode({text})"


FILES = """
    variable "elsewhere" {}
    resource "aws_fms_policy" "p" {
      name                  = "p"
      exclude_resource_tags = false
      remediation_enabled   = %s
      resource_type         = "%s"
      %s
      security_service_policy_data {
        type                 = "%s"
        managed_service_data = %s
      }
    }
    resource "aws_wafv2_rule_group" "limits" {
      name     = "limits"
      scope    = "REGIONAL"
      capacity = 2
      rule {
        name     = "rate"
        priority = 1
        action {
          block {}
        }
        statement {
          rate_based_statement {
            limit = 100
          }
        }
      }
    }
    resource "aws_wafv2_rule_group" "office" {
      name     = "office"
      scope    = "REGIONAL"
      capacity = 2
      rule {
        name     = "office"
        priority = 1
        action {
          allow {}
        }
        statement {
          geo_match_statement {
            country_codes = ["DE"]
          }
        }
      }
    }
"""
STAGE = "AWS::ApiGateway::Stage"


@pytest.mark.parametrize(
    ("policy", "stated", "expected"),
    [
        (BASELINE, data([planned(COMMON), planned(BAD)]), "passed"),
        (BASELINE, data([planned(COMMON)], [planned(BAD)]), "passed"),
        (BASELINE, data([planned(COMMON, "COUNT"), planned(BAD)]), "violated"),
        (BASELINE, data([planned(COMMON)]), "violated"),
        (BASELINE, "var.elsewhere", "undetermined"),
        (COUNTS, data([planned(COMMON)]), "passed"),
        (COUNTS, data([planned(COMMON, "COUNT")]), "violated"),
        (COUNTS, data([planned(COMMON, excludeRules=[{"name": "NoUserAgent_HEADER"}])]), "violated"),
        (
            COUNTS,
            data([planned(COMMON, ruleActionOverrides=[{"name": "X", "actionToUse": {"count": {}}}])]),
            "violated",
        ),
        (COUNTS, data([planned(COMMON, ruleActionOverrides=[{"name": "X", "actionToUse": {"block": {}}}])]), "passed"),
        (FLOODS, data([planned(COMMON)]), "violated"),
        (FLOODS, data([planned(COMMON), OWN]), "passed"),
        (FLOODS, data([planned(COMMON), {**OWN, "overrideAction": {"type": "COUNT"}}]), "violated"),
        (FLOODS, data([planned(COMMON), {**OWN, "excludeRules": [{"name": "rate"}]}]), "violated"),
        (FLOODS, data([planned(COMMON), OFFICES]), "violated"),
        (FLOODS, data([planned(COMMON), ELSEWHERE]), "undetermined"),
        (BODIES, data([planned(COMMON)]), "passed"),
        (BODIES, data([planned(COMMON, excludeRules=[{"name": SIZED}])]), "violated"),
        (PAST, data([OFFICES, planned(COMMON)]), "violated"),
        (PAST, data([planned(COMMON), OFFICES]), "passed"),
        (PAST, data([OFFICES], [planned(COMMON)]), "violated"),
        (LOGS, data([planned(COMMON)]), "violated"),
        (LOGS, data([planned(COMMON)], logDestinationConfigs=["arn:log"]), "passed"),
        (LOGS, data(logDestinationConfigs=["arn:log"], loggingFilterConfigs=NOTHING), "violated"),
        (LOGS, data(logDestinationConfigs=["arn:log"], loggingFilterConfigs={**NOTHING, **REST}), "passed"),
        (HIDES, data(logDestinationConfigs=["arn:log"]), "violated"),
        (HIDES, data(logDestinationConfigs=["arn:log"], redactedFields=ALL_HIDDEN), "passed"),
        (HIDES, data(), "not_applicable"),
        (WHOLE, data(), "not_applicable"),
    ],
)
def test_policies_in_files(tmp_path: Path, policy: str, stated: str, expected: str) -> None:
    estate = everything(terraform(tmp_path, FILES % ("true", STAGE, "", "WAFV2", stated)))
    assert verdicts(policy, estate, WANTED)["aws_fms_policy.p"] == expected


def test_other_policies_are_not_judged(tmp_path: Path) -> None:
    text = FILES % ("true", STAGE, "", "SECURITY_GROUPS_COMMON", data())
    assert verdicts(BASELINE, everything(terraform(tmp_path, text))) == {}
    assert verdicts(BASELINE, terraform(tmp_path, FILES % ("true", STAGE, "", "WAFV2", data()))) == {}


API = """
    resource "aws_api_gateway_rest_api" "chat" { name = "chat" }
    resource "aws_api_gateway_integration" "post" {
      rest_api_id = aws_api_gateway_rest_api.chat.id
      type        = "AWS"
      uri         = "arn:aws:apigateway:eu-west-1:bedrock-runtime:path/x"
    }
    resource "aws_api_gateway_stage" "chat" {
      rest_api_id = aws_api_gateway_rest_api.chat.id
      stage_name  = "chat"
    }
"""


@pytest.mark.parametrize(
    ("remediates", "type_", "more", "kind", "expected"),
    [
        ("true", STAGE, "", "WAFV2", "passed"),
        ("false", STAGE, "", "WAFV2", "violated"),
        ("var.elsewhere", STAGE, "", "WAFV2", "undetermined"),
        ("true", "AWS::CloudFront::Distribution", "", "WAFV2", "violated"),
        ("true", "", f'resource_type_list = ["{STAGE}"]', "WAFV2", "passed"),
        ("true", STAGE, 'resource_tags = { team = "web" }', "WAFV2", "undetermined"),
        ("true", STAGE, 'include_map {\naccount = ["111122223333"]\n}', "WAFV2", "undetermined"),
        ("true", STAGE, "", "SHIELD_ADVANCED", "violated"),
    ],
)
def test_a_policy_gives_stages_web_acls(
    tmp_path: Path, remediates: str, type_: str, more: str, kind: str, expected: str
) -> None:
    estate = terraform(tmp_path, API + FILES % (remediates, type_, more, kind, data([planned(COMMON)])))
    found = verdicts("rest_api_in_front_of_models_has_a_web_acl", estate)
    assert found == {"aws_api_gateway_stage.chat": expected}


def test_the_policy_of_an_inference_api_is_judged(tmp_path: Path) -> None:
    estate = terraform(tmp_path, API + FILES % ("true", STAGE, "", "WAFV2", data([planned(COMMON, "COUNT")])))
    assert verdicts(COUNTS, estate) == {"aws_fms_policy.p": "violated"}


def test_templates_and_accounts(tmp_path: Path) -> None:
    stated = json.dumps({"type": "WAFV2", "preProcessRuleGroups": [planned(COMMON, "COUNT")]})
    text = f"""
    P:
      Type: AWS::FMS::Policy
      Properties:
        PolicyName: p
        ExcludeResourceTags: false
        RemediationEnabled: true
        ResourceType: {STAGE}
        SecurityServicePolicyData: {{Type: WAFV2, ManagedServiceData: '{stated}'}}
    """
    assert verdicts(COUNTS, everything(cloudformation(tmp_path, text))) == {"P": "violated"}
    policy = live(
        "AWS::FMS::Policy",
        "arn:p",
        PolicyArn="arn:p",
        RemediationEnabled=True,
        ResourceType=STAGE,
        SecurityServicePolicyData={"Type": "WAFV2", "ManagedServiceData": stated},
    )
    assert verdicts(COUNTS, everything([policy])) == {"arn:p": "violated"}


LIFTED_RULES = {
    "": "passed",
    'excluded_rule {\nname = "rate"\n}': "violated",
    'excluded_rule {\nname = "other"\n}': "passed",
    'rule_action_override {\nname = "rate"\naction_to_use {\ncount {}\n}\n}': "violated",
    'rule_action_override {\nname = "rate"\naction_to_use {\nblock {}\n}\n}': "passed",
}


@pytest.mark.parametrize(("more", "expected"), LIFTED_RULES.items())
def test_a_rule_that_is_lifted_limits_nothing(tmp_path: Path, more: str, expected: str) -> None:
    text = f"""
    resource "aws_wafv2_web_acl" "a" {{
      name  = "a"
      scope = "REGIONAL"
      rule {{
        name     = "limits"
        priority = 1
        override_action {{
          none {{}}
        }}
        statement {{
          rule_group_reference_statement {{
            arn = aws_wafv2_rule_group.limits.arn
            {more}
          }}
        }}
      }}
    }}
    """
    estate = everything(terraform(tmp_path, text + FILES % ("true", STAGE, "", "SHIELD_ADVANCED", data())))
    assert verdicts(FLOODS, estate)["aws_wafv2_web_acl.a"] == expected


@pytest.mark.parametrize(
    ("acl", "expected"),
    [
        ('aws_wafv2_web_acl.a.arn", scope = "REGIONAL', "passed"),
        ('aws_wafv2_web_acl.a.arn", scope = "CLOUDFRONT', "violated"),
        ("arn:aws:wafv2:us-east-1:111122223333:global/webacl/a/1", "violated"),
        ("arn:aws:wafv2:us-east-1:111122223333:regional/webacl/a/1", "passed"),
        ("arn:elsewhere", "passed"),
    ],
)
def test_web_acls_of_distributions_do_not_stand_in_front_of_stages(tmp_path: Path, acl: str, expected: str) -> None:
    named, _, scope = acl.partition('", scope = "')
    stated = named if scope else f'"{named}"'
    text = f"""
    resource "aws_wafv2_web_acl" "a" {{
      name  = "a"
      scope = "{scope or "REGIONAL"}"
    }}
    resource "aws_wafv2_web_acl_association" "a" {{
      resource_arn = aws_api_gateway_stage.chat.arn
      web_acl_arn  = {stated}
    }}
    """
    found = verdicts("rest_api_in_front_of_models_has_a_web_acl", terraform(tmp_path, API + text))
    assert found == {"aws_api_gateway_stage.chat": expected}
