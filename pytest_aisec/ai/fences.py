"""Model hosts, by who gets through to them past network ACLs and security groups."""

from __future__ import annotations

from collections.abc import Iterable

from pytest_aisec.ai.hosts import Machine, ModelHost
from pytest_aisec.ai.population import Subject
from pytest_aisec.analysis.membership import Member
from pytest_aisec.analysis.neighbours import strangers
from pytest_aisec.analysis.roles.parts import certainly
from pytest_aisec.aws import ec2
from pytest_aisec.inventory import Inventory
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
    def strangers(self) -> list[str]:
        """The machines, not hosts of models themselves, that its security groups let in by a group that they name."""
        found = strangers(self.security_groups, [self.resource])
        others = {each.resource: each for each in self.others}
        return list(dict.fromkeys(each.address for each in found if each not in others or not certainly(others[each])))

    @property
    def unfiltered_layers(self) -> list[str]:
        """Those that let the internet in to every port, and the ports that groups and network ACLs both open."""
        acls = [acl for subnet in self.subnets for acl in subnet.network_acls or subnet.vpc.default_network_acls]
        opened = {
            port: group.address
            for group in self.security_groups
            for rule in group.ingress
            if rule.open_to_the_internet
            for port in _ends(rule, acls)
        }
        through = [port for port in opened if any(acl.admits_from_the_internet(port) for acl in acls)]
        return [*super().unfiltered_layers, *(f"{opened[port]}: {port}" for port in sorted(through))]

    def ports_open_to_the_internet(self, ports: Iterable[int]) -> list[int]:
        """Those of some ports on which network ACLs of its subnets let the internet in.

        NotApplicable to a subnet under a default network ACL that is not declared: it is judged for relying on it.
        """
        acls = [acl for subnet in self.subnets for acl in subnet.network_acls or subnet.vpc.default_network_acls]
        if not acls:
            raise NotApplicable("its subnets have no network ACL of their own: they are judged for that")
        return [port for port in ports if any(acl.admits_from_the_internet(port) for acl in acls)]


def _ends(rule: ec2.IngressRule, acls: Iterable[ec2.NetworkAcl]) -> list[int]:
    """The TCP ports of a rule at which what it opens, or what one of some network ACLs opens, begins or ends."""
    entries = [entry for acl in acls for entry in acl.entries if not entry.egress]
    stated = [port for entry in entries for port in (entry.from_port, entry.to_port) if port is not None]
    own = rule.tcp_ends
    return [*own, *(port for port in stated if own and rule.admits_any_of((port,)))]
