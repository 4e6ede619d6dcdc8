"""AWS WAF."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain

from pytest_aisec.model.attribute import boolean, integer, text, texts
from pytest_aisec.model.calls import Call, Listing
from pytest_aisec.model.convert import switch
from pytest_aisec.model.derived import fixed, never, present
from pytest_aisec.model.links import blocks, link
from pytest_aisec.model.partly import PartlyKnownList
from pytest_aisec.model.paths import call, companion, either, every
from pytest_aisec.model.resource import Block, Names, Resource, answer, statement
from pytest_aisec.values import Unknown
from pytest_aisec.verdicts import Undetermined


class RuleOverride(Block):
    """What a web ACL does instead of what one rule of a group says."""

    counts = boolean(
        terraform=present("action_to_use.count"),
        cloudformation=present("ActionToUse.Count"),
        live=present("ActionToUse.Count"),
    )


class AssociatedGroup(Block):
    """A managed group of rules that Terraform adds to a web ACL from beside it."""

    managed_group = text(
        default=None,
        terraform="managed_rule_group.name",
        cloudformation=never("rules are in the web ACL"),
        live=never("rules are in the web ACL"),
    )
    only_counts = boolean(
        default=False,
        switch=switch(count=True, none=False),
        terraform="override_action",
        cloudformation=never("rules are in the web ACL"),
        live=never("rules are in the web ACL"),
    )
    overrides = blocks(
        RuleOverride,
        terraform="managed_rule_group.rule_action_override",
        cloudformation=never("rules are in the web ACL"),
        live=never("rules are in the web ACL"),
    )

    @statement
    def is_in_force(self) -> bool:
        """It does what it says, and does not only count; nor do parts of it."""
        return not self.only_counts and not any(override.counts for override in self.overrides)


class Rule(Block):
    """A rule of a web ACL.

    https://docs.aws.amazon.com/waf/latest/APIReference/API_Rule.html
    """

    managed_group = text(
        default=None,
        terraform="statement.managed_rule_group_statement.name",
        cloudformation="Statement.ManagedRuleGroupStatement.Name",
    )
    """The group of rules of AWS or a vendor that it stands for."""
    rate_limit = integer(
        default=None,
        terraform="statement.rate_based_statement.limit",
        cloudformation="Statement.RateBasedStatement.Limit",
    )
    """How many requests of one origin it lets through in its window of time; None if it counts none."""
    refuses = boolean(
        terraform=present("action.block"), cloudformation=present("Action.Block"), live=present("Action.Block")
    )
    group = link(
        lambda: RuleGroup,
        terraform="statement.rule_group_reference_statement.arn",
        cloudformation="Statement.RuleGroupReferenceStatement.Arn",
        live="Statement.RuleGroupReferenceStatement.ARN",
    )
    """The group of the account's own that it stands for."""
    only_counts = boolean(
        terraform=present(either("override_action.count", "action.count")),
        cloudformation=present(either("OverrideAction.Count", "Action.Count")),
        live=present(either("OverrideAction.Count", "Action.Count")),
    )
    overrides = blocks(
        RuleOverride,
        terraform="statement.managed_rule_group_statement.rule_action_override",
        cloudformation="Statement.ManagedRuleGroupStatement.RuleActionOverrides",
    )

    @statement
    def is_in_force(self) -> bool:
        """It does what it says, and does not only count; nor do parts of its group."""
        return not self.only_counts and not any(override.counts for override in self.overrides)


class RuleGroup(
    Resource,
    terraform="aws_wafv2_rule_group",
    cloudformation="AWS::WAFv2::RuleGroup",
    live=Listing(
        "wafv2",
        "ListRuleGroups",
        "RuleGroups",
        id="ARN",
        parameters={"Scope": "REGIONAL"},
        describe=Call("wafv2", "GetRuleGroup", {"Name": "Name", "Id": "Id", "Scope": "=REGIONAL"}),
        described="RuleGroup",
    ),
    names=Names(live=("ARN",)),
):
    """A group of rules that an account made itself, for several web ACLs.

    https://docs.aws.amazon.com/waf/latest/APIReference/API_RuleGroup.html
    """

    stated_rules = blocks(Rule, terraform="rule", cloudformation="Rules", live="Rules")
    rules_are_text = boolean(terraform=present("rules_json"), cloudformation=fixed(False), live=fixed(False))

    @statement
    def limits_rates(self) -> bool:
        """It blocks whoever asks too often."""
        if any(rule.rate_limit is not None and rule.refuses for rule in self.stated_rules):
            return True
        if self.rules_are_text:
            raise Undetermined(f"{self.address} states its rules as text, which is not read")
        return False


