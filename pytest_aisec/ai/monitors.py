"""Models by who looks at them: before they are served, and at what they answer."""

from __future__ import annotations

from functools import partial

from pytest_aisec.ai.population import Seen
from pytest_aisec.analysis.alerts import one_holds, sent_on
from pytest_aisec.aws import cloudwatch, events, sagemaker
from pytest_aisec.declarations import Dialect
from pytest_aisec.model.links import fellows, referrers
from pytest_aisec.model.resource import statement
from pytest_aisec.verdicts import NotApplicable

VIOLATION = {
    "source": "aws.sagemaker",
    "detail-type": "SageMaker Processing Job State Change",
    "detail": {
        "ProcessingJobStatus": "Completed",
        "ExitMessage": "CompletedWithViolations: Job completed successfully with 1 violations.",
    },
}
"""What SageMaker sends when a monitoring job, which is a processing job, has found something.

https://docs.aws.amazon.com/sagemaker/latest/dg/automating-sagemaker-with-eventbridge.html
"""


class WatchedSchedule(Seen, sagemaker.MonitoringSchedule):
    """A schedule that looks at what an endpoint answers, by who hears of what it finds."""

    filled_by = (sagemaker.MonitoringSchedule,)
    alarms = fellows(lambda: cloudwatch.Alarm)
    rules = fellows(lambda: events.Rule)

    @statement
    def tells_somebody(self) -> bool:
        """An alarm on what it writes does something, or a rule sends its violations on.

        NotApplicable to one that was stopped, and to files that declare neither alarms nor rules.
        """
        if not self.goes_on:
            raise NotApplicable("it was stopped, or failed")
        if self.dialect is not Dialect.LIVE and not self.alarms and not self.rules:
            raise NotApplicable("no alarm and no event rule is declared beside it: who is told is decided elsewhere")
        return one_holds((self._raises_an_alarm, partial(sent_on, VIOLATION, self.rules)))

    def _raises_an_alarm(self) -> bool:
        return any(alarm.acts and alarm.seen_as(sagemaker.MonitoringAlarm).stands_on(self) for alarm in self.alarms)


class ReviewedModel(Seen, sagemaker.Model):
    """A model that is served, by who looked at it before."""

    filled_by = (sagemaker.Model,)
    cards = referrers(lambda: sagemaker.ModelCard, by="models")
    all_cards = fellows(lambda: sagemaker.ModelCard)

    @statement
    def has_an_approved_card(self) -> bool:
        """What is written about it, in the registry or in a card that names it, is approved.

        NotApplicable to files that declare no cards, and to models of accounts that are not served from the registry:
        what stands in other cards, the name of the model too, is not read.
        """
        told = [package.card_status for package in self.packages]
        if told and all(status == "Approved" for status in told):
            return True
        if self.dialect is Dialect.LIVE:
            if not told:
                raise NotApplicable("it is not served from the registry")
            return False
        if not self.all_cards and not any(told):
            raise NotApplicable("no card is declared beside it: what is written about it is kept elsewhere")
        return any(card.status == "Approved" for card in self.cards)

    @statement
    def was_approved_by_another(self) -> bool:
        """Each version that it serves was approved by somebody else than made it. NotApplicable where none is approved.

        Files do not tell who it was.
        """
        if self.dialect is not Dialect.LIVE:
            raise NotApplicable("files do not tell who approved a version")
        approved = [package for package in self.packages if package.approval == "Approved"]
        if not approved:
            raise NotApplicable("it serves no approved version of the registry")
        return all(package.changed_by_another for package in approved)
