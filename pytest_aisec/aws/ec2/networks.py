"""Networks: VPCs, subnets, routes, gateways, flow logs."""

from __future__ import annotations

from collections.abc import Sequence

from pytest_aisec.aws import ec2
from pytest_aisec.aws.ec2.addresses import is_anywhere
from pytest_aisec.model.attribute import boolean, text, texts
from pytest_aisec.model.calls import Listing
from pytest_aisec.model.derived import never, when
from pytest_aisec.model.links import blocks, link, owner, referrers
from pytest_aisec.model.paths import companion, either, every
from pytest_aisec.model.resource import Block, Names, Resource, statement


class Vpc(
    Resource,
    terraform=("aws_vpc", "aws_default_vpc"),
    cloudformation="AWS::EC2::VPC",
    live=Listing("ec2", "DescribeVpcs", "Vpcs", id="VpcId"),
    names=Names(
        terraform=("default_route_table_id", "main_route_table_id", "default_network_acl_id"),
        cloudformation=("VpcId",),
        live=("VpcId",),
    ),
):
    """A virtual private cloud."""

    cidr_block = text(default=None)
    flow_logs = referrers(lambda: FlowLog, by="vpc")
    subnets = referrers(lambda: Subnet, by="vpc")
    main_route_tables = referrers(lambda: RouteTable, by="main_of")


class InternetGateway(
    Resource,
    terraform="aws_internet_gateway",
    cloudformation="AWS::EC2::InternetGateway",
    live=Listing("ec2", "DescribeInternetGateways", "InternetGateways", id="InternetGatewayId"),
    names=Names(cloudformation=("InternetGatewayId",), live=("InternetGatewayId",), prefix="igw-"),
):
    """The way between a VPC and the internet."""


class Route(Block):
    """One route of a table."""

    destination = texts(
        terraform=every("cidr_block", "destination_cidr_block", "ipv6_cidr_block", "destination_ipv6_cidr_block"),
        cloudformation=every("DestinationCidrBlock", "DestinationIpv6CidrBlock"),
        live=every("DestinationCidrBlock", "DestinationIpv6CidrBlock"),
    )
    internet_gateway = link(lambda: InternetGateway, terraform="gateway_id", cloudformation="GatewayId")

    @statement
    def to_the_internet(self) -> bool:
        """Leads everywhere, through an internet gateway."""
        return self.internet_gateway is not None and any(is_anywhere(cidr) for cidr in self.destination)


class RouteTable(
    Resource,
    terraform=("aws_route_table", "aws_default_route_table"),
    cloudformation="AWS::EC2::RouteTable",
    live=Listing("ec2", "DescribeRouteTables", "RouteTables", id="RouteTableId"),
    names=Names(cloudformation=("RouteTableId",), live=("RouteTableId",)),
):
    """Where packets go that leave a subnet."""

    routes = blocks(
        Route,
        terraform=every("route", companion("aws_route", by="route_table_id")),
        cloudformation=every(companion("AWS::EC2::Route", by="RouteTableId")),
        live="Routes",
    )
    main_of = link(
        lambda: Vpc,
        terraform=either(
            "default_route_table_id", companion("aws_main_route_table_association", by="route_table_id") / "vpc_id"
        ),
        cloudformation=never("CloudFormation cannot make a table the main one"),
        live=when("Associations.*.Main", value=True, then="VpcId"),
    )
    """The VPC whose subnets use this table unless they name another."""


class Subnet(
    Resource,
    terraform=("aws_subnet", "aws_default_subnet"),
    cloudformation="AWS::EC2::Subnet",
    live=Listing("ec2", "DescribeSubnets", "Subnets", id="SubnetId"),
    names=Names(cloudformation=("SubnetId",), live=("SubnetId",)),
):
    """A range of a VPC's addresses, in one availability zone."""

    vpc = owner(lambda: Vpc, missing="it names no VPC", terraform="vpc_id", cloudformation="VpcId")
    assigns_public_ip = boolean(
        default=False, terraform="map_public_ip_on_launch", cloudformation="MapPublicIpOnLaunch"
    )
    own_route_table = link(
        lambda: RouteTable,
        terraform=companion("aws_route_table_association", by="subnet_id") / "route_table_id",
        cloudformation=companion("AWS::EC2::SubnetRouteTableAssociation", by="SubnetId") / "RouteTableId",
        live=companion("AWS::EC2::RouteTable", by="Associations.*.SubnetId") / "RouteTableId",
    )
    network_acls = referrers(lambda: ec2.NetworkAcl, by="subnets")
    flow_logs = referrers(lambda: FlowLog, by="subnet")

    @property
    def route_tables(self) -> Sequence[RouteTable]:
        """The table in effect: its own, or else the VPC's main one.

        https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Route_Tables.html
        """
        own = self.own_route_table
        return [own] if own is not None else self.vpc.main_route_tables

    @statement
    def public(self) -> bool:
        """Its route table in effect leads to an internet gateway."""
        return any(route.to_the_internet for table in self.route_tables for route in table.routes)

    @statement
    def relies_on_the_default_network_acl(self) -> bool:
        """No network ACL but the VPC's own, which lets everything through, is in effect."""
        return not any(not acl.lets_everything_through for acl in self.network_acls)


class FlowLog(
    Resource,
    terraform="aws_flow_log",
    cloudformation="AWS::EC2::FlowLog",
    live=Listing("ec2", "DescribeFlowLogs", "FlowLogs", id="FlowLogId"),
    names=Names(cloudformation=("Id",), live=("FlowLogId",)),
):
    """The record of who talked to whom in a network."""

    vpc = link(
        lambda: Vpc,
        terraform="vpc_id",
        cloudformation=when("ResourceType", value="VPC", then="ResourceId"),
        live="ResourceId",
        reads=lambda text: text if text.startswith("vpc-") else None,
    )
    subnet = link(
        lambda: Subnet,
        terraform="subnet_id",
        cloudformation=when("ResourceType", value="Subnet", then="ResourceId"),
        live="ResourceId",
        reads=lambda text: text if text.startswith("subnet-") else None,
    )
    traffic = text(
        among=("ACCEPT", "REJECT", "ALL"), terraform="traffic_type", cloudformation="TrafficType", default="ALL"
    )
