"""Inference APIs: what answers requests from outside by asking a model, over any number of hops."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial

from pytest_aisec.analysis.membership import Member, select
from pytest_aisec.analysis.roles.addresses import INSIDE, answering
from pytest_aisec.analysis.roles.api_targets import calls_a_model_itself
from pytest_aisec.analysis.roles.buses import rules_on_named
from pytest_aisec.analysis.roles.handing import Relay
from pytest_aisec.analysis.roles.integrations import handed_by
from pytest_aisec.analysis.roles.onward import forwarded_to
from pytest_aisec.analysis.roles.parts import certainly
from pytest_aisec.analysis.roles.registry import Role, finds, members
from pytest_aisec.analysis.roles.ways import led_to, way_to_a_model
from pytest_aisec.aws import apigateway, apigatewayv2, apprunner, appsync, cloudfront, lambda_
from pytest_aisec.inventory import Inventory
from pytest_aisec.model.attribute import items_of
from pytest_aisec.model.partly import certain_items
from pytest_aisec.model.resource import Resource

DIRECT = (apigateway.RestApi, apigatewayv2.Api, lambda_.FunctionUrl, appsync.GraphQLApi, apprunner.Service)
_FRONTS = (*DIRECT, cloudfront.Distribution)


@finds(Role.INFERENCE_API, among=_FRONTS)
def inference_apis(inventory: Inventory) -> list[Member]:
    """The APIs, function URLs and distributions that lead to a model: by a function, a load balancer, or at once."""
    balancers = {member.resource: member for member in members(inventory, Role.MODEL_LOAD_BALANCER)}
    apis = list(select((each for each in inventory if isinstance(each, DIRECT)), partial(_why, balancers, inventory)))
    known = balancers | {member.resource: member for member in apis}
    return apis + list(select(inventory.of(cloudfront.Distribution), partial(_origin, known, inventory)))


def _why(balancers: Mapping[Resource, Member], inventory: Inventory, resource: Resource) -> str | None:
    if isinstance(resource, apigateway.RestApi) and calls_a_model_itself(resource):
        return "an integration of it calls a model"
    if isinstance(resource, apprunner.Service):
        member = way_to_a_model(resource, inventory)
        return f"it {member.reason}" if member is not None and certainly(member) else None
    return (
        (_answered_by_data(balancers, resource, inventory) if isinstance(resource, appsync.GraphQLApi) else None)
        or _told_reason(balancers, _addressed(resource, inventory), inventory)
        or led_to(_behind(resource, inventory), inventory)
        or _reason(balancers, _balancers(resource))
    )


def _answered_by_data(
    balancers: Mapping[Resource, Member], api: appsync.GraphQLApi, inventory: Inventory
) -> str | None:
    """What answers at an address that is only known once it is made is no model of AWS's where it is declared.

    One that is written out is: a record of that name, as for a private endpoint, makes it nothing else.
    """
    for source in api.data_sources:
        address = appsync.DataSource.endpoint.locate(source)
        elsewhere = list(answering(source, address, inventory))
        reason = _told_reason(balancers, iter(elsewhere), inventory)
        if reason is not None:
            return reason
        if (not elsewhere or isinstance(address.value, str)) and source.is_bedrock:
            return "a data source of it calls a model"
    return None


def _reason(known: Mapping[Resource, Member], through: Iterator[Resource]) -> str | None:
    for each in through:
        member = known.get(each)
        if member is not None and certainly(member):
            return f"it leads to {each.address}: {member.reason}"
    return None


def _told_reason(known: Mapping[Resource, Member], through: Iterator[Resource], inventory: Inventory) -> str | None:
    """The reason by what answers at certain addresses, of which some are known to be in front of models."""
    for each in through:
        reason = _reason(known, iter([each])) or led_to([each], inventory)
        if reason is not None:
            return reason
    return None


def _behind(resource: Resource, inventory: Inventory) -> Iterator[Relay]:
    match resource:
        case lambda_.FunctionUrl():
            if resource.function is not None:
                yield resource.function
        case apigateway.RestApi() | apigatewayv2.Api():
            yield from resource.functions
            yield from resource.state_machines
            yield from resource.queues
            yield from handed_by(resource, inventory)
        case appsync.GraphQLApi():
            yield from (each.function for each in resource.data_sources if each.function is not None)
            for source in resource.data_sources:
                if source.bus is not None:
                    yield from rules_on_named(source.bus, inventory)


def _balancers(resource: Resource) -> Iterator[Resource]:
    match resource:
        case apigateway.RestApi():
            yield from resource.load_balancers
            for way in resource.vpc_links:
                yield from way.load_balancers
        case apigatewayv2.Api():
            yield from (listener.load_balancer for listener in resource.listeners)


def _addressed(resource: Resource, inventory: Inventory) -> Iterator[Resource]:
    match resource:
        case apigateway.RestApi():
            yield from certain_items(resource.private_load_balancers)
            yield from forwarded_to(resource, inventory)
        case apigatewayv2.Api():
            yield from certain_items(resource.discovery_services)
            yield from forwarded_to(resource, inventory)


def _origin(known: Mapping[Resource, Member], inventory: Inventory, resource: Resource) -> str | None:
    assert isinstance(resource, cloudfront.Distribution)
    return (
        _reason(known, _origins(resource))
        or led_to(resource.edge_functions, inventory)
        or led_to(_other_origins(resource, inventory), inventory)
    )


def _other_origins(resource: cloudfront.Distribution, inventory: Inventory) -> Iterator[Resource]:
    """Names of load balancers, machines, and applications."""
    yield from (each.instance for each in resource.vpc_origins if each.instance is not None)
    setting = cloudfront.Distribution.hosts
    for index, host in enumerate(items_of(setting.settled(resource, setting.locate(resource)))):
        yield from answering(resource, setting.settled(resource, host, index), inventory, (*INSIDE, apprunner.Service))


def _origins(resource: cloudfront.Distribution) -> Iterator[Resource]:
    yield from resource.load_balancers
    yield from resource.rest_apis
    yield from resource.http_apis
    yield from (api for domain in resource.http_domains if domain.unseen is None for api in domain.apis)
    yield from (api for domain in resource.rest_domains if domain.unseen is None for api in domain.apis)
    yield from resource.function_urls
    yield from (each.load_balancer for each in resource.vpc_origins if each.load_balancer is not None)
