"""Where Macie is on, and which buckets it looks into."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.model.declared import live
from tests.policies.judged import cloudformation, terraform, verdicts

PAUSED = "macie_is_not_paused"
REGION = "region_has_macie"
ITSELF = "macie_samples_every_bucket_by_itself"
JOB = "macie_job_looks_into_ai_buckets"
SCHEDULED = 'job_type = "SCHEDULED"\ninitial_run = true'


@pytest.mark.parametrize(
    ("stated", "expected"),
    [("", "passed"), ('status = "PAUSED"', "violated"), ("status = var.elsewhere", "undetermined")],
)
def test_terraform_session(tmp_path: Path, stated: str, expected: str) -> None:
    text = f'variable "elsewhere" {{}}\nresource "aws_macie2_account" "m" {{\n{stated}\n}}'
    assert verdicts(PAUSED, terraform(tmp_path, text)) == {"aws_macie2_account.m": expected}


@pytest.mark.parametrize(("status", "expected"), [("ENABLED", "passed"), ("PAUSED", "violated")])
def test_cloudformation_session(tmp_path: Path, status: str, expected: str) -> None:
    text = f"Macie:\n  Type: AWS::Macie::Session\n  Properties: {{Status: {status}}}"
    assert verdicts(PAUSED, cloudformation(tmp_path, text)) == {"Macie": expected}


def test_regions() -> None:
    regions = [live("ec2:Region", name, RegionName=name)._replace(region=name) for name in ("a-1", "b-1", "c-1", "d-1")]
    found = "GetAutomatedDiscoveryConfiguration"
    sessions = [
        live("AWS::Macie::Session", "a", status="ENABLED", **{found: {"status": "ENABLED"}})._replace(region="a-1"),
        live("AWS::Macie::Session", "b", status="ENABLED", **{found: {"status": "DISABLED"}})._replace(region="b-1"),
        live("AWS::Macie::Session", "c", status="PAUSED")._replace(region="c-1"),
    ]
    assert verdicts(REGION, [*regions, *sessions]) == {
        "a-1": "passed",
        "b-1": "passed",
        "c-1": "violated",
        "d-1": "violated",
    }
    assert verdicts(ITSELF, [*regions, *sessions]) == {
        "a-1": "passed",
        "b-1": "violated",
        "c-1": "not_applicable",
        "d-1": "not_applicable",
    }


BUCKET = """
    variable "elsewhere" {}
    resource "aws_s3_bucket" "weights" { bucket = "weights" }
    resource "aws_s3_bucket" "other" {}
    resource "aws_sagemaker_model" "m" {
      primary_container {
        model_data_url = "s3://${aws_s3_bucket.weights.id}/model.tar.gz"
      }
    }
