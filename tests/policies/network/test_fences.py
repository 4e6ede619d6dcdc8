"""Other machines beside model hosts, serving ports, what gets out, and ports that several rules open together."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.model.declared import live
from tests.policies.judged import cloudformation, terraform, verdicts
from tests.policies.network.test_network_acls import acl, host, rule

STRANGERS = "model_host_admits_no_other_machines"
PORTS = "model_host_network_acl_closes_serving_ports"
OUT = "network_acl_does_not_let_everything_out"
ANSWERS = "network_acl_lets_answers_out"
EGRESS = "model_host_restricts_egress"

GROUPS = """
    variable "elsewhere" {}
    resource "aws_vpc" "v" { cidr_block = "10.0.0.0/16" }
    resource "aws_subnet" "s" { vpc_id = aws_vpc.v.id }
    resource "aws_security_group" "front" { name = "front" }
    resource "aws_security_group" "g" {
      name = "g"
      ingress {
        from_port       = 8000
        to_port         = 8000
        protocol        = "tcp"
        security_groups = [%s]
      }
    }
    resource "aws_instance" "i" {
      instance_type          = "g5.xlarge"
      subnet_id              = aws_subnet.s.id
      vpc_security_group_ids = [aws_security_group.g.id]
    }
    %s
"""
JUMP = """
    resource "aws_instance" "jump" {
      instance_type          = "%s"
      vpc_security_group_ids = [aws_security_group.%s.id]
    }
"""
BALANCER = 'resource "aws_lb" "l" {\nsecurity_groups = [aws_security_group.front.id]\n}'
FRONT = "aws_security_group.front.id"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (GROUPS % (FRONT, BALANCER), "passed"),
        (GROUPS % (FRONT, JUMP % ("t3.micro", "front")), "violated"),
        (GROUPS % (FRONT, JUMP % ("g5.xlarge", "front")), "passed"),
        (GROUPS % ("", JUMP % ("t3.micro", "front")), "passed"),
        (GROUPS % ("aws_security_group.g.id", JUMP % ("t3.micro", "front")), "passed"),
        (GROUPS % ("var.elsewhere", ""), "undetermined"),
    ],
)
def test_other_machines(tmp_path: Path, text: str, expected: str) -> None:
    assert verdicts(STRANGERS, terraform(tmp_path, text))["aws_instance.i"] == expected


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        ((), "passed"),
        ((rule(100, "allow", 8000, 8000),), "violated"),
        ((rule(100, "allow", 8000, 8000, cidr='"10.0.0.0/8"'),), "passed"),
        ((rule(100, "allow", 8000, 8000, cidr='"::/0"'),), "violated"),
        ((rule(100, "allow", 32768, 60999),), "passed"),
        ((rule(100, "allow", 1024, 65535),), "violated"),
        ((rule(90, "deny", 1024, 32767), rule(100, "allow", 1024, 65535)), "passed"),
        ((rule(100, "allow", "var.elsewhere", 65535),), "undetermined"),
    ],
)
def test_serving_ports(tmp_path: Path, rules: tuple[str, ...], expected: str) -> None:
    assert verdicts(PORTS, terraform(tmp_path, host() + acl(*rules))) == {"aws_instance.i": expected}


def test_a_subnet_without_a_network_acl_of_its_own(tmp_path: Path) -> None:
    assert verdicts(PORTS, terraform(tmp_path, host())) == {"aws_instance.i": "not_applicable"}


def out(*entry: object, **more: str) -> str:
    return rule(*entry, **more).replace("ingress", "egress")  # type: ignore[arg-type]


SEPARATE = """
    resource "aws_network_acl_rule" "o" {
      network_acl_id = aws_network_acl.n.id
      egress         = true
      rule_number    = 100
      rule_action    = "allow"
      protocol       = "%s"
      cidr_block     = "%s"
      from_port      = 1024
      to_port        = 65535
    }
