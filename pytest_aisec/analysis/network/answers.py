"""Whether answers get back past network ACLs, which do not remember who has asked.

Answers go to the ports that callers have chosen, and need a rule of their own.
https://docs.aws.amazon.com/vpc/latest/userguide/custom-network-acl.html#nacl-ephemeral-ports
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pytest_aisec.analysis.network.acls import UNPRIVILEGED, Way, inwards, outwards
from pytest_aisec.analysis.network.groups import unknown_for
from pytest_aisec.analysis.network.lines import ALL_PROTOCOLS, TCP, Line, starts
from pytest_aisec.analysis.network.spans import LOOPBACK, NOWHERE, Addresses
from pytest_aisec.aws import ec2
from pytest_aisec.model.partly import PartlyKnownList

EPHEMERAL = 49152
"""A port that every system chooses from."""


def unanswered(acl: ec2.NetworkAcl) -> Sequence[int]:
    """The numbers of incoming rules about ports of servers most of whose callers get no answer."""
    return _without_answers(acl, inwards(acl), outwards(acl), _serves, Addresses.is_twice)


def unanswered_calls(acl: ec2.NetworkAcl) -> Sequence[int]:
    """The numbers of outgoing rules about ports of servers, and nothing else, that let nobody's answer back in."""
    return _without_answers(acl, outwards(acl), inwards(acl), _calls, _get_none)


Serves = Callable[[Line, bool], bool]
Lack = Callable[[Addresses, Addresses], bool]


def _without_answers(acl: ec2.NetworkAcl, way: Way, back: Way, serves: Serves, lack: Lack) -> Sequence[int]:
    least, most = (back.let_through(EPHEMERAL, generous=generous) for generous in (False, True))
    certain: list[Line] = []
    possible = False
    for line in way.lines:
        surely, perhaps = (
            _past(way, line, generous) if serves(line, generous) else NOWHERE for generous in (False, True)
        )
        if lack(surely, perhaps & most):
            certain.append(line)
        elif lack(perhaps, surely & least):
            possible = True
    if certain and isinstance(certain[0].rule, ec2.NetworkAclEntry):
        _ = certain[0].rule.number  # read last: it is where a person would look first
    numbers = [line.number or 0 for line in certain]
    if possible or way.rest:
        reasons = (*way.reasons, *back.reasons)
        return PartlyKnownList(numbers, unknown_for(reasons), (acl.key, serves.__name__))
    return numbers


def _past(way: Way, line: Line, generous: bool) -> Addresses:
    """Whom a rule lets through, past the rules in front of it; `generous`: whom it may."""
    if way.rest and not generous:
        return NOWHERE
    others = [other for other in way.lines if other is not line]
    in_front = [other for other in others if _is_in_front(other, line, where_unknown=not generous)]
    low, high = line.widest
    found = NOWHERE
    for port in {low, *(each for each in starts(way.lines) if low <= each <= high)}:
        reached = line.perhaps(TCP, port) if generous else line.certainly(TCP, port)
        for other in in_front:
            reached -= other.certainly(TCP, port) if generous else other.perhaps(TCP, port)
        found |= reached
    return found - LOOPBACK


def _is_in_front(other: Line, line: Line, *, where_unknown: bool) -> bool:
    if other.number is None or line.number is None:
        return where_unknown
    return other.number < line.number


def _get_none(asked: Addresses, answered: Addresses) -> bool:
    return bool(asked) and not answered


def _serves(line: Line, generous: bool) -> bool:
    """It lets TCP through to ports of servers, not only to those that answers come back to."""
    if not line.allows or line.protocol == ALL_PROTOCOLS:
        return line.allows
    if line.protocol is None or line.ports is None:
        return generous
    low, high = line.ports
    return line.protocol == TCP and low < EPHEMERAL and not (low >= UNPRIVILEGED and high > EPHEMERAL)


def _calls(line: Line, generous: bool) -> bool:
    """It lets TCP through to ports of servers only: a wider rule may be there for answers to others."""
    if not line.allows or line.protocol not in {None, TCP}:
        return False
    if line.protocol is None or line.ports is None:
        return generous and line.widest[0] < UNPRIVILEGED
    return line.ports[1] < UNPRIVILEGED
