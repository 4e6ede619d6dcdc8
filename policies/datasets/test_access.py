"""Who may change AI data."""

from __future__ import annotations

from pytest_aisec import ai, marks
from pytest_aisec.settings import Settings


@marks.severity("critical")
@marks.soc2("CC6.1", "CC6.3", "PI1.2", "PI1.5", "CC8.1")
@marks.hipaa("164.308(a)(4)(ii)(B)", "164.312(a)(1)", "164.312(c)(1)", "164.312(c)(2)")
@marks.nist_800_53("AC-3", "AC-5", "AC-6", "CM-3", "SI-7", "SI-10")
@marks.nist_ai_rmf("MEASURE 2.7")
@marks.iso_42001("A.7.3", "A.7.4", "A.7.5", "A.7.6")
@marks.owasp_llm("LLM04:2025")
@marks.mitre_atlas("AML.T0020", "AML.T0059", "AML.T0070", "AML.M0025")
@marks.aws_genai_lens("GENSEC06-BP01")
@marks.cis_aws("2.21")
@marks.owasp_agentic("ASI06:2026")
@marks.equivalent(
    checkov="CKV_AWS_70",
    prowler="s3_bucket_policy_public_write_access",
    kics=("d24c0755", "7af43613"),
    security_hub=("S3.2", "S3.3"),
    config="s3-bucket-public-write-prohibited",
)
def test_ai_bucket_policy_does_not_let_everybody_in(bucket: ai.Bucket) -> None:
    """No policy of an AI bucket lets everybody in without a condition that tells who it is.

    Why: whoever may write training data decides what the model learns; whoever may read it has it.

    Fix: name accounts or roles under `Principal` of the `aws_s3_bucket_policy` in Terraform, of the
    `AWS::S3::BucketPolicy` in CloudFormation.

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
    assert not bucket.admits_anyone


@marks.severity("critical")
@marks.soc2("CC6.1", "CC6.3", "PI1.2", "PI1.5", "CC8.1")
@marks.hipaa("164.308(a)(4)(ii)(B)", "164.312(a)(1)", "164.312(c)(1)", "164.312(c)(2)")
@marks.nist_800_53("AC-3", "AC-5", "AC-6", "CM-3", "SI-7", "SI-10")
@marks.nist_ai_rmf("MEASURE 2.7")
@marks.iso_42001("A.7.3", "A.7.4", "A.7.5", "A.7.6")
@marks.owasp_llm("LLM04:2025")
@marks.mitre_atlas("AML.T0020", "AML.T0059", "AML.T0070", "AML.M0025")
@marks.aws_genai_lens("GENSEC06-BP01")
@marks.equivalent(
    prowler="s3_bucket_cross_account_access", security_hub="S3.6", config="s3-bucket-policy-grantee-check"
)
def test_ai_bucket_is_not_written_by_other_accounts(bucket: ai.SharedBucket, settings: Settings) -> None:
    """No policy of an AI bucket lets an account write that is neither its own nor a trusted one.

    Why: data that another account writes is checked by nobody here, and nobody here learns when that account is
    taken over.

    Fix: remove the account from the `aws_s3_bucket_policy` in Terraform, from the `AWS::S3::BucketPolicy` in
    CloudFormation, or name it in `trusted_accounts` in `[tool.aisec.settings]`. Files do not tell the account of a
    bucket: with its own number in that setting, too, they are judged. An ACL may let others write as well.

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
    assert bucket.foreign_writers(settings.trusted_accounts) == []
