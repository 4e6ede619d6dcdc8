"""What is done by itself when something is found."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from pytest_aisec.ai.population import Seen
from pytest_aisec.analysis.alerts import FINDINGS, is_about, on_default_bus, one_holds
from pytest_aisec.analysis.identity import is_administrator
from pytest_aisec.aws import account, events, iam
from pytest_aisec.model.links import fellows
from pytest_aisec.model.resource import statement
from pytest_aisec.verdicts import NotApplicable


class ResponseRule(Seen, events.Rule):
    """A rule that is about security findings, by what is done for them."""

    filled_by = (events.Rule,)
    rules = fellows(lambda: events.Rule)

    @statement
    def findings_set_off_a_response(self) -> bool:
        """Some rule about findings, this one or one beside it, runs something. NotApplicable to rules about others."""
        if not is_about_findings(self):
            raise NotApplicable("it is not about security findings")
        return something_responds(self.rules)

    @property
    def administrators(self) -> list[iam.Role]:
        """The roles of what it runs that may do everything. NotApplicable where it runs nothing with a role."""
        if not is_about_findings(self):
            raise NotApplicable("it is not about security findings")
        roles = [each.role for target in self.targets for each in target.functions if each.role is not None]
        roles += [each.role for target in self.targets for each in target.state_machines if each.role is not None]
        if not roles:
            raise NotApplicable("it runs no function and no state machine")
        return [role for role in roles if is_administrator(role)]


class RespondingRegion(Seen, account.Region):
    """A region with the rules that send events on."""

    filled_by = (account.Region,)
    rules = fellows(lambda: events.Rule)

    @statement
    def findings_set_off_a_response(self) -> bool:
        """Some rule about security findings runs something."""
        return something_responds(self.rules)


def is_about_findings(rule: events.Rule) -> bool:
    """Whether a rule lets findings of one of the services through."""
    return any(is_about(rule, event) for event in FINDINGS.values())


def something_responds(rules: Iterable[events.Rule]) -> bool:
    """Whether a rule about findings that is on runs a function, a state machine or a runbook."""
    return one_holds(partial(_responds, rule) for rule in rules)


def _responds(rule: events.Rule) -> bool:
    if not (rule.enabled and on_default_bus(rule) and is_about_findings(rule)):
        return False
    return any(target.acts for target in rule.targets)
