"""What stands in front of models."""

from __future__ import annotations

from pytest_aisec.ai.hosts import ModelHost
from pytest_aisec.ai.population import Narrowed
from pytest_aisec.analysis.roles import Role
from pytest_aisec.aws import elbv2


class LoadBalancer(Narrowed, elbv2.LoadBalancer):
    """A load balancer in front of model hosts."""

    role = Role.MODEL_LOAD_BALANCER
    filled_by = (elbv2.LoadBalancer, elbv2.Listener, elbv2.TargetGroup, *ModelHost.filled_by)
