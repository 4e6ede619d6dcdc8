"""AWS Network Firewall."""

from __future__ import annotations

from pytest_aisec.model.attribute import boolean, text, texts
from pytest_aisec.model.calls import Call, Listing
from pytest_aisec.model.derived import present
from pytest_aisec.model.resource import Names, Resource


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
    is_written_in_suricata = boolean(
        terraform=present("rule_group.rules_source.rules_string"),
        cloudformation=present("RuleGroup.RulesSource.RulesString"),
        live=present("RuleGroup.RulesSource.RulesString"),
    )
