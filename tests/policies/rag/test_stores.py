"""The stores of retrieval: from where they are reached, and by whose keys they are encrypted."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.model.declared import live
from tests.policies.judged import cloudformation, terraform, verdicts

IN_VPC = "search_domain_is_in_a_vpc"
PRIVATE = "collection_cannot_be_reached_from_the_internet"
COLLECTION_KEY = "collection_is_encrypted_with_a_customer_managed_key"
DOMAIN_KEY = "search_domain_is_encrypted_with_a_customer_managed_key"
VECTOR_KEY = "vector_bucket_is_encrypted_with_a_customer_managed_key"
SOURCE_KEY = "documents_in_transit_are_encrypted_with_a_customer_managed_key"
DOMAIN, POLICY = "aws_opensearch_domain", "aws_opensearchserverless_security_policy"
BUCKET, SOURCE = "aws_s3vectors_vector_bucket", "aws_bedrockagent_data_source"


def network(public: str, more: str = "") -> str:
    return f'type = "network"\npolicy = jsonencode([{{ Rules = [], AllowFromPublic = {public} {more} }}])'


def encryption(stated: str) -> str:
    return f'type = "encryption"\npolicy = jsonencode({{ Rules = [], {stated} }})'


@pytest.mark.parametrize(
    ("policy", "kind", "stated", "expected"),
    [
        (IN_VPC, DOMAIN, 'vpc_options {\nsubnet_ids = ["subnet-1"]\n}', "passed"),
        (IN_VPC, DOMAIN, "", "violated"),
        (IN_VPC, DOMAIN, "vpc_options {\nsubnet_ids = var.elsewhere\n}", "undetermined"),
        (PRIVATE, POLICY, network("true"), "violated"),
        (PRIVATE, POLICY, network("false"), "passed"),
        (PRIVATE, POLICY, network("var.elsewhere"), "undetermined"),
        (PRIVATE, POLICY, encryption("AWSOwnedKey = true"), "not_applicable"),
        (COLLECTION_KEY, POLICY, encryption("AWSOwnedKey = true"), "violated"),
        (COLLECTION_KEY, POLICY, encryption('KmsARN = "arn:k"'), "passed"),
        (COLLECTION_KEY, POLICY, 'type = "encryption"\npolicy = jsonencode([])', "violated"),
        (COLLECTION_KEY, POLICY, network("true"), "not_applicable"),
        (DOMAIN_KEY, DOMAIN, "encrypt_at_rest {\nenabled = true\nkms_key_id = aws_kms_key.k.id\n}", "passed"),
        (DOMAIN_KEY, DOMAIN, "encrypt_at_rest {\nenabled = true\n}", "violated"),
        (DOMAIN_KEY, DOMAIN, "", "violated"),
        (VECTOR_KEY, BUCKET, "encryption_configuration {\nkms_key_arn = aws_kms_key.k.arn\n}", "passed"),
        (VECTOR_KEY, BUCKET, "", "violated"),
        (SOURCE_KEY, SOURCE, "server_side_encryption_configuration {\nkms_key_arn = aws_kms_key.k.arn\n}", "passed"),
        (SOURCE_KEY, SOURCE, "", "violated"),
    ],
)
def test_terraform(tmp_path: Path, policy: str, kind: str, stated: str, expected: str) -> None:
    text = f'variable "elsewhere" {{}}\nresource "aws_kms_key" "k" {{}}\nresource "{kind}" "r" {{\n{stated}\n}}'
    assert verdicts(policy, terraform(tmp_path, text)) == {f"{kind}.r": expected}


@pytest.mark.parametrize(
    ("policy", "kind", "stated", "expected"),
    [
        (IN_VPC, "OpenSearchService::Domain", "VPCOptions: {SubnetIds: [subnet-1]}", "passed"),
        (IN_VPC, "OpenSearchService::Domain", "DomainName: a", "violated"),
        (
            PRIVATE,
            "OpenSearchServerless::SecurityPolicy",
            """{Type: network, Policy: '[{"AllowFromPublic": true}]'}""",
            "violated",
        ),
        (
            PRIVATE,
            "OpenSearchServerless::SecurityPolicy",
            """{Type: network, Policy: '[{"AllowFromPublic": false}]'}""",
            "passed",
        ),
        (
            COLLECTION_KEY,
            "OpenSearchServerless::SecurityPolicy",
            """{Type: encryption, Policy: '{"AWSOwnedKey": true}'}""",
            "violated",
        ),
        (VECTOR_KEY, "S3Vectors::VectorBucket", "EncryptionConfiguration: {KmsKeyArn: !GetAtt Key.Arn}", "passed"),
        (VECTOR_KEY, "S3Vectors::VectorBucket", "VectorBucketName: abc", "violated"),
        (SOURCE_KEY, "Bedrock::DataSource", "Name: a", "violated"),
        (
            DOMAIN_KEY,
            "OpenSearchService::Domain",
            "EncryptionAtRestOptions: {Enabled: true, KmsKeyId: !Ref Key}",
            "passed",
        ),
    ],
)
def test_cloudformation(tmp_path: Path, policy: str, kind: str, stated: str, expected: str) -> None:
    stated = stated if stated.startswith("{") else f"{{{stated}}}"
    text = f"Key: {{Type: AWS::KMS::Key}}\nIt:\n  Type: AWS::{kind}\n  Properties: {stated}"
    assert verdicts(policy, cloudformation(tmp_path, text)) == {"It": expected}


@pytest.mark.parametrize(("public", "expected"), [(True, "violated"), (False, "passed")])
def test_account(public: bool, expected: str) -> None:
    policy = [{"Rules": [], "AllowFromPublic": public}]
    body = {"type": "network", "policy": policy}
    assert verdicts(PRIVATE, [live("AWS::OpenSearchServerless::SecurityPolicy", "p", **body)]) == {"p": expected}
    written = {"type": "network", "policy": json.dumps(policy)}
    assert verdicts(PRIVATE, [live("AWS::OpenSearchServerless::SecurityPolicy", "p", **written)]) == {"p": expected}
    assert verdicts(IN_VPC, [live("AWS::OpenSearchService::Domain", "d")]) == {"d": "violated"}


def test_the_documents_of_a_knowledge_base_are_an_ai_bucket(tmp_path: Path) -> None:
    text = """
    resource "aws_s3_bucket" "docs" { bucket = "docs" }
    resource "aws_s3_bucket" "other" { bucket = "other" }
    resource "aws_bedrockagent_data_source" "d" {
      data_source_configuration {
        s3_configuration {
          bucket_arn = aws_s3_bucket.docs.arn
        }
      }
    }
    """
    assert verdicts("ai_bucket_keeps_versions", terraform(tmp_path, text)) == {"aws_s3_bucket.docs": "violated"}
