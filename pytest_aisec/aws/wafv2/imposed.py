"""AWS WAF: groups of rules that Firewall Manager puts around those of a web ACL."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from pytest_aisec.aws.wafv2.rules import (
    ExcludedRule,
    RuleGroup,
    RuleOverride,
    holds_a_limit,
    holds_a_shortcut,
    holds_protection,
    is_lifted,
)
from pytest_aisec.aws.wafv2.scopes import covers
from pytest_aisec.model.attribute import boolean, text
from pytest_aisec.model.derived import present
from pytest_aisec.model.links import blocks, link
from pytest_aisec.model.paths import every
from pytest_aisec.model.resource import Block, answer, statement
from pytest_aisec.model.steps import step_into

_MANAGED = "FirewallManagerStatement.ManagedRuleGroupStatement"
_OWN = "FirewallManagerStatement.RuleGroupReferenceStatement"
_SCOPE_DOWN = f"{_MANAGED}.ScopeDownStatement"


class Group(Protocol):
    """A group of rules, wherever it is stated."""

    @property
    def name(self) -> str:
        """What it is called there."""

    @property
    def lets_through(self) -> bool:
        """A rule of it lets requests through at once."""

    @property
    def protects(self) -> bool:
        """It is a managed group of rules, or limits rates."""


def passing(groups: Sequence[Group]) -> list[str]:
    """Those of some groups, in their order, that let requests through before another of them has seen them."""
    last = max((place for place, each in enumerate(groups) if each.protects), default=0)
    return [each.name for each in groups[:last] if each.lets_through]


class ImposedGroup(Block):
    """A group that Firewall Manager has put into a web ACL, before its own rules or behind them.

    https://docs.aws.amazon.com/waf/latest/APIReference/API_FirewallManagerRuleGroup.html
    """

    name = text(default="?", live="Name")
    managed_group = text(default=None, live=f"{_MANAGED}.Name")
    group = link(lambda: RuleGroup, live=f"{_OWN}.ARN")
    only_counts = boolean(live=present("OverrideAction.Count"))
    overrides = blocks(RuleOverride, live=every(f"{_MANAGED}.RuleActionOverrides", f"{_OWN}.RuleActionOverrides"))
    excluded_rules = blocks(ExcludedRule, live=every(f"{_MANAGED}.ExcludedRules", f"{_OWN}.ExcludedRules"))
    is_narrowed = boolean(live=present(_SCOPE_DOWN))

    @statement
    def sees_models(self) -> bool:
        """It looks at requests to models, from whomever they come."""
        return not self.is_narrowed or covers(step_into(self.body, _SCOPE_DOWN.split(".")))

    @answer
    def lifts(self, rule: str) -> bool:
        """A rule of it refuses nothing."""
        return is_lifted(rule, self.excluded_rules, self.overrides)

    @statement
    def lets_through(self) -> bool:
        """A rule of it, where it is one of the account's own, lets requests through at once."""
        return holds_a_shortcut(self)

    @statement
    def protects(self) -> bool:
        """It is a managed group of rules, or limits rates."""
        return holds_protection(self)

    @statement
    def limits_rates(self) -> bool:
        """It blocks whoever asks models too often."""
        return holds_a_limit(self)

    @statement
    def is_in_force(self) -> bool:
        """It does what it says, and does not only count; nor do parts of it."""
        return not (self.only_counts or self.excluded_rules or any(each.counts for each in self.overrides))
