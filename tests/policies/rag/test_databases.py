"""Whether databases that keep vectors have public addresses."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pytest_aisec.declarations import Declaration, Unread
from tests.model.declared import inventory, live
from tests.policies.judged import cloudformation, terraform, verdicts

POLICY = "vector_database_has_no_public_address"
BASE = """
    variable "elsewhere" {}
    resource "aws_bedrockagent_knowledge_base" "k" {
      storage_configuration {
        rds_configuration {
          resource_arn = aws_rds_cluster.c.arn
        }
      }
    }
    resource "aws_rds_cluster" "c" {}
    resource "aws_rds_cluster" "shop" {}
"""


def instance(stated: str, cluster: str = "aws_rds_cluster.c.id", name: str = "i") -> str:
    return f'resource "aws_rds_cluster_instance" "{name}" {{\ncluster_identifier = {cluster}\n{stated}\n}}\n'


@pytest.mark.parametrize(
    ("instances", "expected"),
    [
        ("", "not_applicable"),
        (instance("publicly_accessible = false"), "passed"),
        (instance(""), "passed"),
        (instance("publicly_accessible = true"), "violated"),
        (instance("") + instance("publicly_accessible = true", name="reader"), "violated"),
        (instance("publicly_accessible = var.elsewhere"), "undetermined"),
        (instance("") + instance("publicly_accessible = true", "aws_rds_cluster.shop.id", "other"), "passed"),
        (instance("publicly_accessible = true\ncount = 0") + instance("", name="reader"), "passed"),
        (instance("publicly_accessible = true", "var.elsewhere"), "undetermined"),
    ],
)
def test_terraform(tmp_path: Path, instances: str, expected: str) -> None:
    assert verdicts(POLICY, terraform(tmp_path, BASE + instances)) == {"aws_rds_cluster.c": expected}


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ("PubliclyAccessible: true", "violated"),
        ("PubliclyAccessible: false", "passed"),
        ("Engine: aurora-postgresql", "undetermined"),
    ],
)
def test_cloudformation(tmp_path: Path, stated: str, expected: str) -> None:
    text = f"""
    Base:
      Type: AWS::Bedrock::KnowledgeBase
      Properties: {{StorageConfiguration: {{RdsConfiguration: {{ResourceArn: !GetAtt Cluster.DBClusterArn}}}}}}
    Cluster: {{Type: AWS::RDS::DBCluster}}
    Instance:
      Type: AWS::RDS::DBInstance
      Properties:
        DBClusterIdentifier: !Ref Cluster
        {stated}
    """
    assert verdicts(POLICY, cloudformation(tmp_path, text)) == {"Cluster": expected}


def account(**told: Any) -> list[Declaration]:
    stored = {"rdsConfiguration": {"resourceArn": "arn:c"}}
    found = [
        live("AWS::Bedrock::KnowledgeBase", "k", storageConfiguration=stored),
        live("AWS::RDS::DBCluster", "arn:c", DBClusterArn="arn:c", DBClusterIdentifier="c"),
    ]
    return [*found, live("AWS::RDS::DBInstance", "arn:i", **told)] if told else found


def test_accounts() -> None:
    assert verdicts(POLICY, account()) == {"arn:c": "passed"}
    told = {"DBInstanceArn": "arn:i", "DBClusterIdentifier": "c"}
    assert verdicts(POLICY, account(**told, PubliclyAccessible=True)) == {"arn:c": "violated"}
    assert verdicts(POLICY, account(**told, PubliclyAccessible=False)) == {"arn:c": "passed"}
    assert verdicts(POLICY, account(DBInstanceArn="arn:i", PubliclyAccessible=True)) == {"arn:c": "passed"}


def test_instances_that_may_not_be_listed() -> None:
    denied = Unread("rds:DescribeDBInstances was denied", types=frozenset({"AWS::RDS::DBInstance"}))
    assert verdicts(POLICY, inventory(*account(), unread=[denied])) == {"arn:c": "undetermined"}


@pytest.mark.parametrize(("gateway", "expected"), [(True, "violated"), (False, "passed")])
def test_cluster_with_a_gateway_of_its_own(gateway: bool, expected: str) -> None:
    knowledge, cluster = account()
    told = {"DBClusterArn": "arn:c", "DBClusterIdentifier": "c", "InternetAccessGatewayEnabled": gateway}
    assert verdicts(POLICY, [knowledge, live(cluster.type, "arn:c", **told)]) == {"arn:c": expected}
