"""Where model hosts can send what they hold."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.model.declared import live
from tests.policies.judged import cloudformation, terraform, verdicts

NAMES, ALL = "model_host_names_where_it_sends", "model_host_restricts_egress"


def hosts(egress: str) -> str:
    return f"""
    variable "elsewhere" {{}}
    resource "aws_ec2_managed_prefix_list" "world" {{
      name           = "world"
      address_family = "IPv4"
      max_entries    = 1
      entry {{
        cidr = "0.0.0.0/0"
      }}
    }}
    resource "aws_security_group" "g" {{
      name = "g"
      {egress}
    }}
    resource "aws_instance" "i" {{
      instance_type          = "g5.xlarge"
      vpc_security_group_ids = [aws_security_group.g.id]
    }}
    """


def to(where: str) -> str:
    return f'egress {{\nprotocol = "tcp"\nfrom_port = 443\nto_port = 443\n{where}\n}}'


@pytest.mark.parametrize(
    ("egress", "expected"),
    [
        ("", "passed"),
        (to('cidr_blocks = ["0.0.0.0/0"]'), "violated"),
        (to('ipv6_cidr_blocks = ["::/0"]'), "violated"),
        (to('cidr_blocks = ["10.0.0.0/8"]'), "passed"),
        (to('prefix_list_ids = ["pl-63a5400a"]'), "undetermined"),
        (to("prefix_list_ids = [aws_ec2_managed_prefix_list.world.id]"), "violated"),
        (to("cidr_blocks = var.elsewhere"), "undetermined"),
        (to('security_groups = ["sg-1"]'), "passed"),
    ],
)
def test_terraform(tmp_path: Path, egress: str, expected: str) -> None:
    estate = terraform(tmp_path, hosts(egress))
    assert verdicts(NAMES, estate) == {"aws_instance.i": expected}
    assert expected != "violated" or verdicts(ALL, estate) == {"aws_instance.i": "passed"}


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ("", "violated"),
        ("SecurityGroupEgress: [{IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIp: 0.0.0.0/0}]", "violated"),
        ("SecurityGroupEgress: [{IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIp: 10.0.0.0/8}]", "passed"),
    ],
)
def test_cloudformation(tmp_path: Path, stated: str, expected: str) -> None:
    text = f"""
    G:
      Type: AWS::EC2::SecurityGroup
      Properties: {{GroupDescription: g, {stated}}}
    I:
      Type: AWS::EC2::Instance
      Properties: {{InstanceType: g5.xlarge, SecurityGroupIds: [!GetAtt G.GroupId]}}
    """
    assert verdicts(NAMES, cloudformation(tmp_path, text)) == {"I": expected}


@pytest.mark.parametrize(
    ("to", "expected"),
    [
        ({"IpRanges": [{"CidrIp": "0.0.0.0/0"}]}, "violated"),
        ({"IpRanges": [{"CidrIp": "10.0.0.0/8"}]}, "passed"),
        ({"UserIdGroupPairs": [{"GroupId": "sg-2"}]}, "passed"),
    ],
)
def test_account(to: dict[str, Any], expected: str) -> None:
    out = {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, **to}
    group = live("AWS::EC2::SecurityGroup", "sg-1", GroupId="sg-1", VpcId="vpc-1", IpPermissionsEgress=[out])
    host = live("AWS::EC2::Instance", "i-1", InstanceType="g5.xlarge", SecurityGroups=[{"GroupId": "sg-1"}])
    assert verdicts(NAMES, [group, host]) == {"i-1": expected}
