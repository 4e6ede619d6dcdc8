"""Instances that are requested rather than declared: Spot requests, fleets, launch configurations."""

from __future__ import annotations

from pathlib import Path

import pytest

from pytest_aisec.analysis.roles import Role, members
from tests.policies.judged import cloudformation, terraform, verdicts

PUBLIC = "model_host_is_not_in_a_public_subnet"
PUBLIC_IP = "model_host_has_no_public_ip"
IMDS = "model_host_requires_imdsv2"
GROUPS = "model_host_admits_only_security_groups"
DISKS = "model_host_volumes_are_encrypted"

NETWORK = """
    variable "elsewhere" {}
    resource "aws_vpc" "v" { cidr_block = "10.0.0.0/16" }
    resource "aws_internet_gateway" "g" { vpc_id = aws_vpc.v.id }
    resource "aws_subnet" "public" { vpc_id = aws_vpc.v.id }
    resource "aws_subnet" "private" { vpc_id = aws_vpc.v.id }
    resource "aws_route_table_association" "private" {
      subnet_id      = aws_subnet.private.id
      route_table_id = aws_route_table.private.id
    }
    resource "aws_route_table" "private" { vpc_id = aws_vpc.v.id }
    resource "aws_route_table_association" "a" {
      subnet_id      = aws_subnet.public.id
      route_table_id = aws_route_table.t.id
    }
    resource "aws_route_table" "t" {
      vpc_id = aws_vpc.v.id
      route {
        cidr_block = "0.0.0.0/0"
        gateway_id = aws_internet_gateway.g.id
      }
    }
    resource "aws_security_group" "open" {
      vpc_id = aws_vpc.v.id
      ingress {
        protocol    = "tcp"
        from_port   = 8000
        to_port     = 8000
        cidr_blocks = ["0.0.0.0/0"]
      }
    }
"""


def spot(subnet: str, kind: str = '"g5.xlarge"', more: str = "") -> str:
    return f"""
    resource "aws_spot_instance_request" "s" {{
      ami                    = "ami-1"
      instance_type          = {kind}
      subnet_id              = aws_subnet.{subnet}.id
      vpc_security_group_ids = [aws_security_group.open.id]
      {more}
    }}
    """


SAFE = """associate_public_ip_address = false
      metadata_options { http_tokens = "required" }
      root_block_device { encrypted = true }"""
UNSAFE = """associate_public_ip_address = true
      root_block_device { encrypted = false }"""


def of(address: str, verdict: str) -> dict[str, str]:
    return {address: verdict}


def test_spot_instance_request_is_judged_as_the_instance_that_it_asks_for(tmp_path: Path) -> None:
    flawed = terraform(tmp_path, NETWORK + spot("public", more=UNSAFE))
    address = "aws_spot_instance_request.s"
    for policy in (PUBLIC, PUBLIC_IP, IMDS, GROUPS, DISKS):
        assert verdicts(policy, flawed) == of(address, "violated"), policy
    (member,) = members(flawed, Role.MODEL_HOST)
    assert member.reason == "instance type g5.xlarge"


def test_spot_instance_request_that_is_secure(tmp_path: Path) -> None:
    secure = terraform(tmp_path, NETWORK + spot("private", more=SAFE))
    for policy in (PUBLIC, PUBLIC_IP, IMDS, DISKS):
        assert verdicts(policy, secure) == of("aws_spot_instance_request.s", "passed"), policy


@pytest.mark.parametrize(("kind", "found"), [('"m5.large"', {}), ("var.elsewhere", "undetermined")])
def test_spot_instance_request_of_another_type(tmp_path: Path, kind: str, found: str) -> None:
    estate = terraform(tmp_path, NETWORK + spot("public", kind, UNSAFE))
    assert verdicts(PUBLIC, estate) == (of("aws_spot_instance_request.s", found) if found else {})


def test_elastic_ip_of_a_spot_instance_is_its_own(tmp_path: Path) -> None:
    address = 'resource "aws_eip" "e" { instance = aws_spot_instance_request.s.spot_instance_id }'
    estate = terraform(tmp_path, NETWORK + spot("private", more=SAFE) + address)
    assert verdicts(PUBLIC_IP, estate) == of("aws_spot_instance_request.s", "violated")


def fleet(subnet: str, kind: str = '"trn1.2xlarge"', more: str = "") -> str:
    return f"""
    resource "aws_spot_fleet_request" "f" {{
      iam_fleet_role  = "arn:aws:iam::123456789012:role/fleet"
      target_capacity = 1
      launch_specification {{
        ami                    = "ami-1"
        instance_type          = {kind}
        subnet_id              = aws_subnet.{subnet}.id
        vpc_security_group_ids = [aws_security_group.open.id]
        {more}
      }}
    }}
    """


