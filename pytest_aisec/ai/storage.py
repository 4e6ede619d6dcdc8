"""Buckets of the AI estate."""

from __future__ import annotations

from pytest_aisec.ai.hosts import ModelHost
from pytest_aisec.ai.population import Narrowed
from pytest_aisec.analysis.roles import Role
from pytest_aisec.analysis.roles.actors import ACTING
from pytest_aisec.aws import account, bedrock, bedrock_agent, cloudtrail, iam, macie2, s3, sagemaker
from pytest_aisec.declarations import Dialect
from pytest_aisec.model.links import fellows
from pytest_aisec.model.resource import statement
from pytest_aisec.verdicts import NotApplicable, Undetermined

ACTORS = (*ModelHost.filled_by, sagemaker.Model, sagemaker.TrainingJob, *ACTING)
"""Whoever reads or writes the buckets of the AI estate, through a role."""


class Bucket(Narrowed, s3.Bucket):
    """A bucket of the AI estate: training data, model artefacts, retrieval sources, logs of what models are asked."""

    role = Role.AI_BUCKET
    filled_by = (
        s3.Bucket,
        bedrock.ModelInvocationLogging,
        bedrock.CustomModel,
        bedrock_agent.DataSource,
        *ACTORS,
        iam.InstanceProfile,
        iam.Role,
        iam.ManagedPolicy,
    )

    @statement
    def encrypted_with_customer_managed_key(self) -> bool:
        """New objects are encrypted with a key that the account manages."""
        if self.encryption_algorithm == "AES256":
            return False
        return self.kms_key is not None and self.kms_key.customer_managed


class SharedBucket(Bucket):
    """A bucket of the AI estate, by whom its policy lets write."""

    accounts = fellows(lambda: account.Account)

    def foreign_writers(self, trusted: tuple[str, ...]) -> list[str]:
        """The accounts, other than its own and trusted ones, that may write its objects.

        In files its own account is not known: without `trusted` nothing can be said there.
        """
        own = {each.number for each in self.accounts}
        if not own and not trusted:
            raise NotApplicable("which account it belongs to is not known, and no account is trusted by a setting")
        return sorted(
            number
            for each in self.statements
            if each.effect == "Allow" and any(each.covers(action) for action in _WRITES)
            for number in each.account_numbers
            if number not in own and number not in trusted
        )


_WRITES = ("s3:PutObject", "s3:DeleteObject", "s3:PutBucketPolicy")


class RecordedBucket(Bucket):
    """A bucket of the AI estate with the trails beside it."""

    trails = fellows(lambda: cloudtrail.Trail)

    @statement
    def use_is_recorded(self) -> bool:
        """A trail takes in who reads and who writes its objects."""
        if self.dialect is not Dialect.LIVE and not self.trails:
            raise NotApplicable("no trail is declared beside it: what is recorded is decided elsewhere")
        return any(trail.records_objects_of(self) for trail in self.trails)


class ClassifiedBucket(Bucket):
    """A bucket of the AI estate with the Macie jobs beside it."""

    jobs = fellows(lambda: macie2.ClassificationJob)

    @statement
    def is_classified(self) -> bool:
        """A Macie job that goes on looks into it."""
        if self.dialect is Dialect.CLOUDFORMATION:
            raise NotApplicable("CloudFormation cannot declare Macie jobs")
        if self.dialect is Dialect.TERRAFORM and not self.jobs:
            raise NotApplicable("no Macie job is declared beside it: what is looked into is decided elsewhere")
        return any(job.goes_on and _looks_into(job, self) for job in self.jobs)


def _looks_into(job: macie2.ClassificationJob, bucket: s3.Bucket) -> bool:
    if any(named == bucket for definition in job.definitions for named in definition.buckets):
        return True
    if job.selects_by_criteria:
        raise Undetermined(f"{job.address} selects buckets by criteria, which are not evaluated")
    return False
