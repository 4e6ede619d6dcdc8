"""Secrets of the AI estate."""

from __future__ import annotations

from pytest_aisec.ai.hosts import ModelHost
from pytest_aisec.ai.population import Narrowed
from pytest_aisec.ai.storage import ACTORS
from pytest_aisec.analysis.roles import Role
from pytest_aisec.aws import ecs, iam, secretsmanager


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
