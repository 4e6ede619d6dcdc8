"""The stores of retrieval: from where they are reached, and by whose keys they are encrypted."""

from __future__ import annotations

from pathlib import Path

import pytest

from pytest_aisec.analysis.roles import Scope, widen
from tests.model.declared import live
from tests.policies.judged import cloudformation, terraform, verdicts

IN_VPC = "search_domain_is_in_a_vpc"
PRIVATE = "collection_cannot_be_reached_from_the_internet"
COLLECTION_KEY = "collection_is_encrypted_with_a_customer_managed_key"
DOMAIN_KEY = "search_domain_is_encrypted_with_a_customer_managed_key"
VECTOR_KEY = "vector_bucket_is_encrypted_with_a_customer_managed_key"
SOURCE_KEY = "documents_in_transit_are_encrypted_with_a_customer_managed_key"
INDEX_KEY = "vector_index_is_encrypted_with_a_customer_managed_key"
CLUSTER_KEY = "vector_database_is_encrypted_with_a_customer_managed_key"
GRAPH_KEY = "vector_graph_is_encrypted_with_a_customer_managed_key"
GRAPH_PRIVATE = "vector_graph_cannot_be_reached_from_the_internet"
CLUSTER, GRAPH = "aws_rds_cluster", "aws_neptunegraph_graph"
DOMAIN, POLICY = "aws_opensearch_domain", "aws_opensearchserverless_security_policy"
BUCKET, SOURCE = "aws_s3vectors_vector_bucket", "aws_bedrockagent_data_source"


def network(public: str, more: str = "") -> str:
    return f'type = "network"\npolicy = jsonencode([{{ Rules = [], AllowFromPublic = {public} {more} }}])'


def encryption(stated: str) -> str:
    return f'type = "encryption"\npolicy = jsonencode({{ Rules = [], {stated} }})'


BASES = """
resource "aws_bedrockagent_knowledge_base" "k" {
  storage_configuration {
    %s
  }
}
"""
STORED = {
    DOMAIN: BASES % "opensearch_managed_cluster_configuration {\ndomain_arn = aws_opensearch_domain.r.arn\n}",
    CLUSTER: BASES % "rds_configuration {\nresource_arn = aws_rds_cluster.r.arn\n}",
    GRAPH: BASES % "neptune_analytics_configuration {\ngraph_arn = aws_neptunegraph_graph.r.arn\n}",
}
"""Knowledge bases that keep their vectors in what is judged."""


