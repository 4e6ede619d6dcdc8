"""Which calls somebody hears of by metric filters of what trails write, and alarms on what these count."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from itertools import chain
from typing import Any

from pytest_aisec.analysis.alerts import one_holds, records
from pytest_aisec.analysis.filter_patterns import counts
from pytest_aisec.aws import account, cloudtrail, cloudwatch, logs
from pytest_aisec.aws.account_ids import account_number
from pytest_aisec.declarations import Dialect
from pytest_aisec.model.links import fellows
from pytest_aisec.model.resource import Resource
from pytest_aisec.verdicts import Undetermined, choose


class CountingFilter(logs.MetricFilter):
    """A metric filter with the alarms where it counts."""

    alarms = fellows(lambda: cloudwatch.Alarm)


class WritingTrail(cloudtrail.Trail):
    """A trail with the account that was read, which need not be the one that made it."""

    accounts = fellows(lambda: account.Account)

    @property
    def log_group_out_of_sight(self) -> str:
        """The account or the region of its log group, if that was not read; empty where it was.

        A trail writes to a log group at home, one of an organization to that of the account that made it.
        https://docs.aws.amazon.com/awscloudtrail/latest/userguide/send-cloudtrail-events-to-cloudwatch-logs.html
        """
        group = self.log_group
        if group is None or group.unseen is None or self.dialect is not Dialect.LIVE:
            return ""
        whose, own = account_number(group.address), [each.number for each in self.accounts]
        if whose is not None and own and whose not in own:
            return f"account {whose}"
        return self.declaration.region if self.estate.unreached(self, type(group)) else ""


def raises_an_alarm(
    event: Mapping[str, Any], near: Resource, filters: Iterable[CountingFilter], trails: Sequence[WritingTrail]
) -> bool:
    """Whether a metric filter of what a trail writes counts a call in the place of a resource, and an alarm tells.

    Raises Undetermined where none that was read does, and a trail writes to where filters were not read.
    """
    seen = (partial(_counted, each, event, near, trails) for each in filters)
    return one_holds(chain(seen, (partial(_counted_out_of_sight, each, event, near) for each in trails)))


def _counted(
    each: CountingFilter, event: Mapping[str, Any], near: Resource, trails: Sequence[cloudtrail.Trail]
) -> bool:
    try:
        found = counts(each.pattern, event["detail"])
    except ValueError as cause:
        raise Undetermined(f"{each.address}: {cause}") from None
    if found is None:
        why = f"{each.address} asks for fields that depend on the event"
        found = choose(("counts", each.key, repr(event)), (False, True), why)
    if not (found and _acted_upon(each) and _hears_of(each, event, near, trails)):
        return False
    if each.chosen_by:
        raise Undetermined(f"{each.address} counts events of some accounts or regions only: {each.chosen_by}")
    return True


def _counted_out_of_sight(trail: WritingTrail, event: Mapping[str, Any], near: Resource) -> bool:
    """Raises Undetermined where what a trail takes in comes to a log group that may have filters unseen."""
    if cloudtrail.is_elsewhere(trail, near) or not trail.log_group_out_of_sight or not records(trail, event):
        return False
    raise Undetermined(f"{trail.address} writes to a log group in {trail.log_group_out_of_sight}, which was not read")


def _acted_upon(each: CountingFilter) -> bool:
    return one_holds(partial(_tells, alarm, metric) for alarm in each.alarms for metric in each.metrics)


def _tells(alarm: cloudwatch.Alarm, metric: logs.Transformation) -> bool:
    """Whether an alarm tells somebody of a single event.

    A metric with dimensions is another one than that of the same name without, which never has a value then.
    https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/MonitoringLogData.html
    """
    if not (alarm.acts and alarm.watches(metric.namespace, metric.name)):
        return False
    if metric.has_dimensions and not alarm.has_dimensions and alarm.metric_name == metric.name:
        return False
    return alarm.goes_off_at(metric.of_one_event)


def _hears_of(
    each: CountingFilter, event: Mapping[str, Any], near: Resource, trails: Sequence[cloudtrail.Trail]
) -> bool:
    """Whether a trail writes a call to its log group; files that declare no trail leave that to others."""
    if not trails and each.dialect is not Dialect.LIVE:
        return True
    here = (trail for trail in trails if not cloudtrail.is_elsewhere(trail, near))
    fitting = (trail for trail in here if _same(trail.log_group, each.log_group) and records(trail, event))
    return any(trail.writes_to_its_log_group for trail in fitting)


def _same(one: logs.LogGroup | None, other: logs.LogGroup | None) -> bool:
    if one is None or other is None or one == other:
        return one is not None and one == other
    if one.unseen is None and other.unseen is None:
        return False
    why = f"{one.address} and {other.address} were not both read: they may be one"
    return choose(("one log group", one.key, other.key), (False, True), why)
