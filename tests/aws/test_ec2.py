"""Instances: which subnets they are in, in every way that it can be said."""

from __future__ import annotations

from typing import Any

from pytest_aisec.analysis import network
from pytest_aisec.aws import ec2
from pytest_aisec.declarations import Declaration
from pytest_aisec.verdicts import Verdict, decide
from tests.model.declared import declared, inventory, ref

SUBNET = declared("aws_subnet", "s", map_public_ip_on_launch=True)


def instance(*more: Declaration, **body: Any) -> ec2.Instance:
    return inventory(declared("aws_instance", "i", **body), SUBNET, *more).of(ec2.Instance)[0]


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
