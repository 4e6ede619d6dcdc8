"""What stands in front of models."""

from __future__ import annotations

from typing import ClassVar

from pytest_aisec.ai.hosts import ModelHost
from pytest_aisec.ai.planned_acls import gets_a_web_acl
from pytest_aisec.ai.population import Narrowed, Subject
from pytest_aisec.analysis import network
from pytest_aisec.analysis.roles import Role
from pytest_aisec.analysis.roles.addresses import READ_FOR_ADDRESSES
from pytest_aisec.analysis.roles.handing import READ_FOR_WAYS
from pytest_aisec.analysis.roles.parts import parts
from pytest_aisec.aws import elbv2, iam
from pytest_aisec.inventory import Inventory
from pytest_aisec.model.resource import Resource, statement


class LoadBalancer(Narrowed, elbv2.LoadBalancer):
    """A load balancer in front of model hosts, or of functions that call models."""

    role = Role.MODEL_LOAD_BALANCER
    filled_by = (
        elbv2.LoadBalancer,
        elbv2.Listener,
        elbv2.TargetGroup,
        *READ_FOR_WAYS,
        *READ_FOR_ADDRESSES,
        iam.Role,
        iam.InstanceProfile,
        iam.ManagedPolicy,
        *ModelHost.filled_by,
    )

    @statement
    def faces_the_internet(self) -> bool:
        """It has addresses of the internet, from which public access is not blocked."""
        return self.internet_facing and not network.stands_cut_off(self)

    @statement
    def has_web_acl(self) -> bool:
        """Requests pass a web ACL: its own, or one that Firewall Manager gives it."""
        own = self.web_acl is not None and self.web_acl.is_for("REGIONAL")
        return own or gets_a_web_acl(self)


class Listener(elbv2.Listener):
    """A port of a load balancer in front of model hosts."""

    filled_by: ClassVar[tuple[type[Resource], ...]] = LoadBalancer.filled_by

    @classmethod
    def subjects(cls, inventory: Inventory) -> list[Subject]:
        """Every listener of such a load balancer, with the place of that in the estate."""
        found = parts(inventory, Role.MODEL_LOAD_BALANCER, inventory.of(elbv2.Listener), _load_balancer)
        return [Subject(member.resource.seen_as(cls), member.resource, member) for member in found]


def _load_balancer(listener: Resource) -> list[Resource]:
    assert isinstance(listener, elbv2.Listener)
    return [listener.load_balancer]
