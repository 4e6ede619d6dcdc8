"""Which machines get an address that the internet reaches."""

from __future__ import annotations

from pytest_aisec.analysis.network.places import is_default
from pytest_aisec.analysis.network.routes import is_public, is_public_for_ipv6
from pytest_aisec.aws import autoscaling, ec2
from pytest_aisec.declarations import Dialect
from pytest_aisec.model.resource import answer
from pytest_aisec.verdicts import Undetermined


@answer
def gives_public_addresses(subnet: ec2.Subnet) -> bool:
    """What starts in it gets an address of the internet: one of IPv4, or one of IPv6 that has a way in."""
    return _assigns_one_of_ipv6(subnet) or _assigns_one(subnet)


def _assigns_one_of_ipv6(subnet: ec2.Subnet) -> bool:
    """What starts in it gets an address of IPv6, whatever it asks for, and that has a way in."""
    return subnet.assigns_ipv6 and is_public_for_ipv6(subnet)


def _assigns_one(subnet: ec2.Subnet) -> bool:
    """Of IPv4: what no file says otherwise of a default subnet holds.

    https://docs.aws.amazon.com/vpc/latest/userguide/default-subnet.html
    """
    stated = ec2.Subnet.assigns_public_ip.locate(subnet).value
    return (stated is None and is_default(subnet)) or subnet.assigns_public_ip


@answer
def has_public_address(machine: ec2.Instance | ec2.SpotFleet) -> bool:
    """It gets an address on the internet: an Elastic IP, one that it asks for, or one from its subnet."""
    if isinstance(machine, ec2.SpotFleet):
        return any(_specifies_one(each) for each in machine.specifications)
    if _has_ipv6(machine) and any(is_public_for_ipv6(subnet) for subnet in machine.subnets):
        return True
    if machine.elastic_ips or any(interface.elastic_ips for interface in machine.interfaces):
        return True
    requested = machine.public_ip_requested
    if requested is None and machine.launch_template is not None:
        requested = asks_for_public_address(machine.launch_template)
    if not requested and machine.is_stopped and any(map(is_public, machine.subnets)):
        raise Undetermined(f"{machine.address} is stopped: whether it gets a public address when it starts is not told")
    return _gets_one(requested, machine)


def asks_for_public_address(template: ec2.LaunchTemplate | autoscaling.LaunchConfiguration) -> bool | None:
    """Whether what is launched from it asks for an address on the internet; None where the subnet decides.

    One of IPv6 is on the internet where its subnet has a route for that to an internet gateway.
    """
    if any(map(_assigns_one_of_ipv6, template.subnets)):
        return True
    if isinstance(template, autoscaling.LaunchConfiguration):
        return template.public_ip_requested
    if any(each.asks_for_ipv6 for each in template.interfaces) and any(map(is_public_for_ipv6, template.subnets)):
        return True
    requested = [interface.public_ip_requested for interface in template.interfaces]
    return True if True in requested else None if None in requested or not requested else False


def _specifies_one(launched: ec2.LaunchSpecification) -> bool:
    if any(map(_assigns_one_of_ipv6, launched.specified_subnets)):
        return True
    return _gets_one(launched.public_ip_requested, launched)


def _gets_one(requested: bool | None, machine: ec2.Instance | ec2.LaunchSpecification) -> bool:
    return any(map(_assigns_one, machine.subnets)) if requested is None else requested


def _has_ipv6(machine: ec2.Instance) -> bool:
    """It has an address of IPv6, or gets one from its subnet."""
    if machine.ipv6_addresses or any(each.asks_for_ipv6 for each in machine.interfaces):
        return True
    wanted = machine.ipv6_count
    if wanted is None and machine.dialect is not Dialect.LIVE:
        return any(subnet.assigns_ipv6 for subnet in machine.subnets)
    return bool(wanted)
