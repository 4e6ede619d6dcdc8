"""By whose keys the stores of retrieval are encrypted."""

from __future__ import annotations

from pytest_aisec import ai, marks
from pytest_aisec.aws import bedrock_agent


@marks.severity("high")
@marks.soc2("CC6.1", "C1.1")
@marks.hipaa("164.312(a)(2)(iv)")
@marks.nist_800_53("SC-12", "SC-13", "SC-28", "SC-28(1)")
@marks.nist_ai_rmf("MEASURE 2.7", "MEASURE 2.10")
@marks.iso_42001("A.7.2")
@marks.owasp_llm("LLM08:2025")
@marks.mitre_atlas("AML.T0070", "AML.T0071", "AML.T0085.000", "AML.M0031")
@marks.aws_genai_lens("GENSEC01-BP02")
def test_collection_is_encrypted_with_a_customer_managed_key(collection: ai.Collection) -> None:
    """A collection of vectors is encrypted with a key that the account manages.

    Why: with a key that the service owns nobody can see who reads the vectors, or end that.

    Fix: set `AWSOwnedKey` to false and `KmsARN` to the key in the `policy` of an
    `aws_opensearchserverless_security_policy` about the collection in Terraform, in `Policy` in CloudFormation; or
    name the key in `encryption_config`, `EncryptionConfig`. The key of a collection cannot be changed later.

    ```hcl
    resource "aws_opensearchserverless_collection" "vectors" {
      name = "vectors"
      type = "VECTORSEARCH"
    }
    resource "aws_opensearchserverless_security_policy" "encryption" {
      name = "vectors"
      type = "encryption"
      policy = jsonencode({
        Rules       = [{ ResourceType = "collection", Resource = ["collection/vectors"] }]
        AWSOwnedKey = false
        KmsARN      = "arn:aws:kms:us-east-1:123456789012:key/0a1b2c3d"
      })
    }
    ```

    ```yaml
    Vectors:
      Type: AWS::OpenSearchServerless::Collection
      Properties: {Name: vectors, Type: VECTORSEARCH}
    Encryption:
      Type: AWS::OpenSearchServerless::SecurityPolicy
      Properties:
        Name: vectors
        Type: encryption
        Policy: >-
          {"Rules": [{"ResourceType": "collection", "Resource": ["collection/vectors"]}], "AWSOwnedKey": false,
          "KmsARN": "arn:aws:kms:us-east-1:123456789012:key/0a1b2c3d"}
    ```
    """
    assert collection.encrypted_with_customer_managed_key


@marks.severity("high")
@marks.soc2("CC6.1", "C1.1")
@marks.hipaa("164.312(a)(2)(iv)")
@marks.nist_800_53("SC-12", "SC-13", "SC-28", "SC-28(1)")
@marks.nist_ai_rmf("MEASURE 2.7", "MEASURE 2.10")
@marks.iso_42001("A.7.2")
@marks.owasp_llm("LLM08:2025")
@marks.mitre_atlas("AML.T0070", "AML.T0071", "AML.T0085.000", "AML.M0031")
@marks.aws_genai_lens("GENSEC01-BP02")
@marks.equivalent(security_hub="Opensearch.1")
def test_search_domain_is_encrypted_with_a_customer_managed_key(domain: ai.SearchDomain) -> None:
    """An OpenSearch domain behind a knowledge base is encrypted with a key that the account manages.

    Why: documents, vectors and snapshots lie on its disks.

    Fix: set `enabled` and `kms_key_id` in `encrypt_at_rest` in Terraform, in `EncryptionAtRestOptions` in
    CloudFormation.

    ```hcl
    resource "aws_opensearch_domain" "vectors" {
      domain_name = "vectors"
      vpc_options {
        subnet_ids         = [aws_subnet.private.id]
        security_group_ids = [aws_security_group.vectors.id]
      }
      encrypt_at_rest {
        enabled    = true
        kms_key_id = aws_kms_key.ai.key_id
      }
    }
    resource "aws_kms_key" "ai" {}
    ```

    ```yaml
    Vectors:
      Type: AWS::OpenSearchService::Domain
      Properties:
        VPCOptions: {SubnetIds: [!Ref PrivateSubnet], SecurityGroupIds: [!Ref VectorGroup]}
        EncryptionAtRestOptions: {Enabled: true, KmsKeyId: !Ref Key}
    Key:
      Type: AWS::KMS::Key
    ```
    """
    assert domain.encrypted and domain.kms_key is not None and domain.kms_key.customer_managed


