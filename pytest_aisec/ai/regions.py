"""Regions and accounts that are read live, with the services that watch them."""

from __future__ import annotations

from pytest_aisec.ai.population import Seen
from pytest_aisec.analysis.alerts import FINDINGS, sent_on
from pytest_aisec.aws import (
    account,
    bedrock,
    bedrock_agent,
    cloudtrail,
    events,
    guardduty,
    inspector2,
    macie2,
    securityhub,
)
from pytest_aisec.model.links import fellows


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
    """A region with Security Hub and the standards that it judges by."""

    filled_by = (account.Region,)
    hubs = fellows(lambda: securityhub.Hub)
    standards = fellows(lambda: securityhub.Standard)


class ScannedRegion(Seen, account.Region):
    """A region with Inspector."""

    filled_by = (account.Region,)
    enablers = fellows(lambda: inspector2.Enabler)


class AlertedRegion(Seen, account.Region):
    """A region with the rules that send events on."""

    filled_by = (account.Region,)
    rules = fellows(lambda: events.Rule)

    @property
    def findings_that_nobody_gets(self) -> list[str]:
        """The services of which no rule sends findings on; Security Hub takes in those of the others."""
        if sent_on(FINDINGS["Security Hub"], self.rules):
            return []
        return [name for name, event in FINDINGS.items() if name != "Security Hub" and not sent_on(event, self.rules)]


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
