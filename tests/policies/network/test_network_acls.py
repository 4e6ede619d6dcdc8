"""Network ACLs in the order of their rules, and the groups that VPCs are born with."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.model.declared import live
from tests.policies.judged import cloudformation, terraform, verdicts

ADMIN = "network_acl_does_not_open_admin_ports_to_the_internet"
EVERYTHING = "network_acl_does_not_let_everything_in"
DEFAULT_GROUP = "default_security_group_of_an_ai_vpc_has_no_rules"
BOTH = "model_host_is_filtered_by_network_acl_and_security_group"
PUBLIC_IPS = "model_host_subnet_does_not_assign_public_ips"

HOST = """
    variable "elsewhere" {}
    resource "aws_vpc" "v" { cidr_block = "10.0.0.0/16" }
    resource "aws_security_group" "g" {
      vpc_id = aws_vpc.v.id
    }
    resource "aws_subnet" "s" {
      vpc_id = aws_vpc.v.id
      SUBNET
    }
    resource "aws_instance" "i" {
      instance_type          = "g5.xlarge"
      subnet_id              = aws_subnet.s.id
      vpc_security_group_ids = [aws_security_group.g.id]
    }
"""


def host(subnet: str = "") -> str:
    return HOST.replace("SUBNET", subnet)


def acl(*rules: str) -> str:
    inside = "\n".join(rules)
    return f'resource "aws_network_acl" "n" {{\nvpc_id = aws_vpc.v.id\nsubnet_ids = [aws_subnet.s.id]\n{inside}\n}}'


def rule(
    number: object, action: str, low: object, high: object, protocol: str = "tcp", cidr: str = '"0.0.0.0/0"'
) -> str:
    family = "ipv6_cidr_block" if ":" in cidr else "cidr_block"
    return (
        f'ingress {{\nrule_no = {number}\naction = "{action}"\nprotocol = "{protocol}"\n'
        f"from_port = {low}\nto_port = {high}\n{family} = {cidr}\n}}"
    )


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        ((), "passed"),
        ((rule(100, "allow", 443, 443),), "passed"),
        ((rule(100, "allow", 22, 22),), "violated"),
        ((rule(100, "allow", 0, 0, "-1"),), "violated"),
        ((rule(100, "allow", 0, 65535),), "violated"),
        ((rule(100, "allow", 1024, 65535),), "violated"),
        ((rule(90, "deny", 3389, 3389), rule(100, "allow", 1024, 65535)), "passed"),
        ((rule(110, "deny", 3389, 3389), rule(100, "allow", 1024, 65535)), "violated"),
        ((rule(90, "deny", 22, 22, cidr='"203.0.113.0/24"'), rule(100, "allow", 22, 22)), "violated"),
        ((rule(90, "deny", 22, 22), rule(100, "allow", 22, 22, cidr='"::/0"')), "violated"),
        ((rule(100, "allow", 22, 22, "udp"),), "passed"),
        ((rule(100, "allow", 22, 22, cidr='"10.0.0.0/8"'),), "passed"),
        ((rule(100, "allow", 22, 22, cidr="var.elsewhere"),), "undetermined"),
        ((rule("var.elsewhere", "deny", 22, 22), rule(100, "allow", 22, 22)), "undetermined"),
    ],
)
def test_admin_ports_in_the_order_of_the_rules(tmp_path: Path, rules: tuple[str, ...], expected: str) -> None:
    assert verdicts(ADMIN, terraform(tmp_path, host() + acl(*rules))) == {"aws_network_acl.n": expected}


@pytest.mark.parametrize(
    ("rules", "expected"),
    [((rule(100, "allow", 0, 0, "-1"),), "violated"), ((rule(100, "allow", 443, 443),), "passed")],
)
def test_everything_let_in(tmp_path: Path, rules: tuple[str, ...], expected: str) -> None:
    estate = terraform(tmp_path, host() + acl(*rules))
    assert verdicts(EVERYTHING, estate) == {"aws_network_acl.n": expected}
    assert verdicts(BOTH, estate) == {"aws_instance.i": expected}


@pytest.mark.parametrize(
    ("opened", "rules", "expected"),
    [
        ((8000, 8000), (rule(100, "allow", 8000, 8000),), "violated"),
        ((8000, 8010), (rule(100, "allow", 8005, 8005),), "violated"),
        ((8005, 8005), (rule(100, "allow", 8000, 8010),), "violated"),
        ((8000, 8000), (rule(100, "allow", 443, 443),), "passed"),
        ((8000, 8000), (rule(100, "allow", 8000, 8000, cidr='"10.0.0.0/8"'),), "passed"),
        ((8000, 8000), (rule(90, "deny", 8000, 8000), rule(100, "allow", 1024, 65535)), "passed"),
        ((8000, 8000), (rule(100, "allow", "var.elsewhere", 65535),), "undetermined"),
    ],
)
def test_port_that_both_layers_open(
    tmp_path: Path, opened: tuple[int, int], rules: tuple[str, ...], expected: str
) -> None:
    low, high = opened
    group = f"""
    resource "aws_vpc_security_group_ingress_rule" "r" {{
      security_group_id = aws_security_group.g.id
      ip_protocol       = "tcp"
      from_port         = {low}
      to_port           = {high}
      cidr_ipv4         = "0.0.0.0/0"
    }}
    """
    assert verdicts(BOTH, terraform(tmp_path, host() + acl(*rules) + group)) == {"aws_instance.i": expected}


@pytest.mark.parametrize(("cidr", "expected"), [("0.0.0.0/0", "violated"), ("10.0.0.0/8", "passed")])
def test_port_that_both_layers_of_an_account_open(cidr: str, expected: str) -> None:
    ports = {"From": 8000, "To": 8000}
    entry = {"RuleNumber": 1, "Egress": False, "RuleAction": "allow", "Protocol": "6", "PortRange": ports}
    opened = {"IpProtocol": "tcp", "FromPort": 8000, "ToPort": 8000, "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}
    estate = [
        live("AWS::EC2::VPC", "vpc-1", VpcId="vpc-1"),
        live("AWS::EC2::Subnet", "subnet-1", SubnetId="subnet-1", VpcId="vpc-1"),
        live("AWS::EC2::SecurityGroup", "sg-1", GroupId="sg-1", VpcId="vpc-1", IpPermissions=[opened]),
        live(
            "AWS::EC2::NetworkAcl",
            "acl-1",
            NetworkAclId="acl-1",
            VpcId="vpc-1",
            Associations=[{"SubnetId": "subnet-1"}],
            Entries=[{**entry, "CidrBlock": cidr}],
        ),
        live(
            "AWS::EC2::Instance",
            "i-1",
            InstanceId="i-1",
            InstanceType="g5.xlarge",
            SubnetId="subnet-1",
            SecurityGroups=[{"GroupId": "sg-1"}],
        ),
    ]
    assert verdicts(BOTH, estate) == {"i-1": expected}


def test_acl_of_a_network_without_models_is_not_judged(tmp_path: Path) -> None:
    text = """
    resource "aws_vpc" "other" { cidr_block = "10.1.0.0/16" }
    resource "aws_subnet" "other" { vpc_id = aws_vpc.other.id }
    resource "aws_network_acl" "other" {
      vpc_id     = aws_vpc.other.id
      subnet_ids = [aws_subnet.other.id]
      ingress {
        rule_no    = 1
        action     = "allow"
        protocol   = "-1"
        from_port  = 0
        to_port    = 0
        cidr_block = "0.0.0.0/0"
      }
    }
    """
    assert verdicts(EVERYTHING, terraform(tmp_path, host() + text)) == {}


TEMPLATE = """
    Network: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16}}
    Subnet: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Network, CidrBlock: 10.0.0.0/24}}
    Host: {Type: AWS::EC2::Instance, Properties: {InstanceType: p4d.24xlarge, SubnetId: !Ref Subnet}}
    Acl: {Type: AWS::EC2::NetworkAcl, Properties: {VpcId: !Ref Network}}
    Association:
      Type: AWS::EC2::SubnetNetworkAclAssociation
      Properties: {SubnetId: !Ref Subnet, NetworkAclId: !Ref Acl}
    Entry:
      Type: AWS::EC2::NetworkAclEntry
      Properties:
        NetworkAclId: !Ref Acl
        RuleNumber: 100
        RuleAction: allow
        Protocol: 6
        CidrBlock: 0.0.0.0/0
        PortRange: {From: LOW, To: 443}
