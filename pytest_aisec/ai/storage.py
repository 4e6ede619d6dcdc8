"""Buckets of the AI estate."""

from __future__ import annotations

from pytest_aisec.ai.hosts import ModelHost
from pytest_aisec.ai.population import Narrowed
from pytest_aisec.analysis.roles import Role
from pytest_aisec.aws import bedrock_agent, iam, s3, sagemaker
from pytest_aisec.model.resource import statement

_ACTORS = (*ModelHost.filled_by, sagemaker.Model, bedrock_agent.Agent)
"""Whoever reads or writes the buckets of the AI estate, through a role."""


class Bucket(Narrowed, s3.Bucket):
    """A bucket of the AI estate: training data, model artefacts, retrieval sources."""

    role = Role.AI_BUCKET
    filled_by = (s3.Bucket, *_ACTORS, iam.InstanceProfile, iam.Role, iam.ManagedPolicy)

    @statement
    def encrypted_with_customer_managed_key(self) -> bool:
        """New objects are encrypted with a key that the account manages."""
        if self.encryption_algorithm == "AES256":
            return False
        return self.kms_key is not None and self.kms_key.customer_managed
