"""Whether changes of AI data can be undone."""

from __future__ import annotations

from pytest_aisec import ai, marks


@marks.severity("high")
@marks.soc2("PI1.2", "PI1.5", "CC8.1")
@marks.hipaa("164.312(c)(1)", "164.312(c)(2)")
@marks.nist_800_53("CM-3", "SI-7", "SI-10")
@marks.nist_ai_rmf("MEASURE 2.7")
@marks.iso_42001("A.7.3", "A.7.4", "A.7.5", "A.7.6")
@marks.owasp_llm("LLM04:2025")
@marks.mitre_atlas("AML.T0020", "AML.T0059", "AML.T0070", "AML.M0025")
@marks.aws_genai_lens("GENSEC06-BP01")
@marks.equivalent(
    checkov="CKV_AWS_21",
    prowler="s3_bucket_object_versioning",
    kics="568a4d22",
    trivy="AWS-0090",
    security_hub="S3.14",
    config="s3-bucket-versioning-enabled",
)
def test_ai_bucket_keeps_versions(bucket: ai.Bucket) -> None:
    """AI buckets keep every version of their objects.

    Why: poisoned data replaces good data under the same name. With versions one can see when, and go back.

    Fix: add an `aws_s3_bucket_versioning` with the status `Enabled` in Terraform, `VersioningConfiguration` in
    CloudFormation.

    ```hcl
    resource "aws_s3_bucket" "training" {
      bucket              = "training"
      object_lock_enabled = true
    }
    resource "aws_s3_bucket_versioning" "training" {
      bucket = aws_s3_bucket.training.id
      versioning_configuration {
        status = "Enabled"
      }
    }
    resource "aws_s3_bucket_policy" "training" {
      bucket = aws_s3_bucket.training.id
      policy = jsonencode({
        Version = "2012-10-17"
        Statement = [{
          Effect    = "Allow"
          Principal = { AWS = "arn:aws:iam::123456789012:role/pipeline" }
          Action    = "s3:PutObject"
          Resource  = "${aws_s3_bucket.training.arn}/*"
        }]
      })
    }
    resource "aws_sagemaker_model" "chat" {
      execution_role_arn = aws_iam_role.chat.arn
      primary_container {
        model_data_url = "s3://training/model.tar.gz"
      }
    }
    ```

    ```yaml
    Training:
      Type: AWS::S3::Bucket
      Properties:
        BucketName: training
        ObjectLockEnabled: true
        VersioningConfiguration: {Status: Enabled}
    TrainingPolicy:
      Type: AWS::S3::BucketPolicy
      Properties:
        Bucket: !Ref Training
        PolicyDocument:
          Version: "2012-10-17"
          Statement:
            - Effect: Allow
              Principal:
                AWS: !Sub arn:aws:iam::${AWS::AccountId}:role/pipeline
              Action: s3:PutObject
              Resource: !Sub ${Training.Arn}/*
    Chat:
      Type: AWS::SageMaker::Model
      Properties:
        ExecutionRoleArn: !GetAtt Role.Arn
        PrimaryContainer: {ModelDataUrl: s3://training/model.tar.gz}
    ```
    """
    assert bucket.versioned


@marks.severity("high")
@marks.soc2("PI1.2", "PI1.5", "CC8.1")
@marks.hipaa("164.312(c)(1)", "164.312(c)(2)")
@marks.nist_800_53("CM-3", "SI-7", "SI-10")
@marks.nist_ai_rmf("MEASURE 2.7")
@marks.iso_42001("A.7.3", "A.7.4", "A.7.5", "A.7.6")
@marks.owasp_llm("LLM04:2025")
@marks.mitre_atlas("AML.T0020", "AML.T0059", "AML.T0070", "AML.M0025")
@marks.aws_genai_lens("GENSEC06-BP01")
@marks.equivalent(
    checkov="CKV_AWS_143",
    prowler="s3_bucket_object_lock",
    security_hub="S3.15",
    config="s3-bucket-default-lock-enabled",
)
def test_ai_bucket_can_lock_versions(bucket: ai.KeptBucket) -> None:
    """AI buckets have Object Lock, or backups in a locked vault, so that versions can be kept from being deleted.

    Why: who may delete objects may delete their versions too, unless a lock is on them.

    Fix: set `object_lock_enabled = true` in Terraform, `ObjectLockEnabled: true` in CloudFormation; or make backups
    with an `aws_backup_plan` in a vault with an `aws_backup_vault_lock_configuration`, `LockConfiguration`.

    ```hcl
    resource "aws_s3_bucket" "training" {
      bucket              = "training"
      object_lock_enabled = true
    }
    resource "aws_s3_bucket_versioning" "training" {
      bucket = aws_s3_bucket.training.id
      versioning_configuration {
        status = "Enabled"
      }
    }
    resource "aws_s3_bucket_policy" "training" {
      bucket = aws_s3_bucket.training.id
      policy = jsonencode({
        Version = "2012-10-17"
        Statement = [{
          Effect    = "Allow"
          Principal = { AWS = "arn:aws:iam::123456789012:role/pipeline" }
          Action    = "s3:PutObject"
          Resource  = "${aws_s3_bucket.training.arn}/*"
        }]
      })
    }
    resource "aws_sagemaker_model" "chat" {
      execution_role_arn = aws_iam_role.chat.arn
      primary_container {
        model_data_url = "s3://training/model.tar.gz"
      }
    }
    ```

    ```yaml
    Training:
      Type: AWS::S3::Bucket
      Properties:
        BucketName: training
        ObjectLockEnabled: true
        VersioningConfiguration: {Status: Enabled}
    TrainingPolicy:
      Type: AWS::S3::BucketPolicy
      Properties:
        Bucket: !Ref Training
        PolicyDocument:
          Version: "2012-10-17"
          Statement:
            - Effect: Allow
              Principal:
                AWS: !Sub arn:aws:iam::${AWS::AccountId}:role/pipeline
              Action: s3:PutObject
              Resource: !Sub ${Training.Arn}/*
    Chat:
      Type: AWS::SageMaker::Model
      Properties:
        ExecutionRoleArn: !GetAtt Role.Arn
        PrimaryContainer: {ModelDataUrl: s3://training/model.tar.gz}
    ```
    """
    assert bucket.kept_from_deletion
