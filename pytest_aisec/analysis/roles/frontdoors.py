"""What stands in front of models: load balancers."""

from __future__ import annotations

from collections.abc import Iterator

from pytest_aisec.analysis.membership import Member, select
from pytest_aisec.analysis.roles.callers import callers
from pytest_aisec.analysis.roles.inference import calls_models
from pytest_aisec.analysis.roles.parts import certainly
from pytest_aisec.analysis.roles.registry import Role, finds, members
from pytest_aisec.aws import elbv2
from pytest_aisec.inventory import Inventory
from pytest_aisec.model.resource import Resource


@finds(Role.MODEL_LOAD_BALANCER, among=(elbv2.LoadBalancer,))
def load_balancers(inventory: Inventory) -> Iterator[Member]:
    """The load balancers one of whose target groups holds a model host, or something that calls models."""
    hosts = {member.resource: member for member in members(inventory, Role.MODEL_HOST)}
    calling = callers(inventory)

    def why(resource: Resource) -> str | None:
        assert isinstance(resource, elbv2.LoadBalancer)
        for listener in resource.listeners:
            for target in (target for group in listener.target_groups for target in _behind(group)):
                host = hosts.get(target)
                if host is not None and certainly(host):
                    return f"it forwards to {target.address}"
                if target in calling:
                    return f"it forwards to {target.address}, which may call models"
            for function in (each for group in listener.target_groups for each in group.functions):
                if calls_models(function, inventory):
                    return f"it forwards to {function.address}, which may call models"
        return None

    return select(inventory.of(elbv2.LoadBalancer), why)


def _behind(group: elbv2.TargetGroup) -> Iterator[Resource]:
    """What a target group sends requests to: instances, services, the templates of groups that register theirs."""
    for fleet in group.groups:
        if fleet.launch_template is not None:
            yield fleet.launch_template
    yield from group.services
    yield from group.instances
