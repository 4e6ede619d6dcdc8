"""Network ACLs against a packet-by-packet oracle; what is not known about them never flips an answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from ipaddress import ip_address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_aisec.analysis import network
from pytest_aisec.analysis.network.acls import inwards
from pytest_aisec.analysis.network.spans import Addresses
from pytest_aisec.aws import ec2
from pytest_aisec.verdicts import Verdict, decide
from tests.analysis.network.packets import ALIKE, CELLS, EDGES, QUICKLY, RANGES, MadeUp, network_acl, passes, rules
from tests.model.declared import declared, inventory, live, ref, var


def acl(into: list[MadeUp], out: list[MadeUp] = ()) -> ec2.NetworkAcl:  # type: ignore[assignment]
    return inventory(*network_acl(into, out)).of(ec2.NetworkAcl)[0]


def judged(ask: Callable[[], object]) -> Verdict:
    def judge() -> None:
        assert ask()

    return decide(judge).verdict


def holds(addresses: Addresses, address: str) -> bool:
    number, four = int(ip_address(address)), ":" not in address
    return any(first <= number <= last for first, last in (addresses.four if four else addresses.six))


@QUICKLY
@given(rules(), st.sampled_from(EDGES))
def test_who_comes_through(found: list[MadeUp], port: int) -> None:
    through = inwards(acl(found)).let_through(port, generous=False)
    assert through == inwards(acl(found)).let_through(port, generous=True)
    assert {cell for cell in CELLS if holds(through, cell)} == {cell for cell in CELLS if passes(found, cell, port)}


def let_in(found: list[MadeUp], port: int) -> bool:
    return any(is_large and passes(found, cell, port) for cell, is_large in CELLS.items())


@QUICKLY
@given(rules(), st.sampled_from(EDGES))
def test_the_internet_on_a_port(found: list[MadeUp], port: int) -> None:
    assert judged(lambda: network.lets_the_internet_in(acl(found), port)) is (
        Verdict.PASSED if let_in(found, port) else Verdict.VIOLATED
    )


@QUICKLY
@given(rules(hide=True), st.sampled_from(EDGES), st.sampled_from(RANGES))
def test_a_range_on_a_port(found: list[MadeUp], port: int, cidr: str) -> None:
    asked = [cell for cell in CELLS if ip_address(cell) in ip_network(cidr)]
    expected = Verdict.PASSED if any(passes(found, cell, port) for cell in asked) else Verdict.VIOLATED
    certain = {expected} if not any(rule.hidden for rule in found) else {expected, Verdict.UNDETERMINED}
    assert judged(lambda: network.lets_in(acl(found), port, cidr)) in certain
    assert judged(lambda: network.lets_out(acl([], found), port, cidr)) in certain


@QUICKLY
@given(rules())
def test_everything(found: list[MadeUp]) -> None:
    low = sum(alike for port, alike in ALIKE.items() if port < 1024 and let_in(found, port))
    high = sum(alike for port, alike in ALIKE.items() if port >= 1024 and let_in(found, port))
    expected = low > 512 and high > 32256
    assert network.lets_everything_in(acl(found)) is expected
    assert network.lets_everything_out(acl([], found)) is expected


@QUICKLY
@given(rules(hide=True), st.sampled_from(EDGES))
def test_what_is_not_known_never_flips_an_answer(found: list[MadeUp], port: int) -> None:
    one = acl(found)
    verdict = judged(lambda: network.lets_the_internet_in(one, port))
    assert verdict in {Verdict.UNDETERMINED, Verdict.PASSED if let_in(found, port) else Verdict.VIOLATED}


@QUICKLY
@given(rules(most=4, hide=True), rules(most=4, hide=True))
def test_answers_that_are_not_known_never_flip(into: list[MadeUp], out: list[MadeUp]) -> None:
    known = [[replace(rule, hidden="") for rule in way] for way in (into, out)]
    for ask in (network.unanswered, network.unanswered_calls):
        lacking = judged(lambda: ask(acl(*known)))  # noqa: B023 -- asked at once
        assert judged(lambda: ask(acl(into, out))) in {Verdict.UNDETERMINED, lacking}  # noqa: B023 -- asked at once


def rule(number: int, allows: bool, low: int, high: int, cidr: str = "0.0.0.0/0", protocol: str = "tcp") -> MadeUp:
    return MadeUp(number, allows, protocol, low, high, cidr)


ALL = rule(100, True, 0, 0, protocol="-1")
HALVES = ("0.0.0.0/1", "128.0.0.0/1")


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        ([ALL], True),
        ([rule(90, False, 22, 22), ALL], True),
        ([rule(90, False, 0, 1023), ALL], False),
        ([rule(90, False, 0, 65535), ALL], False),
        ([rule(110, False, 0, 65535), ALL], True),
        ([rule(90, False, 0, 65535, "203.0.113.0/24"), ALL], True),
        ([rule(90, False, 0, 65535, HALVES[0]), ALL], True),
        ([*(rule(90 + place, False, 0, 65535, half) for place, half in enumerate(HALVES)), ALL], False),
        ([rule(100, True, 0, 65535)], True),
        ([rule(100, True, 0, 1023), rule(101, True, 1024, 65535)], True),
        ([rule(100, True, 1024, 65535)], False),
        ([rule(100, True, 0, 0, "10.0.0.0/8", "-1")], False),
    ],
)
def test_near_misses_of_everything(found: list[MadeUp], expected: bool) -> None:
    assert network.lets_everything_in(acl(found)) is expected


@pytest.mark.parametrize(
    ("into", "out", "expected"),
    [
        ([rule(1, True, 443, 443)], [rule(1, True, 1024, 65535)], []),
        ([rule(1, True, 443, 443)], [rule(1, False, 3389, 3389), rule(2, True, 1024, 65535)], []),
        ([rule(1, True, 443, 443)], [rule(1, False, 32768, 65535), rule(2, True, 1024, 65535)], [1]),
        ([rule(1, True, 443, 443)], [rule(1, False, 0, 0, "203.0.113.0/24", "-1"), rule(2, True, 1024, 65535)], []),
        ([rule(1, True, 443, 443)], [rule(2, True, 1024, 65535, "10.0.0.0/8")], [1]),
        ([rule(1, False, 443, 443), rule(2, True, 443, 443)], [], []),
        ([rule(1, False, 443, 443), rule(2, True, 80, 443)], [], [2]),
        ([rule(1, True, 443, 443, "10.0.0.0/8"), rule(2, True, 80, 80)], [rule(1, True, 1024, 65535, "10.0.0.0/8")], [2]),
    ],
)  # fmt: skip
def test_answers(into: list[MadeUp], out: list[MadeUp], expected: list[int]) -> None:
    assert network.unanswered(acl(into, out)) == expected


@pytest.mark.parametrize(
    ("out", "into", "expected"),
    [
        ([rule(1, True, 443, 443)], [rule(1, True, 1024, 65535)], []),
        ([rule(1, True, 443, 443)], [], [1]),
        ([rule(1, True, 443, 443)], [rule(1, True, 1024, 65535, "10.0.0.0/8")], []),
        ([rule(1, True, 443, 443, "10.0.0.0/8")], [rule(1, True, 1024, 65535, "96.0.0.0/3")], [1]),
        ([rule(1, True, 443, 443)], [rule(1, False, 32768, 65535), rule(2, True, 1024, 65535)], [1]),
        ([rule(1, True, 443, 443)], [rule(1, True, 1024, 65535, protocol="udp")], [1]),
        ([rule(1, True, 443, 65535)], [], []),
        ([rule(1, True, 0, 0, protocol="-1")], [], []),
        ([rule(1, True, 53, 53, protocol="udp")], [], []),
        ([rule(1, False, 443, 443), rule(2, True, 443, 443)], [], []),
    ],
)
def test_answers_to_what_is_called(out: list[MadeUp], into: list[MadeUp], expected: list[int]) -> None:
    assert network.unanswered_calls(acl(into, out)) == expected


def test_rules_that_were_not_read_may_stand_in_front() -> None:
    shown = {"rule_no": 100, "action": "allow", "protocol": "-1", "cidr_block": "0.0.0.0/0"}
    (one,) = inventory(declared("aws_network_acl", "n", ingress=[shown, var("more")])).of(ec2.NetworkAcl)
    assert judged(lambda: network.lets_everything_in(one)) is Verdict.UNDETERMINED


def test_what_is_stated_as_empty_is_not_stated() -> None:
    stated = {"rule_no": 1, "action": "allow", "protocol": "-1", "cidr_block": "0.0.0.0/0", "ipv6_cidr_block": ""}
    (one,) = inventory(declared("aws_network_acl", "n", ingress=[stated], egress=[stated])).of(ec2.NetworkAcl)
    assert network.unanswered(one) == []
    assert network.lets_everything_in(one)


VPC = declared("aws_vpc", "v")
SUBNET = declared("aws_subnet", "s", vpc_id=ref("aws_vpc.v"))
OPEN = {"rule_no": 100, "action": "allow", "protocol": "-1", "cidr_block": "0.0.0.0/0"}


def test_which_is_in_effect() -> None:
    default = declared(
        "aws_default_network_acl",
        "d",
        default_network_acl_id=ref("aws_vpc.v", "default_network_acl_id"),
        ingress=[OPEN],
    )
    own = declared("aws_network_acl", "n", vpc_id=ref("aws_vpc.v"), subnet_ids=[ref("aws_subnet.s")])

    def around(*more: object) -> list[str]:
        (subnet,) = inventory(VPC, SUBNET, *more).of(ec2.Subnet)  # type: ignore[arg-type]
        assert network.is_unfiltered(subnet) is (own not in more)
        return [acl.address for acl in network.acls_around([subnet, subnet])]

    assert around() == []
    assert around(default) == ["aws_default_network_acl.d"]
    assert around(default, own) == ["aws_network_acl.n"]


def test_rules_that_an_account_lists_for_both_directions() -> None:
    entry = {"RuleNumber": 100, "RuleAction": "allow", "Protocol": "-1", "CidrBlock": "0.0.0.0/0"}
    last = {"RuleNumber": 32767, "RuleAction": "deny", "Protocol": "-1", "CidrBlock": "0.0.0.0/0"}
    entries = [{**last, "Egress": False}, {**entry, "Egress": True}]
    (one,) = inventory(live("AWS::EC2::NetworkAcl", "acl-1", NetworkAclId="acl-1", Entries=entries)).of(ec2.NetworkAcl)
    assert network.lets_everything_out(one)
    assert not network.lets_everything_in(one)