"""


@pytest.mark.parametrize(
    ("text", "everything", "answers"),
    [
        (acl(), "passed", "passed"),
        (acl(out(100, "allow", 0, 0, "-1")), "violated", "passed"),
        (acl(out(90, "deny", 0, 0, "-1"), out(100, "allow", 0, 0, "-1")), "passed", "passed"),
        (acl() + SEPARATE % ("-1", "0.0.0.0/0"), "violated", "passed"),
        (acl(rule(1, "allow", 443, 443)), "passed", "violated"),
        (acl(rule(1, "allow", 443, 443), out(1, "allow", 1024, 65535)), "passed", "passed"),
        (acl(rule(1, "allow", 443, 443)) + SEPARATE % ("tcp", "0.0.0.0/0"), "passed", "passed"),
        (acl(rule(1, "allow", 443, 443)) + SEPARATE % ("udp", "0.0.0.0/0"), "passed", "violated"),
        (acl(rule(1, "allow", 443, 443, cidr='"10.0.0.0/8"')) + SEPARATE % ("tcp", "192.168.0.0/16"), "passed", "violated"),
        (acl(rule(1, "allow", 1024, 65535)), "passed", "passed"),
        (acl(rule(1, "allow", 443, 443, cidr='"127.0.0.0/8"')), "passed", "passed"),
        (acl(rule(1, "allow", 443, 443, cidr='"::/0"')) + SEPARATE % ("tcp", "0.0.0.0/0"), "passed", "violated"),
    ],
)  # fmt: skip
def test_both_directions(tmp_path: Path, text: str, everything: str, answers: str) -> None:
    estate = terraform(tmp_path, host() + text)
    assert verdicts(OUT, estate) == {"aws_network_acl.n": everything}
    assert verdicts(ANSWERS, estate) == {"aws_network_acl.n": answers}


PART = 'egress {\nprotocol = "tcp"\nfrom_port = %d\nto_port = %d\ncidr_blocks = ["0.0.0.0/0"]\n}\n'
BESIDE = GROUPS.replace("ingress {", "%s\ningress {")


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        (PART % (0, 32000) + PART % (32001, 65535), "violated"),
        (PART % (0, 32000) + PART % (32002, 65535), "passed"),
        (PART % (443, 443), "passed"),
    ],
)
def test_ports_that_rules_open_together(tmp_path: Path, rules: str, expected: str) -> None:
    assert verdicts(EGRESS, terraform(tmp_path, BESIDE % (rules, "", "")))["aws_instance.i"] == expected


INTERFACE = """
    resource "aws_network_interface" "n" {
      subnet_id       = aws_subnet.s.id
      security_groups = [%s]
    }
