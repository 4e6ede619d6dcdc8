"""User pools: those whose tokens inference APIs take."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from pytest_aisec.analysis.membership import Member, Named
from pytest_aisec.analysis.roles.registry import Role, finds, members
from pytest_aisec.aws import apigateway, apigatewayv2, appsync, cognito_idp
from pytest_aisec.inventory import Inventory
from pytest_aisec.model.resource import Resource


@finds(Role.USER_POOL, among=(cognito_idp.UserPool,))
def user_pools(inventory: Inventory) -> Iterator[Member]:
    """The user pools that authorizers of inference APIs name."""
    named = Named()
    for member in members(inventory, Role.INFERENCE_API):
        api = member.resource
        named.add(api, partial(_pools_of, api), f"{api.address} takes its tokens", member.doubt)
    for pool in inventory.of(cognito_idp.UserPool):
        found = named.member(pool, lambda unknown: not unknown.is_set)
        if found is not None:
            yield found


def _pools_of(api: Resource) -> Iterator[cognito_idp.UserPool]:
    if isinstance(api, apigateway.RestApi | apigatewayv2.Api | appsync.GraphQLApi):
        yield from api.user_pools