REQUIRED = 'resource "aws_ec2_instance_metadata_defaults" "d" { http_tokens = "required" }'


@pytest.mark.parametrize(
    ("policy", "text", "expected"),
    [
        (PUBLIC, fleet("public"), "violated"),
        (PUBLIC, fleet("private"), "passed"),
        (PUBLIC, fleet("public", "var.elsewhere"), "undetermined"),
        (PUBLIC, fleet("public", '"m5.large"'), None),
        (PUBLIC_IP, fleet("private", more="associate_public_ip_address = true"), "violated"),
        (PUBLIC_IP, fleet("private"), "passed"),
        (IMDS, fleet("private"), "violated"),
        (IMDS, fleet("private") + REQUIRED, "passed"),
        (GROUPS, fleet("private"), "violated"),
        (DISKS, fleet("private", more="root_block_device { encrypted = false }"), "violated"),
        (DISKS, fleet("private", more="root_block_device { encrypted = true }"), "passed"),
        (DISKS, fleet("private"), "undetermined"),
    ],
)
def test_spot_fleet_is_judged_by_what_it_launches(tmp_path: Path, policy: str, text: str, expected: str | None) -> None:
    estate = terraform(tmp_path, NETWORK + text)
    assert verdicts(policy, estate) == ({} if expected is None else of("aws_spot_fleet_request.f", expected))


TEMPLATE = 'resource "aws_launch_template" "l" { image_id = "ami-1" }\n'
EC2_FLEET = """
    resource "aws_ec2_fleet" "f" {
      launch_template_config {
        launch_template_specification {
          launch_template_id = aws_launch_template.l.id
          version            = "1"
        }
        override {
          instance_type = "%s"
          subnet_id     = aws_subnet.%s.id
        }
      }
      target_capacity_specification {
        default_target_capacity_type = "spot"
        total_target_capacity        = 1
      }
    }
"""
SPOT_OF_TEMPLATE = """
    resource "aws_spot_fleet_request" "f" {
      iam_fleet_role  = "arn:aws:iam::123456789012:role/fleet"
      target_capacity = 1
      launch_template_config {
        launch_template_specification {
          id      = aws_launch_template.l.id
          version = "1"
        }
        overrides {
          instance_type = "%s"
          subnet_id     = aws_subnet.%s.id
        }
      }
    }
"""


@pytest.mark.parametrize("text", [EC2_FLEET, SPOT_OF_TEMPLATE])
@pytest.mark.parametrize(
    ("kind", "subnet", "expected"),
    [("p4d.24xlarge", "public", "violated"), ("p4d.24xlarge", "private", "passed"), ("m5.large", "public", None)],
)
def test_template_of_a_fleet_stands_where_the_fleet_says(
    tmp_path: Path, text: str, kind: str, subnet: str, expected: str | None
) -> None:
    estate = terraform(tmp_path, NETWORK + TEMPLATE + text % (kind, subnet))
    assert verdicts(PUBLIC, estate) == ({} if expected is None else of("aws_launch_template.l", expected))


def configuration(more: str = "", subnet: str | None = "public", kind: str = '"g4dn.xlarge"') -> str:
    group = f"""
    resource "aws_autoscaling_group" "g" {{
      min_size             = 1
      max_size             = 1
      launch_configuration = aws_launch_configuration.c.name
      vpc_zone_identifier  = [aws_subnet.{subnet}.id]
    }}
    """
    return f"""
    resource "aws_launch_configuration" "c" {{
      image_id        = "ami-1"
      instance_type   = {kind}
      security_groups = [aws_security_group.open.id]
      {more}
    }}
    """ + (group if subnet else "")


@pytest.mark.parametrize(
    ("policy", "text", "expected"),
    [
        (PUBLIC, configuration(), "violated"),
        (PUBLIC, configuration(subnet="private"), "passed"),
        (PUBLIC, configuration(subnet=None), "undetermined"),
        (PUBLIC, configuration(kind="var.elsewhere"), "undetermined"),
        (PUBLIC, configuration(kind='"m5.large"'), None),
        (PUBLIC_IP, configuration("associate_public_ip_address = true", "private"), "violated"),
        (PUBLIC_IP, configuration(subnet="private"), "passed"),
        (IMDS, configuration(), "violated"),
        (IMDS, configuration('metadata_options { http_tokens = "required" }'), "passed"),
        (IMDS, configuration('metadata_options { http_endpoint = "disabled" }'), "passed"),
        (GROUPS, configuration(), "violated"),
        (DISKS, configuration("root_block_device { encrypted = false }"), "violated"),
        (DISKS, configuration("root_block_device { encrypted = true }"), "passed"),
        ("self_hosted_inference_is_approved", configuration(), "not_applicable"),
    ],
)
def test_launch_configuration_is_judged_with_its_groups(
    tmp_path: Path, policy: str, text: str, expected: str | None
) -> None:
    estate = terraform(tmp_path, NETWORK + text)
    assert verdicts(policy, estate) == ({} if expected is None else of("aws_launch_configuration.c", expected))


