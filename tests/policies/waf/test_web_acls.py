"""What web ACLs enforce, count, limit and log."""

from __future__ import annotations

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
LOGGING = 'resource "aws_wafv2_web_acl_logging_configuration" "l" {\nresource_arn = %s\nlog_destination_configs = ["arn:l"]\n}'
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
        (FLOODS, group(), "", "violated"),
        (COUNTS, group(), "", "passed"),
        (COUNTS, group(override="count"), "", "violated"),
        (COUNTS, rate("count"), "", "violated"),
        (COUNTS, group(more=COUNTED), "", "violated"),
        (LOGS, "", "", "violated"),
        (LOGS, "", LOGGING % "aws_wafv2_web_acl.a.arn", "passed"),
        (LOGS, "", LOGGING % '"arn:other"', "violated"),
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
        (COUNTS, "{Action: {Count: {}}, Statement: {RateBasedStatement: {Limit: 100}}}", "violated"),
        (LOGS, "{}", "violated"),
    ],
)
def test_cloudformation(tmp_path: Path, policy: str, rule: str, expected: str) -> None:
    text = f"Acl:\n  Type: AWS::WAFv2::WebACL\n  Properties: {{Rules: [{rule}]}}"
    assert verdicts(policy, everything(cloudformation(tmp_path, text)), ONE) == {"Acl": expected}


def test_groups_that_firewall_manager_adds() -> None:
    group = {"FirewallManagerStatement": {"ManagedRuleGroupStatement": {"Name": "Common"}}}
    acl = live("AWS::WAFv2::WebACL", "a", Rules=[], PreProcessFirewallManagerRuleGroups=[group])
    assert verdicts(BASELINE, everything([acl]), ONE) == {"a": "passed"}


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
