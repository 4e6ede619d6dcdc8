"""AWS WAF: rules, and groups of them that an account makes itself."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from pytest_aisec.aws.wafv2.scopes import covers
from pytest_aisec.declarations import Dialect
from pytest_aisec.model.attribute import boolean, integer, text
from pytest_aisec.model.calls import Call, Listing
from pytest_aisec.model.convert import switch
from pytest_aisec.model.derived import fixed, never, present
from pytest_aisec.model.links import blocks, link
from pytest_aisec.model.paths import either, every
from pytest_aisec.model.resource import Block, Names, Resource, answer, statement
from pytest_aisec.model.steps import step_into
from pytest_aisec.values import Located
from pytest_aisec.verdicts import Undetermined


class RuleOverride(Block):
    """What a web ACL does instead of what one rule of a group says."""

    name = text()
    refuses = boolean(
        terraform=present("action_to_use.block"),
        cloudformation=present("ActionToUse.Block"),
        live=present("ActionToUse.Block"),
    )
    counts = boolean(
        terraform=present("action_to_use.count"),
        cloudformation=present("ActionToUse.Count"),
        live=present("ActionToUse.Count"),
    )


class ExcludedRule(Block):
    """A rule of a group that only counts: an older form of an override, which still holds.

    https://docs.aws.amazon.com/waf/latest/APIReference/API_ExcludedRule.html
    """

    name = text()


def is_lifted(rule: str, excluded: Iterable[ExcludedRule], overrides: Iterable[RuleOverride]) -> bool:
    """Whether whoever names a group keeps a rule of it from refusing anything."""
    if any(each.name == rule for each in excluded):
        return True
    return any(each.name == rule and not each.refuses for each in overrides)


class Holder(Protocol):
    """What holds a group of rules, and may do something else than what these say."""

    @property
    def managed_group(self) -> str | None:
        """The group of AWS or a vendor that it holds."""

    @property
    def group(self) -> RuleGroup | None:
        """The group of the account's own that it holds."""

    @property
    def only_counts(self) -> bool:
        """Whether requests that meet rules of the group are only counted."""

    def lifts(self, rule: str, /) -> bool:
        """Whether a rule of its group refuses nothing."""


def holds_a_shortcut(holder: Holder) -> bool:
    """Whether a rule of the account's own group, where it holds one, lets requests through at once."""
    group = holder.group
    return group is not None and not holder.only_counts and any(each.allows for each in group.stated_rules)


def holds_a_limit(holder: Holder) -> bool:
    """Whether the account's own group, where it holds one, blocks whoever asks models too often."""
    group = holder.group
    return group is not None and not holder.only_counts and group.limits_rates_past(holder)


def holds_protection(holder: Holder) -> bool:
    """Whether it holds a managed group of rules, or one that limits rates."""
    return holder.managed_group is not None or (holder.group is not None and holder.group.limits_rates)


_MANAGED = "statement.managed_rule_group_statement"
_MANAGED_CFN = "Statement.ManagedRuleGroupStatement"
_OWN = "statement.rule_group_reference_statement"
_OWN_CFN = "Statement.RuleGroupReferenceStatement"
_NARROWED = either(f"{_MANAGED}.scope_down_statement", "statement.rate_based_statement.scope_down_statement")
_NARROWED_CFN = either(f"{_MANAGED_CFN}.ScopeDownStatement", "Statement.RateBasedStatement.ScopeDownStatement")


class AssociatedGroup(Block):
    """A managed group of rules that Terraform adds to a web ACL from beside it."""

    priority = integer(
        terraform="priority",
        cloudformation=never("rules are in the web ACL"),
        live=never("rules are in the web ACL"),
    )
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

    @property
    def sees_models(self) -> bool:
        """It looks at every request: nothing can narrow it there."""
        return True

    @answer
    def lifts(self, rule: str) -> bool:
        """A rule of its group refuses nothing."""
        return any(each.name == rule and not each.refuses for each in self.overrides)


