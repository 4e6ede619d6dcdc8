"""Web ACLs that stand in front of models."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from pytest_aisec.analysis.membership import Member, Named
from pytest_aisec.analysis.roles.registry import Role, finds, members
from pytest_aisec.aws import apigateway, appsync, bedrock_agentcore, cloudfront, elbv2, wafv2
from pytest_aisec.inventory import Inventory
from pytest_aisec.model.resource import Resource


@finds(Role.INFERENCE_WEB_ACL, among=(wafv2.WebAcl,))
def web_acls(inventory: Inventory) -> Iterator[Member]:
    """The web ACLs of inference APIs, of load balancers in front of model hosts, and of gateways of agents."""
    named = Named()
    for role in (Role.INFERENCE_API, Role.MODEL_LOAD_BALANCER):
        for member in members(inventory, role):
            front = member.resource
            named.add(front, partial(_in_front_of, front), f"it stands in front of {front.address}", member.doubt)
    for gateway in inventory.of(bedrock_agentcore.Gateway):
        named.add(gateway, partial(_in_front_of, gateway), f"it stands in front of {gateway.address}")
    for acl in inventory.of(wafv2.WebAcl):
        found = named.member(acl, lambda unknown: not unknown.is_set)
        if found is not None:
            yield found


def _in_front_of(front: Resource) -> Iterator[wafv2.WebAcl]:
    match front:
        case apigateway.RestApi():
            for stage in front.stages:
                yield from stage.web_acls
        case cloudfront.Distribution() | appsync.GraphQLApi() | elbv2.LoadBalancer() | bedrock_agentcore.Gateway():
            if front.web_acl is not None:
                yield front.web_acl
