"""Gateways to models stand in the place of models: what answers others by calling them."""

from __future__ import annotations

from pathlib import Path

import pytest

from pytest_aisec.analysis.roles import Role, members
from pytest_aisec.inventory import Inventory
from tests.model.declared import inventory, live
from tests.policies.judged import cloudformation, terraform, verdicts

PUBLIC = "model_host_has_no_public_ip"
KEPT = "ai_vpc_keeps_flow_logs"
APPROVED = "self_hosted_inference_is_approved"

NETWORK = """
    variable "elsewhere" {}
    resource "aws_vpc" "v" { cidr_block = "10.0.0.0/16" }
    resource "aws_subnet" "s" { vpc_id = aws_vpc.v.id }
    resource "aws_iam_role" "r" { name = "r" }
    resource "aws_iam_role_policy" "p" {
      role   = aws_iam_role.r.id
      policy = jsonencode({ Statement = [{ Effect = "Allow", Action = "bedrock:InvokeModel", Resource = "*" }] })
    }
    resource "aws_iam_instance_profile" "p" { role = aws_iam_role.r.name }
    resource "aws_ecs_task_definition" "t" {
      family                = "t"
      task_role_arn         = aws_iam_role.r.arn
      container_definitions = jsonencode([{ name = "c", image = "chat" }])
    }
    resource "aws_lb_target_group" "g" {}
"""
BEHIND = "load_balancer {\ntarget_group_arn = aws_lb_target_group.g.arn\n}"
OPEN = 'resource "aws_security_group" "g" {\ningress {\nfrom_port = %d\nto_port = %d\nprotocol = "tcp"\ncidr_blocks = ["%s"]\n}\n}\n'


def service(more: str = "", public: str = "true", groups: str = "[aws_security_group.g.id]") -> str:
    return f"""
    resource "aws_ecs_service" "s" {{
      task_definition = aws_ecs_task_definition.t.arn
      network_configuration {{
        subnets          = [aws_subnet.s.id]
        security_groups  = {groups}
        assign_public_ip = {public}
      }}
      {more}
    }}
    """


def machine(public: str = "true") -> str:
    return f"""
    resource "aws_instance" "i" {{
      instance_type               = "t3.large"
      subnet_id                   = aws_subnet.s.id
      iam_instance_profile        = aws_iam_instance_profile.p.name
      associate_public_ip_address = {public}
      vpc_security_group_ids      = [aws_security_group.g.id]
    }}
    """


ATTACHED = """
    resource "aws_lb_target_group_attachment" "a" {
      target_group_arn = aws_lb_target_group.g.arn
      target_id        = aws_instance.i.id
    }
"""
CLOSED = OPEN % (443, 443, "10.0.0.0/16")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (service(BEHIND) + CLOSED, "violated"),
        (service(BEHIND, public="false") + CLOSED, "passed"),
        (service() + CLOSED, None),
        (service() + OPEN % (4000, 4000, "0.0.0.0/0"), "violated"),
        (service() + OPEN % (22, 22, "0.0.0.0/0"), None),
        (service(public="false") + OPEN % (4000, 4000, "0.0.0.0/0"), None),
        (service(public="var.elsewhere") + OPEN % (4000, 4000, "0.0.0.0/0"), "undetermined"),
        (service(groups="var.elsewhere") + CLOSED, "undetermined"),
        (machine() + CLOSED, None),
        (machine() + CLOSED + ATTACHED, "violated"),
        (machine("false") + CLOSED + ATTACHED, "passed"),
        (machine() + OPEN % (443, 443, "0.0.0.0/0"), "violated"),
        (machine() + OPEN % (22, 22, "0.0.0.0/0"), None),
    ],
)
def test_what_listens_and_calls_models(tmp_path: Path, text: str, expected: str | None) -> None:
    address = "aws_instance.i" if "aws_instance" in text else "aws_ecs_service.s"
    estate = terraform(tmp_path, NETWORK + text)
    assert verdicts(PUBLIC, estate) == ({} if expected is None else {address: expected})
    flow_logs = None if expected is None else "undetermined" if expected == "undetermined" else "violated"
    assert verdicts(KEPT, estate) == ({} if flow_logs is None else {"aws_vpc.v": flow_logs})


def reasons(estate: Inventory) -> dict[str, str]:
    return {member.resource.address: member.reason for member in members(estate, Role.MODEL_GATEWAY)}


