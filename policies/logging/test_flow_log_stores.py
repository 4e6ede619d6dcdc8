"""How records of network traffic are kept."""

from __future__ import annotations

from pytest_aisec import ai, marks
from pytest_aisec.settings import Settings


@marks.severity("medium")
@marks.soc2("CC6.1", "CC7.2")
@marks.hipaa("164.312(b)", "164.312(c)(1)")
@marks.nist_800_53("AU-9", "AU-11")
@marks.nist_ai_rmf("MEASURE 2.4", "MANAGE 4.1")
@marks.iso_42001("A.6.2.6", "A.6.2.8")
@marks.mitre_atlas("AML.M0024")
@marks.aws_genai_lens("GENSEC03-BP01")
def test_flow_log_group_is_encrypted_with_a_customer_managed_key(flow_log: ai.FlowLogStore) -> None:
    """A log group of flow logs is encrypted with a key that the account manages.

    Why: who talks to whom shows where models and data are. With a key of the account, reading that is decided,
    and recorded, apart from the log group.

    Fix: name an `aws_kms_key` in `kms_key_id` of the `aws_cloudwatch_log_group` in Terraform, in `KmsKeyId` of
    the `AWS::Logs::LogGroup` in CloudFormation.

    ```hcl
    resource "aws_flow_log" "all" {
      vpc_id          = aws_vpc.ai.id
      traffic_type    = "ALL"
      log_destination = aws_cloudwatch_log_group.flows.arn
    }
    resource "aws_cloudwatch_log_group" "flows" {
      name              = "flows"
      retention_in_days = 365
      kms_key_id        = aws_kms_key.logs.arn
    }
    resource "aws_kms_key" "logs" {}
    ```

    ```yaml
    FlowLog:
      Type: AWS::EC2::FlowLog
      Properties:
        ResourceType: VPC
        ResourceId: !Ref Vpc
        TrafficType: ALL
        LogGroupName: !Ref Flows
    Flows:
      Type: AWS::Logs::LogGroup
      Properties:
        RetentionInDays: 365
        KmsKeyId: !GetAtt Key.Arn
    Key:
      Type: AWS::KMS::Key
      Properties:
        KeyPolicy: {Statement: []}
    ```
    """
    assert flow_log.group.kms_key is not None and flow_log.group.kms_key.customer_managed_for_a_service


@marks.severity("medium")
@marks.soc2("CC6.1", "CC7.2")
@marks.hipaa("164.312(b)", "164.312(c)(1)")
@marks.nist_800_53("AU-9", "AU-11")
@marks.nist_ai_rmf("MEASURE 2.4", "MANAGE 4.1")
@marks.iso_42001("A.6.2.6", "A.6.2.8")
@marks.mitre_atlas("AML.M0024")
@marks.aws_genai_lens("GENSEC03-BP01")
def test_flow_log_group_keeps_its_records(flow_log: ai.FlowLogStore, settings: Settings) -> None:
    """A log group of flow logs keeps its records for at least `log_days`.

    Why: intrusions are found months after they began. Records that are gone by then answer nothing.

    Fix: set `retention_in_days` of the `aws_cloudwatch_log_group` in Terraform, `RetentionInDays` of the
    `AWS::Logs::LogGroup` in CloudFormation, to `log_days` of `[tool.aisec.settings]` or more; nothing stated
    keeps them for ever.

    ```hcl
    resource "aws_flow_log" "all" {
      vpc_id          = aws_vpc.ai.id
      traffic_type    = "ALL"
      log_destination = aws_cloudwatch_log_group.flows.arn
    }
    resource "aws_cloudwatch_log_group" "flows" {
      name              = "flows"
      retention_in_days = 365
      kms_key_id        = aws_kms_key.logs.arn
    }
    resource "aws_kms_key" "logs" {}
    ```

    ```yaml
    FlowLog:
      Type: AWS::EC2::FlowLog
      Properties:
        ResourceType: VPC
        ResourceId: !Ref Vpc
        TrafficType: ALL
        LogGroupName: !Ref Flows
    Flows:
      Type: AWS::Logs::LogGroup
      Properties:
        RetentionInDays: 365
        KmsKeyId: !GetAtt Key.Arn
    Key:
      Type: AWS::KMS::Key
      Properties:
        KeyPolicy: {Statement: []}
    ```
    """
    days = flow_log.group.retention_in_days
    assert days == 0 or days >= settings.log_days


@marks.severity("medium")
@marks.soc2("CC6.1", "CC7.2")
@marks.hipaa("164.312(b)", "164.312(c)(1)")
@marks.nist_800_53("AU-9", "AU-11")
@marks.nist_ai_rmf("MEASURE 2.4", "MANAGE 4.1")
@marks.iso_42001("A.6.2.6", "A.6.2.8")
@marks.mitre_atlas("AML.M0024")
@marks.aws_genai_lens("GENSEC03-BP01")
def test_flow_log_bucket_blocks_public_access(flow_log: ai.FlowLogStore) -> None:
    """A bucket of flow logs refuses and ignores everything that would let in everybody.

    Why: the record of all traffic is a map of the network for whoever wants in.

    Fix: add an `aws_s3_bucket_public_access_block` with all four settings in Terraform,
    `PublicAccessBlockConfiguration` in CloudFormation.

    ```hcl
    resource "aws_flow_log" "all" {
      vpc_id               = aws_vpc.ai.id
      traffic_type         = "ALL"
      log_destination      = aws_s3_bucket.flows.arn
      log_destination_type = "s3"
    }
    resource "aws_s3_bucket" "flows" {
      bucket = "flows"
    }
    resource "aws_s3_bucket_public_access_block" "flows" {
      bucket                  = aws_s3_bucket.flows.id
      block_public_acls       = true
      block_public_policy     = true
      ignore_public_acls      = true
      restrict_public_buckets = true
    }
    ```

    ```yaml
    FlowLog:
      Type: AWS::EC2::FlowLog
      Properties:
        ResourceType: VPC
        ResourceId: !Ref Vpc
        TrafficType: ALL
        LogDestinationType: s3
        LogDestination: !GetAtt Flows.Arn
    Flows:
      Type: AWS::S3::Bucket
      Properties:
        PublicAccessBlockConfiguration:
          BlockPublicAcls: true
          BlockPublicPolicy: true
          IgnorePublicAcls: true
          RestrictPublicBuckets: true
    ```
    """
    assert flow_log.store.blocks_public_access
