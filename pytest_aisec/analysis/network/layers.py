"""Both firewalls together: security groups, and the network ACLs around the subnets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from pytest_aisec.analysis.network.acls import Way, inwards, network_acls
from pytest_aisec.analysis.network.groups import Opening, unknown_for
from pytest_aisec.analysis.network.lines import PORTS, Doubt, starts
from pytest_aisec.analysis.network.spans import EVERYWHERE, Span, joined
from pytest_aisec.aws import ec2
from pytest_aisec.model.partly import PartlyKnownList


def open_through_both(groups: Iterable[ec2.SecurityGroup], subnets: Iterable[ec2.Subnet]) -> Sequence[Span]:
    """The ranges of TCP ports on which security groups together, and the network ACL of some subnet, let in the same.

    That is a large part of the internet, which each of the two lets in: halves that do not meet let nobody through. A
    subnet whose network ACL is not declared has the VPC's default one as AWS makes it, which lets everything in.
    """
    listed = Doubt()
    opening = Opening(rule for group in listed.each(groups) for rule in group.ingress)
    if not opening.names_anybody and not listed.reasons:
        return []
    ways = list(dict.fromkeys(way for subnet in listed.each(subnets) for way in listed.each(_ways(subnet))))
    reasons = [
        *listed.reasons,
        *opening.reasons,
        *(reason for way in ways if way is not None for reason in way.reasons),
    ]
    certain = _ranges(opening, ways, generous=False)
    if not reasons or not (listed.reasons or _ranges(opening, ways, generous=True) != certain):
        return certain
    return PartlyKnownList(certain, unknown_for(reasons), ("open through both", *reasons))


def _ways(subnet: ec2.Subnet) -> Iterator[Way | None]:
    """The rules for what comes in; None where nothing filters."""
    acls = network_acls(subnet)
    if not acls:
        yield None
    yield from map(inwards, acls)


def _ranges(opening: Opening, ways: Iterable[Way | None], *, generous: bool) -> list[Span]:
    found: list[Span] = []
    for way in ways:
        points = starts((*opening.lines, *(way.lines if way else ())))
        for first, following in zip(points, [*points[1:], PORTS[1] + 1], strict=True):
            to = opening.to(first, generous=generous)
            through = way.let_through(first, generous=generous) if way and to.is_internet else EVERYWHERE
            if to.is_internet and (to & through).is_internet:
                found.append((first, following - 1))
    return list(joined(found))
