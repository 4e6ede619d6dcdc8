"""What stands in flow logs, where they are for the whole of a VPC, and how they are kept."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pytest_aisec.settings import Settings
from tests.model.declared import live
from tests.policies.judged import cloudformation, terraform, verdicts

KEPT = "ai_vpc_keeps_flow_logs"
ALL = "ai_vpc_flow_logs_record_all_traffic"
MINUTE = "ai_vpc_flow_logs_are_written_every_minute"
NAMED = "ai_vpc_flow_logs_name_the_machine"
ENCRYPTED = "flow_log_group_is_encrypted_with_a_customer_managed_key"
RETAINED = "flow_log_group_keeps_its_records"
PRIVATE = "flow_log_bucket_blocks_public_access"

NETWORK = """
    variable "elsewhere" {}
    resource "aws_vpc" "v" { cidr_block = "10.0.0.0/16" }
    resource "aws_subnet" "models" { vpc_id = aws_vpc.v.id }
    resource "aws_subnet" "other" { vpc_id = aws_vpc.v.id }
    resource "aws_instance" "host" {
      ami           = "ami-1"
      instance_type = "g5.xlarge"
      subnet_id     = aws_subnet.models.id
    }
"""


def log(place: str, stated: str = "", traffic: str = '"ALL"') -> str:
    return f'resource "aws_flow_log" "f" {{\n{place}\ntraffic_type = {traffic}\n{stated}\n}}\n'


VPC = "vpc_id = aws_vpc.v.id"
SECONDS = "max_aggregation_interval = {}"


@pytest.mark.parametrize(
    ("policy", "logs", "expected"),
    [
        (KEPT, log(VPC), "passed"),
        (KEPT, log("subnet_id = aws_subnet.models.id"), "passed"),
        (KEPT, log("subnet_id = aws_subnet.other.id"), "violated"),
        (KEPT, log('eni_id = "eni-1"'), "undetermined"),
        (KEPT, log("eni_id = aws_instance.host.primary_network_interface_id"), "passed"),
        (KEPT, log("eni_id = aws_instance.host.primary_network_interface_id", traffic='"REJECT"'), "violated"),
        (ALL, log(VPC), "passed"),
        (ALL, log(VPC, traffic='"ACCEPT"'), "violated"),
        (ALL, log(VPC, traffic='"ACCEPT"') + log(VPC, traffic='"REJECT"').replace('"f"', '"g"'), "passed"),
        (MINUTE, log(VPC, "max_aggregation_interval = 60"), "passed"),
        (MINUTE, log(VPC), "violated"),
        (MINUTE, log(VPC, "max_aggregation_interval = 600"), "violated"),
        (MINUTE, log(VPC, "max_aggregation_interval = var.elsewhere"), "undetermined"),
        (MINUTE, log(VPC, "max_aggregation_interval = 60", '"REJECT"'), "violated"),
        (NAMED, log(VPC, 'log_format = "$${srcaddr} $${instance-id}"'), "passed"),
        (NAMED, log(VPC, 'log_format = "$${srcaddr} $${dstaddr}"'), "violated"),
        (NAMED, log(VPC), "violated"),
        (NAMED, log(VPC, "log_format = var.elsewhere"), "undetermined"),
    ],
)
def test_records(tmp_path: Path, policy: str, logs: str, expected: str) -> None:
    assert verdicts(policy, terraform(tmp_path, NETWORK + logs)) == {"aws_vpc.v": expected}


@pytest.mark.parametrize(
    ("interface", "expected"), [("eni-1", "passed"), ("eni-2", "violated"), ("vpc-1", "passed"), ("vpc-2", "violated")]
)
def test_interfaces_of_an_account(interface: str, expected: str) -> None:
    host = {"InstanceType": "g5.xlarge", "SubnetId": "subnet-1", "VpcId": "vpc-1"}
    interfaces = [{"NetworkInterfaceId": "eni-1", "SubnetId": "subnet-1"}]
    estate = [
        live("AWS::EC2::VPC", "vpc-1", VpcId="vpc-1"),
        live("AWS::EC2::Subnet", "subnet-1", SubnetId="subnet-1", VpcId="vpc-1"),
        live("AWS::EC2::Instance", "i-1", InstanceId="i-1", NetworkInterfaces=interfaces, **host),
        live("AWS::EC2::FlowLog", "fl-1", ResourceId=interface, TrafficType="ALL", DeliverLogsStatus="SUCCESS"),
    ]
    assert verdicts(KEPT, estate) == {"vpc-1": expected}


@pytest.mark.parametrize(
    ("policy", "stated", "expected"),
    [
        (MINUTE, "MaxAggregationInterval: 60", "passed"),
        (MINUTE, "MaxAggregationInterval: 600", "violated"),
        (NAMED, "LogFormat: '${subnet-id} ${bytes}'", "passed"),
        (NAMED, "LogFormat: '${bytes}'", "violated"),
    ],
)
def test_records_in_cloudformation(tmp_path: Path, policy: str, stated: str, expected: str) -> None:
    text = f"""
    Vpc: {{Type: AWS::EC2::VPC, Properties: {{CidrBlock: 10.0.0.0/16}}}}
    Subnet: {{Type: AWS::EC2::Subnet, Properties: {{VpcId: !Ref Vpc}}}}
    Host: {{Type: AWS::EC2::Instance, Properties: {{InstanceType: g5.xlarge, SubnetId: !Ref Subnet}}}}
    Log:
      Type: AWS::EC2::FlowLog
      Properties:
        ResourceType: VPC
        ResourceId: !Ref Vpc
        TrafficType: ALL
        {stated}
    """
    assert verdicts(policy, cloudformation(tmp_path, text)) == {"Vpc": expected}


GROUP = "log_destination = aws_cloudwatch_log_group.g.arn"


@pytest.mark.parametrize(
    ("policy", "destination", "more", "expected"),
    [
        (ENCRYPTED, GROUP, "kms_key_id = aws_kms_key.k.arn", "passed"),
        (ENCRYPTED, GROUP, "", "violated"),
        (ENCRYPTED, GROUP, "kms_key_id = var.elsewhere", "undetermined"),
        (ENCRYPTED, 'log_destination = "arn:aws:s3:::b"', "", "not_applicable"),
        (ENCRYPTED, "log_group_name = aws_cloudwatch_log_group.g.name", "", "violated"),
        (ENCRYPTED, 'log_group_name = "g"', "kms_key_id = aws_kms_key.k.arn", "passed"),
        (ENCRYPTED, "log_group_name = var.elsewhere", "", "undetermined"),
        (RETAINED, 'log_group_name = "g"', "retention_in_days = 30", "violated"),
        (PRIVATE, 'log_group_name = "g"', "", "not_applicable"),
        (RETAINED, GROUP, "retention_in_days = 400", "passed"),
        (RETAINED, GROUP, "", "passed"),
        (RETAINED, GROUP, "retention_in_days = 30", "violated"),
        (RETAINED, 'log_destination = "${aws_cloudwatch_log_group.g.arn}:*"', "retention_in_days = 30", "violated"),
        (RETAINED, GROUP, "retention_in_days = var.elsewhere", "undetermined"),
        (PRIVATE, "log_destination = aws_s3_bucket.open.arn", "", "violated"),
        (PRIVATE, 'log_destination = "${aws_s3_bucket.open.arn}/flows/"', "", "violated"),
        (ENCRYPTED, 'log_destination = "${aws_s3_bucket.open.arn}/flows/"', "", "not_applicable"),
        (PRIVATE, 'log_destination = "${aws_cloudwatch_log_group.g.arn}:*"', "", "not_applicable"),
        (PRIVATE, "log_destination = aws_s3_bucket.shut.arn", "", "passed"),
        (PRIVATE, 'log_destination = "arn:aws:s3:::archive"', "", "undetermined"),
        (PRIVATE, GROUP, "", "not_applicable"),
    ],
)
def test_stores(tmp_path: Path, policy: str, destination: str, more: str, expected: str) -> None:
    text = f"""
    variable "elsewhere" {{}}
    resource "aws_kms_key" "k" {{}}
    resource "aws_cloudwatch_log_group" "g" {{
      name = "g"
      {more}
    }}
    resource "aws_s3_bucket" "open" {{}}
    resource "aws_s3_bucket" "shut" {{}}
    resource "aws_s3_bucket_public_access_block" "shut" {{
      bucket                  = aws_s3_bucket.shut.id
      block_public_acls       = true
      block_public_policy     = true
      ignore_public_acls      = true
      restrict_public_buckets = true
    }}
    {log('vpc_id = "vpc-1"', destination)}
    """
    assert verdicts(policy, terraform(tmp_path, text)) == {"aws_flow_log.f": expected}


def test_how_long_is_a_setting(tmp_path: Path) -> None:
    text = f'resource "aws_cloudwatch_log_group" "g" {{ retention_in_days = 90 }}\n{log("", GROUP)}'
    estate = terraform(tmp_path, text)
    assert verdicts(RETAINED, estate) == {"aws_flow_log.f": "violated"}
    assert verdicts(RETAINED, estate, Settings(log_days=90)) == {"aws_flow_log.f": "passed"}


def test_stores_in_cloudformation(tmp_path: Path) -> None:
    text = """
    Group: {Type: AWS::Logs::LogGroup, Properties: {RetentionInDays: 7}}
    Bucket: {Type: AWS::S3::Bucket}
    One:
      Type: AWS::EC2::FlowLog
      Properties: {ResourceType: VPC, ResourceId: vpc-1, TrafficType: ALL, LogGroupName: !Ref Group}
    Other:
      Type: AWS::EC2::FlowLog
      Properties: {ResourceType: VPC, ResourceId: vpc-1, TrafficType: ALL, LogDestination: !GetAtt Bucket.Arn}
    """
    estate = cloudformation(tmp_path, text)
    assert verdicts(RETAINED, estate) == {"One": "violated", "Other": "not_applicable"}
    assert verdicts(ENCRYPTED, estate) == {"One": "violated", "Other": "not_applicable"}
    assert verdicts(PRIVATE, estate) == {"One": "not_applicable", "Other": "violated"}


@pytest.mark.parametrize(
    ("policy", "told", "expected"),
    [
        (RETAINED, {"LogGroupName": "g"}, "violated"),
        (ENCRYPTED, {"LogGroupName": "g"}, "violated"),
        (PRIVATE, {"LogDestination": "arn:aws:s3:::flows/ai"}, "violated"),
        (PRIVATE, {"LogGroupName": "g"}, "not_applicable"),
    ],
)
def test_stores_of_an_account(policy: str, told: dict[str, Any], expected: str) -> None:
    estate = [
        live("AWS::EC2::FlowLog", "fl-1", FlowLogId="fl-1", TrafficType="ALL", **told),
        live("AWS::Logs::LogGroup", "g", logGroupName="g", retentionInDays=7),
        live("AWS::S3::Bucket", "flows", Name="flows", GetPublicAccessBlock={}),
    ]
    assert verdicts(policy, estate) == {"fl-1": expected}
