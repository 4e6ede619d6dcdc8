"""Models, the jobs that make and ask them, and the log of what they are asked."""

from __future__ import annotations

from pytest_aisec.aws import iam, kms, logs, s3
from pytest_aisec.model.attribute import PerDialect, boolean, text, unstated
from pytest_aisec.model.calls import Call, Listing
from pytest_aisec.model.convert import switch
from pytest_aisec.model.derived import never
from pytest_aisec.model.links import blocks, link, links
from pytest_aisec.model.paths import call, every
from pytest_aisec.model.quantities import moment
from pytest_aisec.model.resource import Block, Names, Resource, answer, statement


class RequestStore(Block):
    """A bucket that takes in requests to models, and what their names begin with in it."""

    bucket = link(lambda: s3.Bucket, terraform="bucket_name", live="bucketName")
    key_prefix = text(default="", terraform="key_prefix", live="keyPrefix")

    @statement
    def ends_its_records(self) -> bool:
        """The bucket deletes them after some time.

        https://docs.aws.amazon.com/bedrock/latest/userguide/model-invocation-logging.html
        """
        folder = f"{self.key_prefix}/AWSLogs/" if self.key_prefix else "AWSLogs/"
        return self.bucket is not None and self.bucket.ends_objects_under(folder)


_KEPT = PerDialect(terraform=True, cloudformation=True, live=unstated("the account does not tell whether it is kept"))
"""What the provider sets where nothing is said. What Bedrock does without a word, AWS does not say.

https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/bedrock_model_invocation_logging_configuration
"""


class ModelInvocationLogging(
    Resource,
    terraform="aws_bedrock_model_invocation_logging_configuration",
    live=Listing(
        "bedrock",
        "GetModelInvocationLoggingConfiguration",
        "[loggingConfig][*]",
        id="join(' ', ['invocation logging in', $source.Region])",
    ),
):
    """Where the requests to models of one region, and their answers, are kept. CloudFormation has no type for it.

    https://docs.aws.amazon.com/bedrock/latest/userguide/model-invocation-logging.html
    """

    buckets = links(
        lambda: s3.Bucket,
        terraform=every(
            "logging_config.s3_config.bucket_name",
            "logging_config.cloudwatch_config.large_data_delivery_s3_config.bucket_name",
        ),
        live=every("s3Config.bucketName", "cloudWatchConfig.largeDataDeliveryS3Config.bucketName"),
    )
    stores = blocks(
        RequestStore,
        terraform=every("logging_config.s3_config", "logging_config.cloudwatch_config.large_data_delivery_s3_config"),
        live=every("s3Config", "cloudWatchConfig.largeDataDeliveryS3Config"),
    )
    """The same buckets, with where in them the records are."""
    log_group = link(
        lambda: logs.LogGroup,
        terraform="logging_config.cloudwatch_config.log_group_name",
        live="cloudWatchConfig.logGroupName",
    )
    keeps_text = boolean(
        default=_KEPT, terraform="logging_config.text_data_delivery_enabled", live="textDataDeliveryEnabled"
    )
    keeps_images = boolean(
        default=_KEPT, terraform="logging_config.image_data_delivery_enabled", live="imageDataDeliveryEnabled"
    )
    keeps_embeddings = boolean(
        default=_KEPT, terraform="logging_config.embedding_data_delivery_enabled", live="embeddingDataDeliveryEnabled"
    )
    keeps_videos = boolean(
        default=_KEPT, terraform="logging_config.video_data_delivery_enabled", live="videoDataDeliveryEnabled"
    )
    keeps_sound = boolean(
        default=_KEPT,
        terraform=never("the provider that is known here has no argument for it"),
        live="audioDataDeliveryEnabled",
    )

    @property
    def left_out(self) -> list[str]:
        """What of requests and answers is not kept, beside texts."""
        kept = {
            "sound": self.keeps_sound,
            "images": self.keeps_images,
            "embeddings": self.keeps_embeddings,
            "videos": self.keeps_videos,
        }
        return [name for name, is_kept in kept.items() if not is_kept]

    @statement
    def keeps_requests(self) -> bool:
        """Texts are kept, in a bucket or in a log group."""
        return self.keeps_text and (bool(self.buckets) or self.log_group is not None)


class CustomModel(
    Resource,
    terraform="aws_bedrock_custom_model",
    live=Listing(
        "bedrock",
        "ListCustomModels",
        "modelSummaries",
        id="modelArn",
        parameters={"isOwned": True},
        describe=Call("bedrock", "GetCustomModel", {"modelIdentifier": "modelArn"}),
    ),
    names=Names(terraform=("custom_model_arn",), live=("modelArn",)),
):
    """A model that was trained further on data of the account. CloudFormation declares none.

    https://docs.aws.amazon.com/bedrock/latest/userguide/encryption-custom-job.html
    """

    kms_key = link(lambda: kms.Key, terraform="custom_model_kms_key_id", live="modelKmsKeyArn")
    buckets = links(
        lambda: s3.Bucket,
        terraform=every("training_data_config.s3_uri", "output_data_config.s3_uri"),
        live=every("trainingDataConfig.s3Uri", "outputDataConfig.s3Uri"),
        reads=s3.bucket_name,
    )
    role = link(lambda: iam.Role, terraform="role_arn", live=never("the role was that of the job, which is over"))


