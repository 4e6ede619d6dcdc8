"""Buckets of the AI estate."""

from __future__ import annotations

from collections.abc import Sequence
from fnmatch import fnmatchcase

from pytest_aisec.ai.foreign import foreign, foreign_in, number_in
from pytest_aisec.ai.hosts import ModelHost
from pytest_aisec.ai.population import Narrowed, Subject
from pytest_aisec.analysis.roles import Role
from pytest_aisec.analysis.roles.actors import ACTING
from pytest_aisec.analysis.roles.buckets import own_name
from pytest_aisec.analysis.roles.parts import parts
from pytest_aisec.aws import (
    account,
    backup,
    bedrock,
    bedrock_agent,
    cloudtrail,
    guardduty,
    iam,
    s3,
    s3control,
    sagemaker,
)
from pytest_aisec.aws.partitions import bucket_arns
from pytest_aisec.aws.policy_documents import PolicyStatement
from pytest_aisec.declarations import Dialect
from pytest_aisec.inventory import Inventory
from pytest_aisec.model.links import fellows, referrers
from pytest_aisec.model.resource import Resource, answer, statement
from pytest_aisec.verdicts import NotApplicable, Undetermined

ACTORS = (*ModelHost.filled_by, sagemaker.Model, sagemaker.TrainingJob, *ACTING)
"""Whoever reads or writes the buckets of the AI estate, through a role."""


