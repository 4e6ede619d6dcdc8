"""What sends from the networks of an account what models were asked, and what they answered."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from pytest_aisec.ai.hosts import ModelHost
from pytest_aisec.ai.population import Subject
from pytest_aisec.analysis.roles import Role, members
from pytest_aisec.aws import ec2, iam, lambda_
from pytest_aisec.inventory import Inventory
from pytest_aisec.model.resource import Resource
from pytest_aisec.verdicts import NotApplicable


class SendingFunction(lambda_.Function):
    """A function that calls models, by the network that it sends through.

    Nobody can connect to it there: its interfaces have no public address and take nothing in.
    https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html
    """

    @property
    def places(self) -> Sequence[ec2.Subnet]:
        """Its subnets. NotApplicable where it is in none: Lambda then runs it in a network of its own."""
        if not self.subnets:
            raise NotApplicable("the function is in no network of the account")
        return self.subnets

    @property
    def fences(self) -> Sequence[ec2.SecurityGroup]:
        """What lets its traffic out. NotApplicable where it is in no network of the account."""
        if not self.security_groups:
            raise NotApplicable("the function is in no network of the account")
        return self.security_groups


class SendingHost:
    """What runs models, or is a function that calls them, by the network that it sends through."""

    filled_by: ClassVar[tuple[type[Resource], ...]] = (
        *ModelHost.filled_by,
        lambda_.Function,
        iam.Role,
        iam.ManagedPolicy,
    )

    def __init__(self, sender: ModelHost | SendingFunction) -> None:
        self.sender = sender

    @classmethod
    def subjects(cls, inventory: Inventory) -> list[Subject]:
        """All model hosts, and all functions that call models."""
        hosts = [
            Subject(cls(each.view), each.resource, each.member)
            for each in ModelHost.subjects(inventory)
            if isinstance(each.view, ModelHost)
        ]
        return hosts + [
            Subject(cls(member.resource.seen_as(SendingFunction)), member.resource, member)
            for member in members(inventory, Role.MODEL_FUNCTION)
        ]

    @property
    def subnets(self) -> Sequence[ec2.Subnet]:
        """The subnets it has a network interface in; NotApplicable where they are not its own to choose."""
        return self.sender.places if isinstance(self.sender, SendingFunction) else self.sender.subnets

    @property
    def security_groups(self) -> Sequence[ec2.SecurityGroup]:
        """What lets traffic out of it; NotApplicable where that is not its own to choose."""
        return self.sender.fences if isinstance(self.sender, SendingFunction) else self.sender.security_groups

    def __repr__(self) -> str:
        return repr(self.sender)
