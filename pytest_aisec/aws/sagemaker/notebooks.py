"""Where people work: notebook instances and Studio domains."""

from __future__ import annotations

from pytest_aisec.aws import ec2, iam, kms
from pytest_aisec.model.attribute import PerDialect, boolean, text, unstated
from pytest_aisec.model.calls import Call, Listing
from pytest_aisec.model.convert import switch
from pytest_aisec.model.links import link, links
from pytest_aisec.model.resource import Names, Resource, statement

_NEWEST = "notebook-al2023-v1"
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

    platform = text(
        default=PerDialect(
            terraform=_NEWEST, cloudformation=_NEWEST, live=unstated("the account does not tell what it runs on")
        ),
        terraform="platform_identifier",
        cloudformation="PlatformIdentifier",
    )
    """What it runs on. The newest is what those get that files declare without a word; older ones had others.

    https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateNotebookInstance.html
    """

    @statement
    def imdsv2_required(self) -> bool:
        """The metadata service answers only requests with a session token."""
        return self.minimum_metadata_version == "2"


class Domain(
    Resource,
    terraform="aws_sagemaker_domain",
    cloudformation="AWS::SageMaker::Domain",
    live=Listing(
        "sagemaker",
        "ListDomains",
        "Domains",
        id="DomainArn",
        describe=Call("sagemaker", "DescribeDomain", {"DomainId": "DomainId"}),
    ),
    names=Names(cloudformation=("DomainId",), live=("DomainId", "DomainArn")),
):
    """A Studio domain: where teams build and train.

    https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateDomain.html
    """

    network_access = text(
        among=("PublicInternetOnly", "VpcOnly"),
        default="PublicInternetOnly",
        terraform="app_network_access_type",
        cloudformation="AppNetworkAccessType",
    )
    subnets = links(lambda: ec2.Subnet, terraform="subnet_ids", cloudformation="SubnetIds")
    security_groups = links(
        lambda: ec2.SecurityGroup,
        terraform="default_user_settings.security_groups",
        cloudformation="DefaultUserSettings.SecurityGroups",
        live="DefaultUserSettings.SecurityGroups",
    )
    role = link(
        lambda: iam.Role,
        terraform="default_user_settings.execution_role",
        cloudformation="DefaultUserSettings.ExecutionRole",
    )
    """The role that the code of those who work in it has, unless they have one of their own."""
    kms_key = link(lambda: kms.Key, terraform="kms_key_id", cloudformation="KmsKeyId")
