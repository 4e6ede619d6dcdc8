"""Model hosts, by who gets through to them past network ACLs and security groups."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pytest_aisec.ai.hosts import Machine, ModelHost
from pytest_aisec.ai.population import Subject
from pytest_aisec.analysis import network
from pytest_aisec.analysis.membership import Member
from pytest_aisec.analysis.roles.parts import certainly
from pytest_aisec.inventory import Inventory
from pytest_aisec.model.resource import Resource
from pytest_aisec.verdicts import NotApplicable


class FencedHost(ModelHost):
    """A machine that runs models, with the other ones beside it."""

    def __init__(self, machine: Machine, reason: str, others: Iterable[Member] = ()) -> None:
        super().__init__(machine, reason)
        self.others = tuple(others)

    @classmethod
    def subjects(cls, inventory: Inventory) -> list[Subject]:
        """All model hosts."""
        found = super().subjects(inventory)
        hosts = [each.member for each in found if each.member is not None]
        return [
            Subject(cls(each.view.resource, each.view.reason, hosts), each.resource, each.member)  # type: ignore[attr-defined]
            for each in found
        ]

    @property
    def strangers(self) -> Sequence[Resource]:
        """The machines, not hosts of models themselves, that its security groups let in by a group that they name."""
        hosts = [each.resource for each in self.others if certainly(each)]
        return network.machines_let_in(self.security_groups, [self.resource, *hosts])

    @property
    def unfiltered_layers(self) -> list[str]:
        """Those that let the internet in to every port, and the ports that groups and network ACLs both open."""
        through = network.open_through_both(self.security_groups, self.subnets)
        return [*super().unfiltered_layers, *(f"ports {first}-{last}" for first, last in through)]

    def ports_open_to_the_internet(self, ports: Iterable[int]) -> list[int]:
        """Those of some ports on which network ACLs of its subnets let the internet in.

        NotApplicable to a subnet under a default network ACL that is not declared: it is judged for relying on it.
        """
        acls = network.acls_around(self.subnets)
        if not acls:
            raise NotApplicable("its subnets have no network ACL of their own: they are judged for that")
        return network.ports_let_in(acls, ports)
