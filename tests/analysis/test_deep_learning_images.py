"""Machines that start from Deep Learning AMIs, however these are looked up."""

from __future__ import annotations

from pathlib import Path
from textwrap import indent

import pytest

from pytest_aisec.analysis.roles import Role, members
from pytest_aisec.inventory import Inventory
from pytest_aisec.sources.cloudformation import CloudFormationSource
from pytest_aisec.sources.encoding import decode_body, encode_body
from pytest_aisec.values import Unknown
from tests.model.declared import declared, inventory, live
from tests.policies.judged import read, terraform

DATA = """
    variable "elsewhere" {}
    data "aws_ami" "i" {
      most_recent = true
      owners      = ["amazon"]
      %s
    }
"""
FILTER = """
      filter {
        name   = "%s"
        values = ["%s"]
      }
"""
NAME = "Deep Learning OSS Nvidia Driver AMI GPU PyTorch 2.7 (Ubuntu 22.04) *"
PARAMETER = "/aws/service/deeplearning/ami/x86_64/base-oss-nvidia-driver-gpu-ubuntu-22.04/latest/ami-id"
SSM = 'data "aws_ssm_parameter" "i" { name = "%s" }\n'
MACHINE = 'resource "aws_instance" "m" {\ninstance_type = "m5.large"\nami = %s\n}\n'
BY_DATA = MACHINE % "data.aws_ami.i.id"
BY_TEMPLATE = """
    resource "aws_launch_template" "t" {
      image_id      = "resolve:ssm:%s"
      instance_type = "m5.large"
    }
    resource "aws_instance" "m" {
      launch_template { id = aws_launch_template.t.id }
    }
"""
BY_SSM = MACHINE % "data.aws_ssm_parameter.i.value"


def reasons(estate: Inventory) -> dict[str, str]:
    return {
        each.resource.address: each.reason + (" ?" if each.doubt else "") for each in members(estate, Role.MODEL_HOST)
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (DATA % (FILTER % ("name", NAME)) + BY_DATA, {"aws_instance.m": f"image {NAME}"}),
        (
            DATA % (FILTER % ("architecture", "x86_64") + FILTER % ("name", "*Deep*Learning*")) + BY_DATA,
            {"aws_instance.m": "image *Deep*Learning*"},
        ),
        (DATA % 'name_regex = "^Deep Learning Base"' + BY_DATA, {"aws_instance.m": "image ^Deep Learning Base"}),
        (SSM % PARAMETER + BY_SSM, {"aws_instance.m": f"image {PARAMETER}"}),
        (
            SSM % "/aws/service/neuron/dlami/pytorch-2.8/ubuntu-22.04/latest/image_id" + BY_SSM,
            {"aws_instance.m": "image /aws/service/neuron/dlami/pytorch-2.8/ubuntu-22.04/latest/image_id"},
        ),
        (
            DATA % (FILTER % ("name", NAME))
            + "locals { image = data.aws_ami.i.image_id }\n"
            + 'resource "aws_launch_template" "t" {\nimage_id = local.image\ninstance_type = "m5.large"\n}',
            {"aws_launch_template.t": f"image {NAME}"},
        ),
        (
            BY_TEMPLATE % PARAMETER,
            {
                "aws_launch_template.t": f"image resolve:ssm:{PARAMETER}",
                "aws_instance.m": f"image resolve:ssm:{PARAMETER}",
            },
        ),
        (
            DATA % (FILTER % ("name", NAME))
            + 'resource "aws_launch_configuration" "c" {\nimage_id = data.aws_ami.i.id\ninstance_type = "m5.large"\n}',
            {"aws_launch_configuration.c": f"image {NAME}"},
        ),
        # the type is not known, the image is
        (
            DATA % (FILTER % ("name", NAME)) + BY_DATA.replace('"m5.large"', "var.elsewhere"),
            {"aws_instance.m": f"image {NAME}"},
        ),
        # one of two
        (
            DATA % (FILTER % ("name", NAME)) + MACHINE % 'var.elsewhere == "x" ? data.aws_ami.i.id : "ami-1"',
            {"aws_instance.m": f"image {NAME} ?"},
        ),
        # near misses
        (DATA % (FILTER % ("name", "al2023-ami-*")) + BY_DATA, {}),
        (DATA % (FILTER % ("description", NAME)) + BY_DATA, {}),
        (DATA % (FILTER % ("name", "${var.elsewhere}*")) + BY_DATA, {}),
        (SSM % "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64" + BY_SSM, {}),
        (DATA % (FILTER % ("name", NAME)) + MACHINE % '"ami-1"', {}),
        (DATA % "" + MACHINE % "var.elsewhere", {}),
    ],
)  # fmt: skip
def test_files(tmp_path: Path, text: str, expected: dict[str, str]) -> None:
    assert reasons(terraform(tmp_path, text)) == expected


def test_image_that_is_handed_to_a_module(tmp_path: Path) -> None:
    (tmp_path / "m").mkdir()
    (tmp_path / "m" / "main.tf").write_text(
        'variable "image" { type = string }\nvariable "kind" { type = string }\n'
        'resource "aws_instance" "i" {\nami = var.image\ninstance_type = var.kind\n}'
    )
    module = 'module "m" {\nsource = "./m"\nimage = data.aws_ami.i.id\nkind = "m5.large"\n}'
    estate = terraform(tmp_path, DATA % (FILTER % ("name", NAME)) + module)
    assert reasons(estate) == {"module.m.aws_instance.i": f"image {NAME}"}


TEMPLATE = """
Resolved:
  Type: AWS::EC2::Instance
  Properties: {InstanceType: m5.large, ImageId: '{{resolve:ssm:%s}}'}
Given:
  Type: AWS::EC2::Instance
  Properties: {InstanceType: m5.large, ImageId: !Ref Image}
Other:
  Type: AWS::EC2::Instance
  Properties: {InstanceType: m5.large, ImageId: !Ref Plain}
"""
PARAMETERS = """
Parameters:
  Image: {Type: 'AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>', Default: %s}
  Plain: {Type: 'AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>', Default: /aws/service/ami-amazon-linux-latest/al2023}
"""


def test_template(tmp_path: Path) -> None:
    path = tmp_path / "template.yaml"
    path.write_text("Resources:" + indent(TEMPLATE % PARAMETER, "  ") + PARAMETERS % PARAMETER)
    estate = read(CloudFormationSource(path, tmp_path))
    assert reasons(estate) == {"Resolved": f"image resolve:ssm:{PARAMETER}", "Given": f"image {PARAMETER}"}


def test_account() -> None:
    told = {"Images": [{"Name": "Deep Learning AMI GPU (Ubuntu 22.04)"}]}
    denied = Unknown(reason="AccessDenied: ec2:DescribeImages", is_set=False)
    estate = inventory(
        live("AWS::EC2::Instance", "i-1", InstanceId="i-1", InstanceType="m5.large", DescribeImages=told),
        live("AWS::EC2::Instance", "i-2", InstanceId="i-2", InstanceType="m5.large", DescribeImages={}),
        live("AWS::EC2::Instance", "i-3", InstanceId="i-3", InstanceType="m5.large", DescribeImages=denied),
    )
    assert reasons(estate) == {"i-1": "image Deep Learning AMI GPU (Ubuntu 22.04)"}


def test_what_is_sought_outlives_a_snapshot() -> None:
    unknown = Unknown(reason="read at apply", sought=(NAME,), is_set=True)
    body = declared("aws_instance", "i", ami=unknown).body
    assert decode_body(*encode_body(body), body.location) == body
