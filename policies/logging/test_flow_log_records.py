"""What stands in records of network traffic."""

from __future__ import annotations

from pytest_aisec import ai, marks


@marks.severity("medium")
@marks.soc2("CC7.2", "CC7.3")
@marks.hipaa("164.308(a)(1)(ii)(D)", "164.312(b)")
@marks.nist_800_53("AU-2", "AU-3", "AU-6", "AU-12")
@marks.nist_ai_rmf("MEASURE 2.4", "MANAGE 4.1")
@marks.iso_42001("A.6.2.6", "A.6.2.8")
@marks.mitre_atlas("AML.M0024")
@marks.aws_genai_lens("GENSEC03-BP01")
def test_ai_vpc_flow_logs_are_written_every_minute(vpc: ai.Vpc) -> None:
    """The flow logs of a VPC in which models run sum up no more than a minute.

    Why: ten minutes, which is what happens when nothing is stated, are enough to carry off the weights of a
    model in one line of a log that arrives when it is over.

    Fix: set `max_aggregation_interval = 60` in `aws_flow_log` in Terraform, `MaxAggregationInterval: 60` in
    `AWS::EC2::FlowLog` in CloudFormation.

    ```hcl
    resource "aws_vpc" "ai" {
      cidr_block = "10.0.0.0/16"
    }
    resource "aws_flow_log" "all" {
      vpc_id                   = aws_vpc.ai.id
      traffic_type             = "ALL"
      log_destination          = "arn:aws:s3:::flow-logs"
      log_destination_type     = "s3"
      max_aggregation_interval = 60
      log_format               = "$${srcaddr} $${dstaddr} $${action} $${vpc-id} $${subnet-id} $${instance-id}"
    }
    ```

    ```yaml
    Vpc:
      Type: AWS::EC2::VPC
      Properties:
        CidrBlock: 10.0.0.0/16
    FlowLog:
      Type: AWS::EC2::FlowLog
      Properties:
        ResourceType: VPC
        ResourceId: !Ref Vpc
        TrafficType: ALL
        LogDestination: arn:aws:s3:::flow-logs
        LogDestinationType: s3
        MaxAggregationInterval: 60
        LogFormat: "${srcaddr} ${dstaddr} ${action} ${vpc-id} ${subnet-id} ${instance-id}"
    ```
    """
    assert vpc.keeps_flow_logs_by_the_minute


@marks.severity("medium")
@marks.soc2("CC7.2", "CC7.3")
@marks.hipaa("164.308(a)(1)(ii)(D)", "164.312(b)")
@marks.nist_800_53("AU-2", "AU-3", "AU-6", "AU-12")
@marks.nist_ai_rmf("MEASURE 2.4", "MANAGE 4.1")
@marks.iso_42001("A.6.2.6", "A.6.2.8")
@marks.mitre_atlas("AML.M0024")
@marks.aws_genai_lens("GENSEC03-BP01")
def test_ai_vpc_flow_logs_name_the_machine(vpc: ai.Vpc) -> None:
    """The flow logs of a VPC in which models run say which machine or subnet traffic was of.

    Why: with the fields that are written when nothing is stated there are only addresses, and those of
    containers and fleets belong to somebody else an hour later.

    Fix: name `${instance-id}`, `${subnet-id}` or `${ecs-task-arn}` in `log_format` of `aws_flow_log` in
    Terraform, in `LogFormat` of `AWS::EC2::FlowLog` in CloudFormation.

    ```hcl
    resource "aws_vpc" "ai" {
      cidr_block = "10.0.0.0/16"
    }
    resource "aws_flow_log" "all" {
      vpc_id                   = aws_vpc.ai.id
      traffic_type             = "ALL"
      log_destination          = "arn:aws:s3:::flow-logs"
      log_destination_type     = "s3"
      max_aggregation_interval = 60
      log_format               = "$${srcaddr} $${dstaddr} $${action} $${vpc-id} $${subnet-id} $${instance-id}"
    }
    ```

    ```yaml
    Vpc:
      Type: AWS::EC2::VPC
      Properties:
        CidrBlock: 10.0.0.0/16
    FlowLog:
      Type: AWS::EC2::FlowLog
      Properties:
        ResourceType: VPC
        ResourceId: !Ref Vpc
        TrafficType: ALL
        LogDestination: arn:aws:s3:::flow-logs
        LogDestinationType: s3
        MaxAggregationInterval: 60
        LogFormat: "${srcaddr} ${dstaddr} ${action} ${vpc-id} ${subnet-id} ${instance-id}"
    ```
    """
    assert vpc.keeps_flow_logs_that_name_machines
