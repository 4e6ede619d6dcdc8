"""AI VPCs: the networks in which models run."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from pytest_aisec.analysis import network
from pytest_aisec.analysis.membership import Member, Named
from pytest_aisec.analysis.roles.actors import existence, standing, subnets_of
from pytest_aisec.analysis.roles.registry import Role, finds, members
from pytest_aisec.aws import ec2
from pytest_aisec.inventory import Inventory
from pytest_aisec.model.resource import Resource


@finds(Role.AI_VPC, among=(ec2.Vpc,))
def ai_vpcs(inventory: Inventory) -> Iterator[Member]:
    """The VPCs with a subnet in which something stands that runs models or works with them."""
    vpcs = Named()
    for host, doubt in standing(inventory):
        vpcs.add(host, partial(_vpcs_of, host), f"{host.address} is in it", doubt)
    for gateway in members(inventory, Role.MODEL_GATEWAY):
        vpcs.add(
            gateway.resource,
            partial(_vpcs_of, gateway.resource),
            f"{gateway.resource.address}, a gateway to models, is in it",
            gateway.doubt or existence(gateway.resource),
        )
    for vpc in inventory.of(ec2.Vpc):
        member = vpcs.member(vpc, lambda unknown: not unknown.is_set)
        if member is not None:
            yield member


def _vpcs_of(host: Resource) -> Iterator[ec2.Vpc]:
    yield from (subnet.vpc for subnet in subnets_of(host))


@finds(Role.AI_NETWORK_ACL, among=(ec2.NetworkAcl,))
def ai_network_acls(inventory: Inventory) -> Iterator[Member]:
    """The network ACLs in effect in the subnets of AI VPCs."""
    acls = Named()
    for member in members(inventory, Role.AI_VPC):
        vpc = member.resource
        assert isinstance(vpc, ec2.Vpc)
        acls.add(vpc, partial(_in_effect, vpc), f"it guards subnets of {vpc.address}", member.doubt)
    for acl in inventory.of(ec2.NetworkAcl):
        found = acls.member(acl, lambda unknown: not unknown.is_set)
        if found is not None:
            yield found


def _in_effect(vpc: ec2.Vpc) -> Iterator[ec2.NetworkAcl]:
    for subnet in vpc.subnets:
        yield from network.network_acls(subnet)
