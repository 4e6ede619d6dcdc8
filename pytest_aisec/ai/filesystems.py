"""File systems of the AI estate, and who mounts them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, cast

from pytest_aisec.ai.population import Subject
from pytest_aisec.analysis import network
from pytest_aisec.analysis.roles import Role, members
from pytest_aisec.aws import ec2, ecs, efs, fsx, kms, sagemaker
from pytest_aisec.inventory import Inventory
from pytest_aisec.model.resource import Resource
from pytest_aisec.verdicts import NotApplicable


class FileSystem:
    """A file system, of EFS or FSx, that tasks which run models mount, or that models are trained from."""

    filled_by: ClassVar[tuple[type[Resource], ...]] = (
        efs.FileSystem,
        fsx.FileSystem,
        efs.MountTarget,
        ecs.Service,
        ecs.EquippedTask,
        sagemaker.TrainingJob,
    )

    def __init__(self, resource: efs.FileSystem | fsx.FileSystem) -> None:
        self.resource = resource

    @classmethod
    def subjects(cls, inventory: Inventory) -> list[Subject]:
        """All of them, with their place in the AI estate."""
        return [
            Subject(cls(cast("efs.FileSystem | fsx.FileSystem", member.resource)), member.resource, member)
            for member in members(inventory, Role.AI_FILE_SYSTEM)
        ]

    @property
    def encrypted(self) -> bool:
        """It keeps its files encrypted: those of FSx always are."""
        return isinstance(self.resource, fsx.FileSystem) or self.resource.encrypted

    @property
    def kms_key(self) -> kms.Key | None:
        """By whose key it is encrypted; None: by AWS's, or not at all."""
        return self.resource.kms_key

    @property
    def subnets(self) -> Sequence[ec2.Subnet]:
        """The subnets from which it is reached; NotApplicable while it is reached from none."""
        if isinstance(self.resource, fsx.FileSystem):
            return self.resource.subnets
        found = [target.subnet for target in self.resource.mount_targets if target.subnet is not None]
        if not found:
            raise NotApplicable("no network reaches it")
        return found

    @property
    def public_subnets(self) -> list[ec2.Subnet]:
        """Those of the subnets whose route table leads to an internet gateway."""
        return network.public_among(self.subnets)

    def __repr__(self) -> str:
        return self.resource.address


class MountingTask(ecs.EquippedTask):
    """The definition of tasks that run models, by how they mount file systems."""

    filled_by: ClassVar[tuple[type[Resource], ...]] = (ecs.EquippedTask, ecs.Service)

    @classmethod
    def subjects(cls, inventory: Inventory) -> list[Subject]:
        """All of them, with their place in the AI estate."""
        return [
            Subject(member.resource.seen_as(cls), member.resource, member)
            for member in members(inventory, Role.MODEL_HOST)
            if isinstance(member.resource, ecs.TaskDefinition)
        ]

    @property
    def plain_mounts(self) -> list[str]:
        """The file systems that it mounts without TLS. NotApplicable where it mounts none."""
        mounted = [(volume.file_system, volume) for volume in self.volumes]
        systems = [(system, volume) for system, volume in mounted if system is not None]
        if not systems:
            raise NotApplicable("its tasks mount no file system")
        return [system.address for system, volume in systems if not volume.encrypted_in_transit]
