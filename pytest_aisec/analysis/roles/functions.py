"""Functions that call models: what an application runs in front of them."""

from __future__ import annotations

from collections.abc import Iterator

from pytest_aisec.analysis.identity import is_meant_to_call_models, statements_held
from pytest_aisec.analysis.membership import Member, select
from pytest_aisec.analysis.roles.asking import may_ask_agents, told_of_an_endpoint
from pytest_aisec.analysis.roles.registry import Role, finds
from pytest_aisec.aws import lambda_
from pytest_aisec.inventory import Inventory
from pytest_aisec.model.resource import Resource


@finds(Role.MODEL_FUNCTION, among=(lambda_.Function,))
def model_functions(inventory: Inventory) -> Iterator[Member]:
    """The functions that are told of an endpoint for a model, or have a role that is made to call models.

    A role that was not read, or that allows everything, does not tell: most functions call no model.
    """

    def why(function: Resource) -> str | None:
        assert isinstance(function, lambda_.Function)
        if told_of_an_endpoint(function, inventory):
            return "it is told of an endpoint at which a model answers"
        role = function.role
        if role is None or role.unseen is not None:
            return None
        held = (each for each in statements_held(role, read_only=True) if not each.covers("ec2:TerminateInstances"))
        if is_meant_to_call_models(role) or may_ask_agents(held):
            return f"its role {role.address} is made to call models or agents"
        return None

    return select(inventory.of(lambda_.Function), why)
