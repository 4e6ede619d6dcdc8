"""Which routes are in effect in a subnet, and by which of them the internet comes in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pytest_aisec.analysis import network
from pytest_aisec.aws import ec2
from pytest_aisec.declarations import Declaration
from pytest_aisec.inventory import Inventory
from pytest_aisec.verdicts import Verdict
from tests.analysis.network.test_acls import judged
from tests.model.declared import inventory, live
from tests.policies.judged import cloudformation, terraform

ANSWERS = {Verdict.PASSED: True, Verdict.VIOLATED: False, Verdict.UNDETERMINED: None}


def is_public(estate: Inventory, address: str) -> bool | None:
    """None where it is not known."""
    (subnet,) = [each for each in estate.of(ec2.Subnet) if each.address == address]
    return ANSWERS[judged(lambda: network.is_public(subnet))]


NETWORK = """
    variable "elsewhere" {}
    resource "aws_vpc" "v" { cidr_block = "10.0.0.0/16" }
    resource "aws_internet_gateway" "g" { vpc_id = aws_vpc.v.id }
    resource "aws_vpn_gateway" "v" { vpc_id = aws_vpc.v.id }
    resource "aws_egress_only_internet_gateway" "e" { vpc_id = aws_vpc.v.id }
    resource "aws_ec2_carrier_gateway" "c" { vpc_id = aws_vpc.v.id }
    resource "aws_subnet" "s" { vpc_id = aws_vpc.v.id }
    resource "aws_route_table" "t" {
      vpc_id = aws_vpc.v.id
      %s
    }
"""
FOLLOWED = """
    resource "aws_route_table_association" "a" {
      subnet_id      = aws_subnet.s.id
      route_table_id = aws_route_table.t.id
    }
"""


def route(to: str, cidr: str = 'cidr_block = "0.0.0.0/0"') -> str:
    return f"route {{\n{cidr}\n{to}\n}}\n"


GATEWAY = "gateway_id = aws_internet_gateway.g.id"
SIX = 'ipv6_cidr_block = "::/0"'


@pytest.mark.parametrize(
    ("routes", "expected"),
    [
        ("", False),
        (route(GATEWAY), True),
        (route(GATEWAY, SIX), True),
        (route(GATEWAY, 'cidr_block = "203.0.113.0/24"'), False),
        ("".join(route(GATEWAY, f'cidr_block = "{first}.0.0.0/8"') for first in (3, 4)), True),
        (route(GATEWAY, 'cidr_block = "3.0.0.0/8"'), False),
        (route(GATEWAY, "cidr_block = var.elsewhere"), None),
        (route(GATEWAY, "cidr_block = var.elsewhere") + route(GATEWAY), True),
        (route('gateway_id = "local"', 'cidr_block = "10.0.0.0/16"'), False),
        (route('gateway_id = "local"'), False),
        (route('gateway_id = "igw-1"'), True),
        (route('gateway_id = "vgw-1"'), False),
        (route("gateway_id = aws_vpn_gateway.v.id"), False),
        (route("gateway_id = var.elsewhere"), None),
        (route("carrier_gateway_id = aws_ec2_carrier_gateway.c.id"), False),
        (route("egress_only_gateway_id = aws_egress_only_internet_gateway.e.id", SIX), False),
        (route('transit_gateway_id = "tgw-1"'), False),
        (route('nat_gateway_id = "nat-1"'), False),
        (route('network_interface_id = "eni-1"'), False),
        (route('vpc_peering_connection_id = "pcx-1"'), False),
        (route('vpc_endpoint_id = "vpce-1"'), None),
        (route('vpc_endpoint_id = "vpce-1"', 'cidr_block = "10.1.0.0/16"'), False),
        (route('vpc_endpoint_id = "vpce-1"') + route(GATEWAY, SIX), True),
    ],
)
def test_where_routes_lead(tmp_path: Path, routes: str, expected: bool | None) -> None:
    assert is_public(terraform(tmp_path, NETWORK % routes + FOLLOWED), "aws_subnet.s") is expected


EMPTY = """
    route = [{
      cidr_block = "%s", ipv6_cidr_block = "", destination_prefix_list_id = "", gateway_id = %s, nat_gateway_id = "",
      egress_only_gateway_id = "", vpc_endpoint_id = "", transit_gateway_id = "", carrier_gateway_id = "",
      local_gateway_id = "", network_interface_id = "", vpc_peering_connection_id = "", core_network_arn = ""
    }]
