"""The key, the buckets of models and training data, and the audit trail with its bucket."""

from __future__ import annotations

from typing import Any

from account.clients import Clients, name_tags
from account.identity import TRAINING, policy

BLOCK_ALL = {
    "BlockPublicAcls": True,
    "BlockPublicPolicy": True,
    "IgnorePublicAcls": True,
    "RestrictPublicBuckets": True,
}


def key(clients: Clients) -> dict[str, Any]:
    """The customer managed key, rotated each year; its description as the API gives it."""
    kms = clients("kms")
    made: dict[str, Any] = kms.create_key(
        Description="Models and training data", Tags=[{"TagKey": "Name", "TagValue": "main"}]
    )["KeyMetadata"]
    kms.enable_key_rotation(KeyId=made["KeyId"])
    return made


def buckets(clients: Clients, key_arn: str, secure: bool) -> None:
    """The buckets of training data and model artefacts.

    Flawed: training data is under the key that S3 owns and without a public access block; model artefacts have no
    encryption of their own and leave one setting of the block off.
    """
    s3 = clients("s3")
    customer_managed = {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": key_arn}
    training = _bucket(clients, "training")
    artefacts = _bucket(clients, "artefacts")
    for name in (training, artefacts):
        s3.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})
    if secure:
        _encrypt(clients, training, customer_managed, bucket_key=True)
        _encrypt(clients, artefacts, customer_managed, bucket_key=True)
        s3.put_public_access_block(Bucket=training, PublicAccessBlockConfiguration=BLOCK_ALL)
    else:
        _encrypt(clients, training, {"SSEAlgorithm": "AES256"})
    block = {**BLOCK_ALL, "RestrictPublicBuckets": secure}
    s3.put_public_access_block(Bucket=artefacts, PublicAccessBlockConfiguration=block)
    only_tls = {
        "Sid": "OnlyTls",
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:*",
        "Resource": [TRAINING, f"{TRAINING}/*"],
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }
    s3.put_bucket_policy(Bucket=training, Policy=policy(only_tls))


def trail(clients: Clients) -> None:
    """The audit trail of all regions, its bucket, and the threat detector."""
    s3 = clients("s3")
    bucket = _bucket(clients, "trail")
    _encrypt(clients, bucket, {"SSEAlgorithm": "AES256"})
    s3.put_public_access_block(Bucket=bucket, PublicAccessBlockConfiguration=BLOCK_ALL)
    allowed = {"Effect": "Allow", "Principal": {"Service": "cloudtrail.amazonaws.com"}}
    own = {"StringEquals": {"s3:x-amz-acl": "bucket-owner-full-control"}}
    check = {"Sid": "CheckAcl", **allowed, "Action": "s3:GetBucketAcl", "Resource": f"arn:aws:s3:::{bucket}"}
    logs = f"arn:aws:s3:::{bucket}/AWSLogs/*"
    write = {"Sid": "WriteLogs", **allowed, "Action": "s3:PutObject", "Resource": logs, "Condition": own}
    s3.put_bucket_policy(Bucket=bucket, Policy=policy(check, write))
    cloudtrail = clients("cloudtrail")
    cloudtrail.create_trail(
        Name=clients.named(),
        S3BucketName=bucket,
        IsMultiRegionTrail=True,
        IncludeGlobalServiceEvents=True,
        EnableLogFileValidation=True,
        TagsList=name_tags("main"),
    )
    selector = {
        "ReadWriteType": "All",
        "IncludeManagementEvents": True,
        "DataResources": [{"Type": "AWS::S3::Object", "Values": [f"{TRAINING}/"]}],
    }
    cloudtrail.put_event_selectors(TrailName=clients.named(), EventSelectors=[selector])
    cloudtrail.start_logging(Name=clients.named())
    clients("guardduty").create_detector(
        Enable=True, FindingPublishingFrequency="FIFTEEN_MINUTES", Tags={"Name": "main"}
    )


def _bucket(clients: Clients, name: str) -> str:
    s3 = clients("s3")
    bucket = clients.named(name)
    s3.create_bucket(Bucket=bucket)
    s3.put_bucket_tagging(Bucket=bucket, Tagging={"TagSet": name_tags(name)})
    return bucket


def _encrypt(clients: Clients, bucket: str, default: dict[str, str], *, bucket_key: bool = False) -> None:
    rule = {"ApplyServerSideEncryptionByDefault": default, "BucketKeyEnabled": bucket_key}
    clients("s3").put_bucket_encryption(Bucket=bucket, ServerSideEncryptionConfiguration={"Rules": [rule]})
