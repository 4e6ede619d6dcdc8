"""Rules of firewalls as lines: which ports, and who is at the other end, as far as that is known."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import NamedTuple, TypeVar

from pytest_aisec.analysis.network.spans import EVERYWHERE, NOWHERE, Addresses, Span
from pytest_aisec.aws import ec2
from pytest_aisec.model.remembered import remembered
from pytest_aisec.verdicts import Undetermined

T = TypeVar("T")

ALL_PROTOCOLS = "-1"
TCP, UDP = "tcp", "udp"
PORTS: Span = (0, 65535)


@dataclass(slots=True, eq=False, repr=False)
class Doubt:
    """Why what is computed is not certain; nothing while it is."""

    reasons: list[str] = field(default_factory=list)

    def read(self, read: Callable[[], T]) -> T | None:
        """What is read; None, with the reason noted, for what the source cannot tell."""
        try:
            return read()
        except Undetermined as unknown:
            self.reasons.extend(unknown.reasons)
            return None

    def each(self, items: Iterable[T]) -> list[T]:
        """The items that are known; that there may be more is noted."""
        found: list[T] = []
        self.read(lambda: found.extend(iter(items)))
        return found


class Line(NamedTuple):
    """One rule. `certain` are the addresses that it is known to name, `possible` those that it may name.

    `protocol` and `ports` are None where they are not known, and `widest` is what the ports may then be; protocols
    without ports have all of them.
    """

    rule: ec2.Rule | ec2.NetworkAclEntry
    protocol: str | None
    ports: Span | None
    widest: Span
    certain: Addresses
    possible: Addresses
    reasons: tuple[str, ...] = ()
    allows: bool = True
    number: int | None = None

    def certainly(self, protocol: str, port: int) -> Addresses:
        """The addresses for which it is known to be about a port."""
        if self.protocol is None or self.ports is None:
            return NOWHERE
        return self.certain if self._fits(protocol) and self.ports[0] <= port <= self.ports[1] else NOWHERE

    def perhaps(self, protocol: str, port: int) -> Addresses:
        """The addresses for which it may be about a port."""
        if not self._fits(protocol):
            return NOWHERE
        return self.possible if self.widest[0] <= port <= self.widest[1] else NOWHERE

    def _fits(self, protocol: str) -> bool:
        return self.protocol is None or self.protocol in {ALL_PROTOCOLS, protocol}

    def show(self) -> None:
        """Leave at the end of the evidence whom it names: that is where a person would look first."""
        if not self.rule.cidrs and isinstance(self.rule, ec2.Rule):
            _ = self.rule.prefix_lists


class Lines:
    """Rules of which not everything is known. `rest`: why there may be others."""

    __slots__ = ()
    lines: Sequence[Line]
    rest: tuple[str, ...]

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why it is not all known."""
        return (*(reason for line in self.lines for reason in line.reasons), *self.rest)


def starts(lines: Sequence[Line]) -> list[int]:
    """The ports at which something begins or ends to hold: up to the next of them, all ports are alike."""
    ends = {PORTS[0], *(line.widest[0] for line in lines), *(line.widest[1] + 1 for line in lines)}
    return sorted(port for port in ends if PORTS[0] <= port <= PORTS[1])


def line_of_group(rule: ec2.Rule) -> Line:
    """A rule of a security group. Who is in the groups that it names is not among its addresses."""
    return remembered(rule.memory, "its line", _line_of_group, rule)


def _line_of_group(rule: ec2.Rule) -> Line:
    doubt = Doubt()
    protocol = doubt.read(lambda: rule.protocol)
    ports, widest = _ports(rule, protocol, doubt)
    named = Doubt()
    lists = named.each(rule.prefix_lists)
    cidrs = [*(cidr for each in lists for cidr in named.each(each.cidrs)), *named.each(rule.cidrs)]
    certain, possible = _addresses(cidrs, named)
    return Line(rule, protocol, ports, widest, certain, possible, (*doubt.reasons, *named.reasons))


def _ports(rule: ec2.Rule | ec2.NetworkAclEntry, protocol: str | None, doubt: Doubt) -> tuple[Span | None, Span]:
    """The ports of a rule, and the most that they may be. A rule about all protocols has all, whatever it states.

    https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_IpPermission.html
    """
    if protocol == ALL_PROTOCOLS:
        return PORTS, PORTS
    unknown = Doubt()
    low, high = unknown.read(lambda: rule.from_port), unknown.read(lambda: rule.to_port)
    doubt.reasons += unknown.reasons
    ports = PORTS if low is None or low == -1 else (low, _last(rule, low, high))
    if not unknown.reasons or low == -1:
        return ports, PORTS if protocol is None else ports
    return None, PORTS if protocol is None else (low or PORTS[0], PORTS[1] if high is None else high)


def _last(rule: ec2.Rule | ec2.NetworkAclEntry, low: int, high: int | None) -> int:
    """The last port where none is stated: of security groups the first one, of network ACLs the last there is."""
    if high is not None:
        return high
    return low if isinstance(rule, ec2.Rule) else PORTS[1]


def line_of_acl(entry: ec2.NetworkAclEntry) -> Line:
    """A rule of a network ACL."""
    return remembered(entry.memory, "its line", _line_of_acl, entry)


def _line_of_acl(entry: ec2.NetworkAclEntry) -> Line:
    doubt = Doubt()
    number = doubt.read(lambda: entry.number)
    allows = entry.allows
    protocol = doubt.read(lambda: entry.protocol)
    ports, widest = _ports(entry, protocol, doubt)
    named = Doubt()
    certain, possible = _addresses(named.each(entry.cidrs), named)
    return Line(entry, protocol, ports, widest, certain, possible, (*doubt.reasons, *named.reasons), allows, number)


def _addresses(cidrs: list[str], doubt: Doubt) -> tuple[Addresses, Addresses]:
    """Those that are certain, and those that are possible: any, where not all are known."""
    certain = NOWHERE
    for cidr in cidrs:
        certain |= doubt.read(partial(Addresses.of, cidr)) or NOWHERE
    return certain, EVERYWHERE if doubt.reasons else certain


def decided(certain: bool, possible: Callable[[], bool], reasons: Iterable[str]) -> bool:
    """True if it is certain, False if it is not even possible. Raises Undetermined otherwise."""
    if certain:
        return True
    if possible():
        raise Undetermined(*dict.fromkeys(reasons))
    return False
