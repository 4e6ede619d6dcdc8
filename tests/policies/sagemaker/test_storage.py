"""Keys of features, model cards, reviews, asynchronous answers, captured requests and packages."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.model.declared import live
from tests.policies.judged import cloudformation, terraform, verdicts

TAIL = "encrypted_with_a_customer_managed_key"
ONLINE, OFFLINE = f"online_features_are_{TAIL}", f"offline_features_are_{TAIL}"
CARD, REVIEW = f"model_card_is_{TAIL}", f"reviews_are_{TAIL}"
ANSWERS, CAPTURED = f"asynchronous_answers_are_{TAIL}", f"captured_requests_are_{TAIL}"
PACKAGE = f"model_package_is_{TAIL}"
GROUP, CONFIG = "aws_sagemaker_feature_group", "aws_sagemaker_endpoint_configuration"
KEY = "kms_key_id = aws_kms_key.k.arn"


def block(name: str, *stated: str) -> str:
    return "\n".join([f"{name} {{", *stated, "}"])


PATH = 's3_output_path = "s3://a"'


@pytest.mark.parametrize(
    ("policy", "kind", "stated", "expected"),
    [
        (ONLINE, GROUP, block("online_store_config", "enable_online_store = true"), "violated"),
        (ONLINE, GROUP, block("online_store_config", "enable_online_store = false"), "not_applicable"),
        (ONLINE, GROUP, "", "not_applicable"),
        (
            ONLINE,
            GROUP,
            block("online_store_config", "enable_online_store = true", block("security_config", KEY)),
            "passed",
        ),
        (
            ONLINE,
            GROUP,
            block("online_store_config", "enable_online_store = var.elsewhere"),
            "undetermined",
        ),
        (OFFLINE, GROUP, "", "not_applicable"),
        (OFFLINE, GROUP, block("offline_store_config", block("s3_storage_config", 's3_uri = "s3://a"')), "violated"),
        (
            OFFLINE,
            GROUP,
            block("offline_store_config", block("s3_storage_config", 's3_uri = "s3://a"', KEY)),
            "passed",
        ),
        (CARD, "aws_sagemaker_model_card", block("security_config", KEY), "passed"),
        (CARD, "aws_sagemaker_model_card", "", "violated"),
        (REVIEW, "aws_sagemaker_flow_definition", block("output_config", PATH, KEY), "passed"),
        (REVIEW, "aws_sagemaker_flow_definition", block("output_config", PATH), "violated"),
        (ANSWERS, CONFIG, "", "not_applicable"),
        (ANSWERS, CONFIG, block("async_inference_config", block("output_config", PATH)), "violated"),
        (ANSWERS, CONFIG, block("async_inference_config", block("output_config", PATH, KEY)), "passed"),
        (
            ANSWERS,
            CONFIG,
            block("async_inference_config", block("output_config", PATH, "kms_key_id = var.elsewhere")),
            "undetermined",
        ),
        (CAPTURED, CONFIG, "", "not_applicable"),
        (CAPTURED, CONFIG, block("data_capture_config", "enable_capture = true"), "violated"),
        (CAPTURED, CONFIG, block("data_capture_config", "enable_capture = true", KEY), "passed"),
        (CAPTURED, CONFIG, block("data_capture_config", "enable_capture = false"), "not_applicable"),
    ],
)
def test_terraform(tmp_path: Path, policy: str, kind: str, stated: str, expected: str) -> None:
    text = f'variable "elsewhere" {{}}\nresource "aws_kms_key" "k" {{}}\nresource "{kind}" "r" {{\n{stated}\n}}'
    assert verdicts(policy, terraform(tmp_path, text)) == {f"{kind}.r": expected}


@pytest.mark.parametrize(
    ("policy", "kind", "stated", "expected"),
    [
        (ONLINE, "FeatureGroup", "OnlineStoreConfig: {EnableOnlineStore: true}", "violated"),
        (
            ONLINE,
            "FeatureGroup",
            "OnlineStoreConfig: {EnableOnlineStore: true, SecurityConfig: {KmsKeyId: !Ref Key}}",
            "passed",
        ),
        (OFFLINE, "FeatureGroup", "OfflineStoreConfig: {S3StorageConfig: {S3Uri: s3://a}}", "violated"),
        (
            OFFLINE,
            "FeatureGroup",
            "OfflineStoreConfig: {S3StorageConfig: {S3Uri: s3://a, KmsKeyId: !Ref Key}}",
            "passed",
        ),
        (CARD, "ModelCard", "SecurityConfig: {KmsKeyId: !Ref Key}", "passed"),
        (CARD, "ModelCard", "ModelCardName: a", "violated"),
        (ANSWERS, "EndpointConfig", "AsyncInferenceConfig: {OutputConfig: {S3OutputPath: s3://a}}", "violated"),
        (CAPTURED, "EndpointConfig", "DataCaptureConfig: {EnableCapture: true, KmsKeyId: !Ref Key}", "passed"),
        (PACKAGE, "ModelPackage", "ModelPackageGroupName: a", "violated"),
        (PACKAGE, "ModelPackage", "SecurityConfig: {KmsKeyId: !Ref Key}", "passed"),
    ],
)
def test_cloudformation(tmp_path: Path, policy: str, kind: str, stated: str, expected: str) -> None:
    text = f"Key: {{Type: AWS::KMS::Key}}\nIt:\n  Type: AWS::SageMaker::{kind}\n  Properties: {{{stated}}}"
    assert verdicts(policy, cloudformation(tmp_path, text)) == {"It": expected}


K = "arn:aws:kms:us-east-1:123456789012:key/k"


@pytest.mark.parametrize(
    ("policy", "kind", "body", "expected"),
    [
        (ONLINE, "AWS::SageMaker::FeatureGroup", {"OnlineStoreConfig": {"EnableOnlineStore": True}}, "violated"),
        (
            OFFLINE,
            "AWS::SageMaker::FeatureGroup",
            {"OfflineStoreConfig": {"S3StorageConfig": {"S3Uri": "s3://a", "KmsKeyId": K}}},
            "passed",
        ),
        (CARD, "AWS::SageMaker::ModelCard", {"SecurityConfig": {"KmsKeyId": K}}, "passed"),
        (CARD, "AWS::SageMaker::ModelCard", {}, "violated"),
        (REVIEW, "sagemaker:FlowDefinition", {"OutputConfig": {"S3OutputPath": "s3://a"}}, "violated"),
        (REVIEW, "sagemaker:FlowDefinition", {"OutputConfig": {"KmsKeyId": K}}, "passed"),
        (PACKAGE, "AWS::SageMaker::ModelPackage", {"DescribeModelPackage": {}}, "violated"),
        (
            PACKAGE,
            "AWS::SageMaker::ModelPackage",
            {"DescribeModelPackage": {"SecurityConfig": {"KmsKeyId": K}}},
            "passed",
        ),
    ],
)
def test_account(policy: str, kind: str, body: dict[str, Any], expected: str) -> None:
    key = live("AWS::KMS::Key", K, KeyArn=K, KeyManager="CUSTOMER")
    assert verdicts(policy, [key, live(kind, "it", **body)]) == {"it": expected}
