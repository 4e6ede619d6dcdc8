"""Address ranges: which of them mean the whole internet."""

from __future__ import annotations

import ipaddress


def is_anywhere(cidr: str) -> bool:
    """Whether an address range takes in a large part of the internet, not only `0.0.0.0/0`.

    `0.0.0.0/1` and `128.0.0.0/1` together are everything; a range as wide as an eighth of IPv6's
    global addresses is nobody's network. Raises ValueError for text that is no address range.
    """
    network = ipaddress.ip_network(cidr.strip(), strict=False)
    return network.prefixlen < (8 if network.version == 4 else 7)  # noqa: PLR2004 -- IP versions
