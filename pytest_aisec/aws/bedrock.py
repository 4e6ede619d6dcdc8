"""Amazon Bedrock: guardrails, and the log of what models are asked."""

from __future__ import annotations

from pytest_aisec.aws import logs, s3
from pytest_aisec.model.attribute import boolean, text
from pytest_aisec.model.calls import Call, Listing
from pytest_aisec.model.links import blocks, link, links
from pytest_aisec.model.paths import every
from pytest_aisec.model.resource import Block, Names, Resource, statement

STRENGTHS = ("NONE", "LOW", "MEDIUM", "HIGH")
ACTIONS = ("BLOCK", "NONE")


class ContentFilter(Block):
    """How strongly a guardrail filters one kind of content.

    https://docs.aws.amazon.com/bedrock/latest/APIReference/API_GuardrailContentFilterConfig.html
    """

    type = text()
    input_strength = text(among=STRENGTHS)
    output_strength = text(among=STRENGTHS)
    input_action = text(among=ACTIONS, default="BLOCK")
    input_enabled = boolean(default=True)

    @statement
    def blocks_input_at_high_strength(self) -> bool:
        """It is on, blocks, and does so at the highest strength."""
        return self.input_enabled and self.input_action == "BLOCK" and self.input_strength == "HIGH"


class Guardrail(
    Resource,
    terraform="aws_bedrock_guardrail",
    cloudformation="AWS::Bedrock::Guardrail",
    live=Listing(
        "bedrock",
        "ListGuardrails",
        "guardrails",
        id="arn",
        describe=Call("bedrock", "GetGuardrail", {"guardrailIdentifier": "id"}),
    ),
    names=Names(
        terraform=("guardrail_id", "guardrail_arn"),
        cloudformation=("GuardrailId", "GuardrailArn"),
        live=("guardrailId", "guardrailArn", "id", "arn"),
    ),
):
    """A guardrail."""

    name = text()
    content_filters = blocks(
        ContentFilter,
        terraform="content_policy_config.filters_config",
        cloudformation="ContentPolicyConfig.FiltersConfig",
        live="contentPolicy.filters",
    )


class ModelInvocationLogging(
    Resource,
    terraform="aws_bedrock_model_invocation_logging_configuration",
    live=Listing(
        "bedrock",
        "GetModelInvocationLoggingConfiguration",
        "[loggingConfig][*]",
        id="$source.Region",
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
    log_group = link(
        lambda: logs.LogGroup,
        terraform="logging_config.cloudwatch_config.log_group_name",
        live="cloudWatchConfig.logGroupName",
    )
    keeps_text = boolean(
        default=True, terraform="logging_config.text_data_delivery_enabled", live="textDataDeliveryEnabled"
    )

    @statement
    def keeps_requests(self) -> bool:
        """Texts are kept, in a bucket or in a log group."""
        return self.keeps_text and (bool(self.buckets) or self.log_group is not None)
