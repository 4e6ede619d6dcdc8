"""Amazon CloudWatch."""

from __future__ import annotations

from pytest_aisec.model.attribute import boolean, text, texts
from pytest_aisec.model.calls import Listing
from pytest_aisec.model.links import blocks
from pytest_aisec.model.resource import Block, Names, Resource, answer, statement


class MetricQuery(Block):
    """A metric that an alarm computes with."""

    metric_name = text(default="", terraform="metric.metric_name", cloudformation="MetricStat.Metric.MetricName")
    namespace = text(default="", terraform="metric.namespace", cloudformation="MetricStat.Metric.Namespace")


class Alarm(
    Resource,
    terraform="aws_cloudwatch_metric_alarm",
    cloudformation="AWS::CloudWatch::Alarm",
    live=Listing("cloudwatch", "DescribeAlarms", "MetricAlarms", id="AlarmArn"),
    names=Names(terraform=("alarm_name",), live=("AlarmArn", "AlarmName")),
):
    """An alarm on a metric.

    https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricAlarm.html
    """

    metric_name = text(default="")
    namespace = text(default="")
    queries = blocks(MetricQuery, terraform="metric_query", cloudformation="Metrics")
    actions_enabled = boolean(default=True)
    actions = texts(terraform="alarm_actions", cloudformation="AlarmActions")

    @statement
    def acts(self) -> bool:
        """It does something when it goes off, beside changing its colour."""
        return self.actions_enabled and bool(self.actions)

    @answer
    def watches(self, namespace: str, name: str) -> bool:
        """It stands on a metric."""
        if (self.namespace, self.metric_name) == (namespace, name):
            return True
        return any((each.namespace, each.metric_name) == (namespace, name) for each in self.queries)

    @answer
    def watches_a_namespace(self, beginning: str) -> bool:
        """It stands on a metric of a namespace that begins so, by itself or by a band that is learned of it."""
        return any(name.startswith(beginning) for name in (self.namespace, *(each.namespace for each in self.queries)))
