"""In which subnets models are served."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.model.declared import live
from tests.policies.judged import cloudformation, everything, terraform, verdicts

PRIVATE = "model_subnets_are_private"


def network(route: str, subnets: str) -> str:
    config = f"vpc_config {{\nsubnets = {subnets}\nsecurity_group_ids = []\n}}" if subnets else ""
    return f"""
    variable "elsewhere" {{}}
    resource "aws_vpc" "v" {{ cidr_block = "10.0.0.0/16" }}
    resource "aws_internet_gateway" "g" {{ vpc_id = aws_vpc.v.id }}
    resource "aws_subnet" "s" {{ vpc_id = aws_vpc.v.id }}
    resource "aws_route_table" "t" {{
      vpc_id = aws_vpc.v.id
      route {{
        cidr_block = "0.0.0.0/0"
        {route}
      }}
    }}
    resource "aws_route_table_association" "a" {{
      subnet_id      = aws_subnet.s.id
      route_table_id = aws_route_table.t.id
    }}
    resource "aws_sagemaker_model" "m" {{
      name = "m"
      {config}
    }}
    """


IN, OUT = "gateway_id = aws_internet_gateway.g.id", 'nat_gateway_id = "nat-1"'


@pytest.mark.parametrize(
    ("route", "subnets", "expected"),
    [
        (IN, "[aws_subnet.s.id]", "violated"),
        (OUT, "[aws_subnet.s.id]", "passed"),
        (IN, "", "not_applicable"),
        (IN, '["subnet-1"]', "undetermined"),
        (IN, "var.elsewhere", "undetermined"),
    ],
)
def test_terraform(tmp_path: Path, route: str, subnets: str, expected: str) -> None:
    assert verdicts(PRIVATE, terraform(tmp_path, network(route, subnets))) == {"aws_sagemaker_model.m": expected}


@pytest.mark.parametrize(("route", "expected"), [("GatewayId: !Ref G", "violated"), ("NatGatewayId: nat-1", "passed")])
def test_cloudformation(tmp_path: Path, route: str, expected: str) -> None:
    text = f"""
    V: {{Type: AWS::EC2::VPC}}
    G: {{Type: AWS::EC2::InternetGateway}}
    S: {{Type: AWS::EC2::Subnet, Properties: {{VpcId: !Ref V}}}}
    T: {{Type: AWS::EC2::RouteTable, Properties: {{VpcId: !Ref V}}}}
    R: {{Type: AWS::EC2::Route, Properties: {{RouteTableId: !Ref T, DestinationCidrBlock: 0.0.0.0/0, {route}}}}}
    A: {{Type: AWS::EC2::SubnetRouteTableAssociation, Properties: {{SubnetId: !Ref S, RouteTableId: !Ref T}}}}
    M: {{Type: AWS::SageMaker::Model, Properties: {{VpcConfig: {{Subnets: [!Ref S], SecurityGroupIds: []}}}}}}
    """
    assert verdicts(PRIVATE, cloudformation(tmp_path, text)) == {"M": expected}


@pytest.mark.parametrize(("gateway", "expected"), [("igw-1", "violated"), ("local", "passed")])
def test_account(gateway: str, expected: str) -> None:
    route = {"DestinationCidrBlock": "0.0.0.0/0", "GatewayId": gateway}
    estate = [
        live("AWS::EC2::VPC", "vpc-1", VpcId="vpc-1"),
        live("AWS::EC2::InternetGateway", "igw-1", InternetGatewayId="igw-1"),
        live("AWS::EC2::Subnet", "subnet-1", SubnetId="subnet-1", VpcId="vpc-1"),
        live(
            "AWS::EC2::RouteTable",
            "rtb-1",
            RouteTableId="rtb-1",
            VpcId="vpc-1",
            Associations=[{"SubnetId": "subnet-1"}],
            Routes=[route],
        ),
        live("AWS::SageMaker::Model", "m", VpcConfig={"Subnets": ["subnet-1"]}),
    ]
    assert verdicts(PRIVATE, everything(estate)) == {"m": expected}
