"""Which parts resources play in the AI estate, and why: derived from the resource graph, not from tags."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from pytest_aisec.aws import bedrock_agent, ec2, elbv2, iam, s3, sagemaker
from pytest_aisec.inventory import Inventory
from pytest_aisec.model.evidence import unrecorded
from pytest_aisec.model.resource import Resource
from pytest_aisec.model.steps import step_into
from pytest_aisec.values import PartlyKnown, Unknown
from pytest_aisec.verdicts import Undetermined, Verdict, decide, explore


class Role(StrEnum):
    """A part that a resource plays in the AI estate."""

    MODEL_HOST = "model host"
    AI_BUCKET = "AI bucket"
    AI_VPC = "AI VPC"
    MODEL_LOAD_BALANCER = "load balancer of model hosts"


@dataclass(frozen=True, slots=True)
class Member:
    """A resource in a role, with the reason. `doubt` says why it is not certain that it is."""

    resource: Resource
    reason: str
    doubt: tuple[str, ...] = ()


ACCELERATED = re.compile(r"^(p\d|g\d|gr\d|inf\d|trn\d|dl\d)[a-z0-9-]*\.")
"""Instance families with an accelerator that models run on.

https://docs.aws.amazon.com/ec2/latest/instancetypes/ac.html
"""


def members(inventory: Inventory, role: Role) -> tuple[Member, ...]:
    """Everything in a role, computed once per inventory. An uncertain member is given with its doubt."""
    return inventory.once(role, lambda: tuple(_FINDERS[role](inventory)))


def roles_of(resource: Resource, inventory: Inventory) -> Iterator[tuple[Role, Member]]:
    """The roles of one resource."""
    for role in Role:
        for member in members(inventory, role):
            if member.resource == resource:
                yield role, member


def _member(resource: Resource, why: Callable[[], str | None]) -> Member | None:
    """A member if `why` gives a reason under all, or at least some, possible values of what is unknown."""
    reasons: list[str] = []

    def judge() -> None:
        reason = why()
        assert reason is not None
        reasons.append(reason)

    with unrecorded():
        decision = decide(judge)
    if decision.verdict is Verdict.PASSED:
        return Member(resource, reasons[0])
    if decision.verdict is Verdict.UNDETERMINED:
        return Member(resource, reasons[0] if reasons else "it may be one", decision.reasons)
    if decision.verdict is Verdict.ERROR and decision.cause is not None:
        raise decision.cause
    return None


def _select(resources: Iterable[Resource], why: Callable[[Resource], str | None]) -> Iterator[Member]:
    for resource in resources:
        member = _member(resource, lambda resource=resource: why(resource))  # type: ignore[misc]
        if member is not None:
            yield member


def _model_hosts(inventory: Inventory) -> Iterator[Member]:
    def why(resource: Resource) -> str | None:
        match resource:
            case sagemaker.NotebookInstance():
                return "SageMaker notebook instance"
            case ec2.Instance() | ec2.LaunchTemplate():
                return _accelerator(resource)
        return None

    candidates = (sagemaker.NotebookInstance, ec2.Instance, ec2.LaunchTemplate)
    return _select((resource for resource in inventory if isinstance(resource, candidates)), why)


def _accelerator(machine: ec2.Instance | ec2.LaunchTemplate) -> str | None:
    kind = machine.instance_type
    if kind is None and isinstance(machine, ec2.Instance) and machine.launch_template is not None:
        kind = machine.launch_template.instance_type
    return f"instance type {kind}" if kind is not None and ACCELERATED.match(kind) else None


@dataclass(slots=True)
class _Named:
    """What a number of resources name: certainly, in doubt, or possibly anything."""

    certain: dict[Resource, str] = field(default_factory=dict)
    doubtful: dict[Resource, tuple[str, tuple[str, ...]]] = field(default_factory=dict)
    anything: list[tuple[str, Unknown, str]] = field(default_factory=list)
    """By the source in which it is named: links do not leave it."""

    def add(
        self, namer: Resource, name: Callable[[], Iterable[Resource]], reason: str, doubt: tuple[str, ...] = ()
    ) -> None:
        """Take in what `name`, which asks `namer`, yields under all possible values of unknowns.

        `doubt`: the one who names is itself uncertain. What is yielded before an unknown ends it counts.
        """
        attempts: list[list[Resource]] = []
        source = namer.declaration.source

        def collect() -> None:
            attempts.append([])
            for resource in name():
                attempts[-1].append(resource)

        with unrecorded():
            found = explore(collect)
        for resource in dict.fromkeys(resource for attempt in attempts for resource in attempt):
            if resource.unseen is not None:
                self.anything.append((source, resource.unseen, reason))
            elif doubt or not found.complete or not all(resource in attempt for attempt in attempts):
                self.doubtful.setdefault(resource, (reason, doubt or found.reasons))
            else:
                self.certain.setdefault(resource, reason)
        if len(found.values) < len(attempts) or not found.complete:
            self.anything.append((source, Unknown(reason="; ".join(found.reasons)), reason))

    def member(self, resource: Resource, may_be: Callable[[Unknown], bool]) -> Member | None:
        """The resource as a member, if it is named or may be."""
        if resource in self.certain:
            return Member(resource, self.certain[resource])
        if resource in self.doubtful:
            return Member(resource, *self.doubtful[resource])
        for source, unknown, reason in self.anything:
            if source == resource.declaration.source and may_be(unknown):
                return Member(resource, reason, (str(unknown),))
        return None


def _ai_vpcs(inventory: Inventory) -> Iterator[Member]:
    vpcs = _Named()
    for host, doubt in _placed(inventory):
        vpcs.add(host, lambda host=host: (subnet.vpc for subnet in _subnets(host)), f"{host.address} is in it", doubt)  # type: ignore[misc]
    for vpc in inventory.of(ec2.Vpc):
        member = vpcs.member(vpc, lambda unknown: not unknown.is_set)
        if member is not None:
            yield member


def _placed(inventory: Inventory) -> Iterator[tuple[Resource, tuple[str, ...]]]:
    """Everything that runs models, and why it may not."""
    for member in members(inventory, Role.MODEL_HOST):
        yield member.resource, member.doubt
    for model in inventory.of(sagemaker.Model):
        yield model, ()


def _subnets(host: Resource) -> Iterator[ec2.Subnet]:
    match host:
        case ec2.Instance():
            subnets: Iterable[ec2.Subnet | None] = host.subnets
        case sagemaker.NotebookInstance():
            subnets = [host.subnet]
        case sagemaker.Model():
            subnets = host.subnets
        case ec2.LaunchTemplate():
            subnets = (interface.subnet for interface in host.interfaces)
        case _:
            subnets = []
    yield from (subnet for subnet in subnets if subnet is not None)


def _ai_buckets(inventory: Inventory) -> Iterator[Member]:
    named = _Named()
    for model in inventory.of(sagemaker.Model):
        named.add(model, lambda model=model: model.artefact_buckets, f"{model.address} loads its weights from it")  # type: ignore[misc]
    actors = [*_placed(inventory), *((agent, ()) for agent in inventory.of(bedrock_agent.Agent))]
    for actor, doubt in actors:
        named.add(actor, lambda actor=actor: _buckets_of_role(actor), f"the role of {actor.address} names it", doubt)  # type: ignore[misc]
    for bucket in inventory.of(s3.Bucket):
        member = named.member(bucket, lambda unknown, bucket=bucket: _may_name(unknown, bucket))  # type: ignore[misc]
        if member is not None:
            yield member


def _buckets_of_role(actor: Resource) -> Iterator[s3.Bucket]:
    """The buckets that the policies of an actor's role name. A role that was not read names none that we know."""
    role = _role_of(actor)
    if role is None:
        return
    if role.unseen is not None:
        if not role.unseen.is_set:
            raise Undetermined(str(role.unseen))
        return
    for statement in _statements(role):
        if any(action == "*" or action.lower().startswith("s3:") for action in statement.actions):
            yield from statement.buckets


