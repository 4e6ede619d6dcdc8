"""Amazon Route 53: names that are given to load balancers, machines and others."""

from __future__ import annotations

from pytest_aisec.aws import ec2, elbv2
from pytest_aisec.model.attribute import text
from pytest_aisec.model.derived import never
from pytest_aisec.model.links import link, links
from pytest_aisec.model.paths import PathLike, either, every
from pytest_aisec.model.resource import Names, Resource

_NOT_ASKED = never("the records of an account are not asked for")
_TARGETS: dict[str, PathLike] = {
    "terraform": every("alias.name", "records"),
    "cloudformation": every("AliasTarget.DNSName", "ResourceRecords"),
    "live": _NOT_ASKED,
}


class HostedZone(
    Resource,
    terraform="aws_route53_zone",
    cloudformation="AWS::Route53::HostedZone",
    names=Names(terraform=("name", "zone_id"), cloudformation=("Id", "Name")),
):
    """A domain with its records.

    https://docs.aws.amazon.com/Route53/latest/APIReference/API_HostedZone.html
    """

    domain = text(default=None, terraform="name", cloudformation="Name")


class RecordSet(
    Resource,
    terraform="aws_route53_record",
    cloudformation="AWS::Route53::RecordSet",
    names=Names(terraform=("name", "fqdn"), cloudformation=("Name",)),
):
    """A name, and what answers at it.

    https://docs.aws.amazon.com/Route53/latest/APIReference/API_ResourceRecordSet.html
    """

    name = text(default=None)
    """Whole, or, in Terraform, without the domain of its zone."""
    zone = link(
        lambda: HostedZone,
        terraform="zone_id",
        cloudformation=either("HostedZoneId", "HostedZoneName"),
        live=_NOT_ASKED,
    )
    load_balancers = links(lambda: elbv2.LoadBalancer, **_TARGETS, reads=elbv2.host_of)
    instances = links(lambda: ec2.Instance, **_TARGETS, reads=None)
    """Those whose private address it leads to."""
