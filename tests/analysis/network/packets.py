"""Rules of firewalls made up by Hypothesis, and what becomes of single packets under them."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import ip_address, ip_network
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st

from pytest_aisec.declarations import Declaration
from tests.model.declared import declared, ref, var

QUICKLY = settings(deadline=None, max_examples=60)
CELLS = {
    **{f"{32 * eighth + 2}.1.1.1": eighth < 7 for eighth in range(8)},
    "10.1.1.1": False,
    "2001::1": True,
    "3001::1": True,
    "fd00::1": False,
}
"""Addresses, one of each range that rules tell apart; whether their range is a large part of the internet."""
RANGES = (
    *("0.0.0.0/0", "0.0.0.0/1", "128.0.0.0/1", "64.0.0.0/2", "192.0.0.0/2", "96.0.0.0/3", "10.0.0.0/8"),
    *("::/0", "2000::/4", "3000::/4", "fd00::/8"),
)
EDGES = (0, 1, 22, 23, 1023, 1024, 8000, 49152, 65535)
ALIKE = {0: 1, 1: 1, 2: 20, 22: 1, 23: 1, 24: 999, 1023: 1} | {
    1024: 1,
    1025: 6975,
    8000: 1,
    8001: 41151,
    49152: 1,
    49153: 16382,
    65535: 1,
}
"""One port of each range that rules tell apart, and how many ports that has."""
PROTOCOLS = {"-1": ("tcp", "udp"), "tcp": ("tcp",), "udp": ("udp",), "icmp": ()}


@dataclass(frozen=True)
class MadeUp:
    """A rule of a network ACL, or of a security group, where it only allows."""

    number: int
    allows: bool
    protocol: str
    low: int
    high: int
    cidr: str
    hidden: str = ""
    """Which of its parts is not known."""

    def is_about(self, address: str, protocol: str, port: int) -> bool:
        """A packet falls under it."""
        if protocol not in PROTOCOLS[self.protocol] or ip_address(address) not in ip_network(self.cidr):
            return False
        return self.protocol == "-1" or self.low <= port <= self.high

    def stated(self, **names: str) -> dict[str, Any]:
        """What a source says of it; `names` are what it calls the parts."""
        family = "six" if ":" in self.cidr else "four"
        parts: dict[str, Any] = {
            "number": self.number,
            "action": "allow" if self.allows else "deny",
            "protocol": self.protocol,
            "low": self.low,
            "high": self.high,
            family: self.cidr,
        }
        if self.hidden:
            part = family if self.hidden == "cidr" else self.hidden
            parts[part] = var(f"{part}_{self.number}")
        return {name: parts[part] for part, name in names.items() if part in parts}


@st.composite
def rules(draw: st.DrawFn, *, most: int = 6, hide: bool = False) -> list[MadeUp]:
    """Some rules with numbers of their own; with `hide`, of which some parts are not known."""
    numbers = draw(st.lists(st.integers(1, 20), unique=True, max_size=most))
    found = []
    for number in numbers:
        low, high = sorted(draw(st.tuples(st.sampled_from(EDGES), st.sampled_from(EDGES))))
        hidden = draw(st.sampled_from(["", "", "number", "protocol", "low", "cidr", "action"])) if hide else ""
        protocol = draw(st.sampled_from(["-1", "tcp", "tcp", "udp", "icmp"]))
        cidr = draw(st.sampled_from(RANGES))
        found.append(MadeUp(number, draw(st.booleans()), protocol, low, high, cidr, hidden))
    return found


def network_acl(inwards: list[MadeUp], outwards: list[MadeUp] = ()) -> list[Declaration]:  # type: ignore[assignment]
    """A network ACL: what comes in is stated inside of it, what goes out beside it."""
    inside = {"number": "rule_no", "action": "action", "protocol": "protocol", "low": "from_port", "high": "to_port"}
    beside = {**inside, "number": "rule_number", "action": "rule_action"}
    ranges = {"four": "cidr_block", "six": "ipv6_cidr_block"}
    return [
        declared("aws_network_acl", "n", ingress=[rule.stated(**inside, **ranges) for rule in inwards]),
        *(
            declared(
                "aws_network_acl_rule",
                f"o{rule.number}",
                network_acl_id=ref("aws_network_acl.n"),
                egress=True,
                **rule.stated(**beside, **ranges),
            )
            for rule in outwards
        ),
    ]


def security_group(inwards: list[MadeUp]) -> list[Declaration]:
    """A security group, every second rule of which stands beside it."""
    names = {"low": "from_port", "high": "to_port"}
    inside = [rule.stated(protocol="protocol", four="cidr_blocks", six="ipv6_cidr_blocks", **names) for rule in inwards]
    beside = [rule.stated(protocol="ip_protocol", four="cidr_ipv4", six="cidr_ipv6", **names) for rule in inwards]
    return [
        declared("aws_security_group", "g", ingress=inside[::2]),
        *(
            declared(
                "aws_vpc_security_group_ingress_rule",
                f"r{place}",
                security_group_id=ref("aws_security_group.g"),
                **rule,
            )
            for place, rule in enumerate(beside)
            if place % 2
        ),
    ]


def passes(found: list[MadeUp], address: str, port: int) -> bool:
    """What becomes of one packet under the rules of a network ACL: the first that is about it decides."""
    for rule in sorted(found, key=lambda rule: rule.number):
        if rule.is_about(address, "tcp", port):
            return rule.allows
    return False


def is_let_in(found: list[MadeUp], address: str, port: int, protocol: str = "tcp") -> bool:
    """What becomes of one packet under the rules of a security group: any that is about it lets it in."""
    return any(rule.is_about(address, protocol, port) for rule in found)