"""


@pytest.mark.parametrize(
    ("cidr", "gateway", "expected"),
    [("0.0.0.0/0", "aws_internet_gateway.g.id", True), ("0.0.0.0/0", '""', False), ("10.1.0.0/16", '"igw-1"', False)],
)
def test_what_is_stated_as_empty_is_not_stated(tmp_path: Path, cidr: str, gateway: str, expected: bool) -> None:
    assert is_public(terraform(tmp_path, NETWORK % (EMPTY % (cidr, gateway)) + FOLLOWED), "aws_subnet.s") is expected


def test_the_table_of_a_gateway_is_no_table_of_subnets(tmp_path: Path) -> None:
    edge = FOLLOWED.replace("subnet_id      = aws_subnet.s.id", "gateway_id = aws_internet_gateway.g.id")
    assert is_public(terraform(tmp_path, NETWORK % route(GATEWAY) + edge), "aws_subnet.s") is False


def test_its_own_table_counts_before_the_main_one(tmp_path: Path) -> None:
    main = """
    resource "aws_main_route_table_association" "m" {
      vpc_id         = aws_vpc.v.id
      route_table_id = aws_route_table.m.id
    }
    resource "aws_route_table" "m" {
      vpc_id = aws_vpc.v.id
      route {
        cidr_block = "0.0.0.0/0"
        gateway_id = aws_internet_gateway.g.id
      }
    }
    """
    assert is_public(terraform(tmp_path, NETWORK % "" + main), "aws_subnet.s") is True
    assert is_public(terraform(tmp_path, NETWORK % "" + main + FOLLOWED), "aws_subnet.s") is False


def test_the_default_table(tmp_path: Path) -> None:
    default = """
    resource "aws_default_route_table" "d" {
      default_route_table_id = aws_vpc.v.default_route_table_id
      route {
        ipv6_cidr_block = "::/0"
        gateway_id      = aws_internet_gateway.g.id
      }
    }
    """
    estate = terraform(tmp_path, NETWORK % "" + default)
    assert is_public(estate, "aws_subnet.s") is True
    (subnet,) = estate.of(ec2.Subnet)
    assert network.is_public_for_ipv6(subnet)


def test_a_way_in_for_ipv4_is_none_for_ipv6(tmp_path: Path) -> None:
    (subnet,) = terraform(tmp_path, NETWORK % route(GATEWAY) + FOLLOWED).of(ec2.Subnet)
    assert not network.is_public_for_ipv6(subnet)


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        ('entry { cidr = "0.0.0.0/1" }\nentry { cidr = "128.0.0.0/1" }', True),
        ('entry { cidr = "10.0.0.0/8" }', False),
        ("entry { cidr = var.elsewhere }", None),
    ],
)
def test_routes_to_prefix_lists(tmp_path: Path, entries: str, expected: bool | None) -> None:
    named = f'\nresource "aws_ec2_managed_prefix_list" "p" {{\n{entries}\n}}\n'
    to = route(GATEWAY, "destination_prefix_list_id = aws_ec2_managed_prefix_list.p.id")
    assert is_public(terraform(tmp_path, NETWORK % to + FOLLOWED + named), "aws_subnet.s") is expected


FIREWALL = """
    resource "aws_subnet" "f" { vpc_id = aws_vpc.v.id }
    resource "aws_networkfirewall_firewall" "f" {
      name   = "f"
      vpc_id = aws_vpc.v.id
      subnet_mapping { subnet_id = aws_subnet.f.id }
    }
    resource "aws_route_table" "f" {
      vpc_id = aws_vpc.v.id
      route {
        cidr_block = "0.0.0.0/0"
        %s
      }
    }
    resource "aws_route_table_association" "f" {
      subnet_id      = aws_subnet.f.id
      route_table_id = aws_route_table.f.id
    }
