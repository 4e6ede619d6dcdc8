"""Amazon EventBridge."""

from __future__ import annotations

from pytest_aisec.aws import iam, kinesis, lambda_, sns, sqs, ssm, stepfunctions
from pytest_aisec.declarations import Dialect
from pytest_aisec.model.attribute import boolean, text
from pytest_aisec.model.calls import Listing
from pytest_aisec.model.convert import switch
from pytest_aisec.model.derived import Only, known_parts, never, only
from pytest_aisec.model.links import blocks, link, links
from pytest_aisec.model.partly import certain_items
from pytest_aisec.model.paths import call, companion, either, every
from pytest_aisec.model.resource import Block, Names, Resource, answer, statement
from pytest_aisec.model.structure import decoded, structure
from pytest_aisec.verdicts import Undetermined

_COMPANION = companion("aws_cloudwatch_event_target", by="rule")
_ANSWER = call("events", "ListTargetsByRule", {"Rule": "Name", "EventBusName": "EventBusName"})


def arn_of(service: str) -> str:
    """What every ARN looks like that is of a service, or may be."""
    return rf"arn:[^:]*:({service}|[?])|[?]"


def _of(service: str) -> Only:
    """The ARN of a target, if it is one of a service or may be."""
    return only("arn", arn_of(service))


def bus_name(named: str) -> str | None:
    """The name of a bus: itself, or that in an ARN; None for the ARN of something else."""
    if not named.startswith("arn:"):
        return named
    return named.rpartition(":event-bus/")[2] if ":event-bus/" in named else None


class EventBus(
    Resource,
    terraform="aws_cloudwatch_event_bus",
    cloudformation="AWS::Events::EventBus",
    live=Listing(
        "events", "ListEventBuses", "EventBuses[].{Arn: Arn, Name: Name, OwnName: Name != 'default' && Name}", id="Arn"
    ),
    names=Names(terraform=("name",), cloudformation=("Name",), live=("Arn", "OwnName")),
):
    """A bus of one's own, as files declare it; an account has the one that is there by itself, too.

    That one is not found by its name: too many texts that are about something else say `default`.
    https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-bus.html
    """


class ApiDestination(
    Resource,
    terraform="aws_cloudwatch_event_api_destination",
    cloudformation="AWS::Events::ApiDestination",
    live=Listing("events", "ListApiDestinations", "ApiDestinations", id="ApiDestinationArn"),
    names=Names(terraform=("name",), cloudformation=("Name", "ArnForPolicy"), live=("ApiDestinationArn", "Name")),
):
    """An address in the web that events are sent to.

    https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-api-destinations.html
    """

    works = boolean(
        default=True,
        switch=switch(ACTIVE=True, INACTIVE=False),
        terraform=never("whether its connection is authorized is seen once it is there"),
        cloudformation=never("whether its connection is authorized is seen once it is there"),
        live="ApiDestinationState",
    )
    """Whether its connection is authorized: where it is not, nothing is sent."""


