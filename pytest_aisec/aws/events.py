"""Amazon EventBridge."""

from __future__ import annotations

from pytest_aisec.model.attribute import boolean, text, texts
from pytest_aisec.model.calls import Listing
from pytest_aisec.model.convert import switch
from pytest_aisec.model.paths import call, companion, either, every
from pytest_aisec.model.resource import Names, Resource
from pytest_aisec.model.structure import decoded, structure


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
    targets = texts(
        terraform=every(companion("aws_cloudwatch_event_target", by="rule") / "arn"),
        cloudformation="Targets.*.Arn",
        live=call("events", "ListTargetsByRule", {"Rule": "Name", "EventBusName": "EventBusName"}) / "Targets.*.Arn",
    )
