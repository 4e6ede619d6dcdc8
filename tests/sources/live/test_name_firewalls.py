"""What services answer becomes resources: firewalls of names, and what they let through."""

from __future__ import annotations

from typing import Any

import pytest

from pytest_aisec.aws import route53resolver
from pytest_aisec.verdicts import Undetermined
from tests.sources.live.answers import Answers, Refusal
from tests.sources.live.given import read

pytestmark = pytest.mark.usefixtures("account")

ALLOWED = {"Name": "allowed", "Priority": 1, "Action": "ALLOW", "FirewallDomainListId": "rslvr-fdl-1"}
REST = {"Name": "rest", "Priority": 2, "Action": "BLOCK", "FirewallDomainListId": "rslvr-fdl-2"}
TUNNELS = {"Name": "tunnels", "Priority": 3, "Action": "BLOCK", "DnsThreatProtection": "DNS_TUNNELING"}
NAMES = {"rslvr-fdl-1": ["*.acme.example"], "rslvr-fdl-2": ["*"]}


def given(answers: Answers, rules: list[dict[str, Any]], domains: Any) -> route53resolver.FirewallRuleGroup:
    """The group of rules that holds in the only VPC."""
    estate = read(
        answers,
        route53resolver.FirewallAssociation,
        ec2__DescribeVpcs={"Vpcs": [{"VpcId": "vpc-1"}]},
        route53resolver__ListFirewallRuleGroupAssociations={
            "FirewallRuleGroupAssociations": [
                {"Id": "rslvr-frgassoc-1", "FirewallRuleGroupId": "rslvr-frg-1", "VpcId": "vpc-1", "Priority": 101}
            ]
        },
        route53resolver__ListFirewallRuleGroups={"FirewallRuleGroups": [{"Id": "rslvr-frg-1", "Name": "g"}]},
        route53resolver__ListFirewallRules={"FirewallRules": rules},
        route53resolver__ListFirewallDomainLists={"FirewallDomainLists": [{"Id": name} for name in NAMES]},
        route53resolver__ListFirewallDomains=domains,
    )
    (association,) = estate.of(route53resolver.FirewallAssociation)
    assert association.vpc is not None
    assert association.vpc.address == "vpc-1"
    assert association.group is not None
    return association.group


def told(parameters: dict[str, Any]) -> dict[str, Any]:
    return {"Domains": NAMES[parameters["FirewallDomainListId"]]}


@pytest.mark.parametrize(
    ("rules", "blocks"), [([ALLOWED, REST], True), ([ALLOWED, TUNNELS], False), ([{**REST, "Action": "ALERT"}], False)]
)
def test_rules_about_names(answers: Answers, rules: list[dict[str, Any]], blocks: bool) -> None:
    group = given(answers, rules, told)
    assert group.blocks_what_it_does_not_allow is blocks
    assert [rule.action for rule in group.rules] == [rule["Action"] for rule in rules]


def test_names_that_are_not_told(answers: Answers) -> None:
    group = given(answers, [ALLOWED, REST], Refusal("AccessDeniedException"))
    with pytest.raises(Undetermined):
        _ = group.blocks_what_it_does_not_allow


def test_what_happens_while_it_cannot_be_asked(answers: Answers) -> None:
    told = [
        {"ResourceId": "vpc-1", "FirewallFailOpen": "ENABLED"},
        {"ResourceId": "vpc-2", "FirewallFailOpen": "DISABLED"},
    ]
    estate = read(
        answers, route53resolver.FirewallConfig, route53resolver__ListFirewallConfigs={"FirewallConfigs": told}
    )
    found = {each.vpc.address: each.fail_open for each in estate.of(route53resolver.FirewallConfig) if each.vpc}
    assert found == {"vpc-1": "ENABLED", "vpc-2": "DISABLED"}
