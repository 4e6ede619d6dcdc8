"""AWS WAF: groups of rules that a policy of Firewall Manager puts into web ACLs, in its own JSON.

https://docs.aws.amazon.com/fms/2018-01-01/APIReference/API_SecurityServicePolicyData.html
"""

from __future__ import annotations

from collections.abc import Iterator

from pytest_aisec.aws.wafv2.rules import RuleGroup, holds_a_limit, holds_a_shortcut, holds_protection
from pytest_aisec.model.attribute import items_of
from pytest_aisec.model.evidence import Reading, record
from pytest_aisec.model.resource import Resource
from pytest_aisec.model.steps import step_into
from pytest_aisec.values import Located, Unknown
from pytest_aisec.verdicts import Undetermined, choose


class PlannedGroup:
    """A group of rules, managed or of the account's own; such a policy has no scope-down statements."""

    sees_models = True

    def __init__(self, policy: Resource, body: Located) -> None:
        self.policy, self.body = policy, body

    @property
    def name(self) -> str:
        """What it is called."""
        return self.managed_group or str(step_into(self.body, ["ruleGroupArn"]).plain)

    @property
    def managed_group(self) -> str | None:
        """The group of AWS or a vendor that it is."""
        return self._text(self.body, "managedRuleGroupIdentifier", "managedRuleGroupName")

    @property
    def group(self) -> RuleGroup | None:
        """The group of the account's own that it is."""
        stated = step_into(self.body, ["ruleGroupArn"])
        if stated.value is None:
            return None
        found = self.policy.estate.find(self.policy, RuleGroup, stated)
        if isinstance(found, Unknown):
            return RuleGroup.unseen_one(self.policy, f"({self.policy.address}: a group of rules)", found)
        return found

    @property
    def only_counts(self) -> bool:
        """Whatever its rules say, requests that meet them are only counted."""
        return self._text(self.body, "overrideAction", "type") == "COUNT"

    def lifts(self, rule: str) -> bool:
        """Whether a rule of it refuses nothing."""
        if rule in self._excluded():
            return True
        return any(
            self._text(each, "name") == rule and not self._does(each, "block")
            for each in self._each("ruleActionOverrides")
        )

    @property
    def is_in_force(self) -> bool:
        """It does what it says, and does not only count; nor do parts of it."""
        if self.only_counts or self._excluded():
            return False
        return not any(self._does(each, "count") for each in self._each("ruleActionOverrides"))

    @property
    def lets_through(self) -> bool:
        """A rule of it, where it is one of the account's own, lets requests through at once."""
        return holds_a_shortcut(self)

    @property
    def limits_rates(self) -> bool:
        """It blocks whoever asks models too often."""
        return holds_a_limit(self)

    @property
    def protects(self) -> bool:
        """It is a managed group of rules, or limits rates."""
        return holds_protection(self)

    def _excluded(self) -> list[str | None]:
        return [self._text(each, "name") for each in self._each("excludeRules")]

    def _each(self, name: str) -> Iterator[Located]:
        for each in items_of(step_into(self.body, [name])):
            if isinstance(each.value, Unknown):
                raise Undetermined(str(each.value))
            yield each

    def _text(self, body: Located, *steps: str) -> str | None:
        found = step_into(body, list(steps))
        if isinstance(found.value, Unknown):
            raise Undetermined(str(found.value))
        record(
            Reading(self.policy.address, ".".join(steps), found.plain, found.location, stated=found.value is not None)
        )
        return None if found.value is None else str(found.value)

    def _does(self, override: Located, action: str) -> bool:
        found = step_into(override, ["actionToUse", action])
        if isinstance(found.value, Unknown) and not found.value.is_set:
            key = (self.policy.key, str(override.location), action)
            return choose(key, (False, True), str(found.value))
        return found.value is not None
