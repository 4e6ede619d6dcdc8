"""Amazon SQS."""

from __future__ import annotations

from pytest_aisec.model.calls import Listing
from pytest_aisec.model.matching import Regex
from pytest_aisec.model.resource import Names, Resource

_ARN = Regex(r"arn:[^:]*:sqs:([^:]*):([^:]*):([^:]+)")
_CALLED = Regex(r"arn:[^:]*:apigateway:([^:]*):sqs:path/([^/]+)/([^/?]+)")


def queue_url(named: str) -> str | None:
    """The address of the queue that an ARN, or the target of an integration, names; None for others.

    https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-queue-message-identifiers.html
    """
    found = _ARN.fullmatch(named) or _CALLED.fullmatch(named)
    if found is not None:
        return f"https://sqs.{found[1]}.amazonaws.com/{found[2]}/{found[3]}"
    return named if named.startswith("https://sqs.") else None


class Queue(
    Resource,
    terraform="aws_sqs_queue",
    cloudformation="AWS::SQS::Queue",
    live=Listing("sqs", "ListQueues", "QueueUrls[].{QueueUrl: @}", id="QueueUrl", parameters={"MaxResults": 1000}),
    names=Names(terraform=("name", "url"), cloudformation=("QueueName", "QueueUrl"), live=("QueueUrl",)),
):
    """A queue.

    https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ListQueues.html
    """
