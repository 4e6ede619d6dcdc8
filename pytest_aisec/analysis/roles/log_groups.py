"""Log groups of the AI estate: those of AI services, by their names, and those that tasks with models write to."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from pytest_aisec.analysis.membership import Member, Named, member_if
from pytest_aisec.analysis.roles.registry import Role, finds, members
from pytest_aisec.aws import batch, ecs, logs
from pytest_aisec.inventory import Inventory
from pytest_aisec.model.matching import Regex
from pytest_aisec.model.resource import Resource
from pytest_aisec.values import PartlyKnown
from pytest_aisec.verdicts import Undetermined

OF_AI = Regex(r"/aws/(?:vendedlogs/)?(bedrock|sagemaker)")

_ROOTS = tuple(f"/aws/{kind}{service}" for kind in ("", "vendedlogs/") for service in ("bedrock", "sagemaker"))


@finds(Role.AI_LOG_GROUP, among=(logs.LogGroup,))
def ai_log_groups(inventory: Inventory) -> Iterator[Member]:
    """The log groups of Bedrock, SageMaker and AgentCore, and those of tasks that run models or answer by calling them.

    What only may be named does not count: most log groups are of other tasks.
    """
    named = Named()
    for role in (Role.MODEL_HOST, Role.MODEL_GATEWAY):
        for member in members(inventory, role):
            writer = member.resource
            if isinstance(writer, ecs.TaskDefinition | ecs.Service | batch.JobDefinition):
                named.add(writer, partial(_groups_of, writer), f"{writer.address} writes to it", member.doubt)
    for group in inventory.of(logs.LogGroup):
        found = member_if(group, partial(_by_name, group))
        if found is None or found.doubt:
            found = named.member(group, lambda _: False) or found
        if found is not None:
            yield found


def _by_name(group: logs.LogGroup) -> str | None:
    """The beginning of a name decides, also where its end is not known."""
    stated = logs.LogGroup.name.locate(group).value
    known = stated.prefix if isinstance(stated, PartlyKnown) else None
    if known is not None and not any(root.startswith(known) or known.startswith(root) for root in _ROOTS):
        return None
    found = OF_AI.match(known or "") or OF_AI.match(group.name)
    return f"{found[0]} writes to it" if found else None


def _groups_of(writer: Resource) -> Iterator[logs.LogGroup]:
    """Those that the containers of a task or job write to. Raises Undetermined where a service's task is not known."""
    definition = writer.task_definition if isinstance(writer, ecs.Service) else writer
    if definition is None:
        return
    if definition.unseen is not None:
        raise Undetermined(str(definition.unseen))
    assert isinstance(definition, ecs.TaskDefinition | batch.JobDefinition)
    for container in definition.containers:
        group = container.log_group
        if group is not None and group.unseen is None:
            yield group
