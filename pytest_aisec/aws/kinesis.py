"""Amazon Kinesis Data Streams."""

from __future__ import annotations

from pytest_aisec.model.calls import Listing
from pytest_aisec.model.resource import Names, Resource


class Stream(
    Resource,
    terraform="aws_kinesis_stream",
    cloudformation="AWS::Kinesis::Stream",
    live=Listing("kinesis", "ListStreams", "StreamSummaries", id="StreamARN"),
    names=Names(terraform=("name",), cloudformation=("Name",), live=("StreamARN", "StreamName")),
):
    """A stream of records, which functions and pipes read.

    https://docs.aws.amazon.com/kinesis/latest/APIReference/API_ListStreams.html
    """
