"""Who hears of what Macie finds, where its results go, and how long findings wait."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pytest_aisec.settings import Settings
from tests.model.declared import live
from tests.policies.judged import cloudformation, terraform, verdicts

TELLS = "macie_tells_security_hub"
KEEPS = "macie_keeps_its_results"
OPEN = "macie_finding_about_an_ai_bucket_is_dealt_with_in_time"

SESSION = 'resource "aws_macie2_account" "m" {}\n'
EXPORT = """
    resource "aws_macie2_classification_export_configuration" "e" {
      s3_destination {
        bucket_name = "results"
        kms_key_arn = "k"
      }
    }
"""


@pytest.mark.parametrize(("more", "expected"), [("", "violated"), (EXPORT, "passed")])
def test_results(tmp_path: Path, more: str, expected: str) -> None:
    assert verdicts(KEEPS, terraform(tmp_path, SESSION + more)) == {"aws_macie2_account.m": expected}


def test_results_elsewhere(tmp_path: Path) -> None:
    estate = cloudformation(tmp_path, "M: {Type: AWS::Macie::Session}")
    assert verdicts(KEEPS, estate) == {"M": "not_applicable"}
    session = live("AWS::Macie::Session", "m", status="ENABLED")
    store = live("macie2:ResultStore", "e", bucketName="results", kmsKeyArn="k")
    assert verdicts(KEEPS, [session]) == {"m": "violated"}
    assert verdicts(KEEPS, [session, store]) == {"m": "passed"}
    assert verdicts(KEEPS, [session._replace(region="a-1"), store._replace(region="b-1")]) == {"m": "violated"}


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ({"publishClassificationFindings": True, "publishPolicyFindings": True}, "passed"),
        ({"publishClassificationFindings": False, "publishPolicyFindings": True}, "violated"),
    ],
)
def test_publication(told: dict[str, Any], expected: str) -> None:
    region = live("ec2:Region", "a-1", RegionName="a-1")._replace(region="a-1")
    published = {"securityHubConfiguration": told}
    session = live("AWS::Macie::Session", "m", status="ENABLED", GetFindingsPublicationConfiguration=published)
    paused = live("AWS::Macie::Session", "m", status="PAUSED", GetFindingsPublicationConfiguration=published)
    assert verdicts(TELLS, [region, session._replace(region="a-1")]) == {"a-1": expected}
    assert verdicts(TELLS, [region, paused._replace(region="a-1")]) == {"a-1": "not_applicable"}


@pytest.mark.parametrize(
    ("bucket", "days", "expected"),
    [("weights", 30, "violated"), ("weights", 99999, "passed"), ("website", 30, "passed")],
)
def test_open_findings(bucket: str, days: int, expected: str) -> None:
    estate = [
        live("AWS::S3::Bucket", "weights", Name="weights"),
        live("AWS::S3::Bucket", "website", Name="website"),
        live("AWS::SageMaker::Model", "m", PrimaryContainer={"ModelDataUrl": "s3://weights/m.tar.gz"}),
        live(
            "macie2:Finding",
            "f",
            type="SensitiveData:S3Object/Credentials",
            createdAt="2020-01-01T00:00:00Z",
            resourcesAffected={"s3Bucket": {"name": bucket}},
        ),
    ]
    assert verdicts(OPEN, estate, Settings(finding_days=days)) == {"weights": expected}


def test_files_have_no_findings(tmp_path: Path) -> None:
    text = """
    resource "aws_s3_bucket" "b" {}
    resource "aws_sagemaker_model" "m" {
      primary_container { model_data_url = "s3://${aws_s3_bucket.b.id}/m.tar.gz" }
    }
    """
    assert verdicts(OPEN, terraform(tmp_path, text)) == {"aws_s3_bucket.b": "not_applicable"}


PASSED_OVER = "ai_bucket_is_not_passed_over_by_macie"


@pytest.mark.parametrize(("excluded", "expected"), [(["weights"], "violated"), (["website"], "passed"), ([], "passed")])
def test_exclusions(excluded: list[str], expected: str) -> None:
    estate = [
        live("AWS::S3::Bucket", "weights", Name="weights"),
        live("AWS::S3::Bucket", "website", Name="website"),
        live("AWS::SageMaker::Model", "m", PrimaryContainer={"ModelDataUrl": "s3://weights/m.tar.gz"}),
        live("macie2:ClassificationScope", "s", s3={"excludes": {"bucketNames": excluded}}),
    ]
    assert verdicts(PASSED_OVER, estate) == {"weights": expected}
