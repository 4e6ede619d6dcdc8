"""What web ACLs enforce, count, limit and log."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from pytest_aisec.settings import Settings
from tests.model.declared import live
from tests.policies.judged import cloudformation, everything, terraform, verdicts

BASELINE = "web_acl_enforces_the_baseline"
FLOODS = "web_acl_blocks_floods"
COUNTS = "web_acl_rules_do_not_only_count"
LOGS = "web_acl_logs_requests"
ONE = Settings(waf_rule_groups=("Common",))


def group(name: str = "Common", override: str = "none", more: str = "") -> str:
    statement = f'statement {{\nmanaged_rule_group_statement {{\nname = "{name}"\nvendor_name = "AWS"\n{more}\n}}\n}}'
    return f'rule {{\nname = "g"\npriority = 1\noverride_action {{\n{override} {{}}\n}}\n{statement}\n}}'


def rate(action: str = "block") -> str:
    statement = "statement {\nrate_based_statement {\nlimit = 100\n}\n}"
    return f'rule {{\nname = "r"\npriority = 2\naction {{\n{action} {{}}\n}}\n{statement}\n}}'


COUNTED = 'rule_action_override {\nname = "x"\naction_to_use {\ncount {}\n}\n}'
FILTERED = """
  logging_filter {
    default_behavior = "%s"
    filter {
      behavior    = "%s"
      requirement = "MEETS_ANY"
      condition {
        action_condition {
          action = "COUNT"
        }
      }
    }
  }
}"""
LOGGING = 'resource "aws_wafv2_web_acl_logging_configuration" "l" {\nresource_arn = %s\nlog_destination_configs = ["arn:l"]\n}'
LOGGED = LOGGING % "aws_wafv2_web_acl.a.arn"
BESIDE = """
resource "aws_wafv2_web_acl_rule_group_association" "b" {
  rule_name   = "b"
  web_acl_arn = aws_wafv2_web_acl.a.arn
  %s
  managed_rule_group {
    name        = "Common"
    vendor_name = "AWS"
  }
}
"""
OWN = 'resource "aws_wafv2_rule_group" "own" {\nname = "own"\n%s\n}'
REFERS = """
rule {
  name     = "own"
  priority = 1
  override_action {
    %s {}
  }
  statement {
    rule_group_reference_statement {
      arn = aws_wafv2_rule_group.own.arn
    }
  }
}
"""


@pytest.mark.parametrize(
    ("policy", "rules", "beside", "expected"),
    [
        (BASELINE, group(), "", "passed"),
        (BASELINE, "", "", "violated"),
        (BASELINE, group("Other"), "", "violated"),
        (BASELINE, group(override="count"), "", "violated"),
        (FLOODS, rate(), "", "passed"),
        (FLOODS, rate("count"), "", "violated"),
        (FLOODS, rate("captcha"), "", "violated"),
        (FLOODS, rate("challenge"), "", "violated"),
        (FLOODS, rate("challenge") + rate(), "", "passed"),
        (FLOODS, group(), "", "violated"),
        (COUNTS, group(), "", "passed"),
        (COUNTS, group(override="count"), "", "violated"),
        (COUNTS, rate("count"), "", "violated"),
        (COUNTS, group(more=COUNTED), "", "violated"),
        (LOGS, "", "", "violated"),
        (LOGS, "", LOGGING % "aws_wafv2_web_acl.a.arn", "passed"),
        (LOGS, "", LOGGING % '"arn:other"', "violated"),
        (LOGS, "", LOGGED[:-1] + FILTERED % ("DROP", "DROP"), "violated"),
        (LOGS, "", LOGGED[:-1] + FILTERED % ("DROP", "KEEP"), "passed"),
        (LOGS, "", LOGGED[:-1] + FILTERED % ("KEEP", "DROP"), "passed"),
        (BASELINE, 'rule_json = "[]"', "", "undetermined"),
        (FLOODS, 'rule_json = "[]"', "", "undetermined"),
        (COUNTS, 'rule_json = "[]"', "", "undetermined"),
        (BASELINE, "", BESIDE % "", "passed"),
        (BASELINE, "", BESIDE % 'override_action = "count"', "violated"),
        (COUNTS, "", BESIDE % "", "passed"),
        (COUNTS, "", BESIDE % 'override_action = "count"', "violated"),
        (FLOODS, REFERS % "none", OWN % rate(), "passed"),
        (FLOODS, REFERS % "count", OWN % rate(), "violated"),
        (FLOODS, REFERS % "none", OWN % rate("count"), "violated"),
        (FLOODS, REFERS % "none", OWN % 'rules_json = "[]"', "undetermined"),
    ],
)
def test_terraform(tmp_path: Path, policy: str, rules: str, beside: str, expected: str) -> None:
    text = f'resource "aws_wafv2_web_acl" "a" {{\nname = "a"\nscope = "REGIONAL"\n{rules}\n}}\n{beside}'
    assert verdicts(policy, everything(terraform(tmp_path, text)), ONE) == {"aws_wafv2_web_acl.a": expected}


@pytest.mark.parametrize(
    ("policy", "rule", "expected"),
    [
        (BASELINE, "{OverrideAction: {None: {}}, Statement: {ManagedRuleGroupStatement: {Name: Common}}}", "passed"),
        (BASELINE, "{OverrideAction: {Count: {}}, Statement: {ManagedRuleGroupStatement: {Name: Common}}}", "violated"),
        (FLOODS, "{Action: {Block: {}}, Statement: {RateBasedStatement: {Limit: 100}}}", "passed"),
        (FLOODS, "{Action: {Count: {}}, Statement: {RateBasedStatement: {Limit: 100}}}", "violated"),
        (FLOODS, "{Action: {Captcha: {}}, Statement: {RateBasedStatement: {Limit: 100}}}", "violated"),
        (FLOODS, "{Action: {Challenge: {}}, Statement: {RateBasedStatement: {Limit: 100}}}", "violated"),
        (COUNTS, "{Action: {Count: {}}, Statement: {RateBasedStatement: {Limit: 100}}}", "violated"),
        (LOGS, "{}", "violated"),
    ],
)
def test_cloudformation(tmp_path: Path, policy: str, rule: str, expected: str) -> None:
    text = f"Acl:\n  Type: AWS::WAFv2::WebACL\n  Properties: {{Rules: [{rule}]}}"
    assert verdicts(policy, everything(cloudformation(tmp_path, text)), ONE) == {"Acl": expected}


@pytest.mark.parametrize(
    ("default", "behavior", "expected"),
    [("DROP", "DROP", "violated"), ("DROP", "KEEP", "passed"), ("KEEP", "DROP", "passed")],
)
def test_filters_of_logs(tmp_path: Path, default: str, behavior: str, expected: str) -> None:
    met = {"Requirement": "MEETS_ANY", "Conditions": [{"ActionCondition": {"Action": "COUNT"}}]}
    filtered = {"DefaultBehavior": default, "Filters": [{"Behavior": behavior, **met}]}
    log = {"LogDestinationConfigs": ["arn:l"], "LoggingFilter": filtered}
    acl = live("AWS::WAFv2::WebACL", "a", Rules=[], GetLoggingConfiguration={"LoggingConfiguration": log})
    assert verdicts(LOGS, everything([acl])) == {"a": expected}
    stated = json.dumps({"ResourceArn": {"Fn::GetAtt": ["Acl", "Arn"]}, **log})
    text = f"Acl:\n  Type: AWS::WAFv2::WebACL\nLog: {{Type: 'AWS::WAFv2::LoggingConfiguration', Properties: {stated}}}"
    assert verdicts(LOGS, everything(cloudformation(tmp_path, text))) == {"Acl": expected}


def test_groups_that_firewall_manager_adds() -> None:
    group = {"FirewallManagerStatement": {"ManagedRuleGroupStatement": {"Name": "Common"}}}
    acl = live("AWS::WAFv2::WebACL", "a", Rules=[], PreProcessFirewallManagerRuleGroups=[group])
    assert verdicts(BASELINE, everything([acl]), ONE) == {"a": "passed"}


@pytest.mark.parametrize("action", ["Captcha", "Challenge", "Count"])
def test_puzzles_of_an_account_block_nobody_who_solves_them(action: str) -> None:
    rule = {"Action": {action: {}}, "Statement": {"RateBasedStatement": {"Limit": 100}}}
    assert verdicts(FLOODS, everything([live("AWS::WAFv2::WebACL", "a", Rules=[rule])])) == {"a": "violated"}


def test_account() -> None:
    rules: list[dict[str, Any]] = [
        {"OverrideAction": {"None": {}}, "Statement": {"ManagedRuleGroupStatement": {"Name": "Common"}}},
        {"Action": {"Block": {}}, "Statement": {"RateBasedStatement": {"Limit": 100}}},
    ]
    acl = live("AWS::WAFv2::WebACL", "a", Rules=rules, GetLoggingConfiguration={})
    assert {policy: verdicts(policy, everything([acl]), ONE)["a"] for policy in (BASELINE, FLOODS, COUNTS, LOGS)} == {
        BASELINE: "passed",
        FLOODS: "passed",
        COUNTS: "passed",
        LOGS: "violated",
    }


def narrowed(rule: str, scope: str) -> str:
    """A rule that looks only at some requests."""
    inside = f"scope_down_statement {{\n{scope}\n}}"
    for mark in ('vendor_name = "AWS"\n', "limit = 100\n"):
        rule = rule.replace(mark, mark + inside + "\n")
    return rule


KOREA = 'geo_match_statement {\ncountry_codes = ["KP"]\n}'
LISTED = 'ip_set_reference_statement {\narn = "arn:ipset"\n}'


def negated(statement: str) -> str:
    return f"not_statement {{\nstatement {{\n{statement}\n}}\n}}"


def both(kind: str, *statements: str) -> str:
    inside = "\n".join(f"statement {{\n{each}\n}}" for each in statements)
    return f"{kind}_statement {{\n{inside}\n}}"


def path(begins: str, field: str = "uri_path {}") -> str:
    return (
        f'byte_match_statement {{\nsearch_string = "{begins}"\npositional_constraint = "STARTS_WITH"\n'
        f'field_to_match {{\n{field}\n}}\ntext_transformation {{\npriority = 0\ntype = "NONE"\n}}\n}}'
    )


@pytest.mark.parametrize(
    ("scope", "expected"),
    [
        (KOREA, "violated"),
        (LISTED, "violated"),
        (negated(LISTED), "passed"),
        (negated(negated(LISTED)), "violated"),
        (negated(KOREA), "violated"),
        (path("/"), "passed"),
        (path("/v1/chat"), "undetermined"),
        (negated(path("/health")), "undetermined"),
        (negated(path("safe", "query_string {}")), "violated"),
        (negated(path("safe", "cookies {}").replace("byte", "regex")), "violated"),
        (negated(path("safe", "body {}").replace("byte_match", "size_constraint")), "violated"),
        (negated(both("and", path("/v1"), path("safe", "body {}"))), "undetermined"),
        (path("x", 'single_header {\nname = "x-bot"\n}'), "violated"),
        (path("api.", 'single_header {\nname = "host"\n}'), "undetermined"),
        (path("POST", "method {}"), "undetermined"),
        (both("and", negated(LISTED), path("/")), "passed"),
        (both("and", path("/v1"), KOREA), "violated"),
        (both("and", path("/v1"), negated(LISTED)), "undetermined"),
        (both("or", path("/v1"), path("/")), "passed"),
        (both("or", KOREA, LISTED), "violated"),
        ('label_match_statement {\nscope = "LABEL"\nkey = "x"\n}', "undetermined"),
    ],
)
@pytest.mark.parametrize(("policy", "rule"), [(BASELINE, group()), (FLOODS, rate())])
def test_rules_that_look_only_at_some_requests(
    tmp_path: Path, policy: str, rule: str, scope: str, expected: str
) -> None:
    text = f'resource "aws_wafv2_web_acl" "a" {{\nname = "a"\nscope = "REGIONAL"\n{narrowed(rule, scope)}\n}}'
    assert verdicts(policy, everything(terraform(tmp_path, text)), ONE) == {"aws_wafv2_web_acl.a": expected}


def test_another_rule_that_looks_at_all_requests_suffices(tmp_path: Path) -> None:
    rules = narrowed(rate(), path("/v1")) + "\n" + rate()
    text = f'resource "aws_wafv2_web_acl" "a" {{\nname = "a"\nscope = "REGIONAL"\n{rules}\n}}'
    assert verdicts(FLOODS, everything(terraform(tmp_path, text))) == {"aws_wafv2_web_acl.a": "passed"}


_KOREA = {"GeoMatchStatement": {"CountryCodes": ["KP"]}}
_ROOT = {
    "ByteMatchStatement": {
        "SearchString": "Lw==",
        "FieldToMatch": {"UriPath": {}},
        "PositionalConstraint": "STARTS_WITH",
        "TextTransformations": [{"Priority": 0, "Type": "NONE"}],
    }
}
_NOT_LISTED = {"NotStatement": {"Statement": {"IPSetReferenceStatement": {"ARN": "arn:ipset"}}}}


@pytest.mark.parametrize(
    ("scope", "expected"),
    [
        (_KOREA, "violated"),
        (_ROOT, "passed"),
        (_NOT_LISTED, "passed"),
        ({"AndStatement": {"Statements": [_ROOT, _KOREA]}}, "violated"),
        ({"OrStatement": {"Statements": [_KOREA, _ROOT]}}, "passed"),
        ({"LabelMatchStatement": {"Scope": "LABEL", "Key": "x"}}, "undetermined"),
    ],
)
def test_rules_of_an_account_that_look_only_at_some_requests(scope: dict[str, Any], expected: str) -> None:
    managed = {"ManagedRuleGroupStatement": {"Name": "Common", "ScopeDownStatement": scope}}
    limited = {"RateBasedStatement": {"Limit": 100, "ScopeDownStatement": scope}}
    rules = [{"OverrideAction": {"None": {}}, "Statement": managed}, {"Action": {"Block": {}}, "Statement": limited}]
    acl = live("AWS::WAFv2::WebACL", "a", Rules=rules)
    assert [verdicts(policy, everything([acl]), ONE)["a"] for policy in (BASELINE, FLOODS)] == [expected, expected]


@pytest.mark.parametrize(
    ("scope", "expected"),
    [
        ("GeoMatchStatement: {CountryCodes: [KP]}", "violated"),
        ("NotStatement: {Statement: {IPSetReferenceStatement: {Arn: x}}}", "passed"),
        ("!Ref Unknown", "undetermined"),
    ],
)
def test_rules_of_a_template_that_look_only_at_some_requests(tmp_path: Path, scope: str, expected: str) -> None:
    text = f"""
    Acl:
      Type: AWS::WAFv2::WebACL
      Properties:
        Rules:
          - Action: {{Block: {{}}}}
            Statement:
              RateBasedStatement:
                Limit: 100
                ScopeDownStatement: {scope if scope.startswith("!") else "{" + scope + "}"}
    """
    assert verdicts(FLOODS, everything(cloudformation(tmp_path, text))) == {"Acl": expected}


def test_rules_that_are_excluded_only_count(tmp_path: Path) -> None:
    statement = "{ManagedRuleGroupStatement: {Name: Common, ExcludedRules: [{Name: NoUserAgent_HEADER}]}}"
    text = f"""
    Acl:
      Type: AWS::WAFv2::WebACL
      Properties:
        Rules: [{{OverrideAction: {{None: {{}}}}, Statement: {statement}}}]
    """
    assert verdicts(COUNTS, everything(cloudformation(tmp_path, text))) == {"Acl": "violated"}
    managed = {"Name": "Common", "ExcludedRules": [{"Name": "NoUserAgent_HEADER"}]}
    acl = live("AWS::WAFv2::WebACL", "a", Rules=[{"Statement": {"ManagedRuleGroupStatement": managed}}])
    assert verdicts(COUNTS, everything([acl])) == {"a": "violated"}


def test_overridden_rules_of_a_group_of_the_account_only_count() -> None:
    override = {"Name": "x", "ActionToUse": {"Count": {}}}
    own = {"RuleGroupReferenceStatement": {"ARN": "arn:own", "RuleActionOverrides": [override]}}
    acl = live("AWS::WAFv2::WebACL", "a", Rules=[{"OverrideAction": {"None": {}}, "Statement": own}])
    assert verdicts(COUNTS, everything([acl])) == {"a": "violated"}
