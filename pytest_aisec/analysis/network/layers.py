"""Both firewalls together: security groups, and the network ACLs around the subnets."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pytest_aisec.analysis.network.acls import Way, inwards
from pytest_aisec.analysis.network.groups import Opening, unknown_for
from pytest_aisec.analysis.network.lines import PORTS, Doubt, starts
from pytest_aisec.analysis.network.spans import Span, joined
from pytest_aisec.aws import ec2
from pytest_aisec.model.partly import PartlyKnownList


def open_through_both(groups: Iterable[ec2.SecurityGroup], acls: Iterable[ec2.NetworkAcl]) -> Sequence[Span]:
    """The ranges of TCP ports on which some security groups together, and one of some network ACLs, let the same in.

    That is a large part of the internet, which each of the two lets in: halves that do not meet let nobody through.
    """
    listed = Doubt()
    opening = Opening(rule for group in listed.each(groups) for rule in group.ingress)
    ways = [inwards(acl) for acl in listed.each(acls)]
    reasons = (*listed.reasons, *opening.reasons, *(reason for way in ways for reason in way.reasons))
    if not opening.names_anybody and not listed.reasons:
        return []
    certain = _ranges(opening, ways, generous=False)
    if not reasons or not (listed.reasons or _ranges(opening, ways, generous=True) != certain):
        return certain
    return PartlyKnownList(certain, unknown_for(reasons), ("open through both", *reasons))


def _ranges(opening: Opening, ways: Iterable[Way], *, generous: bool) -> list[Span]:
    found: list[Span] = []
    for way in ways:
        points = starts((*opening.lines, *way.lines))
        for first, following in zip(points, [*points[1:], PORTS[1] + 1], strict=True):
            to = opening.to(first, generous=generous)
            if to.is_internet and (to & way.let_through(first, generous=generous)).is_internet:
                found.append((first, following - 1))
    return list(joined(found))
