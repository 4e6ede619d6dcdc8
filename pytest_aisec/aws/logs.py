"""Amazon CloudWatch Logs."""

from __future__ import annotations

from pytest_aisec.aws import kms
from pytest_aisec.model.attribute import integer, text
from pytest_aisec.model.calls import Listing
from pytest_aisec.model.links import blocks, link
from pytest_aisec.model.resource import Block, Names, Resource


class LogGroup(
    Resource,
    terraform="aws_cloudwatch_log_group",
    cloudformation="AWS::Logs::LogGroup",
    live=Listing("logs", "DescribeLogGroups", "logGroups", id="logGroupName"),
    names=Names(terraform=("name",), cloudformation=("LogGroupName",), live=("logGroupName", "logGroupArn", "arn")),
):
    """A log group.

    https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_LogGroup.html
    """

    kms_key = link(lambda: kms.Key, terraform="kms_key_id", cloudformation="KmsKeyId", live="kmsKeyId")
    """Without one, the service encrypts with a key of its own."""
    retention_in_days = integer(
        default=0, terraform="retention_in_days", cloudformation="RetentionInDays", live="retentionInDays"
    )
    """0 keeps everything for ever, which is what happens when nothing is stated."""


class Transformation(Block):
    """The metric that a filter counts in."""

    name = text(cloudformation="MetricName", live="metricName")
    namespace = text(cloudformation="MetricNamespace", live="metricNamespace")


class MetricFilter(
    Resource,
    terraform="aws_cloudwatch_log_metric_filter",
    cloudformation="AWS::Logs::MetricFilter",
    live=Listing("logs", "DescribeMetricFilters", "metricFilters", id="join(' ', [logGroupName, filterName])"),
):
    """What is counted in a log group, for alarms to stand on.

    https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
    """

    pattern = text(terraform="pattern", cloudformation="FilterPattern", live="filterPattern")
    log_group = link(lambda: LogGroup, terraform="log_group_name", cloudformation="LogGroupName", live="logGroupName")
    metrics = blocks(
        Transformation,
        terraform="metric_transformation",
        cloudformation="MetricTransformations",
        live="metricTransformations",
    )