"""


@pytest.mark.parametrize(("low", "expected"), [(443, "passed"), (20, "violated")])
def test_admin_ports_in_cloudformation(tmp_path: Path, low: int, expected: str) -> None:
    estate = cloudformation(tmp_path, TEMPLATE.replace("LOW", str(low)))
    assert verdicts(ADMIN, estate) == {"Acl": expected}
    assert verdicts(DEFAULT_GROUP, estate) == {"Network": "not_applicable"}


@pytest.mark.parametrize(("low", "expected"), [(443, "passed"), (20, "violated")])
def test_admin_ports_in_an_account(low: int, expected: str) -> None:
    entry = {
        "RuleNumber": 100,
        "RuleAction": "allow",
        "Egress": False,
        "Protocol": "6",
        "CidrBlock": "0.0.0.0/0",
        "PortRange": {"From": low, "To": 443},
    }
    estate = [
        live("AWS::EC2::VPC", "vpc-1", VpcId="vpc-1"),
        live("AWS::EC2::Subnet", "subnet-1", SubnetId="subnet-1", VpcId="vpc-1"),
        live("AWS::EC2::Instance", "i-1", InstanceId="i-1", InstanceType="g5.xlarge", SubnetId="subnet-1"),
        live(
            "AWS::EC2::NetworkAcl",
            "acl-1",
            NetworkAclId="acl-1",
            VpcId="vpc-1",
            IsDefault=False,
            Associations=[{"SubnetId": "subnet-1"}],
            Entries=[entry],
        ),
    ]
    assert verdicts(ADMIN, estate) == {"acl-1": expected}


OWN = 'resource "aws_default_security_group" "d" {\nvpc_id = aws_vpc.v.id\nRULE\n}'
RULE = 'egress {\nfrom_port = 0\nto_port = 0\nprotocol = "-1"\ncidr_blocks = ["10.0.0.0/8"]\n}'


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "violated"),
        (OWN.replace("RULE", ""), "passed"),
        (OWN.replace("RULE", RULE), "violated"),
        (OWN.replace("RULE", "").replace("aws_vpc.v.id", "var.elsewhere"), "undetermined"),
    ],
)
def test_default_group_in_terraform(tmp_path: Path, text: str, expected: str) -> None:
    assert verdicts(DEFAULT_GROUP, terraform(tmp_path, host() + text)) == {"aws_vpc.v": expected}


@pytest.mark.parametrize(("rules", "expected"), [([], "passed"), ([{"IpProtocol": "-1"}], "violated")])
def test_default_group_in_an_account(rules: list[dict[str, str]], expected: str) -> None:
    estate = [
        live("AWS::EC2::VPC", "vpc-1", VpcId="vpc-1"),
        live("AWS::EC2::Subnet", "subnet-1", SubnetId="subnet-1", VpcId="vpc-1"),
        live("AWS::EC2::Instance", "i-1", InstanceId="i-1", InstanceType="g5.xlarge", SubnetId="subnet-1"),
        live(
            "AWS::EC2::SecurityGroup",
            "sg-1",
            GroupId="sg-1",
            GroupName="default",
            VpcId="vpc-1",
            IpPermissions=[],
            IpPermissionsEgress=rules,
        ),
        live("AWS::EC2::SecurityGroup", "sg-2", GroupId="sg-2", GroupName="web", VpcId="vpc-1", IpPermissions=[{}]),
    ]
    assert verdicts(DEFAULT_GROUP, estate) == {"vpc-1": expected}


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ("", "passed"),
        ("map_public_ip_on_launch = true", "violated"),
        ("map_public_ip_on_launch = var.elsewhere", "undetermined"),
    ],
)
def test_addresses_that_a_subnet_gives(tmp_path: Path, stated: str, expected: str) -> None:
    assert verdicts(PUBLIC_IPS, terraform(tmp_path, host(stated))) == {"aws_instance.i": expected}


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        ("egress {{ cidr_blocks = {loopback} }}", "passed"),
        ("ingress {{ cidr_blocks = {loopback} }}", "passed"),
        ('egress {{ ipv6_cidr_blocks = ["::1/128"] }}', "passed"),
        ("ingress {{\nself = true\n}}", "violated"),
        ("ingress {{\nself = true\ncidr_blocks = {loopback}\n}}", "violated"),
        ("ingress {{\nself = false\ncidr_blocks = {loopback}\n}}", "passed"),
        ('egress {{\nsecurity_groups = ["sg-1"]\ncidr_blocks = {loopback}\n}}', "violated"),
        ('ingress {{\nsecurity_groups = ["sg-1"]\ncidr_blocks = {loopback}\n}}', "violated"),
        ('egress {{ cidr_blocks = ["10.0.0.0/8"] }}', "violated"),
    ],
)
def test_default_group_with_rules_about_loopback(tmp_path: Path, rules: str, expected: str) -> None:
    stated = rules.format(loopback='["127.0.0.1/32"]')
    text = f'resource "aws_default_security_group" "d" {{\nvpc_id = aws_vpc.v.id\n{stated}\n}}'
    assert verdicts(DEFAULT_GROUP, terraform(tmp_path, host() + text)) == {"aws_vpc.v": expected}


@pytest.mark.parametrize(
    ("allowed", "expected"),
    [
        ({"IpRanges": [{"CidrIp": "127.0.0.1/32"}]}, "passed"),
        ({"IpRanges": [{"CidrIp": "127.0.0.1/32"}], "UserIdGroupPairs": [{"GroupId": "sg-1"}]}, "violated"),
        ({"UserIdGroupPairs": [{"GroupId": "sg-1"}]}, "violated"),
    ],
)
@pytest.mark.parametrize("direction", ["IpPermissions", "IpPermissionsEgress"])
def test_default_group_of_an_account(direction: str, allowed: dict[str, list[dict[str, str]]], expected: str) -> None:
    estate = [
        live("AWS::EC2::VPC", "vpc-1", VpcId="vpc-1"),
        live("AWS::EC2::Subnet", "subnet-1", SubnetId="subnet-1", VpcId="vpc-1"),
        live("AWS::EC2::Instance", "i-1", InstanceId="i-1", InstanceType="g5.xlarge", SubnetId="subnet-1"),
        live(
            "AWS::EC2::SecurityGroup",
            "sg-1",
            GroupId="sg-1",
            GroupName="default",
            VpcId="vpc-1",
            **{direction: [{"IpProtocol": "-1", **allowed}]},
        ),
    ]
    assert verdicts(DEFAULT_GROUP, estate) == {"vpc-1": expected}
