"""Instances, what they are launched from, and their disks."""

from __future__ import annotations

from collections.abc import Sequence

from pytest_aisec.aws import iam, kms
from pytest_aisec.aws.ec2.firewalls import SecurityGroup
from pytest_aisec.aws.ec2.networks import Subnet
from pytest_aisec.model.attribute import PerDialect, boolean, text
from pytest_aisec.model.calls import Listing
from pytest_aisec.model.derived import present
from pytest_aisec.model.links import blocks, link, links, owner, referrers
from pytest_aisec.model.paths import companion, either, every, unmapped
from pytest_aisec.model.resource import Block, Names, Resource, statement
from pytest_aisec.values import Unknown

DEFAULT_SUBNET = Unknown(reason="it names no subnet, and the account's default one is not declared here", is_set=True)
TOKENS = ("optional", "required")


class NetworkInterface(
    Resource,
    terraform="aws_network_interface",
    cloudformation="AWS::EC2::NetworkInterface",
    live=Listing("ec2", "DescribeNetworkInterfaces", "NetworkInterfaces", id="NetworkInterfaceId"),
    names=Names(cloudformation=("Id",), live=("NetworkInterfaceId",)),
):
    """A network interface that exists by itself."""

    subnet = owner(lambda: Subnet, missing="it names no subnet", terraform="subnet_id", cloudformation="SubnetId")
    security_groups = links(
        lambda: SecurityGroup, terraform="security_groups", cloudformation="GroupSet", live="Groups.*.GroupId"
    )


class InterfaceSpecification(Block):
    """A network interface that is made when an instance is launched."""

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
        InterfaceSpecification, terraform="network_interfaces", cloudformation="LaunchTemplateData.NetworkInterfaces"
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
    interfaces = links(
        lambda: NetworkInterface,
        terraform=every("network_interface.*.network_interface_id", "primary_network_interface.network_interface_id"),
        cloudformation=every("NetworkInterfaces.*.NetworkInterfaceId"),
        live="NetworkInterfaces.*.NetworkInterfaceId",
    )
    """Interfaces that exist by themselves and are attached to it."""

    elastic_ips = referrers(lambda: ElasticIp, by="instance")
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

    @property
    def subnets(self) -> Sequence[Subnet]:
        """The subnets it has an interface in.

        Where it names none, AWS launches it into the default subnet of its zone, which is not to be seen here, so
        that everything about it is unknown.
        https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/using-eni.html
        """
        attached = [interface.subnet for interface in self.interfaces]
        own = self.subnet  # read last: it is where a person would look first
        found = list(dict.fromkeys([*([] if own is None else [own]), *attached]))
        if not found and self.launch_template is not None:
            specified = [interface.subnet for interface in self.launch_template.interfaces]
            found = [subnet for subnet in specified if subnet is not None]
        return found or [Subnet.unseen_one(self, "(the default subnet)", DEFAULT_SUBNET)]

    @statement
    def has_public_ip(self) -> bool:
        """It gets an address on the internet: an Elastic IP, one that it asks for, or one from its subnet."""
        if self.elastic_ips:
            return True
        requested = self.public_ip_requested
        if requested is None and self.launch_template is not None:
            specified = [interface.public_ip_requested for interface in self.launch_template.interfaces]
            requested = True if True in specified else None if None in specified or not specified else False
        return any(subnet.assigns_public_ip for subnet in self.subnets) if requested is None else requested


class ElasticIp(
    Resource,
    terraform="aws_eip",
    cloudformation="AWS::EC2::EIP",
    live=Listing("ec2", "DescribeAddresses", "Addresses", id="AllocationId"),
    names=Names(
        terraform=("allocation_id",), cloudformation=("AllocationId", "PublicIp"), live=("AllocationId", "PublicIp")
    ),
):
    """A public address that stays the same whatever it is attached to."""

    instance = link(
        lambda: Instance,
        terraform=either("instance", companion("aws_eip_association", by="allocation_id") / "instance_id"),
        cloudformation=either("InstanceId", companion("AWS::EC2::EIPAssociation", by="AllocationId") / "InstanceId"),
        live="InstanceId",
    )


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
