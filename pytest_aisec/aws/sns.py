"""Amazon SNS."""

from __future__ import annotations

from typing import ClassVar

from pytest_aisec.aws import lambda_, sqs
from pytest_aisec.declarations import Dialect
from pytest_aisec.model.attribute import text, texts
from pytest_aisec.model.calls import Listing
from pytest_aisec.model.derived import never, only, only_at
from pytest_aisec.model.links import link, links, referrers
from pytest_aisec.model.resource import Names, Resource, statement
from pytest_aisec.verdicts import Undetermined

_FUNCTION = r"arn:[^:]*:(lambda|[?])|[?]"
_QUEUE = r"arn:[^:]*:(sqs|[?])|[?]"


class Subscription(
    Resource,
    terraform="aws_sns_topic_subscription",
    cloudformation="AWS::SNS::Subscription",
    live=Listing(
        "sns",
        "ListSubscriptionsByTopic",
        "Subscriptions[?SubscriptionArn != 'Deleted']",
        id="join(' ', [TopicArn, Protocol, Endpoint])",
        per="AWS::SNS::Topic",
        per_parameters={"TopicArn": "TopicArn"},
    ),
):
    """Who gets what is sent to a topic. Those that other accounts made are listed by topic only.

    Who has ended one stays listed for days, with a word in place of its ARN.
    https://docs.aws.amazon.com/sns/latest/api/API_ListSubscriptionsByTopic.html,
    https://github.com/ansible/ansible/pull/20086
    """

    topic = link(lambda: Topic, terraform="topic_arn", cloudformation="TopicArn")
    protocol = text()
    function = link(
        lambda: lambda_.Function, **only_at("endpoint", "Endpoint", _FUNCTION), reads=lambda_.invoked_function
    )
    queue = link(lambda: sqs.Queue, **only_at("endpoint", "Endpoint", _QUEUE), reads=sqs.queue_url)
    arn = text(
        default="",
        terraform=never("whether it is confirmed is seen once it is there"),
        cloudformation=never("whether it is confirmed is seen once it is there"),
        live="SubscriptionArn",
    )

    @statement
    def is_confirmed(self) -> bool:
        """Whoever it is for has said yes; until then nothing arrives. In files everybody is taken to."""
        return self.arn != "PendingConfirmation"


class Topic(
    Resource,
    terraform="aws_sns_topic",
    cloudformation="AWS::SNS::Topic",
    live=Listing("sns", "ListTopics", "Topics", id="TopicArn"),
    names=Names(cloudformation=("TopicArn",), live=("TopicArn",)),
):
    """A topic: what is sent to it goes to whoever subscribes."""

    own_protocols = texts(
        terraform=never("subscriptions are resources of their own"),
        cloudformation="Subscription.*.Protocol",
        live=never("subscriptions are listed by themselves"),
    )
    own_functions = links(
        lambda: lambda_.Function,
        terraform=never("subscriptions are resources of their own"),
        cloudformation=only("Subscription.*.Endpoint", _FUNCTION),
        live=never("subscriptions are listed by themselves"),
        reads=lambda_.invoked_function,
    )
    own_queues = links(
        lambda: sqs.Queue,
        terraform=never("subscriptions are resources of their own"),
        cloudformation=only("Subscription.*.Endpoint", _QUEUE),
        live=never("subscriptions are listed by themselves"),
        reads=sqs.queue_url,
    )
    subscriptions = referrers(lambda: Subscription, by="topic")

    DECLARED_AS: ClassVar[dict[Dialect, str]] = {
        Dialect.TERRAFORM: "an aws_sns_topic_subscription",
        Dialect.CLOUDFORMATION: "an AWS::SNS::Subscription",
    }

    @statement
    def has_a_listener(self) -> bool:
        """Somebody subscribes to it, and has said yes."""
        return bool(self.own_protocols) or any(each.is_confirmed for each in self.subscriptions)

    @statement
    def is_heard(self) -> bool:
        """Somebody hears of what is sent to it. Who listens to topics of others is their business: those count.

        Raises Undetermined where files declare the topic and no subscription: people often subscribe by hand.
        """
        if self.unseen is not None:
            return self._is_of_others()
        if self.has_a_listener:
            return True
        if self.dialect is Dialect.LIVE:
            return False
        wanted = self.DECLARED_AS[self.dialect]
        raise Undetermined(f"{self.address} has no subscription here: declare {wanted}, or read the account")

    def _is_of_others(self) -> bool:
        if self.dialect is not Dialect.LIVE:
            return True
        as_if_seen = Topic(self.declaration, self.estate)  # everything is hidden of what is not seen
        unread = next(iter(self.estate.hidden(as_if_seen, (self.canonical_type,))), None)
        if unread is not None:
            raise Undetermined(f"who listens to {self.address} is not known: {unread}")
        return True

    @statement
    def invokes_a_function(self) -> bool:
        """A function is run for what is sent to it."""
        return "lambda" in self.own_protocols or any(
            each.protocol == "lambda" and each.is_confirmed for each in self.subscriptions
        )
