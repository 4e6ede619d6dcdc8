"""What stands in front of models: load balancers."""

from __future__ import annotations

from collections.abc import Iterator

from pytest_aisec.analysis.membership import Member, select
from pytest_aisec.analysis.roles.callers import callers
from pytest_aisec.analysis.roles.parts import certainly
from pytest_aisec.analysis.roles.registry import Role, finds, members
from pytest_aisec.analysis.roles.targets import registered
from pytest_aisec.analysis.roles.ways import led_to
from pytest_aisec.aws import elbv2
from pytest_aisec.inventory import Inventory
from pytest_aisec.model.resource import Resource

__all__ = ["load_balancers", "registered"]


@finds(Role.MODEL_LOAD_BALANCER, among=(elbv2.LoadBalancer,))
def load_balancers(inventory: Inventory) -> Iterator[Member]:
    """The load balancers one of whose target groups holds a model host, or something that calls models."""
    hosts = {member.resource: member for member in members(inventory, Role.MODEL_HOST)}
    calling = callers(inventory)

    def why(resource: Resource) -> str | None:
        assert isinstance(resource, elbv2.LoadBalancer)
        for listener in resource.listeners:
            for target in (target for group in listener.target_groups for target in registered(group)):
                host = hosts.get(target)
                if host is not None and certainly(host):
                    return f"it forwards to {target.address}"
                if target in calling:
                    return f"it forwards to {target.address}, which may call models"
            functions = (each for group in listener.target_groups for each in group.functions)
            reason = led_to(functions, inventory, "it forwards to")
            if reason is not None:
                return reason
        groups = (group for listener in resource.listeners for group in listener.target_groups)
        applications = (each for group in groups for each in group.services)
        return led_to(applications, inventory, "it forwards to")

    every = inventory.of(elbv2.LoadBalancer)
    found = {member.resource: member for member in select(every, why)}
    return _in_front(every, found)


def _in_front(every: list[elbv2.LoadBalancer], found: dict[Resource, Member]) -> Iterator[Member]:
    """Those that were found, and those that forward to another one of them: network ones to application ones."""

    def why(resource: Resource) -> str | None:
        assert isinstance(resource, elbv2.LoadBalancer)
        groups = (group for listener in resource.listeners for group in listener.target_groups)
        for behind in (each for group in groups for each in group.load_balancers):
            member = found.get(behind)
            if member is not None and certainly(member):
                return f"it forwards to {behind.address}: {member.reason}"
        return None

    doubtful = {each: member for each, member in found.items() if member.doubt}
    others = (each for each in every if each not in found or each in doubtful)
    more = {member.resource: member for member in select(others, why)}
    for each in every:
        member = more.get(each)
        if member is not None and not (member.doubt and each in found):
            yield member
        elif each in found:
            yield found[each]