@marks.severity("high")
@marks.soc2("CC6.1", "C1.1")
@marks.hipaa("164.312(a)(2)(iv)")
@marks.nist_800_53("SC-12", "SC-13", "SC-28", "SC-28(1)")
@marks.nist_ai_rmf("MEASURE 2.7", "MEASURE 2.10")
@marks.iso_42001("A.7.2")
@marks.owasp_llm("LLM08:2025")
@marks.mitre_atlas("AML.T0070", "AML.T0071", "AML.T0085.000", "AML.M0031")
@marks.aws_genai_lens("GENSEC01-BP02")
def test_vector_bucket_is_encrypted_with_a_customer_managed_key(bucket: ai.VectorBucket) -> None:
    """A bucket of vectors is encrypted with a key that the account manages.

    Why: from vectors much of the text can be had back. The key of a vector bucket cannot be changed later.

    Fix: name an `aws_kms_key` in `encryption_configuration` in Terraform, in `EncryptionConfiguration` in
    CloudFormation.

    ```hcl
    resource "aws_s3vectors_vector_bucket" "docs" {
      vector_bucket_name = "docs"
      encryption_configuration {
        sse_type    = "aws:kms"
        kms_key_arn = aws_kms_key.ai.arn
      }
    }
    resource "aws_kms_key" "ai" {}
    ```

    ```yaml
    Docs:
      Type: AWS::S3Vectors::VectorBucket
      Properties:
        EncryptionConfiguration: {SseType: "aws:kms", KmsKeyArn: !GetAtt Key.Arn}
    Key:
      Type: AWS::KMS::Key
    ```
    """
    assert bucket.kms_key is not None and bucket.kms_key.customer_managed


@marks.severity("high")
@marks.soc2("CC6.1", "C1.1")
@marks.hipaa("164.312(a)(2)(iv)")
@marks.nist_800_53("SC-12", "SC-13", "SC-28", "SC-28(1)")
@marks.nist_ai_rmf("MEASURE 2.7", "MEASURE 2.10")
@marks.iso_42001("A.7.2")
@marks.owasp_llm("LLM08:2025")
@marks.mitre_atlas("AML.T0070", "AML.T0071", "AML.T0085.000", "AML.M0031")
@marks.aws_genai_lens("GENSEC01-BP02")
@marks.equivalent(
    prowler="bedrock_knowledge_base_encrypted_with_cmk",
    security_hub="Bedrock.1",
    config="bedrock-data-source-encryption-enabled",
)
def test_documents_in_transit_are_encrypted_with_a_customer_managed_key(source: bedrock_agent.DataSource) -> None:
    """What lies between while documents are taken in is encrypted with a key that the account manages.

    Why: whole documents are copied for that, by the service, outside of the buckets whose policies somebody
    wrote.

    Fix: name an `aws_kms_key` in `server_side_encryption_configuration` in Terraform, in
    `ServerSideEncryptionConfiguration` in CloudFormation.

    ```hcl
    resource "aws_bedrockagent_data_source" "docs" {
      name              = "docs"
      knowledge_base_id = "KB12345678"
      data_source_configuration {
        type = "S3"
        s3_configuration {
          bucket_arn = "arn:aws:s3:::documents"
        }
      }
      server_side_encryption_configuration {
        kms_key_arn = aws_kms_key.ai.arn
      }
    }
    resource "aws_kms_key" "ai" {}
    ```

    ```yaml
    Docs:
      Type: AWS::Bedrock::DataSource
      Properties:
        Name: docs
        KnowledgeBaseId: KB12345678
        DataSourceConfiguration:
          Type: S3
          S3Configuration: {BucketArn: "arn:aws:s3:::documents"}
        ServerSideEncryptionConfiguration: {KmsKeyArn: !GetAtt Key.Arn}
    Key:
      Type: AWS::KMS::Key
    ```
    """
    assert source.kms_key is not None and source.kms_key.customer_managed