"""


def job(stated: str, definition: str) -> str:
    return f'resource "aws_macie2_classification_job" "j" {{\n{stated}\ns3_job_definition {{\n{definition}\n}}\n}}'


def of(bucket: str) -> str:
    return f'bucket_definitions {{\naccount_id = "123456789012"\nbuckets = [{bucket}]\n}}'


WEIGHTS = of("aws_s3_bucket.weights.id")


def scope(way: str, key: str) -> str:
    term = f'simple_scope_term {{\ncomparator = "STARTS_WITH"\nkey = "{key}"\nvalues = ["raw/"]\n}}'
    return f"\nscoping {{\n{way} {{\nand {{\n{term}\n}}\n}}\n}}"


def criteria(way: str, comparator: str, value: str, key: str = "S3_BUCKET_NAME") -> str:
    stated = f'simple_criterion {{\ncomparator = "{comparator}"\nkey = "{key}"\nvalues = ["{value}"]\n}}'
    return f"bucket_criteria {{\n{way} {{\nand {{\n{stated}\n}}\n}}\n}}"


LIVE_JOB: dict[str, Any] = {
    "jobId": "j",
    "jobType": "SCHEDULED",
    "jobStatus": "IDLE",
    "samplingPercentage": 100,
    "initialRun": True,
    "s3JobDefinition": {"bucketDefinitions": [{"accountId": "1", "buckets": ["docs"]}]},
}
TERM = {"simpleScopeTerm": {"key": "OBJECT_KEY", "comparator": "STARTS_WITH", "values": ["raw/"]}}
SCOPED = {**LIVE_JOB["s3JobDefinition"], "scoping": {"excludes": {"and": [TERM]}}}
UNSCOPED = {**LIVE_JOB["s3JobDefinition"], "scoping": {"excludes": {"and": []}}}


def chosen(way: str, beginnings: list[str]) -> dict[str, Any]:
    criterion = {"simpleCriterion": {"comparator": "STARTS_WITH", "key": "S3_BUCKET_NAME", "values": beginnings}}
    return {"bucketCriteria": {way: {"and": [criterion]}}}


@pytest.mark.parametrize(
    ("job", "expected"),
    [
        (LIVE_JOB, "passed"),
        ({**LIVE_JOB, "initialRun": False}, "violated"),
        ({**LIVE_JOB, "s3JobDefinition": SCOPED}, "violated"),
        ({**LIVE_JOB, "s3JobDefinition": UNSCOPED}, "passed"),
        ({**LIVE_JOB, "s3JobDefinition": chosen("includes", ["doc"])}, "passed"),
        ({**LIVE_JOB, "s3JobDefinition": chosen("includes", ["other"])}, "violated"),
        ({**LIVE_JOB, "s3JobDefinition": chosen("excludes", ["doc"])}, "violated"),
    ],
)
def test_jobs_of_an_account(job: dict[str, Any], expected: str) -> None:
    source = {"dataSourceConfiguration": {"s3Configuration": {"bucketArn": "arn:aws:s3:::docs"}}}
    estate = [
        live("AWS::S3::Bucket", "docs", Name="docs"),
        live("AWS::Bedrock::DataSource", "d", **source),
        live("macie2:ClassificationJob", "j", **job),
    ]
    assert verdicts(JOB, estate) == {"docs": expected}


@pytest.mark.parametrize(
    ("jobs", "expected"),
    [
        ("", "not_applicable"),
        (job(SCHEDULED, WEIGHTS), "passed"),
        (job(SCHEDULED, of("aws_s3_bucket.other.id")), "violated"),
        (job('job_type = "ONE_TIME"', WEIGHTS), "violated"),
        (job(f"{SCHEDULED}\nsampling_percentage = 10", WEIGHTS), "violated"),
        (job(f'{SCHEDULED}\njob_status = "CANCELLED"', WEIGHTS), "violated"),
        (job("job_type = var.elsewhere", WEIGHTS), "undetermined"),
        (job(SCHEDULED, "bucket_criteria {\n}"), "undetermined"),
        (job(SCHEDULED, criteria("includes", "STARTS_WITH", "weig")), "passed"),
        (job(SCHEDULED, criteria("includes", "EQ", "weights")), "passed"),
        (job(SCHEDULED, criteria("includes", "EQ", "other")), "violated"),
        (job(SCHEDULED, criteria("includes", "NE", "weights")), "violated"),
        (job(SCHEDULED, criteria("excludes", "EQ", "weights")), "violated"),
        (job(SCHEDULED, criteria("excludes", "EQ", "other")), "passed"),
        (job(SCHEDULED, criteria("includes", "EQ", "PUBLIC", "S3_BUCKET_EFFECTIVE_PERMISSION")), "undetermined"),
        (job(SCHEDULED.replace("true", "false"), WEIGHTS), "violated"),
        (job('job_type = "SCHEDULED"', WEIGHTS), "undetermined"),
        (job(SCHEDULED, WEIGHTS + scope("excludes", "OBJECT_KEY")), "violated"),
        (job(SCHEDULED, WEIGHTS + scope("includes", "OBJECT_EXTENSION")), "violated"),
        (job(SCHEDULED, WEIGHTS + scope("excludes", "OBJECT_SIZE")), "violated"),
        (job(SCHEDULED, f"{WEIGHTS}\nscoping {{\nexcludes {{\nand {{\ntag_scope_term {{}}\n}}\n}}\n}}"), "violated"),
        (job(SCHEDULED, f"{WEIGHTS}\nscoping {{\n}}"), "passed"),
    ],
)
def test_jobs(tmp_path: Path, jobs: str, expected: str) -> None:
    assert verdicts(JOB, terraform(tmp_path, BUCKET + jobs)) == {"aws_s3_bucket.weights": expected}
