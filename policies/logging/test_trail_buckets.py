"""How the record of who called which API is kept."""

from __future__ import annotations

from pytest_aisec import ai, marks


@marks.severity("critical")
@marks.soc2("CC6.1", "CC7.2")
@marks.hipaa("164.312(b)", "164.312(c)(1)")
@marks.nist_800_53("AU-9", "AU-11")
@marks.nist_ai_rmf("MEASURE 2.4", "MANAGE 4.1")
@marks.iso_42001("A.6.2.6", "A.6.2.8")
@marks.mitre_atlas("AML.M0024")
@marks.aws_genai_lens("GENSEC03-BP01")
@marks.equivalent(
    prowler="cloudtrail_logs_s3_bucket_is_not_publicly_accessible",
    trivy="AWS-0161",
    security_hub="CloudTrail.6",
    config="cloudtrail-s3-bucket-public-access-prohibited",
)
def test_trail_bucket_blocks_public_access(bucket: ai.TrailBucket) -> None:
    """A bucket that a trail writes to refuses and ignores everything that would let in everybody.

    Why: the record of every call shows names, roles, addresses and mistakes of a whole account to whoever reads
    it.

    Fix: add an `aws_s3_bucket_public_access_block` with all four settings in Terraform,
    `PublicAccessBlockConfiguration` in CloudFormation.

    ```hcl
    resource "aws_cloudtrail" "all" {
      name           = "all"
      s3_bucket_name = aws_s3_bucket.trail.id
    }
    resource "aws_s3_bucket" "trail" {
      bucket = "trail"
    }
    resource "aws_s3_bucket_public_access_block" "trail" {
      bucket                  = aws_s3_bucket.trail.id
      block_public_acls       = true
      block_public_policy     = true
      ignore_public_acls      = true
      restrict_public_buckets = true
    }
    ```

    ```yaml
    Trail:
      Type: AWS::CloudTrail::Trail
      Properties:
        IsLogging: true
        S3BucketName: !Ref Bucket
    Bucket:
      Type: AWS::S3::Bucket
      Properties:
        PublicAccessBlockConfiguration:
          BlockPublicAcls: true
          BlockPublicPolicy: true
          IgnorePublicAcls: true
          RestrictPublicBuckets: true
    ```
    """
    assert bucket.blocks_public_access


@marks.severity("high")
@marks.soc2("CC6.1", "CC7.2")
@marks.hipaa("164.312(b)", "164.312(c)(1)")
@marks.nist_800_53("AU-9", "AU-11")
@marks.nist_ai_rmf("MEASURE 2.4", "MANAGE 4.1")
@marks.iso_42001("A.6.2.6", "A.6.2.8")
@marks.mitre_atlas("AML.M0024")
@marks.aws_genai_lens("GENSEC03-BP01")
def test_trail_bucket_keeps_what_was_written(bucket: ai.TrailBucket) -> None:
    """A bucket that a trail writes to keeps old versions, or locks them.

    Why: whoever covers their tracks deletes the record, or writes over it. Old versions bring it back; a lock
    keeps it from happening.

    Fix: add an `aws_s3_bucket_versioning`, or set `object_lock_enabled`, in Terraform;
    `VersioningConfiguration` or `ObjectLockEnabled` in CloudFormation.

    ```hcl
    resource "aws_cloudtrail" "all" {
      name           = "all"
      s3_bucket_name = aws_s3_bucket.trail.id
    }
    resource "aws_s3_bucket" "trail" {
      bucket = "trail"
    }
    resource "aws_s3_bucket_versioning" "trail" {
      bucket = aws_s3_bucket.trail.id
      versioning_configuration {
        status = "Enabled"
      }
    }
    ```

    ```yaml
    Trail:
      Type: AWS::CloudTrail::Trail
      Properties:
        IsLogging: true
        S3BucketName: !Ref Bucket
    Bucket:
      Type: AWS::S3::Bucket
      Properties:
        VersioningConfiguration: {Status: Enabled}
    ```
    """
    assert bucket.keeps_what_was_written


@marks.severity("medium")
@marks.soc2("CC6.1", "CC7.2")
@marks.hipaa("164.312(b)", "164.312(c)(1)")
@marks.nist_800_53("AU-9", "AU-11")
@marks.nist_ai_rmf("MEASURE 2.4", "MANAGE 4.1")
@marks.iso_42001("A.6.2.6", "A.6.2.8")
@marks.mitre_atlas("AML.M0024")
@marks.aws_genai_lens("GENSEC03-BP01")
@marks.equivalent(
    prowler="cloudtrail_logs_s3_bucket_access_logging_enabled", trivy="AWS-0163", security_hub="CloudTrail.7"
)
def test_trail_bucket_is_access_logged(bucket: ai.TrailBucket) -> None:
    """Who reads the bucket that a trail writes to is written down.

    Why: reading the record tells an intruder what is noticed. That reading is itself on no trail, unless data
    events are.

    Fix: add an `aws_s3_bucket_logging` in Terraform, `LoggingConfiguration` in CloudFormation.

    ```hcl
    resource "aws_cloudtrail" "all" {
      name           = "all"
      s3_bucket_name = aws_s3_bucket.trail.id
    }
    resource "aws_s3_bucket" "trail" {
      bucket = "trail"
    }
    resource "aws_s3_bucket_logging" "trail" {
      bucket        = aws_s3_bucket.trail.id
      target_bucket = "access-logs"
      target_prefix = "trail/"
    }
    ```

    ```yaml
    Trail:
      Type: AWS::CloudTrail::Trail
      Properties:
        IsLogging: true
        S3BucketName: !Ref Bucket
    Bucket:
      Type: AWS::S3::Bucket
      Properties:
        LoggingConfiguration: {DestinationBucketName: access-logs}
    ```
    """
    assert bucket.access_logged