CLOUDFORMATION = """
Config:
  Type: AWS::AutoScaling::LaunchConfiguration
  Properties: {ImageId: ami-1, InstanceType: g4dn.xlarge, AssociatePublicIpAddress: true}
Group:
  Type: AWS::AutoScaling::AutoScalingGroup
  Properties: {MinSize: "1", MaxSize: "1", LaunchConfigurationName: !Ref Config, VPCZoneIdentifier: [subnet-1]}
Spot:
  Type: AWS::EC2::SpotFleet
  Properties:
    SpotFleetRequestConfigData:
      IamFleetRole: arn:aws:iam::123456789012:role/fleet
      TargetCapacity: 1
      LaunchSpecifications:
        - ImageId: ami-1
          InstanceType: inf2.xlarge
          NetworkInterfaces: [{DeviceIndex: 0, SubnetId: subnet-1, AssociatePublicIpAddress: true}]
Template:
  Type: AWS::EC2::LaunchTemplate
  Properties: {LaunchTemplateData: {NetworkInterfaces: [{DeviceIndex: 0, AssociatePublicIpAddress: true}]}}
Fleet:
  Type: AWS::EC2::EC2Fleet
  Properties:
    LaunchTemplateConfigs:
      - LaunchTemplateSpecification: {LaunchTemplateId: !Ref Template, Version: "1"}
        Overrides: [{InstanceType: g5.xlarge}]
    TargetCapacitySpecification: {TotalTargetCapacity: 1}
"""


def test_cloudformation(tmp_path: Path) -> None:
    estate = cloudformation(tmp_path, CLOUDFORMATION)
    assert verdicts(PUBLIC_IP, estate) == dict.fromkeys(("Config", "Spot", "Template"), "violated")
    assert verdicts(IMDS, estate) == dict.fromkeys(("Config", "Spot", "Template"), "violated")


REQUIRED_OF_TEMPLATE = """
    resource "aws_launch_template" "l" {
      image_id = "ami-1"
      instance_requirements {
        vcpu_count { min = 4 }
        memory_mib { min = 8192 }
        %s
      }
    }
"""
REQUIRED_OF_GROUP = """
    resource "aws_launch_template" "l" { image_id = "ami-1" }
    resource "aws_autoscaling_group" "g" {
      max_size = 1
      min_size = 1
      mixed_instances_policy {
        launch_template {
          launch_template_specification { launch_template_id = aws_launch_template.l.id }
          override {
            instance_requirements {
              vcpu_count { min = 4 }
              memory_mib { min = 8192 }
              %s
            }
          }
        }
      }
    }
"""


@pytest.mark.parametrize("text", [REQUIRED_OF_TEMPLATE, REQUIRED_OF_GROUP])
@pytest.mark.parametrize(
    ("stated", "reason"),
    [
        ("accelerator_count { min = 1 }", "instances with an accelerator are asked for (1)"),
        ('accelerator_manufacturers = ["nvidia"]', "instances with an accelerator are asked for (nvidia)"),
        ('accelerator_types = ["gpu"]', "instances with an accelerator are asked for (gpu)"),
    ],
)
def test_instances_whose_type_aws_chooses(tmp_path: Path, text: str, stated: str, reason: str) -> None:
    found = members(terraform(tmp_path, text % stated), Role.MODEL_HOST)
    assert [(each.resource.address, each.reason, each.doubt) for each in found] == [
        ("aws_launch_template.l", reason, ())
    ]


def test_instances_that_are_asked_for_without_an_accelerator_may_be_hosts(tmp_path: Path) -> None:
    found = members(terraform(tmp_path, REQUIRED_OF_TEMPLATE % "accelerator_count { max = 0 }"), Role.MODEL_HOST)
    assert [bool(each.doubt) for each in found] == [True]


def test_role_of_a_spot_fleet_is_one_of_the_estate(tmp_path: Path) -> None:
    role = 'resource "aws_iam_role" "r" { name = "r" }\nresource "aws_iam_instance_profile" "p" { role = aws_iam_role.r.name }\n'
    text = role + fleet("private", more="iam_instance_profile = aws_iam_instance_profile.p.name")
    found = members(terraform(tmp_path, NETWORK + text), Role.AI_PRINCIPAL)
    assert [each.resource.address for each in found] == ["aws_iam_role.r"]
