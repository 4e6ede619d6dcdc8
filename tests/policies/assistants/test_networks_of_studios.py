"""The networks in which environments of Unified Studio run are AI VPCs."""

from __future__ import annotations

from pathlib import Path

import pytest

from pytest_aisec.analysis.roles import Role, members
from tests.model.declared import inventory, live
from tests.policies.judged import cloudformation, terraform

FILES = """
    variable "elsewhere" {}
    resource "aws_vpc" "ai" { cidr_block = "10.0.0.0/16" }
    resource "aws_vpc" "other" { cidr_block = "10.1.0.0/16" }
    resource "aws_subnet" "a" {
      count  = 2
      vpc_id = aws_vpc.ai.id
    }
    resource "aws_subnet" "b" { vpc_id = aws_vpc.other.id }
    resource "aws_datazone_environment_blueprint_configuration" "tooling" {
      domain_id                = "dzd_1"
      environment_blueprint_id = "tooling"
      enabled_regions          = ["eu-west-1"]
      regional_parameters      = %s
    }
"""
VPC = "aws_vpc.ai"


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        ('{ eu-west-1 = { VpcId = aws_vpc.ai.id, Subnets = join(",", aws_subnet.a[*].id) } }', [VPC]),
        ("{ eu-west-1 = { Subnets = aws_subnet.a[0].id } }", [VPC]),
        ('{ eu-west-1 = { Subnets = "${aws_subnet.a[0].id},${aws_subnet.b.id}" } }', [VPC, "aws_vpc.other"]),
        ('{ eu-west-1 = { S3Location = "s3://b" } }', []),
        ('{ eu-west-1 = { Subnets = "subnet-1,subnet-2" } }', []),
    ],
)
def test_terraform(tmp_path: Path, parameters: str, expected: list[str]) -> None:
    found = members(terraform(tmp_path, FILES % parameters), Role.AI_VPC)
    assert [member.resource.address for member in found if not member.doubt] == expected


def test_cloudformation(tmp_path: Path) -> None:
    text = """
    Ai: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16}}
    A: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Ai, CidrBlock: 10.0.0.0/24}}
    B: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Ai, CidrBlock: 10.0.1.0/24}}
    Tooling:
      Type: AWS::DataZone::EnvironmentBlueprintConfiguration
      Properties:
        DomainIdentifier: dzd_1
        EnvironmentBlueprintIdentifier: tooling
        EnabledRegions: [eu-west-1]
        RegionalParameters: [{Region: eu-west-1, Parameters: {VpcId: !Ref Ai, Subnets: !Join [",", [!Ref A, !Ref B]]}}]
    """
    found = members(cloudformation(tmp_path, text), Role.AI_VPC)
    assert [member.resource.address for member in found] == ["Ai"]


def test_account() -> None:
    beside = inventory(
        live("AWS::EC2::VPC", "vpc-1", VpcId="vpc-1"),
        live("AWS::EC2::Subnet", "subnet-1", SubnetId="subnet-1", VpcId="vpc-1"),
        live(
            "AWS::DataZone::EnvironmentBlueprintConfiguration",
            "d/t",
            domainId="d",
            environmentBlueprintId="t",
            regionalParameters={"eu-west-1": {"Subnets": "subnet-1, subnet-9"}},
        ),
    )
    assert [member.resource.address for member in members(beside, Role.AI_VPC)] == ["vpc-1"]
