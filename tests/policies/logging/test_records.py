"""How the record of calls is kept, how far it reaches, and where the use of AI services is on it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.model.declared import live
from tests.policies.judged import cloudformation, terraform, verdicts

PRIVATE = "trail_bucket_blocks_public_access"
KEPT = "trail_bucket_keeps_what_was_written"
LOGGED = "trail_bucket_is_access_logged"
WATCHED = "trail_can_be_watched"
ORGANIZATION = "organization_has_a_trail_of_every_account"
BEDROCK = "use_of_bedrock_is_recorded"
SAGEMAKER = "use_of_sagemaker_endpoints_is_recorded"
AGENTCORE = "use_of_agentcore_is_recorded"
USE = "use_of_ai_buckets_is_recorded"


def about(kind: str, stated: str) -> str:
    return f'resource "aws_s3_bucket_{kind}" "b" {{\nbucket = aws_s3_bucket.b.id\n{stated}\n}}\n'


SHUT = "\n".join(
    f"{name} = true"
    for name in ("block_public_acls", "block_public_policy", "ignore_public_acls", "restrict_public_buckets")
)


@pytest.mark.parametrize(
    ("policy", "more", "expected"),
    [
        (PRIVATE, "", "violated"),
        (PRIVATE, about("public_access_block", SHUT), "passed"),
        (PRIVATE, about("public_access_block", SHUT.replace("true", "var.elsewhere", 1)), "undetermined"),
        (KEPT, "", "violated"),
        (KEPT, about("versioning", 'versioning_configuration { status = "Enabled" }'), "passed"),
        (KEPT, about("versioning", 'versioning_configuration { status = "Suspended" }'), "violated"),
        (KEPT, about("object_lock_configuration", ""), "passed"),
        (LOGGED, "", "violated"),
        (LOGGED, about("logging", 'target_bucket = "logs"'), "passed"),
    ],
)
def test_buckets(tmp_path: Path, policy: str, more: str, expected: str) -> None:
    text = f"""
    variable "elsewhere" {{}}
    resource "aws_s3_bucket" "b" {{}}
    resource "aws_s3_bucket" "other" {{}}
    resource "aws_cloudtrail" "t" {{ s3_bucket_name = aws_s3_bucket.b.id }}
    {more}
    """
    assert verdicts(policy, terraform(tmp_path, text)) == {"aws_s3_bucket.b": expected}


def test_a_bucket_of_which_it_is_not_known_that_a_trail_writes_to_it(tmp_path: Path) -> None:
    text = """
    variable "elsewhere" {}
    resource "aws_s3_bucket" "b" {}
    resource "aws_cloudtrail" "t" { s3_bucket_name = var.elsewhere }
    """
    assert verdicts(KEPT, terraform(tmp_path, text)) == {"aws_s3_bucket.b": "undetermined"}


@pytest.mark.parametrize(
    ("policy", "stated", "expected"),
    [
        (KEPT, "ObjectLockEnabled: true", "passed"),
        (KEPT, "BucketName: b", "violated"),
        (LOGGED, "LoggingConfiguration: {DestinationBucketName: logs}", "passed"),
        (LOGGED, "BucketName: b", "violated"),
        (PRIVATE, "BucketName: b", "violated"),
    ],
)
def test_buckets_in_cloudformation(tmp_path: Path, policy: str, stated: str, expected: str) -> None:
    text = f"""
    B: {{Type: AWS::S3::Bucket, Properties: {{{stated}}}}}
    T: {{Type: AWS::CloudTrail::Trail, Properties: {{S3BucketName: !Ref B, IsLogging: true}}}}
    """
    assert verdicts(policy, cloudformation(tmp_path, text)) == {"B": expected}


@pytest.mark.parametrize(
    ("policy", "told", "expected"),
    [
        (LOGGED, {"GetBucketLogging": {"LoggingEnabled": {"TargetBucket": "l", "TargetPrefix": ""}}}, "passed"),
        (LOGGED, {"GetBucketLogging": {}}, "violated"),
        (KEPT, {"GetBucketVersioning": {"Status": "Enabled"}}, "passed"),
        (KEPT, {"GetBucketVersioning": {}, "GetObjectLockConfiguration": {}}, "violated"),
        (PRIVATE, {"GetPublicAccessBlock": {}}, "violated"),
    ],
)
def test_buckets_of_an_account(policy: str, told: dict[str, Any], expected: str) -> None:
    estate = [
        live("AWS::S3::Bucket", "b", Name="b", **told),
        live("AWS::CloudTrail::Trail", "t", TrailARN="t", S3BucketName="b"),
    ]
    assert verdicts(policy, estate) == {"b": expected}


LAKE = 'resource "aws_cloudtrail_event_data_store" "l" { name = "l" }'


@pytest.mark.parametrize(
    ("stated", "more", "expected"),
    [
        ('cloud_watch_logs_group_arn = "${aws_cloudwatch_log_group.g.arn}:*"', "", "passed"),
        ("", "", "violated"),
        ("", LAKE, "passed"),
        ("cloud_watch_logs_group_arn = var.elsewhere", "", "undetermined"),
    ],
)
def test_watching(tmp_path: Path, stated: str, more: str, expected: str) -> None:
    text = f"""
    variable "elsewhere" {{}}
    resource "aws_cloudwatch_log_group" "g" {{ name = "g" }}
    resource "aws_cloudtrail" "t" {{
      s3_bucket_name = "b"
      {stated}
    }}
    {more}
    """
    assert verdicts(WATCHED, terraform(tmp_path, text)) == {"aws_cloudtrail.t": expected}


def test_watching_in_an_account() -> None:
    silent = live("AWS::CloudTrail::Trail", "t", TrailARN="t")
    lake = live("AWS::CloudTrail::EventDataStore", "l", EventDataStoreArn="l", Status="ENABLED")
    stopped = live("AWS::CloudTrail::EventDataStore", "l", EventDataStoreArn="l", Status="STOPPED_INGESTION")
    assert verdicts(WATCHED, [silent]) == {"t": "violated"}
    assert verdicts(WATCHED, [silent, lake]) == {"t": "passed"}
    assert verdicts(WATCHED, [silent, stopped]) == {"t": "violated"}


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ("is_organization_trail = true\nis_multi_region_trail = true", "passed"),
        ("is_organization_trail = true", "violated"),
        ("is_multi_region_trail = true", "violated"),
        ("is_organization_trail = var.elsewhere\nis_multi_region_trail = true", "undetermined"),
    ],
)
def test_organizations(tmp_path: Path, stated: str, expected: str) -> None:
    text = f"""
    variable "elsewhere" {{}}
    resource "aws_organizations_organization" "o" {{}}
    resource "aws_cloudtrail" "t" {{
      s3_bucket_name = "b"
      {stated}
    }}
    """
    found = verdicts(ORGANIZATION, terraform(tmp_path, text))
    assert found == {"aws_organizations_organization.o": expected}


def test_an_organization_without_trails(tmp_path: Path) -> None:
    estate = cloudformation(tmp_path, "O: {Type: AWS::Organizations::Organization}")
    assert verdicts(ORGANIZATION, estate) == {"O": "not_applicable"}
    assert verdicts(ORGANIZATION, [live("AWS::Organizations::Organization", "o")]) == {"o": "violated"}


def selector(kind: str, more: str = "") -> str:
    return f"""advanced_event_selector {{
      field_selector {{
        field  = "eventCategory"
        equals = ["Data"]
      }}
      field_selector {{
        field  = "resources.type"
        equals = [{kind}]
      }}
      {more}
    }}
    """


ONE = 'field_selector {\nfield = "resources.ARN"\nequals = ["arn:aws:bedrock:x"]\n}'
WRITES = 'field_selector {\nfield = "readOnly"\nequals = ["false"]\n}'


def trail(stated: str) -> str:
    return f'resource "aws_cloudtrail" "t" {{\ns3_bucket_name = "b"\n{stated}\n}}'


def lake(stated: str) -> str:
    return f'resource "aws_cloudtrail_event_data_store" "l" {{\nname = "l"\n{stated}\n}}'


BASE = 'resource "aws_bedrockagent_knowledge_base" "x" {}'
GUARDRAIL = 'resource "aws_bedrock_guardrail" "x" {}'
ENDPOINT = 'resource "aws_sagemaker_endpoint_configuration" "x" {}'
RUNTIME = 'resource "aws_bedrockagentcore_agent_runtime" "x" {}'


@pytest.mark.parametrize(
    ("policy", "declared", "records", "expected"),
    [
        (BEDROCK, BASE, "", "not_applicable"),
        (BEDROCK, BASE, trail(selector('"AWS::Bedrock::KnowledgeBase"')), "passed"),
        (BEDROCK, BASE, lake(selector('"AWS::Bedrock::KnowledgeBase"')), "passed"),
        (BEDROCK, BASE, trail(""), "violated"),
        (BEDROCK, BASE, trail(selector('"AWS::Bedrock::KnowledgeBase"', WRITES)), "violated"),
        (BEDROCK, BASE, trail(selector('"AWS::Bedrock::KnowledgeBase"', ONE)), "undetermined"),
        (BEDROCK, BASE, trail(selector("var.elsewhere")), "undetermined"),
        (BEDROCK, GUARDRAIL, trail(selector('"AWS::Bedrock::KnowledgeBase"')), "violated"),
        (BEDROCK, GUARDRAIL, trail(selector('"AWS::Bedrock::Guardrail"') + "enable_logging = false"), "violated"),
        (SAGEMAKER, ENDPOINT, trail(selector('"AWS::SageMaker::Endpoint"')), "passed"),
        (SAGEMAKER, ENDPOINT, trail(selector('"AWS::S3::Object"')), "violated"),
        (AGENTCORE, RUNTIME, trail(selector('"AWS::BedrockAgentCore::Runtime"')), "passed"),
        (AGENTCORE, RUNTIME, trail(selector('"AWS::BedrockAgentCore::Gateway"')), "violated"),
    ],
)
def test_use(tmp_path: Path, policy: str, declared: str, records: str, expected: str) -> None:
    text = f'variable "elsewhere" {{}}\n{declared}\n{records}'
    assert list(verdicts(policy, terraform(tmp_path, text)).values()) == [expected]


@pytest.mark.parametrize(("kind", "expected"), [("Runtime", "passed"), ("Gateway", "violated")])
def test_use_in_cloudformation(tmp_path: Path, kind: str, expected: str) -> None:
    text = f"""
    X: {{Type: AWS::BedrockAgentCore::Runtime}}
    T:
      Type: AWS::CloudTrail::Trail
      Properties:
        S3BucketName: b
        IsLogging: true
        AdvancedEventSelectors:
          - FieldSelectors:
              - {{Field: eventCategory, Equals: [Data]}}
              - {{Field: resources.type, Equals: ["AWS::BedrockAgentCore::{kind}"]}}
    """
    assert verdicts(AGENTCORE, cloudformation(tmp_path, text)) == {"X": expected}


def test_use_in_regions() -> None:
    fields = [
        {"Field": "eventCategory", "Equals": ["Data"]},
        {"Field": "resources.type", "Equals": ["AWS::Bedrock::Guardrail"]},
    ]
    told = {"AdvancedEventSelectors": [{"FieldSelectors": fields}]}
    estate = [
        live("AWS::Bedrock::Guardrail", "g1")._replace(region="a-1"),
        live("AWS::Bedrock::Guardrail", "g2")._replace(region="a-1"),
        live("AWS::Bedrock::Guardrail", "g3")._replace(region="b-1"),
        live("AWS::CloudTrail::Trail", "t", GetTrailStatus={"IsLogging": True}, GetEventSelectors=told)._replace(
            region="a-1",
        ),
    ]
    assert verdicts(BEDROCK, estate) == {"g1": "passed", "g3": "violated"}


@pytest.mark.parametrize(
    ("selected", "expected"),
    [
        ('"${aws_s3_bucket.b.arn}/"', "passed"),
        ('"${aws_s3_bucket.b.arn}/train/"', "violated"),
        ('"arn:aws:s3:::weights/train/"', "violated"),
        ('"arn:aws:s3:::weights/"', "passed"),
    ],
)
def test_a_part_of_a_bucket_is_not_the_bucket(tmp_path: Path, selected: str, expected: str) -> None:
    text = f"""
    resource "aws_s3_bucket" "b" {{ bucket = "weights" }}
    resource "aws_sagemaker_model" "m" {{
      primary_container {{
        model_data_url = "s3://${{aws_s3_bucket.b.id}}/model.tar.gz"
      }}
    }}
    resource "aws_cloudtrail" "t" {{
      s3_bucket_name = "logs"
      event_selector {{
        data_resource {{
          type   = "AWS::S3::Object"
          values = [{selected}]
        }}
      }}
    }}
    """
    assert verdicts(USE, terraform(tmp_path, text)) == {"aws_s3_bucket.b": expected}
