"""File systems of the AI estate: those that tasks which run models mount, and that models are trained from."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from pytest_aisec.analysis.membership import Member, Named
from pytest_aisec.analysis.roles.registry import Role, finds, members
from pytest_aisec.aws import ecs, efs, fsx, sagemaker
from pytest_aisec.inventory import Inventory
from pytest_aisec.model.resource import Resource

_KINDS = (efs.FileSystem, fsx.FileSystem)


@finds(Role.AI_FILE_SYSTEM, among=_KINDS)
def ai_file_systems(inventory: Inventory) -> Iterator[Member]:
    """The file systems that tasks which run models mount, and that models are trained from."""
    named = Named()
    for member in members(inventory, Role.MODEL_HOST):
        if isinstance(member.resource, ecs.TaskDefinition):
            reason = f"{member.resource.address} mounts it"
            named.add(
                member.resource, partial(_mounted, member.resource.seen_as(ecs.EquippedTask)), reason, member.doubt
            )
    for job in inventory.of(sagemaker.TrainingJob):
        named.add(job, partial(_trained_from, job), f"{job.address} trains from it")
    for resource in inventory:
        if isinstance(resource, _KINDS):
            found = named.member(resource, lambda unknown: not unknown.is_set)
            if found is not None:
                yield found


def _mounted(definition: ecs.EquippedTask) -> Iterator[Resource]:
    yield from (volume.file_system for volume in definition.volumes if volume.file_system is not None)


def _trained_from(job: sagemaker.TrainingJob) -> Iterator[Resource]:
    yield from job.shared_file_systems
    yield from job.fast_file_systems
