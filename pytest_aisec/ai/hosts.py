"""Machines and tasks that run models."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import ClassVar, NoReturn, cast

from pytest_aisec.ai.disks import disks_of, encrypted_anyway, keys_of_disks
from pytest_aisec.ai.population import Subject
from pytest_aisec.analysis import network
from pytest_aisec.analysis.membership import Member
from pytest_aisec.analysis.roles import Role, members
from pytest_aisec.aws import autoscaling, batch, ec2, ecs, eks, elbv2, iam, kms, sagemaker
from pytest_aisec.declarations import Dialect
from pytest_aisec.inventory import Inventory
from pytest_aisec.model.resource import Resource
from pytest_aisec.verdicts import NotApplicable, Undetermined


class ModelHost:
    """What runs models: an instance with an accelerator, its launch template, a notebook instance, a task."""

    runs: ClassVar[tuple[type[Resource], ...]] = (
        ec2.ImagedInstance,
        ec2.ImagedLaunchTemplate,
        ec2.Instance,
        ec2.LaunchTemplate,
        ec2.SpotFleet,
        autoscaling.LaunchConfiguration,
        sagemaker.NotebookInstance,
        eks.Nodegroup,
        batch.ComputeEnvironment,
        ecs.Service,
        ecs.TaskDefinition,
        batch.JobDefinition,
    )
    """What it can be."""
    filled_by: ClassVar[tuple[type[Resource], ...]] = (
        *runs,
        elbv2.TargetGroup,
        iam.InstanceProfile,
        iam.ManagedPolicy,
        iam.Role,
    )
    roles: ClassVar[tuple[Role, ...]] = (Role.MODEL_HOST, Role.MODEL_GATEWAY)
    """A gateway stands in the same place as a model: what reaches it reaches the models that it may call."""

    def __init__(self, machine: Machine, reason: str) -> None:
        self.resource = machine
        self.reason = reason

    @classmethod
    def subjects(cls, inventory: Inventory) -> list[Subject]:
        """All model hosts, and the gateways among them."""
        found: dict[Resource, Member] = {}
        for member in (each for role in cls.roles for each in members(inventory, role)):
            known = found.get(member.resource)
            if isinstance(member.resource, cls.runs) and (known is None or (known.doubt and not member.doubt)):
                found[member.resource] = member
        return [Subject(cls(cast("Machine", each), member.reason), each, member) for each, member in found.items()]

    @property
    def subnets(self) -> Sequence[ec2.Subnet]:
        """The subnets it has a network interface in; NotApplicable where they are not its own to choose."""
        match self.resource:
            case ec2.LaunchTemplate() | autoscaling.LaunchConfiguration():
                return self.resource.subnets or _decided_elsewhere(self.resource, "subnet")
            case ec2.SpotFleet():
                return self.resource.own_subnets
            case ec2.Instance() | eks.Nodegroup() | batch.ComputeEnvironment():
                return self.resource.subnets
            case ecs.Service():
                return self.resource.subnets or _on_instances()
            case ecs.TaskDefinition() | batch.JobDefinition():
                _started_elsewhere(self.resource, "subnet")
        if self.resource.subnet is None:
            raise NotApplicable("a notebook instance without a subnet is in a network of SageMaker's")
        return [self.resource.subnet]

    @property
    def public_subnets(self) -> list[ec2.Subnet]:
        """Those of its subnets whose route table leads to an internet gateway."""
        return network.public_among(self.subnets)

    @property
    def security_groups(self) -> Sequence[ec2.SecurityGroup]:
        """What lets traffic in and out of it; NotApplicable where that is not its own to choose."""
        if isinstance(self.resource, eks.Nodegroup):
            _judged_with_its_template(self.resource, "security group")
        if isinstance(self.resource, ecs.TaskDefinition | batch.JobDefinition):
            _started_elsewhere(self.resource, "security group")
        if isinstance(self.resource, ec2.Instance):
            return network.groups_of(self.resource)
        if self.resource.security_groups:
            return self.resource.security_groups
        if isinstance(self.resource, ec2.LaunchTemplate | autoscaling.LaunchConfiguration):
            _decided_elsewhere(self.resource, "security group")
        return network.default_groups(self.subnets) or _left_to_the_default(self.resource)

    @property
    def unfiltered_layers(self) -> list[str]:
        """Those of its two firewalls that let everybody on the internet in to every port, by address.

        A security group is one layer, the network ACL of its subnet the other: each must hold when the other fails.
        """
        groups = [group.address for group in self.security_groups if network.opens_every_port(group)]
        return groups + [subnet.address for subnet in self.subnets if network.is_unfiltered(subnet)]

    @property
    def has_public_ip(self) -> bool:
        """It gets an address on the internet. NotApplicable to a notebook, which AWS keeps behind its own front."""
        match self.resource:
            case ec2.Instance() | ec2.SpotFleet():
                return network.has_public_address(self.resource)
            case ec2.LaunchTemplate() | autoscaling.LaunchConfiguration():
                requested = network.asks_for_public_address(self.resource)
                return any(map(network.gives_public_addresses, self.subnets)) if requested is None else requested
            case eks.Nodegroup() | batch.ComputeEnvironment():
                return any(map(network.gives_public_addresses, self.subnets))
            case ecs.Service():
                return bool(self.subnets) and self.resource.assigns_public_ip
            case batch.JobDefinition() if self.resource.assigns_public_ip or "FARGATE" in self.resource.platforms:
                return self.resource.assigns_public_ip
            case ecs.TaskDefinition() | batch.JobDefinition():
                _started_elsewhere(self.resource, "public address")
        raise NotApplicable("a notebook instance has no public address of its own")

    @property
    def imdsv2_required(self) -> bool:
        """Its metadata service answers only requests with a session token."""
        if isinstance(self.resource, (eks.Nodegroup, batch.ComputeEnvironment)):
            _judged_with_its_template(self.resource, "setting of the metadata service")
        if isinstance(self.resource, (ecs.Service, ecs.TaskDefinition, batch.JobDefinition)):
            raise NotApplicable("its container instances are judged for their metadata service; Fargate has none")
        return self.resource.imdsv2_required

    @property
    def disks(self) -> Iterator[ec2.Volume | ec2.Device]:
        """Those attached to it, and those made with it; none of what is encrypted by default, whatever it says.

        Files need not state the disk that its image brings: what then becomes of it is not known.
        """
        if isinstance(self.resource, (eks.Nodegroup, batch.ComputeEnvironment)):
            _judged_with_its_template(self.resource, "disk")
        if not encrypted_anyway(self.resource):
            yield from disks_of(self.resource)

    @property
    def disk_keys(self) -> Iterator[kms.Key | None]:
        """By which key each of its disks is encrypted; None for AWS's own, and for plain ones."""
        if isinstance(self.resource, (eks.Nodegroup, batch.ComputeEnvironment)):
            _judged_with_its_template(self.resource, "disk")
        yield from keys_of_disks(self.resource)

    def __repr__(self) -> str:
        return self.resource.address


