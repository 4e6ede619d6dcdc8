"""AWS Network Firewall."""

from __future__ import annotations

from pytest_aisec.aws import ec2
from pytest_aisec.model.attribute import text, texts
from pytest_aisec.model.calls import Call, Listing
from pytest_aisec.model.links import blocks, link, links
from pytest_aisec.model.resource import Block, Names, Resource, statement


class RuleOption(Block):
    """A keyword of a rule, with its values.

    https://docs.aws.amazon.com/network-firewall/latest/APIReference/API_RuleOption.html
    """

    keyword = text()
    values = texts(terraform="settings", cloudformation="Settings")


class StatefulRule(Block):
    """A rule about a connection, in parts instead of a line.

    https://docs.aws.amazon.com/network-firewall/latest/APIReference/API_StatefulRule.html
    """

    action = text()
    """`PASS`, `DROP`, `REJECT` or `ALERT`."""
    options = blocks(RuleOption, terraform="rule_option", cloudformation="RuleOptions")


class RuleGroup(
    Resource,
    terraform="aws_networkfirewall_rule_group",
    cloudformation="AWS::NetworkFirewall::RuleGroup",
    live=Listing(
        "network-firewall",
        "ListRuleGroups",
        "RuleGroups",
        id="Arn",
        describe=Call("network-firewall", "DescribeRuleGroup", {"RuleGroupArn": "Arn"}),
    ),
    names=Names(cloudformation=("RuleGroupArn",), live=("Arn",)),
):
    """Rules about what passes a firewall.

    https://docs.aws.amazon.com/network-firewall/latest/APIReference/API_RulesSourceList.html
    """

    list_kind = text(
        default=None,
        terraform="rule_group.rules_source.rules_source_list.generated_rules_type",
        cloudformation="RuleGroup.RulesSource.RulesSourceList.GeneratedRulesType",
    )
    """What happens to the domains of its list (`ALLOWLIST`, `DENYLIST`); None where it has none."""
    domains = texts(
        terraform="rule_group.rules_source.rules_source_list.targets",
        cloudformation="RuleGroup.RulesSource.RulesSourceList.Targets",
    )
    """The domains of its list; one that begins with a dot stands for all below it."""
    written = text(
        default=None,
        terraform="rule_group.rules_source.rules_string",
        cloudformation="RuleGroup.RulesSource.RulesString",
    )
    """Its rules, where they are written for Suricata."""
    rules = blocks(
        StatefulRule,
        terraform="rule_group.rules_source.stateful_rule",
        cloudformation="RuleGroup.RulesSource.StatefulRules",
    )
    """Its rules, where they are given in parts."""


class FirewallPolicy(
    Resource,
    terraform="aws_networkfirewall_firewall_policy",
    cloudformation="AWS::NetworkFirewall::FirewallPolicy",
    live=Listing(
        "network-firewall",
        "ListFirewallPolicies",
        "FirewallPolicies",
        id="Arn",
        describe=Call("network-firewall", "DescribeFirewallPolicy", {"FirewallPolicyArn": "Arn"}),
    ),
    names=Names(cloudformation=("FirewallPolicyArn",), live=("Arn",)),
):
    """What a firewall does with packets: its groups of rules, and what happens where none fits.

    https://docs.aws.amazon.com/network-firewall/latest/APIReference/API_FirewallPolicy.html
    """

    stateless_defaults = texts(
        terraform="firewall_policy.stateless_default_actions",
        cloudformation="FirewallPolicy.StatelessDefaultActions",
    )
    """What happens to packets that no stateless rule fits (`aws:forward_to_sfe`, `aws:pass`, `aws:drop`)."""
    stateful_defaults = texts(
        terraform="firewall_policy.stateful_default_actions",
        cloudformation="FirewallPolicy.StatefulDefaultActions",
    )
    """What happens to packets that no stateful rule fits (`aws:drop_strict`); they count in strict order only."""
    rule_order = text(
        among=("DEFAULT_ACTION_ORDER", "STRICT_ORDER"),
        default="DEFAULT_ACTION_ORDER",
        terraform="firewall_policy.stateful_engine_options.rule_order",
        cloudformation="FirewallPolicy.StatefulEngineOptions.RuleOrder",
    )
    """https://docs.aws.amazon.com/network-firewall/latest/APIReference/API_StatefulEngineOptions.html"""
    stateful_groups = links(
        lambda: RuleGroup,
        terraform="firewall_policy.stateful_rule_group_reference.*.resource_arn",
        cloudformation="FirewallPolicy.StatefulRuleGroupReferences.*.ResourceArn",
    )

    @statement
    def drops_what_no_rule_lets_through(self) -> bool:
        """Packets come to the stateful rules, and what none of these lets through is dropped.

        https://docs.aws.amazon.com/network-firewall/latest/developerguide/suricata-rule-evaluation-order.html
        """
        if "aws:pass" in self.stateless_defaults:
            return False
        return self.rule_order == "STRICT_ORDER" and any(
            action.startswith("aws:drop_") for action in self.stateful_defaults
        )


class Firewall(
    Resource,
    terraform="aws_networkfirewall_firewall",
    cloudformation="AWS::NetworkFirewall::Firewall",
    live=Listing(
        "network-firewall",
        "ListFirewalls",
        "Firewalls",
        id="FirewallArn",
        describe=Call("network-firewall", "DescribeFirewall", {"FirewallArn": "FirewallArn"}),
        described="Firewall",
    ),
    names=Names(cloudformation=("FirewallArn",), live=("FirewallArn",)),
):
    """A firewall in some subnets of a VPC.

    https://docs.aws.amazon.com/network-firewall/latest/APIReference/API_Firewall.html
    """

    vpc = link(lambda: ec2.Vpc, terraform="vpc_id", cloudformation="VpcId")
    """Where it is; None for one at a transit gateway."""
    subnets = links(
        lambda: ec2.Subnet, terraform="subnet_mapping.*.subnet_id", cloudformation="SubnetMappings.*.SubnetId"
    )
    policy = link(lambda: FirewallPolicy, terraform="firewall_policy_arn", cloudformation="FirewallPolicyArn")
