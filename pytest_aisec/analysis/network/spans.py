"""Sets of addresses, of IPv4 and of IPv6, and whether they are the internet."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

from pytest_aisec.aws.ec2.addresses import range_of

Span = tuple[int, int]
"""The first and the last number of a range."""
Spans = tuple[Span, ...]
"""Ranges in their order, none of which touches another."""


class Addresses(NamedTuple):
    """A set of addresses: `|` joins two, `&` is what they have in common, `-` takes one from the other."""

    four: Spans = ()
    six: Spans = ()

    @classmethod
    def of(cls, cidr: str) -> Addresses:
        """Those of a range; none of an empty text, as states and lists of rules have it where nothing is stated.

        Raises Undetermined for text that is no range.
        """
        return _range(cidr) if cidr else NOWHERE

    def __bool__(self) -> bool:
        return bool(self.four or self.six)

    def __or__(self, other: Addresses) -> Addresses:
        if not other or self is other:
            return self
        return Addresses(joined((*self.four, *other.four)), joined((*self.six, *other.six))) if self else other

    def __and__(self, other: Addresses) -> Addresses:
        if self is EVERYWHERE or other is EVERYWHERE:
            return other if self is EVERYWHERE else self
        return Addresses(_common(self.four, other.four), _common(self.six, other.six))

    def __sub__(self, other: Addresses) -> Addresses:
        if not other or not self:
            return self
        return Addresses(_common(self.four, _rest(other.four, 32)), _common(self.six, _rest(other.six, 128)))

    @property
    def is_internet(self) -> bool:
        """They are a large part of the internet, whether one range says it or many together.

        More than a 256th of all addresses of IPv4, or an eighth of the global ones of IPv6, is nobody's own network.
        """
        if self is EVERYWHERE:
            return True
        return (
            _size(_common(self.four, INTERNET.four)) > _MUCH_OF_FOUR
            or _size(_common(self.six, INTERNET.six)) >= _MUCH_OF_SIX
        )

    def is_twice(self, others: Addresses) -> bool:
        """They are more than twice as many as others, of IPv4 or of IPv6."""
        return _size(self.four) > 2 * _size(others.four) or _size(self.six) > 2 * _size(others.six)


_MUCH_OF_FOUR, _MUCH_OF_SIX = 2**24, 2**122


@cache
def _range(cidr: str) -> Addresses:
    network = range_of(cidr)
    span = ((int(network.network_address), int(network.broadcast_address)),)
    return Addresses(four=span) if network.version == 4 else Addresses(six=span)  # noqa: PLR2004 -- IP version


def together(cidrs: Iterable[str]) -> Addresses:
    """The addresses of several ranges."""
    found = NOWHERE
    for cidr in cidrs:
        found |= Addresses.of(cidr)
    return found


def _size(spans: Spans) -> int:
    return sum(last - first + 1 for first, last in spans)


def joined(spans: Iterable[Span]) -> Spans:
    """Ranges in their order, those that touch each other as one."""
    found: list[Span] = []
    for first, last in sorted(spans):
        if found and first <= found[-1][1] + 1:
            found[-1] = found[-1][0], max(found[-1][1], last)
        else:
            found.append((first, last))
    return tuple(found)


def _common(some: Spans, others: Spans) -> Spans:
    found: list[Span] = []
    mine, theirs = 0, 0
    while mine < len(some) and theirs < len(others):
        first, last = max(some[mine][0], others[theirs][0]), min(some[mine][1], others[theirs][1])
        if first <= last:
            found.append((first, last))
        if some[mine][1] < others[theirs][1]:
            mine += 1
        else:
            theirs += 1
    return tuple(found)


def _rest(spans: Spans, bits: int) -> Spans:
    """Every address but some."""
    found: list[Span] = []
    begin = 0
    for first, last in spans:
        if first > begin:
            found.append((begin, first - 1))
        begin = last + 1
    return (*found, (begin, 2**bits - 1)) if begin < 2**bits else tuple(found)


NOWHERE = Addresses()
EVERYWHERE = Addresses(((0, 2**32 - 1),), ((0, 2**128 - 1),))
LOOPBACK = together(["127.0.0.0/8", "::1/128"])
"""Nobody is there: no packet on a network comes from it. https://www.rfc-editor.org/rfc/rfc1122 (3.2.1.3)"""
_OF_NOBODY = [
    *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16"),
    *("172.16.0.0/12", "192.168.0.0/16", "224.0.0.0/3"),
]
INTERNET = Addresses(_rest(together(_OF_NOBODY).four, 32), _range("2000::/3").six)
"""Where strangers may be.

https://www.iana.org/assignments/iana-ipv4-special-registry/, https://www.iana.org/assignments/ipv6-address-space/
"""
