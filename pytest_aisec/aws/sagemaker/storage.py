"""What SageMaker keeps: features, model cards, what people decided."""

from __future__ import annotations

from pytest_aisec.aws import kms, s3
from pytest_aisec.aws.sagemaker.models import Model
from pytest_aisec.model.attribute import boolean, text
from pytest_aisec.model.calls import Call, Listing
from pytest_aisec.model.derived import present
from pytest_aisec.model.links import link, links
from pytest_aisec.model.paths import every, unmapped
from pytest_aisec.model.resource import Names, Resource
from pytest_aisec.model.structure import decoded


class FeatureGroup(
    Resource,
    terraform="aws_sagemaker_feature_group",
    cloudformation="AWS::SageMaker::FeatureGroup",
    live=Listing(
        "sagemaker",
        "ListFeatureGroups",
        "FeatureGroupSummaries",
        id="FeatureGroupArn",
        describe=Call("sagemaker", "DescribeFeatureGroup", {"FeatureGroupName": "FeatureGroupName"}),
    ),
    names=Names(
        terraform=("feature_group_name",),
        cloudformation=("FeatureGroupName",),
        live=("FeatureGroupName", "FeatureGroupArn"),
    ),
):
    """Features of one kind of thing, for training and for inference.

    https://docs.aws.amazon.com/sagemaker/latest/dg/feature-store-security.html
    """

    online = boolean(
        default=False,
        terraform="online_store_config.enable_online_store",
        cloudformation="OnlineStoreConfig.EnableOnlineStore",
    )
    online_key = link(
        lambda: kms.Key,
        terraform="online_store_config.security_config.kms_key_id",
        cloudformation="OnlineStoreConfig.SecurityConfig.KmsKeyId",
    )
    offline = boolean(
        terraform=present("offline_store_config.s3_storage_config.s3_uri"),
        cloudformation=present("OfflineStoreConfig.S3StorageConfig.S3Uri"),
        live=present("OfflineStoreConfig.S3StorageConfig.S3Uri"),
    )
    offline_bucket = link(
        lambda: s3.Bucket,
        terraform="offline_store_config.s3_storage_config.s3_uri",
        cloudformation="OfflineStoreConfig.S3StorageConfig.S3Uri",
        reads=s3.bucket_name,
    )
    """Where features are kept that training reads."""
    offline_key = link(
        lambda: kms.Key,
        terraform="offline_store_config.s3_storage_config.kms_key_id",
        cloudformation="OfflineStoreConfig.S3StorageConfig.KmsKeyId",
    )


class ModelCard(
    Resource,
    terraform="aws_sagemaker_model_card",
    cloudformation="AWS::SageMaker::ModelCard",
    live=Listing(
        "sagemaker",
        "ListModelCards",
        "ModelCardSummaries",
        id="ModelCardArn",
        describe=Call(
            "sagemaker", "DescribeModelCard", {"ModelCardName": "ModelCardName", "IncludedData": "=MetadataOnly"}
        ),
    ),
    names=Names(
        terraform=("model_card_name",), cloudformation=("ModelCardName", "ModelCardArn"), live=("ModelCardArn",)
    ),
):
    """What is written down about a model: what it is for, what it was trained on, how it did.

    https://docs.aws.amazon.com/sagemaker/latest/dg/model-cards.html
    """

    kms_key = link(lambda: kms.Key, terraform="security_config.kms_key_id", cloudformation="SecurityConfig.KmsKeyId")
    status = text(
        among=("Draft", "PendingReview", "Approved", "Archived"),
        terraform="model_card_status",
        cloudformation="ModelCardStatus",
    )
    models = links(
        lambda: Model,
        terraform=every(*(decoded("content") / f"model_overview.{name}" for name in ("model_id", "model_name"))),
        cloudformation=every("Content.ModelOverview.ModelId", "Content.ModelOverview.ModelName"),
        live=unmapped("what stands in cards is not read"),
    )
    """The model that it is about, by its ARN or its name."""


class FlowDefinition(
    Resource,
    terraform="aws_sagemaker_flow_definition",
    live=Listing(
        "sagemaker",
        "ListFlowDefinitions",
        "FlowDefinitionSummaries",
        id="FlowDefinitionArn",
        describe=Call("sagemaker", "DescribeFlowDefinition", {"FlowDefinitionName": "FlowDefinitionName"}),
    ),
    names=Names(terraform=("flow_definition_name",), live=("FlowDefinitionArn",)),
):
    """A review of answers by people. CloudFormation declares none.

    https://docs.aws.amazon.com/sagemaker/latest/dg/a2i-create-flow-definition.html
    """

    output_key = link(lambda: kms.Key, terraform="output_config.kms_key_id", live="OutputConfig.KmsKeyId")
