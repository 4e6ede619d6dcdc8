"""What services deliver to Amazon CloudWatch Logs, or by it to buckets and streams."""

from __future__ import annotations

from pytest_aisec.aws import bedrock_agentcore
from pytest_aisec.model.attribute import text
from pytest_aisec.model.calls import Listing
from pytest_aisec.model.links import link, links, referrers
from pytest_aisec.model.resource import Names, Resource, statement


class Delivery(
    Resource,
    terraform="aws_cloudwatch_log_delivery",
    cloudformation="AWS::Logs::Delivery",
    live=Listing("logs", "DescribeDeliveries", "deliveries", id="id"),
    names=Names(cloudformation=("DeliveryId",), live=("id", "arn")),
):
    """The way from a source of logs to where they are kept."""

    source = link(
        lambda: DeliverySource,
        terraform="delivery_source_name",
        cloudformation="DeliverySourceName",
        live="deliverySourceName",
    )


class DeliverySource(
    Resource,
    terraform="aws_cloudwatch_log_delivery_source",
    cloudformation="AWS::Logs::DeliverySource",
    live=Listing("logs", "DescribeDeliverySources", "deliverySources", id="name"),
    names=Names(terraform=("name",), cloudformation=("Name",), live=("name", "arn")),
):
    """What a resource can deliver: its logs, or the traces of its requests.

    https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutDeliverySource.html
    """

    kind = text(terraform="log_type", cloudformation="LogType", live="logType")
    runtimes = links(
        lambda: bedrock_agentcore.Runtime,
        terraform="resource_arn",
        cloudformation="ResourceArn",
        live="resourceArns",
    )
    gateways = links(
        lambda: bedrock_agentcore.Gateway,
        terraform="resource_arn",
        cloudformation="ResourceArn",
        live="resourceArns",
    )
    deliveries = referrers(lambda: Delivery, by="source")

    @statement
    def delivers_logs(self) -> bool:
        """It is about logs, and they go somewhere."""
        return self.kind == "APPLICATION_LOGS" and bool(self.deliveries)
