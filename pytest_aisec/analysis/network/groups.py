"""Security groups: which ports their rules open to the internet together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pytest_aisec.analysis.network.lines import PORTS, TCP, UDP, Doubt, Lines, decided, line_of_group, starts
from pytest_aisec.analysis.network.spans import EVERYWHERE, NOWHERE, Addresses
from pytest_aisec.aws import ec2
from pytest_aisec.declarations import Dialect
from pytest_aisec.model.partly import PartlyKnownList
from pytest_aisec.model.resource import answer
from pytest_aisec.values import Unknown


class Opening(Lines):
    """What rules of security groups open together."""

    def __init__(self, rules: Iterable[ec2.Rule]) -> None:
        doubt = Doubt()
        self.lines = [line_of_group(rule) for rule in doubt.each(rules)]
        self.rest = tuple(doubt.reasons)
        """Why there may be other rules."""

    def to(self, port: int, *, generous: bool, protocol: str = TCP) -> Addresses:
        """To whom a port is open; `generous`: to whom it may be."""
        if generous and self.rest:
            return EVERYWHERE
        found = NOWHERE
        for line in self.lines:
            found |= line.perhaps(protocol, port) if generous else line.certainly(protocol, port)
        return found

    def is_open(self, port: int, protocols: Iterable[str], *, generous: bool) -> bool:
        """The internet is let through on a port of one of some protocols."""
        return any(self.to(port, generous=generous, protocol=protocol).is_internet for protocol in protocols)

    def show(self, port: int) -> None:
        """Leave at the end of the evidence the rule with which a port is open to the internet."""
        for protocol in (TCP, UDP):
            found = NOWHERE
            for line in self.lines:
                found |= line.certainly(protocol, port)
                if found.is_internet:
                    return line.show()
        return None

    @property
    def names_anybody(self) -> bool:
        """Some rule may name somebody on the internet; most name other groups only."""
        return bool(self.rest) or any(line.possible for line in self.lines)


Group = ec2.SecurityGroup | ec2.SeparateRule
"""What has rules about what comes in: a security group, or a rule that is seen without its group."""


@answer
def is_open_to_the_internet(rule: ec2.Rule) -> bool:
    """A large part of the internet is at the other end of a rule, by ranges or prefix lists."""
    line = line_of_group(rule)
    return decided(line.certain.is_internet, lambda: line.possible.is_internet, line.reasons)


def open_ports(group: Group, among: Iterable[int], protocols: tuple[str, ...] = (TCP, UDP)) -> Sequence[int]:
    """Those of some ports that its rules, one of them or several together, open to the internet, of some protocols."""
    opening = Opening(group.ingress)
    if not opening.names_anybody:
        return []
    asked = tuple(among)
    found = [port for port in asked if opening.is_open(port, protocols, generous=False)]
    for port in found[:1]:
        opening.show(port)
    others = [port for port in asked if port not in found]
    if not opening.reasons or not any(opening.is_open(port, protocols, generous=True) for port in others):
        return found
    return PartlyKnownList(found, unknown_for(opening.reasons), (group.key, "open", asked, protocols))


def unknown_for(reasons: Iterable[str]) -> Unknown:
    """What nobody can tell, for some reasons."""
    return Unknown(reason="; ".join(dict.fromkeys(reasons)))


@answer
def opens_every_port(group: Group) -> bool:
    """Its rules, one of them or several together, let the internet in on every port of TCP or of UDP."""
    return _opens_every_port(Opening(group.ingress))


@answer
def sends_everything(group: ec2.SecurityGroup) -> bool:
    """Its rules let every port out to the internet, or it was left with the rule that AWS gives it.

    CloudFormation keeps that rule where no egress is stated, Terraform takes it away.
    https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-ec2-securitygroup.html,
    https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/security_group
    """
    return _has_the_rule_of_aws(group) or _opens_every_port(Opening(group.egress))


@answer
def sends_anything(group: ec2.SecurityGroup) -> bool:
    """Its rules let something out to the internet, or it was left with the rule that AWS gives it."""
    return _has_the_rule_of_aws(group) or any(is_open_to_the_internet(rule) for rule in group.egress)


def _has_the_rule_of_aws(group: ec2.SecurityGroup) -> bool:
    return group.dialect is Dialect.CLOUDFORMATION and not group.egress


def _opens_every_port(opening: Opening) -> bool:
    if not opening.names_anybody:
        return False
    certain = _every_port(opening, generous=False)
    if certain:
        opening.show(PORTS[1])
    return decided(certain, lambda: _every_port(opening, generous=True), opening.reasons)


def _every_port(opening: Opening, *, generous: bool) -> bool:
    """Nobody listens on port 0: a rule that begins with 1 opens every port."""
    points = {1, *(port for port in starts(opening.lines) if port)}
    return any(
        all(opening.to(port, generous=generous, protocol=protocol).is_internet for port in points)
        for protocol in (TCP, UDP)
    )
