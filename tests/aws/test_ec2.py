"""Instances: which subnets they are in and whether they have a public address, in every way that it can be said."""

from __future__ import annotations

from typing import Any

import pytest

from pytest_aisec.analysis import network
from pytest_aisec.aws import ec2
from pytest_aisec.declarations import Declaration
from pytest_aisec.verdicts import Verdict, decide
from tests.model.declared import declared, inventory, ref, var

SUBNET = declared("aws_subnet", "s", map_public_ip_on_launch=True)


def instance(*more: Declaration, **body: Any) -> ec2.Instance:
    return inventory(declared("aws_instance", "i", **body), SUBNET, *more).of(ec2.Instance)[0]


def has_public_ip(host: ec2.Instance) -> Verdict:
    def judge() -> None:
        assert network.has_public_address(host)

    return decide(judge).verdict


def test_named_subnet() -> None:
    assert [subnet.address for subnet in instance(subnet_id=ref("aws_subnet.s")).subnets] == ["aws_subnet.s"]


def test_subnet_of_an_attached_interface() -> None:
    interface = declared("aws_network_interface", "n", subnet_id=ref("aws_subnet.s"))
    host = instance(interface, network_interface=[{"network_interface_id": ref("aws_network_interface.n")}])
    assert [subnet.address for subnet in host.subnets] == ["aws_subnet.s"]


def test_subnet_of_the_launch_template() -> None:
    template = declared("aws_launch_template", "t", network_interfaces=[{"subnet_id": ref("aws_subnet.s")}])
    host = instance(template, launch_template=[{"id": ref("aws_launch_template.t")}])
    assert [subnet.address for subnet in host.subnets] == ["aws_subnet.s"]


def test_without_a_subnet_it_is_in_the_default_one_which_nobody_can_tell() -> None:
    host = instance()

    def judge() -> None:
        assert not network.public_among(host.subnets)

    decision = decide(judge)
    assert decision.verdict is Verdict.UNDETERMINED
    assert "default one is not declared here" in decision.reasons[0]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"associate_public_ip_address": True}, Verdict.PASSED),
        ({"associate_public_ip_address": False, "subnet_id": ref("aws_subnet.s")}, Verdict.VIOLATED),
        ({"subnet_id": ref("aws_subnet.s")}, Verdict.PASSED),
        ({"associate_public_ip_address": var("public")}, Verdict.UNDETERMINED),
        ({}, Verdict.UNDETERMINED),
    ],
)
def test_public_address(body: dict[str, Any], expected: Verdict) -> None:
    assert has_public_ip(instance(**body)) is expected


@pytest.mark.parametrize(("requested", "expected"), [(True, Verdict.PASSED), (False, Verdict.VIOLATED)])
def test_public_address_from_the_launch_template(requested: bool, expected: Verdict) -> None:
    specified = {"subnet_id": ref("aws_subnet.s"), "associate_public_ip_address": requested}
    template = declared("aws_launch_template", "t", network_interfaces=[specified])
    assert has_public_ip(instance(template, launch_template=[{"id": ref("aws_launch_template.t")}])) is expected


def test_elastic_ip() -> None:
    private = {"subnet_id": ref("aws_subnet.s"), "associate_public_ip_address": False}
    attached = declared("aws_eip", "e", instance=ref("aws_instance.i"))
    assert has_public_ip(instance(attached, **private)) is Verdict.PASSED
    association = declared(
        "aws_eip_association", "a", allocation_id=ref("aws_eip.e"), instance_id=ref("aws_instance.i")
    )
    assert has_public_ip(instance(declared("aws_eip", "e"), association, **private)) is Verdict.PASSED
    assert has_public_ip(instance(declared("aws_eip", "e"), **private)) is Verdict.VIOLATED
