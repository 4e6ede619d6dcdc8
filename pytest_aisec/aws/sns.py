"""Amazon SNS."""

from __future__ import annotations

from pytest_aisec.model.attribute import text, texts
from pytest_aisec.model.calls import Listing
from pytest_aisec.model.derived import never
from pytest_aisec.model.links import link, referrers
from pytest_aisec.model.resource import Names, Resource, statement


class Subscription(
    Resource,
    terraform="aws_sns_topic_subscription",
    cloudformation="AWS::SNS::Subscription",
    live=Listing("sns", "ListSubscriptions", "Subscriptions", id="join(' ', [TopicArn, Protocol, Endpoint])"),
):
    """Who gets what is sent to a topic.

    https://docs.aws.amazon.com/sns/latest/api/API_Subscription.html
    """

    topic = link(lambda: Topic, terraform="topic_arn", cloudformation="TopicArn")
    protocol = text()
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
    subscriptions = referrers(lambda: Subscription, by="topic")

    @statement
    def has_a_listener(self) -> bool:
        """Somebody subscribes to it, and has said yes."""
        return bool(self.own_protocols) or any(each.is_confirmed for each in self.subscriptions)

    @statement
    def invokes_a_function(self) -> bool:
        """A function is run for what is sent to it."""
        return "lambda" in self.own_protocols or any(each.protocol == "lambda" for each in self.subscriptions)
