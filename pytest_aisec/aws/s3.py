"""Amazon S3."""

from __future__ import annotations

import re

from pytest_aisec.aws import kms, s3control
from pytest_aisec.aws.lifecycle_rules import LifecycleRule
from pytest_aisec.aws.partitions import bucket_arns
from pytest_aisec.aws.plain_http import refuses_plain_http
from pytest_aisec.aws.policy_documents import HasPolicy, PolicyStatement
from pytest_aisec.aws.s3_acls import EVERYBODY, READY_MADE, AclGrant
from pytest_aisec.model.attribute import boolean, text, texts
from pytest_aisec.model.calls import Listing
from pytest_aisec.model.convert import switch
from pytest_aisec.model.derived import document, never, present
from pytest_aisec.model.links import blocks, fellows, link
from pytest_aisec.model.paths import PathLike, call, companion, either, every
from pytest_aisec.model.resource import Block, Names, Resource, answer, statement

_ENCRYPTION = companion("aws_s3_bucket_server_side_encryption_configuration", by="bucket")
_GET_ENCRYPTION = call(
    "s3",
    "GetBucketEncryption",
    {"Bucket": "Name"},
    absent=("ServerSideEncryptionConfigurationNotFoundError",),
)
_PUBLIC_ACCESS = companion("aws_s3_bucket_public_access_block", by="bucket")
_GET_PUBLIC_ACCESS = call(
    "s3", "GetPublicAccessBlock", {"Bucket": "Name"}, absent=("NoSuchPublicAccessBlockConfiguration",)
)


_ACL = companion("aws_s3_bucket_acl", by="bucket")
_GET_ACL = call("s3", "GetBucketAcl", {"Bucket": "Name"})
_REPLICATION = companion("aws_s3_bucket_replication_configuration", by="bucket")
_EVER_VERSIONED = "GetBucketVersioning.Status"
"""Without it, a bucket never kept versions, as it has to for object lock and for replication.

https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock.html
https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication-requirements.html
"""
_GET_REPLICATION = call(
    "s3", "GetBucketReplication", {"Bucket": "Name"}, ("ReplicationConfigurationNotFoundError",), given=_EVER_VERSIONED
)


def _sse(terraform: str, api: str) -> tuple[PathLike, PathLike, PathLike]:
    """A setting of the default encryption, in the three dialects."""
    rule = f"apply_server_side_encryption_by_default.{terraform}"
    return (
        either(_ENCRYPTION / f"rule.{rule}", f"server_side_encryption_configuration.rule.{rule}"),
        f"BucketEncryption.ServerSideEncryptionConfiguration.0.ServerSideEncryptionByDefault.{api}",
        _GET_ENCRYPTION / f"ServerSideEncryptionConfiguration.Rules.0.ApplyServerSideEncryptionByDefault.{api}",
    )


_ALGORITHM = _sse("sse_algorithm", "SSEAlgorithm")
_KEY = _sse("kms_master_key_id", "KMSMasterKeyID")


def bucket_name(text: str) -> str | None:
    """The bucket that a name, an ARN, an S3 URI or a pattern over objects names; None if it names no single one.

    `arn:aws:s3:::models/*`, `s3://models/a.tar.gz` and `models` all give `models`.
    """
    found = re.match(r"(?:arn:[^:]*:s3:::|s3://|https://s3[^/]*/)?([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:/.*)?$", text)
    return found[1] if found else None


class Replication(Block):
    """A rule by which objects are copied to another bucket."""

    enabled = boolean(
        switch=switch(Enabled=True, Disabled=False), terraform="status", cloudformation="Status", live="Status"
    )
    account = text(
        default=None,
        terraform=either("destination.account", "destination.account_id"),
        cloudformation="Destination.Account",
    )
    """The account of the other bucket, where the rule makes that its owner."""

    bucket = link(
        lambda: Bucket, terraform="destination.bucket", cloudformation="Destination.Bucket", reads=bucket_name
    )