@pytest.mark.parametrize(
    ("policy", "kind", "stated", "expected"),
    [
        (CLUSTER_KEY, CLUSTER, "storage_encrypted = true\nkms_key_id = aws_kms_key.k.arn", "passed"),
        (CLUSTER_KEY, CLUSTER, "storage_encrypted = true", "violated"),
        (CLUSTER_KEY, CLUSTER, "kms_key_id = aws_kms_key.k.arn", "violated"),
        (CLUSTER_KEY, CLUSTER, "storage_encrypted = var.elsewhere\nkms_key_id = aws_kms_key.k.arn", "undetermined"),
        (GRAPH_KEY, GRAPH, "kms_key_identifier = aws_kms_key.k.arn", "passed"),
        (GRAPH_KEY, GRAPH, "", "violated"),
        (GRAPH_KEY, GRAPH, 'kms_key_identifier = "AWS_OWNED_KEY"', "violated"),
        (GRAPH_PRIVATE, GRAPH, "public_connectivity = true", "violated"),
        (GRAPH_PRIVATE, GRAPH, "public_connectivity = var.elsewhere", "undetermined"),
        (GRAPH_PRIVATE, GRAPH, "", "passed"),
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
    text += STORED.get(kind, "")
    assert verdicts(policy, terraform(tmp_path, text)) == {f"{kind}.r": expected}


IN = {
    "OpenSearchService::Domain": "OpensearchManagedClusterConfiguration: {DomainArn: !GetAtt It.Arn}",
    "RDS::DBCluster": "RdsConfiguration: {ResourceArn: !GetAtt It.DBClusterArn}",
    "NeptuneGraph::Graph": "NeptuneAnalyticsConfiguration: {GraphArn: !GetAtt It.GraphArn}",
}
"""What a knowledge base says that keeps its vectors in one of them."""


def base(kind: str) -> str:
    text = f"\nBase:\n  Type: AWS::Bedrock::KnowledgeBase\n  Properties:\n    StorageConfiguration: {{{IN.get(kind)}}}"
    return text if kind in IN else ""


@pytest.mark.parametrize(
    ("policy", "kind", "stated", "expected"),
    [
        (CLUSTER_KEY, "RDS::DBCluster", "StorageEncrypted: true, KmsKeyId: !Ref Key", "passed"),
        (CLUSTER_KEY, "RDS::DBCluster", "Engine: aurora-postgresql", "violated"),
        (GRAPH_KEY, "NeptuneGraph::Graph", "KmsKeyIdentifier: !GetAtt Key.Arn", "passed"),
        (GRAPH_KEY, "NeptuneGraph::Graph", "ProvisionedMemory: 16", "violated"),
        (GRAPH_PRIVATE, "NeptuneGraph::Graph", "PublicConnectivity: true", "violated"),
        (GRAPH_PRIVATE, "NeptuneGraph::Graph", "PublicConnectivity: false", "passed"),
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
    text = f"Key: {{Type: AWS::KMS::Key}}\nIt:\n  Type: AWS::{kind}\n  Properties: {stated}" + base(kind)
    assert verdicts(policy, cloudformation(tmp_path, text)) == {"It": expected}


def test_account_stores() -> None:
    storage = {
        "opensearchManagedClusterConfiguration": {"domainArn": "d"},
        "rdsConfiguration": {"resourceArn": "c"},
        "neptuneAnalyticsConfiguration": {"graphArn": "g"},
    }
    estate = [
        live("AWS::Bedrock::KnowledgeBase", "k", storageConfiguration=storage),
        live("AWS::OpenSearchService::Domain", "d", ARN="d"),
        live("AWS::OpenSearchService::Domain", "other", ARN="other"),
        live("AWS::RDS::DBCluster", "c", DBClusterArn="c", StorageEncrypted=False),
        live("AWS::RDS::DBCluster", "other", DBClusterArn="other", StorageEncrypted=False),
        live("AWS::NeptuneGraph::Graph", "g", arn="g", publicConnectivity=True, kmsKeyIdentifier="AWS_OWNED_KEY"),
        live("AWS::NeptuneGraph::Graph", "vectors", arn="v", vectorSearchConfiguration={"dimension": 4}),
        live("AWS::NeptuneGraph::Graph", "other", arn="o", publicConnectivity=True),
    ]
    assert verdicts(IN_VPC, estate) == {"d": "violated"}
    assert verdicts(CLUSTER_KEY, estate) == {"c": "violated"}
    assert verdicts(GRAPH_PRIVATE, estate) == {"g": "violated", "vectors": "passed"}
    assert verdicts(GRAPH_KEY, estate) == {"g": "violated", "vectors": "violated"}


def test_all_stores_are_judged_when_the_scope_says_so(tmp_path: Path) -> None:
    estate = terraform(tmp_path, f'resource "{DOMAIN}" "d" {{}}\nresource "{CLUSTER}" "c" {{}}')
    assert verdicts(IN_VPC, estate) == {}
    widened = terraform(tmp_path, f'resource "{DOMAIN}" "d" {{}}\nresource "{CLUSTER}" "c" {{}}')
    widen(widened, Scope.ALL)
    assert verdicts(IN_VPC, widened) == {f"{DOMAIN}.d": "violated"}
    assert verdicts(CLUSTER_KEY, widened) == {f"{CLUSTER}.c": "violated"}


@pytest.mark.parametrize(
    ("index", "bucket", "expected"),
    [
        ("", "", "violated"),
        ("", "encryption_configuration {\nkms_key_arn = aws_kms_key.k.arn\n}", "passed"),
        ("encryption_configuration {\nkms_key_arn = aws_kms_key.k.arn\n}", "", "passed"),
        (
            'encryption_configuration {\nsse_type = "AES256"\n}',
            "encryption_configuration {\nkms_key_arn = aws_kms_key.k.arn\n}",
            "violated",
        ),
        ("encryption_configuration {\nkms_key_arn = var.elsewhere\n}", "", "undetermined"),
    ],
)
def test_an_index_has_the_key_of_its_bucket(tmp_path: Path, index: str, bucket: str, expected: str) -> None:
    text = f"""
    variable "elsewhere" {{}}
    resource "aws_kms_key" "k" {{}}
    resource "aws_s3vectors_vector_bucket" "b" {{
      vector_bucket_name = "abc"
      {bucket}
    }}
    resource "aws_s3vectors_index" "i" {{
      vector_bucket_name = aws_s3vectors_vector_bucket.b.vector_bucket_name
      {index}
    }}
    """
    assert verdicts(INDEX_KEY, terraform(tmp_path, text)) == {"aws_s3vectors_index.i": expected}


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
