"""Amazon S3: what is told of new objects in a bucket."""

from __future__ import annotations

from pytest_aisec.aws import lambda_, s3, sns, sqs
from pytest_aisec.model.attribute import boolean
from pytest_aisec.model.derived import present
from pytest_aisec.model.links import links
from pytest_aisec.model.paths import call, companion, every

_COMPANION = companion("aws_s3_bucket_notification", by="bucket")
_CONFIGURED = "NotificationConfiguration"
# Each bucket is asked, although who is told has a policy that lets S3 do so: that is a permission and no way, names no
# bucket where templates avoid a circle (SAM does), and aliases of functions have policies of their own.
_ANSWER = call("s3", "GetBucketNotificationConfiguration", {"Bucket": "Name"})


class NotifyingBucket(s3.Bucket):
    """A bucket, by what is told when something happens to its objects.

    https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketNotificationConfiguration.html
    """

    functions = links(
        lambda: lambda_.Function,
        terraform=every(_COMPANION / "lambda_function.*.lambda_function_arn"),
        cloudformation=f"{_CONFIGURED}.LambdaConfigurations.*.Function",
        live=_ANSWER / "LambdaFunctionConfigurations.*.LambdaFunctionArn",
        reads=lambda arn: lambda_.invoked_function(arn) or arn,
    )
    queues = links(
        lambda: sqs.Queue,
        terraform=every(_COMPANION / "queue.*.queue_arn"),
        cloudformation=f"{_CONFIGURED}.QueueConfigurations.*.Queue",
        live=_ANSWER / "QueueConfigurations.*.QueueArn",
        reads=sqs.queue_url,
    )
    topics = links(
        lambda: sns.Topic,
        terraform=every(_COMPANION / "topic.*.topic_arn"),
        cloudformation=f"{_CONFIGURED}.TopicConfigurations.*.Topic",
        live=_ANSWER / "TopicConfigurations.*.TopicArn",
    )
    tells_eventbridge = boolean(
        default=False,
        terraform=_COMPANION / "eventbridge",
        cloudformation=present(f"{_CONFIGURED}.EventBridgeConfiguration"),
        live=present(_ANSWER / "EventBridgeConfiguration"),
    )
    """Whether the default bus gets an event for each."""
