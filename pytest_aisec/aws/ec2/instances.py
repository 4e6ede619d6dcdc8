"""Instances."""

from __future__ import annotations

from collections.abc import Sequence

from pytest_aisec.aws import iam
from pytest_aisec.aws.ec2.defaults import UnderDefaults, metadata_hops_in, metadata_tokens_in, required_by_default
from pytest_aisec.aws.ec2.firewalls import SecurityGroup
from pytest_aisec.aws.ec2.interfaces import ElasticIp, NetworkInterface
from pytest_aisec.aws.ec2.launch_templates import LaunchTemplate
from pytest_aisec.aws.ec2.managed import MANAGED_TOO
from pytest_aisec.aws.ec2.networks import Subnet
from pytest_aisec.aws.ec2.volumes import OwnDevice, Volume
from pytest_aisec.declarations import Dialect
from pytest_aisec.model.attribute import PerDialect, boolean, integer, text, texts
from pytest_aisec.model.calls import Listing
from pytest_aisec.model.convert import switch
from pytest_aisec.model.derived import never, present
from pytest_aisec.model.links import blocks, link, links
from pytest_aisec.model.paths import companion, either, every, naming, unmapped
from pytest_aisec.model.resource import Names, statement
from pytest_aisec.values import Unknown

DEFAULT_SUBNET = Unknown(reason="it names no subnet, and the account's default one is not declared here", is_set=True)


class Instance(
    UnderDefaults,
    terraform=("aws_instance", "aws_spot_instance_request"),
    cloudformation="AWS::EC2::Instance",
    live=Listing(
        "ec2",
        "DescribeInstances",
        "Reservations[].Instances[] | [?State.Name != 'terminated']",
        id="InstanceId",
        parameters=MANAGED_TOO,
    ),
    names=Names(
        terraform=("primary_network_interface_id", "private_ip", "spot_instance_id"),
        cloudformation=("InstanceId", "PrivateIp"),
        live=("InstanceId", "PrivateIpAddress"),
    ),
):
    """A virtual machine, or a request for one of spare capacity, which has the same settings."""

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
    """The subnet of its first interface."""

    specified_subnets = links(
        lambda: Subnet,
        terraform=every("subnet_id"),
        cloudformation=every("SubnetId", "NetworkInterfaces.*.SubnetId"),
        live=every("SubnetId", "NetworkInterfaces.*.SubnetId"),
    )
    """The subnets of all interfaces that are made with it."""

    interfaces = links(
        lambda: NetworkInterface,
        terraform=every(
            "network_interface.*.network_interface_id",
            "primary_network_interface.network_interface_id",
            companion("aws_network_interface_attachment", by="instance_id") / "network_interface_id",
            naming("aws_network_interface", by="attachment.*.instance"),
        ),
        cloudformation=every(
            "NetworkInterfaces.*.NetworkInterfaceId",
            companion("AWS::EC2::NetworkInterfaceAttachment", by="InstanceId") / "NetworkInterfaceId",
        ),
        live="NetworkInterfaces.*.NetworkInterfaceId",
    )
    """Interfaces that exist by themselves and are attached to it."""

    elastic_ips = links(
        lambda: ElasticIp,
        terraform=every(
            naming("aws_eip", by="instance"),
            naming("aws_eip", by="network_interface"),
            companion("aws_eip_association", by="instance_id") / "allocation_id",
            companion("aws_eip_association", by="instance_id") / "public_ip",
        ),
        cloudformation=every(
            naming("AWS::EC2::EIP", by="InstanceId"),
            companion("AWS::EC2::EIPAssociation", by="InstanceId") / "AllocationId",
            companion("AWS::EC2::EIPAssociation", by="InstanceId") / "EIP",
        ),
        live=every(companion("AWS::EC2::EIP", by="InstanceId") / "AllocationId"),
    )
    """Elastic IPs of its own; those of its interfaces are theirs."""

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
    is_stopped = boolean(
        default=False,
        switch=switch(
            pending=False,
            running=False,
            stopping=True,
            stopped=True,
            terminated=False,
            **{"shutting-down": False},
        ),
        terraform=never("what is declared is to run"),
        cloudformation=never("what is declared is to run"),
        live="State.Name",
    )
    """It gives its public address back then, and may get another one when it starts.

    https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/using-instance-addressing.html
    """
    ipv6_count = integer(
        default=None,
        terraform="ipv6_address_count",
        cloudformation=either("Ipv6AddressCount", "NetworkInterfaces.0.Ipv6AddressCount"),
        live=never("an account tells the addresses themselves"),
    )
    """How many addresses of IPv6 it asks for; None where the subnet decides."""
    ipv6_addresses = texts(
        terraform="ipv6_addresses",
        cloudformation=every("Ipv6Addresses.*.Ipv6Address", "NetworkInterfaces.*.Ipv6Addresses.*.Ipv6Address"),
        live="NetworkInterfaces.*.Ipv6Addresses.*.Ipv6Address",
    )

    devices = blocks(
        OwnDevice,
        terraform=every("root_block_device", "ebs_block_device"),
        cloudformation="BlockDeviceMappings.*.Ebs",
        live=never("an account tells of the volumes themselves"),
    )
    volumes = links(
        lambda: Volume,
        terraform=every(companion("aws_volume_attachment", by="instance_id") / "volume_id"),
        cloudformation=every(
            "Volumes.*.VolumeId", companion("AWS::EC2::VolumeAttachment", by="InstanceId") / "VolumeId"
        ),
        live="BlockDeviceMappings.*.Ebs.VolumeId",
    )
    metadata_tokens = metadata_tokens_in()
    metadata_hops = metadata_hops_in()
    """How far answers of the metadata service travel; None where a template, the account, or the image decides."""
    metadata_endpoint = text(
        among=("enabled", "disabled"),
        default=None,
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
    def is_encrypted_by_default(self) -> bool:
        """Disks that are made with it are encrypted whatever it says. An account tells of each disk instead."""
        return self.dialect is not Dialect.LIVE and any(each.enabled for each in self.encryption_defaults)

    @statement
    def imdsv2_required(self) -> bool:
        """The metadata service answers only requests with a session token, or not at all.

        An instance that says nothing follows its launch template, then the account's default for the region; where
        files do not declare that, nothing requires it.
        https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-instance-metadata-options.html
        """
        endpoint = self.metadata_endpoint
        if endpoint is None and self.launch_template is not None:
            endpoint = self.launch_template.metadata_endpoint
        if endpoint == "disabled":
            return True
        tokens = self.metadata_tokens
        if tokens is None and self.launch_template is not None:
            tokens = self.launch_template.metadata_tokens
        return tokens == "required" if tokens is not None else required_by_default(self.metadata_defaults)

    @property
    def subnets(self) -> Sequence[Subnet]:
        """The subnets it has an interface in.

        Where it names none, AWS launches it into the default subnet of its zone, which is not to be seen here, so
        that everything about it is unknown.
        https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/using-eni.html
        """
        attached = [interface.subnet for interface in self.interfaces]
        own = self.specified_subnets  # read last: it is where a person would look first
        found = list(dict.fromkeys([*own, *attached]))
        if not found and self.launch_template is not None:
            found = list(self.launch_template.specified_subnets)
        return found or [Subnet.unseen_one(self, f"({self.address}: the default subnet)", DEFAULT_SUBNET)]
