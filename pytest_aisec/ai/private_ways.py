"""Private ways from networks to models: where they are needed, and what passes them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import ClassVar

from pytest_aisec.ai.hosts import ModelHost
from pytest_aisec.ai.networks import OwnedVpc, Vpc
from pytest_aisec.ai.population import Seen, Subject
from pytest_aisec.analysis.identity import statements_held
from pytest_aisec.analysis.membership import Member, select
from pytest_aisec.analysis.roles import Role, members
from pytest_aisec.analysis.roles.actors import role_of, subnets_of
from pytest_aisec.analysis.roles.parts import certainly
from pytest_aisec.aws import bedrock_agentcore, ec2, iam, lambda_, sagemaker
from pytest_aisec.aws.policy_documents import PolicyStatement
from pytest_aisec.inventory import Inventory
from pytest_aisec.model.links import referrers
from pytest_aisec.model.resource import Resource
from pytest_aisec.verdicts import NotApplicable, Undetermined, choose

_WORKLOADS: tuple[type[Resource], ...] = (
    *ModelHost.runs,
    sagemaker.Model,
    sagemaker.TrainingJob,
    sagemaker.Domain,
    sagemaker.UserProfile,
    bedrock_agentcore.Runtime,
    bedrock_agentcore.RuntimeVersion,
)
"""What stands in a network and acts through a role, beside functions."""

_CALLED = {
    "bedrock": ("bedrock:ListFoundationModels", "bedrock:CreateModelCustomizationJob", "bedrock:CreateGuardrail"),
    "bedrock-runtime": ("bedrock:InvokeModel", "bedrock:InvokeModelWithResponseStream", "bedrock:ApplyGuardrail"),
    "bedrock-agent": ("bedrock:CreateAgent", "bedrock:GetAgent", "bedrock:StartIngestionJob"),
    "bedrock-agent-runtime": ("bedrock:InvokeAgent", "bedrock:Retrieve", "bedrock:RetrieveAndGenerate"),
    "bedrock-mantle": ("bedrock-mantle:CreateInference",),
    "sagemaker.api": ("sagemaker:CreateTrainingJob", "sagemaker:CreateEndpoint", "sagemaker:DescribeEndpoint"),
    "sagemaker.runtime": ("sagemaker:InvokeEndpoint",),
}
"""Endpoint services, and what is called through them.

