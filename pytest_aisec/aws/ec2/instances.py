"""Instances, what they are launched from, and their disks."""

from __future__ import annotations

from pytest_aisec.aws import iam, kms
from pytest_aisec.aws.ec2.firewalls import SecurityGroup
from pytest_aisec.aws.ec2.networks import Subnet
from pytest_aisec.model.attribute import PerDialect, boolean, text
from pytest_aisec.model.calls import Listing
from pytest_aisec.model.derived import present
from pytest_aisec.model.links import blocks, link, links
from pytest_aisec.model.paths import either, every, unmapped
from pytest_aisec.model.resource import Block, Names, Resource, statement

TOKENS = ("optional", "required")


class NetworkInterface(Block):
    """A network interface that an instance is launched with."""

    subnet = link(lambda: Subnet, terraform="subnet_id", cloudformation="SubnetId")
    public_ip_requested = boolean(
        default=None,
        terraform="associate_public_ip_address",
        cloudformation="AssociatePublicIpAddress",
    )


class LaunchTemplate(
    Resource,
    terraform="aws_launch_template",
    cloudformation="AWS::EC2::LaunchTemplate",
    live=Listing(
        "ec2",
        "DescribeLaunchTemplateVersions",
        "LaunchTemplateVersions",
        id="LaunchTemplateId",
        parameters={"Versions": ["$Default"]},
    ),
    names=Names(
        terraform=("name",),
        cloudformation=("LaunchTemplateId", "LaunchTemplateName"),
        live=("LaunchTemplateId", "LaunchTemplateName"),
    ),
):
    """What instances are launched from."""

    instance_type = text(default=None, cloudformation="LaunchTemplateData.InstanceType")
    metadata_tokens = text(
        among=TOKENS,
        default=None,
        terraform="metadata_options.http_tokens",
        cloudformation="LaunchTemplateData.MetadataOptions.HttpTokens",
    )
    metadata_endpoint = text(
        among=("enabled", "disabled"),
        default="enabled",
        terraform="metadata_options.http_endpoint",
        cloudformation="LaunchTemplateData.MetadataOptions.HttpEndpoint",
    )
    interfaces = blocks(
        NetworkInterface, terraform="network_interfaces", cloudformation="LaunchTemplateData.NetworkInterfaces"
    )
    instance_profile = link(
        lambda: iam.InstanceProfile,
        terraform=either("iam_instance_profile.arn", "iam_instance_profile.name"),
        cloudformation=either(
            "LaunchTemplateData.IamInstanceProfile.Arn", "LaunchTemplateData.IamInstanceProfile.Name"
        ),
        live=either("LaunchTemplateData.IamInstanceProfile.Arn", "LaunchTemplateData.IamInstanceProfile.Name"),
    )

    @statement
    def imdsv2_required(self) -> bool:
        """The metadata service answers only requests with a session token, or not at all."""
        return self.metadata_endpoint == "disabled" or self.metadata_tokens == "required"


class Instance(
    Resource,
    terraform="aws_instance",
    cloudformation="AWS::EC2::Instance",
    live=Listing("ec2", "DescribeInstances", "Reservations[].Instances[]", id="InstanceId"),
    names=Names(cloudformation=("InstanceId",), live=("InstanceId",)),
):
    """A virtual machine."""

    instance_type = text(default=None)
    """None where a launch template or the service's default decides."""

    launch_template = link(
        lambda: LaunchTemplate,
        terraform=either("launch_template.id", "launch_template.name"),
        cloudformation=either("LaunchTemplate.LaunchTemplateId", "LaunchTemplate.LaunchTemplateName"),
        live=unmapped("DescribeInstances does not tell the launch template"),
    )
    subnet = link(
        lambda: Subnet,
        terraform="subnet_id",
        cloudformation=either("SubnetId", "NetworkInterfaces.0.SubnetId"),
        live="SubnetId",
    )
    security_groups = links(
        lambda: SecurityGroup,
        terraform=every("vpc_security_group_ids", "security_groups"),
        cloudformation=every("SecurityGroupIds", "NetworkInterfaces.*.GroupSet.*"),
        live="SecurityGroups.*.GroupId",
    )
    public_ip_requested = boolean(
        default=PerDialect(terraform=None, cloudformation=None, live=False),
        terraform="associate_public_ip_address",
        cloudformation="NetworkInterfaces.0.AssociatePublicIpAddress",
        live=present("PublicIpAddress"),
    )
    """None where the subnet decides; for a running instance, whether it has a public address."""

    metadata_tokens = text(
        among=TOKENS,
        default=None,
        terraform="metadata_options.http_tokens",
        cloudformation="MetadataOptions.HttpTokens",
    )
    metadata_endpoint = text(
        among=("enabled", "disabled"),
        default="enabled",
        terraform="metadata_options.http_endpoint",
        cloudformation="MetadataOptions.HttpEndpoint",
    )
    instance_profile = link(
        lambda: iam.InstanceProfile,
        terraform="iam_instance_profile",
        cloudformation="IamInstanceProfile",
        live="IamInstanceProfile.Arn",
    )

    @statement
    def imdsv2_required(self) -> bool:
        """The metadata service answers only requests with a session token, or not at all.

        An instance that says nothing follows its launch template; then the account's default, which none of
        the sources tells, so that nothing requires it.
        https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-instance-metadata-options.html
        """
        if self.metadata_endpoint == "disabled":
            return True
        tokens = self.metadata_tokens
        if tokens is None and self.launch_template is not None:
            return self.launch_template.imdsv2_required
        return tokens == "required"

    @statement
    def has_public_ip(self) -> bool:
        """It gets an address on the internet, asked for or assigned by its subnet."""
        requested = self.public_ip_requested
        if requested is None:
            return self.subnet is not None and self.subnet.assigns_public_ip
        return requested


class Volume(
    Resource,
    terraform="aws_ebs_volume",
    cloudformation="AWS::EC2::Volume",
    live=Listing("ec2", "DescribeVolumes", "Volumes", id="VolumeId"),
    names=Names(cloudformation=("VolumeId",), live=("VolumeId",)),
):
    """A disk."""

    encrypted = boolean(default=False)
    kms_key = link(lambda: kms.Key, terraform="kms_key_id", cloudformation="KmsKeyId")
