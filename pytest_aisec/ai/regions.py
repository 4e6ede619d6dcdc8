"""Regions and accounts that are read live, with the services that watch them."""

from __future__ import annotations

from functools import partial

from pytest_aisec.ai.guardrails import AppliedGuardrail
from pytest_aisec.ai.population import Seen
from pytest_aisec.analysis.alerts import FINDINGS, all_sent_on, one_holds, opens_tickets
from pytest_aisec.aws import (
    account,
    bedrock,
    bedrock_agent,
    bedrock_agentcore,
    cloudtrail,
    cloudwatch,
    events,
    guardduty,
    inspector2,
    macie2,
    securityhub,
)
from pytest_aisec.declarations import Dialect
from pytest_aisec.model.links import fellows
from pytest_aisec.model.resource import statement
from pytest_aisec.verdicts import NotApplicable, Undetermined


class RecordedAccount(Seen, account.Account):
    """An account with its trails."""

    filled_by = (account.Account,)
    trails = fellows(lambda: cloudtrail.Trail)


class LoggedRegion(Seen, account.Region):
    """A region with the log of what its models are asked."""

    filled_by = (account.Region,)
    invocation_logs = fellows(lambda: bedrock.ModelInvocationLogging)


class GuardedRegion(Seen, account.Region):
    """A region with its GuardDuty detector."""

    filled_by = (account.Region,)
    detectors = fellows(lambda: guardduty.Detector)


class ClassifiedRegion(Seen, account.Region):
    """A region with Macie."""

    filled_by = (account.Region,)
    sessions = fellows(lambda: macie2.Session)


class AssessedRegion(Seen, account.Region):
    """A region with Security Hub, and with the newer one."""

    filled_by = (account.Region,)
    hubs = fellows(lambda: securityhub.Hub)
    newer_hubs = fellows(lambda: securityhub.HubV2)


_FOUNDATIONAL = "aws-foundational-security-best-practices"


class HearingDetector(Seen, guardduty.Detector):
    """A detector with the guardrails beside it, from whose interventions it learns of prompt injection."""

    filled_by = (guardduty.Detector,)
    guardrails = fellows(lambda: AppliedGuardrail)

    @statement
    def hears_of_prompt_attacks(self) -> bool:
        """A guardrail looks for prompt attacks. NotApplicable without AI Protection, or to files without guardrails."""
        if not self.protects("AI_PROTECTION"):
            raise NotApplicable("it does not protect AI")
        if self.dialect is not Dialect.LIVE and not self.guardrails:
            raise NotApplicable("no guardrail is declared beside it: what it hears of is decided elsewhere")
        return any(each.looks_for_prompt_attacks_in_use for each in self.guardrails)


class AssessedHub(Seen, securityhub.Hub):
    """Security Hub with the standards that it judges by."""

    filled_by = (securityhub.Hub,)
    standards = fellows(lambda: securityhub.Standard)
    policies = fellows(lambda: securityhub.ConfigurationPolicy)

    @statement
    def judges_by_the_foundational_standard(self) -> bool:
        """It judges by AWS Foundational Security Best Practices: by default, by a subscription, or as it is told.

        In files the policies that an organization has beside it are taken to be for it too.
        """
        if any(each.is_called(_FOUNDATIONAL) and each.judges for each in self.standards):
            return True
        if self.dialect is Dialect.LIVE:
            return False
        told = any(_FOUNDATIONAL in each for policy in self.policies if policy.enables for each in policy.standards)
        return told or self.enables_default_standards

    @statement
    def judges_by_the_ai_standard(self) -> bool:
        """It judges by AI Security Best Practices. In files without any standard that is decided elsewhere.

        https://docs.aws.amazon.com/securityhub/latest/userguide/standards-reference.html
        """
        if self.dialect is not Dialect.LIVE and not self.standards:
            raise NotApplicable("no standard is declared beside it: what it judges by is decided elsewhere")
        return any(each.is_called("ai-security-best-practices") and each.judges for each in self.standards)


class ScannedRegion(Seen, account.Region):
    """A region with Inspector."""

    filled_by = (account.Region,)
    enablers = fellows(lambda: inspector2.Enabler)


