"""Amazon SageMaker AI."""

from __future__ import annotations

from pytest_aisec.aws import ec2, iam, kms, s3
from pytest_aisec.model.attribute import boolean, integer, text
from pytest_aisec.model.calls import Call, Listing
from pytest_aisec.model.convert import switch
from pytest_aisec.model.links import blocks, link, links
from pytest_aisec.model.paths import every
from pytest_aisec.model.resource import Block, Names, Resource, statement

_SWITCH = switch(Enabled=True, Disabled=False)


class NotebookInstance(
    Resource,
    terraform="aws_sagemaker_notebook_instance",
    cloudformation="AWS::SageMaker::NotebookInstance",
    live=Listing(
        "sagemaker",
        "ListNotebookInstances",
        "NotebookInstances",
        id="NotebookInstanceArn",
        describe=Call("sagemaker", "DescribeNotebookInstance", {"NotebookInstanceName": "NotebookInstanceName"}),
    ),
    names=Names(terraform=("name",), cloudformation=("NotebookInstanceName",), live=("NotebookInstanceArn",)),
):
    """A managed Jupyter server.

    https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateNotebookInstance.html
    """

    direct_internet_access = boolean(default=True, switch=_SWITCH)
    root_access = boolean(default=True, switch=_SWITCH)
    instance_type = text()
    subnet = link(lambda: ec2.Subnet, terraform="subnet_id", cloudformation="SubnetId")
    security_groups = links(lambda: ec2.SecurityGroup, cloudformation="SecurityGroupIds", live="SecurityGroups")
    role = link(lambda: iam.Role, terraform="role_arn", cloudformation="RoleArn")
    kms_key = link(lambda: kms.Key, terraform="kms_key_id", cloudformation="KmsKeyId")
    minimum_metadata_version = text(
        among=("1", "2"),
        default="1",
        terraform="instance_metadata_service_configuration.minimum_instance_metadata_service_version",
        cloudformation="InstanceMetadataServiceConfiguration.MinimumInstanceMetadataServiceVersion",
    )

    @statement
    def imdsv2_required(self) -> bool:
        """The metadata service answers only requests with a session token."""
        return self.minimum_metadata_version == "2"


class Model(
    Resource,
    terraform="aws_sagemaker_model",
    cloudformation="AWS::SageMaker::Model",
    live=Listing(
        "sagemaker",
        "ListModels",
        "Models",
        id="ModelArn",
        describe=Call("sagemaker", "DescribeModel", {"ModelName": "ModelName"}),
    ),
    names=Names(terraform=("name",), cloudformation=("ModelName",), live=("ModelName", "ModelArn")),
):
    """A model that SageMaker can serve."""

    network_isolated = boolean(
        default=False, terraform="enable_network_isolation", cloudformation="EnableNetworkIsolation"
    )
    role = link(lambda: iam.Role, terraform="execution_role_arn", cloudformation="ExecutionRoleArn")
    subnets = links(lambda: ec2.Subnet, terraform="vpc_config.subnets", cloudformation="VpcConfig.Subnets")
    security_groups = links(
        lambda: ec2.SecurityGroup,
        terraform="vpc_config.security_group_ids",
        cloudformation="VpcConfig.SecurityGroupIds",
    )
    artefact_buckets = links(
        lambda: s3.Bucket,
        terraform=every("primary_container.model_data_url", "container.*.model_data_url"),
        cloudformation=every("PrimaryContainer.ModelDataUrl", "Containers.*.ModelDataUrl"),
        live=every("PrimaryContainer.ModelDataUrl", "Containers.*.ModelDataUrl"),
        reads=s3.bucket_name,
    )
    """The buckets that hold the model's weights."""


class ProductionVariant(Block):
    """One model behind an endpoint, and what it runs on."""

    model = link(lambda: Model, terraform="model_name", cloudformation="ModelName")
    instance_type = text(default=None)
    initial_instance_count = integer(default=None)


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
    variants = blocks(ProductionVariant, terraform="production_variants", cloudformation="ProductionVariants")
