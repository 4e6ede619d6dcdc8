"""Which accounts write AI data through access points."""

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
def test_access_point_of_an_ai_bucket_is_not_written_by_other_accounts(
    point: ai.SharedAccessPoint, settings: Settings
) -> None:
    """No policy of an access point of an AI bucket lets an account write that is neither its own nor a trusted one.

    Why: what comes in through an access point is the same training data. Its policy is easily overlooked beside that of
    the bucket, and names accounts that nobody here watches.

    Fix: remove the account from the `policy` of the `aws_s3_access_point` in Terraform, from the `Policy` of the
    `AWS::S3::AccessPoint` in CloudFormation, or name it in `trusted_accounts` in `[tool.aisec.settings]`. Files do not
    tell the account of an access point: with its own number in that setting, too, they are judged.

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
    assert point.foreign_writers(settings.trusted_accounts) == []
