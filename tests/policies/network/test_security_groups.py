"""What security groups let in and out, in each source."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.model.declared import live
from tests.policies.judged import cloudformation, terraform, verdicts

ADMIN = "security_group_does_not_open_admin_ports_to_the_internet"
EVERY_PORT = "security_group_does_not_open_every_port_to_the_internet"
EGRESS = "model_host_restricts_egress"
FRONT_DOOR = "model_host_admits_only_security_groups"


def group(rule: str) -> str:
    return f'variable "elsewhere" {{}}\nresource "aws_security_group" "g" {{\n{rule}\n}}'


def ingress(low: object, high: object, protocol: str = "tcp", source: str = 'cidr_blocks = ["0.0.0.0/0"]') -> str:
    return f'ingress {{\nfrom_port = {low}\nto_port = {high}\nprotocol = "{protocol}"\n{source}\n}}'


@pytest.mark.parametrize(
    ("rule", "admin", "every_port"),
    [
        (ingress(22, 22), "violated", "passed"),
        (ingress(20, 25), "violated", "passed"),
        (ingress(5986, 5986, source='ipv6_cidr_blocks = ["::/0"]'), "violated", "passed"),
        (ingress(443, 443), "passed", "passed"),
        (ingress(0, 0, "-1"), "violated", "violated"),
        (ingress(0, 65535), "violated", "violated"),
        (ingress(1, 65535, "udp"), "violated", "violated"),
        (ingress(0, 65534), "violated", "passed"),
        (ingress(0, 0, "-1", 'cidr_blocks = ["10.0.0.0/8"]'), "passed", "passed"),
        (ingress(22, 22, source="cidr_blocks = [var.elsewhere]"), "undetermined", "passed"),
        (ingress(22, 22, source='cidr_blocks = ["../whitelist.txt"]'), "undetermined", "passed"),
        (ingress(22, 22, source='cidr_blocks = ["../whitelist.txt", "0.0.0.0/0"]'), "violated", "passed"),
        (ingress("var.elsewhere", 65535), "undetermined", "undetermined"),
        ("", "passed", "passed"),
        (ingress(22, 22).replace("ingress", "egress"), "passed", "passed"),
    ],
)
def test_ports_open_to_the_internet_in_terraform(tmp_path: Path, rule: str, admin: str, every_port: str) -> None:
    estate = terraform(tmp_path, group(rule))
    assert verdicts(ADMIN, estate) == {"aws_security_group.g": admin}
    assert verdicts(EVERY_PORT, estate) == {"aws_security_group.g": every_port}


@pytest.mark.parametrize(
    ("rule", "admin", "every_port"),
    [
        ("{IpProtocol: tcp, FromPort: 3389, ToPort: 3389, CidrIp: 0.0.0.0/0}", "violated", "passed"),
        ("{IpProtocol: '-1', CidrIpv6: '::/0'}", "violated", "violated"),
        ("{IpProtocol: tcp, FromPort: 22, ToPort: 22, SourceSecurityGroupId: sg-1}", "passed", "passed"),
        ("{IpProtocol: tcp, FromPort: 0, ToPort: 65535, SourcePrefixListId: pl-1}", "undetermined", "undetermined"),
    ],
)
def test_ports_open_to_the_internet_in_cloudformation(tmp_path: Path, rule: str, admin: str, every_port: str) -> None:
    text = f"""
    Group:
      Type: AWS::EC2::SecurityGroup
      Properties:
        GroupDescription: a group
        SecurityGroupIngress:
          - {rule}
    """
    estate = cloudformation(tmp_path, text)
    assert verdicts(ADMIN, estate) == {"Group": admin}
    assert verdicts(EVERY_PORT, estate) == {"Group": every_port}


HOST = """
    variable "elsewhere" {}
    resource "aws_vpc" "v" { cidr_block = "10.0.0.0/16" }
    resource "aws_subnet" "s" { vpc_id = aws_vpc.v.id }
    resource "aws_instance" "i" {
      instance_type          = "g5.xlarge"
      subnet_id              = aws_subnet.s.id
      vpc_security_group_ids = [GROUP]
    }