class Bucket(Narrowed, s3.Bucket):
    """A bucket of the AI estate: training data, model artefacts, retrieval sources, logs of what models are asked."""

    role = Role.AI_BUCKET
    filled_by = (
        s3.Bucket,
        sagemaker.EndpointConfig,
        sagemaker.FeatureGroup,
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
        """The accounts, other than its own and trusted ones, that may write its objects, by its policy or its ACL.

        In files its own account is not known, see `foreign`.
        """
        writing = [
            each for each in self.statements if each.effect == "Allow" and any(each.covers(action) for action in WRITES)
        ]
        numbers = foreign_in(writing, self.accounts, trusted)
        return numbers or self._foreign_users(writing, trusted)

    def _foreign_users(self, writing: list[PolicyStatement], trusted: tuple[str, ...]) -> list[str]:
        ids = {user for each in writing for user in each.canonical_ids}
        ids |= set(filter(None, (each.canonical_user for each in self.acl_grants if each.writes)))
        unknown = sorted(ids - set(trusted))
        if not unknown:
            return []
        owner = self.owner
        if owner is None:
            raise Undetermined(f"whether {unknown[0]} is another account is not known: trusted_accounts may name it")
        return [each for each in unknown if each != owner]

    def foreign_copies(self, trusted: tuple[str, ...]) -> list[str]:
        """The accounts, other than its own and trusted ones, to which its objects are copied, or else the buckets.

        In files its own account is not known, see `foreign`.
        """
        copying = [rule for rule in self.replications if rule.enabled]
        numbers = (number_in(s3.Replication.account, rule) for rule in copying)
        found = foreign(self.accounts, filter(None, numbers), trusted)
        return found or sorted(filter(None, map(_elsewhere, copying)))


def _elsewhere(rule: s3.Replication) -> str | None:
    """The bucket that a rule copies to, if that is not one of the source, and it is not said whose it is."""
    bucket = rule.bucket
    if bucket is None or bucket.unseen is None or s3.Replication.account.locate(rule).value is not None:
        return None
    if rule.dialect is Dialect.LIVE:
        return bucket.address  # every bucket of the account was read, and this is none of them
    raise Undetermined(f"whose bucket {bucket.address} is, is not known")


class AccessPoint(s3control.AccessPoint):
    """A way into a bucket of the AI estate."""

    filled_by = (s3control.AccessPoint, *Bucket.filled_by)

    @classmethod
    def subjects(cls, inventory: Inventory) -> list[Subject]:
        """Every access point of such a bucket, with the place of that in the estate."""
        found = parts(inventory, Role.AI_BUCKET, inventory.of(s3control.AccessPoint), _bucket)
        return [Subject(member.resource.seen_as(cls), member.resource, member) for member in found]


def _bucket(point: Resource) -> list[Resource]:
    assert isinstance(point, s3control.AccessPoint)
    return [point.bucket]


WRITES = (
    "s3:DeleteBucket",
    "s3:DeleteBucketPolicy",
    "s3:DeleteObject",
    "s3:DeleteObjectVersion",
    "s3:PutBucketAcl",
    "s3:PutBucketPolicy",
    "s3:PutBucketPublicAccessBlock",
    "s3:PutBucketVersioning",
    "s3:PutLifecycleConfiguration",
    "s3:PutObject",
    "s3:PutObjectAcl",
    "s3:PutObjectTagging",
    "s3:PutReplicationConfiguration",
    "s3:ReplicateDelete",
    "s3:ReplicateObject",
)
"""What changes objects, takes them away, or decides who may and what becomes of them."""


class KeptBucket(Bucket):
    """A bucket of the AI estate with what makes backups beside it."""

    selections = fellows(lambda: backup.BackupSelection)

    @statement
    def kept_from_deletion(self) -> bool:
        """Its versions can be locked, or a plan makes backups of it in a vault that is locked."""
        return self.object_lock or any(
            each.plan is not None and any(vault.locked for vault in each.plan.vaults) and self.is_backed_up_by(each)
            for each in self.selections
        )

    @answer
    def is_backed_up_by(self, selection: backup.BackupSelection) -> bool:
        """A selection takes it: it is named, and not left out; tags narrow what is named.

        https://docs.aws.amazon.com/aws-backup/latest/devguide/assigning-resources.html
        """
        named = _is_one_of(self, selection.buckets, selection.patterns)
        by_tags = selection.narrowed_by_tags if named else selection.chooses_by_tags
        if not (named or by_tags) or _is_one_of(self, selection.left_out, selection.left_out_patterns):
            return False
        if by_tags:
            raise Undetermined(f"{selection.address} chooses by tags, which are not evaluated")
        return True


def _is_one_of(bucket: s3.Bucket, named: Sequence[s3.Bucket], patterns: Sequence[str]) -> bool:
    if any(each == bucket for each in named):
        return True
    name = own_name(bucket) or "(not known)"
    return any(fnmatchcase(arn, pattern) for pattern in patterns for arn in bucket_arns(name))


class RecordedBucket(Bucket):
    """A bucket of the AI estate with the trails and the lakes beside it."""

    trails = fellows(lambda: cloudtrail.Trail)
    lakes = fellows(lambda: cloudtrail.EventDataStore)

    @statement
    def use_is_recorded(self) -> bool:
        """Trails and lakes take in who reads and who writes its objects, in one of them or in several."""
        if self.dialect is not Dialect.LIVE and not self.trails and not self.lakes:
            raise NotApplicable("no trail is declared beside it: what is recorded is decided elsewhere")
        return all(
            any(trail.records_objects_of(self, only_reads) for trail in self.trails)
            or any(lake.records_objects_of(self, only_reads) for lake in self.lakes)
            for only_reads in ("true", "false")
        )


class ScannedBucket(Bucket):
    """A bucket of the AI estate that takes in data or models, with the plans against malware beside it."""

    all_plans = fellows(lambda: guardduty.MalwareProtectionPlan)
    plans = referrers(lambda: guardduty.MalwareProtectionPlan, by="bucket")
    request_logs = referrers(lambda: bedrock.ModelInvocationLogging, by="buckets")

    @statement
    def is_scanned(self) -> bool:
        """A plan looks for malware in all of its new objects."""
        if self.dialect is not Dialect.LIVE and not self.all_plans:
            raise NotApplicable("no plan against malware is declared beside it: what is scanned is decided elsewhere")
        if self.request_logs:
            raise NotApplicable("it takes in the log of what models are asked")
        own = [plan for plan in self.plans if plan.works]
        if any(not plan.prefixes for plan in own):
            return True
        if own:
            raise Undetermined(f"only objects of some prefixes are scanned: {', '.join(own[0].prefixes)}")
        return False