https://docs.aws.amazon.com/bedrock/latest/userguide/vpc-interface-endpoints.html,
https://docs.aws.amazon.com/sagemaker/latest/dg/interface-vpc-endpoint.html
"""


class CallingVpc(Seen, OwnedVpc):
    """A VPC, by what in it may call models."""

    filled_by: ClassVar[tuple[type[Resource], ...]] = (
        ec2.Vpc,
        ec2.Subnet,
        iam.Role,
        iam.InstanceProfile,
        iam.ManagedPolicy,
        lambda_.Function,
        *_WORKLOADS,
    )
    endpoints = referrers(lambda: ec2.VpcEndpoint, by="vpc")

    @property
    def missing_endpoints(self) -> list[str]:
        """The services of models for which something in it has a role, and to which it has no private way."""
        called = _called_by(self._workloads())
        needed = [service for service in _CALLED if service in called]
        missing = [service for service in needed if not self._leads_to(service)]
        if missing:
            self.left_to_its_owner("endpoints")
        else:
            for kind in self.filled_by:
                for unread in self.estate.hidden(self, kind.types_in(self.dialect)):
                    raise Undetermined(str(unread))  # what was not read may need more
        if not needed:
            raise NotApplicable("nothing in it is known to call models")
        return missing

    def _workloads(self) -> Iterator[Resource]:
        """What is in it. There may be thousands of functions: they are found by their subnets."""
        for kind in _WORKLOADS:
            yield from (each for each in self.estate.beside(self, kind) if self._holds(each))
        for subnet in self.subnets:
            yield from subnet.seen_as(_CallingSubnet).functions

    def _holds(self, workload: Resource) -> bool:
        try:
            return any(map(self._has, subnets_of(workload)))
        except Undetermined:
            if _called_by([workload]):
                raise
            return False  # wherever it is, it needs no way

    def _has(self, subnet: ec2.Subnet) -> bool:
        """A subnet is in it; one of which the VPC is not known may be, as one that is not known itself."""
        unseen = subnet.unseen
        if unseen is not None:
            return not unseen.is_set and choose(("is in", subnet.key, self.key), (False, True), str(unseen))
        return subnet.vpc == self or subnet in self.subnets

    def _leads_to(self, service: str) -> bool:
        endpoints: Sequence[ec2.VpcEndpoint] = self.endpoints
        return any(each.whole_name.endswith(f".{service}") and each.private_dns and each.works for each in endpoints)


class _CallingSubnet(ec2.Subnet):
    """A subnet with the functions in it."""

    functions = referrers(lambda: lambda_.Function, by="subnets")


def _called_by(workloads: Iterable[Resource]) -> set[str]:
    """The services that something has a role for. Each statement is read once, and none when all are found."""
    found: set[str] = set()
    for workload in workloads:
        role = role_of(workload)
        if role is None or (role.unseen is not None and role.unseen.is_set):
            continue
        for statement in statements_held(role):
            if found >= set(_CALLED):
                return found
            if statement.effect == "Allow":
                found.update(name for name, calls in _CALLED.items() if any(map(statement.covers, calls)))
    return found


class Endpoint(ec2.VpcEndpoint):
    """An endpoint to Bedrock or SageMaker, or one from an AI VPC to buckets or keys."""

    filled_by: ClassVar[tuple[type[Resource], ...]] = (ec2.VpcEndpoint, *Vpc.filled_by)

    @classmethod
    def subjects(cls, inventory: Inventory) -> list[Subject]:
        """All of them; one of which the service is not known may be one."""
        networks = {member.resource: member for member in members(inventory, Role.AI_VPC)}
        found = select(inventory.of(ec2.VpcEndpoint), partial(_why, networks))
        return [Subject(member.resource.seen_as(cls), member.resource, member) for member in found]

    @property
    def open_to_callers(self) -> list[str]:
        """The statements of its policy that name nobody who may use it, by their place in it."""
        return [f"statement {place}" for place, each in self._allowing() if each.admits_anyone]

    @property
    def open_to_targets(self) -> list[str]:
        """The statements of its policy that name nothing which may be reached, nor whose it has to be."""
        return [f"statement {place}" for place, each in self._allowing() if not _is_confined(each, self.called)]

    def _allowing(self) -> Iterator[tuple[int, PolicyStatement]]:
        if not self.statements:
            raise NotApplicable("it has no policy, for which it is judged by itself")
        return ((place, each) for place, each in enumerate(self.statements, 1) if each.effect == "Allow")


_OWNERS = frozenset({"aws:resourceaccount", "aws:resourceorgid", "aws:resourceorgpaths", "s3:resourceaccount"})


def _is_confined(each: PolicyStatement, service: str) -> bool:
    if any(test.key in _OWNERS and test.is_fixed for test in each.conditions):
        return True
    return not (each.is_about_every_resource or each.is_about_everything_of(service))


def _why(networks: Mapping[Resource, Member], endpoint: Resource) -> str | None:
    assert isinstance(endpoint, ec2.VpcEndpoint)
    service = endpoint.whole_name
    if any(name in service for name in (".bedrock", ".sagemaker")):
        return f"it leads to {service.rpartition('.')[2]}"
    if service.endswith((".s3", ".s3-global.accesspoint", ".kms", ".kms-fips")):
        member = networks.get(endpoint.vpc) if endpoint.vpc is not None else None
        if member is not None and certainly(member):
            return f"it leads out of {member.resource.address}: {member.reason}"
    return None
