"""Secrets of the AI estate."""

from __future__ import annotations

from pytest_aisec.ai.hosts import ModelHost
from pytest_aisec.ai.population import Narrowed
from pytest_aisec.ai.storage import ACTORS
from pytest_aisec.analysis.roles import Role
from pytest_aisec.aws import ecs, iam, secretsmanager
from pytest_aisec.aws.policy_documents import lets_everybody_in
from pytest_aisec.model.resource import statement


class Secret(Narrowed, secretsmanager.Secret):
    """A secret that what runs models is given, signs in with, or may read."""

    role = Role.AI_SECRET
    filled_by = (
        secretsmanager.Secret,
        ecs.EquippedTask,
        *ACTORS,
        *ModelHost.filled_by,
        iam.InstanceProfile,
        iam.Role,
        iam.ManagedPolicy,
    )

    @statement
    def admits_anyone(self) -> bool:
        """Its policy lets in everybody."""
        return lets_everybody_in(self.statements)
