"""Templates that refer to each other: whose value is whose."""

from __future__ import annotations

import pytest

from tests.plugin.conftest import Project, category

ONE = """\
Parameters:
  Shared: {Type: String, AllowedValues: [10.0.0.0/8, 0.0.0.0/0]}
  Mine: {Type: String, AllowedValues: [10.0.0.0/8, 0.0.0.0/0]}
Resources:
  OwnOfExporter:
    Type: AWS::EC2::SecurityGroup
    Properties: {SecurityGroupIngress: [{IpProtocol: tcp, FromPort: 1, ToPort: 2, CidrIp: !Ref Mine}]}
  SharedByExporter:
    Type: AWS::EC2::SecurityGroup
    Properties: {SecurityGroupIngress: [{IpProtocol: tcp, FromPort: 1, ToPort: 2, CidrIp: !Ref Shared}]}
  ToldElsewhere: {Type: AWS::EC2::SecurityGroup, Properties: {GroupDescription: g}}
  Balancer: {Type: AWS::ElasticLoadBalancingV2::LoadBalancer, Properties: {Name: b}}
  Acl: {Type: AWS::WAFv2::WebACL, Properties: {Scope: REGIONAL, Name: one}}
Outputs:
  Group: {Value: !GetAtt ToldElsewhere.GroupId, Export: {Name: group}}
  Shared: {Value: !Ref Shared, Export: {Name: shared}}
  Balancer: {Value: !Ref Balancer, Export: {Name: balancer}}
"""
OTHER = """\
Parameters:
  Mine: {Type: String, AllowedValues: [10.0.0.0/8, 0.0.0.0/0]}
Resources:
  Rule:
    Type: AWS::EC2::SecurityGroupIngress
    Properties: {GroupId: !ImportValue group, IpProtocol: tcp, FromPort: 1, ToPort: 2, CidrIp: !Ref Mine}
  OwnOfImporter:
    Type: AWS::EC2::SecurityGroup
    Properties: {SecurityGroupIngress: [{IpProtocol: tcp, FromPort: 1, ToPort: 2, CidrIp: !Ref Mine}]}
  SharedByImporter:
    Type: AWS::EC2::SecurityGroup
    Properties: {SecurityGroupIngress: [{IpProtocol: tcp, FromPort: 1, ToPort: 2, CidrIp: !ImportValue shared}]}
  Acl: {Type: AWS::WAFv2::WebACL, Properties: {Scope: REGIONAL, Name: other}}
  Association:
    Type: AWS::WAFv2::WebACLAssociation
    Properties: {ResourceArn: !ImportValue balancer, WebACLArn: !GetAtt Acl.Arn}
"""
AGREE = """\
from pytest_aisec.aws import elbv2

def test_they_agree(one: elbv2.LoadBalancer, inventory):
    found = {each.address: [list(rule.cidrs) for rule in each.ingress] for each in inventory.of(ec2.SecurityGroup)}
    assert found["%s"] == found["%s"]
"""


@pytest.fixture
def linked(project: Project) -> Project:
    (project.path / "main.tf").unlink()
    project.write("one.yaml", ONE)
    project.write("other.yaml", OTHER)
    return project


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("SharedByExporter", "SharedByImporter", "passed"),
        ("ToldElsewhere", "OwnOfImporter", "passed"),
        ("ToldElsewhere", "OwnOfExporter", "undetermined"),
        ("OwnOfImporter", "OwnOfExporter", "undetermined"),
    ],
)
def test_a_value_is_that_of_the_template_which_sets_it(linked: Project, one: str, other: str, expected: str) -> None:
    """What a rule of another template says for a group is in that template's parameters, not in the group's."""
    linked.policies(AGREE % (one, other))
    assert category(linked.run("-v"), "they_agree").lower() == expected


def test_what_another_template_attaches_is_looked_for_there(linked: Project) -> None:
    """Both have a web ACL of the name."""
    linked.policies(
        "from pytest_aisec.aws import elbv2\n"
        "def test_acl(one: elbv2.LoadBalancer):\n"
        "    assert one.web_acl.declaration.source == 'cloudformation:other.yaml'\n"
    )
    linked.run().assert_outcomes(passed=2)


def test_imports_in_two_snapshots_are_two(linked: Project) -> None:
    """Each imports what its own templates export, which may be deployed with another value."""
    linked.policies(
        "from pytest_aisec.aws import elbv2\n"
        "def test_they_agree(one: elbv2.LoadBalancer, inventory):\n"
        "    groups = [each for each in inventory.of(ec2.SecurityGroup) if each.address == 'SharedByImporter']\n"
        "    here, there = [[list(rule.cidrs) for rule in each.ingress] for each in groups]\n"
        "    assert here == there\n"
    )
    for name in ("here", "there"):
        linked.run(f"--aisec-snapshot={name}.json")
    result = linked.run("-v", "--aisec-source=snapshot:here.json", "--aisec-source=snapshot:there.json")
    assert category(result, "they_agree").lower() == "undetermined"
