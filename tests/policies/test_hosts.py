"""Model hosts: their public addresses, their interfaces, and what they are launched from."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.model.declared import live
from tests.policies.judged import cloudformation, terraform, verdicts

PUBLIC = "model_host_is_not_in_a_public_subnet"
ADDRESS = "model_host_has_no_public_ip"
ACL = "model_host_subnet_has_its_own_network_acl"
TOKENS = "model_host_requires_imdsv2"

NETWORK = """
    variable "elsewhere" {}
    resource "aws_vpc" "v" { cidr_block = "10.0.0.0/16" }
    resource "aws_internet_gateway" "g" { vpc_id = aws_vpc.v.id }
    resource "aws_subnet" "private" { vpc_id = aws_vpc.v.id }
    resource "aws_subnet" "public" {
      vpc_id                  = aws_vpc.v.id
      map_public_ip_on_launch = true
    }
    resource "aws_route_table" "t" {
      vpc_id = aws_vpc.v.id
      route {
        cidr_block = "0.0.0.0/0"
        gateway_id = aws_internet_gateway.g.id
      }
    }
    resource "aws_route_table_association" "a" {
      subnet_id      = aws_subnet.public.id
      route_table_id = aws_route_table.t.id
    }
"""
INSTANCE = """
    resource "aws_instance" "i" {
      instance_type               = "g5.xlarge"
      subnet_id                   = aws_subnet.private.id
      associate_public_ip_address = false
    }
"""
INTERFACE = 'resource "aws_network_interface" "n" { subnet_id = aws_subnet.public.id }\n'
ATTACHMENT = """
    resource "aws_network_interface_attachment" "n" {
      instance_id          = aws_instance.i.id
      network_interface_id = aws_network_interface.n.id
      device_index         = 1
    }
"""
ATTACHED = """
    resource "aws_network_interface" "n" {
      subnet_id = aws_subnet.public.id
      attachment {
        instance     = aws_instance.i.id
        device_index = 1
      }
    }
