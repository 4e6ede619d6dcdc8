"""Amazon EventBridge Pipes."""

from __future__ import annotations

from pytest_aisec.aws import events, kinesis, lambda_, sns, sqs, stepfunctions
from pytest_aisec.model.calls import Listing
from pytest_aisec.model.derived import Everywhere, only_at
from pytest_aisec.model.links import link, links
from pytest_aisec.model.paths import every
from pytest_aisec.model.resource import Names, Resource


def _from(service: str) -> Everywhere:
    return only_at("source", "Source", events.arn_of(service))


def _to(service: str) -> Everywhere:
    return only_at(every("enrichment", "target"), every("Enrichment", "Target"), events.arn_of(service))


class Pipe(
    Resource,
    terraform="aws_pipes_pipe",
    cloudformation="AWS::Pipes::Pipe",
    live=Listing("pipes", "ListPipes", "Pipes", id="Arn"),
    names=Names(terraform=("name",), cloudformation=("Name",), live=("Arn", "Name")),
):
    """What hands on the messages of a queue or the records of a stream, perhaps by way of something that adds to them.

    https://docs.aws.amazon.com/eventbridge/latest/pipes-reference/API_ListPipes.html
    """

    queue = link(lambda: sqs.Queue, **_from("sqs"), reads=sqs.queue_url)
    stream = link(lambda: kinesis.Stream, **_from("kinesis"), reads=lambda arn: arn)
    functions = links(lambda: lambda_.Function, **_to("lambda"), reads=lambda_.invoked_function)
    state_machines = links(lambda: stepfunctions.StateMachine, **_to("states"), reads=lambda arn: arn)
    topics = links(lambda: sns.Topic, **_to("sns"), reads=lambda arn: arn)
    queues = links(lambda: sqs.Queue, **_to("sqs"), reads=sqs.queue_url)
    streams = links(lambda: kinesis.Stream, **_to("kinesis"), reads=lambda arn: arn)
    buses = links(lambda: events.EventBus, **_to("events"), reads=events.bus_name)
    """Those among what adds to the messages, and what gets them."""