def test_reasons(tmp_path: Path) -> None:
    behind = terraform(tmp_path, NETWORK + service(BEHIND) + machine() + CLOSED + ATTACHED)
    assert reasons(behind) == {
        "aws_ecs_service.s": "aws_lb_target_group.g sends it requests, and it may call models",
        "aws_instance.i": "aws_lb_target_group.g sends it requests, and it may call models",
    }
    elsewhere = BEHIND.replace(
        "aws_lb_target_group.g.arn", '"arn:aws:elasticloadbalancing:eu-west-1:1:targetgroup/g/1"'
    )
    assert reasons(terraform(tmp_path, NETWORK + service(elsewhere) + CLOSED)) == {
        "aws_ecs_service.s": "a load balancer sends it requests, and it may call models"
    }
    assert reasons(terraform(tmp_path, NETWORK + service() + OPEN % (80, 80, "0.0.0.0/0"))) == {
        "aws_ecs_service.s": "the internet reaches it, and it may call models"
    }


def test_a_gateway_serves_no_model_itself_that_somebody_would_have_to_approve(tmp_path: Path) -> None:
    assert verdicts(APPROVED, terraform(tmp_path, NETWORK + service(BEHIND) + CLOSED)) == {}


def test_what_calls_no_models_is_none(tmp_path: Path) -> None:
    text = (NETWORK + service(BEHIND) + CLOSED).replace("bedrock:InvokeModel", "s3:GetObject")
    assert reasons(terraform(tmp_path, text)) == {}


def test_what_runs_models_is_a_host_already(tmp_path: Path) -> None:
    text = (NETWORK + service(BEHIND) + CLOSED).replace('"chat"', '"ghcr.io/berriai/litellm:main"')
    estate = terraform(tmp_path, text)
    assert reasons(estate) == {}
    assert "aws_ecs_service.s" in {member.resource.address for member in members(estate, Role.MODEL_HOST)}


def test_template(tmp_path: Path) -> None:
    text = """
    R:
      Type: AWS::IAM::Role
      Properties:
        Policies:
          - PolicyName: p
            PolicyDocument: {Statement: [{Effect: Allow, Action: bedrock:InvokeModel, Resource: '*'}]}
    T:
      Type: AWS::ECS::TaskDefinition
      Properties: {Family: t, TaskRoleArn: !GetAtt R.Arn, ContainerDefinitions: [{Name: c, Image: chat}]}
    V: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16}}
    N: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref V}}
    G: {Type: AWS::ElasticLoadBalancingV2::TargetGroup, Properties: {Port: 80}}
    S:
      Type: AWS::ECS::Service
      Properties:
        TaskDefinition: !Ref T
        LoadBalancers: [{TargetGroupArn: !Ref G, ContainerName: c, ContainerPort: 80}]
        NetworkConfiguration: {AwsvpcConfiguration: {Subnets: [!Ref N], AssignPublicIp: ENABLED}}
    """
    estate = cloudformation(tmp_path, text)
    assert verdicts(PUBLIC, estate) == {"S": "violated"}
    assert verdicts(KEPT, estate) == {"V": "violated"}


@pytest.mark.parametrize(("port", "expected"), [(443, {"i-1": "violated"}), (22, {})])
def test_account(port: int, expected: dict[str, str]) -> None:
    statement = {"Statement": [{"Effect": "Allow", "Action": "bedrock:InvokeModel", "Resource": "*"}]}
    rule = {"IpProtocol": "tcp", "FromPort": port, "ToPort": port, "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}
    estate = inventory(
        live("AWS::IAM::Role", "arn:r", Arn="arn:r", RolePolicyList=[{"PolicyName": "p", "PolicyDocument": statement}]),
        live("AWS::IAM::InstanceProfile", "arn:p", Arn="arn:p", Roles=[{"Arn": "arn:r"}]),
        live("AWS::EC2::SecurityGroup", "sg-1", GroupId="sg-1", IpPermissions=[rule]),
        live(
            "AWS::EC2::Instance",
            "i-1",
            InstanceId="i-1",
            InstanceType="t3.large",
            IamInstanceProfile={"Arn": "arn:p"},
            SecurityGroups=[{"GroupId": "sg-1"}],
            PublicIpAddress="1.2.3.4",
            NetworkInterfaces=[{"Association": {"PublicIp": "1.2.3.4"}, "Groups": [{"GroupId": "sg-1"}]}],
        ),
    )
    assert verdicts(PUBLIC, estate) == expected
