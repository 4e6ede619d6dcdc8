"""The ways to AI data beside the policies of buckets."""

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
@marks.equivalent(trivy="AWS-0092")
def test_ai_bucket_acl_does_not_let_everybody_in(bucket: ai.Bucket) -> None:
    """No ACL of an AI bucket lets everybody in.

    Why: whoever may write training data decides what the model learns. ACLs are easily overlooked beside policies.

    Fix: leave `aws_s3_bucket_acl` out in Terraform, `AccessControl` in CloudFormation, so that objects belong to
    the owner of the bucket and ACLs count for nothing; or set `ignore_public_acls`, `IgnorePublicAcls`.

    ```hcl
    resource "aws_s3_bucket" "training" {
      bucket = "training"
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
      Properties: {BucketName: training}
    Chat:
      Type: AWS::SageMaker::Model
      Properties:
        ExecutionRoleArn: !GetAtt Role.Arn
        PrimaryContainer: {ModelDataUrl: s3://training/model.tar.gz}
    ```
    """
    assert not bucket.opened_by_its_acl


@marks.severity("critical")
@marks.soc2("CC6.1", "CC6.3", "PI1.2", "PI1.5", "CC8.1")
@marks.hipaa("164.308(a)(4)(ii)(B)", "164.312(a)(1)", "164.312(c)(1)", "164.312(c)(2)")
@marks.nist_800_53("AC-3", "AC-5", "AC-6", "CM-3", "SI-7", "SI-10")
@marks.nist_ai_rmf("MEASURE 2.7")
@marks.iso_42001("A.7.3", "A.7.4", "A.7.5", "A.7.6")
@marks.owasp_llm("LLM04:2025")
@marks.mitre_atlas("AML.T0020", "AML.T0059", "AML.T0070", "AML.M0025")
@marks.aws_genai_lens("GENSEC06-BP01")
def test_access_point_of_an_ai_bucket_does_not_let_everybody_in(point: ai.AccessPoint) -> None:
    """No policy of an access point of an AI bucket lets everybody in without a condition that tells who it is.

    Why: an access point has a policy beside that of its bucket, which most reviews of the bucket do not show.

    Fix: name accounts or roles under `Principal` of the `policy` of the `aws_s3_access_point` in Terraform, of the
    `Policy` of the `AWS::S3::AccessPoint` in CloudFormation.

    ```hcl
    resource "aws_s3_bucket" "training" {
      bucket = "training"
    }
    resource "aws_s3_access_point" "pipeline" {
      name   = "pipeline"
      bucket = aws_s3_bucket.training.id
      vpc_configuration {
        vpc_id = aws_vpc.ai.id
      }
      policy = jsonencode({
        Version = "2012-10-17"
        Statement = [{
          Effect    = "Allow"
          Principal = { AWS = "arn:aws:iam::123456789012:role/pipeline" }
          Action    = "s3:PutObject"
          Resource  = "arn:aws:s3:us-east-1:123456789012:accesspoint/pipeline/object/*"
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
      Properties: {BucketName: training}
    Pipeline:
      Type: AWS::S3::AccessPoint
      Properties:
        Bucket: !Ref Training
        VpcConfiguration: {VpcId: !Ref Vpc}
        Policy:
          Version: "2012-10-17"
          Statement:
            - Effect: Allow
              Principal: {AWS: !Sub "arn:aws:iam::${AWS::AccountId}:role/pipeline"}
              Action: s3:PutObject
              Resource: !Sub arn:aws:s3:${AWS::Region}:${AWS::AccountId}:accesspoint/pipeline/object/*
    Chat:
      Type: AWS::SageMaker::Model
      Properties:
        ExecutionRoleArn: !GetAtt Role.Arn
        PrimaryContainer: {ModelDataUrl: s3://training/model.tar.gz}
    ```
    """
    assert not point.admits_anyone


