"""How models are reached, and what AWS keeps of what they are asked."""

from __future__ import annotations

from pytest_aisec.aws import ec2, iam, kms, s3
from pytest_aisec.model.attribute import text, texts
from pytest_aisec.model.calls import Call, Listing
from pytest_aisec.model.derived import never
from pytest_aisec.model.links import link, links
from pytest_aisec.model.paths import every, unmapped
from pytest_aisec.model.resource import Names, Resource

_LATER = unmapped("which models it leads to is known once it is there")


class InferenceProfile(
    Resource,
    terraform="aws_bedrock_inference_profile",
    cloudformation="AWS::Bedrock::ApplicationInferenceProfile",
    live=Listing(
        "bedrock",
        "ListInferenceProfiles",
        "inferenceProfileSummaries",
        id="inferenceProfileArn",
        parameters={"typeEquals": "APPLICATION"},
    ),
    names=Names(
        cloudformation=("InferenceProfileArn", "InferenceProfileId", "InferenceProfileIdentifier"),
        live=("inferenceProfileArn", "inferenceProfileId"),
    ),
):
    """What an application calls instead of a model, in one region or several; those that the account made itself.

    https://docs.aws.amazon.com/bedrock/latest/userguide/inference-profiles.html
    """

    copied_from = text(
        default=None,
        terraform="model_source.copy_from",
        cloudformation="ModelSource.CopyFrom",
        live=never("an account tells the models"),
    )
    """The model, or the profile of AWS (`us.`, `eu.`, `global.`), that it was made from; None in accounts."""
    models = texts(terraform=_LATER, cloudformation=_LATER, live="models.*.modelArn")
    """The ARNs of the models that it leads to, one for each region."""


class ProvisionedThroughput(
    Resource,
    terraform="aws_bedrock_provisioned_model_throughput",
    live=Listing(
        "bedrock",
        "ListProvisionedModelThroughputs",
        "provisionedModelSummaries",
        id="provisionedModelArn",
    ),
    names=Names(terraform=("provisioned_model_arn",), live=("provisionedModelArn",)),
):
    """A model for which an account pays by the hour. CloudFormation declares none.

    https://docs.aws.amazon.com/bedrock/latest/userguide/prov-throughput.html
    """


class MarketplaceEndpoint(
    Resource,
    live=Listing(
        "bedrock",
        "ListMarketplaceModelEndpoints",
        "marketplaceModelEndpoints",
        id="endpointArn",
        describe=Call("bedrock", "GetMarketplaceModelEndpoint", {"endpointArn": "endpointArn"}),
        described="marketplaceModelEndpoint",
    ),
):
    """Where a model of the Marketplace answers. Files declare none.

    https://docs.aws.amazon.com/bedrock/latest/userguide/amazon-bedrock-marketplace.html
    """

    kms_key = link(lambda: kms.Key, live="endpointConfig.sageMaker.kmsEncryptionKey")
    role = link(lambda: iam.Role, live="endpointConfig.sageMaker.executionRole")
    subnets = links(lambda: ec2.Subnet, live="endpointConfig.sageMaker.vpc.subnetIds")


class CustomizationJob(
    Resource,
    live=Listing(
        "bedrock",
        "ListModelCustomizationJobs",
        "modelCustomizationJobSummaries",
        id="jobArn",
        parameters={"statusEquals": "InProgress"},
        describe=Call("bedrock", "GetModelCustomizationJob", {"jobIdentifier": "jobArn"}),
    ),
):
    """A job that trains a model further; those that run now. Files declare what it makes: `CustomModel`.

    https://docs.aws.amazon.com/bedrock/latest/userguide/vpc-model-customization.html
    """

    model_key = link(lambda: kms.Key, live="outputModelKmsKeyArn")
    role = link(lambda: iam.Role, live="roleArn")
    subnets = links(lambda: ec2.Subnet, live="vpcConfig.subnetIds")
    buckets = links(
        lambda: s3.Bucket, live=every("trainingDataConfig.s3Uri", "outputDataConfig.s3Uri"), reads=s3.bucket_name
    )


class DataRetention(
    Resource,
    live=Listing("bedrock", "GetAccountDataRetention", "[@]", id="join(' ', ['data retention in', $source.Region])"),
):
    """What AWS keeps of the requests to models of one region. Files declare none.

    https://docs.aws.amazon.com/bedrock/latest/userguide/data-retention.html
    """

    mode = text(among=("default", "none", "aws_review", "provider_data_share", "inherit"))
    """`none`: nothing; `inherit`: what a broader scope says, which is what accounts begin with."""
