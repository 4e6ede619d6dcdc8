"""AI VPCs: the networks in which models run."""

from __future__ import annotations

from collections.abc import Iterator

from pytest_aisec.analysis.membership import Member, Named
from pytest_aisec.analysis.roles.actors import placed, subnets_of
from pytest_aisec.analysis.roles.registry import Role, finds
from pytest_aisec.aws import ec2
from pytest_aisec.inventory import Inventory


@finds(Role.AI_VPC)
def ai_vpcs(inventory: Inventory) -> Iterator[Member]:
    """The VPCs with a subnet in which something that runs models stands."""
    vpcs = Named()
    for host, doubt in placed(inventory):
        vpcs.add(host, lambda host=host: (subnet.vpc for subnet in subnets_of(host)), f"{host.address} is in it", doubt)  # type: ignore[misc]
    for vpc in inventory.of(ec2.Vpc):
        member = vpcs.member(vpc, lambda unknown: not unknown.is_set)
        if member is not None:
            yield member
