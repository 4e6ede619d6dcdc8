"""AWS WAF."""

from __future__ import annotations

from pytest_aisec.model.attribute import boolean, integer, text, texts
from pytest_aisec.model.calls import Call, Listing
from pytest_aisec.model.derived import present
from pytest_aisec.model.links import blocks
from pytest_aisec.model.paths import call, companion, either, every
from pytest_aisec.model.resource import Block, Names, Resource, answer, statement


class RuleOverride(Block):
    """What a web ACL does instead of what one rule of a group says."""

    counts = boolean(
        terraform=present("action_to_use.count"),
        cloudformation=present("ActionToUse.Count"),
        live=present("ActionToUse.Count"),
    )


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

    rules = blocks(
        Rule, terraform=every("rule", companion("aws_wafv2_web_acl_rule", by="web_acl_arn")), cloudformation="Rules"
    )
    log_destinations = texts(
        terraform=companion("aws_wafv2_web_acl_logging_configuration", by="resource_arn") / "log_destination_configs",
        cloudformation=companion("AWS::WAFv2::LoggingConfiguration", by="ResourceArn") / "LogDestinationConfigs",
        live=call("wafv2", "GetLoggingConfiguration", {"ResourceArn": "ARN"}, absent=("WAFNonexistentItemException",))
        / "LoggingConfiguration.LogDestinationConfigs",
    )

    @answer
    def enforces(self, group: str) -> bool:
        """It holds a managed group of rules, and does not only count what that finds."""
        return any(rule.managed_group == group and not rule.only_counts for rule in self.rules)

    @statement
    def limits_rates(self) -> bool:
        """It blocks whoever asks too often."""
        return any(rule.rate_limit is not None and rule.refuses for rule in self.rules)
