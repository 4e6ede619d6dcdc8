"""Whom the API of a cluster answers."""

from __future__ import annotations

from pathlib import Path

import pytest

from pytest_aisec.settings import Settings
from tests.model.declared import live
from tests.policies.judged import cloudformation, terraform, verdicts

POLICY = "cluster_api_is_not_open_to_the_internet"


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ("", "violated"),
        ("endpoint_public_access = false", "passed"),
        ('public_access_cidrs = ["203.0.113.0/24"]', "passed"),
        ('public_access_cidrs = ["203.0.113.0/24", "0.0.0.0/0"]', "violated"),
        ('public_access_cidrs = ["3.0.0.0/8"]', "violated"),
        ('public_access_cidrs = ["203.0.0.0/15"]', "violated"),
        ('public_access_cidrs = ["203.0.0.0/16"]', "passed"),
        ('public_access_cidrs = ["2001:db8::/31"]', "violated"),
        ('public_access_cidrs = ["2001:db8::/32"]', "passed"),
        ('public_access_cidrs = ["3.0.0.0/8"]\nendpoint_public_access = false', "passed"),
        ('public_access_cidrs = ["office"]', "undetermined"),
        ('public_access_cidrs = ["office", "3.0.0.0/8"]', "violated"),
        ("endpoint_public_access = var.elsewhere", "undetermined"),
        ("public_access_cidrs = var.elsewhere", "undetermined"),
    ],
)
def test_terraform(tmp_path: Path, stated: str, expected: str) -> None:
    text = f"""
    variable "elsewhere" {{}}
    resource "aws_eks_cluster" "c" {{
      name = "models"
      vpc_config {{
        subnet_ids = ["subnet-1"]
        {stated}
      }}
    }}
    """
    assert verdicts(POLICY, terraform(tmp_path, text)) == {"aws_eks_cluster.c": expected}


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ("{SubnetIds: [subnet-1]}", "violated"),
        ("{SubnetIds: [subnet-1], EndpointPublicAccess: false}", "passed"),
        ("{SubnetIds: [subnet-1], PublicAccessCidrs: [203.0.113.0/24]}", "passed"),
    ],
)
def test_cloudformation(tmp_path: Path, stated: str, expected: str) -> None:
    text = f"""
    Cluster:
      Type: AWS::EKS::Cluster
      Properties:
        RoleArn: arn:aws:iam::123456789012:role/cluster
        ResourcesVpcConfig: {stated}
    """
    assert verdicts(POLICY, cloudformation(tmp_path, text)) == {"Cluster": expected}


@pytest.mark.parametrize(
    ("public", "cidrs", "expected"),
    [(True, ["0.0.0.0/0"], "violated"), (True, ["203.0.113.0/24"], "passed"), (False, ["0.0.0.0/0"], "passed")],
)
def test_account(public: bool, cidrs: list[str], expected: str) -> None:
    config = {"endpointPublicAccess": public, "publicAccessCidrs": cidrs}
    estate = [live("AWS::EKS::Cluster", "models", name="models", resourcesVpcConfig=config)]
    assert verdicts(POLICY, estate) == {"models": expected}


def test_how_wide_ranges_may_be_is_a_setting() -> None:
    cluster = live("AWS::EKS::Cluster", "c", resourcesVpcConfig={"publicAccessCidrs": ["203.0.113.0/24"]})
    assert verdicts(POLICY, [cluster]) == {"c": "passed"}
    assert verdicts(POLICY, [cluster], Settings(cluster_api_bits=32)) == {"c": "violated"}
