"""What somebody has to hear of: the removal of guardrails, changes of training data, security findings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from pytest_aisec.ai.population import Seen
from pytest_aisec.ai.storage import Bucket
from pytest_aisec.analysis.alerts import FINDINGS, api_call, is_about, sent_on
from pytest_aisec.aws import bedrock, events, logs
from pytest_aisec.declarations import Dialect
from pytest_aisec.model.links import fellows
from pytest_aisec.model.resource import Resource, statement
from pytest_aisec.verdicts import NotApplicable, Undetermined


class WatchedGuardrail(Seen, bedrock.Guardrail):
    """A guardrail with the rules beside it; in files that declare no rule, nothing can be said about alarms."""

    filled_by: ClassVar[tuple[type[Resource], ...]] = (bedrock.Guardrail,)
    rules = fellows(lambda: events.Rule)
    filters = fellows(lambda: logs.MetricFilter)

    @property
    def unnoticed_changes(self) -> list[str]:
        """The ways of weakening it of which nobody is told."""
        if self.dialect is not Dialect.LIVE and not self.rules and not self.filters:
            raise NotApplicable("no event rule is declared beside it: who is told is decided elsewhere")
        calls = ("DeleteGuardrail", "UpdateGuardrail")
        return _untold([name for name in calls if not sent_on(api_call("bedrock", name), self.rules)], self.filters)


class WatchedBucket(Bucket):
    """A bucket of the AI estate with the rules beside it."""

    rules = fellows(lambda: events.Rule)
    filters = fellows(lambda: logs.MetricFilter)

    @property
    def unnoticed_changes(self) -> list[str]:
        """The ways of opening or redirecting it of which nobody is told."""
        if self.dialect is not Dialect.LIVE and not self.rules and not self.filters:
            raise NotApplicable("no event rule is declared beside it: who is told is decided elsewhere")
        calls = ("PutBucketPolicy", "DeleteBucketPolicy")
        return _untold([name for name in calls if not sent_on(api_call("s3", name), self.rules)], self.filters)


def _untold(names: list[str], filters: Sequence[logs.MetricFilter]) -> list[str]:
    """The calls of which nobody is told. Raises Undetermined where a metric filter counts one: alarms are not read."""
    if names and any(name in each.pattern for each in filters for name in names):
        raise Undetermined("a metric filter counts it: whether an alarm stands on that is not judged")
    return names


class FindingsRule(Seen, events.Rule):
    """A rule that is about security findings."""

    filled_by: ClassVar[tuple[type[Resource], ...]] = (events.Rule,)

    @statement
    def reaches_somebody(self) -> bool:
        """It is on and has a target. NotApplicable to a rule about other events."""
        if not any(is_about(self, event) for event in FINDINGS.values()):
            raise NotApplicable("it is not about security findings")
        return self.enabled and bool(self.targets)
