"""Functions on addresses of networks."""

from __future__ import annotations

import ipaddress
from typing import TypeAlias

from pytest_aisec.sources.terraform.errors import Refused
from pytest_aisec.sources.terraform.functions.registry import list_of, scalar, whole
from pytest_aisec.sources.terraform.types import NUMBER, STRING
from pytest_aisec.values import Value

Network: TypeAlias = ipaddress.IPv4Network | ipaddress.IPv6Network


def _network(prefix: str) -> Network:
    address, slash, length = prefix.partition("/")
    if not slash or not length.isdigit():
        raise Refused(f"{prefix!r} is not a network prefix")
    if "." in address and ":" not in address:
        address = ".".join(part.lstrip("0") or "0" for part in address.split("."))
    try:
        return ipaddress.ip_network(f"{address}/{length}", strict=False)
    except ValueError as error:
        raise Refused(f"{prefix!r} is not a network prefix: {error}") from None


@scalar("cidrhost", STRING, NUMBER)
def _cidrhost(prefix: str, number: object) -> Value:
    network, host = _network(prefix), whole(number)
    size = network.num_addresses
    if not -size <= host < size:
        raise Refused(f"{prefix} has no host {host}")
    start = int(network.network_address)
    return str(type(network.network_address)(start + (host if host >= 0 else size + host)))


@scalar("cidrnetmask", STRING)
def _cidrnetmask(prefix: str) -> Value:
    network = _network(prefix)
    if isinstance(network, ipaddress.IPv6Network):
        raise Refused("an IPv6 network has no netmask")
    return str(network.netmask)


@scalar("cidrsubnet", STRING, NUMBER, NUMBER)
def _cidrsubnet(prefix: str, new_bits: object, number: object) -> Value:
    network, bits, place = _network(prefix), whole(new_bits), whole(number)
    length = network.prefixlen + bits
    if bits < 0 or length > network.max_prefixlen:
        raise Refused(f"{prefix} cannot be extended by {bits} bits")
    if not 0 <= place < 2**bits:
        raise Refused(f"{bits} bits have no place {place}")
    return _at(network, int(network.network_address) + (place << (network.max_prefixlen - length)), length)


@scalar("cidrsubnets", STRING, rest=NUMBER)
def _cidrsubnets(prefix: str, *new_bits: object) -> Value:
    """Consecutive subnets, each aligned to its own size."""
    network = _network(prefix)
    start = int(network.network_address)
    end = start + network.num_addresses
    found = []
    for bits in map(whole, new_bits):
        length = network.prefixlen + bits
        if bits < 1 or length > network.max_prefixlen:
            raise Refused(f"{prefix} cannot be extended by {bits} bits")
        size = 1 << (network.max_prefixlen - length)
        start = -(-start // size) * size
        if start + size > end:
            raise Refused(f"{prefix} has no room for all subnets")
        found.append(_at(network, start, length))
        start += size
    return list_of(found)


def _at(network: Network, start: int, length: int) -> str:
    return f"{type(network.network_address)(start)}/{length}"