def _role_of(actor: Resource) -> iam.Role | None:
    match actor:
        case ec2.Instance() | ec2.LaunchTemplate():
            profile = actor.instance_profile
            return None if profile is None else profile.role
        case sagemaker.NotebookInstance() | sagemaker.Model() | bedrock_agent.Agent():
            return actor.role
    return None


def _statements(role: iam.Role) -> Iterator[iam.Statement]:
    yield from role.inline_statements
    for policy in role.managed_policies:
        if policy.unseen is None or not policy.unseen.is_set:
            yield from policy.statements


def _may_name(unknown: Unknown, bucket: s3.Bucket) -> bool:
    """Whether an unknown resource pattern can be about this bucket; one whose known parts are others cannot."""
    if not isinstance(unknown, PartlyKnown):
        return not unknown.is_set
    own = step_into(bucket.body, ["bucket"]).value or step_into(bucket.body, ["BucketName"]).value
    name = own if isinstance(own, str) else "any-name"
    pattern = _bucket_pattern(unknown, any_name=not isinstance(own, str))
    return any(pattern.fullmatch(f"{beginning}{name}") for beginning in BUCKET_BEGINNINGS)


BUCKET_BEGINNINGS = ("arn:aws:s3:::", "arn:aws-cn:s3:::", "arn:aws-us-gov:s3:::", "s3://", "")


def _bucket_pattern(unknown: PartlyKnown, *, any_name: bool) -> re.Pattern[str]:
    """What a partly known text can say up to the end of the bucket's name.

    An unknown part inside an ARN is one field of it; at the beginning, or in the name, it is anything.
    """
    known, pieces = "", []
    for part in unknown.parts:
        if isinstance(part, Unknown):
            pieces.append("[^:]*" if known.startswith("arn:") and ":s3:::" not in known else ".*")
            continue
        known += part
        name, slash, _ = part.partition("/") if not part.startswith("s3://") else part.partition("\0")
        pieces.append(re.escape(name))
        if slash:
            break
    return re.compile("".join(pieces) + (".*" if any_name else ""))


def _load_balancers(inventory: Inventory) -> Iterator[Member]:
    hosts = {member.resource: member for member in members(inventory, Role.MODEL_HOST)}

    def why(resource: Resource) -> str | None:
        assert isinstance(resource, elbv2.LoadBalancer)
        for listener in resource.listeners:
            for group in listener.target_groups:
                for instance in group.instances:
                    if instance in hosts:
                        return f"it forwards to {instance.address}"
        return None

    return _select(inventory.of(elbv2.LoadBalancer), why)


_FINDERS: dict[Role, Callable[[Inventory], Iterable[Member]]] = {
    Role.MODEL_HOST: _model_hosts,
    Role.AI_BUCKET: _ai_buckets,
    Role.AI_VPC: _ai_vpcs,
    Role.MODEL_LOAD_BALANCER: _load_balancers,
}