class WebAcl(
    Resource,
    terraform="aws_wafv2_web_acl",
    cloudformation="AWS::WAFv2::WebACL",
    live=Listing(
        "wafv2",
        "ListWebACLs",
        "WebACLs",
        id="ARN",
        parameters={"Scope": "REGIONAL"},
        describe=Call("wafv2", "GetWebACL", {"Name": "Name", "Id": "Id", "Scope": "=REGIONAL"}),
        described="WebACL",
    ),
    names=Names(live=("ARN",)),
):
    """A web ACL: the rules that requests pass before they reach what is behind it."""

    name = text(default=None)
    """Optional: CloudFormation and Terraform invent one."""

    stated_rules = blocks(
        Rule, terraform=every("rule", companion("aws_wafv2_web_acl_rule", by="web_acl_arn")), cloudformation="Rules"
    )
    rules_are_text = boolean(terraform=present("rule_json"), cloudformation=fixed(False), live=fixed(False))
    groups_beside = blocks(
        AssociatedGroup,
        terraform=every(companion("aws_wafv2_web_acl_rule_group_association", by="web_acl_arn")),
        cloudformation=never("rules are in the web ACL"),
        live=never("rules are in the web ACL"),
    )
    groups_of_firewall_manager = texts(
        terraform=never("Firewall Manager adds them in the account"),
        cloudformation=never("Firewall Manager adds them in the account"),
        live=every(
            "PreProcessFirewallManagerRuleGroups.*.FirewallManagerStatement.ManagedRuleGroupStatement.Name",
            "PostProcessFirewallManagerRuleGroups.*.FirewallManagerStatement.ManagedRuleGroupStatement.Name",
        ),
    )

    @property
    def rules(self) -> Sequence[Rule]:
        """Its own rules. Terraform takes them as one text, too, which is not read: then there may be any."""
        stated = self.stated_rules
        if isinstance(stated, PartlyKnownList) or not self.rules_are_text:
            return stated
        unknown = Unknown(reason=f"{self.address} states its rules as text, which is not read", location=self.location)
        return PartlyKnownList(list(stated), unknown, (self.key, "rules"))

    log_destinations = texts(
        terraform=companion("aws_wafv2_web_acl_logging_configuration", by="resource_arn") / "log_destination_configs",
        cloudformation=companion("AWS::WAFv2::LoggingConfiguration", by="ResourceArn") / "LogDestinationConfigs",
        live=call("wafv2", "GetLoggingConfiguration", {"ResourceArn": "ARN"}, absent=("WAFNonexistentItemException",))
        / "LoggingConfiguration.LogDestinationConfigs",
    )

    @answer
    def enforces(self, group: str) -> bool:
        """It holds a managed group of rules, and does not only count what that finds."""
        held: Iterator[Rule | AssociatedGroup] = chain(self.groups_beside, self.rules)
        if group in self.groups_of_firewall_manager:
            return True
        return any(rule.managed_group == group and not rule.only_counts for rule in held)

    @statement
    def is_in_force(self) -> bool:
        """None of its rules only counts."""
        held: Iterator[Rule | AssociatedGroup] = chain(self.groups_beside, self.rules)
        return all(rule.is_in_force for rule in held)

    @statement
    def limits_rates(self) -> bool:
        """It blocks whoever asks too often."""
        return any(_limits(rule) for rule in self.rules)


def _limits(rule: Rule) -> bool:
    if rule.rate_limit is not None:
        return rule.refuses
    return rule.group is not None and not rule.only_counts and rule.group.limits_rates
