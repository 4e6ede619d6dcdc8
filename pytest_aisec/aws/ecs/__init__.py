"""Amazon ECS."""

from __future__ import annotations

from pytest_aisec.aws.ecs.services import Cluster, DiscoverableService, Service, task_family
from pytest_aisec.aws.ecs.tasks import Container, EquippedTask, PortMapping, TaskDefinition, Variable, Volume

__all__ = [
    "Cluster",
    "Container",
    "DiscoverableService",
    "EquippedTask",
    "PortMapping",
    "Service",
    "TaskDefinition",
    "Variable",
    "Volume",
    "task_family",
]
