"""AWS Cloud Map: services by which others find where something answers."""

from __future__ import annotations

from pytest_aisec.aws import ec2, ecs, elbv2
from pytest_aisec.model.attribute import text
from pytest_aisec.model.calls import Listing
from pytest_aisec.model.derived import never
from pytest_aisec.model.links import link, links, referrers
from pytest_aisec.model.paths import PathLike, companion, either, every
from pytest_aisec.model.resource import Names, Resource
from pytest_aisec.model.structure import decoded

_NOT_LISTED = never("who is registered is not asked for: the tasks of a service come and go")


def _balancer(host: str) -> str | None:
    return elbv2.host_of(host)  # which this module may be imported before


def _registered(*attributes: str) -> dict[str, PathLike]:
    """Attributes of the instances of a service, in files.

    https://docs.aws.amazon.com/cloud-map/latest/api/API_RegisterInstance.html
    """
    declared = companion("aws_service_discovery_instance", by="service_id")
    templated = companion("AWS::ServiceDiscovery::Instance", by="ServiceId") / "InstanceAttributes"
    return {
        "terraform": every(*(declared / f"attributes.{each}" for each in attributes)),
        "cloudformation": every(*(decoded(templated) / each for each in attributes)),
        "live": _NOT_LISTED,
    }


class PrivateDnsNamespace(
    Resource,
    terraform="aws_service_discovery_private_dns_namespace",
    cloudformation="AWS::ServiceDiscovery::PrivateDnsNamespace",
    names=Names(cloudformation=("Id",)),
):
    """A domain inside a VPC, under which its services are found.

    https://docs.aws.amazon.com/cloud-map/latest/dg/working-with-namespaces.html
    """

    domain = text(default=None, terraform="name", cloudformation="Name")


class DiscoveryService(
    Resource,
    terraform="aws_service_discovery_service",
    cloudformation="AWS::ServiceDiscovery::Service",
    live=Listing("servicediscovery", "ListServices", "Services", id="Arn"),
    names=Names(terraform=("name",), cloudformation=("Id",), live=("Arn", "Id")),
):
    """A name at which others find the tasks and machines that are registered with it.

    https://docs.aws.amazon.com/cloud-map/latest/api/API_Service.html
    """

    label = text(default=None, terraform="name", cloudformation="Name")
    namespace = link(
        lambda: PrivateDnsNamespace,
        terraform=either("dns_config.namespace_id", "namespace_id"),
        cloudformation=either("DnsConfig.NamespaceId", "NamespaceId"),
        live=never("who is told of a name in an account is not followed"),
    )
    services = referrers(lambda: ecs.DiscoverableService, by="discovery_services")
    """The services that register their tasks."""
    instances = links(lambda: ec2.Instance, **_registered("AWS_INSTANCE_IPV4", "AWS_EC2_INSTANCE_ID"), reads=None)
    """The instances that are registered by id or private address."""
    load_balancers = links(lambda: elbv2.LoadBalancer, **_registered("AWS_ALIAS_DNS_NAME"), reads=_balancer)
    """The load balancers that it is another name of."""
