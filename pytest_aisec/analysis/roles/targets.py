"""What a target group of a load balancer sends requests to."""

from __future__ import annotations

from collections.abc import Iterator

from pytest_aisec.aws import elbv2
from pytest_aisec.model.resource import Resource


def registered(group: elbv2.TargetGroup) -> Iterator[Resource]:
    """What a target group sends requests to: instances, services, the templates of groups that register theirs."""
    for fleet in group.groups:
        if fleet.launch_template is not None:
            yield fleet.launch_template
        if fleet.launch_configuration is not None:
            yield fleet.launch_configuration
    yield from group.spot_fleets
    yield from group.services
    yield from group.instances
