"""Amazon EventBridge."""

from __future__ import annotations

from pytest_aisec.aws import lambda_, sns, ssm, stepfunctions
from pytest_aisec.model.attribute import boolean, text, texts
from pytest_aisec.model.calls import Listing
from pytest_aisec.model.convert import switch
from pytest_aisec.model.derived import only
from pytest_aisec.model.links import blocks, links
from pytest_aisec.model.paths import call, companion, either, every
from pytest_aisec.model.resource import Block, Names, Resource
from pytest_aisec.model.structure import decoded, structure

_COMPANION = companion("aws_cloudwatch_event_target", by="rule")
_ANSWER = call("events", "ListTargetsByRule", {"Rule": "Name", "EventBusName": "EventBusName"})
_TARGETS = (every(_COMPANION / "arn"), "Targets.*.Arn", _ANSWER / "Targets.*.Arn")


class Target(Block):
    """Where a rule sends events."""


def of(service: str) -> str:
    """What every ARN of a service looks like, and every text that may be one."""
    return rf"arn:[^:]*:({service}|[?])|[?]"


PASSING = r"arn:[^:]*:(events|sqs|kinesis|firehose|execute-api):"


class Rule(
    Resource,
    terraform="aws_cloudwatch_event_rule",
    cloudformation="AWS::Events::Rule",
    live=Listing("events", "ListRules", "Rules", id="Arn"),
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
    pattern = structure(
        terraform=decoded("event_pattern"), cloudformation=decoded("EventPattern"), live=decoded("EventPattern")
    )
    """Which events it is about; None for a rule that runs by the clock."""
    targets = blocks(Target, terraform=every(_COMPANION), cloudformation="Targets", live=_ANSWER / "Targets")
    functions = links(
        lambda: lambda_.Function,
        terraform=only(_TARGETS[0], of("lambda")),
        cloudformation=only(_TARGETS[1], of("lambda")),
        live=only(_TARGETS[2], of("lambda")),
        reads=lambda_.invoked_function,
    )
    state_machines = links(
        lambda: stepfunctions.StateMachine,
        terraform=only(_TARGETS[0], of("states")),
        cloudformation=only(_TARGETS[1], of("states")),
        live=only(_TARGETS[2], of("states")),
        reads=lambda arn: arn,
    )
    runbooks = links(
        lambda: ssm.Document,
        terraform=only(_TARGETS[0], of("ssm")),
        cloudformation=only(_TARGETS[1], of("ssm")),
        live=only(_TARGETS[2], of("ssm")),
        reads=ssm.runbook,
    )
    topics = links(
        lambda: sns.Topic,
        terraform=only(_TARGETS[0], of("sns")),
        cloudformation=only(_TARGETS[1], of("sns")),
        live=only(_TARGETS[2], of("sns")),
        reads=lambda arn: arn,
    )
    passed_on = texts(
        terraform=only(_TARGETS[0], PASSING),
        cloudformation=only(_TARGETS[1], PASSING),
        live=only(_TARGETS[2], PASSING),
    )
    """Targets that hand events to others, who are not seen: queues, streams, other buses, APIs."""
