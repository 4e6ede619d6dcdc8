"""Rules and routes that name prefix lists count by the ranges in them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.model.declared import live
from tests.policies.judged import cloudformation, terraform, verdicts

POLICY = "security_group_does_not_open_every_port_to_the_internet"

GROUP = """
    variable "elsewhere" {}
    resource "aws_security_group" "g" {
      ingress {
        from_port       = 0
        to_port         = 0
        protocol        = "-1"
        prefix_list_ids = [LIST]
      }
    }
    resource "aws_ec2_managed_prefix_list" "l" {
      name           = "offices"
      address_family = "IPv4"
      max_entries    = 5
      entry { cidr = "203.0.113.0/24" }
      ENTRY
    }
"""
ENTRY = """
    resource "aws_ec2_managed_prefix_list_entry" "e" {
      prefix_list_id = aws_ec2_managed_prefix_list.l.id
      cidr           = "0.0.0.0/0"
    }
"""


@pytest.mark.parametrize(
    ("name", "entry", "more", "expected"),
    [
        ("aws_ec2_managed_prefix_list.l.id", "", "", "passed"),
        ("aws_ec2_managed_prefix_list.l.id", 'entry { cidr = "0.0.0.0/0" }', "", "violated"),
        ("aws_ec2_managed_prefix_list.l.id", "", ENTRY, "violated"),
        ("aws_ec2_managed_prefix_list.l.id", "entry { cidr = var.elsewhere }", "", "undetermined"),
        ("var.elsewhere", "", "", "undetermined"),
        ('"pl-elsewhere"', "", "", "undetermined"),
    ],
)
def test_terraform(tmp_path: Path, name: str, entry: str, more: str, expected: str) -> None:
    estate = terraform(tmp_path, GROUP.replace("LIST", name).replace("ENTRY", entry) + more)
    assert verdicts(POLICY, estate) == {"aws_security_group.g": expected}


@pytest.mark.parametrize(("cidr", "expected"), [("203.0.113.0/24", "passed"), ("0.0.0.0/0", "violated")])
def test_cloudformation(tmp_path: Path, cidr: str, expected: str) -> None:
    text = f"""
    Offices:
      Type: AWS::EC2::PrefixList
      Properties: {{PrefixListName: offices, AddressFamily: IPv4, MaxEntries: 1, Entries: [{{Cidr: {cidr}}}]}}
    Group:
      Type: AWS::EC2::SecurityGroup
      Properties:
        GroupDescription: a group
        SecurityGroupIngress: [{{IpProtocol: '-1', SourcePrefixListId: !Ref Offices}}]
    """
    assert verdicts(POLICY, cloudformation(tmp_path, text)) == {"Group": expected}


@pytest.mark.parametrize(("cidr", "expected"), [("203.0.113.0/24", "passed"), ("0.0.0.0/0", "violated")])
def test_account(cidr: str, expected: str) -> None:
    rule = {"IpProtocol": "-1", "IpRanges": [], "Ipv6Ranges": [], "PrefixListIds": [{"PrefixListId": "pl-1"}]}
    estate = [
        live("AWS::EC2::SecurityGroup", "sg-1", GroupId="sg-1", IpPermissions=[rule]),
        live(
            "AWS::EC2::PrefixList",
            "pl-1",
            PrefixListId="pl-1",
            GetManagedPrefixListEntries={"Entries": [{"Cidr": cidr}]},
        ),
    ]
    assert verdicts(POLICY, estate) == {"sg-1": expected}
