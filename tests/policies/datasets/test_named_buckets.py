"""Buckets of the AI estate by what names them beside archives of models, and who may change what in them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.policies.judged import cloudformation, terraform, verdicts

VERSIONS = "ai_bucket_keeps_versions"
WRITERS = "ai_bucket_is_not_written_by_other_accounts"
EVERYBODY = "ai_bucket_policy_does_not_let_everybody_in"
PLAIN = "ai_bucket_refuses_plain_http"
BUCKET = 'resource "aws_s3_bucket" "b" { bucket = "weights" }\n'
UNPACKED = """
resource "aws_sagemaker_model" "m" {
  %s {
    %s {
      %s
      s3_data_source {
        s3_uri           = "s3://weights/llm/"
        s3_data_type     = "S3Prefix"
        compression_type = "None"
      }
    }
  }
}
"""
CAPTURES = 'resource "aws_sagemaker_endpoint_configuration" "e" {\n%s\n}\n'
CAPTURE = """data_capture_config {
  destination_s3_uri          = "s3://weights/capture"
  initial_sampling_percentage = 100
  capture_options { capture_mode = "Input" }
}"""
ASYNC = 'async_inference_config {\noutput_config { s3_output_path = "s3://weights/out" }\n}'
FEATURES = """resource "aws_sagemaker_feature_group" "f" {
  offline_store_config {
    s3_storage_config { s3_uri = "s3://weights/features" }
  }
}
"""


@pytest.mark.parametrize(
    "namer",
    [
        UNPACKED % ("primary_container", "model_data_source", ""),
        UNPACKED % ("container", "model_data_source", ""),
        UNPACKED % ("primary_container", "additional_model_data_source", 'channel_name = "draft"'),
        CAPTURES % CAPTURE,
        CAPTURES % ASYNC,
        FEATURES,
    ],
)
def test_what_names_buckets_in_terraform(tmp_path: Path, namer: str) -> None:
    assert verdicts(VERSIONS, terraform(tmp_path, BUCKET + namer)) == {"aws_s3_bucket.b": "violated"}


def test_what_names_buckets_in_cloudformation(tmp_path: Path) -> None:
    text = """
    Weights: {Type: AWS::S3::Bucket}
    Captured: {Type: AWS::S3::Bucket}
    Features: {Type: AWS::S3::Bucket}
    Other: {Type: AWS::S3::Bucket}
    Model:
      Type: AWS::SageMaker::Model
      Properties:
        PrimaryContainer: {ModelDataSource: {S3DataSource: {S3Uri: !Sub "s3://${Weights}/llm/"}}}
    Config:
      Type: AWS::SageMaker::EndpointConfig
      Properties:
        DataCaptureConfig: {DestinationS3Uri: !Sub "s3://${Captured}/c"}
    Group:
      Type: AWS::SageMaker::FeatureGroup
      Properties:
        OfflineStoreConfig: {S3StorageConfig: {S3Uri: !Sub "s3://${Features}/f"}}
    """
    assert verdicts(VERSIONS, cloudformation(tmp_path, text)).keys() == {"Weights", "Captured", "Features"}


BOTH = '["arn:aws:s3:::weights", "arn:aws:s3:::weights/*"]'
TO_TWO = 'Principal = { AWS = ["arn:aws:iam::123456789012:root", "arn:aws:iam::210987654321:root"] }'
INSECURE = 'Condition = { Bool = { "aws:SecureTransport" = "false" } }'


@pytest.mark.parametrize(
    ("policy", "statements", "expected"),
    [
        (WRITERS, f'{{ Effect = "Allow", {TO_TWO}, Action = "s3:PutLifecycleConfiguration", Resource = {BOTH} }}', "violated"),
        (WRITERS, f'{{ Effect = "Allow", {TO_TWO}, Action = "s3:ReplicateDelete", Resource = {BOTH} }}', "violated"),
        (WRITERS, f'{{ Effect = "Allow", {TO_TWO}, Action = "s3:Get*", Resource = {BOTH} }}', "passed"),
        (
            WRITERS,
            (f'{{ Effect = "Allow", Principal = "*", Action = "s3:PutObject", Resource = {BOTH}, Condition = {{ '
            'StringEquals = { "aws:PrincipalAccount" = ["123456789012", "210987654321"] } } }'),
            "violated",
        ),
        (EVERYBODY, f'{{ Effect = "Allow", Principal = "*", Action = "s3:*", Resource = {BOTH} }}', "violated"),
        (
            EVERYBODY,
            (f'{{ Effect = "Allow", Principal = "*", Action = "s3:PutObject", Resource = {BOTH} }}, '
            f'{{ Effect = "Deny", Principal = "*", Action = "s3:*", Resource = {BOTH}, '
            'Condition = { StringNotEquals = { "aws:PrincipalOrgID" = "o-1" } } }'),
            "passed",
        ),
        (
            EVERYBODY,
            (f'{{ Effect = "Allow", Principal = "*", Action = "s3:PutObject", Resource = {BOTH} }}, '
            '{ Effect = "Deny", Principal = "*", Action = "s3:*", Resource = "arn:aws:s3:::weights", '
            'Condition = { StringNotEquals = { "aws:PrincipalOrgID" = "o-1" } } }'),
            "violated",
        ),
        (PLAIN, f'{{ Effect = "Deny", Principal = "*", Action = "s3:*", Resource = {BOTH}, {INSECURE} }}', "passed"),
        (PLAIN, f'{{ Effect = "Deny", Principal = "*", NotAction = "s3:GetObject", Resource = {BOTH}, {INSECURE} }}', "violated"),
    ],
)  # fmt: skip
def test_policies(tmp_path: Path, policy: str, statements: str, expected: str) -> None:
    beside = f"""
    resource "aws_sagemaker_model" "m" {{
      primary_container {{ model_data_url = "s3://weights/m.tar.gz" }}
    }}
    resource "aws_s3_bucket_policy" "b" {{
      bucket = aws_s3_bucket.b.id
      policy = jsonencode({{ Statement = [{statements}] }})
    }}
    """
    assert verdicts(policy, terraform(tmp_path, BUCKET + beside)) == {"aws_s3_bucket.b": expected}
