"""Network ACLs: which are in effect, and what their rules let through in the order of their numbers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from pytest_aisec.analysis.network.lines import PORTS, TCP, Doubt, Line, Lines, decided, line_of_acl, starts
from pytest_aisec.analysis.network.places import vpc_of
from pytest_aisec.analysis.network.spans import EVERYWHERE, NOWHERE, Addresses
from pytest_aisec.aws import ec2
from pytest_aisec.model.remembered import remembered
from pytest_aisec.model.resource import answer
from pytest_aisec.value_classes import value_class

UNPRIVILEGED = 1024
"""From where callers may choose their port."""


@value_class(frozen=True, slots=True)
class Way(Lines):
    """The rules of a network ACL for one direction, in order. `rest`: why there may be others."""

    lines: tuple[Line, ...]
    rest: tuple[str, ...]

    def passing(self, port: int, *, generous: bool) -> Iterator[tuple[Line, Addresses]]:
        """Each rule that lets somebody through on a TCP port, with those that no rule before it was about.

        Where something is not known, `generous` takes what lets through most, otherwise what lets through least.
        """
        left = EVERYWHERE if generous or not self.rest else NOWHERE
        for line in self._in_order(generous=generous):
            about = line.perhaps if line.allows is generous else line.certainly
            reached = left & about(TCP, port)
            left -= reached
            if line.allows and reached:
                yield line, reached
            if not left:
                return

    def _in_order(self, *, generous: bool) -> Sequence[Line]:
        """By number, as far as that is known: denials come last, or first, where it is not."""
        if all(line.number is not None for line in self.lines):
            return self.lines

        def place(line: Line) -> tuple[int, int]:
            if line.number is not None:
                return 0, line.number
            return (-1 if line.allows is generous else 1), 0

        return sorted(self.lines, key=place)

    def let_through(self, port: int, *, generous: bool) -> Addresses:
        """The addresses that come, or go, through on a TCP port."""
        if generous and self.rest:
            return EVERYWHERE
        found = NOWHERE
        for _, addresses in self.passing(port, generous=generous):
            found |= addresses
        return found


def inwards(acl: ec2.NetworkAcl) -> Way:
    """The rules of a network ACL about what comes in."""
    return remembered(acl.memory, "inwards", _way, acl, False)


def outwards(acl: ec2.NetworkAcl) -> Way:
    """The rules of a network ACL about what goes out."""
    return remembered(acl.memory, "outwards", _way, acl, True)


def _way(acl: ec2.NetworkAcl, outgoing: bool) -> Way:
    doubt = Doubt()
    entries = [entry for entry in doubt.each(acl.entries) if entry.egress is outgoing]
    if outgoing:
        entries += doubt.each(acl.outgoing)
    lines = sorted(map(line_of_acl, entries), key=lambda line: line.number or 0)
    return Way(tuple(lines), tuple(doubt.reasons))


def network_acls(subnet: ec2.Subnet) -> Sequence[ec2.NetworkAcl]:
    """The network ACL in effect: its own, or else the VPC's default one; none where that is not declared."""
    return subnet.network_acls or vpc_of(subnet).default_network_acls


def acls_around(subnets: Iterable[ec2.Subnet]) -> list[ec2.NetworkAcl]:
    """The network ACLs in effect in some subnets, each once."""
    return list(dict.fromkeys(acl for subnet in subnets for acl in network_acls(subnet)))


@answer
def lets_the_internet_in(acl: ec2.NetworkAcl, port: int) -> bool:
    """Whether its rules, in their order, let a large part of the internet in on a TCP port.

    https://docs.aws.amazon.com/vpc/latest/userguide/nacl-rules.html
    """
    way = inwards(acl)
    return decided(_is_open(way, port, show=True), lambda: _is_open(way, port, generous=True), way.reasons)


def ports_let_in(acls: Iterable[ec2.NetworkAcl], among: Iterable[int]) -> list[int]:
    """Those of some TCP ports on which one of some network ACLs lets the internet in."""
    around = list(acls)
    return [port for port in among if any(lets_the_internet_in(acl, port) for acl in around)]


def _is_open(way: Way, port: int, *, generous: bool = False, show: bool = False) -> bool:
    if generous and way.rest:
        return True
    found = NOWHERE
    for line, addresses in way.passing(port, generous=generous):
        found |= addresses
        if found.is_internet:
            if show:
                line.show()
            return True
    return False


@answer
def lets_in(acl: ec2.NetworkAcl, port: int, cidr: str) -> bool:
    """Whether its rules, in their order, let anybody of a range in on a TCP port."""
    return _lets_through(inwards(acl), port, cidr)


@answer
def lets_out(acl: ec2.NetworkAcl, port: int, cidr: str) -> bool:
    """Whether its rules, in their order, let anything out to a range on a TCP port."""
    return _lets_through(outwards(acl), port, cidr)


def _lets_through(way: Way, port: int, cidr: str) -> bool:
    asked = Addresses.of(cidr)
    certain, possible = (way.let_through(port, generous=generous) & asked for generous in (False, True))
    return decided(bool(certain), lambda: bool(possible), way.reasons)


@answer
def lets_everything_in(acl: ec2.NetworkAcl) -> bool:
    """It lets the internet in on all ports, as the one that each VPC is born with.

    Denials in front of that change nothing while most ports stay open, of those below 1024 and of the others.
    """
    return _lets_everything(inwards(acl))


@answer
def lets_everything_out(acl: ec2.NetworkAcl) -> bool:
    """It lets everything out to the internet on all ports, as the one that each VPC is born with."""
    return _lets_everything(outwards(acl))


def _lets_everything(way: Way) -> bool:
    """Most of the ports of servers, and most of those that callers choose, are open to the internet."""
    if not way.rest and not any(line.allows and line.possible.is_internet for line in way.lines):
        return False
    certain = _mostly_open(way, generous=False)
    for line in way.lines if certain else ():
        if line.allows and line.certain.is_internet:
            line.show()
            break
    return decided(certain, lambda: _mostly_open(way, generous=True), way.reasons)


def _mostly_open(way: Way, *, generous: bool) -> bool:
    low, high = 0, 0
    points = sorted({*starts(way.lines), UNPRIVILEGED})
    for first, following in zip(points, [*points[1:], PORTS[1] + 1], strict=True):
        if _is_open(way, first, generous=generous):
            low += following - first if first < UNPRIVILEGED else 0
            high += following - first if first >= UNPRIVILEGED else 0
    return 2 * low > UNPRIVILEGED and 2 * high > PORTS[1] + 1 - UNPRIVILEGED


@answer
def is_unfiltered(subnet: ec2.Subnet) -> bool:
    """The network ACL in effect lets everything in: it is the VPC's default one as AWS makes it, or like it.

    https://docs.aws.amazon.com/vpc/latest/userguide/default-network-acl.html
    """
    return all(lets_everything_in(acl) for acl in network_acls(subnet))
