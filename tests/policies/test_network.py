"""Where model hosts stand: every way in which a subnet gets its routes and its network ACL."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.model.declared import live
from tests.policies.judged import cloudformation, terraform, verdicts

PUBLIC = "model_host_is_not_in_a_public_subnet"
ACL = "model_host_subnet_has_its_own_network_acl"

HOST = """
    variable "elsewhere" {}
    resource "aws_vpc" "v" { cidr_block = "10.0.0.0/16" }
    resource "aws_internet_gateway" "g" { vpc_id = aws_vpc.v.id }
    resource "aws_subnet" "s" { vpc_id = aws_vpc.v.id }
    resource "aws_instance" "i" {
      instance_type = "g5.xlarge"
      subnet_id     = aws_subnet.s.id
    }
"""


def of_host(policy: str, folder: Path, text: str) -> str:
    return verdicts(policy, terraform(folder, HOST + text))["aws_instance.i"]


def route_table(route: str) -> str:
    return f"""
    resource "aws_route_table_association" "a" {{
      subnet_id      = aws_subnet.s.id
      route_table_id = aws_route_table.t.id
    }}
    resource "aws_route_table" "t" {{
      vpc_id = aws_vpc.v.id
      route {{
        gateway_id = aws_internet_gateway.g.id
        {route}
      }}
    }}
    """


@pytest.mark.parametrize(
    ("route", "expected"),
    [
        ('cidr_block = "0.0.0.0/0"', "violated"),
        ('cidr_block = "128.0.0.0/1"', "violated"),
        ('ipv6_cidr_block = "::/0"', "violated"),
        ('destination_prefix_list_id = "pl-1"', "undetermined"),
        ('cidr_block = "203.0.113.0/24"', "passed"),
    ],
)
def test_routes_that_lead_to_the_internet(tmp_path: Path, route: str, expected: str) -> None:
    assert of_host(PUBLIC, tmp_path, route_table(route)) == expected


@pytest.mark.parametrize("name", ["main_route_table_id", "default_route_table_id"])
def test_route_in_the_main_table_of_the_vpc(tmp_path: Path, name: str) -> None:
    text = f"""
    resource "aws_route" "out" {{
      route_table_id         = aws_vpc.v.{name}
      destination_cidr_block = "0.0.0.0/0"
      gateway_id             = aws_internet_gateway.g.id
    }}
    """
    assert of_host(PUBLIC, tmp_path, text) == "violated"


@pytest.mark.parametrize(
    ("table", "expected"), [("var.elsewhere", "undetermined"), ("aws_route_table.t.id", "violated")]
)
def test_table_that_is_made_the_main_one(tmp_path: Path, table: str, expected: str) -> None:
    text = f"""
    resource "aws_main_route_table_association" "m" {{
      vpc_id         = aws_vpc.v.id
      route_table_id = {table}
    }}
    resource "aws_route_table" "t" {{
      vpc_id = aws_vpc.v.id
      route {{
        cidr_block = "0.0.0.0/0"
        gateway_id = aws_internet_gateway.g.id
      }}
    }}
    """
    assert of_host(PUBLIC, tmp_path, text) == expected


def network_acl(rules: str) -> str:
    return f"""
    resource "aws_network_acl" "n" {{
      vpc_id     = aws_vpc.v.id
      subnet_ids = [aws_subnet.s.id]
      {rules}
    }}
    """


def rule(
    number: int, action: str, protocol: str = "-1", source: str = 'cidr_block = "0.0.0.0/0"', last: int = 0
) -> str:
    return f"""
      ingress {{
        rule_no   = {number}
        action    = "{action}"
        protocol  = "{protocol}"
        from_port = 0
        to_port   = {last}
        {source}
      }}
    """


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        ("", "passed"),
        (rule(100, "allow"), "violated"),
        (rule(100, "allow", source='ipv6_cidr_block = "::/0"'), "violated"),
        (rule(100, "allow", "tcp", 'cidr_block = "10.0.0.0/8"') + rule(110, "allow"), "violated"),
        (rule(110, "allow") + rule(100, "deny", "tcp", last=65535), "passed"),
        (rule(110, "allow") + rule(100, "deny", "tcp"), "violated"),
        (rule(100, "allow") + rule(110, "deny"), "violated"),
        (rule(100, "allow", "tcp", 'cidr_block = "10.0.0.0/8"'), "passed"),
    ],
)
def test_rules_of_a_network_acl_count_in_the_order_of_their_numbers(tmp_path: Path, rules: str, expected: str) -> None:
    assert of_host(ACL, tmp_path, network_acl(rules)) == expected


@pytest.mark.parametrize(("acl", "expected"), [("var.elsewhere", "undetermined"), ("aws_network_acl.n.id", "passed")])
def test_network_acl_that_is_associated_separately(tmp_path: Path, acl: str, expected: str) -> None:
    text = f"""
    resource "aws_network_acl" "n" {{ vpc_id = aws_vpc.v.id }}
    resource "aws_network_acl_association" "a" {{
      subnet_id      = aws_subnet.s.id
      network_acl_id = {acl}
    }}
    """
    assert of_host(ACL, tmp_path, text) == expected


@pytest.mark.parametrize(("rules", "expected"), [("", "passed"), (rule(100, "allow"), "violated")])
def test_default_network_acl_that_was_changed(tmp_path: Path, rules: str, expected: str) -> None:
    text = f"""
    resource "aws_default_network_acl" "d" {{
      default_network_acl_id = aws_vpc.v.default_network_acl_id
      {rules}
    }}
    """
    assert of_host(ACL, tmp_path, text) == expected


def test_network_acl_of_another_stack(tmp_path: Path) -> None:
    text = """
      V: {Type: AWS::EC2::VPC}
      S: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref V}}
      I: {Type: AWS::EC2::Instance, Properties: {InstanceType: g5.xlarge, SubnetId: !Ref S}}
      A:
        Type: AWS::EC2::SubnetNetworkAclAssociation
        Properties: {SubnetId: !Ref S, NetworkAclId: !ImportValue network-acl}
    """
    assert verdicts(ACL, cloudformation(tmp_path, text)) == {"I": "undetermined"}


@pytest.mark.parametrize(
    ("traffic", "expected"),
    [('"ALL"', "passed"), ('"ACCEPT"', "violated"), ('"REJECT"', "violated"), ("var.elsewhere", "undetermined")],
)
def test_flow_log_of_all_traffic(tmp_path: Path, traffic: str, expected: str) -> None:
    text = f"""
    variable "elsewhere" {{}}
    resource "aws_flow_log" "f" {{
      vpc_id       = aws_vpc.v.id
      traffic_type = {traffic}
    }}
    """
    assert verdicts("ai_vpc_flow_logs_record_all_traffic", terraform(tmp_path, HOST + text)) == {"aws_vpc.v": expected}


@pytest.mark.parametrize(("traffic", "expected"), [("ALL", "passed"), ("ACCEPT", "passed"), ("REJECT", "violated")])
def test_flow_log_of_refused_traffic_only(tmp_path: Path, traffic: str, expected: str) -> None:
    text = f"""
    resource "aws_flow_log" "f" {{
      vpc_id       = aws_vpc.v.id
      traffic_type = "{traffic}"
    }}
    """
    assert verdicts("ai_vpc_keeps_flow_logs", terraform(tmp_path, HOST + text)) == {"aws_vpc.v": expected}


@pytest.mark.parametrize(("delivered", "expected"), [("SUCCESS", "passed"), ("FAILED", "violated")])
def test_flow_log_that_cannot_be_delivered(delivered: str, expected: str) -> None:
    estate = [
        live("AWS::EC2::VPC", "vpc-1", VpcId="vpc-1"),
        live("AWS::EC2::Subnet", "subnet-1", SubnetId="subnet-1", VpcId="vpc-1"),
        live("AWS::EC2::Instance", "i-1", InstanceId="i-1", InstanceType="g5.xlarge", SubnetId="subnet-1"),
        live("AWS::EC2::FlowLog", "fl-1", ResourceId="vpc-1", TrafficType="ALL", DeliverLogsStatus=delivered),
    ]
    assert verdicts("ai_vpc_keeps_flow_logs", estate) == {"vpc-1": expected}
