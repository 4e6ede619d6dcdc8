"""Who is in the groups that security groups let in."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from pytest_aisec.analysis import network
from pytest_aisec.aws import ec2
from pytest_aisec.declarations import Declaration, SourceRecord
from pytest_aisec.inventory import Inventory
from pytest_aisec.model.partly import PartlyKnownList
from pytest_aisec.verdicts import Undetermined
from tests.model.declared import declared, inventory, live, ref

IN_FRONT = [ref("aws_security_group.front")]
FRONT = declared("aws_security_group", "front", vpc_id=ref("aws_vpc.v"))


def host(*sources: Any, **more: Any) -> Declaration:
    return declared("aws_security_group", "g", ingress=[{"protocol": "-1", "security_groups": list(sources), **more}])


def let_in(*declarations: Declaration) -> list[str]:
    groups = inventory(*declarations).of(ec2.SecurityGroup)
    return [each.address for each in network.machines_let_in([one for one in groups if one.address.endswith(".g")])]


@pytest.mark.parametrize(
    "machines",
    [
        [declared("aws_instance", "jump", vpc_security_group_ids=IN_FRONT)],
        [declared("aws_launch_template", "jump", vpc_security_group_ids=IN_FRONT)],
        [declared("aws_launch_configuration", "jump", security_groups=IN_FRONT)],
        [
            declared("aws_network_interface", "n", security_groups=IN_FRONT),
            declared("aws_instance", "jump", network_interface=[{"network_interface_id": ref("aws_network_interface.n")}]),
        ],
    ],
)  # fmt: skip
def test_machines(machines: list[Declaration]) -> None:
    assert let_in(host(*IN_FRONT), FRONT, *machines) == [machines[-1].address]
    assert let_in(host(), FRONT, *machines) == []


def test_front_doors_are_no_machines() -> None:
    balancer = declared("aws_lb", "l", security_groups=IN_FRONT)
    interface = declared("aws_network_interface", "of_an_endpoint", security_groups=IN_FRONT)
    assert let_in(host(*IN_FRONT), FRONT, balancer, interface) == []


@pytest.mark.parametrize("more", [{"self": True}, {}])
def test_its_own_members_are_not_let_in_by_name(more: dict[str, bool]) -> None:
    inside = declared("aws_instance", "other", vpc_security_group_ids=[ref("aws_security_group.g")])
    assert let_in(host(*(() if more else [ref("aws_security_group.g")]), **more), inside) == []


def test_a_group_of_a_peer_is_not_known_and_hides_nobody_who_is() -> None:
    estate = inventory(
        host("123456789012/sg-1", *IN_FRONT), FRONT, declared("aws_instance", "jump", vpc_security_group_ids=IN_FRONT)
    )
    found = network.machines_let_in(estate.of(ec2.SecurityGroup)[:1])
    assert isinstance(found, PartlyKnownList)
    assert [each.address for each in found.known] == ["aws_instance.jump"]


VPC = declared("aws_vpc", "v")
SUBNET = declared("aws_subnet", "s", vpc_id=ref("aws_vpc.v"))
DEFAULT = declared("aws_default_security_group", "d", vpc_id=ref("aws_vpc.v"))


def test_who_names_no_group_is_in_the_default_one() -> None:
    there = (VPC, SUBNET, DEFAULT, FRONT, host(ref("aws_default_security_group.d")))
    bare = declared("aws_instance", "bare", subnet_id=ref("aws_subnet.s"))
    dressed = declared("aws_instance", "dressed", subnet_id=ref("aws_subnet.s"), vpc_security_group_ids=IN_FRONT)
    elsewhere = declared("aws_instance", "elsewhere", subnet_id="subnet-1")
    assert let_in(*there, bare, dressed, elsewhere) == ["aws_instance.bare"]
    (subnet,) = inventory(*there).of(ec2.Subnet)
    assert [each.address for each in network.default_groups([subnet])] == ["aws_default_security_group.d"]


def test_the_default_group_by_the_name_that_its_vpc_has_for_it() -> None:
    named = host(ref("aws_vpc.v", "default_security_group_id"))
    bare = declared("aws_instance", "bare", subnet_id=ref("aws_subnet.s"))
    assert let_in(VPC, SUBNET, named, bare) == ["aws_instance.bare"]
    assert let_in(VPC, SUBNET, DEFAULT, named, bare) == ["aws_instance.bare"]
    estate = inventory(
        declared("AWS::EC2::VPC", "V"),
        declared("AWS::EC2::Subnet", "S", VpcId=ref("V", "Ref")),
        declared("AWS::EC2::Instance", "I", SubnetId=ref("S", "Ref")),
        declared(
            "AWS::EC2::SecurityGroup",
            "G",
            SecurityGroupIngress=[{"IpProtocol": "-1", "SourceSecurityGroupId": ref("V", "DefaultSecurityGroup")}],
        ),
    )
    assert [each.address for each in network.machines_let_in(estate.of(ec2.SecurityGroup))] == ["I"]


def test_the_default_group_lets_in_its_own() -> None:
    itself = declared(
        "aws_default_security_group",
        "g",
        vpc_id=ref("aws_vpc.v"),
        ingress=[{"protocol": "-1", "security_groups": [ref("aws_vpc.v", "default_security_group_id")]}],
    )
    assert let_in(VPC, SUBNET, itself, declared("aws_instance", "bare", subnet_id=ref("aws_subnet.s"))) == []


TEMPLATE = declared("aws_launch_template", "t", vpc_security_group_ids=IN_FRONT)
INTERFACE = declared("aws_network_interface", "n", security_groups=IN_FRONT)
INSIDE: dict[str, Any] = {"subnet_id": ref("aws_subnet.s")}


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ({"vpc_security_group_ids": IN_FRONT}, ["aws_security_group.front"]),
        ({"network_interface": [{"network_interface_id": ref("aws_network_interface.n")}]}, ["aws_security_group.front"]),
        ({"launch_template": [{"id": ref("aws_launch_template.t")}]}, ["aws_security_group.front"]),
        (
            {
                "launch_template": [{"id": ref("aws_launch_template.t")}],
                "vpc_security_group_ids": [ref("aws_security_group.g")],
            },
            ["aws_security_group.g"],
        ),
        ({}, ["aws_default_security_group.d"]),
    ],
)  # fmt: skip
def test_groups_of_an_instance(stated: dict[str, Any], expected: list[str]) -> None:
    machine = declared("aws_instance", "i", **INSIDE, **stated)
    estate = inventory(VPC, SUBNET, DEFAULT, FRONT, host(), TEMPLATE, INTERFACE, machine)
    (instance,) = estate.of(ec2.Instance)
    assert [group.address for group in network.groups_of(instance)] == expected


def test_a_default_group_that_is_not_declared() -> None:
    (instance,) = inventory(VPC, SUBNET, declared("aws_instance", "i", **INSIDE)).of(ec2.Instance)
    with pytest.raises(Undetermined, match="default one, not declared here"):
        network.groups_of(instance)


def account(left_out: frozenset[str] = frozenset()) -> Inventory:
    pair = {"IpProtocol": "-1", "UserIdGroupPairs": [{"GroupId": "sg-f"}]}
    whole = inventory(
        live("AWS::EC2::SecurityGroup", "sg-g", GroupId="sg-g", IpPermissions=[pair]),
        live("AWS::EC2::SecurityGroup", "sg-f", GroupId="sg-f"),
        live("AWS::EC2::Instance", "i-1", InstanceId="i-1", SecurityGroups=[{"GroupId": "sg-f"}]),
        live(
            "AWS::EC2::LaunchTemplate",
            "lt-1",
            LaunchTemplateId="lt-1",
            LaunchTemplateData={"SecurityGroupIds": ["sg-f"]},
        ),
    )
    (record,) = whole.sources
    contents = replace(record.contents, left_out=left_out)
    return Inventory([SourceRecord(record.id, record.kind, record.location, contents)])


def test_an_account_tells_of_the_instances_themselves() -> None:
    (group, _) = account().of(ec2.SecurityGroup)
    assert [each.address for each in network.machines_let_in([group])] == ["i-1"]


def test_an_account_that_was_not_asked_for_its_machines() -> None:
    (_, front) = account(frozenset({"AWS::EC2::LaunchTemplate"})).of(ec2.SecurityGroup)
    with pytest.raises(Undetermined, match="not asked for AWS::EC2::LaunchTemplate"):
        list(network.machines_in(front))
