"""Who is at the other end of security groups that name each other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pytest_aisec.aws import ec2
from pytest_aisec.model.links import referrers
from pytest_aisec.model.resource import Resource
from pytest_aisec.verdicts import Undetermined


class _Named(ec2.SecurityGroup):
    """A security group that others name, by what is in it."""

    instances = referrers(lambda: ec2.Instance, by="security_groups")


def strangers(groups: Iterable[ec2.SecurityGroup], known: Iterable[Resource]) -> Iterator[Resource]:
    """The machines that some security groups let in by the group they are in, other than known ones.

    Load balancers, endpoints, functions and services of containers are front doors or callers, and no strangers.
    """
    accepted, own = set(known), list(groups)
    for group in own:
        for source in (source for rule in group.ingress for source in rule.sources):
            if source in own:
                continue
            if source.unseen is not None:
                raise Undetermined(f"what is in {source.address} is not known")
            yield from (machine for machine in source.seen_as(_Named).instances if machine not in accepted)