"""
ON = "aws_security_group.g.id"
OPEN = PART % (0, 65535)
ATTACHED_GROUP = 'resource "aws_network_interface_sg_attachment" "g" {\nsecurity_group_id = aws_security_group.g.id\nnetwork_interface_id = aws_network_interface.n.id\n}\n'
OWN = "subnet_id              = aws_subnet.s.id\n      vpc_security_group_ids = [aws_security_group.g.id]"


@pytest.mark.parametrize(
    ("attached", "beside", "rules", "expected"),
    [
        ("network_interface", INTERFACE % ON, OPEN, "violated"),
        ("primary_network_interface", INTERFACE % ON, OPEN, "violated"),
        ("network_interface", INTERFACE % "" + ATTACHED_GROUP, OPEN, "violated"),
        ("network_interface", INTERFACE % ON, PART % (443, 443), "passed"),
        ("network_interface", INTERFACE % "var.elsewhere", PART % (443, 443), "undetermined"),
    ],
)
def test_groups_of_interfaces(tmp_path: Path, attached: str, beside: str, rules: str, expected: str) -> None:
    text = BESIDE % (rules, "", beside)
    text = text.replace(OWN, f"{attached} {{\nnetwork_interface_id = aws_network_interface.n.id\n}}")
    assert verdicts(EGRESS, terraform(tmp_path, text)) == {"aws_instance.i": expected}


def test_templates(tmp_path: Path) -> None:
    text = """
    V: {Type: AWS::EC2::VPC}
    S: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref V}}
    I: {Type: AWS::EC2::Instance, Properties: {InstanceType: g5.xlarge, SubnetId: !Ref S, SecurityGroupIds: [!Ref G]}}
    J: {Type: AWS::EC2::Instance, Properties: {InstanceType: t3.micro, SecurityGroupIds: [!Ref F]}}
    F: {Type: AWS::EC2::SecurityGroup}
    G: {Type: AWS::EC2::SecurityGroup, Properties: {SecurityGroupIngress: [{SourceSecurityGroupId: !Ref F}]}}
    N: {Type: AWS::EC2::NetworkAcl, Properties: {VpcId: !Ref V}}
    A: {Type: AWS::EC2::SubnetNetworkAclAssociation, Properties: {SubnetId: !Ref S, NetworkAclId: !Ref N}}
    E:
      Type: AWS::EC2::NetworkAclEntry
      Properties: {NetworkAclId: !Ref N, RuleNumber: 1, RuleAction: allow, Protocol: -1, CidrBlock: 0.0.0.0/0, Egress: EGRESS}
    """
    inwards = cloudformation(tmp_path, text.replace("EGRESS", "false"))
    assert {name: set(verdicts(name, inwards).values()) for name in (STRANGERS, PORTS, OUT, ANSWERS)} == {
        STRANGERS: {"violated"},
        PORTS: {"violated"},
        OUT: {"passed"},
        ANSWERS: {"violated"},
    }
    assert verdicts(OUT, cloudformation(tmp_path, text.replace("EGRESS", "true"))) == {"N": "violated"}


def test_account() -> None:
    entry = {"RuleNumber": 1, "RuleAction": "allow", "Protocol": "-1", "CidrBlock": "0.0.0.0/0"}
    pair = {"IpProtocol": "tcp", "FromPort": 80, "ToPort": 80, "UserIdGroupPairs": [{"GroupId": "sg-f"}]}
    estate = [
        live("AWS::EC2::VPC", "vpc-1", VpcId="vpc-1"),
        live("AWS::EC2::Subnet", "subnet-1", SubnetId="subnet-1", VpcId="vpc-1"),
        live("AWS::EC2::Instance", "i-1", InstanceId="i-1", InstanceType="g5.xlarge", SubnetId="subnet-1",
             NetworkInterfaces=[{"SubnetId": "subnet-1", "Groups": [{"GroupId": "sg-g"}]}], SecurityGroups=[{"GroupId": "sg-g"}]),
        live("AWS::EC2::Instance", "i-2", InstanceId="i-2", InstanceType="t3.micro", SubnetId="subnet-1",
             NetworkInterfaces=[{"SubnetId": "subnet-1", "Groups": [{"GroupId": "sg-f"}]}], SecurityGroups=[{"GroupId": "sg-f"}]),
        live("AWS::EC2::SecurityGroup", "sg-f", GroupId="sg-f", VpcId="vpc-1", IpPermissions=[]),
        live("AWS::EC2::SecurityGroup", "sg-g", GroupId="sg-g", VpcId="vpc-1", IpPermissions=[pair]),
        live("AWS::EC2::NetworkAcl", "acl-1", NetworkAclId="acl-1", VpcId="vpc-1",
             Associations=[{"SubnetId": "subnet-1"}], Entries=[{**entry, "Egress": False}, {**entry, "Egress": True}]),
    ]  # fmt: skip
    assert {name: verdicts(name, estate) for name in (STRANGERS, PORTS, OUT, ANSWERS)} == {
        STRANGERS: {"i-1": "violated"},
        PORTS: {"i-1": "violated"},
        OUT: {"acl-1": "violated"},
        ANSWERS: {"acl-1": "passed"},
    }
