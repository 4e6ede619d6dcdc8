"""Records of network traffic."""

from __future__ import annotations

from pytest_aisec import ai, marks


@marks.severity("high")
@marks.soc2("CC7.2", "CC7.3")
@marks.hipaa("164.308(a)(1)(ii)(D)", "164.312(b)")
@marks.nist_800_53("AU-2", "AU-3", "AU-6", "AU-12")
@marks.nist_ai_rmf("MEASURE 2.4", "MANAGE 4.1")
@marks.iso_42001("A.6.2.6", "A.6.2.8")
@marks.mitre_atlas("AML.M0024")
@marks.aws_genai_lens("GENSEC03-BP01")
@marks.cis_aws("4.7")
@marks.equivalent(
    checkov="CKV2_AWS_11",
    prowler="vpc_flow_logs_enabled",
    trivy="AWS-0178",
    kics="f83121ea",
    security_hub="EC2.6",
    config="vpc-flow-logs-enabled",
)
def test_ai_vpc_keeps_flow_logs(vpc: ai.Vpc) -> None:
    """Every VPC in which models run keeps flow logs of the traffic that it lets through.

    Why: when a model or its training data leaves, the flow log is often the only record of where it went. It cannot
    be made afterwards.

    Fix: add an `aws_flow_log` with `vpc_id` in Terraform, an `AWS::EC2::FlowLog` with `ResourceType: VPC` in
    CloudFormation, for all traffic (a log of refused traffic alone does not show what left). Logs of each
    subnet in which models run, or of the interfaces of all machines that run them, are as good.

    ```hcl
    resource "aws_flow_log" "ai" {
      vpc_id               = aws_vpc.ai.id
      traffic_type         = "ALL"
      log_destination_type = "s3"
      log_destination      = aws_s3_bucket.logs.arn
    }
    ```

    ```yaml
    FlowLog:
      Type: AWS::EC2::FlowLog
      Properties:
        ResourceId: !Ref Vpc
        ResourceType: VPC
        TrafficType: ALL
        LogDestinationType: s3
        LogDestination: !GetAtt Logs.Arn
    ```
    """
    assert vpc.keeps_flow_logs


@marks.severity("medium")
@marks.soc2("CC7.2", "CC7.3")
@marks.hipaa("164.308(a)(1)(ii)(D)", "164.312(b)")
@marks.nist_800_53("AU-2", "AU-3", "AU-6", "AU-12")
@marks.nist_ai_rmf("MEASURE 2.4", "MANAGE 4.1")
@marks.iso_42001("A.6.2.6", "A.6.2.8")
@marks.mitre_atlas("AML.M0024")
@marks.aws_genai_lens("GENSEC03-BP01")
@marks.equivalent(trivy="AWS-0178", security_hub="EC2.6")
def test_ai_vpc_flow_logs_record_all_traffic(vpc: ai.Vpc) -> None:
    """The flow logs of a VPC in which models run keep what was let through and what was refused.

    Why: refused connections are how one sees somebody probing a model host; those let through are how one sees
    what left. Either alone hides the other.

    Fix: set `traffic_type = "ALL"` in `aws_flow_log` in Terraform, `TrafficType: ALL` in CloudFormation.

    ```hcl
    resource "aws_flow_log" "ai" {
      vpc_id               = aws_vpc.ai.id
      traffic_type         = "ALL"
      log_destination_type = "s3"
      log_destination      = aws_s3_bucket.logs.arn
    }
    ```

    ```yaml
    FlowLog:
      Type: AWS::EC2::FlowLog
      Properties:
        ResourceId: !Ref Vpc
        ResourceType: VPC
        TrafficType: ALL
        LogDestinationType: s3
        LogDestination: !GetAtt Logs.Arn
    ```
    """
    assert vpc.keeps_flow_logs_of_all_traffic
