"""Templates that import each other's exports are in one account and region; others may be in several."""

from __future__ import annotations

import json

import pytest

from pytest_aisec.model.foreign import deployments
from tests.plugin.conftest import Project, category

GROUP = """\
  {name}:
    Type: AWS::EC2::SecurityGroup
    Properties:
      SecurityGroupIngress: [{{IpProtocol: tcp, FromPort: 1, ToPort: 2, CidrIp: {source}}}]
"""
BY_REGION = "!If [IsAtHome, 10.0.0.0/8, 0.0.0.0/0]"
CONDITIONS = """\
Parameters: {{Stage: {{Type: String}}}}
Conditions:
  {name}: !Equals [!Ref {of}, home]
Resources:
"""
EXPORTER = (
    CONDITIONS.format(name="IsAtHome", of="AWS::Region")
    + GROUP.format(name="Exporter", source=BY_REGION)
    + """\
Outputs:
  Exporter: {Value: !GetAtt Exporter.GroupId, Export: {Name: group}}
"""
)
RULE = """\
  Rule:
    Type: AWS::EC2::SecurityGroupEgress
    Properties: {GroupId: !ImportValue group, IpProtocol: tcp, FromPort: 1, ToPort: 2, CidrIp: 10.0.0.0/8}
"""
PERHAPS = RULE.replace("Properties:", "Condition: Perhaps\n    Properties:")
ONE_OF_TWO = RULE.replace("!ImportValue group", "!If [Perhaps, !ImportValue group, sg-1]")
IF = "  Perhaps: !Equals [!Ref Stage, live]\nResources:"
AGREE = """\
from pytest_aisec.aws import ec2

def test_they_agree(one: ec2.SecurityGroup, inventory):
    found = {each.address: [list(rule.cidrs) for rule in each.ingress] for each in inventory.of(ec2.SecurityGroup)}
    assert found["Exporter"] == found["Importer"]
"""


@pytest.fixture
def templates(project: Project) -> Project:
    (project.path / "main.tf").unlink()
    project.write("exporter.yaml", EXPORTER)
    project.policies(AGREE)
    return project


def _importer(of: str, linked_by: str) -> str:
    head = CONDITIONS.format(name="IsHere", of=of).replace("Resources:", IF)
    return head + GROUP.format(name="Importer", source=BY_REGION.replace("IsAtHome", "IsHere")) + linked_by


@pytest.mark.parametrize(
    ("of", "linked_by", "expected"),
    [
        ("AWS::Region", RULE, "passed"),
        ("AWS::Region", "", "undetermined"),
        ("AWS::Region", PERHAPS, "undetermined"),
        ("AWS::Region", ONE_OF_TWO, "undetermined"),
        ("AWS::AccountId", RULE, "undetermined"),
        ("AWS::StackName", RULE, "undetermined"),
        ("Stage", RULE, "undetermined"),
    ],
    ids=["linked", "not linked", "under a condition", "in one case", "account", "own name", "own parameter"],
)
def test_region_is_that_of_who_must_be_there(templates: Project, of: str, linked_by: str, expected: str) -> None:
    templates.write("importer.yaml", _importer(of, linked_by))
    assert category(templates.run("-v"), "they_agree").lower() == expected


@pytest.mark.parametrize("own", ["AWS::StackName", "Stage"])
def test_what_is_a_templates_own_stays_so(templates: Project, own: str) -> None:
    templates.write("exporter.yaml", EXPORTER.replace("AWS::Region", own))
    templates.write("importer.yaml", _importer(own, RULE))
    assert category(templates.run("-v"), "they_agree").lower() == "undetermined"


def test_a_snapshot_tells_who_is_linked(templates: Project) -> None:
    templates.write("importer.yaml", _importer("AWS::Region", RULE))
    templates.run("--aisec-snapshot=all.json")
    assert category(templates.run("-v", "--aisec-source=snapshot:all.json"), "they_agree").lower() == "passed"


