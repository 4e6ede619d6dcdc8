"""Addresses of IPv6, which are of the internet wherever there is a route."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.model.declared import live
from tests.policies.judged import cloudformation, terraform, verdicts

HAS, SUBNET = "model_host_has_no_public_ip", "model_host_subnet_does_not_assign_public_ips"


def network(gateway: str, more: str = "", host: str = "") -> str:
    route = {
        "in": 'ipv6_cidr_block = "::/0"\ngateway_id = aws_internet_gateway.g.id',
        "out": 'ipv6_cidr_block = "::/0"\negress_only_gateway_id = aws_egress_only_internet_gateway.g.id',
        "old": 'cidr_block = "0.0.0.0/0"\ngateway_id = aws_internet_gateway.g.id',
    }[gateway]
    return f"""
    variable "elsewhere" {{}}
    resource "aws_vpc" "v" {{ cidr_block = "10.0.0.0/16" }}
    resource "aws_internet_gateway" "g" {{ vpc_id = aws_vpc.v.id }}
    resource "aws_egress_only_internet_gateway" "g" {{ vpc_id = aws_vpc.v.id }}
    resource "aws_subnet" "s" {{
      vpc_id = aws_vpc.v.id
      {more}
    }}
    resource "aws_route_table" "t" {{
      vpc_id = aws_vpc.v.id
      route {{
        {route}
      }}
    }}
    resource "aws_route_table_association" "a" {{
      subnet_id      = aws_subnet.s.id
      route_table_id = aws_route_table.t.id
    }}
    resource "aws_instance" "i" {{
      instance_type               = "g5.xlarge"
      subnet_id                   = aws_subnet.s.id
      associate_public_ip_address = false
      {host}
    }}
    """


ASSIGNS = "assign_ipv6_address_on_creation = true"
INTERFACE = """
    resource "aws_network_interface" "n" {
      subnet_id          = aws_subnet.s.id
      ipv6_address_count = 1
      attachment {
        instance     = aws_instance.i.id
        device_index = 1
      }
    }
"""


@pytest.mark.parametrize(
    ("text", "host", "subnet"),
    [
        (network("in", host="ipv6_address_count = 1"), "violated", "passed"),
        (network("in", host="ipv6_address_count = 0"), "passed", "passed"),
        (network("in", host='ipv6_addresses = ["2001:db8::1"]'), "violated", "passed"),
        (network("in", host="ipv6_address_count = var.elsewhere"), "undetermined", "passed"),
        (network("in"), "passed", "passed"),
        (network("out", host="ipv6_address_count = 1"), "passed", "passed"),
        (network("old", host="ipv6_address_count = 1"), "passed", "passed"),
        (network("in", ASSIGNS), "violated", "violated"),
        (network("in", ASSIGNS, "ipv6_address_count = 0"), "passed", "violated"),
        (network("out", ASSIGNS), "passed", "passed"),
        (network("in", "assign_ipv6_address_on_creation = var.elsewhere"), "undetermined", "undetermined"),
        (network("in") + INTERFACE, "violated", "passed"),
        (network("out") + INTERFACE, "passed", "passed"),
    ],
)
def test_terraform(tmp_path: Path, text: str, host: str, subnet: str) -> None:
    estate = terraform(tmp_path, text)
    assert verdicts(HAS, estate) == {"aws_instance.i": host}
    assert verdicts(SUBNET, estate) == {"aws_instance.i": subnet}


@pytest.mark.parametrize(("gateway", "expected"), [("in", "violated"), ("out", "passed")])
def test_launch_template(tmp_path: Path, gateway: str, expected: str) -> None:
    template = """
    resource "aws_launch_template" "t" {
      instance_type = "g5.xlarge"
      network_interfaces {
        subnet_id                   = aws_subnet.s.id
        associate_public_ip_address = false
        ipv6_address_count          = 1
      }
    }
    """
    assert verdicts(HAS, terraform(tmp_path, network(gateway) + template))["aws_launch_template.t"] == expected


@pytest.mark.parametrize(
    ("asked", "route", "expected"),
    [
        ("Ipv6AddressCount: 1", "GatewayId: !Ref Gateway", "violated"),
        ("Ipv6Addresses: [{Ipv6Address: 2001:db8::1}]", "GatewayId: !Ref Gateway", "violated"),
        ("Ipv6AddressCount: 1", "EgressOnlyInternetGatewayId: eigw-1", "passed"),
        ("Ipv6AddressCount: 0", "GatewayId: !Ref Gateway", "passed"),
    ],
)
def test_cloudformation(tmp_path: Path, asked: str, route: str, expected: str) -> None:
    text = f"""
    Vpc: {{Type: AWS::EC2::VPC}}
    Gateway: {{Type: AWS::EC2::InternetGateway}}
    Subnet: {{Type: AWS::EC2::Subnet, Properties: {{VpcId: !Ref Vpc}}}}
    Table: {{Type: AWS::EC2::RouteTable, Properties: {{VpcId: !Ref Vpc}}}}
    Route:
      Type: AWS::EC2::Route
      Properties: {{RouteTableId: !Ref Table, DestinationIpv6CidrBlock: "::/0", {route}}}
    Association:
      Type: AWS::EC2::SubnetRouteTableAssociation
      Properties: {{SubnetId: !Ref Subnet, RouteTableId: !Ref Table}}
    Host:
      Type: AWS::EC2::Instance
      Properties:
        InstanceType: g5.xlarge
        NetworkInterfaces:
          - {{DeviceIndex: "0", SubnetId: !Ref Subnet, AssociatePublicIpAddress: false, {asked}}}
    """
    assert verdicts(HAS, cloudformation(tmp_path, text)) == {"Host": expected}


@pytest.mark.parametrize(
    ("addresses", "route", "expected"),
    [
        ([{"Ipv6Address": "2001:db8::1"}], {"GatewayId": "igw-1"}, "violated"),
        ([{"Ipv6Address": "2001:db8::1"}], {"EgressOnlyInternetGatewayId": "eigw-1"}, "passed"),
        ([], {"GatewayId": "igw-1"}, "passed"),
    ],
)
def test_account(addresses: list[dict[str, str]], route: dict[str, str], expected: str) -> None:
    estate = [
        live("AWS::EC2::VPC", "vpc-1", VpcId="vpc-1"),
        live("AWS::EC2::InternetGateway", "igw-1", InternetGatewayId="igw-1"),
        live("AWS::EC2::Subnet", "subnet-1", SubnetId="subnet-1", VpcId="vpc-1", AssignIpv6AddressOnCreation=True),
        live(
            "AWS::EC2::RouteTable",
            "rtb-1",
            RouteTableId="rtb-1",
            VpcId="vpc-1",
            Associations=[{"SubnetId": "subnet-1"}],
            Routes=[{"DestinationIpv6CidrBlock": "::/0", **route}],
        ),
        live(
            "AWS::EC2::Instance",
            "i-1",
            InstanceId="i-1",
            InstanceType="g5.xlarge",
            SubnetId="subnet-1",
            NetworkInterfaces=[{"SubnetId": "subnet-1", "Ipv6Addresses": addresses}],
        ),
    ]
    assert verdicts(HAS, estate) == {"i-1": expected}
