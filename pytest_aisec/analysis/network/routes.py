"""Routes: which are in effect in a subnet, and whether the internet comes in by them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import partial

from pytest_aisec.analysis.network.blocks import is_cut_off
from pytest_aisec.analysis.network.lines import Doubt, decided
from pytest_aisec.analysis.network.places import is_default, is_default_vpc, vpc_of
from pytest_aisec.analysis.network.spans import INTERNET, NOWHERE, Addresses, together
from pytest_aisec.aws import ec2, network_firewall
from pytest_aisec.declarations import Dialect
from pytest_aisec.model.links import referrers
from pytest_aisec.model.resource import answer
from pytest_aisec.verdicts import Undetermined

Subnets = tuple[ec2.Subnet, ...]


class _Vpc(ec2.Vpc):
    firewalls = referrers(lambda: network_firewall.Firewall, by="vpc")


def routes(subnet: ec2.Subnet) -> Iterator[ec2.Route]:
    """The routes in effect: those of its own table, or else of the VPC's main one and what was added to that.

    https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Route_Tables.html
    """
    own = subnet.own_route_table
    if own is not None:
        yield from own.routes
        return
    vpc = vpc_of(subnet)
    tables = vpc.main_route_tables
    if subnet.dialect is Dialect.LIVE and not tables:
        raise Undetermined(f"{subnet.address} follows the main route table of {vpc.address}, which is not told")
    for table in tables:
        yield from table.routes
    yield from vpc.main_routes


def _is_left_as_made(subnet: ec2.Subnet) -> bool:
    """It follows the main table of the default VPC, which no file declares: AWS makes that lead to the internet.

    https://docs.aws.amazon.com/vpc/latest/userguide/default-vpc-components.html
    """
    if subnet.own_route_table is not None:
        return False
    vpc = vpc_of(subnet)
    if is_default_vpc(vpc):
        return not vpc.main_route_tables
    return is_default(subnet) and not any(map(_is_main, subnet.estate.beside(subnet, ec2.RouteTable)))


def _is_main(table: ec2.RouteTable) -> bool:
    return table.main_of is not None


@answer
def is_public(subnet: ec2.Subnet, outwards: bool = False) -> bool:
    """Its routes lead a large part of the internet's addresses, of IPv4 or of IPv6, to an internet gateway.

    So do those to the endpoint of a firewall, or of a Gateway Load Balancer, in a subnet that is public itself. An
    egress-only, carrier, NAT or transit gateway lets nobody in from the internet, nor does a route that leads nowhere,
    nor any at all where public access is blocked. `outwards`: it is enough that the gateway lets out.
    https://docs.aws.amazon.com/vpc/latest/userguide/configure-subnets.html#subnet-types
    """
    return _is_public(subnet, (), outwards=outwards)


@answer
def is_public_for_ipv6(subnet: ec2.Subnet) -> bool:
    """As `is_public`, for addresses of IPv6, all of which are the internet's own."""
    return _is_public(subnet, (), only_six=True)


def public_among(subnets: Iterable[ec2.Subnet], *, outwards: bool = False) -> list[ec2.Subnet]:
    """Those of some subnets that are public."""
    return [subnet for subnet in subnets if is_public(subnet, outwards)]


def _is_public(subnet: ec2.Subnet, through: Subnets, *, only_six: bool = False, outwards: bool = False) -> bool:
    """It has a way to the internet, and that is not blocked, neither here nor where a firewall stands in it."""
    return not is_cut_off(subnet, outwards) and _leads_there(subnet, through, only_six, outwards)


def _leads_there(subnet: ec2.Subnet, through: Subnets, only_six: bool, outwards: bool) -> bool:
    if not only_six and _is_left_as_made(subnet):
        return True
    listed, doubt = Doubt(), Doubt()
    certain, possible = NOWHERE, NOWHERE
    for route in listed.each(routes(subnet)):
        surely, perhaps = _goal(route, doubt, only_six=only_six)
        leads = doubt.read(partial(_leads_in, route, (*through, subnet), outwards)) if perhaps else False
        if leads is not False:
            possible |= perhaps
            certain |= surely if leads else NOWHERE
        if certain.is_internet:
            return True
    return decided(
        certain=False,
        possible=lambda: bool(listed.reasons) or possible.is_internet,
        reasons=(*listed.reasons, *doubt.reasons),
    )


def _goal(route: ec2.Route, doubt: Doubt, *, only_six: bool) -> tuple[Addresses, Addresses]:
    """Where a route leads to on the internet: certainly, and perhaps."""
    named = Doubt()
    cidrs = named.each(route.destination)
    prefixes = route.prefix_list
    if prefixes is not None:
        cidrs += named.each(prefixes.cidrs)
    surely = named.read(lambda: together(cidrs)) or NOWHERE
    doubt.reasons += named.reasons
    of_interest = Addresses(six=INTERNET.six) if only_six else INTERNET
    return surely & of_interest, of_interest if named.reasons else surely & of_interest


def _leads_in(route: ec2.Route, through: Subnets, outwards: bool) -> bool:
    """Whoever it leads to can come in by it; `outwards`: can be reached by it."""
    if not route.is_active:
        return False
    gateway = route.internet_gateway
    if gateway is not None:
        if gateway.unseen is not None and not gateway.address.startswith("igw-"):
            raise Undetermined(str(gateway.unseen))  # it may be one to a private network
        return True
    if not route.to_an_endpoint:
        return False
    behind = [subnet for subnet in _subnets_behind(route, through[-1]) if subnet not in through]
    found = [_is_public(subnet, through, outwards=outwards) for subnet in behind]
    if len(set(found)) > 1 and _is_vague(route):
        raise Undetermined(f"which of its firewall's endpoints {route!r} leads to")
    return any(found)


def _is_vague(route: ec2.Route) -> bool:
    return route.endpoint is None or route.endpoint.unseen is not None


def _subnets_behind(route: ec2.Route, subnet: ec2.Subnet) -> Sequence[ec2.Subnet]:
    """Where the endpoint stands to which a route leads. Files cannot name those that a firewall makes for itself."""
    endpoint = route.endpoint
    if endpoint is not None and endpoint.unseen is None:
        return endpoint.subnets
    firewalls = vpc_of(subnet).seen_as(_Vpc).firewalls
    if not firewalls:
        raise Undetermined(f"where {route!r} leads to" if endpoint is None else str(endpoint.unseen))
    return [place for firewall in firewalls for place in firewall.subnets]