class Rule(Block):
    """A rule of a web ACL.

    https://docs.aws.amazon.com/waf/latest/APIReference/API_Rule.html
    """

    name = text(default="?")
    priority = integer()
    """Rules are asked in the order of these, lowest first."""
    allows = boolean(
        terraform=present("action.allow"), cloudformation=present("Action.Allow"), live=present("Action.Allow")
    )
    """It lets requests through at once: no later rule sees them.

    https://docs.aws.amazon.com/waf/latest/developerguide/waf-rule-action.html
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
    """It blocks what meets it. A puzzle or a challenge lets through, for a time, whoever has solved it once.

    https://docs.aws.amazon.com/waf/latest/developerguide/waf-captcha-and-challenge-actions.html
    """
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
        terraform=every(f"{_MANAGED}.rule_action_override", f"{_OWN}.rule_action_override"),
        cloudformation=every(f"{_MANAGED_CFN}.RuleActionOverrides", f"{_OWN_CFN}.RuleActionOverrides"),
        live=every(f"{_MANAGED_CFN}.RuleActionOverrides", f"{_OWN_CFN}.RuleActionOverrides"),
    )
    excluded_rules = blocks(
        ExcludedRule,
        terraform=every(f"{_OWN}.excluded_rule"),
        cloudformation=every(f"{_MANAGED_CFN}.ExcludedRules", f"{_OWN_CFN}.ExcludedRules"),
        live=every(f"{_MANAGED_CFN}.ExcludedRules", f"{_OWN_CFN}.ExcludedRules"),
    )
    is_narrowed = boolean(
        terraform=present(_NARROWED), cloudformation=present(_NARROWED_CFN), live=present(_NARROWED_CFN)
    )
    """It looks only at some requests, whatever it does with them."""

    @statement
    def sees_models(self) -> bool:
        """It looks at requests to models, from whomever they come.

        Where it looks at some paths, hosts or methods only, whether those of models are among them is not followed.
        """
        narrowed = _NARROWED if self.dialect is Dialect.TERRAFORM else _NARROWED_CFN
        return not self.is_narrowed or covers(narrowed.locate(self))

    @answer
    def lifts(self, rule: str) -> bool:
        """A rule of its group refuses nothing."""
        return is_lifted(rule, self.excluded_rules, self.overrides)

    @statement
    def lets_through(self) -> bool:
        """It, or a rule of the account's own group that it stands for, lets requests through at once."""
        if self.group is None:
            return self.allows
        return not self.only_counts and any(rule.allows for rule in self.group.stated_rules)

    @property
    def fits_oversized_bodies(self) -> bool:
        """It is met by a body that is too large to be looked at as a whole."""
        return _matches_oversized(self.body)

    @statement
    def protects(self) -> bool:
        """It is a managed group of rules, or limits rates."""
        if self.managed_group is not None or self.rate_limit is not None:
            return True
        return self.group is not None and self.group.limits_rates

    @statement
    def is_in_force(self) -> bool:
        """It does what it says, and does not only count; nor do parts of its group."""
        return not (self.only_counts or self.excluded_rules or any(override.counts for override in self.overrides))


def _matches_oversized(part: Located) -> bool:
    """Whether a statement, or one inside of it, is about bodies and is met by those that are too large."""
    if isinstance(part.value, list):
        return any(_matches_oversized(item) for item in part.value)
    if not isinstance(part.value, dict):
        return False
    for name, inner in part.value.items():
        handling = step_into(inner, ["oversize_handling"]).value or step_into(inner, ["OversizeHandling"]).value
        if name in {"body", "json_body", "Body", "JsonBody"} and handling == "MATCH":
            return True
    return any(_matches_oversized(inner) for inner in part.value.values())


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
        return self.limits_rates_past(None)

    @answer
    def limits_rates_past(self, holder: Holder | None) -> bool:
        """It blocks whoever asks too often, where something holds it that may lift some of its rules."""
        for rule in self.stated_rules:
            if rule.rate_limit is None or not (rule.refuses and rule.sees_models):
                continue
            if holder is None or not holder.lifts(rule.name):
                return True
        if self.rules_are_text:
            raise Undetermined(f"{self.address} states its rules as text, which is not read")
        return False
