"""AWS X-Ray."""

from __future__ import annotations

from pytest_aisec.model.attribute import boolean, text
from pytest_aisec.model.calls import Listing
from pytest_aisec.model.convert import switch
from pytest_aisec.model.derived import fixed, never
from pytest_aisec.model.resource import Resource


class TraceDestination(
    Resource,
    cloudformation="AWS::XRay::TransactionSearchConfig",
    live=Listing(
        "xray", "GetTraceSegmentDestination", "[@]", id="join(' ', ['destination of traces in', $source.Region])"
    ),
):
    """Where the traces of a region go. Terraform has none; a template that has one switches Transaction Search on.

    https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch-Transaction-Search-Cloudformation.html
    """

    destination = text(among=("XRay", "CloudWatchLogs"), cloudformation=fixed("CloudWatchLogs"), live="Destination")
    """`CloudWatchLogs` is what Transaction Search looks into."""
    works = boolean(
        default=True,
        switch=switch(ACTIVE=True, PENDING=False),
        cloudformation=never("whether it works is seen once it is on"),
        live="Status",
    )
