"""Amazon CloudWatch."""

from __future__ import annotations

from pytest_aisec.aws import sns
from pytest_aisec.model.attribute import REQUIRED, boolean, integer, text, texts, unstated
from pytest_aisec.model.calls import Listing
from pytest_aisec.model.derived import only, present
from pytest_aisec.model.links import blocks, links
from pytest_aisec.model.partly import certain_items
from pytest_aisec.model.quantities import number
from pytest_aisec.model.resource import Block, Names, Resource, answer, statement
from pytest_aisec.verdicts import Undetermined


class MetricQuery(Block):
    """A metric that an alarm computes with."""

    metric_name = text(default="", terraform="metric.metric_name", cloudformation="MetricStat.Metric.MetricName")
    namespace = text(default="", terraform="metric.namespace", cloudformation="MetricStat.Metric.Namespace")


_TOPICS = r"arn:[^:]*:(sns|[?])|[?]"
_REACHED = ("GreaterThanOrEqualToThreshold", "GreaterThanThreshold")
_BANDS = ("LessThanLowerOrGreaterThanUpperThreshold", "GreaterThanUpperThreshold")


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
    has_dimensions = boolean(
        terraform=present("dimensions"), cloudformation=present("Dimensions"), live=present("Dimensions")
    )
    actions_enabled = boolean(default=True)
    actions = texts(terraform="alarm_actions", cloudformation="AlarmActions")
    topics = links(
        lambda: sns.Topic,
        terraform=only("alarm_actions", _TOPICS),
        cloudformation=only("AlarmActions", _TOPICS),
        live=only("AlarmActions", _TOPICS),
        reads=lambda arn: arn,
    )
    comparison = text(
        among=(*_REACHED, "LessThanThreshold", "LessThanOrEqualToThreshold", "LessThanLowerThreshold", *_BANDS),
        default=REQUIRED,
        terraform="comparison_operator",
        cloudformation="ComparisonOperator",
    )
    threshold = number(default=unstated("it has no threshold: what is usual is learned"))
    periods = integer(default=1, terraform="evaluation_periods", cloudformation="EvaluationPeriods")
    periods_that_count = integer(default=0, terraform="datapoints_to_alarm", cloudformation="DatapointsToAlarm")
    """In how many of the periods the threshold has to be reached; 0 for all of them."""
    missing_data = text(default="missing", terraform="treat_missing_data", cloudformation="TreatMissingData")

    @statement
    def acts(self) -> bool:
        """It does something when it goes off, beside changing its colour and filling topics that nobody listens to."""
        if not (self.actions_enabled and self.actions):
            return False
        topics = certain_items(self.topics)
        return len(topics) < self._number_of_actions() or any(topic.is_heard for topic in topics)

    def _number_of_actions(self) -> int:
        stated = type(self).actions.locate(self).value
        return len(stated) if isinstance(stated, list) else 1

    @answer
    def goes_off_at(self, value: float) -> bool:
        """One period in which a metric that is empty otherwise has a value is enough for it.

        Periods without data are no reason for an alarm where they are taken for good ones, or left out.
        https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
        """
        several = (self.periods_that_count or self.periods) > 1
        if several and self.missing_data in {"notBreaching", "ignore"}:
            return False
        if self.comparison not in _REACHED:
            raise Undetermined(f"{self.address} is no alarm on a number that is reached")
        return value > self.threshold if self.comparison == "GreaterThanThreshold" else value >= self.threshold

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