"""


def of_instance(policy: str, folder: Path, text: str) -> str:
    return verdicts(policy, terraform(folder, NETWORK + INSTANCE + text))["aws_instance.i"]


@pytest.mark.parametrize(
    ("text", "expected"), [("", "passed"), (INTERFACE + ATTACHMENT, "violated"), (ATTACHED, "violated")]
)
def test_interface_that_is_attached_separately(tmp_path: Path, text: str, expected: str) -> None:
    assert of_instance(PUBLIC, tmp_path, text) == expected


def test_second_interface_of_a_template(tmp_path: Path) -> None:
    text = """
    V: {Type: AWS::EC2::VPC}
    G: {Type: AWS::EC2::InternetGateway}
    Private: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref V}}
    Public: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref V}}
    T: {Type: AWS::EC2::RouteTable, Properties: {VpcId: !Ref V}}
    R:
      Type: AWS::EC2::Route
      Properties: {RouteTableId: !Ref T, DestinationCidrBlock: 0.0.0.0/0, GatewayId: !Ref G}
    A: {Type: AWS::EC2::SubnetRouteTableAssociation, Properties: {SubnetId: !Ref Public, RouteTableId: !Ref T}}
    I:
      Type: AWS::EC2::Instance
      Properties:
        InstanceType: g5.xlarge
        NetworkInterfaces:
          - {DeviceIndex: "0", SubnetId: !Ref Private}
          - {DeviceIndex: "1", SubnetId: !Ref Public}
    """
    assert verdicts(PUBLIC, cloudformation(tmp_path, text)) == {"I": "violated"}


@pytest.mark.parametrize(
    "address",
    [
        'resource "aws_eip" "e" { instance = aws_instance.i.id }',
        'resource "aws_eip" "e" { network_interface = aws_instance.i.primary_network_interface_id }',
        f'{INTERFACE}{ATTACHMENT}resource "aws_eip" "e" {{ network_interface = aws_network_interface.n.id }}',
        """
        resource "aws_eip_association" "a" {
          instance_id   = aws_instance.i.id
          allocation_id = var.elsewhere
        }
        """,
        """
        resource "aws_eip" "e" {}
        resource "aws_eip_association" "a" {
          instance_id = aws_instance.i.id
          public_ip   = aws_eip.e.public_ip
        }
        """,
    ],
)
def test_elastic_ip_wherever_it_is_associated(tmp_path: Path, address: str) -> None:
    assert of_instance(ADDRESS, tmp_path, address) == ("undetermined" if "elsewhere" in address else "violated")


@pytest.mark.parametrize("address", ["AllocationId: !GetAtt E.AllocationId", "EIP: !Ref E"])
def test_elastic_ip_in_a_template(tmp_path: Path, address: str) -> None:
    text = f"""
    I: {{Type: AWS::EC2::Instance, Properties: {{InstanceType: g5.xlarge, SubnetId: subnet-1}}}}
    E: {{Type: AWS::EC2::EIP}}
    A: {{Type: AWS::EC2::EIPAssociation, Properties: {{InstanceId: !Ref I, {address}}}}}
    """
    assert verdicts(ADDRESS, cloudformation(tmp_path, text)) == {"I": "violated"}


def launch_template(more: str) -> str:
    return f"""
    resource "aws_launch_template" "t" {{
      instance_type = "g5.xlarge"
      {more}
    }}
    """


def group(subnet: str) -> str:
    return f"""
    resource "aws_autoscaling_group" "g" {{
      vpc_zone_identifier = [{subnet}]
      launch_template {{
        id = aws_launch_template.t.id
      }}
    }}
    """


@pytest.mark.parametrize(
    ("policy", "more", "expected"),
    [
        (PUBLIC, "", "undetermined"),
        (ADDRESS, "", "undetermined"),
        (ACL, "", "undetermined"),
        (ADDRESS, "network_interfaces {\nassociate_public_ip_address = true\n}", "violated"),
        (ADDRESS, "network_interfaces {\nassociate_public_ip_address = false\n}", "passed"),
        (ADDRESS, "network_interfaces {\nsecurity_groups = []\n}", "undetermined"),
        (ADDRESS, "network_interfaces {\nsubnet_id = aws_subnet.public.id\n}", "violated"),
    ],
)
def test_launch_template_that_leaves_open_where_it_is_used(
    tmp_path: Path, policy: str, more: str, expected: str
) -> None:
    assert verdicts(policy, terraform(tmp_path, NETWORK + launch_template(more))) == {"aws_launch_template.t": expected}


@pytest.mark.parametrize(("subnet", "expected"), [("public", "violated"), ("private", "passed")])
@pytest.mark.parametrize("policy", [PUBLIC, ADDRESS])
def test_launch_template_of_an_auto_scaling_group(tmp_path: Path, policy: str, subnet: str, expected: str) -> None:
    text = NETWORK + launch_template("") + group(f"aws_subnet.{subnet}.id")
    assert verdicts(policy, terraform(tmp_path, text)) == {"aws_launch_template.t": expected}


def test_launch_template_of_declared_instances_is_judged_with_them(tmp_path: Path) -> None:
    text = """
    resource "aws_instance" "i" {
      subnet_id = aws_subnet.public.id
      launch_template {
        id = aws_launch_template.t.id
      }
    }
    """
    found = verdicts(PUBLIC, terraform(tmp_path, NETWORK + launch_template("") + text))
    assert found == {"aws_launch_template.t": "not_applicable", "aws_instance.i": "violated"}


def test_launch_template_of_an_account() -> None:
    template = live("AWS::EC2::LaunchTemplate", "lt-1", LaunchTemplateData={"InstanceType": "g5.xlarge"})
    assert verdicts(ADDRESS, [template]) == {"lt-1": "not_applicable"}


@pytest.mark.parametrize(
    ("own", "template", "expected"),
    [
        ("", 'http_tokens = "required"', "passed"),
        ('http_tokens = "optional"', 'http_tokens = "required"', "violated"),
        ('http_endpoint = "enabled"', 'http_endpoint = "disabled"', "violated"),
        ('http_tokens = "optional"', 'http_endpoint = "disabled"', "passed"),
        ("", "", "violated"),
    ],
)
def test_an_instance_overrides_its_launch_template(tmp_path: Path, own: str, template: str, expected: str) -> None:
    text = f"""
    resource "aws_instance" "i" {{
      metadata_options {{
        {own}
      }}
      launch_template {{
        id = aws_launch_template.t.id
      }}
    }}
    """
    estate = terraform(tmp_path, launch_template(f"metadata_options {{\n{template}\n}}") + text)
    assert verdicts(TOKENS, estate)["aws_instance.i"] == expected


@pytest.mark.parametrize("policy", [PUBLIC, ACL])
def test_a_notebook_without_a_subnet_does_not_pass_for_one_in_a_private_subnet(tmp_path: Path, policy: str) -> None:
    text = 'resource "aws_sagemaker_notebook_instance" "n" { instance_type = "ml.t3.medium" }'
    assert verdicts(policy, terraform(tmp_path, text)) == {"aws_sagemaker_notebook_instance.n": "not_applicable"}
