"""Where requests go on to: behind load balancers and names, from what answers them to what that is told of."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial

from pytest_aisec.analysis.membership import Named
from pytest_aisec.analysis.roles.addresses import INSIDE, answering, behind_name, connected
from pytest_aisec.analysis.roles.api_targets import targets
from pytest_aisec.analysis.roles.handing import Next, following, handed_on_through, received_through
from pytest_aisec.analysis.roles.integrations import handed_by
from pytest_aisec.analysis.roles.targets import registered
from pytest_aisec.analysis.roles.written import called, definition, environment, leaves, referred, substituted
from pytest_aisec.aws import (
    apigateway,
    apigatewayv2,
    apprunner,
    ecs,
    elbv2,
    kinesis,
    lambda_,
    route53,
    servicediscovery,
    sqs,
    stepfunctions,
)
from pytest_aisec.inventory import Inventory
from pytest_aisec.model.attribute import items_of
from pytest_aisec.model.matching import Regex
from pytest_aisec.model.partly import certain_items
from pytest_aisec.model.resource import Resource
from pytest_aisec.values import Located

_IS_NOT_ASKED = Regex(r"(?:^|_)(?:CORS|ALLOW(?:ED)?_?(?:ORIGIN|HOST)|REDIRECT|CALLBACK|LOGOUT)", re.IGNORECASE)
"""Words in the names of variables with addresses from which browsers come, or to which these are sent.

https://docs.djangoproject.com/en/stable/ref/settings/#allowed-hosts
"""


def beyond(resource: Resource, inventory: Inventory) -> Next:
    """Where one goes on from a resource, found once: what it hands work on to, and what it sends requests to.

    As with work that is handed on, what only may name something does not count.
    """

    def find() -> Next:
        handed = following(resource, inventory)
        named = Named()
        named.add(resource, partial(_sent_to, resource, inventory), "")
        doubtful = tuple((each, doubt) for each, (_, doubt) in named.doubtful.items())
        return Next((*handed.certain, *named.certain), (*handed.doubtful, *doubtful))

    return inventory.once(("sends on to", resource.key), find)


def _sent_to(resource: Resource, inventory: Inventory) -> Iterator[Resource]:
    match resource:
        case lambda_.Function():
            for leaf in leaves(environment(resource, _IS_NOT_ASKED)):
                yield from (each for each in answering(resource, leaf, inventory) if not _talks_back(each))
            for leaf in leaves(environment(resource)):
                yield from _started(resource, leaf, inventory)
        case stepfunctions.StateMachine():
            for leaf in [*leaves(definition(resource)), *leaves(substituted(resource))]:
                yield from _started(resource, leaf, inventory)
        case ecs.Service() if resource.task_definition is not None and resource.task_definition.unseen is None:
            yield from _sent_to(resource.task_definition, inventory)
        case ecs.TaskDefinition():
            yield from _told(resource, inventory)
            yield from handed_on_through(resource.task_role, inventory)
        case _:
            yield from _passed_through(resource, inventory)


def _passed_through(resource: Resource, inventory: Inventory) -> Iterator[Resource]:
    """What gets the requests or the work that go through something."""
    match resource:
        case lambda_.FunctionUrl():
            yield from [] if resource.function is None else [resource.function]
        case apprunner.Service():
            yield from _told_outside(resource, inventory)
        case sqs.Queue() | kinesis.Stream():
            yield from _workers(inventory).get(resource, ())
        case elbv2.LoadBalancer():
            yield from _behind_balancer(resource)
        case servicediscovery.DiscoveryService() | route53.RecordSet():
            yield from behind_name(resource)
        case apigateway.RestApi() | apigatewayv2.Api():
            yield from behind_api(resource, inventory)


def _started(near: Resource, leaf: Located, inventory: Inventory) -> Iterator[Resource]:
    """The definition of the tasks that a value is, whose ARN one is told to start them.

    https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RunTask.html
    """
    yield from referred(near, leaf, (ecs.TaskDefinition,))
    if isinstance(leaf.value, str) and ":task-definition/" in leaf.value:
        family = leaf.value.rpartition(":task-definition/")[2].partition(":")[0]
        for name in dict.fromkeys((leaf.value, family)):
            yield from called(near, name, (ecs.TaskDefinition,), inventory)


def _workers(inventory: Inventory) -> dict[Resource, list[Resource]]:
    """The services whose tasks certainly take work from each queue and stream: their role says from which."""

    def tabulated() -> dict[Resource, list[Resource]]:
        table: dict[Resource, list[Resource]] = {}
        for service in inventory.of(ecs.Service):
            taking = Named()
            taking.add(service, partial(_taken_from, service, inventory), "")
            for source in taking.certain:
                table.setdefault(source, []).append(service)
        return table

    return inventory.once("workers", tabulated)


def _taken_from(service: ecs.Service, inventory: Inventory) -> Iterator[Resource]:
    tasks = service.task_definition
    if tasks is not None and tasks.unseen is None:
        yield from received_through(tasks.task_role, inventory)


def _talks_back(answering_there: Resource) -> bool:
    """A function is told of a WebSocket API to answer the clients that are connected to it, not to ask anything."""
    return isinstance(answering_there, apigatewayv2.Api) and answering_there.protocol == "WEBSOCKET"


def _told(tasks: ecs.TaskDefinition, inventory: Inventory) -> Iterator[Resource]:
    """What answers inside a VPC at the addresses in the variables of a task.

    Addresses on the internet do not count: many applications are told of one only to tell the browsers of visitors.
    """
    for container in certain_items(tasks.containers):
        for variable in certain_items(container.variables):
            if _IS_NOT_ASKED.search(str(ecs.Variable.name.locate(variable).value)):
                continue
            setting = ecs.Variable.value
            told = setting.settled(variable, setting.locate(variable))
            yield from answering(tasks, told, inventory, INSIDE)
            yield from connected(tasks, told, inventory)


def _told_outside(application: apprunner.Service, inventory: Inventory) -> Iterator[Resource]:
    setting = apprunner.Service.variables
    for value in items_of(setting.settled(application, setting.locate(application))):
        yield from answering(application, value, inventory, INSIDE)
    yield from handed_on_through(application.role, inventory)


def _behind_balancer(balancer: elbv2.LoadBalancer) -> Iterator[Resource]:
    for listener in certain_items(balancer.listeners):
        for group in certain_items(listener.target_groups):
            if group.unseen is None:
                yield from registered(group)
                yield from group.functions
                yield from group.load_balancers


def behind_api(api: apigateway.RestApi | apigatewayv2.Api, inventory: Inventory) -> Iterator[Resource]:
    """What an API sends requests to, or hands work to, in any way."""
    yield from certain_items(api.functions)
    yield from certain_items(api.state_machines)
    yield from certain_items(api.queues)
    yield from handed_by(api, inventory)
    if isinstance(api, apigateway.RestApi):
        for way in certain_items(api.vpc_links):
            yield from certain_items(way.load_balancers) if way.unseen is None else ()
    else:
        yield from (each.load_balancer for each in certain_items(api.listeners) if each.unseen is None)
        yield from certain_items(api.discovery_services)
    yield from forwarded_to(api, inventory)


def forwarded_to(api: apigateway.RestApi | apigatewayv2.Api, inventory: Inventory) -> Iterator[Resource]:
    """What answers at the addresses to which an API forwards requests."""
    for target in targets(api):
        yield from answering(api, target, inventory)