class AlertedRegion(Seen, account.Region):
    """A region with the rules that send events on, and with those that open tickets."""

    filled_by = (account.Region,)
    rules = fellows(lambda: events.Rule)
    automation_rules = fellows(lambda: securityhub.AutomationRuleV2)
    hubs = fellows(lambda: securityhub.Hub)
    newer_hubs = fellows(lambda: securityhub.HubV2)
    aggregators = fellows(lambda: securityhub.FindingAggregator)
    newer_aggregators = fellows(lambda: securityhub.AggregatorV2)
    administrators = fellows(lambda: securityhub.Administrator)
    accounts = fellows(lambda: account.Account)

    @property
    def findings_that_nobody_gets(self) -> list[str]:
        """The services of which no rule sends findings on; Security Hub, where it is on, takes in those of the others.

        The newer one has rules in the region in which findings come together; the others need an event rule, there or
        in the region itself. Who is told in the account that administers Security Hub is not seen in this one.
        """
        gathered = [partial(self._gathers_and_sends, name) for name in _GATHERING]
        at_home = (self._are_sent_on_at_home, self._get_tickets_at_home)
        if one_holds([*gathered, partial(opens_tickets, self.automation_rules), *at_home]):
            return []
        found = [name for name in FINDINGS if name not in _GATHERING and not all_sent_on(FINDINGS[name], self.rules)]
        own = [each.number for each in self.accounts]
        for each in self.administrators if found else ():
            if each.gets_findings and each.account not in own:
                raise Undetermined(
                    f"Security Hub passes findings to account {each.account}: who is told there is not seen"
                )
        return found

    def _gathers_and_sends(self, name: str) -> bool:
        hubs = self.hubs if name == "Security Hub" else self.newer_hubs
        return all_sent_on(FINDINGS[name], self.rules) and any(hub.address for hub in hubs)

    def _are_sent_on_at_home(self) -> bool:
        """Security Hub, which is on, passes its findings to the home region, in which a rule sends them on.

        There the events for the findings of linked regions are sent, too.
        https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-cwe-integration-types.html
        """
        if not any(hub.address for hub in self.hubs):
            return False
        linking = (each for each in self.aggregators if each.home != self.name and each.takes_in(self.name))
        return any(all_sent_on(FINDINGS["Security Hub"], self._rules_at(each.home)) for each in linking)

    def _get_tickets_at_home(self) -> bool:
        """The newer Security Hub, which is on, passes its findings to the home region, whose rules are for these too.

        Whether events are sent there for them, AWS does not say.
        https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-v2-automation-rules.html
        """
        if not any(hub.address for hub in self.newer_hubs):
            return False
        linking = (each for each in self.newer_aggregators if each.home != self.name and each.takes_in(self.name))
        return any(self._opens_tickets_at(each.home) for each in linking)

    def _opens_tickets_at(self, home: str) -> bool:
        sent_on = all_sent_on(FINDINGS["Security Hub V2"], self._rules_at(home))
        whole = [each.seen_as(_AlertedAccount) for each in self.accounts]
        there = [rule for each in whole for rule in each.automation_rules if rule.declaration.region == home]
        if opens_tickets(there):
            return True
        if sent_on:
            raise Undetermined(f"whether the newer Security Hub sends events in {home} for findings of linked regions")
        return False

    def _rules_at(self, home: str) -> list[events.Rule]:
        whole = [each.seen_as(_AlertedAccount) for each in self.accounts]
        if not any(region.name == home for each in whole for region in each.regions):
            raise Undetermined(f"findings come together in {home}, which was not read")
        return [rule for each in whole for rule in each.rules if rule.declaration.region == home]


class _AlertedAccount(account.Account):
    """An account with the event rules, and those that open tickets, of all its regions."""

    regions = fellows(lambda: account.Region)
    rules = fellows(lambda: events.Rule)
    automation_rules = fellows(lambda: securityhub.AutomationRuleV2)


_GATHERING = ("Security Hub", "Security Hub V2")


class ModelRegion(Seen, account.Region):
    """A region with what it has of Bedrock."""

    filled_by = (account.Region,)
    guardrails = fellows(lambda: bedrock.Guardrail)
    agents = fellows(lambda: bedrock_agent.Agent)
    knowledge_bases = fellows(lambda: bedrock_agent.KnowledgeBase)
    flows = fellows(lambda: bedrock_agent.Flow)
    prompts = fellows(lambda: bedrock_agent.Prompt)
    custom_models = fellows(lambda: bedrock.CustomModel)
    invocation_logs = fellows(lambda: bedrock.ModelInvocationLogging)

    @property
    def uses_bedrock(self) -> bool:
        """Something of Bedrock, other than a guardrail, is there. Who calls models without that is not seen."""
        return any(
            bool(found)
            for found in (
                self.agents,
                self.knowledge_bases,
                self.flows,
                self.prompts,
                self.custom_models,
                self.invocation_logs,
            )
        )

    @statement
    def has_a_guardrail(self) -> bool:
        """One that can be used is there: neither one that could not be made, nor one that is being deleted."""
        return any(each.works for each in self.guardrails)


class MeteredRegion(ModelRegion):
    """A region with the alarms on how much its models are used."""

    alarms = fellows(lambda: cloudwatch.Alarm)

    @property
    def has_an_alarm_on_use(self) -> bool:
        """An alarm that acts stands on a metric of Bedrock. NotApplicable where nothing of Bedrock is seen."""
        if not self.uses_bedrock:
            raise NotApplicable("nothing of Bedrock is there")
        return any(alarm.acts and alarm.watches_a_namespace("AWS/Bedrock") for alarm in self.alarms)


class EvaluatedRegion(ModelRegion):
    """A region with what judges the answers of its agents."""

    evaluations = fellows(lambda: bedrock.EvaluationJob)
    online_evaluations = fellows(lambda: bedrock_agentcore.OnlineEvaluation)

    def is_evaluated_within(self, days: int) -> bool:
        """A job has judged models or retrieval within some days, or what agents do is judged all the time.

        NotApplicable where nothing that answers is built: no agent, no knowledge base, no flow.
        """
        if not any(bool(found) for found in (self.agents, self.knowledge_bases, self.flows)):
            raise NotApplicable("no agent, no knowledge base and no flow is there")
        return one_holds((partial(self._has_a_job_within, days), self._has_one_that_runs))

    def _has_a_job_within(self, days: int) -> bool:
        return any(job.judged_within(days) for job in self.evaluations)

    def _has_one_that_runs(self) -> bool:
        return any(each.runs for each in self.online_evaluations)
