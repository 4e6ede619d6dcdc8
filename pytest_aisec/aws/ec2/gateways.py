"""Ways out of networks beside internet gateways: NAT gateways, peering; and what blocks all public access."""

from __future__ import annotations

from pytest_aisec.aws.ec2.networks import Subnet, Vpc
from pytest_aisec.model.attribute import boolean, text, texts
from pytest_aisec.model.calls import Listing
from pytest_aisec.model.convert import switch
from pytest_aisec.model.derived import never, when
from pytest_aisec.model.links import link, owner
from pytest_aisec.model.paths import unmapped
from pytest_aisec.model.resource import Names, Resource


class NatGateway(
    Resource,
    terraform="aws_nat_gateway",
    cloudformation="AWS::EC2::NatGateway",
    live=Listing(
        "ec2",
        "DescribeNatGateways",
        "NatGateways[?State == 'available' || State == 'pending']",
        id="NatGatewayId",
    ),
    names=Names(cloudformation=("NatGatewayId",), live=("NatGatewayId",), prefix="nat-"),
):
    """Through what machines without a public address open connections to elsewhere.

    https://docs.aws.amazon.com/vpc/latest/userguide/vpc-nat-gateway.html
    """

    regional_vpc = link(
        lambda: Vpc,
        terraform="vpc_id",
        cloudformation="VpcId",
        live=when("AvailabilityMode", value="regional", then="VpcId"),
    )
    """The VPC of a gateway that is in no subnet; None for one that is, whose VPC is its subnet's.

    https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateways-regional.html
    """
    subnet = link(lambda: Subnet, terraform="subnet_id", cloudformation="SubnetId")
    connectivity = text(
        among=("public", "private"),
        default="public",
        terraform="connectivity_type",
        cloudformation="ConnectivityType",
    )
    """Whether it leads to the internet, or to other networks only; to the internet unless it is said.

    https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateNatGateway.html
    """


class VpnGateway(Resource, terraform="aws_vpn_gateway", cloudformation="AWS::EC2::VPNGateway"):
    """The way between a VPC and a network elsewhere, which routes name as they name internet gateways.

    https://docs.aws.amazon.com/vpn/latest/s2svpn/how_it_works.html
    """


class VpcPeeringConnection(
    Resource,
    terraform="aws_vpc_peering_connection",
    cloudformation="AWS::EC2::VPCPeeringConnection",
    live=Listing(
        "ec2",
        "DescribeVpcPeeringConnections",
        "VpcPeeringConnections[?Status.Code == 'active' || Status.Code == 'pending-acceptance'"
        " || Status.Code == 'provisioning' || Status.Code == 'initiating-request']",
        id="VpcPeeringConnectionId",
    ),
    names=Names(cloudformation=("Id",), live=("VpcPeeringConnectionId",), prefix="pcx-"),
):
    """What lets two VPCs reach each other; those that were refused, or have ended, are not among them.

    https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-basics.html
    """

    requester = owner(
        lambda: Vpc,
        missing="it names no VPC",
        terraform="vpc_id",
        cloudformation="VpcId",
        live="RequesterVpcInfo.VpcId",
    )
    accepter = owner(
        lambda: Vpc,
        missing="it names no peer",
        terraform="peer_vpc_id",
        cloudformation="PeerVpcId",
        live="AccepterVpcInfo.VpcId",
    )
    """The other VPC, which may be in another account or region: then it is not read."""
    requester_account = text(
        default=None,
        terraform=never("it is the account that is declared"),
        cloudformation=never("it is the account that is declared"),
        live="RequesterVpcInfo.OwnerId",
    )
    accepter_account = text(
        default=None, terraform="peer_owner_id", cloudformation="PeerOwnerId", live="AccepterVpcInfo.OwnerId"
    )
    """Whose the other VPC is; None in files is the account that is declared."""
    accepter_ranges = texts(
        terraform=unmapped("the ranges are those of the other VPC"),
        cloudformation=unmapped("the ranges are those of the other VPC"),
        live="AccepterVpcInfo.CidrBlockSet.*.CidrBlock",
    )
    is_accepted = boolean(
        switch=switch(
            active=True,
            provisioning=True,
            deleted=False,
            deleting=False,
            expired=False,
            failed=False,
            rejected=False,
            **{"initiating-request": False, "pending-acceptance": False},
        ),
        default=True,
        terraform=never("whether it was accepted is seen once it is there"),
        cloudformation=never("whether it was accepted is seen once it is there"),
        live="Status.Code",
    )


class VpcBlockPublicAccess(
    Resource,
    terraform="aws_vpc_block_public_access_options",
    cloudformation="AWS::EC2::VPCBlockPublicAccessOptions",
    live=Listing(
        "ec2",
        "DescribeVpcBlockPublicAccessOptions",
        "[VpcBlockPublicAccessOptions]",
        id="join(' ', ['public access to networks in', $source.Region])",
    ),
):
    """Whether internet gateways work at all in a region of the account.

    https://docs.aws.amazon.com/vpc/latest/userguide/security-vpc-bpa.html
    """

    mode = text(
        among=("off", "block-bidirectional", "block-ingress"),
        terraform="internet_gateway_block_mode",
        cloudformation="InternetGatewayBlockMode",
    )
    account = text(
        default=None,
        terraform=never("it is the account that is declared"),
        cloudformation=never("it is the account that is declared"),
        live="AwsAccountId",
    )
    """Whose VPCs and subnets it is about: not those that others share with it."""


class VpcBlockPublicAccessExclusion(
    Resource,
    terraform="aws_vpc_block_public_access_exclusion",
    cloudformation="AWS::EC2::VPCBlockPublicAccessExclusion",
    live=Listing(
        "ec2",
        "DescribeVpcBlockPublicAccessExclusions",
        "VpcBlockPublicAccessExclusions[?State != 'create-failed' && State != 'delete-complete'"
        " && State != 'disable-complete']",
        id="ExclusionId",
    ),
    names=Names(cloudformation=("ExclusionId",), live=("ExclusionId",)),
):
    """A VPC or subnet for which internet gateways work although public access is blocked.

    https://docs.aws.amazon.com/vpc/latest/userguide/security-vpc-bpa-basics.html
    """

    vpc = link(
        lambda: Vpc,
        terraform="vpc_id",
        cloudformation="VpcId",
        live="ResourceArn",
        reads=lambda name: _last(name, "vpc-"),
    )
    subnet = link(
        lambda: Subnet,
        terraform="subnet_id",
        cloudformation="SubnetId",
        live="ResourceArn",
        reads=lambda name: _last(name, "subnet-"),
    )
    mode = text(
        among=("allow-bidirectional", "allow-egress"),
        terraform="internet_gateway_exclusion_mode",
        cloudformation="InternetGatewayExclusionMode",
    )


def _last(name: str, prefix: str) -> str | None:
    """The id at the end of an ARN, if it is one of the kind."""
    id_ = name.rpartition("/")[2]
    return id_ if id_.startswith(prefix) else None
