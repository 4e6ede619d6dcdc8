"""Amazon S3 Vectors."""

from __future__ import annotations

from pytest_aisec.aws import kms
from pytest_aisec.aws.policy_documents import PolicyStatement
from pytest_aisec.model.attribute import text
from pytest_aisec.model.calls import Call, Listing
from pytest_aisec.model.derived import document
from pytest_aisec.model.links import blocks, link, owner
from pytest_aisec.model.paths import call, companion, either
from pytest_aisec.model.resource import Names, Resource, statement


class VectorBucket(
    Resource,
    terraform="aws_s3vectors_vector_bucket",
    cloudformation="AWS::S3Vectors::VectorBucket",
    live=Listing(
        "s3vectors",
        "ListVectorBuckets",
        "vectorBuckets",
        id="vectorBucketArn",
        describe=Call("s3vectors", "GetVectorBucket", {"vectorBucketArn": "vectorBucketArn"}),
        described="vectorBucket",
    ),
    names=Names(
        terraform=("vector_bucket_name", "vector_bucket_arn"),
        cloudformation=("VectorBucketName", "VectorBucketArn"),
        live=("vectorBucketName", "vectorBucketArn"),
    ),
):
    """A bucket of vectors; without a key of the account it is encrypted with one of the service.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/s3-vectors-data-encryption.html
    """

    kms_key = link(
        lambda: kms.Key,
        terraform="encryption_configuration.kms_key_arn",
        cloudformation="EncryptionConfiguration.KmsKeyArn",
    )
    statements = blocks(
        PolicyStatement,
        terraform=document(companion("aws_s3vectors_vector_bucket_policy", by="vector_bucket_arn") / "policy"),
        cloudformation=document(
            companion("AWS::S3Vectors::VectorBucketPolicy", by=either("VectorBucketArn", "VectorBucketName")) / "Policy"
        ),
        live=document(
            call(
                "s3vectors",
                "GetVectorBucketPolicy",
                {"vectorBucketArn": "vectorBucketArn"},
                absent=("NotFoundException",),
            )
            / "policy"
        ),
    )
    """Those of its policy."""


class Index(
    Resource,
    terraform="aws_s3vectors_index",
    cloudformation="AWS::S3Vectors::Index",
    live=Listing(
        "s3vectors",
        "ListIndexes",
        "indexes",
        id="indexArn",
        per="AWS::S3Vectors::VectorBucket",
        per_parameters={"vectorBucketArn": "vectorBucketArn"},
        describe=Call("s3vectors", "GetIndex", {"indexArn": "indexArn"}),
        described="index",
    ),
    names=Names(terraform=("index_arn",), cloudformation=("IndexArn",), live=("indexArn",)),
):
    """An index in a bucket of vectors; without an encryption of its own it has that of the bucket.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/s3-vectors-data-encryption.html
    """

    bucket = owner(
        lambda: VectorBucket,
        missing="it names no vector bucket",
        terraform="vector_bucket_name",
        cloudformation=either("VectorBucketArn", "VectorBucketName"),
        live="vectorBucketName",
    )
    algorithm = text(
        among=("AES256", "aws:kms"),
        default=None,
        terraform="encryption_configuration.sse_type",
        cloudformation="EncryptionConfiguration.SseType",
    )
    kms_key = link(
        lambda: kms.Key,
        terraform="encryption_configuration.kms_key_arn",
        cloudformation="EncryptionConfiguration.KmsKeyArn",
    )

    @statement
    def encrypted_with_customer_managed_key(self) -> bool:
        """Its vectors are encrypted with a key that the account manages, its own or else its bucket's."""
        stated = self.algorithm is not None or self.kms_key is not None
        key = self.kms_key if stated else self.bucket.kms_key
        return key is not None and key.customer_managed
