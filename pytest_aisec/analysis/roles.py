"""Which parts resources play in the AI estate, and why: derived from the resource graph, not from tags."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from enum import StrEnum
from fnmatch import fnmatchcase
from functools import partial

from pytest_aisec.analysis.membership import Member, Named, select
from pytest_aisec.aws import bedrock_agent, ec2, elbv2, iam, s3, sagemaker
from pytest_aisec.declarations import Dialect
from pytest_aisec.inventory import Inventory
from pytest_aisec.model.partly import certain_items
from pytest_aisec.model.resource import Resource
from pytest_aisec.model.steps import step_into
from pytest_aisec.values import PartlyKnown, Unknown
from pytest_aisec.verdicts import Undetermined, choose


class Role(StrEnum):
    """A part that a resource plays in the AI estate."""

    MODEL_HOST = "model host"
    AI_BUCKET = "AI bucket"
    AI_VPC = "AI VPC"
    MODEL_LOAD_BALANCER = "load balancer of model hosts"


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


def _model_hosts(inventory: Inventory) -> Iterator[Member]:
    def why(resource: Resource) -> str | None:
        match resource:
            case sagemaker.NotebookInstance():
                return "SageMaker notebook instance"
            case ec2.Instance() | ec2.LaunchTemplate():
                return _accelerator(resource)
        return None

    candidates = (sagemaker.NotebookInstance, ec2.Instance, ec2.LaunchTemplate)
    return select((resource for resource in inventory if isinstance(resource, candidates)), why)


def _accelerator(machine: ec2.Instance | ec2.LaunchTemplate) -> str | None:
    for kind in _instance_types(machine):
        if ACCELERATED.match(kind):
            return f"instance type {kind}"
    return None


def _instance_types(machine: ec2.Instance | ec2.LaunchTemplate) -> Iterator[str]:
    """What a machine runs on. A template that leaves it to whatever launches from it may run on anything."""
    kind = machine.instance_type
    if kind is None and isinstance(machine, ec2.Instance) and machine.launch_template is not None:
        kind = machine.launch_template.instance_type
    if kind is not None:
        yield kind
    if isinstance(machine, ec2.Instance) or machine.dialect is Dialect.LIVE:
        return
    of_groups = [each for group in machine.groups for each in group.instance_types]
    yield from of_groups
    if kind is None and not of_groups and not machine.instances:
        raise Undetermined(f"{machine.address} names no instance type: whatever launches from it decides")


def _ai_vpcs(inventory: Inventory) -> Iterator[Member]:
    vpcs = Named()
    for host, doubt in _placed(inventory):
        vpcs.add(host, lambda host=host: (subnet.vpc for subnet in _subnets(host)), f"{host.address} is in it", doubt)  # type: ignore[misc]
    for vpc in inventory.of(ec2.Vpc):
        member = vpcs.member(vpc, lambda unknown: not unknown.is_set)
        if member is not None:
            yield member


def _placed(inventory: Inventory) -> Iterator[tuple[Resource, tuple[str, ...]]]:
    """Everything that runs models, and why it may not, or may not exist."""
    for member in members(inventory, Role.MODEL_HOST):
        yield member.resource, member.doubt or _existence(member.resource)
    for model in inventory.of(sagemaker.Model):
        yield model, _existence(model)


def _existence(resource: Resource) -> tuple[str, ...]:
    conditional = resource.declaration.conditional
    return () if conditional is None else (str(conditional),)


def _subnets(host: Resource) -> Iterator[ec2.Subnet]:
    match host:
        case ec2.Instance():
            subnets: Iterable[ec2.Subnet | None] = host.subnets
        case sagemaker.NotebookInstance():
            subnets = [host.subnet]
        case sagemaker.Model():
            subnets = host.subnets
        case ec2.LaunchTemplate():
            subnets = host.subnets
        case _:
            subnets = []
    yield from (subnet for subnet in subnets if subnet is not None)


def _ai_buckets(inventory: Inventory) -> Iterator[Member]:
    named, buckets = Named(), inventory.of(s3.Bucket)
    for model in inventory.of(sagemaker.Model):
        named.add(model, lambda model=model: model.artefact_buckets, f"{model.address} loads its weights from it")  # type: ignore[misc]
    actors = [*_placed(inventory), *((agent, ()) for agent in inventory.of(bedrock_agent.Agent))]
    for actor, doubt in actors:
        named.add(actor, partial(_buckets_of_role, actor, buckets), f"the role of {actor.address} names it", doubt)
    for bucket in buckets:
        member = named.member(bucket, partial(_may_name, bucket))
        if member is not None:
            yield member


def _buckets_of_role(actor: Resource, buckets: list[s3.Bucket]) -> Iterator[s3.Bucket]:
    """The buckets that the policies of an actor's role name. A role that was not read names none that we know."""
    role = _role_of(actor)
    if role is None:
        return
    if role.unseen is not None:
        if not role.unseen.is_set:
            raise Undetermined(str(role.unseen))
        return
    for statement in _statements(role):
        about_s3 = any(action == "*" or action.lower().startswith("s3:") for action in statement.actions)
        if about_s3 or statement.other_actions:
            for pattern in certain_items(statement.resources):
                yield from _matching(pattern, role, buckets)
            yield from statement.buckets


def _matching(pattern: str, role: iam.Role, buckets: list[s3.Bucket]) -> Iterator[s3.Bucket]:
    """The buckets that a pattern with wildcards names; one that fits every bucket names none in particular."""
    found = re.match(r"arn:[^:]*:s3:::([^/*?]+[*?][^/]*)", pattern)
    for bucket in buckets if found else []:
        assert found is not None
        own = _own_name(bucket)
        if bucket.declaration.source != role.declaration.source or (own and not fnmatchcase(own, found[1])):
            continue
        why = f"the name of {bucket.address} is not known, and {pattern} may fit it"
        if own or choose(("fits", bucket.key, pattern), (False, True), why):
            yield bucket


def _own_name(bucket: s3.Bucket) -> str | None:
    own = step_into(bucket.body, ["bucket"]).value or step_into(bucket.body, ["BucketName"]).value
    own = own or step_into(bucket.body, ["Name"]).value
    return own if isinstance(own, str) else None


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


def _may_name(bucket: s3.Bucket, unknown: Unknown) -> bool:
    """Whether an unknown resource pattern can be about this bucket; one whose known parts are others cannot."""
    if not isinstance(unknown, PartlyKnown):
        return not unknown.is_set
    own = _own_name(bucket)
    name = own or "any-name"
    pattern = _bucket_pattern(unknown, any_name=own is None)
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
            for target in (target for group in listener.target_groups for target in _behind(group)):
                host = hosts.get(target)
                if host is not None and _surely(host):
                    return f"it forwards to {target.address}"
        return None

    return select(inventory.of(elbv2.LoadBalancer), why)


def _surely(host: Member) -> bool:
    return not host.doubt or choose(("member", host.resource.key, host.reason), (True, False), "; ".join(host.doubt))


def _behind(group: elbv2.TargetGroup) -> Iterator[Resource]:
    """What a target group sends requests to: instances, and the templates of groups that register theirs."""
    for fleet in group.groups:
        if fleet.launch_template is not None:
            yield fleet.launch_template
    yield from group.instances


_FINDERS: dict[Role, Callable[[Inventory], Iterable[Member]]] = {
    Role.MODEL_HOST: _model_hosts,
    Role.AI_BUCKET: _ai_buckets,
    Role.AI_VPC: _ai_vpcs,
    Role.MODEL_LOAD_BALANCER: _load_balancers,
}
