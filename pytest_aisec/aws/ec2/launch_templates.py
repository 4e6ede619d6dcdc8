"""What instances are launched from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

from pytest_aisec.aws import autoscaling, batch, ec2, eks, iam
from pytest_aisec.aws.ec2.defaults import Launching, metadata_hops_in, metadata_tokens_in
from pytest_aisec.aws.ec2.firewalls import SecurityGroup
from pytest_aisec.aws.ec2.fleets import EC2Fleet, SpotFleet
from pytest_aisec.aws.ec2.managed import MANAGED_TOO
from pytest_aisec.aws.ec2.networks import Subnet
from pytest_aisec.aws.ec2.volumes import TemplateDevice
from pytest_aisec.model.attribute import boolean, integer, text, texts
from pytest_aisec.model.calls import Listing
from pytest_aisec.model.links import blocks, link, links, referrers
from pytest_aisec.model.paths import either, every
from pytest_aisec.model.resource import Block, Names, statement

Fleet: TypeAlias = "autoscaling.AutoScalingGroup | eks.Nodegroup | batch.ComputeEnvironment | EC2Fleet | SpotFleet"
"""What launches numbers of instances from a launch template."""


class InterfaceSpecification(Block):
    """A network interface that is made when an instance is launched."""

    subnet = link(lambda: Subnet, terraform="subnet_id", cloudformation="SubnetId")
    public_ip_requested = boolean(
        default=None,
        terraform="associate_public_ip_address",
        cloudformation="AssociatePublicIpAddress",
    )
    ipv6_count = integer(default=0, terraform="ipv6_address_count", cloudformation="Ipv6AddressCount")
    ipv6_addresses = texts(
        terraform="ipv6_addresses",
        cloudformation="Ipv6Addresses.*.Ipv6Address",
        live="Ipv6Addresses.*.Ipv6Address",
    )

    @statement
    def asks_for_ipv6(self) -> bool:
        """It asks for an address of IPv6."""
        return self.ipv6_count > 0 or bool(self.ipv6_addresses)


class LaunchTemplate(
    Launching,
    terraform="aws_launch_template",
    cloudformation="AWS::EC2::LaunchTemplate",
    live=Listing(
        "ec2",
        "DescribeLaunchTemplateVersions",
        "LaunchTemplateVersions",
        id="LaunchTemplateId",
        parameters={"Versions": ["$Default"], **MANAGED_TOO},
    ),
    names=Names(
        terraform=("name",),
        cloudformation=("LaunchTemplateId", "LaunchTemplateName"),
        live=("LaunchTemplateId", "LaunchTemplateName"),
    ),
):
    """What instances are launched from."""

    instance_type = text(default=None, cloudformation="LaunchTemplateData.InstanceType")
    metadata_tokens = metadata_tokens_in("LaunchTemplateData.")
    metadata_hops = metadata_hops_in("LaunchTemplateData.")
    """How far answers of the metadata service travel; None where the account, or else the image, decides."""
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
    security_groups = links(
        lambda: SecurityGroup,
        terraform=every("vpc_security_group_ids", "network_interfaces.*.security_groups.*"),
        cloudformation=every(
            "LaunchTemplateData.SecurityGroupIds.*", "LaunchTemplateData.NetworkInterfaces.*.Groups.*"
        ),
        live=every("LaunchTemplateData.SecurityGroupIds.*", "LaunchTemplateData.NetworkInterfaces.*.Groups.*"),
    )
    groups = referrers(lambda: autoscaling.AutoScalingGroup, by="launch_template")
    """The Auto Scaling groups that launch from it."""

    node_groups = referrers(lambda: eks.Nodegroup, by="launch_template")
    compute_environments = referrers(lambda: batch.ComputeEnvironment, by="launch_template")
    ec2_fleets = referrers(lambda: EC2Fleet, by="launch_templates")
    spot_fleets = referrers(lambda: SpotFleet, by="launch_templates")

    instances = referrers(lambda: ec2.Instance, by="launch_template")
    """The declared instances that are launched from it; an account does not tell."""

    devices = blocks(
        TemplateDevice,
        terraform="block_device_mappings.*.ebs.*",
        cloudformation="LaunchTemplateData.BlockDeviceMappings.*.Ebs",
    )
    """The disks that are made with its instances."""

    @property
    def subnets(self) -> Sequence[Subnet]:
        """The subnets that it, or what launches from it, names."""
        return self.specified_subnets or [subnet for fleet in self.fleets for subnet in fleet.subnets]

    @property
    def fleets(self) -> list[Fleet]:
        """Everything that launches numbers of instances from it."""
        return [
            *self.groups,
            *self.node_groups,
            *self.compute_environments,
            *self.ec2_fleets,
            *self.spot_fleets,
        ]

    @property
    def specified_subnets(self) -> Sequence[Subnet]:
        """The subnets that it names itself."""
        return [interface.subnet for interface in self.interfaces if interface.subnet is not None]
