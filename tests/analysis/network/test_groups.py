"""What the rules of security groups open together, alone and behind network ACLs, against a packet-by-packet oracle."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_aisec.analysis import network
from pytest_aisec.aws import ec2
from pytest_aisec.declarations import Declaration
from pytest_aisec.model.partly import PartlyKnownList
from pytest_aisec.verdicts import Verdict
from tests.analysis.network.packets import (
    ALIKE,
    CELLS,
    EDGES,
    QUICKLY,
    MadeUp,
    is_let_in,
    network_acl,
    passes,
    rules,
    security_group,
)
from tests.analysis.network.test_acls import judged
from tests.model.declared import declared, inventory, live, ref, var

PROTOCOLS = ("tcp", "udp")


def group(*declarations: Declaration) -> ec2.SecurityGroup:
    return inventory(*declarations).of(ec2.SecurityGroup)[0]


def is_open(found: list[MadeUp], port: int, protocol: str) -> bool:
    return any(is_large and is_let_in(found, cell, port, protocol) for cell, is_large in CELLS.items())


@QUICKLY
@given(rules())
def test_ports_that_rules_open_together(found: list[MadeUp]) -> None:
    one = group(*security_group(found))
    expected = [port for port in EDGES if any(is_open(found, port, each) for each in PROTOCOLS)]
    assert network.open_ports(one, EDGES) == expected
    of_one = [port for port in EDGES if is_open(found, port, "tcp")]
    assert network.open_ports(one, EDGES, ("tcp",)) == of_one
    every = any(all(is_open(found, port, each) for port in ALIKE if port) for each in PROTOCOLS)
    assert network.opens_every_port(one) is every


HIDDEN = ("", "protocol", "low", "high", "cidr")


@QUICKLY
@given(rules(most=4), st.lists(st.sampled_from(HIDDEN), min_size=4, max_size=4), st.sampled_from(EDGES))
def test_what_is_not_known_never_flips_an_answer(found: list[MadeUp], hidden: list[str], port: int) -> None:
    less = [replace(rule, hidden=part) for rule, part in zip(found, hidden, strict=False)]
    known, unknown = group(*security_group(found)), group(*security_group(less))
    for ask in (lambda one: network.open_ports(one, (port,)), network.opens_every_port):
        assert judged(lambda: ask(unknown)) in {judged(lambda: ask(known)), Verdict.UNDETERMINED}  # noqa: B023 -- asked at once


AROUND = (
    declared("aws_vpc", "v"),
    declared("aws_subnet", "s", vpc_id=ref("aws_vpc.v")),
    declared(
        "aws_network_acl_association", "a", network_acl_id=ref("aws_network_acl.n"), subnet_id=ref("aws_subnet.s")
    ),
)


@QUICKLY
@given(rules(most=4), rules(most=4))
def test_ports_open_through_both(opened: list[MadeUp], filtered: list[MadeUp]) -> None:
    estate = inventory(*security_group(opened), *network_acl(filtered), *AROUND)
    found = network.open_through_both(estate.of(ec2.SecurityGroup), estate.of(ec2.Subnet))
    for port in ALIKE:
        expected = any(
            is_large and is_let_in(opened, cell, port) and passes(filtered, cell, port)
            for cell, is_large in CELLS.items()
        )
        assert any(first <= port <= last for first, last in found) is expected


def test_halves_that_do_not_meet_let_nobody_through() -> None:
    lower, upper = (MadeUp(1, True, "tcp", 0, 65535, cidr) for cidr in ("0.0.0.0/1", "128.0.0.0/1"))
    estate = inventory(*security_group([lower]), *network_acl([upper]), *AROUND)
    assert network.open_through_both(estate.of(ec2.SecurityGroup), estate.of(ec2.Subnet)) == []


def test_a_subnet_beside_without_a_network_acl_lets_everything_through() -> None:
    beside = declared("aws_subnet", "beside", vpc_id=ref("aws_vpc.v"))
    opened = MadeUp(1, True, "tcp", 22, 80, "0.0.0.0/0")
    estate = inventory(*security_group([opened]), *network_acl([]), *AROUND, beside)
    assert network.open_through_both(estate.of(ec2.SecurityGroup), estate.of(ec2.Subnet)[:1]) == []
    assert network.open_through_both(estate.of(ec2.SecurityGroup), estate.of(ec2.Subnet)) == [(22, 80)]


def rule(**stated: Any) -> ec2.IngressRule:
    (found,) = group(declared("aws_security_group", "g", ingress=[{"protocol": "tcp", **stated}])).ingress
    return found


@pytest.mark.parametrize(
    ("cidrs", "expected"),
    [
        (["0.0.0.0/0"], True),
        (["::/0"], True),
        (["0.0.0.0/1"], True),
        (["2000::/3"], True),
        ([f"{first}.0.0.0/8" for first in range(11, 60)], True),
        ([f"{first}.0.0.0/8" for first in range(11, 12)], False),
        (["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16"], False),
        (["fc00::/7", "fe80::/10"], False),
        (["224.0.0.0/3"], False),
        (["2600:1f00::/24"], False),
        ([], False),
    ],
)
def test_what_the_internet_is(cidrs: list[str], expected: bool) -> None:
    six = [cidr for cidr in cidrs if ":" in cidr]
    four = [cidr for cidr in cidrs if ":" not in cidr]
    assert network.is_open_to_the_internet(rule(cidr_blocks=four, ipv6_cidr_blocks=six)) is expected


def test_text_that_is_no_range_may_mean_any() -> None:
    assert judged(lambda: network.is_open_to_the_internet(rule(cidr_blocks=["my network"]))) is Verdict.UNDETERMINED


def prefix_list(*cidrs: str) -> Declaration:
    return declared("aws_ec2_managed_prefix_list", "p", entry=[{"cidr": cidr} for cidr in cidrs])


@pytest.mark.parametrize(
    ("cidrs", "expected"),
    [
        (["0.0.0.0/1", "128.0.0.0/1"], True),
        ([f"{first}.0.0.0/8" for first in range(11, 60)], True),
        (["10.0.0.0/8"], False),
        ([], False),
    ],
)
def test_prefix_lists_of_the_account(cidrs: list[str], expected: bool) -> None:
    beside = declared(
        "aws_security_group_rule",
        "r",
        type="ingress",
        security_group_id=ref("aws_security_group.g"),
        protocol="tcp",
        from_port=8000,
        to_port=8000,
        prefix_list_ids=[ref("aws_ec2_managed_prefix_list.p")],
    )
    one = group(declared("aws_security_group", "g"), beside, prefix_list(*cidrs))
    assert bool(network.open_ports(one, (22, 8000))) is expected


def test_a_prefix_list_that_was_not_read() -> None:
    one = group(declared("aws_security_group", "g", ingress=[{"protocol": "-1", "prefix_list_ids": ["pl-1"]}]))
    assert judged(lambda: network.opens_every_port(one)) is Verdict.UNDETERMINED


def test_what_is_known_to_be_open_is_told_beside_what_is_not_known() -> None:
    opened = {"protocol": "tcp", "from_port": 22, "to_port": 22, "cidr_blocks": ["0.0.0.0/0"]}
    one = group(
        declared("aws_security_group", "g", ingress=[opened, {**opened, "from_port": var("low"), "to_port": 80}])
    )
    found = network.open_ports(one, (22, 80))
    assert isinstance(found, PartlyKnownList)
    assert found.known == [22]
    assert network.open_ports(one, (22,)) == [22]


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (var("low"), 443, Verdict.VIOLATED),
        (var("low"), 8000, Verdict.UNDETERMINED),
        (443, var("high"), Verdict.UNDETERMINED),
        (8001, var("high"), Verdict.VIOLATED),
        (-1, var("high"), Verdict.PASSED),
    ],
)
def test_one_end_of_a_range_may_suffice(low: object, high: object, expected: Verdict) -> None:
    opened = {"protocol": "tcp", "from_port": low, "to_port": high, "cidr_blocks": ["0.0.0.0/0"]}
    one = group(declared("aws_security_group", "g", ingress=[opened]))
    assert judged(lambda: network.open_ports(one, (8000,))) is expected


@pytest.mark.parametrize(("egress", "anything", "everything"), [([], True, True), (["10.0.0.0/8"], False, False)])
def test_the_rule_that_cloudformation_keeps(egress: list[str], anything: bool, everything: bool) -> None:
    stated = [{"IpProtocol": "-1", "CidrIp": cidr} for cidr in egress]
    one = group(declared("AWS::EC2::SecurityGroup", "G", SecurityGroupEgress=stated or None))
    assert (network.sends_anything(one), network.sends_everything(one)) == (anything, everything)


def test_inline_and_separate_rules_count_together() -> None:
    inline = {"protocol": "tcp", "from_port": 0, "to_port": 8000, "cidr_blocks": ["0.0.0.0/0"]}
    beside = declared(
        "aws_vpc_security_group_ingress_rule",
        "r",
        security_group_id=ref("aws_security_group.g"),
        ip_protocol="tcp",
        from_port=8001,
        to_port=65535,
        cidr_ipv4="0.0.0.0/0",
    )
    assert network.opens_every_port(group(declared("aws_security_group", "g", ingress=[inline]), beside))
    assert not network.opens_every_port(group(declared("aws_security_group", "g"), beside))
    assert not network.opens_every_port(group(declared("aws_security_group", "g", ingress=[inline])))


def test_a_rule_without_a_group_counts_alone() -> None:
    opened = declared("aws_vpc_security_group_ingress_rule", "r", ip_protocol="-1", cidr_ipv4="0.0.0.0/0")
    (alone,) = (each.seen_as(ec2.SeparateRule) for each in inventory(opened))
    assert network.opens_every_port(alone)
    assert network.open_ports(alone, (22,)) == [22]


def test_an_account() -> None:
    opened = {"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22}
    four, six = {"IpRanges": [{"CidrIp": "0.0.0.0/0"}]}, {"Ipv6Ranges": [{"CidrIpv6": "::/0"}]}
    for ranges in (four, six):
        one = group(live("AWS::EC2::SecurityGroup", "sg-1", GroupId="sg-1", IpPermissions=[{**opened, **ranges}]))
        assert network.open_ports(one, (22, 80)) == [22]


def test_empty_text_names_nobody() -> None:
    assert not rule(cidr_blocks=[""]).names_addresses
    assert rule(cidr_blocks=["", "10.0.0.0/8"]).names_addresses
