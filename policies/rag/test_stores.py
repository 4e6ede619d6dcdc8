"""By whose keys indexes, databases and graphs of retrieval are encrypted."""

from __future__ import annotations

from pytest_aisec import ai, marks


@marks.severity("high")
@marks.soc2("CC6.1", "C1.1")
@marks.hipaa("164.312(a)(2)(iv)")
@marks.nist_800_53("SC-12", "SC-13", "SC-28", "SC-28(1)")
@marks.nist_ai_rmf("MEASURE 2.7", "MEASURE 2.10")
@marks.iso_42001("A.7.2")
@marks.owasp_llm("LLM08:2025")
@marks.mitre_atlas("AML.T0070", "AML.T0071", "AML.T0085.000", "AML.M0031")
@marks.aws_genai_lens("GENSEC01-BP02")
def test_vector_index_is_encrypted_with_a_customer_managed_key(index: ai.VectorIndex) -> None:
    """An index of vectors is encrypted with a key that the account manages.

    Why: from vectors much of the text can be had back. An index without a key has that of its bucket; neither can be
    changed later.

    Fix: name an `aws_kms_key` in `encryption_configuration` of the index or of its bucket in Terraform, in
    `EncryptionConfiguration` in CloudFormation.

    ```hcl
    resource "aws_s3vectors_vector_bucket" "docs" {
      vector_bucket_name = "docs"
      encryption_configuration {
        sse_type    = "aws:kms"
        kms_key_arn = aws_kms_key.ai.arn
      }
    }
    resource "aws_s3vectors_index" "docs" {
      index_name         = "docs"
      vector_bucket_name = aws_s3vectors_vector_bucket.docs.vector_bucket_name
      data_type          = "float32"
      dimension          = 1024
      distance_metric    = "cosine"
    }
    resource "aws_kms_key" "ai" {}
    ```

    ```yaml
    Docs:
      Type: AWS::S3Vectors::VectorBucket
      Properties:
        EncryptionConfiguration: {SseType: "aws:kms", KmsKeyArn: !GetAtt Key.Arn}
    DocsIndex:
      Type: AWS::S3Vectors::Index
      Properties:
        VectorBucketArn: !GetAtt Docs.VectorBucketArn
        DataType: float32
        Dimension: 1024
        DistanceMetric: cosine
    Key:
      Type: AWS::KMS::Key
    ```
    """
    assert index.encrypted_with_customer_managed_key


@marks.severity("high")
@marks.soc2("CC6.1", "C1.1")
@marks.hipaa("164.312(a)(2)(iv)")
@marks.nist_800_53("SC-12", "SC-13", "SC-28", "SC-28(1)")
@marks.nist_ai_rmf("MEASURE 2.7", "MEASURE 2.10")
@marks.iso_42001("A.7.2")
@marks.owasp_llm("LLM08:2025")
@marks.mitre_atlas("AML.T0070", "AML.T0071", "AML.T0085.000", "AML.M0031")
@marks.aws_genai_lens("GENSEC01-BP02")
def test_vector_database_is_encrypted_with_a_customer_managed_key(cluster: ai.VectorCluster) -> None:
    """A database cluster behind a knowledge base is encrypted with a key that the account manages.

    Why: the documents lie there beside their vectors, and in its snapshots.

    Fix: set `storage_encrypted = true` and `kms_key_id` in Terraform, `StorageEncrypted: true` and `KmsKeyId` in
    CloudFormation. A cluster cannot be encrypted later.

    ```hcl
    resource "aws_rds_cluster" "vectors" {
      engine            = "aurora-postgresql"
      storage_encrypted = true
      kms_key_id        = aws_kms_key.ai.arn
    }
    resource "aws_kms_key" "ai" {}
    ```

    ```yaml
    Vectors:
      Type: AWS::RDS::DBCluster
      Properties: {Engine: aurora-postgresql, StorageEncrypted: true, KmsKeyId: !GetAtt Key.Arn}
    Key:
      Type: AWS::KMS::Key
    ```
    """
    assert cluster.encrypted and cluster.kms_key is not None and cluster.kms_key.customer_managed


@marks.severity("high")
@marks.soc2("CC6.1", "C1.1")
@marks.hipaa("164.312(a)(2)(iv)")
@marks.nist_800_53("SC-12", "SC-13", "SC-28", "SC-28(1)")
@marks.nist_ai_rmf("MEASURE 2.7", "MEASURE 2.10")
@marks.iso_42001("A.7.2")
@marks.owasp_llm("LLM08:2025")
@marks.mitre_atlas("AML.T0070", "AML.T0071", "AML.T0085.000", "AML.M0031")
@marks.aws_genai_lens("GENSEC01-BP02")
def test_vector_graph_is_encrypted_with_a_customer_managed_key(graph: ai.VectorGraph) -> None:
    """A graph of vectors is encrypted with a key that the account manages.

    Why: its nodes hold the documents. With a key of one's own their use can be seen and ended.

    Fix: name an `aws_kms_key` in `kms_key_identifier` in Terraform, in `KmsKeyIdentifier` in CloudFormation. The key
    of a graph cannot be changed later.

    ```hcl
    resource "aws_neptunegraph_graph" "docs" {
      graph_name          = "docs"
      provisioned_memory  = 16
      public_connectivity = false
      kms_key_identifier  = aws_kms_key.ai.arn
      vector_search_configuration {
        vector_search_dimension = 1024
      }
    }
    resource "aws_kms_key" "ai" {}
    ```

    ```yaml
    Docs:
      Type: AWS::NeptuneGraph::Graph
      Properties:
        ProvisionedMemory: 16
        PublicConnectivity: false
        KmsKeyIdentifier: !GetAtt Key.Arn
        VectorSearchConfiguration: {VectorSearchDimension: 1024}
    Key:
      Type: AWS::KMS::Key
    ```
    """
    assert graph.kms_key is not None and graph.kms_key.customer_managed
