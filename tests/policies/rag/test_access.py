"""Who reads and writes the stores of retrieval."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.model.declared import live
from tests.policies.judged import cloudformation, terraform, verdicts

RIGHTS = "search_domain_gives_rights_to_indexes"
HTTPS = "search_domain_answers_over_https_only"
NODES = "search_domain_nodes_talk_encrypted"
PRINCIPALS = "data_access_policy_names_its_principals"
COLLECTIONS = "data_access_policy_names_its_collections"
BUCKET = "vector_bucket_policy_does_not_let_everybody_in"
BASE = """
variable "elsewhere" {}
resource "aws_bedrockagent_knowledge_base" "k" {
  storage_configuration {
    opensearch_managed_cluster_configuration {
      domain_arn = aws_opensearch_domain.d.arn
    }
  }
}
"""


@pytest.mark.parametrize(
    ("policy", "block", "name"),
    [
        (RIGHTS, "advanced_security_options", "enabled"),
        (HTTPS, "domain_endpoint_options", "enforce_https"),
        (NODES, "node_to_node_encryption", "enabled"),
    ],
)
@pytest.mark.parametrize(
    ("value", "expected"),
    [("true", "passed"), ("false", "violated"), ("var.elsewhere", "undetermined"), (None, "violated")],
)
def test_domains(tmp_path: Path, policy: str, block: str, name: str, value: str | None, expected: str) -> None:
    stated = f"{block} {{\n{name} = {value}\n}}" if value else ""
    text = f'{BASE}\nresource "aws_opensearch_domain" "d" {{\n{stated}\n}}'
    assert verdicts(policy, terraform(tmp_path, text)) == {"aws_opensearch_domain.d": expected}


DOMAIN: dict[str, Any] = {
    RIGHTS: {"AdvancedSecurityOptions": {"Enabled": True}},
    HTTPS: {"DomainEndpointOptions": {"EnforceHTTPS": True}},
    NODES: {"NodeToNodeEncryptionOptions": {"Enabled": True}},
}


@pytest.mark.parametrize("policy", list(DOMAIN))
@pytest.mark.parametrize(("good", "expected"), [(True, "passed"), (False, "violated")])
def test_domains_elsewhere(tmp_path: Path, policy: str, good: bool, expected: str) -> None:
    stated = DOMAIN[policy] if good else {}
    text = f"""
    K:
      Type: AWS::Bedrock::KnowledgeBase
      Properties:
        StorageConfiguration: {{OpensearchManagedClusterConfiguration: {{DomainArn: !GetAtt D.Arn}}}}
    D:
      Type: AWS::OpenSearchService::Domain
      Properties: {json.dumps(stated)}
    """
    assert verdicts(policy, cloudformation(tmp_path, text)) == {"D": expected}
    storage = {"opensearchManagedClusterConfiguration": {"domainArn": "d"}}
    base = live("AWS::Bedrock::KnowledgeBase", "k", storageConfiguration=storage)
    assert verdicts(policy, [base, live("AWS::OpenSearchService::Domain", "d", ARN="d", **stated)]) == {"d": expected}


def rule(principal: str, resource: str) -> str:
    document = f"[{{ Rules = [{{ Resource = {resource} }}], Principal = {principal} }}]"
    return f'resource "aws_opensearchserverless_access_policy" "p" {{\npolicy = jsonencode({document})\n}}'


ONE, DOCS = '["arn:aws:iam::123456789012:role/docs"]', '["index/docs/*"]'


@pytest.mark.parametrize(
    ("policy", "principal", "resource", "expected"),
    [
        (PRINCIPALS, ONE, DOCS, "passed"),
        (PRINCIPALS, "[aws_iam_role.r.arn]", DOCS, "passed"),
        (PRINCIPALS, '["arn:aws:iam::123456789012:role/*"]', DOCS, "violated"),
        (PRINCIPALS, '["*"]', DOCS, "violated"),
        (PRINCIPALS, '["arn:aws:iam::${var.elsewhere}:role/*"]', DOCS, "violated"),
        (PRINCIPALS, '["arn:aws:iam::123456789012:root"]', DOCS, "violated"),
        (PRINCIPALS, '["arn:aws:iam::${data.aws_caller_identity.own.account_id}:root"]', DOCS, "violated"),
        (PRINCIPALS, '["123456789012"]', DOCS, "violated"),
        (PRINCIPALS, '["arn:aws:iam::123456789012:role/root"]', DOCS, "passed"),
        (PRINCIPALS, "[data.aws_caller_identity.own.arn]", DOCS, "passed"),
        (PRINCIPALS, "[var.elsewhere]", DOCS, "undetermined"),
        (COLLECTIONS, ONE, DOCS, "passed"),
        (COLLECTIONS, ONE, '["collection/docs*"]', "passed"),
        (COLLECTIONS, ONE, '["collection/*"]', "violated"),
        (COLLECTIONS, ONE, '["index/*/*"]', "violated"),
        (COLLECTIONS, ONE, '["index/${var.elsewhere}/*"]', "passed"),
        (COLLECTIONS, ONE, "var.elsewhere", "undetermined"),
        (COLLECTIONS, ONE, 'concat(["collection/docs"], var.elsewhere)', "undetermined"),
        (PRINCIPALS, 'concat(["arn:aws:iam::123456789012:role/r"], var.elsewhere)', DOCS, "undetermined"),
    ],
)
def test_access_policies(tmp_path: Path, policy: str, principal: str, resource: str, expected: str) -> None:
    more = 'variable "elsewhere" {}\nresource "aws_iam_role" "r" {}\ndata "aws_caller_identity" "own" {}'
    text = f"{more}\n{rule(principal, resource)}"
    assert verdicts(policy, terraform(tmp_path, text)) == {"aws_opensearchserverless_access_policy.p": expected}


@pytest.mark.parametrize(
    ("policy", "document", "expected"),
    [
        (PRINCIPALS, [{"Principal": ["*"]}], "violated"),
        (PRINCIPALS, [{"Principal": ["arn:aws:iam::123456789012:role/a"]}], "passed"),
        (PRINCIPALS, [{"Principal": ["arn:aws:iam::123456789012:root"]}], "violated"),
        (COLLECTIONS, [{"Rules": [{"Resource": ["collection/*"]}]}], "violated"),
        (COLLECTIONS, [{"Rules": [{"Resource": ["collection/docs"]}]}], "passed"),
    ],
)
def test_access_policies_elsewhere(tmp_path: Path, policy: str, document: Any, expected: str) -> None:
    text = f"""
    P:
      Type: AWS::OpenSearchServerless::AccessPolicy
      Properties: {{Type: data, Policy: '{json.dumps(document)}'}}
    """
    assert verdicts(policy, cloudformation(tmp_path, text)) == {"P": expected}
    assert verdicts(policy, [live("AWS::OpenSearchServerless::AccessPolicy", "p", policy=document)]) == {"p": expected}


@pytest.mark.parametrize(
    ("principal", "expected"),
    [('"*"', "violated"), ('{ AWS = "123456789012" }', "passed"), ("var.elsewhere", "undetermined")],
)
def test_policy_of_a_vector_bucket(tmp_path: Path, principal: str, expected: str) -> None:
    statement = f'{{ Effect = "Allow", Action = "s3vectors:QueryVectors", Principal = {principal}, Resource = "*" }}'
    text = f"""
    variable "elsewhere" {{}}
    resource "aws_s3vectors_vector_bucket" "b" {{ vector_bucket_name = "docs" }}
    resource "aws_s3vectors_vector_bucket_policy" "p" {{
      vector_bucket_arn = aws_s3vectors_vector_bucket.b.vector_bucket_arn
      policy            = jsonencode({{ Statement = [{statement}] }})
    }}
    """
    assert verdicts(BUCKET, terraform(tmp_path, text)) == {"aws_s3vectors_vector_bucket.b": expected}


def test_policy_of_a_vector_bucket_elsewhere(tmp_path: Path) -> None:
    text = """
    B: {Type: AWS::S3Vectors::VectorBucket}
    P:
      Type: AWS::S3Vectors::VectorBucketPolicy
      Properties:
        VectorBucketArn: !GetAtt B.VectorBucketArn
        Policy: {Statement: [{Effect: Allow, Principal: "*", Action: "s3vectors:*", Resource: "*"}]}
    """
    assert verdicts(BUCKET, cloudformation(tmp_path, text)) == {"B": "violated"}
    document = {"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "s3vectors:*", "Resource": "*"}]}
    answer = {"policy": json.dumps(document)}
    found = live("AWS::S3Vectors::VectorBucket", "b", vectorBucketArn="b", GetVectorBucketPolicy=answer)
    assert verdicts(BUCKET, [found]) == {"b": "violated"}
    none = live("AWS::S3Vectors::VectorBucket", "b", vectorBucketArn="b", GetVectorBucketPolicy={})
    assert verdicts(BUCKET, [none]) == {"b": "passed"}


def test_keys_and_endpoints_that_are_references_are_known_to_be_there(tmp_path: Path) -> None:
    text = """
    resource "aws_kms_key" "k" {}
    resource "aws_opensearchserverless_vpc_endpoint" "v" {}
    resource "aws_opensearchserverless_collection" "c" {
      name = "docs"
      type = "VECTORSEARCH"
    }
    resource "aws_opensearchserverless_security_policy" "e" {
      type = "encryption"
      policy = jsonencode({
        Rules       = [{ ResourceType = "collection", Resource = ["collection/${aws_opensearchserverless_collection.c.name}"] }]
        AWSOwnedKey = false
        KmsARN      = aws_kms_key.k.arn
      })
    }
    resource "aws_opensearchserverless_security_policy" "n" {
      type = "network"
      policy = jsonencode([{
        Rules           = [{ ResourceType = "collection", Resource = ["collection/docs"] }]
        AllowFromPublic = false
        SourceVPCEs     = [aws_opensearchserverless_vpc_endpoint.v.id]
      }])
    }
    """
    estate = terraform(tmp_path, text)
    key, reach = "collection_is_encrypted_with_a_customer_managed_key", "collection_cannot_be_reached_from_the_internet"
    assert verdicts(key, estate) == {"aws_opensearchserverless_collection.c": "passed"}
    assert verdicts(reach, estate) == {"aws_opensearchserverless_collection.c": "passed"}


def test_a_domain_that_lets_in_whoever_does_not_say_who_they_are(tmp_path: Path) -> None:
    """Users have rights of their own, and for thirty days those are let in who are none."""
    stated = {"AdvancedSecurityOptions": {"Enabled": True, "AnonymousAuthEnabled": True}}
    storage = {"opensearchManagedClusterConfiguration": {"domainArn": "d"}}
    base = live("AWS::Bedrock::KnowledgeBase", "k", storageConfiguration=storage)
    domain = live("AWS::OpenSearchService::Domain", "d", ARN="d", **stated)
    assert verdicts(RIGHTS, [base, domain]) == {"d": "violated"}
    text = """
    resource "aws_bedrockagent_knowledge_base" "k" {
      storage_configuration {
        opensearch_managed_cluster_configuration {
          domain_arn = aws_opensearch_domain.d.arn
        }
      }
    }
    resource "aws_opensearch_domain" "d" {
      advanced_security_options {
        enabled                = true
        anonymous_auth_enabled = true
      }
    }
    """
    assert verdicts(RIGHTS, terraform(tmp_path, text)) == {"aws_opensearch_domain.d": "violated"}
