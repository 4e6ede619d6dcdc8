"""Amazon CloudWatch."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from pytest_aisec.aws import sns
from pytest_aisec.aws.alarm_rules import Named, holds
from pytest_aisec.model.attribute import REQUIRED, boolean, integer, text, texts, unstated
from pytest_aisec.model.calls import Listing
from pytest_aisec.model.derived import only_at, present
from pytest_aisec.model.links import blocks, fellows, links
from pytest_aisec.model.partly import certain_items
from pytest_aisec.model.quantities import number
from pytest_aisec.model.resource import Block, Names, Resource, answer, statement
from pytest_aisec.model.steps import step_into
from pytest_aisec.values import Located, PartlyKnown
from pytest_aisec.verdicts import Undetermined


class MetricQuery(Block):
    """A metric that an alarm computes with."""

    metric_name = text(default="", terraform="metric.metric_name", cloudformation="MetricStat.Metric.MetricName")
    namespace = text(default="", terraform="metric.namespace", cloudformation="MetricStat.Metric.Namespace")
    account = text(default=None, terraform="account_id", cloudformation="AccountId")
    """Whose metric it is, where it is said; the alarm's own otherwise.

    https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Cross-Account-Alarms.html
    """


_TOPICS = r"arn:[^:]*:(sns|[?])|[?]"
_REACHED = ("GreaterThanOrEqualToThreshold", "GreaterThanThreshold")
_BANDS = ("LessThanLowerOrGreaterThanUpperThreshold", "GreaterThanUpperThreshold")


def does_something(enabled: bool, actions: Sequence[str], topics: Sequence[sns.Topic], stated: Located) -> bool:
    """Whether some actions do more than filling topics that nobody listens to."""
    if not (enabled and actions):
        return False
    heard = certain_items(topics)
    number = len(stated.value) if isinstance(stated.value, list) else 1
    return len(heard) < number or any(topic.is_heard for topic in heard)


class Alarm(
    Resource,
    terraform="aws_cloudwatch_metric_alarm",
    cloudformation="AWS::CloudWatch::Alarm",
    live=Listing("cloudwatch", "DescribeAlarms", "MetricAlarms", id="AlarmArn"),
    names=Names(terraform=("alarm_name",), cloudformation=("AlarmName",), live=("AlarmArn", "AlarmName")),
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
    topics = links(lambda: sns.Topic, **only_at("alarm_actions", "AlarmActions", _TOPICS), reads=lambda arn: arn)
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

    composites = fellows(lambda: CompositeAlarm)

    @statement
    def acts(self) -> bool:
        """It, or a composite alarm that goes off with it, does something, beside changing its colour.

        That its own actions are switched off does not keep its state from others.
        """
        return self._acts_by_itself or any(each.acts_with(self) for each in self.composites)

    @statement
    def _acts_by_itself(self) -> bool:
        return does_something(self.actions_enabled, self.actions, self.topics, type(self).actions.locate(self))

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
        return any(
            (each.namespace, each.metric_name) == (namespace, name) and self._is_of_its_account(each)
            for each in self.queries
        )

    @answer
    def watches_a_namespace(self, beginning: str) -> bool:
        """It stands on a metric of a namespace that begins so, by itself or by a band that is learned of it."""
        if self.namespace.startswith(beginning):
            return True
        return any(each.namespace.startswith(beginning) and self._is_of_its_account(each) for each in self.queries)

    def _is_of_its_account(self, query: MetricQuery) -> bool:
        """Whether a metric is one of the account that the alarm is in, and not of one that shares what it measures."""
        own = self.address.split(":")[4:5]
        if query.account is not None and not own:
            raise Undetermined(f"{self.address} is on a metric of {query.account}, which may be another account")
        return query.account is None or [query.account] == own


class CompositeAlarm(
    Resource,
    terraform="aws_cloudwatch_composite_alarm",
    cloudformation="AWS::CloudWatch::CompositeAlarm",
    live=Listing(
        "cloudwatch",
        "DescribeAlarms",
        "CompositeAlarms",
        id="AlarmArn",
        parameters={"AlarmTypes": ["CompositeAlarm"]},
    ),
    names=Names(terraform=("alarm_name",), cloudformation=("AlarmName",), live=("AlarmArn", "AlarmName")),
):
    """An alarm on other alarms. Without their type asked for, an account tells of those on metrics only.

    https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html
    """

    actions_enabled = boolean(default=True)
    actions = texts(terraform="alarm_actions", cloudformation="AlarmActions")
    topics = links(lambda: sns.Topic, **only_at("alarm_actions", "AlarmActions", _TOPICS), reads=lambda arn: arn)
    rule = text(default=REQUIRED, terraform="alarm_rule", cloudformation="AlarmRule")
    composites = fellows(lambda: CompositeAlarm)

    @answer
    def acts_with(self, alarm: Alarm) -> bool:
        """It goes off with an alarm on a metric, whatever others do, and does something then, or another one does."""
        if not self.goes_off_with(alarm):
            return False
        return does_something(self.actions_enabled, self.actions, self.topics, type(self).actions.locate(self))

    @answer
    def goes_off_with(self, alarm: Alarm, through: tuple[CompositeAlarm, ...] = ()) -> bool:
        """Its rule holds when an alarm on a metric goes off, by itself or by way of others that it names.

        `through`: those that name it, of which nothing new is learned.
        """
        rule = type(self).rule.settled(self, type(self).rule.locate(self)).value
        if not isinstance(rule, str | PartlyKnown):
            raise Undetermined(f"the rule of {self.address} is not known")
        named_it: list[Named] = []
        try:
            found = holds(rule, partial(self._is_in, alarm, (*through, self), named_it))
        except ValueError as cause:
            raise Undetermined(f"{self.address}: {cause}") from None
        if found is None or (named_it and not found):
            raise Undetermined(f"whether {self.address} goes off with {alarm.address} depends on other alarms")
        return found and bool(named_it)

    def _is_in(
        self, alarm: Alarm, through: tuple[CompositeAlarm, ...], named_it: list[Named], state: str, named: Named
    ) -> bool | None:
        """Whether what the rule names is in a state when an alarm, and no other, goes off; who is it is collected."""
        own = [step_into(alarm.body, [name]).value for name in ("alarm_name", "AlarmName")]
        value = Located(named, self.location)
        found = self.estate.find(self, Alarm, value)
        other = self.estate.find(self, CompositeAlarm, value)
        if named in own or found == alarm:
            named_it.append(named)
            return state == "ALARM"
        if isinstance(other, CompositeAlarm) and other not in through and other.goes_off_with(alarm, through):
            named_it.append(named)
            return state == "ALARM"
        known = isinstance(found, Alarm) or isinstance(other, CompositeAlarm) or _another(named, own)
        return state == "OK" if known else None


def _another(named: Named, own: Sequence[object]) -> bool:
    """Whether a name that is known is another than that of an alarm, which is known too."""
    names = [name for name in own if isinstance(name, str)]
    return bool(names) and isinstance(named, str) and not named.startswith("arn:") and named not in names
