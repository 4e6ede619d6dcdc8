"""Amazon S3 Vectors."""

from __future__ import annotations

from pytest_aisec.aws import kms
from pytest_aisec.model.calls import Call, Listing
from pytest_aisec.model.links import link
from pytest_aisec.model.resource import Names, Resource


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
