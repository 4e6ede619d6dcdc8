"""Public access that is blocked for the networks of a region, and exclusions from that."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pytest_aisec.analysis.mentions import mentioned
from pytest_aisec.analysis.roles import Role, members
from pytest_aisec.aws import ec2
from pytest_aisec.declarations import Unread
from pytest_aisec.model.reads import collection_plan
from tests.model.declared import inventory, live
from tests.policies.judged import cloudformation, policy, terraform, verdicts

HOST, AGENT = "model_host_is_not_in_a_public_subnet", "agent_subnets_are_private"
BALANCER = "load_balancer_of_model_hosts_has_a_web_acl"

NETWORK = """
    variable "elsewhere" {}
    resource "aws_vpc" "v" { cidr_block = "10.0.0.0/16" }
    resource "aws_vpc" "other" { cidr_block = "10.1.0.0/16" }
    resource "aws_internet_gateway" "g" { vpc_id = aws_vpc.v.id }
    resource "aws_subnet" "s" { vpc_id = aws_vpc.v.id }
    resource "aws_subnet" "other" { vpc_id = aws_vpc.v.id }
    resource "aws_route_table" "t" {
      vpc_id = aws_vpc.v.id
      route {
        cidr_block = "0.0.0.0/0"
        gateway_id = aws_internet_gateway.g.id
      }
    }
    resource "aws_route_table_association" "a" {
      subnet_id      = aws_subnet.s.id
      route_table_id = aws_route_table.t.id
    }
    resource "aws_instance" "i" {
      instance_type = "g5.xlarge"
      subnet_id     = aws_subnet.s.id
    }
    resource "aws_bedrockagentcore_browser" "t" {
      name = "t"
      network_configuration {
        network_mode = "VPC"
        vpc_config {
          subnets         = [aws_subnet.s.id]
          security_groups = []
        }
      }
    }
    resource "aws_lb" "b" {
      subnets            = [aws_subnet.s.id]
      load_balancer_type = "application"
    }
    resource "aws_lb_target_group" "t" { port = 80 }
    resource "aws_lb_target_group_attachment" "t" {
      target_group_arn = aws_lb_target_group.t.arn
      target_id        = aws_instance.i.id
    }
    resource "aws_lb_listener" "l" {
      load_balancer_arn = aws_lb.b.arn
      default_action {
        type             = "forward"
        target_group_arn = aws_lb_target_group.t.arn
      }
    }
"""


def blocked(mode: str, more: str = "") -> str:
    return f"""
    resource "aws_vpc_block_public_access_options" "o" {{
      internet_gateway_block_mode = {mode}
      {more}
    }}
    """


def excluded(mode: str, where: str, more: str = "") -> str:
    return f"""
    resource "aws_vpc_block_public_access_exclusion" "e" {{
      internet_gateway_exclusion_mode = {mode}
      {where}
      {more}
    }}
    """


BOTH, INGRESS = blocked('"block-bidirectional"'), blocked('"block-ingress"')
VPC, SUBNET = "vpc_id = aws_vpc.v.id", "subnet_id = aws_subnet.s.id"
BIDIRECTIONAL, EGRESS = '"allow-bidirectional"', '"allow-egress"'
MAYBE = 'count = var.elsewhere == "x" ? 1 : 0'
EU, US = 'region = "eu-west-1"', 'region = "us-east-1"'
OTHER = """
    provider "aws" {
      alias = "other"
      assume_role { role_arn = "arn:aws:iam::123456789012:role/security" }
    }
