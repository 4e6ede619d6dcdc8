"""Gateways to models: what answers others by calling models, as LiteLLM does, or a chat in a container."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial

from pytest_aisec.analysis import network
from pytest_aisec.analysis.membership import Member, Named, member_if
from pytest_aisec.analysis.roles.callers import callers
from pytest_aisec.analysis.roles.frontdoors import registered
from pytest_aisec.analysis.roles.registry import Role, finds, members
from pytest_aisec.aws import ec2, ecs, elbv2
from pytest_aisec.inventory import Inventory
from pytest_aisec.model.resource import Resource

GATEWAYS = (ecs.Service, ec2.Instance, ec2.LaunchTemplate)

_ADMINISTERED = (22, 3389)
"""Ports at which people sign in to a machine, whatever it does."""


@finds(Role.MODEL_GATEWAY, among=GATEWAYS)
def model_gateways(inventory: Inventory) -> Iterator[Member]:
    """What has a role that is made to call models, and is reached by a load balancer or from the internet.

    What only calls models, as a worker does, is none. What runs models itself is a model host already.
    """
    hosts = {member.resource for member in members(inventory, Role.MODEL_HOST) if not member.doubt}
    calling = [each for each in callers(inventory) if isinstance(each, GATEWAYS) and each not in hosts]
    fronted = Named()
    for group in inventory.of(elbv2.TargetGroup) if calling else []:
        fronted.add(group, partial(registered, group), f"{group.address} sends it requests")
    for each in calling:
        found = fronted.member(each, lambda unknown: not unknown.is_set)
        if found is None or found.doubt:
            found = member_if(each, partial(_reached, each)) or found
        if found is not None:
            yield Member(each, f"{found.reason}, and it may call models", found.doubt)


def _reached(gateway: Resource) -> str | None:
    """How requests from elsewhere get to it, beside the target groups that say so themselves."""
    match gateway:
        case ecs.Service():
            if gateway.target_groups:
                return "a load balancer sends it requests"
            public = gateway.assigns_public_ip and bool(gateway.subnets)
        case ec2.Instance():
            public = network.has_public_address(gateway)
        case _:
            return None  # what is launched from a template is judged itself, or by its target groups
    if public and not network.stands_cut_off(gateway) and _admits_strangers(gateway.security_groups):
        return "the internet reaches it"
    return None


def _admits_strangers(groups: Iterable[ec2.SecurityGroup]) -> bool:
    """Somebody on the internet is let in, and not only to sign in."""
    rules = (rule for group in groups for rule in group.ingress)
    return any(network.is_open_to_the_internet(rule) and not _is_for_signing_in(rule) for rule in rules)


def _is_for_signing_in(rule: ec2.IngressRule) -> bool:
    return rule.from_port == rule.to_port and rule.from_port in _ADMINISTERED