class Target(Block):
    """Where a rule sends events."""

    arn = text()
    functions = links(
        lambda: lambda_.Function,
        terraform=_of("lambda"),
        cloudformation=_of("lambda"),
        live=_of("lambda"),
        reads=lambda_.invoked_function,
    )
    state_machines = links(
        lambda: stepfunctions.StateMachine,
        terraform=_of("states"),
        cloudformation=_of("states"),
        live=_of("states"),
        reads=lambda arn: arn,
    )
    runbooks = links(
        lambda: ssm.Document, terraform=_of("ssm"), cloudformation=_of("ssm"), live=_of("ssm"), reads=ssm.runbook
    )
    role = link(lambda: iam.Role, terraform="role_arn", cloudformation="RoleArn")
    """The one that EventBridge calls the target with."""
    given_role = link(
        lambda: iam.Role,
        terraform=decoded("input") / "AutomationAssumeRole.0",
        cloudformation=decoded("Input") / "AutomationAssumeRole.0",
        live=decoded("Input") / "AutomationAssumeRole.0",
    )
    """The one that a runbook is told to act as."""
    topics = links(
        lambda: sns.Topic, terraform=_of("sns"), cloudformation=_of("sns"), live=_of("sns"), reads=lambda arn: arn
    )
    queues = links(
        lambda: sqs.Queue, terraform=_of("sqs"), cloudformation=_of("sqs"), live=_of("sqs"), reads=sqs.queue_url
    )
    streams = links(
        lambda: kinesis.Stream,
        terraform=_of("kinesis"),
        cloudformation=_of("kinesis"),
        live=_of("kinesis"),
        reads=lambda arn: arn,
    )
    buses = links(
        lambda: EventBus, terraform=_of("events"), cloudformation=_of("events"), live=_of("events"), reads=bus_name
    )
    api_destinations = links(
        lambda: ApiDestination,
        terraform=_of("events"),
        cloudformation=_of("events"),
        live=_of("events"),
        reads=lambda arn: arn if ":api-destination/" in arn else None,
    )

    @statement
    def gets_somewhere(self) -> bool:
        """It is no topic that nobody hears, or that is gone, and no address in the web that is not authorized."""
        if any(self._is_gone(topic) for topic in certain_items(self.topics)):
            return False
        addresses = [each for each in certain_items(self.api_destinations) if each.unseen is None]
        return all(each.works for each in addresses) and all(topic.is_heard for topic in certain_items(self.topics))

    @statement
    def acts(self) -> bool:
        """It runs a function, a state machine, a runbook or a task; what queues, buses and APIs do is not seen."""
        if any(not self._is_gone(each) for each in (*self.functions, *self.state_machines)) or self.runbooks:
            return True
        if self.functions or self.state_machines:
            return False
        if self.topics:
            return any(topic.invokes_a_function for topic in self.topics)
        service = self.arn.split(":")[2]
        if service in RUNNING:
            return True
        if service in PASSING:
            raise Undetermined(f"what is done with what {self.arn} gets is not seen")
        return False

    @answer
    def means(self, bus: EventBus) -> bool:
        """A bus of that name is the one. Other accounts have buses of the same names, so there the whole ARN tells."""
        if self.dialect is not Dialect.LIVE:
            return True
        if bus.unseen is None:
            return self.arn == bus.address
        own, other = (address.split(":")[3:5] for address in (self.resource.address, self.arn))
        return own == other

    def _is_gone(self, each: Resource) -> bool:
        """Whether it would be of the rule's own account and region, all of which was read, and it is not there."""
        if each.unseen is None or self.dialect is not Dialect.LIVE:
            return False
        own, other = (address.split(":")[3:5] for address in (self.resource.address, each.address))
        as_if_seen = type(each)(each.declaration, each.estate)  # everything is hidden of what is not seen
        hidden = each.estate.hidden(as_if_seen, (type(each).canonical_type,))
        return own == other and next(iter(hidden), None) is None

    @property
    def runs_a_runbook_of_aws(self) -> bool:
        """It runs a document that is not of the account: AWS keeps the beginning of their names to itself.

        https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_CreateDocument.html
        """
        name = ssm.runbook(known_parts(type(self).arn.locate(self)))
        return name is not None and name.startswith("AWS")


RUNNING = frozenset({"batch", "codebuild", "codepipeline", "ecs", "ssm", "ssm-incidents"})
"""Services that run something for an event: a task, a build, a command on machines, a plan of response.

https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-targets.html
"""

PASSING = frozenset({"events", "sqs", "kinesis", "firehose", "execute-api"})
"""Services that hand events to others."""


class Rule(
    Resource,
    terraform="aws_cloudwatch_event_rule",
    cloudformation="AWS::Events::Rule",
    live=Listing(
        "events",
        "ListRules",
        "Rules",
        id="Arn",
        per="AWS::Events::EventBus",
        per_parameters={"EventBusName": "Name"},
    ),
    names=Names(terraform=("name",), cloudformation=("Name",), live=("Arn", "Name")),
):
    """A rule that sends events on to targets.

    https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rules.html
    """

    enabled = boolean(
        default=True,
        switch=switch(ENABLED=True, ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS=True, DISABLED=False),
        terraform=either("state", "is_enabled"),
        cloudformation="State",
        live="State",
    )
    bus = text(default="default", terraform="event_bus_name", cloudformation="EventBusName", live="EventBusName")
    own_bus = link(
        lambda: EventBus,
        terraform="event_bus_name",
        cloudformation="EventBusName",
        live="EventBusName",
        reads=bus_name,
    )
    """The same, as what other rules send to; None for the one that is there by itself."""
    pattern = structure(
        terraform=decoded("event_pattern"), cloudformation=decoded("EventPattern"), live=decoded("EventPattern")
    )
    """Which events it is about; None for a rule that runs by the clock."""
    targets = blocks(Target, terraform=every(_COMPANION), cloudformation="Targets", live=_ANSWER / "Targets")
