"""What is done by itself when something is found."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import ClassVar

from pytest_aisec.ai.population import Seen, Subject
from pytest_aisec.analysis.alerts import FINDINGS, is_about, is_about_findings, on_default_bus, one_holds
from pytest_aisec.analysis.finding_criteria import SEVERITIES, takes_in
from pytest_aisec.analysis.identity import (
    allows_everywhere,
    attached,
    aws_name,
    is_administrator,
    statements_held,
)
from pytest_aisec.aws import account, events, iam, lambda_, securityhub, ssm
from pytest_aisec.inventory import Inventory
from pytest_aisec.model.links import fellows
from pytest_aisec.model.resource import Resource, statement
from pytest_aisec.verdicts import NotApplicable


class ResponseRule(Seen, events.Rule):
    """A rule that is about security findings, by what is done for them."""

    filled_by = (events.Rule,)
    rules = fellows(lambda: events.Rule)
    runbooks = fellows(lambda: ssm.Runbook)
    """Those of the account, with the roles that they act as."""

    @statement
    def findings_set_off_a_response(self) -> bool:
        """Some rule about findings, this one or one beside it, runs something. NotApplicable to rules about others."""
        if not is_about_findings(self):
            raise NotApplicable("it is not about security findings")
        return something_responds(self.rules)

    @property
    def administrators(self) -> list[iam.Role]:
        """The roles of what it runs that may do everything, or all with roles: that comes to the same.

        NotApplicable where it runs nothing with a role.
        """
        if not is_about_findings(self):
            raise NotApplicable("it is not about security findings")
        roles = [each.role for target in self.targets for each in _functions_of(target) if each.role is not None]
        roles += [each.role for target in self.targets for each in target.state_machines if each.role is not None]
        roles += [role for target in self.targets for each in target.runbooks if (role := _acts_as(each, target))]
        if not roles:
            raise NotApplicable("it runs no function, no state machine and no runbook with a role")
        return [role for role in roles if is_administrator(role) or _rules_over_roles(role)]


def _rules_over_roles(role: iam.Role) -> bool:
    """Whether a role may do everything with users and roles; a few of these calls alone are what contains."""
    if any(aws_name(policy) == "IAMFullAccess" for policy in attached(role)):
        return True
    return allows_everywhere(list(statements_held(role)), "iam:AnActionThatIsToCome")


def _functions_of(target: events.Target) -> Iterable[lambda_.Function]:
    """The functions that it runs, itself or through topics."""
    yield from target.functions
    for topic in target.topics:
        yield from topic.own_functions
        yield from (each.function for each in topic.subscriptions if each.function is not None)


def _acts_as(runbook: ssm.Document, target: events.Target) -> iam.Role | None:
    """The role that a runbook acts as, started by a rule: its own, the one it is given, or the one that starts it.

    Runbooks of AWS, which are not read, take it from their parameter `AutomationAssumeRole`.
    https://docs.aws.amazon.com/systems-manager/latest/userguide/automation-setup-iam.html
    """
    if target.runs_a_runbook_of_aws:
        return target.given_role or target.role
    seen = runbook.seen_as(ssm.Runbook)
    return seen.role or target.given_role or seen.usual_role or target.role


class FindingAutomation:
    """What Security Hub, or the newer one, does with findings by itself, by what nobody gets to see for it."""

    filled_by: ClassVar[tuple[type[Resource], ...]] = (securityhub.AutomationRule, securityhub.AutomationRuleV2)

    def __init__(self, rule: securityhub.AutomationRule | securityhub.AutomationRuleV2) -> None:
        self.rule = rule

    @classmethod
    def subjects(cls, inventory: Inventory) -> list[Subject]:
        """All rules of both."""
        older = [Subject(cls(each), each) for each in inventory.of(securityhub.AutomationRule)]
        return older + [Subject(cls(each), each) for each in inventory.of(securityhub.AutomationRuleV2)]

    @property
    def hides_what_matters(self) -> bool:
        """It is on and takes findings off the list that are high or critical, and not of one check or resource only.

        What else it asks of a finding (whose it is, about what kind of resource) does not make it a small one.
        """
        if not (self.rule.enabled and self.rule.closes):
            return False
        if isinstance(self.rule, securityhub.AutomationRule):
            return any(self.rule.is_about(severity) for severity in ("HIGH", "CRITICAL"))
        criteria = self.rule.criteria
        return any(takes_in(criteria, severity) is not False for severity in SEVERITIES)

    def __repr__(self) -> str:
        return self.rule.address


class RespondingRegion(Seen, account.Region):
    """A region with the rules that send events on."""

    filled_by = (account.Region,)
    rules = fellows(lambda: events.Rule)

    @statement
    def findings_set_off_a_response(self) -> bool:
        """Some rule about security findings runs something."""
        return something_responds(self.rules)


def something_responds(rules: Iterable[events.Rule]) -> bool:
    """Whether a rule about findings that is on runs a function, a state machine or a runbook.

    Of GuardDuty, whose AI Protection is among them, or of Security Hub, which passes them on.
    """
    return one_holds(partial(_responds, rule) for rule in rules)


def _responds(rule: events.Rule) -> bool:
    about = any(is_about(rule, event) for name in _OF_ATTACKS for event in FINDINGS[name])
    if not (rule.enabled and on_default_bus(rule) and about):
        return False
    return any(target.acts for target in rule.targets)


_OF_ATTACKS = ("GuardDuty", "Security Hub", "Security Hub V2")