@marks.severity("medium")
@marks.soc2("CC6.1", "CC6.3", "PI1.2", "PI1.5", "CC8.1")
@marks.hipaa("164.308(a)(4)(ii)(B)", "164.312(a)(1)", "164.312(c)(1)", "164.312(c)(2)")
@marks.nist_800_53("AC-3", "AC-5", "AC-6", "CM-3", "SI-7", "SI-10")
@marks.nist_ai_rmf("MEASURE 2.7")
@marks.iso_42001("A.7.3", "A.7.4", "A.7.5", "A.7.6")
@marks.owasp_llm("LLM04:2025")
@marks.mitre_atlas("AML.T0020", "AML.T0059", "AML.T0070", "AML.M0025")
@marks.aws_genai_lens("GENSEC06-BP01")
def test_access_point_of_an_ai_bucket_is_in_a_vpc(point: ai.AccessPoint) -> None:
    """Access points of AI buckets answer only inside a VPC.

    Why: an access point is made for one group of callers. One that answers on the internet opens the data to stolen
    credentials from anywhere.

    Fix: add `vpc_configuration` to the `aws_s3_access_point` in Terraform, `VpcConfiguration` in CloudFormation.
    The network of an access point cannot be changed later.

    ```hcl
    resource "aws_s3_bucket" "training" {
      bucket = "training"
    }
    resource "aws_s3_access_point" "pipeline" {
      name   = "pipeline"
      bucket = aws_s3_bucket.training.id
      vpc_configuration {
        vpc_id = aws_vpc.ai.id
      }
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
      Properties: {BucketName: training}
    Pipeline:
      Type: AWS::S3::AccessPoint
      Properties:
        Bucket: !Ref Training
        VpcConfiguration: {VpcId: !Ref Vpc}
    Chat:
      Type: AWS::SageMaker::Model
      Properties:
        ExecutionRoleArn: !GetAtt Role.Arn
        PrimaryContainer: {ModelDataUrl: s3://training/model.tar.gz}
    ```
    """
    assert point.in_a_vpc


@marks.severity("high")
@marks.soc2("CC6.1", "CC6.3", "PI1.2", "PI1.5", "CC8.1")
@marks.hipaa("164.308(a)(4)(ii)(B)", "164.312(a)(1)", "164.312(c)(1)", "164.312(c)(2)")
@marks.nist_800_53("AC-3", "AC-5", "AC-6", "CM-3", "SI-7", "SI-10")
@marks.nist_ai_rmf("MEASURE 2.7")
@marks.iso_42001("A.7.3", "A.7.4", "A.7.5", "A.7.6")
@marks.owasp_llm("LLM04:2025")
@marks.mitre_atlas("AML.T0020", "AML.T0059", "AML.T0070", "AML.M0025")
@marks.aws_genai_lens("GENSEC06-BP01")
def test_ai_bucket_is_copied_only_to_trusted_accounts(bucket: ai.SharedBucket, settings: Settings) -> None:
    """AI buckets are copied only to their own account, or to trusted ones.

    Why: replication takes every new object along, for as long as it is on, and nobody sees the requests.

    Fix: remove the rule from the `aws_s3_bucket_replication_configuration` in Terraform, from
    `ReplicationConfiguration` in CloudFormation, or name the account in `trusted_accounts` in
    `[tool.aisec.settings]`. Files do not tell the account of a bucket: name it there, too.

    ```hcl
    resource "aws_s3_bucket" "training" {
      bucket = "training"
    }
    resource "aws_s3_bucket" "copy" {
      bucket = "training-copy"
    }
    resource "aws_s3_bucket_replication_configuration" "training" {
      bucket = aws_s3_bucket.training.id
      role   = aws_iam_role.replication.arn
      rule {
        status = "Enabled"
        destination {
          bucket = aws_s3_bucket.copy.arn
        }
      }
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
        ReplicationConfiguration:
          Role: !GetAtt ReplicationRole.Arn
          Rules:
            - Status: Enabled
              Destination: {Bucket: !GetAtt Copy.Arn}
    Copy:
      Type: AWS::S3::Bucket
    Chat:
      Type: AWS::SageMaker::Model
      Properties:
        ExecutionRoleArn: !GetAtt Role.Arn
        PrimaryContainer: {ModelDataUrl: s3://training/model.tar.gz}
    ```
    """
    assert bucket.foreign_copies(settings.trusted_accounts) == []
