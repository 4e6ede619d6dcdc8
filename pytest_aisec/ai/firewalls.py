"""Security groups and the rules that stand beside them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from pytest_aisec.ai.population import Subject
from pytest_aisec.analysis import network
from pytest_aisec.analysis.membership import Member
from pytest_aisec.aws import ec2
from pytest_aisec.inventory import Inventory
from pytest_aisec.model.evidence import unrecorded
from pytest_aisec.model.resource import Resource
from pytest_aisec.values import Unknown
from pytest_aisec.verdicts import Verdict, decide


class Firewall:
    """What lets traffic in: a security group, or a rule for one that is declared elsewhere."""

    filled_by: ClassVar[tuple[type[Resource], ...]] = (ec2.SecurityGroup,)

    def __init__(self, resource: ec2.SecurityGroup | ec2.SeparateRule) -> None:
        self.resource = resource

    @classmethod
    def subjects(cls, inventory: Inventory) -> list[Subject]:
        """All security groups, and the rules that are not certain to belong to one of them."""
        groups = inventory.of(ec2.SecurityGroup)
        sources = {group.declaration.source for group in groups}
        rules = (each.seen_as(ec2.SeparateRule) for each in inventory if each.declaration.type in _RULES)
        apart = [rule for rule in rules if not _judged_with_its_group(rule)]
        return [
            *(Subject(cls(group), group) for group in groups),
            *(Subject(cls(rule), rule, _part_of_another(rule, sources)) for rule in apart),
        ]

    def open_ports(self, among: Iterable[int], protocols: tuple[str, ...] = ("tcp", "udp")) -> Sequence[int]:
        """Those of some ports on which its rules, one of them or several together, let the internet in."""
        return network.open_ports(self.resource, among, protocols)

    @property
    def opens_every_port(self) -> bool:
        """Its rules, one of them or several together, let the internet in on every port."""
        return network.opens_every_port(self.resource)

    def __repr__(self) -> str:
        return self.resource.address


_RULES = ec2.SeparateRule.types


def _judged_with_its_group(rule: ec2.SeparateRule) -> bool:
    def judge() -> None:
        group = rule.group
        assert rule.direction == "egress" or (group is not None and group.unseen is None)

    with unrecorded():
        return decide(judge).verdict is Verdict.PASSED


def _part_of_another(rule: ec2.SeparateRule, sources: set[str]) -> Member | None:
    """The doubt whether a rule is one of a declared group, and judged there: a value without any names may be that."""
    named = ec2.SeparateRule.group.locate(rule).value
    if type(named) is not Unknown or rule.declaration.source not in sources:
        return None
    return Member(rule, "its security group is not among those that are declared", (str(named),))
