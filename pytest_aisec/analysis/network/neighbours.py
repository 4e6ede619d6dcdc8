"""Who is at the other end of security groups that name each other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from pytest_aisec.analysis.network.groups import unknown_for
from pytest_aisec.analysis.network.lines import Doubt
from pytest_aisec.analysis.network.places import vpc_of
from pytest_aisec.aws import autoscaling, ec2
from pytest_aisec.declarations import Dialect
from pytest_aisec.inventory import Inventory
from pytest_aisec.model.attribute import items_of
from pytest_aisec.model.links import referrers
from pytest_aisec.model.partly import PartlyKnownList
from pytest_aisec.model.resource import Resource
from pytest_aisec.values import Reference
from pytest_aisec.verdicts import Undetermined

MACHINES: tuple[type[Resource], ...] = (
    ec2.Instance,
    ec2.NetworkInterface,
    ec2.LaunchTemplate,
    autoscaling.LaunchConfiguration,
)
"""What must have been read for `machines_in` to know: populations that ask it are filled by these, too."""


class _Interface(ec2.NetworkInterface):
    instances = referrers(lambda: ec2.Instance, by="interfaces")


class _Subnet(ec2.Subnet):
    instances = referrers(lambda: ec2.Instance, by="specified_subnets")


class _Group(ec2.SecurityGroup):
    """A security group that others name, by what is in it."""

    instances = referrers(lambda: ec2.Instance, by="security_groups")
    interfaces = referrers(lambda: _Interface, by="security_groups")
    launch_templates = referrers(lambda: ec2.LaunchTemplate, by="security_groups")
    launch_configurations = referrers(lambda: autoscaling.LaunchConfiguration, by="security_groups")


def machines_in(group: ec2.SecurityGroup) -> Iterator[Resource]:
    """The machines in a security group: instances, those with an interface in it, what more are launched from.

    Load balancers, endpoints, functions and services of containers are none. Raises Undetermined for a group that was
    not read, and for an account that was not asked for its machines.
    """
    if group.unseen is not None:
        raise Undetermined(f"what is in {group.address} is not known")
    if isinstance(group.estate, Inventory):
        missing = group.estate.left_out & {kind.canonical_type for kind in MACHINES}
        if group.dialect is Dialect.LIVE and missing:
            raise Undetermined(
                f"what is in {group.address}: the account was not asked for {', '.join(sorted(missing))}"
            )
    seen = group.seen_as(_Group)
    yield from seen.instances
    for interface in seen.interfaces:
        yield from interface.instances
    if group.dialect is not Dialect.LIVE:  # an account tells of the instances themselves
        yield from seen.launch_templates
        yield from seen.launch_configurations
    if group.declaration.type == "aws_default_security_group" and group.vpc is not None:
        yield from _groupless(group.vpc)


def _groupless(vpc: ec2.Vpc) -> Iterator[Resource]:
    """The instances in a VPC that name no security group: they are in its default one."""
    for subnet in vpc.subnets:
        for instance in subnet.seen_as(_Subnet).instances:
            if not instance.security_groups and not instance.interfaces and instance.launch_template is None:
                yield instance


def groups_let_in(groups: Iterable[ec2.SecurityGroup]) -> Iterator[ec2.SecurityGroup]:
    """The security groups that some others let in by name, each once; not those themselves."""
    own = list(groups)
    doubt = Doubt()
    found = [source for group in own for rule in doubt.each(group.ingress) for source in doubt.each(rule.sources)]
    yield from dict.fromkeys(source for source in found if source not in own)
    if doubt.reasons:
        raise Undetermined(*doubt.reasons)


def _networks_let_in(groups: Iterable[ec2.SecurityGroup]) -> Iterator[ec2.Vpc]:
    """The VPCs whose default security group is let in under the VPC's name for it, whether or not it is declared."""
    for group in groups:
        for rule in group.ingress:
            for item in items_of(ec2.IngressRule.sources.locate(rule)):
                named = item.value
                if isinstance(named, Reference) and named.attribute in _DEFAULT_GROUP:
                    itself = replace(item, value=replace(named, attribute=_DEFAULT_GROUP[named.attribute]))
                    vpc = group.estate.find(group, ec2.Vpc, itself)
                    if isinstance(vpc, ec2.Vpc) and group not in vpc.default_security_groups:
                        yield vpc


_DEFAULT_GROUP = {"default_security_group_id": "id", "DefaultSecurityGroup": "Ref"}
"""What files call the default security group of a VPC, and the VPC itself."""


def machines_let_in(groups: Iterable[ec2.SecurityGroup], known: Iterable[Resource] = ()) -> Sequence[Resource]:
    """The machines that some security groups let in by the groups that these are in, other than known ones."""
    accepted, doubt, own = set(known), Doubt(), list(groups)
    found = [machine for group in doubt.each(groups_let_in(own)) for machine in doubt.each(machines_in(group))]
    for vpc in doubt.each(_networks_let_in(own)):
        found += doubt.each(_groupless(vpc))
    others = [machine for machine in dict.fromkeys(found) if machine not in accepted]
    if doubt.reasons:
        return PartlyKnownList(others, unknown_for(doubt.reasons), ("let in", *doubt.reasons))
    return others


def default_groups(subnets: Iterable[ec2.Subnet]) -> list[ec2.SecurityGroup]:
    """What is in some subnets without naming a security group is in these, as far as they are declared."""
    return list(dict.fromkeys(group for subnet in subnets for group in vpc_of(subnet).default_security_groups))


def groups_of(instance: ec2.Instance) -> Sequence[ec2.SecurityGroup]:
    """What lets traffic in and out of an instance: what it and its interfaces name, or its launch template.

    Without any it has the default group of its VPC. Raises Undetermined where that is not declared.
    """
    own: Sequence[ec2.SecurityGroup] = instance.security_groups
    if isinstance(own, PartlyKnownList):
        return own
    attached = [group for interface in instance.interfaces for group in interface.security_groups]
    own = instance.security_groups  # read last: it is where a person would look first
    named = list(dict.fromkeys([*own, *attached]))
    if not named and instance.launch_template is not None:
        named = list(instance.launch_template.security_groups)
    if found := named or default_groups(instance.subnets):
        return found
    raise Undetermined(f"{instance.address} names no security group: its VPC's default one, not declared here, holds")
