"""AWS Cost Explorer: what notices costs that are out of the ordinary."""

from __future__ import annotations

from pytest_aisec.aws import sns
from pytest_aisec.model.attribute import text, texts
from pytest_aisec.model.calls import Listing
from pytest_aisec.model.derived import only_at
from pytest_aisec.model.links import links
from pytest_aisec.model.resource import Names, Resource

_TOPIC = r"arn:[^:]*:sns:|[?]"


class AnomalyMonitor(
    Resource,
    terraform="aws_ce_anomaly_monitor",
    cloudformation="AWS::CE::AnomalyMonitor",
    live=Listing("ce", "GetAnomalyMonitors", "AnomalyMonitors", id="MonitorArn", scope="account"),
    names=Names(cloudformation=("MonitorArn",), live=("MonitorArn",)),
):
    """Which costs are watched.

    https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_AnomalyMonitor.html
    """

    kind = text(among=("DIMENSIONAL", "CUSTOM"), terraform="monitor_type", cloudformation="MonitorType")
    dimension = text(
        among=("SERVICE", "LINKED_ACCOUNT", "TAG", "COST_CATEGORY"),
        default=None,
        terraform="monitor_dimension",
        cloudformation="MonitorDimension",
    )
    """By what costs are told apart; one by `SERVICE` sees those of every AI service."""


class AnomalySubscription(
    Resource,
    terraform="aws_ce_anomaly_subscription",
    cloudformation="AWS::CE::AnomalySubscription",
    live=Listing(
        "ce",
        "GetAnomalySubscriptions",
        "AnomalySubscriptions",
        id="SubscriptionArn",
        scope="account",
    ),
    names=Names(cloudformation=("SubscriptionArn",), live=("SubscriptionArn",)),
):
    """Who is told of costs that are out of the ordinary.

    https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_AnomalySubscription.html
    """

    monitors = links(lambda: AnomalyMonitor, terraform="monitor_arn_list", cloudformation="MonitorArnList")
    frequency = text(among=("DAILY", "IMMEDIATE", "WEEKLY"), terraform="frequency", cloudformation="Frequency")
    channels = texts(terraform="subscriber.*.type", cloudformation="Subscribers.*.Type")
    """`EMAIL` or `SNS`, of each who is told."""
    topics = links(
        lambda: sns.Topic,
        **only_at("subscriber.*.address", "Subscribers.*.Address", _TOPIC),
    )