_IN_PAGES = {"MaxBuckets": 1000}
"""Without a parameter S3 does not tell the regions of buckets, and refuses accounts that may have more than 10,000.

https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListBuckets.html
"""


class Bucket(
    HasPolicy,
    Resource,
    terraform="aws_s3_bucket",
    cloudformation="AWS::S3::Bucket",
    live=Listing(
        "s3", "ListBuckets", "Buckets", id="Name", scope="account", parameters=_IN_PAGES, region="BucketRegion"
    ),
    names=Names(
        terraform=("bucket", *bucket_arns("{bucket}")),
        cloudformation=("BucketName", *bucket_arns("{BucketName}")),
        live=("Name", *bucket_arns("{Name}")),
    ),
):
    """A bucket, with what is configured beside it."""

    encryption_algorithm = text(
        among=("AES256", "aws:kms", "aws:kms:dsse"),
        default="AES256",
        terraform=_ALGORITHM[0],
        cloudformation=_ALGORITHM[1],
        live=_ALGORITHM[2],
    )
    """Default encryption of new objects; S3 applies AES256 where nothing is configured.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/default-bucket-encryption.html
    """

    kms_key = link(
        lambda: kms.Key,
        terraform=_KEY[0],
        cloudformation=_KEY[1],
        live=_KEY[2],
    )
    versioned = boolean(
        default=False,
        switch=switch(Enabled=True, Suspended=False, Disabled=False),
        terraform=either(
            companion("aws_s3_bucket_versioning", by="bucket") / "versioning_configuration.status",
            "versioning.enabled",
        ),
        cloudformation="VersioningConfiguration.Status",
        live=call("s3", "GetBucketVersioning", {"Bucket": "Name"}) / "Status",
    )
    object_lock = boolean(
        default=False,
        switch=switch(Enabled=True),
        terraform=either(
            "object_lock_enabled", present(companion("aws_s3_bucket_object_lock_configuration", by="bucket") / "bucket")
        ),
        cloudformation="ObjectLockEnabled",
        live=call(
            "s3",
            "GetObjectLockConfiguration",
            {"Bucket": "Name"},
            absent=("ObjectLockConfigurationNotFoundError",),
            given=_EVER_VERSIONED,
        )
        / "ObjectLockConfiguration.ObjectLockEnabled",
    )
    """Whether versions can be kept from being deleted for a time.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock.html
    """
    statements = blocks(
        PolicyStatement,
        terraform=document("policy", companion("aws_s3_bucket_policy", by="bucket") / "policy"),
        cloudformation=document(companion("AWS::S3::BucketPolicy", by="Bucket") / "PolicyDocument"),
        live=document(call("s3", "GetBucketPolicy", {"Bucket": "Name"}, absent=("NoSuchBucketPolicy",)) / "Policy"),
    )
    """Those of its policy."""

    @statement
    def refuses_plain_http(self) -> bool:
        """Its policy denies everybody, for all actions on it and on all of its objects, what does not come over TLS.

        https://docs.aws.amazon.com/AmazonS3/latest/userguide/example-bucket-policies.html
        """
        return refuses_plain_http(self.statements)

    acl = text(
        default="private",
        terraform=either(_ACL / "acl", "acl"),
        cloudformation="AccessControl",
        live=never("an account tells the grants"),
    )
    """The ready-made ACL that it was given."""

    groups = texts(
        terraform=every(_ACL / "access_control_policy.grant.*.grantee.uri", "grant.*.uri"),
        cloudformation=READY_MADE,
        live=_GET_ACL / "Grants.*.Grantee.URI",
    )
    """The groups that its ACL lets in."""
    owner = text(
        default=None,
        terraform=_ACL / "access_control_policy.owner.id",
        cloudformation=READY_MADE,
        live=_GET_ACL / "Owner.ID",
    )
    """The canonical user that it belongs to."""
    acl_grants = blocks(
        AclGrant,
        terraform=every(_ACL / "access_control_policy.grant", "grant"),
        cloudformation=READY_MADE,
        live=_GET_ACL / "Grants",
    )

    @statement
    def opened_by_its_acl(self) -> bool:
        """Its ACL lets in everybody, or whoever has an account anywhere, and is not ignored."""
        if self.ignores_public_acls:
            return False
        return any(uri.endswith(("AllUsers", "AuthenticatedUsers")) for uri in self.groups) or self.acl in EVERYBODY

    access_logged = boolean(
        terraform=present(
            either(companion("aws_s3_bucket_logging", by="bucket") / "target_bucket", "logging.target_bucket")
        ),
        cloudformation=present("LoggingConfiguration"),
        live=present(call("s3", "GetBucketLogging", {"Bucket": "Name"}) / "LoggingEnabled.TargetBucket"),
    )
    """Whether who uses its objects is written down, by S3 itself."""

    lifecycle = blocks(
        LifecycleRule,
        terraform=every(companion("aws_s3_bucket_lifecycle_configuration", by="bucket") / "rule"),
        cloudformation="LifecycleConfiguration.Rules",
        live=call(
            "s3",
            "GetBucketLifecycleConfiguration",
            {"Bucket": "Name"},
            absent=("NoSuchLifecycleConfiguration",),
        )
        / "Rules",
    )

    @answer
    def ends_objects_under(self, folder: str) -> bool:
        """A rule deletes all objects whose names begin so (`logs/AWSLogs/`), or those below that, after some time."""
        return any(
            rule.ends_what_it_is_about and (folder.startswith(rule.beginning) or rule.beginning.startswith(folder))
            for rule in self.lifecycle
        )

    replications = blocks(
        Replication,
        terraform=every(_REPLICATION / "rule", "replication_configuration.rules"),
        cloudformation="ReplicationConfiguration.Rules",
        live=_GET_REPLICATION / "ReplicationConfiguration.Rules",
    )

    public_acls_blocked = boolean(
        default=False,
        terraform=_PUBLIC_ACCESS / "block_public_acls",
        cloudformation="PublicAccessBlockConfiguration.BlockPublicAcls",
        live=_GET_PUBLIC_ACCESS / "PublicAccessBlockConfiguration.BlockPublicAcls",
    )
    public_acls_ignored = boolean(
        default=False,
        terraform=_PUBLIC_ACCESS / "ignore_public_acls",
        cloudformation="PublicAccessBlockConfiguration.IgnorePublicAcls",
        live=_GET_PUBLIC_ACCESS / "PublicAccessBlockConfiguration.IgnorePublicAcls",
    )
    public_policy_blocked = boolean(
        default=False,
        terraform=_PUBLIC_ACCESS / "block_public_policy",
        cloudformation="PublicAccessBlockConfiguration.BlockPublicPolicy",
        live=_GET_PUBLIC_ACCESS / "PublicAccessBlockConfiguration.BlockPublicPolicy",
    )
    public_buckets_restricted = boolean(
        default=False,
        terraform=_PUBLIC_ACCESS / "restrict_public_buckets",
        cloudformation="PublicAccessBlockConfiguration.RestrictPublicBuckets",
        live=_GET_PUBLIC_ACCESS / "PublicAccessBlockConfiguration.RestrictPublicBuckets",
    )
    account_blocks = fellows(lambda: s3control.AccountPublicAccessBlock)
    """What the account decides for all of its buckets: the stricter of the two holds.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
    """

    @statement
    def ignores_public_acls(self) -> bool:
        """It, or its account, ignores ACLs that let in everybody."""
        return self.public_acls_ignored or any(each.public_acls_ignored for each in self.account_blocks)

    @statement
    def blocks_public_access(self) -> bool:
        """It, or its account, refuses and ignores everything that would let in everybody."""
        blocks = self.account_blocks
        return (
            (self.public_acls_blocked or any(each.public_acls_blocked for each in blocks))
            and self.ignores_public_acls
            and (self.public_policy_blocked or any(each.public_policy_blocked for each in blocks))
            and (self.public_buckets_restricted or any(each.public_buckets_restricted for each in blocks))
        )
