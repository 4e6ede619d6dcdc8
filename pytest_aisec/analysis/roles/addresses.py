"""What answers at an address that something is told of: a URL or host in a variable, a target of an API, an origin."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import replace
from typing import TypeVar

from pytest_aisec.analysis.roles.written import by_name, references
from pytest_aisec.aws import apigateway, apigatewayv2, apprunner, ec2, ecs, elbv2, lambda_, route53, servicediscovery
from pytest_aisec.inventory import Inventory
from pytest_aisec.model.addresses import host_in
from pytest_aisec.model.attribute import items_of
from pytest_aisec.model.derived import known_parts
from pytest_aisec.model.matching import Regex
from pytest_aisec.model.naming import nearest
from pytest_aisec.model.partly import certain_items
from pytest_aisec.model.resource import Resource
from pytest_aisec.values import Located, PartlyKnown, Reference, Unknown
from pytest_aisec.verdicts import choose

INSIDE: tuple[type[Resource], ...] = (
    elbv2.LoadBalancer,
    servicediscovery.DiscoveryService,
    ec2.Instance,
    route53.RecordSet,
)
"""What answers at addresses in a VPC, and names of those."""

ANYWHERE: tuple[type[Resource], ...] = (
    *INSIDE,
    apigateway.RestApi,
    apigatewayv2.Api,
    lambda_.FunctionUrl,
    apprunner.Service,
)
"""What answers at addresses on the internet, too."""

_DOMAINS: tuple[type[Resource], ...] = (apigateway.DomainName, apigatewayv2.DomainName)

_HAVING_HOSTS = (
    *(each for each in ANYWHERE if each not in (servicediscovery.DiscoveryService, route53.RecordSet)),
    *_DOMAINS,
)
"""What answers at a host that is a name of its own; what gives names to others is found by the zones of these."""

READ_FOR_ADDRESSES: tuple[type[Resource], ...] = (
    *(elbv2.LoadBalancer, ec2.Instance, lambda_.FunctionUrl),
    *(apigateway.RestApi, apigateway.PathMethods, apigatewayv2.Api, apigatewayv2.Integration),
    *_DOMAINS,
)
"""What has to be read to know what answers at an address, and where that sends requests."""

_ADDRESSES = frozenset(
    {
        *("dns_name", "private_ip", "public_ip", "private_dns", "public_dns", "fqdn"),
        *("api_endpoint", "invoke_url", "function_url", "service_url"),
        *(
            "DNSName",
            "PrivateIp",
            "PublicIp",
            "PrivateDnsName",
            "PublicDnsName",
            "ApiEndpoint",
            "FunctionUrl",
            "ServiceUrl",
        ),
    }
)
"""The attributes of resources that are addresses of theirs, in Terraform and in CloudFormation."""

_MADE_OF_IDS = (".execute-api.", ".lambda-url.")
"""What stands after the id of an API, or of the address of a function, in the host that AWS gives it."""

_MADE_OF_ID = Regex(r"([a-z0-9]+)(?:-vpce-[a-z0-9]+)?\.execute-api\.")
_AT_HOST_OF = Regex(r"(?:[a-z][a-z0-9+.-]*://)?(?:[^/@]*@)?([A-Za-z0-9*][A-Za-z0-9.-]*[A-Za-z0-9])(?::[0-9]+)?(?:/.*)?")


def answering(
    near: Resource, leaf: Located, inventory: Inventory, kinds: tuple[type[Resource], ...] = ANYWHERE
) -> Iterator[Resource]:
    """What certainly answers at the address that a value is, of some kinds; nothing for what is no address.

    An id or an ARN is none: who is told of one may start the machine or count its requests, and sends it none.
    """
    if isinstance(leaf.value, str):
        found = _AT_HOST_OF.fullmatch(leaf.value)
        if found is not None:
            yield from _at_host(near, found[1], inventory, kinds)
        return
    by_ids = any(each in known_parts(leaf) for each in _MADE_OF_IDS)
    for reference in _pointing(leaf):
        if by_ids or reference.attribute in _ADDRESSES:
            yield from _meant(near, reference, kinds)
    for looked_up in _looked_up(leaf):
        for kind in kinds:
            there = near.estate.find(near, kind, Located(looked_up))
            if isinstance(there, kind) and there != near:
                yield there


def _looked_up(leaf: Located) -> list[Unknown]:
    """The addresses in a value of what is looked up by its name."""
    parts = leaf.value.parts if isinstance(leaf.value, PartlyKnown) else [leaf.value]
    unknown = [each for each in parts if type(each) is Unknown and each.sought]
    return [each for each in unknown if (each.identity or "").rpartition(".")[2] in _ADDRESSES]


def _pointing(leaf: Located) -> list[Reference]:
    taken_out = host_in(leaf.value) if type(leaf.value) is Unknown else None
    return references(leaf) if taken_out is None else [taken_out]


def _meant(near: Resource, reference: Reference, kinds: tuple[type[Resource], ...]) -> Iterator[Resource]:
    """The resource of which a reference gives an address, whichever name of it that is."""
    for kind in kinds:
        name = kind.names.of(near.dialect)
        itself = replace(reference, attribute=name[0]) if name else reference
        found = near.estate.find(near, kind, Located(itself))
        if isinstance(found, kind) and found.unseen is None and found != near:
            yield found


def _at_host(near: Resource, host: str, inventory: Inventory, kinds: tuple[type[Resource], ...]) -> Iterator[Resource]:
    if "." not in host:
        return
    if servicediscovery.DiscoveryService in kinds:
        yield from _in_one_place(near, host, _in_namespaces(inventory))
    if route53.RecordSet in kinds:
        yield from _in_one_place(near, host, _recorded(inventory))
    known = by_name(inventory, _HAVING_HOSTS)
    source = near.declaration.source
    made_of_id = _MADE_OF_ID.match(host)
    for name in (host, f"https://{host}/", *([made_of_id[1]] if made_of_id else [])):
        found = nearest(near, known.get((source, name), ()))
        if len(found) > 1 and all(isinstance(each, ec2.Instance) for each in found):
            # Networks may have the same private addresses.
            found = [choose(("who has", near.key, name), found, f"{name} is the address of {len(found)} machines")]
        for each in found:
            if isinstance(each, apigateway.DomainName | apigatewayv2.DomainName):
                yield from (api for api in each.apis if api.unseen is None and isinstance(api, kinds) and api != near)
            elif isinstance(each, kinds) and each != near:
                yield each


_Name = TypeVar("_Name", servicediscovery.DiscoveryService, route53.RecordSet)
_Table = dict[tuple[str, str], list[tuple[Hashable, _Name]]]
"""Names by source and whole host, each with the zone or namespace that it is in."""


def _in_one_place(near: Resource, host: str, table: _Table[_Name]) -> list[_Name]:
    """Those that give a host its name beside `near`. Several zones, as those of several VPCs, may each have the name.

    Where they do not lead to the same, each zone is tried: in which VPC somebody asks is not followed.
    """
    places: dict[Hashable, list[_Name]] = {}
    named = table.get((near.declaration.source, host.lower()), [])
    beside = set(nearest(near, [each for _, each in named]))
    for place, each in named:
        if each in beside:
            places.setdefault(place, []).append(each)
    found = list(places.values())
    if len({frozenset(end for each in names for end in behind_name(each)) for names in found}) <= 1:
        return [each for names in found for each in names]
    several = ", ".join(names[0].address for names in found)
    said = f"which of {several} tells {near.address} what answers at {host}"
    return choose(("who answers at", near.key, host), found, said)


def behind_name(name: servicediscovery.DiscoveryService | route53.RecordSet) -> Iterator[Resource]:
    """What answers at a name."""
    if isinstance(name, servicediscovery.DiscoveryService):
        yield from name.services
    yield from certain_items(name.load_balancers)
    yield from certain_items(name.instances)


def _recorded(inventory: Inventory) -> _Table[route53.RecordSet]:
    """The records that are declared, by source and whole name; that of one may leave out the domain of its zone."""

    def tabulated() -> _Table[route53.RecordSet]:
        table: _Table[route53.RecordSet] = {}
        for each in inventory.of(route53.RecordSet):
            name = route53.RecordSet.name.locate(each).value
            place, zone = _zone_of(each)
            for whole in [str(name), f"{name}.{zone}"] if zone and isinstance(name, str) else [name]:
                if isinstance(whole, str):
                    table.setdefault((each.declaration.source, whole.lower().rstrip(".")), []).append((place, each))
        return table

    return inventory.once("names of records", tabulated)


def _zone_of(record: route53.RecordSet) -> tuple[Hashable, str | None]:
    """The zone of a record, and its domain: it is declared, or looked up by that."""
    stated = route53.RecordSet.zone.locate(record)
    zone = record.estate.find(record, route53.HostedZone, stated)
    if isinstance(zone, route53.HostedZone):
        domain = route53.HostedZone.domain.locate(zone).value
        return zone.address, domain if isinstance(domain, str) else None
    if isinstance(stated.value, Unknown):
        return record.same(stated.value, "zone"), next(iter(stated.value.sought), None)
    return str(stated.value), None


def _in_namespaces(inventory: Inventory) -> _Table[servicediscovery.DiscoveryService]:
    """The services of Cloud Map that are declared, by source and the name at which others find them."""

    def tabulated() -> _Table[servicediscovery.DiscoveryService]:
        table: _Table[servicediscovery.DiscoveryService] = {}
        for each in inventory.of(servicediscovery.DiscoveryService):
            kind = servicediscovery.PrivateDnsNamespace
            namespace = each.estate.find(each, kind, servicediscovery.DiscoveryService.namespace.locate(each))
            if isinstance(namespace, kind):
                label = servicediscovery.DiscoveryService.label.locate(each).value
                domain = kind.domain.locate(namespace).value
                if isinstance(label, str) and isinstance(domain, str):
                    key = (each.declaration.source, f"{label}.{domain}".lower())
                    table.setdefault(key, []).append((namespace.address, each))
        return table

    return inventory.once("names in namespaces", tabulated)


def connected(near: Resource, leaf: Located, inventory: Inventory) -> Iterator[ecs.Service]:
    """The service of tasks that others find at an address through Service Connect, where only one has that name."""
    found = _AT_HOST_OF.fullmatch(leaf.value) if isinstance(leaf.value, str) and "://" in leaf.value else None
    named = _aliases(inventory).get((near.declaration.source, found[1]), []) if found is not None else []
    if len(named) == 1:
        yield from named


def _aliases(inventory: Inventory) -> dict[tuple[str, str], list[ecs.Service]]:
    def tabulated() -> dict[tuple[str, str], list[ecs.Service]]:
        table: dict[tuple[str, str], list[ecs.Service]] = {}
        for each in inventory.of(ecs.Service):
            for alias in items_of(ecs.DiscoverableService.aliases.locate(each.seen_as(ecs.DiscoverableService))):
                named = table.setdefault((each.declaration.source, str(alias.value)), [])
                if isinstance(alias.value, str) and each not in named:
                    named.append(each)
        return table

    return inventory.once("names of Service Connect", tabulated)
