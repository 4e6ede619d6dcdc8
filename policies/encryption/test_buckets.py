"""Buckets that hold training data, model artefacts and retrieval sources."""

from __future__ import annotations

from pytest_aisec import ai, marks


@marks.severity("high")
@marks.soc2("CC6.1", "C1.1")
@marks.hipaa("164.312(a)(2)(iv)")
@marks.nist_800_53("SC-12", "SC-13", "SC-28", "SC-28(1)")
@marks.nist_ai_rmf("MEASURE 2.7")
@marks.iso_42001("A.4.3")
@marks.owasp_llm("LLM02:2025")
@marks.mitre_atlas("AML.T0035", "AML.M0005", "AML.M0012", "AML.T0048.004")
@marks.aws_genai_lens("GENSEC01-BP01")
@marks.equivalent(
    checkov="CKV_AWS_145",
    prowler="s3_bucket_kms_encryption",
    trivy="AWS-0132",
    security_hub="S3.17",
    config="s3-default-encryption-kms",
)
def test_ai_bucket_is_encrypted_with_a_customer_managed_key(bucket: ai.Bucket) -> None:
    """AI buckets encrypt new objects with a customer managed key.

    Why: with a key of your own, reading the data takes a second permission that you grant, log and can withdraw; with
    the default encryption whoever may read the bucket reads the data.

    Fix: set `sse_algorithm = "aws:kms"` with `kms_master_key_id` of an `aws_kms_key` in
    `aws_s3_bucket_server_side_encryption_configuration`, or `BucketEncryption` in CloudFormation.

    ```hcl
    resource "aws_s3_bucket_server_side_encryption_configuration" "training" {
      bucket = aws_s3_bucket.training.id
      rule {
        apply_server_side_encryption_by_default {
          sse_algorithm     = "aws:kms"
          kms_master_key_id = aws_kms_key.ai.arn
        }
      }
    }
    ```

    ```yaml
    Training:
      Type: AWS::S3::Bucket
      Properties:
        BucketEncryption:
          ServerSideEncryptionConfiguration:
            - ServerSideEncryptionByDefault:
                SSEAlgorithm: aws:kms
                KMSMasterKeyID: !GetAtt Key.Arn
    ```
    """
    assert bucket.encrypted_with_customer_managed_key


@marks.severity("high")
@marks.soc2("CC6.1", "CC6.6")
@marks.hipaa("164.312(a)(1)", "164.312(e)(1)")
@marks.nist_800_53("AC-3", "AC-4", "SC-7")
@marks.nist_ai_rmf("MEASURE 2.7")
@marks.iso_42001("A.7.3", "A.7.4", "A.7.5", "A.7.6")
@marks.owasp_llm("LLM04:2025")
@marks.mitre_atlas("AML.T0020", "AML.T0059", "AML.T0070", "AML.M0025")
@marks.aws_genai_lens("GENSEC06-BP01")
@marks.cis_aws("3.1.4")
@marks.equivalent(
    checkov=("CKV_AWS_53", "CKV_AWS_54", "CKV2_AWS_6"),
    prowler="s3_bucket_public_access",
    trivy=("AWS-0086", "AWS-0087", "AWS-0094"),
    security_hub="S3.8",
)
def test_ai_bucket_blocks_public_access(bucket: ai.Bucket) -> None:
    """AI buckets have all four settings of the public access block on.

    Why: training data that anyone can read has leaked, and data that anyone can write is poisoned. The block holds
    whatever a bucket policy or an object's ACL says.

    Fix: add an `aws_s3_bucket_public_access_block` with all four settings true in Terraform, the same four under
    `PublicAccessBlockConfiguration` in CloudFormation.

    ```hcl
    resource "aws_s3_bucket_public_access_block" "training" {
      bucket                  = aws_s3_bucket.training.id
      block_public_acls       = true
      block_public_policy     = true
      ignore_public_acls      = true
      restrict_public_buckets = true
    }
    ```

    ```yaml
    Training:
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