@pytest.mark.parametrize(
    ("one", "other", "expected"), [("here", "there", "undetermined"), ("there", "there", "passed")]
)
def test_two_snapshots_are_of_two_deployments(templates: Project, one: str, other: str, expected: str) -> None:
    templates.write("importer.yaml", _importer("AWS::Region", RULE))
    for name in ("here", "there"):
        templates.run(f"--aisec-snapshot={name}.json")
    templates.policies(
        "from pytest_aisec.aws import ec2\n"
        "def test_they_agree(one: ec2.SecurityGroup, inventory):\n"
        "    found = {}\n"
        "    for each in inventory.of(ec2.SecurityGroup):\n"
        "        where = 'there' if 'there' in each.declaration.source else 'here'\n"
        "        found[each.address, where] = [list(rule.cidrs) for rule in each.ingress]\n"
        f"    assert found['Exporter', '{one}'] == found['Importer', '{other}']\n"
    )
    result = templates.run("-v", "--aisec-source=snapshot:here.json", "--aisec-source=snapshot:there.json")
    assert category(result, "they_agree").lower() == expected


ATTACHED = """\
from pytest_aisec.aws import ec2

def test_rule(group: ec2.SecurityGroup):
    assert group.egress or "Exporter" not in group.address
"""


@pytest.mark.parametrize(
    ("condition", "is_linked", "expected"),
    [("IsHere", True, "passed"), ("IsHere", False, "undetermined"), ("IsElsewhere", True, "undetermined")],
)
def test_what_exists_in_one_region_alike(templates: Project, condition: str, expected: str, *, is_linked: bool) -> None:
    """There is a rule wherever there is a group, once it is certain that both are in one region."""
    vpc = "  Vpc: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16}}\n"
    outputs = "Outputs:\n  Vpc: {Value: !Ref Vpc, Export: {Name: vpc}}"
    exporter = EXPORTER.replace("Exporter:\n    Type", "Exporter:\n    Condition: IsAtHome\n    Type")
    templates.write("exporter.yaml", exporter.replace("Outputs:", f"{vpc}{outputs}"))
    subnet = "  Subnet: {Type: AWS::EC2::Subnet, Properties: {VpcId: !ImportValue vpc}}\n" * is_linked
    importer = _importer("AWS::Region", PERHAPS.replace("Perhaps", condition) + subnet)
    elsewhere = "Conditions:\n  IsElsewhere: !Not [!Condition IsHere]\n"
    templates.write("importer.yaml", importer.replace("Conditions:\n", elsewhere))
    templates.policies(ATTACHED)
    assert category(templates.run("-v"), "test_rule").lower() == expected


@pytest.mark.parametrize(
    ("environment", "expected"),
    [("aws://unknown-account/unknown-region", "undetermined"), ("aws://unknown-account/home", "passed")],
)
def test_stacks_of_one_application_may_be_in_several_regions(project: Project, environment: str, expected: str) -> None:
    (project.path / "main.tf").unlink()
    for stack, name in (("Exporter", "IsAtHome"), ("Importer", "IsHere")):
        group = GROUP.format(name=stack, source=BY_REGION.replace("IsAtHome", name))
        project.write(f"cdk.out/{stack}.yaml", CONDITIONS.format(name=name, of="AWS::Region") + group)
    artifacts = {
        each: {
            "type": "aws:cloudformation:stack",
            "environment": environment,
            "properties": {"templateFile": f"{each}.yaml"},
        }
        for each in ("Exporter", "Importer")
    }
    project.write("cdk.out/manifest.json", json.dumps({"version": "36.0.0", "artifacts": artifacts}))
    project.policies(AGREE.replace("each.address", "each.address.rpartition('/')[2]"))
    assert category(project.run("-v"), "they_agree").lower() == expected


def test_deployments_go_through_others() -> None:
    nothing: frozenset[str] = frozenset()
    found = deployments(
        {"a": frozenset({"b"}), "b": frozenset({"c"}), "c": nothing, "d": nothing, "e": frozenset({"f"})}
    )
    assert found == {"a": "a", "b": "a", "c": "a", "d": "d", "e": "e", "f": "e"}
