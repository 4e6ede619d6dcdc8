"""What security groups let in: every way to write a rule and a source."""

from __future__ import annotations

from pathlib import Path

import pytest

from pytest_aisec.settings import Settings
from tests.policies.judged import cloudformation, terraform, verdicts

POLICY = "security_group_does_not_open_model_serving_ports_to_the_internet"
ANYWHERE = 'cidr_blocks = ["0.0.0.0/0"]'


@pytest.mark.parametrize(
    ("ports", "protocol", "source", "expected"),
    [
        ((8888, 8888), "tcp", ANYWHERE, "violated"),
        ((0, 65535), "6", ANYWHERE, "violated"),
        ((0, 0), "-1", ANYWHERE, "violated"),
        ((0, 0), "all", 'cidr_blocks = ["0.0.0.0/1", "128.0.0.0/1"]', "violated"),
        (("null", "null"), "tcp", 'ipv6_cidr_blocks = ["::/0"]', "violated"),
        ((8888, 8888), "tcp", 'prefix_list_ids = ["pl-1"]', "undetermined"),
        ((443, 443), "tcp", 'prefix_list_ids = ["pl-1"]', "passed"),
        ((0, 65535), "tcp", "self = true", "passed"),
        ((0, 65535), "tcp", 'security_groups = ["sg-1"]', "passed"),
        ((8888, 8888), "icmp", ANYWHERE, "passed"),
    ],
)
def test_rules(tmp_path: Path, ports: tuple[object, object], protocol: str, source: str, expected: str) -> None:
    text = f"""
    resource "aws_security_group" "g" {{
      ingress {{
        from_port = {ports[0]}
        to_port   = {ports[1]}
        protocol  = "{protocol}"
        {source}
      }}
    }}
    """
    assert verdicts(POLICY, terraform(tmp_path, text)) == {"aws_security_group.g": expected}


def test_rules_as_an_attribute(tmp_path: Path) -> None:
    text = """
    resource "aws_security_group" "g" {
      ingress = [{ from_port = 8888, to_port = 8888, protocol = "tcp", cidr_blocks = ["0.0.0.0/0"], self = null }]
    }
    """
    assert verdicts(POLICY, terraform(tmp_path, text)) == {"aws_security_group.g": "violated"}


@pytest.mark.parametrize(
    ("type_", "more"),
    [
        ("aws_security_group_rule", 'type = "ingress"\nprotocol = "tcp"\ncidr_blocks = ["0.0.0.0/0"]'),
        ("aws_vpc_security_group_ingress_rule", 'ip_protocol = "tcp"\ncidr_ipv4 = "0.0.0.0/0"'),
    ],
)
@pytest.mark.parametrize("group", ["var.group", '"sg-1"', "aws_vpc.v.default_security_group_id"])
def test_rule_for_a_group_that_is_declared_elsewhere(tmp_path: Path, type_: str, more: str, group: str) -> None:
    text = f"""
    variable "group" {{}}
    resource "aws_vpc" "v" {{ cidr_block = "10.0.0.0/16" }}
    resource "{type_}" "r" {{
      security_group_id = {group}
      from_port         = 8000
      to_port           = 9000
      {more}
    }}
    """
    assert verdicts(POLICY, terraform(tmp_path, text)) == {f"{type_}.r": "violated"}


@pytest.mark.parametrize(("type_", "expected"), [("ingress", "violated"), ("egress", "passed")])
def test_rule_of_a_declared_group_is_judged_once_with_it(tmp_path: Path, type_: str, expected: str) -> None:
    text = f"""
    resource "aws_security_group" "g" {{}}
    resource "aws_security_group_rule" "r" {{
      type              = "{type_}"
      security_group_id = aws_security_group.g.id
      from_port         = 8888
      to_port           = 8888
      protocol          = "tcp"
      cidr_blocks       = ["0.0.0.0/0"]
    }}
    """
    assert verdicts(POLICY, terraform(tmp_path, text)) == {"aws_security_group.g": expected}


@pytest.mark.parametrize("group", ["GroupId: !GetAtt V.DefaultSecurityGroup", "GroupId: !ImportValue g"])
def test_rule_of_a_template_for_a_group_elsewhere(tmp_path: Path, group: str) -> None:
    text = f"""
    V: {{Type: AWS::EC2::VPC}}
    R:
      Type: AWS::EC2::SecurityGroupIngress
      Properties: {{IpProtocol: tcp, FromPort: 8888, ToPort: 8888, CidrIp: 0.0.0.0/0, {group}}}
    """
    assert verdicts(POLICY, cloudformation(tmp_path, text)) == {"R": "violated"}


@pytest.mark.parametrize(("group", "expected"), [("var.group", "undetermined"), ('"sg-1"', "violated")])
def test_rule_that_may_be_one_of_a_declared_group(tmp_path: Path, group: str, expected: str) -> None:
    text = f"""
    variable "group" {{}}
    resource "aws_security_group" "g" {{}}
    resource "aws_vpc_security_group_ingress_rule" "r" {{
      security_group_id = {group}
      from_port         = 8888
      to_port           = 8888
      ip_protocol       = "tcp"
      cidr_ipv4         = "0.0.0.0/0"
    }}
    """
    found = verdicts(POLICY, terraform(tmp_path, text))
    assert found["aws_vpc_security_group_ingress_rule.r"] == expected
    assert found["aws_security_group.g"] == ("passed" if expected == "violated" else "undetermined")


def test_which_ports_are_those_of_model_servers_and_remote_shells_is_a_setting(tmp_path: Path) -> None:
    text = """
    resource "aws_security_group" "g" {
      ingress {
        protocol    = "tcp"
        from_port   = 9999
        to_port     = 9999
        cidr_blocks = ["0.0.0.0/0"]
      }
    }
    """
    estate = terraform(tmp_path, text)
    for name, changed in (
        ("security_group_does_not_open_model_serving_ports_to_the_internet", Settings(model_ports=(9999,))),
        ("security_group_does_not_open_admin_ports_to_the_internet", Settings(admin_ports=(9999,))),
    ):
        assert verdicts(name, estate) == {"aws_security_group.g": "passed"}
        assert verdicts(name, estate, changed) == {"aws_security_group.g": "violated"}
