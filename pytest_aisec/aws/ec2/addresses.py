"""Address ranges, and which of them mean the whole internet; protocols, and their numbers."""

from __future__ import annotations

import ipaddress

from pytest_aisec.model.convert import TEXT, Converter

_NAMES = {"1": "icmp", "6": "tcp", "17": "udp", "58": "icmpv6", "all": "-1"}


def is_anywhere(cidr: str) -> bool:
    """Whether an address range takes in a large part of the internet, not only `0.0.0.0/0`.

    `0.0.0.0/1` and `128.0.0.0/1` together are everything; a range as wide as an eighth of IPv6's
    global addresses is nobody's network. Raises ValueError for text that is no address range.
    """
    network = ipaddress.ip_network(cidr.strip(), strict=False)
    return network.prefixlen < (8 if network.version == 4 else 7)  # noqa: PLR2004 -- IP versions


def _protocol(plain: object) -> str:
    text = TEXT.convert(plain).lower()
    return _NAMES.get(text, text)


PROTOCOL = Converter("a protocol", _protocol)
"""The name of a protocol, which the sources give as a name or by its number: `tcp`, `udp`, `icmp`; `-1` is all of them.

https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_NetworkAclEntry.html
"""
