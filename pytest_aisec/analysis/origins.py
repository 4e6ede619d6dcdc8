"""Origins of distributions: whether they can be reached around them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from pytest_aisec.analysis import network
from pytest_aisec.aws import apigateway, apigatewayv2, cloudfront, elbv2, lambda_
from pytest_aisec.model.addresses import host_in
from pytest_aisec.model.attribute import Setting, items_of
from pytest_aisec.model.derived import known_parts
from pytest_aisec.model.resource import Resource
from pytest_aisec.values import Located, Unknown
from pytest_aisec.verdicts import Undetermined

_KINDS: tuple[tuple[type[Resource], Setting, Callable[[str], str | None]], ...] = (
    (elbv2.LoadBalancer, cloudfront.Distribution.load_balancers, elbv2.host_of),
    (apigateway.RestApi, cloudfront.Distribution.rest_apis, cloudfront.api_of),
    (apigatewayv2.Api, cloudfront.Distribution.http_apis, cloudfront.api_of),
    (lambda_.FunctionUrl, cloudfront.Distribution.function_urls, cloudfront.function_url_of),
)
"""What may answer at the host of an origin, the attribute of that, and how its name is read from the host."""


_DOMAINS: tuple[tuple[type[apigateway.DomainName | apigatewayv2.DomainName], Setting], ...] = (
    (apigateway.DomainName, cloudfront.Distribution.rest_domains),
    (apigatewayv2.DomainName, cloudfront.Distribution.http_domains),
)
"""Domains at which APIs answer that answer elsewhere, too."""


def open_origins(distribution: cloudfront.Distribution) -> Iterator[Resource]:
    """The origins that answer whoever asks them directly, past the distribution and its web ACL.

    Hosts of which nothing was read are left out: they may be anything. Raises Undetermined for one that is not known.
    https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/restrict-access-to-load-balancer.html
    """
    hosts = cloudfront.Distribution.load_balancers.path(distribution.dialect).locate(distribution)
    found, unknown = False, None
    for host in items_of(hosts):
        if type(host.value) is Unknown:
            named = host_in(host.value)
            if named is None:
                unknown = host.value
                continue
            host = replace(host, value=named)  # noqa: PLW2901 -- the same host, by whose it is
        for origin, attribute in _at(distribution, host):
            if _is_open(origin):
                found = True
                attribute.note(distribution, host, [origin.address])
                yield origin
    if unknown is not None and not found:
        raise Undetermined(str(unknown))


def _at(distribution: cloudfront.Distribution, host: Located) -> Iterator[tuple[Resource, Setting]]:
    """What answers at a host, where it was read, and the attribute of such origins."""
    for kind, attribute, reads in _KINDS:
        name = reads(known_parts(host))
        value = replace(host, value=name) if name is not None and "?" not in name else host
        found = distribution.estate.find(distribution, kind, value)
        if isinstance(found, kind):
            yield found, attribute
            return
    for domain, attribute in _DOMAINS:
        named = distribution.estate.find(distribution, domain, host)
        if isinstance(named, domain) and named.unseen is None:
            yield from ((api, attribute) for api in named.apis)


def _is_open(origin: Resource) -> bool:
    match origin:
        case elbv2.LoadBalancer():
            return _stands_open(origin) and origin.web_acl is None and not _turns_strangers_away(origin)
        case apigateway.RestApi():
            return not _is_closed(origin)
        case apigatewayv2.Api():
            return not origin.endpoint_disabled
        case lambda_.FunctionUrl():
            return origin.authorization != "AWS_IAM"
    return False


def _stands_open(balancer: elbv2.LoadBalancer) -> bool:
    return balancer.internet_facing and not network.stands_cut_off(balancer)


def _turns_strangers_away(balancer: elbv2.LoadBalancer) -> bool:
    """Its security groups admit no one from the whole internet, or its listeners ask for a header."""
    groups = balancer.security_groups
    if groups and not any(network.is_open_to_the_internet(rule) for group in groups for rule in group.ingress):
        return True
    listeners = balancer.listeners
    return bool(listeners) and all(each.asks_for_a_header or each.only_redirects_to_https for each in listeners)


def _is_closed(api: apigateway.RestApi) -> bool:
    if api.is_private or api.endpoint_disabled or api.refuses_most or api.asks_for_keys:
        return True
    stages = api.stages
    return bool(stages) and all(stage.has_web_acl for stage in stages)