"""
STATES = "tolist(aws_networkfirewall_firewall.f.firewall_status[0].sync_states)"
OF_THE_SUBNET = f"[for each in {STATES} : each.attachment[0] if each.attachment[0].subnet_id == aws_subnet.f.id]"
ENDPOINTS = (f"{STATES}[0].attachment[0].endpoint_id", f"element({OF_THE_SUBNET}, 0).endpoint_id")


@pytest.mark.parametrize("endpoint", ENDPOINTS)
@pytest.mark.parametrize(("onwards", "expected"), [(GATEWAY, True), ('nat_gateway_id = "nat-1"', False)])
def test_through_a_firewall(tmp_path: Path, endpoint: str, onwards: str, expected: bool) -> None:
    text = NETWORK % route(f"vpc_endpoint_id = {endpoint}") + FOLLOWED + FIREWALL % onwards
    assert is_public(terraform(tmp_path, text), "aws_subnet.s") is expected


def test_through_a_load_balancer_of_appliances(tmp_path: Path) -> None:
    balanced = """
    resource "aws_vpc_endpoint" "e" {
      vpc_id            = aws_vpc.v.id
      service_name      = "com.amazonaws.vpce.us-east-1.vpce-svc-1"
      vpc_endpoint_type = "GatewayLoadBalancer"
      subnet_ids        = [aws_subnet.f.id]
    }
    """
    text = NETWORK % route("vpc_endpoint_id = aws_vpc_endpoint.e.id") + FOLLOWED + balanced + FIREWALL % GATEWAY
    assert is_public(terraform(tmp_path, text), "aws_subnet.s") is True


def test_a_way_in_a_circle_ends(tmp_path: Path) -> None:
    back = route(f"vpc_endpoint_id = {ENDPOINTS[0]}")
    text = NETWORK % back + FOLLOWED + FIREWALL % f"vpc_endpoint_id = {ENDPOINTS[0]}"
    assert is_public(terraform(tmp_path, text), "aws_subnet.s") is False


MADE_BY_AWS = """
    resource "aws_default_subnet" "d" { availability_zone = "us-east-1a" }
"""
DEFAULT_VPC = """
    resource "aws_default_vpc" "v" {}
    resource "aws_subnet" "s" { vpc_id = aws_default_vpc.v.id }
"""
EMPTIED = """
    resource "aws_default_route_table" "t" { default_route_table_id = aws_default_vpc.v.default_route_table_id }
"""
OWN = """
    resource "aws_route_table" "t" { vpc_id = aws_default_vpc.v.id }
    resource "aws_route_table_association" "d" {
      subnet_id      = aws_default_subnet.d.id
      route_table_id = aws_route_table.t.id
    }
"""


@pytest.mark.parametrize(
    ("text", "default", "beside"),
    [
        (MADE_BY_AWS, True, None),
        (MADE_BY_AWS + DEFAULT_VPC, True, True),
        (MADE_BY_AWS + DEFAULT_VPC + EMPTIED, False, False),
        (MADE_BY_AWS + DEFAULT_VPC + OWN, False, True),
    ],
)
def test_the_network_that_aws_makes(tmp_path: Path, text: str, default: bool, beside: bool | None) -> None:
    estate = terraform(tmp_path, text)
    assert is_public(estate, "aws_default_subnet.d") is default
    assert beside is None or is_public(estate, "aws_subnet.s") is beside


def test_firewalls_of_the_network_that_aws_makes(tmp_path: Path) -> None:
    acl = """
    resource "aws_default_network_acl" "n" { default_network_acl_id = aws_default_vpc.v.default_network_acl_id }
    """
    group = 'resource "aws_default_security_group" "g" { vpc_id = aws_default_vpc.v.id }'
    (subnet, _) = terraform(tmp_path, MADE_BY_AWS + DEFAULT_VPC + acl + group).of(ec2.Subnet)
    assert [each.address for each in network.network_acls(subnet)] == ["aws_default_network_acl.n"]
    assert [each.address for each in network.default_groups([subnet])] == ["aws_default_security_group.g"]


def test_addresses_that_default_subnets_give(tmp_path: Path) -> None:
    closed = 'resource "aws_default_subnet" "c" {\nmap_public_ip_on_launch = false\n}'
    estate = terraform(tmp_path, MADE_BY_AWS + DEFAULT_VPC + closed)
    found = {subnet.address for subnet in estate.of(ec2.Subnet) if network.gives_public_addresses(subnet)}
    assert found == {"aws_default_subnet.d"}


TEMPLATE = """
    V: {Type: AWS::EC2::VPC}
    S: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref V}}
    F: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref V}}
    G: {Type: AWS::EC2::InternetGateway}
    P: {Type: AWS::EC2::VPNGateway, Properties: {Type: ipsec.1}}
    W:
      Type: AWS::NetworkFirewall::Firewall
      Properties: {VpcId: !Ref V, SubnetMappings: [{SubnetId: !Ref F}]}
    T: {Type: AWS::EC2::RouteTable, Properties: {VpcId: !Ref V}}
    A: {Type: AWS::EC2::SubnetRouteTableAssociation, Properties: {SubnetId: !Ref S, RouteTableId: !Ref T}}
    R: {Type: AWS::EC2::Route, Properties: {RouteTableId: !Ref T, DestinationCidrBlock: 0.0.0.0/0, %s}}
    U: {Type: AWS::EC2::RouteTable, Properties: {VpcId: !Ref V}}
    B: {Type: AWS::EC2::SubnetRouteTableAssociation, Properties: {SubnetId: !Ref F, RouteTableId: !Ref U}}
    Q: {Type: AWS::EC2::Route, Properties: {RouteTableId: !Ref U, DestinationCidrBlock: 0.0.0.0/0, GatewayId: !Ref G}}
