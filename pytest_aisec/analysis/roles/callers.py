"""Callers of models: functions, tasks and machines that have a role for it."""

from __future__ import annotations

from pytest_aisec.analysis.identity import is_meant_to_call_models
from pytest_aisec.analysis.membership import Member, select
from pytest_aisec.analysis.roles.actors import role_of
from pytest_aisec.aws import apprunner, ec2, ecs, lambda_
from pytest_aisec.inventory import Inventory
from pytest_aisec.model.resource import Resource

CALLERS = (
    lambda_.Function,
    ecs.Service,
    ecs.TaskDefinition,
    ec2.Instance,
    ec2.LaunchTemplate,
    apprunner.Service,
)
"""What calls models in the name of an application: a chat, a gateway to the models of several providers, a worker."""


def callers(inventory: Inventory) -> dict[Resource, Member]:
    """Everything that acts through a role which is made to call models.

    What only may be one does not count, as with a role or policy that was not read: most functions, tasks and
    machines call none.
    """
    return inventory.once(CALLERS, lambda: _callers(inventory))


def _callers(inventory: Inventory) -> dict[Resource, Member]:
    found = select((each for each in inventory if isinstance(each, CALLERS)), _why)
    return {member.resource: member for member in found if not member.doubt}


def _why(caller: Resource) -> str | None:
    role = role_of(caller)
    if role is None or role.unseen is not None or not is_meant_to_call_models(role):
        return None
    return f"{caller.address} calls models through it"
