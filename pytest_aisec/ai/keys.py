"""Keys and image repositories of the AI estate."""

from __future__ import annotations

from fnmatch import fnmatchcase

from pytest_aisec.ai.population import Narrowed, Subject
from pytest_aisec.ai.storage import Bucket
from pytest_aisec.analysis.roles import Role
from pytest_aisec.analysis.roles.keys import KEYED
from pytest_aisec.analysis.roles.stores import STORES
from pytest_aisec.aws import bedrock_agentcore, ecr, ecs, kms, sagemaker
from pytest_aisec.declarations import Dialect
from pytest_aisec.inventory import Inventory
from pytest_aisec.model.resource import statement
from pytest_aisec.verdicts import NotApplicable

LONGEST_WINDOW = 30
"""https://docs.aws.amazon.com/kms/latest/APIReference/API_ScheduleKeyDeletion.html"""


_ASKED_TO_GO = frozenset({"PendingDeletion", "PendingReplicaDeletion"})
"""A key with copies in other regions goes when these are gone.

https://docs.aws.amazon.com/kms/latest/developerguide/key-state.html
"""


class AnyKey(Narrowed, kms.Key):
    """A key by which something of the AI estate is encrypted, wherever it was made."""

    role = Role.AI_KEY
    filled_by = (kms.Key, kms.ReplicaKey, kms.ExternalKey, kms.Alias, *KEYED, *STORES, *Bucket.filled_by)


class Key(AnyKey):
    """A key by which something of the AI estate is encrypted, where it was made."""

    @classmethod
    def subjects(cls, inventory: Inventory) -> list[Subject]:
        """All but copies of keys elsewhere, and keys whose material was brought in: who made them renews them."""
        made_elsewhere = (kms.ReplicaKey, kms.ExternalKey)
        return [each for each in super().subjects(inventory) if not isinstance(each.resource, made_elsewhere)]

    @property
    def days_to_notice_its_deletion(self) -> int:
        """How many days pass from a request to delete it to its end: none once it was asked for.

        Of an account nobody can tell before: whoever asks chooses.
        """
        if self.state in _ASKED_TO_GO:
            return 0
        return LONGEST_WINDOW if self.dialect is Dialect.LIVE else self.deletion_window


class Repository(Narrowed, ecr.Repository):
    """A repository of the images that models are served from."""

    role = Role.MODEL_REPOSITORY
    filled_by = (ecr.Repository, sagemaker.Model, bedrock_agentcore.Runtime, ecs.TaskDefinition)

    @statement
    def is_scanned_continuously(self) -> bool:
        """An enhanced, continuous rule of the registry is about it.

        Files that do not declare how the registry scans cannot tell.
        """
        if self.dialect is not Dialect.LIVE and not self.registries:
            raise NotApplicable("how its registry scans is not declared beside it")
        return any(
            registry.scan_type == "ENHANCED"
            and any(
                rule.frequency == "CONTINUOUS_SCAN" and any(_fits(self.name, pattern) for pattern in rule.filters)
                for rule in registry.rules
            )
            for registry in self.registries
        )


def _fits(name: str, pattern: str) -> bool:
    """A filter without wildcards means every name that holds it.

    https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-scanning-filters.html
    """
    return fnmatchcase(name, pattern if "*" in pattern else f"*{pattern}*")