"""


@pytest.mark.parametrize(
    ("to", "expected"),
    [
        ("GatewayId: !Ref G", True),
        ("GatewayId: !Ref P", False),
        ("GatewayId: !ImportValue gateway", None),
        ("CarrierGatewayId: cagw-1", False),
        ("TransitGatewayId: tgw-1", False),
        ('VpcEndpointId: !Select [1, !Split [":", !Select [0, !GetAtt W.EndpointIds]]]', True),
    ],
)
def test_templates(tmp_path: Path, to: str, expected: bool | None) -> None:
    assert is_public(cloudformation(tmp_path, TEMPLATE % to), "S") is expected


def table(name: str, to: dict[str, Any], **association: Any) -> Declaration:
    routes = [
        {"DestinationCidrBlock": "10.0.0.0/16", "GatewayId": "local", "State": "active"},
        {"DestinationCidrBlock": "0.0.0.0/0", "State": "active", **to},
    ]
    return live(
        "AWS::EC2::RouteTable", name, RouteTableId=name, VpcId="vpc-1", Routes=routes, Associations=[association]
    )


def account(to: dict[str, Any], *more: Declaration, **association: Any) -> Inventory:
    return inventory(
        live("AWS::EC2::VPC", "vpc-1", VpcId="vpc-1"),
        live("AWS::EC2::Subnet", "subnet-1", SubnetId="subnet-1", VpcId="vpc-1"),
        live("AWS::EC2::Subnet", "subnet-2", SubnetId="subnet-2", VpcId="vpc-1"),
        live("AWS::EC2::VPCEndpoint", "vpce-1", VpcEndpointId="vpce-1", SubnetIds=["subnet-2"]),
        live("AWS::EC2::VPCEndpoint", "vpce-2", VpcEndpointId="vpce-2", SubnetIds=[], ServiceName="s3"),
        table("rtb-1", to, **association),
        table("rtb-2", {"GatewayId": "igw-1"}, SubnetId="subnet-2", Main=False),
        *more,
    )


@pytest.mark.parametrize(
    ("to", "expected"),
    [
        ({"GatewayId": "igw-1"}, True),
        ({"GatewayId": "igw-1", "State": "blackhole"}, False),
        ({"GatewayId": "local"}, False),
        ({"GatewayId": "vgw-1"}, False),
        ({"GatewayId": "vpce-1"}, True),
        ({"GatewayId": "vpce-2", "DestinationCidrBlock": None, "DestinationPrefixListId": "pl-1"}, False),
        ({"CarrierGatewayId": "cagw-1"}, False),
        ({"NatGatewayId": "nat-1"}, False),
        ({"EgressOnlyInternetGatewayId": "eigw-1", "DestinationIpv6CidrBlock": "::/0"}, False),
    ],
)
@pytest.mark.parametrize("association", [{"SubnetId": "subnet-1", "Main": False}, {"Main": True}])
def test_an_account(to: dict[str, Any], association: dict[str, Any], expected: bool) -> None:
    assert is_public(account(to, **association), "subnet-1") is expected


def test_the_table_of_a_gateway_in_an_account() -> None:
    main = table("rtb-3", {"GatewayId": "local"}, Main=True)
    estate = account({"GatewayId": "igw-1"}, main, GatewayId="igw-1", Main=False)
    assert is_public(estate, "subnet-1") is False
