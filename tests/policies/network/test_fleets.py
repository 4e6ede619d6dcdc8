"""Fleets of machines with accelerators: node groups and compute environments."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.policies.judged import cloudformation, terraform, verdicts

PUBLIC = "model_host_is_not_in_a_public_subnet"
PUBLIC_IP = "model_host_has_no_public_ip"
IMDS = "model_host_requires_imdsv2"

NETWORK = """
    variable "elsewhere" {}
    resource "aws_vpc" "v" { cidr_block = "10.0.0.0/16" }
    resource "aws_internet_gateway" "g" { vpc_id = aws_vpc.v.id }
    resource "aws_subnet" "s" {
      vpc_id                  = aws_vpc.v.id
      map_public_ip_on_launch = true
    }
    resource "aws_route_table_association" "a" {
      subnet_id      = aws_subnet.s.id
      route_table_id = aws_route_table.t.id
    }
    resource "aws_route_table" "t" {
      vpc_id = aws_vpc.v.id
      route {
        cidr_block = "0.0.0.0/0"
        gateway_id = aws_internet_gateway.g.id
      }
    }
"""


def node_group(stated: str) -> str:
    return f"""
    resource "aws_eks_node_group" "n" {{
      cluster_name  = "models"
      node_role_arn = "arn:aws:iam::123456789012:role/nodes"
      subnet_ids    = [aws_subnet.s.id]
      scaling_config {{
        desired_size = 1
        max_size     = 1
        min_size     = 1
      }}
      {stated}
    }}
    """


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ('instance_types = ["g5.xlarge"]', {"aws_eks_node_group.n": "violated"}),
        ('instance_types = ["m5.large", "p4d.24xlarge"]', {"aws_eks_node_group.n": "violated"}),
        ('instance_types = ["m5.large"]', {}),
        ("", {}),
        ("instance_types = [var.elsewhere]", {"aws_eks_node_group.n": "undetermined"}),
    ],
)
def test_node_group_is_a_host_by_its_machines(tmp_path: Path, stated: str, expected: dict[str, str]) -> None:
    estate = terraform(tmp_path, NETWORK + node_group(stated))
    assert verdicts(PUBLIC, estate) == expected
    assert verdicts(PUBLIC_IP, estate) == expected


@pytest.mark.parametrize(("tokens", "expected"), [("required", "passed"), ("optional", "violated")])
def test_launch_template_of_a_node_group_is_judged_for_what_it_states(
    tmp_path: Path, tokens: str, expected: str
) -> None:
    text = f"""
    resource "aws_launch_template" "l" {{
      metadata_options {{ http_tokens = "{tokens}" }}
    }}
    """
    stated = 'instance_types = ["trn1.2xlarge"]\nlaunch_template {\nid = aws_launch_template.l.id\nversion = 1\n}'
    estate = terraform(tmp_path, NETWORK + text + node_group(stated))
    assert verdicts(IMDS, estate) == {"aws_launch_template.l": expected, "aws_eks_node_group.n": "not_applicable"}
    assert verdicts(PUBLIC, estate)["aws_launch_template.l"] == "violated"


def test_node_group_without_a_template_leaves_the_metadata_service_to_its_image(tmp_path: Path) -> None:
    estate = terraform(tmp_path, NETWORK + node_group('instance_types = ["g5.xlarge"]'))
    assert verdicts(IMDS, estate) == {"aws_eks_node_group.n": "undetermined"}


@pytest.mark.parametrize(
    ("types", "expected"),
    [
        ("[g5]", {"Jobs": "violated"}),
        ("[p4d.24xlarge]", {"Jobs": "violated"}),
        ("[optimal]", {}),
        ("[m5, c5.large]", {}),
    ],
)
def test_compute_environment_in_cloudformation(tmp_path: Path, types: str, expected: dict[str, str]) -> None:
    text = f"""
    Network: {{Type: AWS::EC2::VPC, Properties: {{CidrBlock: 10.0.0.0/16}}}}
    Gateway: {{Type: AWS::EC2::InternetGateway}}
    Subnet: {{Type: AWS::EC2::Subnet, Properties: {{VpcId: !Ref Network, CidrBlock: 10.0.0.0/24}}}}
    Table: {{Type: AWS::EC2::RouteTable, Properties: {{VpcId: !Ref Network}}}}
    Out:
      Type: AWS::EC2::Route
      Properties: {{RouteTableId: !Ref Table, DestinationCidrBlock: 0.0.0.0/0, GatewayId: !Ref Gateway}}
    Association:
      Type: AWS::EC2::SubnetRouteTableAssociation
      Properties: {{SubnetId: !Ref Subnet, RouteTableId: !Ref Table}}
    Jobs:
      Type: AWS::Batch::ComputeEnvironment
      Properties:
        Type: MANAGED
        ComputeResources:
          Type: SPOT
          MaxvCpus: 16
          InstanceTypes: {types}
          Subnets: [!Ref Subnet]
          SecurityGroupIds: [sg-1]
    """
    assert verdicts(PUBLIC, cloudformation(tmp_path, text)) == expected
