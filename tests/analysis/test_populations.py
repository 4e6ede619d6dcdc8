"""What belongs to the AI estate in ways that are easy to miss."""

from __future__ import annotations

from pathlib import Path

import pytest

from pytest_aisec.analysis.roles import Role, members
from pytest_aisec.inventory import Inventory
from tests.policies.judged import cloudformation, terraform


def found(estate: Inventory, role: Role) -> dict[str, bool]:
    """Address -> whether it is certain."""
    return {member.resource.address: not member.doubt for member in members(estate, role)}


TEMPLATE = 'resource "aws_launch_template" "t" { instance_type = "g5.xlarge" }\n'
UNTYPED = 'resource "aws_launch_template" "t" { name = "t" }\n'
GROUP = """
resource "aws_autoscaling_group" "g" {
  target_group_arns = [aws_lb_target_group.g.arn]
  launch_template {
    id = aws_launch_template.t.id
  }
}
"""
MIXED = """
resource "aws_autoscaling_group" "g" {
  mixed_instances_policy {
    launch_template {
      launch_template_specification {
        launch_template_id = aws_launch_template.t.id
      }
      override {
        instance_type = "%s"
      }
    }
  }
}
"""
TYPED_INSTANCE = """
resource "aws_instance" "i" {
  instance_type = "m6i.large"
  launch_template {
    id = aws_launch_template.t.id
  }
}
"""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (TEMPLATE, {"aws_launch_template.t": True}),
        (UNTYPED, {"aws_launch_template.t": False}),
        (UNTYPED + MIXED % "p5.48xlarge", {"aws_launch_template.t": True}),
        (UNTYPED + MIXED % "m6i.large", {}),
        (UNTYPED + TYPED_INSTANCE, {}),
    ],
)
def test_the_types_that_a_launch_template_may_run_on(tmp_path: Path, text: str, expected: dict[str, bool]) -> None:
    assert found(terraform(tmp_path, text), Role.MODEL_HOST) == expected


BALANCER = """
resource "aws_lb" "b" { name = "b" }
resource "aws_lb_target_group" "g" { port = 80 }
resource "aws_lb_listener" "l" {
  load_balancer_arn = aws_lb.b.arn
  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.g.arn
  }
}
"""
BALANCER_WITH_RULE = """
resource "aws_lb" "b" { name = "b" }
resource "aws_lb_target_group" "g" { port = 80 }
resource "aws_lb_listener" "l" {
  load_balancer_arn = aws_lb.b.arn
  default_action { type = "fixed-response" }
}
resource "aws_lb_listener_rule" "r" {
  listener_arn = aws_lb_listener.l.arn
  action {
    type = "forward"
    forward {
      target_group {
        arn    = aws_lb_target_group.g.arn
        weight = 1
      }
    }
  }
}
"""
ATTACHED = """
resource "aws_instance" "i" { instance_type = "g5.xlarge" }
resource "aws_lb_target_group_attachment" "a" {
  target_group_arn = aws_lb_target_group.g.arn
  target_id        = aws_instance.i.%s
}
"""
ATTACHED_GROUP = """
resource "aws_autoscaling_group" "g" {
  launch_template {
    id = aws_launch_template.t.id
  }
}
resource "aws_autoscaling_attachment" "a" {
  autoscaling_group_name = aws_autoscaling_group.g.name
  lb_target_group_arn    = aws_lb_target_group.g.arn
}
"""


@pytest.mark.parametrize(
    "text",
    [
        BALANCER + ATTACHED % "id",
        BALANCER + ATTACHED % "private_ip",
        BALANCER_WITH_RULE + ATTACHED % "id",
        BALANCER + TEMPLATE + GROUP,
        BALANCER + TEMPLATE + ATTACHED_GROUP,
    ],
)
def test_ways_in_which_a_load_balancer_reaches_a_model_host(tmp_path: Path, text: str) -> None:
    assert found(terraform(tmp_path, text), Role.MODEL_LOAD_BALANCER) == {"aws_lb.b": True}


NOTEBOOK = """
N: {Type: AWS::SageMaker::NotebookInstance, Properties: {InstanceType: ml.t3.medium, RoleArn: !GetAtt R.Arn}}
R: {Type: AWS::IAM::Role}
Weights: {Type: AWS::S3::Bucket, Properties: {BucketName: acme-ml-weights}}
Other: {Type: AWS::S3::Bucket, Properties: {BucketName: acme-web}}
P:
"""


@pytest.mark.parametrize(
    "policy",
    [
        "Type: AWS::IAM::ManagedPolicy\n  Properties: {Roles: [!Ref R], PolicyDocument: DOCUMENT}",
        "Type: AWS::IAM::RolePolicy\n  Properties: {RoleName: !Ref R, PolicyName: p, PolicyDocument: DOCUMENT}",
        "Type: AWS::IAM::Policy\n  Properties: {Roles: [!Ref R], PolicyName: p, PolicyDocument: DOCUMENT}",
    ],
)
@pytest.mark.parametrize(
    "statement",
    [
        "{Effect: Allow, Action: 's3:*', Resource: 'arn:aws:s3:::acme-ml-weights/*'}",
        "{Effect: Allow, Action: 's3:*', Resource: 'arn:aws:s3:::acme-ml-*'}",
        "{Effect: Allow, NotAction: 'iam:*', Resource: 'arn:aws:s3:::acme-ml-*/*'}",
    ],
)
def test_ways_in_which_a_role_names_a_bucket(tmp_path: Path, policy: str, statement: str) -> None:
    document = f"{{Statement: [{statement}]}}"
    estate = cloudformation(tmp_path, f"{NOTEBOOK}  {policy.replace('DOCUMENT', document)}\n")
    assert found(estate, Role.AI_BUCKET) == {"Weights": True}


def test_a_pattern_leaves_a_doubt_on_a_bucket_of_unknown_name(tmp_path: Path) -> None:
    text = NOTEBOOK.replace("BucketName: acme-web", "Tags: []") + (
        "  Type: AWS::IAM::Policy\n"
        "  Properties: {Roles: [!Ref R], PolicyName: p, PolicyDocument: {Statement: "
        "[{Effect: Allow, Action: 's3:*', Resource: 'arn:aws:s3:::acme-ml-*'}]}}\n"
    )
    assert found(cloudformation(tmp_path, text), Role.AI_BUCKET) == {"Weights": True, "Other": False}


def test_a_host_that_may_not_exist_leaves_a_doubt_on_its_vpc(tmp_path: Path) -> None:
    text = """
    variable "on" {}
    resource "aws_vpc" "v" { cidr_block = "10.0.0.0/16" }
    resource "aws_subnet" "s" { vpc_id = aws_vpc.v.id }
    resource "aws_instance" "i" {
      count         = var.on ? 1 : 0
      instance_type = "g5.xlarge"
      subnet_id     = aws_subnet.s.id
    }
    """
    assert found(terraform(tmp_path, text), Role.AI_VPC) == {"aws_vpc.v": False}
