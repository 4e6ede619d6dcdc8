"""Where the names that are asked for are written down."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.model.declared import live
from tests.policies.judged import cloudformation, terraform, verdicts
from tests.policies.logging.test_flow_logs import NETWORK

QUERIES = "ai_vpc_keeps_queries_for_names"


def association(vpc: str) -> str:
    return f'resource "aws_route53_resolver_query_log_config_association" "q" {{ resource_id = {vpc} }}'


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ("", "violated"),
        (association("aws_vpc.v.id"), "passed"),
        (association('"vpc-0123"'), "violated"),
        (association("var.elsewhere"), "undetermined"),
    ],
)
def test_terraform(tmp_path: Path, more: str, expected: str) -> None:
    assert verdicts(QUERIES, terraform(tmp_path, NETWORK + more)) == {"aws_vpc.v": expected}


def test_cloudformation(tmp_path: Path) -> None:
    text = """
    Vpc: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16}}
    Subnet: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Vpc}}
    Host: {Type: AWS::EC2::Instance, Properties: {InstanceType: g5.xlarge, SubnetId: !Ref Subnet}}
    Queries:
      Type: AWS::Route53Resolver::ResolverQueryLoggingConfigAssociation
      Properties: {ResourceId: !Ref Vpc}
    """
    assert verdicts(QUERIES, cloudformation(tmp_path, text)) == {"Vpc": "passed"}


@pytest.mark.parametrize(
    ("vpc", "status", "expected"),
    [("vpc-1", "ACTIVE", "passed"), ("vpc-1", "FAILED", "violated"), ("vpc-2", "ACTIVE", "violated")],
)
def test_account(vpc: str, status: str, expected: str) -> None:
    estate = [
        live("AWS::EC2::VPC", "vpc-1", VpcId="vpc-1"),
        live("AWS::EC2::Subnet", "subnet-1", SubnetId="subnet-1", VpcId="vpc-1"),
        live("AWS::EC2::Instance", "i-1", InstanceType="g5.xlarge", SubnetId="subnet-1", VpcId="vpc-1"),
        live("AWS::Route53Resolver::ResolverQueryLoggingConfigAssociation", "q", ResourceId=vpc, Status=status),
    ]
    assert verdicts(QUERIES, estate) == {"vpc-1": expected}
