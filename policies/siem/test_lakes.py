"""Which logs come together in Security Lake."""

from __future__ import annotations

from pytest_aisec import marks
from pytest_aisec.aws import securitylake


@marks.severity("medium")
@marks.soc2("CC7.2", "CC7.3")
@marks.hipaa("164.308(a)(1)(ii)(D)", "164.312(b)")
@marks.nist_800_53("AU-2", "AU-3", "AU-6", "AU-12")
@marks.nist_ai_rmf("MEASURE 2.4", "MANAGE 4.1")
@marks.iso_42001("A.6.2.6", "A.6.2.8")
@marks.mitre_atlas("AML.M0024")
@marks.aws_genai_lens("GENSEC03-BP01")
def test_security_lake_takes_in_what_an_investigation_needs(lake: securitylake.DataLake) -> None:
    """A security lake takes in API calls, use of data and functions, traffic, name queries, findings and firewall logs.

    Why: an investigation that lacks one of them cannot say how somebody got in, what was taken, or where it went.

    Fix: add an `aws_securitylake_aws_log_source` for each of `CLOUD_TRAIL_MGMT`, `S3_DATA`, `LAMBDA_EXECUTION`,
    `VPC_FLOW`, `ROUTE53`, `SH_FINDINGS`, `WAF` and `EKS_AUDIT` in Terraform, for every region of the lake, an
    `AWS::SecurityLake::AwsLogSource` in CloudFormation.

    ```hcl
    resource "aws_securitylake_data_lake" "this" {
      meta_store_manager_role_arn = aws_iam_role.lake.arn
      configuration {
        region = "us-east-1"
      }
    }
    resource "aws_securitylake_aws_log_source" "all" {
      for_each = toset([
        "CLOUD_TRAIL_MGMT", "S3_DATA", "LAMBDA_EXECUTION", "VPC_FLOW", "ROUTE53", "SH_FINDINGS", "WAF", "EKS_AUDIT",
      ])
      source {
        regions     = ["us-east-1"]
        source_name = each.key
      }
    }
    resource "aws_securitylake_subscriber" "siem" {
      subscriber_name = "siem"
    }
    ```

    ```yaml
    Lake:
      Type: AWS::SecurityLake::DataLake
    Siem:
      Type: AWS::SecurityLake::Subscriber
      Properties:
        DataLakeArn: !GetAtt Lake.Arn
        SubscriberName: siem
        AccessTypes: [S3]
        SubscriberIdentity: {ExternalId: siem, Principal: "123456789012"}
        Sources: []
    CloudTrailMgmt:
      Type: AWS::SecurityLake::AwsLogSource
      Properties:
        DataLakeArn: !GetAtt Lake.Arn
        SourceName: CLOUD_TRAIL_MGMT
        SourceVersion: "2.0"
    S3Data:
      Type: AWS::SecurityLake::AwsLogSource
      Properties:
        DataLakeArn: !GetAtt Lake.Arn
        SourceName: S3_DATA
        SourceVersion: "2.0"
    VpcFlow:
      Type: AWS::SecurityLake::AwsLogSource
      Properties:
        DataLakeArn: !GetAtt Lake.Arn
        SourceName: VPC_FLOW
        SourceVersion: "2.0"
    Route53:
      Type: AWS::SecurityLake::AwsLogSource
      Properties:
        DataLakeArn: !GetAtt Lake.Arn
        SourceName: ROUTE53
        SourceVersion: "2.0"
    ShFindings:
      Type: AWS::SecurityLake::AwsLogSource
      Properties:
        DataLakeArn: !GetAtt Lake.Arn
        SourceName: SH_FINDINGS
        SourceVersion: "2.0"
    LambdaExecution:
      Type: AWS::SecurityLake::AwsLogSource
      Properties:
        DataLakeArn: !GetAtt Lake.Arn
        SourceName: LAMBDA_EXECUTION
        SourceVersion: "2.0"
    Waf:
      Type: AWS::SecurityLake::AwsLogSource
      Properties:
        DataLakeArn: !GetAtt Lake.Arn
        SourceName: WAF
        SourceVersion: "2.0"
    EksAudit:
      Type: AWS::SecurityLake::AwsLogSource
      Properties:
        DataLakeArn: !GetAtt Lake.Arn
        SourceName: EKS_AUDIT
        SourceVersion: "2.0"
    ```
    """
    assert lake.missing_sources == []


@marks.severity("medium")
@marks.soc2("CC7.2", "CC7.3")
@marks.hipaa("164.308(a)(1)(ii)(D)", "164.312(b)")
@marks.nist_800_53("AU-2", "AU-3", "AU-6", "AU-12")
@marks.nist_ai_rmf("MEASURE 2.4", "MANAGE 4.1")
@marks.iso_42001("A.6.2.6", "A.6.2.8")
@marks.mitre_atlas("AML.M0024")
@marks.aws_genai_lens("GENSEC03-BP01")
def test_security_lake_has_a_subscriber(lake: securitylake.DataLake) -> None:
    """Somebody subscribes to a security lake.

    Why: logs that no SIEM reads are found useful after the fact only, if at all.

    Fix: add an `aws_securitylake_subscriber` in Terraform, an `AWS::SecurityLake::Subscriber` in CloudFormation.

    ```hcl
    resource "aws_securitylake_data_lake" "this" {
      meta_store_manager_role_arn = aws_iam_role.lake.arn
      configuration {
        region = "us-east-1"
      }
    }
    resource "aws_securitylake_subscriber" "siem" {
      subscriber_name = "siem"
    }
    ```

    ```yaml
    Lake:
      Type: AWS::SecurityLake::DataLake
    Siem:
      Type: AWS::SecurityLake::Subscriber
      Properties:
        DataLakeArn: !GetAtt Lake.Arn
        SubscriberName: siem
        AccessTypes: [S3]
        SubscriberIdentity: {ExternalId: siem, Principal: "123456789012"}
        Sources: []
    ```
    """
    assert any(subscriber.reads for subscriber in lake.subscribers)
