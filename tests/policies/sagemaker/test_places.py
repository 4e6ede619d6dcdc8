"""Platforms of notebooks, subnets and security groups of domains."""

from __future__ import annotations

from pathlib import Path

import pytest

from pytest_aisec.settings import Settings
from tests.model.declared import live
from tests.policies.judged import cloudformation, terraform, verdicts

PLATFORM = "notebook_runs_on_a_supported_platform"
PRIVATE = "domain_subnets_are_private"
GROUPS = "domain_has_security_groups_of_the_account"
NOTEBOOK, DOMAIN = "aws_sagemaker_notebook_instance", "aws_sagemaker_domain"
NETWORK = """
variable "elsewhere" {}
resource "aws_vpc" "v" { cidr_block = "10.0.0.0/16" }
resource "aws_internet_gateway" "out" { vpc_id = aws_vpc.v.id }
resource "aws_subnet" "private" { vpc_id = aws_vpc.v.id }
resource "aws_subnet" "public" { vpc_id = aws_vpc.v.id }
resource "aws_route_table" "out" {
  vpc_id = aws_vpc.v.id
  route {
    cidr_block = "0.0.0.0/0"
    gateway_id = aws_internet_gateway.out.id
  }
}
resource "aws_route_table_association" "out" {
  subnet_id      = aws_subnet.public.id
  route_table_id = aws_route_table.out.id
}
"""


def users(groups: str) -> str:
    return f"default_user_settings {{\nsecurity_groups = {groups}\n}}"


@pytest.mark.parametrize(
    ("policy", "kind", "stated", "expected"),
    [
        (PLATFORM, NOTEBOOK, "", "passed"),
        (PLATFORM, NOTEBOOK, 'platform_identifier = "notebook-al2023-v1"', "passed"),
        (PLATFORM, NOTEBOOK, 'platform_identifier = "notebook-al2023-v2"', "passed"),
        (PLATFORM, NOTEBOOK, 'platform_identifier = "notebook-al1-v1"', "violated"),
        (PLATFORM, NOTEBOOK, "platform_identifier = var.elsewhere", "undetermined"),
        (PRIVATE, DOMAIN, "subnet_ids = [aws_subnet.private.id]", "passed"),
        (PRIVATE, DOMAIN, "subnet_ids = [aws_subnet.private.id, aws_subnet.public.id]", "violated"),
        (PRIVATE, DOMAIN, "subnet_ids = var.elsewhere", "undetermined"),
        (GROUPS, DOMAIN, users('["sg-1"]'), "passed"),
        (GROUPS, DOMAIN, users("[]"), "violated"),
        (GROUPS, DOMAIN, "", "violated"),
        (GROUPS, DOMAIN, users("var.elsewhere"), "undetermined"),
    ],
)
def test_terraform(tmp_path: Path, policy: str, kind: str, stated: str, expected: str) -> None:
    text = f'{NETWORK}\nresource "{kind}" "r" {{\n{stated}\n}}'
    assert verdicts(policy, terraform(tmp_path, text)) == {f"{kind}.r": expected}


def test_other_platforms_by_setting(tmp_path: Path) -> None:
    estate = terraform(tmp_path, f'resource "{NOTEBOOK}" "r" {{ platform_identifier = "notebook-al2-v3" }}')
    assert verdicts(PLATFORM, estate) == {f"{NOTEBOOK}.r": "violated"}
    settings = Settings(notebook_platforms=("notebook-al2-v3",))
    assert verdicts(PLATFORM, estate, settings) == {f"{NOTEBOOK}.r": "passed"}


@pytest.mark.parametrize(
    ("policy", "kind", "stated", "expected"),
    [
        (PLATFORM, "NotebookInstance", "PlatformIdentifier: notebook-al2-v1", "violated"),
        (PLATFORM, "NotebookInstance", "InstanceType: ml.t3.medium", "passed"),
        (GROUPS, "Domain", "DefaultUserSettings: {SecurityGroups: [sg-1]}", "passed"),
        (GROUPS, "Domain", "AuthMode: SSO", "violated"),
        (PRIVATE, "Domain", "SubnetIds: [!Ref Private]", "passed"),
        (PRIVATE, "Domain", "SubnetIds: [!Ref Public]", "violated"),
    ],
)
def test_cloudformation(tmp_path: Path, policy: str, kind: str, stated: str, expected: str) -> None:
    text = f"""
    Vpc: {{Type: AWS::EC2::VPC}}
    Out: {{Type: AWS::EC2::InternetGateway}}
    Table: {{Type: AWS::EC2::RouteTable, Properties: {{VpcId: !Ref Vpc}}}}
    Route:
      Type: AWS::EC2::Route
      Properties: {{RouteTableId: !Ref Table, DestinationCidrBlock: 0.0.0.0/0, GatewayId: !Ref Out}}
    Private: {{Type: AWS::EC2::Subnet, Properties: {{VpcId: !Ref Vpc}}}}
    Public: {{Type: AWS::EC2::Subnet, Properties: {{VpcId: !Ref Vpc}}}}
    Joined:
      Type: AWS::EC2::SubnetRouteTableAssociation
      Properties: {{SubnetId: !Ref Public, RouteTableId: !Ref Table}}
    It:
      Type: AWS::SageMaker::{kind}
      Properties: {{{stated}}}
    """
    assert verdicts(policy, cloudformation(tmp_path, text)) == {"It": expected}


def test_account() -> None:
    old = live("AWS::SageMaker::NotebookInstance", "n", PlatformIdentifier="notebook-al2-v2")
    assert verdicts(PLATFORM, [old]) == {"n": "violated"}
    domain = live("AWS::SageMaker::Domain", "d", SubnetIds=["subnet-1"], DefaultUserSettings={"SecurityGroups": ["a"]})
    assert verdicts(GROUPS, [domain]) == {"d": "passed"}
    subnet = live("AWS::EC2::Subnet", "subnet-1", SubnetId="subnet-1", VpcId="vpc-1")
    routes = [{"DestinationCidrBlock": "0.0.0.0/0", "GatewayId": "igw-1"}]
    table = live("AWS::EC2::RouteTable", "t", Associations=[{"SubnetId": "subnet-1"}], Routes=routes, RouteTableId="t")
    out = live("AWS::EC2::InternetGateway", "igw-1", InternetGatewayId="igw-1")
    assert verdicts(PRIVATE, [domain, subnet, table, out]) == {"d": "violated"}


def test_an_account_that_does_not_tell_the_platform() -> None:
    """What files get without a word is what is made now; a notebook of an account may have been made long ago."""
    silent = live("AWS::SageMaker::NotebookInstance", "n", InstanceType="ml.t3.medium")
    assert verdicts(PLATFORM, [silent]) == {"n": "undetermined"}