"""


def of_host(policy: str, folder: Path, text: str, name: str = "aws_security_group.g.id") -> str:
    return verdicts(policy, terraform(folder, HOST.replace("GROUP", name) + text))["aws_instance.i"]


def egress(low: object, high: object, protocol: str = "tcp", to: str = 'cidr_blocks = ["0.0.0.0/0"]') -> str:
    rule = f'egress {{\nfrom_port = {low}\nto_port = {high}\nprotocol = "{protocol}"\n{to}\n}}'
    return f'resource "aws_security_group" "g" {{\n{rule}\n}}'


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('resource "aws_security_group" "g" {}', "passed"),
        (egress(443, 443), "passed"),
        (egress(0, 0, "-1"), "violated"),
        (egress(0, 0, "-1", 'cidr_blocks = ["10.0.0.0/8"]'), "passed"),
        (egress(0, 65535, to='ipv6_cidr_blocks = ["::/0"]'), "violated"),
        (egress(0, 0, "-1", "cidr_blocks = [var.elsewhere]"), "undetermined"),
        (
            """
            resource "aws_security_group" "g" {}
            resource "aws_vpc_security_group_egress_rule" "r" {
              security_group_id = aws_security_group.g.id
              ip_protocol       = "-1"
              cidr_ipv4         = "0.0.0.0/0"
            }
            """,
            "violated",
        ),
        (
            """
            resource "aws_security_group" "g" {}
            resource "aws_security_group_rule" "r" {
              count             = 0
              type              = "egress"
              security_group_id = aws_security_group.g.id
              protocol          = "-1"
              from_port         = 0
              to_port           = 0
              cidr_blocks       = ["0.0.0.0/0"]
            }
            """,
            "passed",
        ),
    ],
)
def test_what_a_host_may_send_in_terraform(tmp_path: Path, text: str, expected: str) -> None:
    assert of_host(EGRESS, tmp_path, text) == expected


@pytest.mark.parametrize("groups", ["var.elsewhere", '"sg-elsewhere"'])
def test_group_that_is_declared_elsewhere(tmp_path: Path, groups: str) -> None:
    assert of_host(EGRESS, tmp_path, "", groups) == "undetermined"


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ("", "violated"),
        ("SecurityGroupEgress: [{IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIp: 0.0.0.0/0}]", "passed"),
        ("SecurityGroupEgress: [{IpProtocol: '-1', CidrIp: 0.0.0.0/0}]", "violated"),
    ],
)
def test_what_a_host_may_send_in_cloudformation(tmp_path: Path, stated: str, expected: str) -> None:
    text = f"""
    Group:
      Type: AWS::EC2::SecurityGroup
      Properties:
        GroupDescription: a group
        {stated}
    Host:
      Type: AWS::EC2::Instance
      Properties:
        InstanceType: g5.xlarge
        SubnetId: subnet-1
        SecurityGroupIds: [!GetAtt Group.GroupId]
    """
    assert verdicts(EGRESS, cloudformation(tmp_path, text)) == {"Host": expected}


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ('cidr_blocks = ["10.0.0.0/16"]', "violated"),
        ('prefix_list_ids = ["pl-1"]', "violated"),
        ("security_groups = [aws_security_group.front.id]", "passed"),
        ("cidr_blocks = var.elsewhere", "undetermined"),
        ('cidr_blocks = ["127.0.0.1/32"]', "passed"),
        ('cidr_blocks = ["127.0.0.0/8"]\nipv6_cidr_blocks = ["::1/128"]', "passed"),
        ('cidr_blocks = ["127.0.0.1/32", "10.0.0.0/16"]', "violated"),
        ('cidr_blocks = ["126.0.0.0/7"]', "violated"),
        ('cidr_blocks = ["127.0.0.1/32"]\nprefix_list_ids = ["pl-1"]', "violated"),
    ],
)
def test_whom_a_host_admits(tmp_path: Path, source: str, expected: str) -> None:
    text = f"""
    resource "aws_security_group" "front" {{}}
    resource "aws_security_group" "g" {{
      {ingress(8000, 8000, source=source)}
    }}
    """
    assert of_host(FRONT_DOOR, tmp_path, text) == expected


@pytest.mark.parametrize(
    ("ranges", "expected"),
    [([], "passed"), ([{"CidrIp": "0.0.0.0/0"}], "violated"), ([{"CidrIp": "10.0.0.0/8"}], "passed")],
)
def test_what_a_running_host_may_send(ranges: list[dict[str, str]], expected: str) -> None:
    out = {"IpProtocol": "-1", "IpRanges": ranges, "Ipv6Ranges": [], "PrefixListIds": [], "UserIdGroupPairs": []}
    estate = [
        live(
            "AWS::EC2::SecurityGroup",
            "sg-1",
            GroupId="sg-1",
            GroupName="g",
            IpPermissions=[],
            IpPermissionsEgress=[out],
        ),
        live(
            "AWS::EC2::Instance",
            "i-1",
            InstanceId="i-1",
            InstanceType="g5.xlarge",
            SecurityGroups=[{"GroupId": "sg-1"}],
        ),
    ]
    assert verdicts(EGRESS, estate) == {"i-1": expected}


@pytest.mark.parametrize(("protocol", "expected"), [("tcp", "violated"), ("udp", "passed"), ("-1", "violated")])
def test_model_servers_listen_on_tcp(tmp_path: Path, protocol: str, expected: str) -> None:
    estate = terraform(tmp_path, group(ingress(8000, 8000, protocol)))
    assert verdicts("security_group_does_not_open_model_serving_ports_to_the_internet", estate) == {
        "aws_security_group.g": expected
    }
