"""The parts of an AI estate that policies are about: annotate a parameter with one of these."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar, NoReturn, Protocol

from pytest_aisec.analysis.membership import Member
from pytest_aisec.analysis.roles import Role, members
from pytest_aisec.aws import bedrock_agent, ec2, elbv2, iam, s3, sagemaker
from pytest_aisec.declarations import Dialect
from pytest_aisec.inventory import Inventory
from pytest_aisec.model.evidence import unrecorded
from pytest_aisec.model.resource import Resource, statement
from pytest_aisec.values import Unknown
from pytest_aisec.verdicts import NotApplicable, Undetermined, Verdict, decide


@dataclass(frozen=True, slots=True)
class Subject:
    """One thing that a policy judges: `view` is what its parameter gets, `member` its place in the AI estate."""

    view: object
    resource: Resource
    member: Member | None = None


class Population(Protocol):
    """What a policy's parameter may be annotated with, beside a resource class."""

    filled_by: ClassVar[tuple[type[Resource], ...]]
    """The resource types among which members are found: an unread one leaves the population incomplete."""

    @classmethod
    def subjects(cls, inventory: Inventory) -> list[Subject]:
        """All members."""


class ModelHost:
    """A machine that runs models: an instance with an accelerator, its launch template, a notebook instance."""

    filled_by: ClassVar[tuple[type[Resource], ...]] = (ec2.Instance, ec2.LaunchTemplate, sagemaker.NotebookInstance)

    def __init__(self, machine: Machine, reason: str) -> None:
        self.resource = machine
        self.reason = reason

    @classmethod
    def subjects(cls, inventory: Inventory) -> list[Subject]:
        """All model hosts."""
        return [
            Subject(cls(member.resource, member.reason), member.resource, member)
            for member in members(inventory, Role.MODEL_HOST)
            if isinstance(member.resource, (ec2.Instance, ec2.LaunchTemplate, sagemaker.NotebookInstance))
        ]

    @property
    def subnets(self) -> Sequence[ec2.Subnet]:
        """The subnets it has a network interface in; NotApplicable where they are not its own to choose."""
        match self.resource:
            case ec2.LaunchTemplate():
                return self.resource.subnets or _decided_elsewhere(self.resource, "subnet")
            case ec2.Instance():
                return self.resource.subnets
        if self.resource.subnet is None:
            raise NotApplicable("a notebook instance without a subnet is in a network of SageMaker's")
        return [self.resource.subnet]

    @property
    def public_subnets(self) -> list[ec2.Subnet]:
        """Those of its subnets whose route table leads to an internet gateway."""
        return [subnet for subnet in self.subnets if subnet.public]

    @property
    def has_public_ip(self) -> bool:
        """It gets an address on the internet. NotApplicable to a notebook, which AWS keeps behind its own front."""
        match self.resource:
            case ec2.Instance():
                return self.resource.has_public_ip
            case ec2.LaunchTemplate():
                requested = self.resource.public_ip_requested
                return any(subnet.assigns_public_ip for subnet in self.subnets) if requested is None else requested
        raise NotApplicable("a notebook instance has no public address of its own")

    @property
    def imdsv2_required(self) -> bool:
        """Its metadata service answers only requests with a session token."""
        return self.resource.imdsv2_required

    def __repr__(self) -> str:
        return self.resource.address


Machine = ec2.Instance | ec2.LaunchTemplate | sagemaker.NotebookInstance


def _decided_elsewhere(template: ec2.LaunchTemplate, what: str) -> NoReturn:
    """What a template leaves open, its instances are judged for; those that nobody declares leave it unknown.

    The listings of an account hold every instance that was launched.
    """
    if template.dialect is Dialect.LIVE or template.instances:
        raise NotApplicable(f"the launch template names no {what}: its instances are judged themselves")
    raise Undetermined(f"{template.address} names no {what}, and what launches from it is not declared here")


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

    @property
    def ingress(self) -> Sequence[ec2.IngressRule]:
        """Its rules about traffic that comes in."""
        return self.resource.ingress

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


class _Narrowed:
    """A resource type, narrowed to the resources in a role."""

    role: ClassVar[Role]
    filled_by: ClassVar[tuple[type[Resource], ...]]

    @classmethod
    def subjects(cls: type[_Narrowed], inventory: Inventory) -> list[Subject]:
        """All members."""
        assert issubclass(cls, Resource)
        return [
            Subject(member.resource.seen_as(cls), member.resource, member) for member in members(inventory, cls.role)
        ]


_ACTORS = (*ModelHost.filled_by, sagemaker.Model, bedrock_agent.Agent)
"""Whoever reads or writes the buckets of the AI estate, through a role."""


class Bucket(_Narrowed, s3.Bucket):
    """A bucket of the AI estate: training data, model artefacts, retrieval sources."""

    role = Role.AI_BUCKET
    filled_by = (s3.Bucket, *_ACTORS, iam.InstanceProfile, iam.Role, iam.ManagedPolicy)

    @statement
    def encrypted_with_customer_managed_key(self) -> bool:
        """New objects are encrypted with a key that the account manages."""
        if self.encryption_algorithm == "AES256":
            return False
        return self.kms_key is not None and self.kms_key.customer_managed


class Vpc(_Narrowed, ec2.Vpc):
    """A VPC in which models run."""

    role = Role.AI_VPC
    filled_by = (ec2.Vpc, ec2.Subnet, sagemaker.Model, *ModelHost.filled_by)

    @statement
    def keeps_flow_logs(self) -> bool:
        """It, or each of its subnets, has a flow log of the traffic that was let through."""
        if _recorded(self.flow_logs):
            return True
        return bool(self.subnets) and all(_recorded(subnet.flow_logs) for subnet in self.subnets)


def _recorded(flow_logs: Iterable[ec2.FlowLog]) -> bool:
    return any(flow_log.records_accepted_traffic for flow_log in flow_logs)


class LoadBalancer(_Narrowed, elbv2.LoadBalancer):
    """A load balancer in front of model hosts."""

    role = Role.MODEL_LOAD_BALANCER
    filled_by = (elbv2.LoadBalancer, elbv2.Listener, elbv2.TargetGroup, *ModelHost.filled_by)
