"""Which machines get an address that the internet reaches, in every way that it can be said."""

from __future__ import annotations

from typing import Any

import pytest

from pytest_aisec.analysis import network
from pytest_aisec.aws import autoscaling, ec2
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


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"associate_public_ip_address": True}, True),
        ({"associate_public_ip_address": False}, False),
        ({}, None),
        ({"ipv6_address_count": 1}, None),
    ],
)
def test_what_templates_ask_for(body: dict[str, Any], expected: bool | None) -> None:
    one = declared("aws_launch_template", "t", network_interfaces=[{"subnet_id": ref("aws_subnet.s"), **body}])
    (template,) = inventory(one, SUBNET_OF_A_NETWORK, VPC).of(ec2.LaunchTemplate)
    assert network.asks_for_public_address(template) is expected


VPC = declared("aws_vpc", "v")
SUBNET_OF_A_NETWORK = declared("aws_subnet", "s", vpc_id=ref("aws_vpc.v"), map_public_ip_on_launch=False)


def test_a_template_of_ipv6_where_that_has_a_way_in() -> None:
    interface = {"subnet_id": ref("aws_subnet.s"), "ipv6_address_count": 1, "associate_public_ip_address": False}
    way_in = declared(
        "aws_route",
        "r",
        route_table_id=ref("aws_vpc.v", "main_route_table_id"),
        destination_ipv6_cidr_block="::/0",
        gateway_id="igw-1",
    )
    one = declared("aws_launch_template", "t", network_interfaces=[interface])
    (template,) = inventory(one, SUBNET_OF_A_NETWORK, VPC, way_in).of(ec2.LaunchTemplate)
    assert network.asks_for_public_address(template) is True


@pytest.mark.parametrize("gateway", ["igw-1", None])
def test_what_a_subnet_gives_whoever_starts_in_it(gateway: str | None) -> None:
    giving = declared(
        "aws_subnet", "s", vpc_id=ref("aws_vpc.v"), assign_ipv6_address_on_creation=True, map_public_ip_on_launch=False
    )
    way = declared(
        "aws_route",
        "r",
        route_table_id=ref("aws_vpc.v", "main_route_table_id"),
        destination_ipv6_cidr_block="::/0",
        gateway_id=gateway,
        egress_only_gateway_id=None if gateway else "eigw-1",
    )
    stated: dict[str, Any] = {"subnet_id": ref("aws_subnet.s"), "associate_public_ip_address": False}
    estate = inventory(
        VPC,
        giving,
        way,
        declared("aws_instance", "i", **stated),
        declared("aws_launch_template", "t", network_interfaces=[stated]),
        declared("aws_launch_configuration", "c", name="c", associate_public_ip_address=False),
        declared("aws_autoscaling_group", "g", launch_configuration="c", vpc_zone_identifier=[ref("aws_subnet.s")]),
        declared("aws_spot_fleet_request", "f", launch_specification=[stated]),
    )
    found = [
        *map(network.gives_public_addresses, estate.of(ec2.Subnet)),
        *map(network.has_public_address, estate.of(ec2.Instance)),
        *map(network.has_public_address, estate.of(ec2.SpotFleet)),
        *map(network.asks_for_public_address, estate.of(ec2.LaunchTemplate)),
        *map(network.asks_for_public_address, estate.of(autoscaling.LaunchConfiguration)),
    ]
    assert found == [gateway is not None] * 5


def test_fleets() -> None:
    specified = [{"subnet_id": ref("aws_subnet.s"), "associate_public_ip_address": False}]
    for asked in (False, True):
        specified[0]["associate_public_ip_address"] = asked
        (fleet,) = inventory(declared("aws_spot_fleet_request", "f", launch_specification=specified), SUBNET).of(
            ec2.SpotFleet
        )
        assert network.has_public_address(fleet) is asked
