"""Firewalls of networks and of names, and filters of findings, as files declare them."""

from __future__ import annotations

import pytest

from pytest_aisec.aws import macie2, network_firewall, route53resolver
from pytest_aisec.verdicts import Undetermined
from tests.model.declared import declared, inventory, ref, var

REST = declared("aws_route53_resolver_firewall_domain_list", "rest", domains=["*"])
GROUP = declared("aws_route53_resolver_firewall_rule_group", "g")


@pytest.mark.parametrize(("action", "blocks"), [("BLOCK", True), ("ALERT", False)])
def test_rules_beside_their_group(action: str, blocks: bool) -> None:
    rule = declared(
        "aws_route53_resolver_firewall_rule",
        "rest",
        action=action,
        priority=2,
        firewall_domain_list_id=ref("aws_route53_resolver_firewall_domain_list.rest"),
        firewall_rule_group_id=ref("aws_route53_resolver_firewall_rule_group.g"),
    )
    (group,) = inventory(REST, GROUP, rule).of(route53resolver.FirewallRuleGroup)
    assert group.blocks_what_it_does_not_allow is blocks


def test_a_list_of_another_owner_is_not_known() -> None:
    rule = declared(
        "aws_route53_resolver_firewall_rule",
        "malware",
        action="BLOCK",
        priority=1,
        firewall_domain_list_id="rslvr-fdl-0a1b2c3d4e5f",
        firewall_rule_group_id=ref("aws_route53_resolver_firewall_rule_group.g"),
    )
    (group,) = inventory(GROUP, rule).of(route53resolver.FirewallRuleGroup)
    with pytest.raises(Undetermined):
        _ = group.blocks_what_it_does_not_allow


def policy(**more: object) -> network_firewall.FirewallPolicy:
    body = {
        "stateless_default_actions": ["aws:forward_to_sfe"],
        "stateful_default_actions": ["aws:drop_strict"],
        "stateful_engine_options": [{"rule_order": "STRICT_ORDER"}],
        **more,
    }
    described = declared("aws_networkfirewall_firewall_policy", "p", firewall_policy=[body])
    return inventory(described).of(network_firewall.FirewallPolicy)[0]


def test_what_no_rule_lets_through() -> None:
    assert policy().drops_what_no_rule_lets_through
    assert not policy(stateful_engine_options=[]).drops_what_no_rule_lets_through
    assert not policy(stateful_default_actions=["aws:alert_strict"]).drops_what_no_rule_lets_through
    assert not policy(stateless_default_actions=["aws:pass"]).drops_what_no_rule_lets_through


def test_actions_that_are_not_known() -> None:
    with pytest.raises(Undetermined):
        _ = policy(stateful_default_actions=var("actions")).drops_what_no_rule_lets_through


@pytest.mark.parametrize(("bucket", "hidden"), [("training", True), ("other", False)])
def test_filters_of_findings(bucket: str, hidden: bool) -> None:
    criterion = {"field": "resourcesAffected.s3Bucket.name", "eq": [bucket]}
    criteria = [{"criterion": [criterion]}]
    described = declared("aws_macie2_findings_filter", "f", action="ARCHIVE", finding_criteria=criteria)
    (kept,) = inventory(described).of(macie2.FindingsFilter)
    assert kept.may_hide("training") is hidden
