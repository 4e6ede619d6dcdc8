"""Inference APIs: what answers requests from outside by asking a model, over any number of hops."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import partial

from pytest_aisec.analysis.membership import Member, select
from pytest_aisec.analysis.roles.buses import rules_on_named
from pytest_aisec.analysis.roles.handing import Relay
from pytest_aisec.analysis.roles.integrations import handed_by
from pytest_aisec.analysis.roles.parts import certainly
from pytest_aisec.analysis.roles.registry import Role, finds, members
from pytest_aisec.analysis.roles.ways import led_to
from pytest_aisec.aws import apigateway, apigatewayv2, appsync, cloudfront, lambda_
from pytest_aisec.inventory import Inventory
from pytest_aisec.model.attribute import items_of
from pytest_aisec.model.derived import known_parts
from pytest_aisec.model.resource import Resource
from pytest_aisec.values import Located, PartlyKnown, Reference, Unknown

MODEL_SERVICES = re.compile(
    r"arn:[^:]*:apigateway:[^:]*:(?:[^:]*\.)?"
    r"(runtime\.sagemaker|sagemaker-runtime|bedrock|bedrock-runtime|bedrock-agent-runtime|bedrock-agentcore):"
)
"""Integrations that call a model without a function between; parts of the ARN may not be known.

https://docs.aws.amazon.com/apigateway/latest/api/API_Integration.html
"""

DIRECT = (apigateway.RestApi, apigatewayv2.Api, lambda_.FunctionUrl, appsync.GraphQLApi)
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
    if isinstance(resource, appsync.GraphQLApi) and any(source.is_bedrock for source in resource.data_sources):
        return "a data source of it calls a model"
    return led_to(_behind(resource, inventory), inventory) or _reason(balancers, _balancers(resource))


def _reason(known: Mapping[Resource, Member], through: Iterator[Resource]) -> str | None:
    for each in through:
        member = known.get(each)
        if member is not None and certainly(member):
            return f"it leads to {each.address}: {member.reason}"
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


def _origin(known: Mapping[Resource, Member], inventory: Inventory, resource: Resource) -> str | None:
    assert isinstance(resource, cloudfront.Distribution)
    return _reason(known, _origins(resource)) or led_to(resource.edge_functions, inventory)


def _origins(resource: cloudfront.Distribution) -> Iterator[Resource]:
    yield from resource.load_balancers
    yield from resource.rest_apis
    yield from resource.http_apis
    yield from (api for domain in resource.http_domains if domain.unseen is None for api in domain.apis)
    yield from (api for domain in resource.rest_domains if domain.unseen is None for api in domain.apis)
    yield from resource.function_urls
    yield from (each.load_balancer for each in resource.vpc_origins if each.load_balancer is not None)


_SERVICE_TOLD = re.compile(r"(?!arn:|[?])|arn:[^:]*:(?!apigateway:)[^:?]+:|arn:[^:]*:apigateway:[^:]*:[^:?]+:")
"""A target of which enough is known to see what it is: no ARN, that of something else, or the service of one."""


def unknown_target(api: apigateway.RestApi) -> Unknown | None:
    """A target of an API that may be a service of models, since too little of it is known."""
    setting = apigateway.RestApi.service_targets
    found = items_of(setting.settled(api, setting.locate(api)))
    for target in (setting.settled(api, each, index) for index, each in enumerate(found)):
        match target.value:
            case Reference():
                continue
            case PartlyKnown() if _SERVICE_TOLD.match(known_parts(target)):
                continue
            case Unknown() as unknown:
                return unknown
    return None


def calls_a_model_itself(api: apigateway.RestApi) -> bool:
    """An integration of an API names a service of models. Parts of its ARN that are not known do not matter."""
    return any(MODEL_SERVICES.match(known_parts(target)) for target in targets(api))


def targets(api: apigateway.RestApi) -> list[Located]:
    """What the integrations of an API lead to; where that is one of several, each is tried."""
    setting = apigateway.RestApi.targets
    found = items_of(setting.settled(api, setting.locate(api)))
    return [setting.settled(api, target, index) for index, target in enumerate(found)]
