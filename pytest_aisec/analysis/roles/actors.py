"""Who runs models or acts for them, where it stands, and with which IAM role."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from pytest_aisec.analysis.roles.registry import Role, members
from pytest_aisec.aws import (
    apprunner,
    autoscaling,
    batch,
    bedrock,
    bedrock_agent,
    bedrock_agentcore,
    datazone,
    ec2,
    ecs,
    eks,
    iam,
    lambda_,
    sagemaker,
)
from pytest_aisec.inventory import Inventory
from pytest_aisec.model.resource import Resource
from pytest_aisec.verdicts import Undetermined

ACTING = (
    bedrock_agent.Agent,
    bedrock_agent.KnowledgeBase,
    bedrock.CustomModel,
    bedrock_agentcore.Runtime,
    bedrock_agentcore.RuntimeVersion,
    bedrock_agentcore.Gateway,
)
"""What acts through a role without standing in a network of the account by itself."""

STANDING: tuple[type[Resource], ...] = (
    sagemaker.Domain,
    sagemaker.Cluster,
    bedrock_agentcore.Runtime,
    bedrock_agentcore.RuntimeVersion,
    bedrock_agentcore.Browser,
    bedrock_agentcore.CodeInterpreter,
    datazone.EnvironmentBlueprintConfiguration,
)
"""What works with models in networks of the account, beside the hosts of models."""


def placed(inventory: Inventory) -> Iterator[tuple[Resource, tuple[str, ...]]]:
    """Everything that runs models, and why it may not, or may not exist."""
    for member in members(inventory, Role.MODEL_HOST):
        yield member.resource, member.doubt or existence(member.resource)
    for model in inventory.of(sagemaker.Model):
        yield model, existence(model)
    for job in inventory.of(sagemaker.TrainingJob):
        yield job, existence(job)


def standing(inventory: Inventory) -> Iterator[tuple[Resource, tuple[str, ...]]]:
    """Everything that runs, calls or works with models in a network, and why it may not, or may not exist."""
    yield from placed(inventory)
    for member in members(inventory, Role.MODEL_FUNCTION):
        yield member.resource, member.doubt or existence(member.resource)
    for each in inventory:
        if isinstance(each, STANDING):
            yield each, existence(each)


def existence(resource: Resource) -> tuple[str, ...]:
    """Why a resource may not exist; nothing when it certainly does."""
    conditional = resource.declaration.conditional
    return () if conditional is None else (str(conditional),)


def subnets_of(host: Resource) -> Iterator[ec2.Subnet]:
    """The subnets that something which runs models has network interfaces in."""
    match host:
        case ec2.Instance():
            subnets: Iterable[ec2.Subnet | None] = host.subnets
        case sagemaker.NotebookInstance():
            subnets = [host.subnet]
        case sagemaker.Model() | sagemaker.TrainingJob():
            subnets = host.subnets
        case autoscaling.LaunchConfiguration():
            subnets = host.subnets
        case ec2.SpotFleet():
            subnets = host.own_subnets
        case (
            ec2.LaunchTemplate()
            | eks.Nodegroup()
            | batch.ComputeEnvironment()
            | ecs.Service()
            | lambda_.Function()
            | datazone.EnvironmentBlueprintConfiguration()
        ):
            subnets = host.subnets
        case sagemaker.Domain() | sagemaker.UserProfile():
            subnets = _subnets_of_studio(host)
        case sagemaker.Cluster():
            groups = (*host.groups, *host.restricted_groups)
            subnets = [*host.subnets, *(subnet for group in groups for subnet in group.subnets)]
        case (
            bedrock_agentcore.RuntimeConfiguration() | bedrock_agentcore.Browser() | bedrock_agentcore.CodeInterpreter()
        ):
            subnets = host.subnets if host.subnets and host.network_mode == "VPC" else []
        case _:
            subnets = []
    yield from (subnet for subnet in subnets if subnet is not None)


def _subnets_of_studio(who: sagemaker.Domain | sagemaker.UserProfile) -> Sequence[ec2.Subnet]:
    """Those through which all of its traffic goes: without `VpcOnly` only that to its files does.

    https://docs.aws.amazon.com/sagemaker/latest/dg/onboard-vpc.html
    """
    domain = who.domain if isinstance(who, sagemaker.UserProfile) else who
    return () if domain is None or domain.network_access != "VpcOnly" else domain.subnets


def actors(inventory: Inventory) -> Iterator[tuple[Resource, tuple[str, ...]]]:
    """Everything of the AI estate that acts through an IAM role, and why it may not exist or not belong to it."""
    yield from placed(inventory)
    for actor in inventory:
        if isinstance(actor, ACTING):
            yield actor, existence(actor)


def role_of(actor: Resource) -> iam.Role | None:
    """The IAM role through which a member of the AI estate acts."""
    match actor:
        case (
            ec2.Instance()
            | ec2.LaunchTemplate()
            | ec2.SpotFleet()
            | autoscaling.LaunchConfiguration()
            | batch.ComputeEnvironment()
        ):
            profile = actor.instance_profile
            return None if profile is None else profile.role
        case sagemaker.UserProfile():
            return actor.role or (None if actor.domain is None else actor.domain.role)
        case sagemaker.TrainingJob() | sagemaker.Domain() | bedrock_agent.KnowledgeBase() | bedrock.CustomModel():
            return actor.role
        case bedrock_agentcore.RuntimeConfiguration() | bedrock_agentcore.Gateway():
            return actor.role
        case sagemaker.NotebookInstance() | sagemaker.Model() | bedrock_agent.Agent() | eks.Nodegroup():
            return actor.role
        case batch.JobDefinition():
            return actor.job_role
        case ecs.TaskDefinition():
            return actor.task_role
        case ecs.Service():
            return None if actor.task_definition is None else actor.task_definition.task_role
        case lambda_.Function() | apprunner.Service():
            return actor.role
    return None


def role_as_read(actor: Resource) -> iam.Role | None:
    """Its role, if that was read. Raises Undetermined where it is not known whether there is one."""
    role = role_of(actor)
    if role is None or role.unseen is None:
        return role
    if not role.unseen.is_set:
        raise Undetermined(str(role.unseen))
    return None