_AVAILABILITY = call("bedrock", "GetFoundationModelAvailability", {"modelId": "modelId"})
_AVAILABLE = switch(AVAILABLE=True, NOT_AVAILABLE=False)


class FoundationModel(
    Resource,
    live=Listing("bedrock", "ListFoundationModels", "modelSummaries", id="modelArn"),
    names=Names(live=("modelArn", "modelId")),
):
    """A model that AWS offers in a region, and whether the account has agreed to its terms. Files say nothing of it.

    Whether it has, and may use it, costs a call for each model.

    https://docs.aws.amazon.com/bedrock/latest/userguide/model-access.html
    https://docs.aws.amazon.com/bedrock/latest/APIReference/API_GetFoundationModelAvailability.html
    """

    model_id = text(live="modelId")
    provider = text(default="", live="providerName")
    status = text(among=("ACTIVE", "LEGACY"), live="modelLifecycle.status")
    agreement = text(
        among=("AVAILABLE", "PENDING", "NOT_AVAILABLE", "ERROR"), live=_AVAILABILITY / "agreementAvailability.status"
    )
    """`AVAILABLE`: the account has agreed to its terms."""
    authorized = boolean(
        switch=switch(AUTHORIZED=True, NOT_AUTHORIZED=False), live=_AVAILABILITY / "authorizationStatus"
    )
    entitled = boolean(switch=_AVAILABLE, live=_AVAILABILITY / "entitlementAvailability")
    in_region = boolean(switch=_AVAILABLE, live=_AVAILABILITY / "regionAvailability")


class ImportedModel(
    Resource,
    live=Listing(
        "bedrock",
        "ListImportedModels",
        "modelSummaries",
        id="modelArn",
        describe=Call("bedrock", "GetImportedModel", {"modelIdentifier": "modelArn"}),
    ),
):
    """A model whose weights were brought from elsewhere. Files declare none.

    https://docs.aws.amazon.com/bedrock/latest/userguide/encryption-import-model.html
    """

    kms_key = link(lambda: kms.Key, live="modelKmsKeyArn")


class EvaluationJob(
    Resource,
    live=Listing(
        "bedrock",
        "ListEvaluationJobs",
        "jobSummaries",
        id="jobArn",
        describe=Call("bedrock", "GetEvaluationJob", {"jobIdentifier": "jobArn"}),
    ),
):
    """A job that judges what a model answers; its results stay until it is deleted. Files declare none.

    https://docs.aws.amazon.com/bedrock/latest/userguide/evaluation-data-management.html
    """

    kms_key = link(lambda: kms.Key, live="customerEncryptionKeyId")
    status = text(among=("InProgress", "Completed", "Failed", "Stopping", "Stopped", "Deleting"), live="status")
    created = moment(live="creationTime")

    @answer
    def judged_within(self, days: int) -> bool:
        """It judges now, or did so not longer ago than some days before it was read."""
        age = self.days_since(self.created)
        return self.status in {"InProgress", "Completed"} and age is not None and age <= days


_OVER = "['Completed', 'PartiallyCompleted', 'Failed', 'Expired', 'Stopping', 'Stopped']"
"""What is not asked about any further; others may wait for days. The listing can be told of one status alone.

https://docs.aws.amazon.com/bedrock/latest/APIReference/API_ListModelInvocationJobs.html
"""


class InvocationJob(
    Resource,
    live=Listing(
        "bedrock",
        "ListModelInvocationJobs",
        f"invocationJobSummaries[?!contains({_OVER}, status)]",
        id="jobArn",
        describe=Call("bedrock", "GetModelInvocationJob", {"jobIdentifier": "jobArn"}),
    ),
):
    """A job in which a model answers in bulk; those that run now, or will. Files declare none.

    https://docs.aws.amazon.com/bedrock/latest/userguide/batch-inference.html
    """

    output_key = link(lambda: kms.Key, live="outputDataConfig.s3OutputDataConfig.s3EncryptionKeyId")


class AutomatedReasoningPolicy(
    Resource,
    cloudformation="AWS::Bedrock::AutomatedReasoningPolicy",
    live=Listing(
        "bedrock",
        "ListAutomatedReasoningPolicies",
        "automatedReasoningPolicySummaries",
        id="policyArn",
        describe=Call("bedrock", "GetAutomatedReasoningPolicy", {"policyArn": "policyArn"}),
    ),
    names=Names(cloudformation=("PolicyArn",), live=("policyArn",)),
):
    """Rules by which answers are checked. Terraform declares none.

    https://docs.aws.amazon.com/bedrock/latest/userguide/guardrails-automated-reasoning-checks.html
    """

    kms_key = link(lambda: kms.Key, cloudformation="KmsKeyId", live="kmsKeyArn")