"""
DOUBT = "undetermined"


@pytest.mark.parametrize(
    ("text", "host", "agent", "balancer"),
    [
        ("", "violated", "violated", "violated"),
        (blocked('"off"'), "violated", "violated", "violated"),
        (BOTH, "passed", "passed", "not_applicable"),
        (INGRESS, "passed", "passed", "not_applicable"),
        (blocked("var.elsewhere"), DOUBT, DOUBT, DOUBT),
        (blocked('"block-ingress"', MAYBE), DOUBT, DOUBT, DOUBT),
        (BOTH + excluded(BIDIRECTIONAL, VPC), "violated", "violated", "violated"),
        (BOTH + excluded(BIDIRECTIONAL, SUBNET), "violated", "violated", "violated"),
        (INGRESS + excluded(BIDIRECTIONAL, SUBNET), "violated", "violated", "violated"),
        (BOTH + excluded(BIDIRECTIONAL, SUBNET, MAYBE), DOUBT, DOUBT, DOUBT),
        (BOTH + excluded(BIDIRECTIONAL, "subnet_id = var.elsewhere"), DOUBT, DOUBT, DOUBT),
        (BOTH + excluded(BIDIRECTIONAL, "vpc_id = aws_vpc.other.id"), "passed", "passed", "not_applicable"),
        (BOTH + excluded(BIDIRECTIONAL, "subnet_id = aws_subnet.other.id"), "passed", "passed", "not_applicable"),
        (BOTH + excluded(EGRESS, SUBNET), "passed", "violated", "not_applicable"),
        (BOTH + excluded(EGRESS, VPC), "passed", "violated", "not_applicable"),
        (INGRESS + excluded(EGRESS, SUBNET), "passed", "passed", "not_applicable"),
        (BOTH + excluded("var.elsewhere", SUBNET), DOUBT, "violated", DOUBT),
        (excluded(EGRESS, SUBNET), "violated", "violated", "violated"),
        (f'provider "aws" {{ {EU} }}' + BOTH, "passed", "passed", "not_applicable"),
        (f'provider "aws" {{ {EU} }}' + blocked('"block-ingress"', US), "violated", "violated", "violated"),
        (blocked('"block-ingress"', US), DOUBT, DOUBT, DOUBT),
        (OTHER + blocked('"block-ingress"', "provider = aws.other"), DOUBT, DOUBT, DOUBT),
    ],
)
def test_terraform(tmp_path: Path, text: str, host: str, agent: str, balancer: str) -> None:
    estate = terraform(tmp_path, NETWORK + text)
    assert verdicts(HOST, estate) == {"aws_instance.i": host}
    assert verdicts(AGENT, estate) == {"aws_bedrockagentcore_browser.t": agent}
    assert verdicts(BALANCER, estate) == {"aws_lb.b": balancer}


@pytest.mark.parametrize(
    ("more", "expected"), [("", "violated"), (BOTH, "passed"), (BOTH + excluded(BIDIRECTIONAL, VPC), "violated")]
)
def test_modules_that_were_not_read_block_nothing(tmp_path: Path, more: str, expected: str) -> None:
    estate = terraform(tmp_path, NETWORK + more + 'module "m" { source = "example.com/m/aws" }')
    assert verdicts(HOST, estate) == {"aws_instance.i": expected}


@pytest.mark.parametrize(
    ("exclusion", "expected"),
    [
        (None, "passed"),
        ("{VpcId: !Ref V, InternetGatewayExclusionMode: allow-bidirectional}", "violated"),
        ("{SubnetId: !Ref N, InternetGatewayExclusionMode: allow-bidirectional}", "violated"),
        ("{SubnetId: !Ref N, InternetGatewayExclusionMode: allow-egress}", "passed"),
    ],
)
@pytest.mark.parametrize("mode", ["block-ingress", "block-bidirectional", "off"])
def test_template(tmp_path: Path, mode: str, exclusion: str | None, expected: str) -> None:
    text = f"""
    V: {{Type: AWS::EC2::VPC, Properties: {{CidrBlock: 10.0.0.0/16}}}}
    N: {{Type: AWS::EC2::Subnet, Properties: {{VpcId: !Ref V}}}}
    G: {{Type: AWS::EC2::InternetGateway}}
    T: {{Type: AWS::EC2::RouteTable, Properties: {{VpcId: !Ref V}}}}
    A: {{Type: AWS::EC2::SubnetRouteTableAssociation, Properties: {{SubnetId: !Ref N, RouteTableId: !Ref T}}}}
    R:
      Type: AWS::EC2::Route
      Properties: {{RouteTableId: !Ref T, DestinationCidrBlock: 0.0.0.0/0, GatewayId: !Ref G}}
    I: {{Type: AWS::EC2::Instance, Properties: {{InstanceType: g5.xlarge, SubnetId: !Ref N}}}}
    O: {{Type: AWS::EC2::VPCBlockPublicAccessOptions, Properties: {{InternetGatewayBlockMode: "{mode}"}}}}
    """
    if exclusion is not None:
        text += f"E: {{Type: AWS::EC2::VPCBlockPublicAccessExclusion, Properties: {exclusion}}}\n"
    assert verdicts(HOST, cloudformation(tmp_path, text)) == {"I": "violated" if mode == "off" else expected}


def account(*more: Any, unread: tuple[Unread, ...] = (), gateway: str = "igw-1") -> Any:
    route = {"DestinationCidrBlock": "0.0.0.0/0", "State": "active", "GatewayId": gateway}
    table = {"RouteTableId": "rtb-1", "VpcId": "vpc-1", "Associations": [{"SubnetId": "subnet-1"}]}
    declared = [
        live("AWS::EC2::VPC", "vpc-1", VpcId="vpc-1"),
        live("AWS::EC2::Subnet", "subnet-1", SubnetId="subnet-1", VpcId="vpc-1"),
        live("AWS::EC2::RouteTable", "rtb-1", **table, Routes=[route]),
        live("AWS::EC2::InternetGateway", "igw-1", InternetGatewayId="igw-1"),
        live("AWS::EC2::Instance", "i-1", InstanceId="i-1", InstanceType="g5.xlarge", SubnetId="subnet-1"),
    ]
    return inventory(*(each._replace(region="us-east-1") for each in declared), *more, unread=unread)


def options(mode: str, region: str = "us-east-1") -> Any:
    told = live("AWS::EC2::VPCBlockPublicAccessOptions", f"in {region}", InternetGatewayBlockMode=mode)
    return told._replace(region=region)


def exclusion(what: str, mode: str) -> Any:
    told = {"ExclusionId": "e-1", "ResourceArn": f"arn:aws:ec2:us-east-1:123456789012:{what}"}
    told["InternetGatewayExclusionMode"] = mode
    return live("AWS::EC2::VPCBlockPublicAccessExclusion", "e-1", **told)._replace(region="us-east-1")


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ([options("off")], "violated"),
        ([options("block-ingress")], "passed"),
        ([options("off"), options("block-ingress", "eu-west-1")], "violated"),
        ([options("block-bidirectional"), exclusion("vpc/vpc-1", "allow-bidirectional")], "violated"),
        ([options("block-bidirectional"), exclusion("vpc/vpc-2", "allow-bidirectional")], "passed"),
        ([options("block-bidirectional"), exclusion("subnet/subnet-1", "allow-egress")], "passed"),
    ],
)
def test_account(more: list[Any], expected: str) -> None:
    assert verdicts(HOST, account(*more)) == {"i-1": expected}


@pytest.mark.parametrize(("gateway", "expected"), [("igw-1", "undetermined"), ("nat-1", "passed")])
def test_blocking_that_was_not_told(gateway: str, expected: str) -> None:
    unread = Unread("access denied", types=frozenset({"AWS::EC2::VPCBlockPublicAccessOptions"}))
    assert verdicts(HOST, account(unread=(unread,), gateway=gateway)) == {"i-1": expected}


def test_exclusions_that_were_not_told() -> None:
    unread = Unread("access denied", types=frozenset({"AWS::EC2::VPCBlockPublicAccessExclusion"}))
    assert verdicts(HOST, account(options("block-ingress"), unread=(unread,))) == {"i-1": "undetermined"}
    assert verdicts(HOST, account(options("off"), unread=(unread,))) == {"i-1": "violated"}


def test_accounts_are_asked_only_where_it_matters() -> None:

    def asked(name: str) -> set[str]:
        function, _, kind, _ = policy(name)
        return {each.type for each in collection_plan([kind], mentioned([(function, kind)]))}

    both = {ec2.VpcBlockPublicAccess.canonical_type, ec2.VpcBlockPublicAccessExclusion.canonical_type}
    assert both <= asked(HOST)
    assert not both & asked("model_host_requires_imdsv2")


def test_gateways_behind_it_are_not_reached_from_the_internet(tmp_path: Path) -> None:
    text = """
    resource "aws_iam_role" "r" { name = "r" }
    resource "aws_iam_role_policy" "p" {
      role   = aws_iam_role.r.id
      policy = jsonencode({ Statement = [{ Effect = "Allow", Action = "bedrock:InvokeModel", Resource = "*" }] })
    }
    resource "aws_iam_instance_profile" "p" { role = aws_iam_role.r.name }
    resource "aws_security_group" "g" {
      ingress {
        from_port   = 443
        to_port     = 443
        protocol    = "tcp"
        cidr_blocks = ["0.0.0.0/0"]
      }
    }
    resource "aws_instance" "gateway" {
      instance_type               = "t3.large"
      subnet_id                   = aws_subnet.s.id
      associate_public_ip_address = true
      iam_instance_profile        = aws_iam_instance_profile.p.name
      vpc_security_group_ids      = [aws_security_group.g.id]
    }
    """
    for more, expected in [("", ["aws_instance.gateway"]), (INGRESS, [])]:
        found = members(terraform(tmp_path, NETWORK + text + more), Role.MODEL_GATEWAY)
        assert [member.resource.address for member in found] == expected
