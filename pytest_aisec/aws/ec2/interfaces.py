"""Network interfaces and public addresses that exist by themselves."""

from __future__ import annotations

from pytest_aisec.aws import ec2
from pytest_aisec.aws.ec2.firewalls import SecurityGroup
from pytest_aisec.aws.ec2.managed import MANAGED_TOO
from pytest_aisec.aws.ec2.networks import Subnet
from pytest_aisec.model.attribute import integer, texts
from pytest_aisec.model.calls import Listing
from pytest_aisec.model.derived import never
from pytest_aisec.model.links import link, links, owner
from pytest_aisec.model.paths import companion, either, every, naming
from pytest_aisec.model.resource import Names, Resource, statement

_ADDRESS = either("allocation_id", "public_ip")
_ADDRESS_OR_ID = either("AllocationId", "EIP")


class NetworkInterface(
    Resource,
    terraform="aws_network_interface",
    cloudformation="AWS::EC2::NetworkInterface",
    live=Listing(
        "ec2", "DescribeNetworkInterfaces", "NetworkInterfaces", id="NetworkInterfaceId", parameters=MANAGED_TOO
    ),
    names=Names(cloudformation=("Id",), live=("NetworkInterfaceId",)),
):
    """A network interface that exists by itself."""

    subnet = owner(lambda: Subnet, missing="it names no subnet", terraform="subnet_id", cloudformation="SubnetId")
    security_groups = links(
        lambda: SecurityGroup,
        terraform=every(
            "security_groups",
            companion("aws_network_interface_sg_attachment", by="network_interface_id") / "security_group_id",
        ),
        cloudformation="GroupSet",
        live="Groups.*.GroupId",
    )
    ipv6_count = integer(
        default=0,
        terraform="ipv6_address_count",
        cloudformation="Ipv6AddressCount",
        live=never("an account tells the addresses themselves"),
    )
    ipv6_addresses = texts(
        terraform="ipv6_addresses",
        cloudformation="Ipv6Addresses.*.Ipv6Address",
        live="Ipv6Addresses.*.Ipv6Address",
    )

    @statement
    def asks_for_ipv6(self) -> bool:
        """It has, or asks for, an address of IPv6."""
        return self.ipv6_count > 0 or bool(self.ipv6_addresses)

    elastic_ips = links(
        lambda: ElasticIp,
        terraform=every(
            naming("aws_eip", by="network_interface"),
            companion("aws_eip_association", by="network_interface_id") / "allocation_id",
            companion("aws_eip_association", by="network_interface_id") / "public_ip",
        ),
        cloudformation=every(
            companion("AWS::EC2::EIPAssociation", by="NetworkInterfaceId") / "AllocationId",
            companion("AWS::EC2::EIPAssociation", by="NetworkInterfaceId") / "EIP",
        ),
        live=every(companion("AWS::EC2::EIP", by="NetworkInterfaceId") / "AllocationId"),
    )


class ElasticIp(
    Resource,
    terraform="aws_eip",
    cloudformation="AWS::EC2::EIP",
    live=Listing("ec2", "DescribeAddresses", "Addresses", id="AllocationId"),
    names=Names(
        terraform=("allocation_id", "public_ip"),
        cloudformation=("AllocationId", "PublicIp"),
        live=("AllocationId", "PublicIp"),
    ),
):
    """A public address that stays the same whatever it is attached to."""

    instance = link(
        lambda: ec2.Instance,
        terraform=either("instance", companion("aws_eip_association", by=_ADDRESS) / "instance_id"),
        cloudformation=either("InstanceId", companion("AWS::EC2::EIPAssociation", by=_ADDRESS_OR_ID) / "InstanceId"),
        live="InstanceId",
    )
