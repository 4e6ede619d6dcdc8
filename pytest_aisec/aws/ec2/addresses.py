"""Address ranges; protocols, and their numbers."""

from __future__ import annotations

import ipaddress

from pytest_aisec.model.convert import TEXT, Converter
from pytest_aisec.verdicts import Undetermined, choose

_NAMES = {"1": "icmp", "6": "tcp", "17": "udp", "58": "icmpv6", "all": "-1"}


def is_elsewhere(cidr: str) -> bool:
    """Whether somebody can be at an address range: nobody is at loopback, which no packet on a network comes from.

    Text that is no address range may mean any, unless it is empty. https://www.rfc-editor.org/rfc/rfc1122 (3.2.1.3)
    """
    try:
        return bool(cidr) and not range_of(cidr).is_loopback
    except Undetermined as reason:
        return choose(("is elsewhere", cidr), (True, False), str(reason))


def range_of(cidr: str) -> ipaddress.IPv4Network | ipaddress.IPv6Network:
    """An address range. Raises Undetermined for other text, such as the name of a file that a program reads it from."""
    try:
        return ipaddress.ip_network(cidr.strip(), strict=False)
    except ValueError:
        raise Undetermined(f"{cidr!r} is no range of addresses") from None


def _protocol(plain: object) -> str:
    text = TEXT.convert(plain).lower()
    return _NAMES.get(text, text)


PROTOCOL = Converter("a protocol", _protocol)
"""The name of a protocol, which the sources give as a name or by its number: `tcp`, `udp`, `icmp`; `-1` is all of them.

https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_NetworkAclEntry.html
"""
