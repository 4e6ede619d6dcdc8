"""Notebook instances and Studio domains."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.model.declared import live
from tests.policies.judged import cloudformation, terraform, verdicts

NOTEBOOKS = [
    ("notebook_gives_no_root_access", 'root_access = "Disabled"', "passed"),
    ("notebook_gives_no_root_access", "", "violated"),
    ("notebook_gives_no_root_access", "root_access = var.elsewhere", "undetermined"),
    ("notebook_is_in_a_vpc", "subnet_id = aws_subnet.s.id", "passed"),
    ("notebook_is_in_a_vpc", "", "violated"),
    ("notebook_is_in_a_vpc", "subnet_id = var.elsewhere", "undetermined"),
    ("notebook_volume_is_encrypted_with_a_customer_managed_key", "kms_key_id = aws_kms_key.k.arn", "passed"),
    ("notebook_volume_is_encrypted_with_a_customer_managed_key", 'kms_key_id = "alias/aws/ebs"', "violated"),
    ("notebook_volume_is_encrypted_with_a_customer_managed_key", "", "violated"),
]
DOMAINS = [
    ("domain_traffic_stays_in_the_vpc", 'app_network_access_type = "VpcOnly"', "passed"),
    ("domain_traffic_stays_in_the_vpc", "", "violated"),
    ("domain_traffic_stays_in_the_vpc", "app_network_access_type = var.elsewhere", "undetermined"),
    ("domain_storage_is_encrypted_with_a_customer_managed_key", "kms_key_id = aws_kms_key.k.arn", "passed"),
    ("domain_storage_is_encrypted_with_a_customer_managed_key", "", "violated"),
]


@pytest.mark.parametrize(
    ("kind", "policy", "stated", "expected"),
    [("notebook_instance", *each) for each in NOTEBOOKS] + [("domain", *each) for each in DOMAINS],
)
def test_terraform(tmp_path: Path, kind: str, policy: str, stated: str, expected: str) -> None:
    text = f"""
    variable "elsewhere" {{}}
    resource "aws_kms_key" "k" {{}}
    resource "aws_subnet" "s" {{ vpc_id = "vpc-1" }}
    resource "aws_sagemaker_{kind}" "r" {{
      {stated}
    }}
    """
    assert verdicts(policy, terraform(tmp_path, text)) == {f"aws_sagemaker_{kind}.r": expected}


@pytest.mark.parametrize(
    ("policy", "kind", "stated", "expected"),
    [
        ("notebook_gives_no_root_access", "NotebookInstance", "RootAccess: Disabled", "passed"),
        ("notebook_gives_no_root_access", "NotebookInstance", "RootAccess: Enabled", "violated"),
        ("notebook_is_in_a_vpc", "NotebookInstance", "SubnetId: subnet-1", "passed"),
        ("notebook_is_in_a_vpc", "NotebookInstance", "RootAccess: Enabled", "violated"),
        (
            "notebook_volume_is_encrypted_with_a_customer_managed_key",
            "NotebookInstance",
            "KmsKeyId: !Ref Key",
            "passed",
        ),
        ("notebook_volume_is_encrypted_with_a_customer_managed_key", "NotebookInstance", "RoleArn: a", "violated"),
        ("domain_traffic_stays_in_the_vpc", "Domain", "AppNetworkAccessType: VpcOnly", "passed"),
        ("domain_traffic_stays_in_the_vpc", "Domain", "AuthMode: SSO", "violated"),
        ("domain_storage_is_encrypted_with_a_customer_managed_key", "Domain", "KmsKeyId: !Ref Key", "passed"),
        ("domain_storage_is_encrypted_with_a_customer_managed_key", "Domain", "AuthMode: SSO", "violated"),
    ],
)
def test_cloudformation(tmp_path: Path, policy: str, kind: str, stated: str, expected: str) -> None:
    text = f"""
    Key: {{Type: AWS::KMS::Key}}
    It:
      Type: AWS::SageMaker::{kind}
      Properties: {{{stated}}}
    """
    assert verdicts(policy, cloudformation(tmp_path, text)) == {"It": expected}


@pytest.mark.parametrize(
    ("policy", "kind", "body", "expected"),
    [
        ("notebook_gives_no_root_access", "NotebookInstance", {"RootAccess": "Enabled"}, "violated"),
        ("notebook_is_in_a_vpc", "NotebookInstance", {"SubnetId": "subnet-1"}, "passed"),
        ("domain_traffic_stays_in_the_vpc", "Domain", {"AppNetworkAccessType": "PublicInternetOnly"}, "violated"),
        ("domain_storage_is_encrypted_with_a_customer_managed_key", "Domain", {}, "violated"),
    ],
)
def test_account(policy: str, kind: str, body: dict[str, str], expected: str) -> None:
    assert verdicts(policy, [live(f"AWS::SageMaker::{kind}", "it", **body)]) == {"it": expected}