Machine = (
    ec2.Instance
    | ec2.LaunchTemplate
    | ec2.SpotFleet
    | autoscaling.LaunchConfiguration
    | sagemaker.NotebookInstance
    | eks.Nodegroup
    | batch.ComputeEnvironment
    | ecs.Service
    | ecs.TaskDefinition
    | batch.JobDefinition
)


def _on_instances() -> NoReturn:
    raise NotApplicable("its tasks use the network of the instances they run on, which are judged themselves")


def _started_elsewhere(definition: ecs.TaskDefinition | batch.JobDefinition, what: str) -> NoReturn:
    """Whoever starts a task says where it stands: a service, or somebody whose call nobody declares."""
    if isinstance(definition, batch.JobDefinition):
        if definition.dialect is Dialect.LIVE or definition.environments:
            raise NotApplicable(f"the machines on which its jobs run are judged for the {what}")
        raise Undetermined(f"{definition.address} names no {what}, and no machines for its jobs are declared here")
    if definition.dialect is Dialect.LIVE or definition.services:
        raise NotApplicable(f"its services are judged for the {what}")
    raise Undetermined(f"{definition.address} names no {what}, and what starts its tasks is not declared here")


def _judged_with_its_template(fleet: eks.Nodegroup | batch.ComputeEnvironment, what: str) -> NoReturn:
    """What a fleet cannot say itself its launch template says; without one AWS decides."""
    if fleet.launch_template is not None:
        raise NotApplicable(f"its launch template is judged for the {what}")
    if fleet.dialect is Dialect.LIVE:
        raise NotApplicable(f"its instances are judged for the {what}")
    raise Undetermined(f"{fleet.address} has no launch template that states a {what}: its image decides")


def _left_to_the_default(machine: Machine) -> NoReturn:
    raise Undetermined(f"{machine.address} names no security group: its VPC's default one, not declared here, holds")


def _decided_elsewhere(template: ec2.LaunchTemplate | autoscaling.LaunchConfiguration, what: str) -> NoReturn:
    """What a template leaves open, its instances are judged for; those that nobody declares leave it unknown.

    The listings of an account hold every instance that was launched.
    """
    launched = isinstance(template, ec2.LaunchTemplate) and template.instances
    if template.dialect is Dialect.LIVE or launched:
        raise NotApplicable(f"the launch template names no {what}: its instances are judged themselves")
    raise Undetermined(f"{template.address} names no {what}, and what launches from it is not declared here")
