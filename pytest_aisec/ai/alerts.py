"""What somebody has to hear of: changes of guardrails, of training data, of what watches, and security findings."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from functools import partial
from typing import Any, ClassVar, cast

from pytest_aisec.ai.population import Seen, Subject
from pytest_aisec.ai.storage import Bucket
from pytest_aisec.analysis.alerts import (
    api_call,
    delivers,
    is_about_findings,
    is_recorded,
    on_default_bus,
    one_holds,
    sent_on,
)
from pytest_aisec.analysis.counted_calls import CountingFilter, WritingTrail, raises_an_alarm
from pytest_aisec.analysis.roles.buckets import own_name
from pytest_aisec.aws import (
    bedrock,
    bedrock_agent,
    cloudtrail,
    config,
    ec2,
    events,
    guardduty,
    inspector2,
    macie2,
    sagemaker,
    securityhub,
    wafv2,
)
from pytest_aisec.declarations import Dialect
from pytest_aisec.inventory import Inventory
from pytest_aisec.model.links import fellows
from pytest_aisec.model.resource import Resource, statement
from pytest_aisec.verdicts import NotApplicable, Undetermined


class Alerting(Resource):
    """A resource with everything beside it by which somebody may hear of calls about it."""

    rules = fellows(lambda: events.Rule)
    filters = fellows(lambda: CountingFilter)
    trails = fellows(lambda: WritingTrail)


def unnoticed(near: Alerting, service: str, calls: tuple[str, ...], **parameters: str) -> list[str]:
    """Those of some calls, with what is known of their parameters, of which nobody is told, by a rule or an alarm.

    Rules and filters hear of calls that a trail takes in; files that declare no trail leave that to others.
    NotApplicable to files that declare neither rules nor metric filters: who is told is decided elsewhere.
    """
    if near.dialect is not Dialect.LIVE and not near.rules and not near.filters:
        raise NotApplicable(
            "no event rule and no metric filter is declared beside it: who is told is decided elsewhere"
        )

    def heard_by_a_rule(event: Mapping[str, Any]) -> bool:
        elsewhere = near.dialect is not Dialect.LIVE and not near.trails
        return sent_on(event, near.rules) and (elsewhere or is_recorded(event, near, near.trails))

    def told(event: Mapping[str, Any]) -> bool:
        by_an_alarm = partial(raises_an_alarm, event, near, near.filters, near.trails)
        return one_holds((partial(heard_by_a_rule, event), by_an_alarm))

    return [name for name in calls if not told(api_call(service, name, **parameters))]


class WatchedGuardrail(Seen, Alerting, bedrock.Guardrail):
    """A guardrail, by who hears of its weakening."""

    filled_by: ClassVar[tuple[type[Resource], ...]] = (bedrock.Guardrail,)

    @property
    def unnoticed_changes(self) -> list[str]:
        """The ways of weakening it of which nobody is told; a version of it is deleted by the same call."""
        return unnoticed(self, "bedrock", ("DeleteGuardrail", "UpdateGuardrail"))

    @property
    def unnoticed_changes_of_enforcement(self) -> list[str]:
        """The ways of ending that a guardrail is enforced on all requests of which nobody is told."""
        calls = ("DeleteEnforcedGuardrailConfiguration", "PutEnforcedGuardrailConfiguration")
        return unnoticed(self, "bedrock", calls)


class WatchedAgent(Seen, Alerting, bedrock_agent.Agent):
    """An agent with a guardrail, by who hears when it loses it."""

    filled_by: ClassVar[tuple[type[Resource], ...]] = (bedrock_agent.Agent,)

    @property
    def unnoticed_changes(self) -> list[str]:
        """The ways of taking its guardrail away of which nobody is told."""
        if self.guardrail is None:
            raise NotApplicable("it has no guardrail to lose")
        return unnoticed(self, "bedrock", ("UpdateAgent",))


class WatchedKnowledgeBase(Seen, Alerting, bedrock_agent.KnowledgeBase):
    """A knowledge base, by who hears when it gets its documents from elsewhere."""

    filled_by: ClassVar[tuple[type[Resource], ...]] = (bedrock_agent.KnowledgeBase,)

    @property
    def unnoticed_changes(self) -> list[str]:
        """The ways of changing where its documents come from of which nobody is told.

        Taking documents in (`StartIngestionJob`) goes on all day, and is no change of that.
        """
        calls = ("CreateDataSource", "UpdateDataSource", "DeleteDataSource", "UpdateKnowledgeBase")
        return unnoticed(self, "bedrock", calls)


class WatchedCustomModel(Seen, Alerting, bedrock.CustomModel):
    """A model that was trained further, by who hears when another is made."""

    filled_by: ClassVar[tuple[type[Resource], ...]] = (bedrock.CustomModel,)

    @property
    def unnoticed_changes(self) -> list[str]:
        """The ways of training one on other data of which nobody is told."""
        return unnoticed(self, "bedrock", ("CreateModelCustomizationJob",))


class WatchedFeatures(Seen, Alerting, sagemaker.FeatureGroup):
    """A group of features, by who hears when it is changed."""

    filled_by: ClassVar[tuple[type[Resource], ...]] = (sagemaker.FeatureGroup,)

    @property
    def unnoticed_changes(self) -> list[str]:
        """The ways of changing what is trained on of which nobody is told."""
        return unnoticed(self, "sagemaker", ("UpdateFeatureGroup",))


class WatchedInvocationLogging(Seen, Alerting, bedrock.ModelInvocationLogging):
    """The log of what models are asked, by who hears when it ends."""

    filled_by: ClassVar[tuple[type[Resource], ...]] = (bedrock.ModelInvocationLogging,)

    @property
    def unnoticed_changes(self) -> list[str]:
        """The ways of ending or redirecting it of which nobody is told."""
        calls = ("DeleteModelInvocationLoggingConfiguration", "PutModelInvocationLoggingConfiguration")
        return unnoticed(self, "bedrock", calls)


class WatchedBucket(Alerting, Bucket):
    """A bucket of the AI estate, by who hears of its changes."""

    @property
    def unnoticed_changes(self) -> list[str]:
        """The ways of opening it of which nobody is told."""
        return unnoticed(self, "s3", ("PutBucketPolicy", "DeleteBucketPolicy"), **self._named)

    @property
    def unnoticed_changes_of_copies(self) -> list[str]:
        """The ways of ending old versions, and of sending copies elsewhere, of which nobody is told."""
        return unnoticed(self, "s3", ("PutBucketVersioning", "PutBucketReplication"), **self._named)

    @property
    def _named(self) -> dict[str, str]:
        """Its name as calls about it have it, where it is known."""
        name = own_name(self)
        return {} if name is None else {"bucketName": name}


class Safeguard:
    """One of the services that record and watch, by who hears when it is switched off: one for each place and type."""

    SWITCHED_OFF_BY: ClassVar[dict[type[Resource], tuple[str, tuple[str, ...]]]] = {
        cloudtrail.Trail: ("cloudtrail", ("StopLogging", "DeleteTrail")),
        guardduty.Detector: ("guardduty", ("DeleteDetector",)),
        securityhub.Hub: ("securityhub", ("DisableSecurityHub",)),
        macie2.Session: ("macie2", ("DisableMacie",)),
        inspector2.Enabler: ("inspector2", ("Disable",)),
        ec2.FlowLog: ("ec2", ("DeleteFlowLogs",)),
        config.ConfigurationRecorder: ("config", ("PutConfigurationRecorder",)),
        wafv2.WebAcl: ("wafv2", ("DeleteWebACL",)),
    }
    filled_by: ClassVar[tuple[type[Resource], ...]] = tuple(SWITCHED_OFF_BY)
    looks_from: ClassVar[tuple[type[Resource], ...]] = (Alerting,)

    def __init__(self, resource: Resource, kind: type[Resource]) -> None:
        seen_as = cast("type[Alerting]", type(kind.__name__, (Alerting, kind), {}))
        self.resource, self._calls = resource.seen_as(seen_as), self.SWITCHED_OFF_BY[kind]

    @classmethod
    def subjects(cls, inventory: Inventory) -> list[Subject]:
        """The first of each type in every place: alerts are for all of them."""
        found: dict[Hashable, Subject] = {}
        for kind in cls.SWITCHED_OFF_BY:
            for each in inventory.of(kind):
                where = each.declaration.source, each.declaration.region, kind
                found.setdefault(where, Subject(cls(each, kind), each))
        return list(found.values())

    @property
    def unnoticed_changes(self) -> list[str]:
        """The ways of switching it off of which nobody is told."""
        return unnoticed(self.resource, *self._calls)

    def __repr__(self) -> str:
        return self.resource.address


class FindingsRule(Seen, events.Rule):
    """A rule that is about security findings."""

    rules = fellows(lambda: events.Rule)
    filled_by: ClassVar[tuple[type[Resource], ...]] = (events.Rule,)

    @statement
    def reaches_somebody(self) -> bool:
        """It is on, and has a target. NotApplicable to a rule about other events.

        Findings go to the default bus: what another bus is sent has to be seen.
        """
        if not is_about_findings(self):
            raise NotApplicable("it is not about security findings")
        return self.enabled and delivers(self) and self._hears_of_findings()

    def _hears_of_findings(self) -> bool:
        if on_default_bus(self) or one_holds(partial(_feeds, each, self) for each in self.rules):
            return True
        raise Undetermined(f"what is sent to the bus {self.bus} is not seen")


def _feeds(rule: events.Rule, other: events.Rule) -> bool:
    """Whether a rule of the default bus sends findings on to the bus of another rule."""
    if not (rule.enabled and on_default_bus(rule) and is_about_findings(rule)):
        return False
    return any(bus == other.own_bus and target.means(bus) for target in rule.targets for bus in target.buses)
