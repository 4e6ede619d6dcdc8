"""How models are served: endpoint configurations, and the components that share the machines of an endpoint."""

from __future__ import annotations

from pytest_aisec.aws import kms, s3
from pytest_aisec.aws.sagemaker.models import Model
from pytest_aisec.model.attribute import boolean, integer, text, texts
from pytest_aisec.model.calls import Call, Listing
from pytest_aisec.model.derived import present
from pytest_aisec.model.links import blocks, link, links
from pytest_aisec.model.paths import either, every
from pytest_aisec.model.resource import Block, Names, Resource, statement


class ProductionVariant(Block):
    """One model behind an endpoint, and what it runs on."""

    model = link(lambda: Model, terraform="model_name", cloudformation="ModelName")
    instance_type = text(default=None)
    initial_instance_count = integer(default=None)


_NAMED = tuple(
    f"{variants}.*.{model}"
    for variants in ("ProductionVariants", "ShadowProductionVariants")
    for model in ("ModelName", "InstancePools.*.ModelNameOverride")
)
"""Where an endpoint configuration names models.

https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateEndpointConfig.html
"""
_WRITTEN = ("DataCaptureConfig.DestinationS3Uri", "AsyncInferenceConfig.OutputConfig.S3OutputPath")


_CAPTURES = either("DataCaptureConfig.EnableCapture", present("DataCaptureConfig.DestinationS3Uri"))


class EndpointConfig(
    Resource,
    terraform="aws_sagemaker_endpoint_configuration",
    cloudformation="AWS::SageMaker::EndpointConfig",
    live=Listing(
        "sagemaker",
        "ListEndpointConfigs",
        "EndpointConfigs",
        id="EndpointConfigArn",
        describe=Call("sagemaker", "DescribeEndpointConfig", {"EndpointConfigName": "EndpointConfigName"}),
    ),
    names=Names(
        terraform=("name",),
        cloudformation=("EndpointConfigName",),
        live=("EndpointConfigName", "EndpointConfigArn"),
    ),
):
    """Which models an endpoint serves, on what."""

    kms_key = link(lambda: kms.Key, terraform="kms_key_arn", cloudformation="KmsKeyId")
    captures = boolean(
        default=False,
        terraform="data_capture_config.enable_capture",
        cloudformation=_CAPTURES,
        live=_CAPTURES,
    )
    """Whether requests and answers are kept for monitoring. A configuration that does not say so is on for AWS.

    https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_DataCaptureConfig.html
    """
    captured = texts(
        terraform="data_capture_config.capture_options.*.capture_mode",
        cloudformation="DataCaptureConfig.CaptureOptions.*.CaptureMode",
    )
    """What is kept: `Input`, `Output`, `InputAndOutput`; some may stand beside each other."""

    @statement
    def captures_requests_and_answers(self) -> bool:
        """Both are kept, as far as it says which."""
        said = set(self.captured)
        return self.captures and (not said or "InputAndOutput" in said or {"Input", "Output"} <= said)

    sampling_percentage = integer(
        default=None,
        terraform="data_capture_config.initial_sampling_percentage",
        cloudformation="DataCaptureConfig.InitialSamplingPercentage",
        live="DataCaptureConfig.InitialSamplingPercentage",
    )
    """How many of a hundred are kept, which may be none: docs.aws.amazon.com, API_DataCaptureConfig (SageMaker)."""

    capture_key = link(
        lambda: kms.Key,
        terraform="data_capture_config.kms_key_id",
        cloudformation="DataCaptureConfig.KmsKeyId",
    )
    asynchronous = boolean(
        terraform=present("async_inference_config.output_config.s3_output_path"),
        cloudformation=present("AsyncInferenceConfig.OutputConfig.S3OutputPath"),
        live=present("AsyncInferenceConfig.OutputConfig.S3OutputPath"),
    )
    """Whether answers are written to a bucket instead of being waited for."""

    answers_key = link(
        lambda: kms.Key,
        terraform="async_inference_config.output_config.kms_key_id",
        cloudformation="AsyncInferenceConfig.OutputConfig.KmsKeyId",
    )
    written_buckets = links(
        lambda: s3.Bucket,
        terraform=every(
            "data_capture_config.destination_s3_uri", "async_inference_config.output_config.s3_output_path"
        ),
        cloudformation=every(*_WRITTEN),
        live=every(*_WRITTEN),
        reads=s3.bucket_name,
    )
    """The buckets to which it writes what it was asked, and what it answered."""
    variants = blocks(ProductionVariant, terraform="production_variants", cloudformation="ProductionVariants")
    models = links(
        lambda: Model,
        terraform=every("production_variants.*.model_name", "shadow_production_variants.*.model_name"),
        cloudformation=every(*_NAMED),
        live=every(*_NAMED),
    )
    """All that answer, the shadows too, which get a copy of what is asked."""


class Specification(Block):
    """What a component runs, on some type of machines or on all: a model, or a container of its own.

    https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_InferenceComponentSpecification.html
    """

    has_container = boolean(cloudformation=present("Container"), live=present("Container"))


class InferenceComponent(
    Resource,
    cloudformation="AWS::SageMaker::InferenceComponent",
    live=Listing(
        "sagemaker",
        "ListInferenceComponents",
        "InferenceComponents",
        id="InferenceComponentArn",
        describe=Call("sagemaker", "DescribeInferenceComponent", {"InferenceComponentName": "InferenceComponentName"}),
    ),
    names=Names(
        cloudformation=("InferenceComponentName", "InferenceComponentArn"),
        live=("InferenceComponentName", "InferenceComponentArn"),
    ),
):
    """A model on an endpoint that several share. Terraform declares none.

    https://docs.aws.amazon.com/sagemaker/latest/dg/realtime-endpoints-deploy-models.html
    """

    specifications = blocks(
        Specification,
        cloudformation=every("Specification", "Specifications"),
        live=every("Specification", "Specifications"),
    )
    adapts_another = boolean(
        cloudformation=present("Specification.BaseInferenceComponentName"),
        live=present("Specification.BaseInferenceComponentName"),
    )
    """Whether it is weights beside those of another component, whose model they adapt."""

    models = links(
        lambda: Model,
        cloudformation=every("Specification.ModelName", "Specifications.*.ModelName"),
        live=every("Specification.ModelName", "Specifications.*.ModelName"),
    )
