"""From where the stores of retrieval can be reached."""

from __future__ import annotations

from pytest_aisec import ai, marks


@marks.severity("critical")
@marks.soc2("CC6.1", "CC6.6")
@marks.hipaa("164.312(a)(1)", "164.312(e)(1)")
@marks.nist_800_53("AC-4", "SC-7", "SC-7(5)")
@marks.nist_ai_rmf("MEASURE 2.7", "MEASURE 2.10")
@marks.iso_42001("A.7.2")
@marks.owasp_llm("LLM08:2025")
@marks.mitre_atlas("AML.T0070", "AML.T0071", "AML.T0085.000", "AML.M0031")
@marks.aws_genai_lens("GENSEC01-BP02")
@marks.equivalent(
    checkov="CKV_AWS_137",
    prowler="opensearch_service_domains_not_publicly_accessible",
    security_hub="Opensearch.2",
    config="opensearch-in-vpc-only",
)
def test_search_domain_is_in_a_vpc(domain: ai.SearchDomain) -> None:
    """An OpenSearch domain behind a knowledge base stands in a VPC.

    Why: on a public endpoint an access policy is all that is between everybody and every document that was ever
    taken in.

    Fix: add `vpc_options` in Terraform, `VPCOptions` in CloudFormation. The endpoint of a domain cannot be moved
    later.

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
    assert domain.subnets


@marks.severity("critical")
@marks.soc2("CC6.1", "CC6.6")
@marks.hipaa("164.312(a)(1)", "164.312(e)(1)")
@marks.nist_800_53("AC-4", "SC-7", "SC-7(5)")
@marks.nist_ai_rmf("MEASURE 2.7", "MEASURE 2.10")
@marks.iso_42001("A.7.2")
@marks.owasp_llm("LLM08:2025")
@marks.mitre_atlas("AML.T0070", "AML.T0071", "AML.T0085.000", "AML.M0031")
@marks.aws_genai_lens("GENSEC01-BP02")
def test_collection_cannot_be_reached_from_the_internet(collection: ai.Collection) -> None:
    """No network policy lets the internet in to a collection of vectors.

    Why: the store of a knowledge base holds the documents in plain text beside their vectors.

    Fix: set `AllowFromPublic` to false and name a VPC endpoint under `SourceVPCEs` in the `policy` of an
    `aws_opensearchserverless_security_policy` in Terraform, in `Policy` in CloudFormation.

    ```hcl
    resource "aws_opensearchserverless_collection" "vectors" {
      name = "vectors"
      type = "VECTORSEARCH"
    }
    resource "aws_opensearchserverless_security_policy" "network" {
      name = "vectors"
      type = "network"
      policy = jsonencode([{
        Rules           = [{ ResourceType = "collection", Resource = ["collection/vectors"] }]
        AllowFromPublic = false
        SourceVPCEs     = [aws_opensearchserverless_vpc_endpoint.vectors.id]
      }])
    }
    ```

    ```yaml
    Vectors:
      Type: AWS::OpenSearchServerless::Collection
      Properties: {Name: vectors, Type: VECTORSEARCH}
    Network:
      Type: AWS::OpenSearchServerless::SecurityPolicy
      Properties:
        Name: vectors
        Type: network
        Policy: >-
          [{"Rules": [{"ResourceType": "collection", "Resource": ["collection/vectors"]}], "AllowFromPublic": false,
          "SourceVPCEs": ["vpce-0123456789abcdef0"]}]
    ```
    """
    assert not collection.reachable_from_the_internet


@marks.severity("critical")
@marks.soc2("CC6.1", "CC6.6")
@marks.hipaa("164.312(a)(1)", "164.312(e)(1)")
@marks.nist_800_53("AC-4", "SC-7", "SC-7(5)")
@marks.nist_ai_rmf("MEASURE 2.7", "MEASURE 2.10")
@marks.iso_42001("A.7.2")
@marks.owasp_llm("LLM08:2025")
@marks.mitre_atlas("AML.T0070", "AML.T0071", "AML.T0085.000", "AML.M0031")
@marks.aws_genai_lens("GENSEC01-BP02")
def test_vector_graph_cannot_be_reached_from_the_internet(graph: ai.VectorGraph) -> None:
    """A graph of vectors cannot be reached from the internet.

    Why: its nodes hold the documents. On a public endpoint IAM is all that is between them and everybody.

    Fix: set `public_connectivity = false` in Terraform, `PublicConnectivity: false` in CloudFormation, and reach
    the graph through a private endpoint.

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
    assert not graph.publicly_reachable


@marks.severity("critical")
@marks.soc2("CC6.1", "CC6.6")
@marks.hipaa("164.312(a)(1)", "164.312(e)(1)")
@marks.nist_800_53("AC-4", "SC-7", "SC-7(5)")
@marks.nist_ai_rmf("MEASURE 2.7", "MEASURE 2.10")
@marks.iso_42001("A.7.2")
@marks.owasp_llm("LLM08:2025")
@marks.mitre_atlas("AML.T0070", "AML.T0071", "AML.T0085.000", "AML.M0031")
@marks.aws_genai_lens("GENSEC01-BP02")
def test_vector_database_has_no_public_address(cluster: ai.VectorCluster) -> None:
    """No machine of a database that keeps vectors has a public address, nor has it an internet access gateway.

    Why: the tables hold the documents beside their vectors. On a public address a password and a security group are
    all that is between them and everybody; knowledge bases do not need one.

    Fix: set `publicly_accessible = false` on each `aws_rds_cluster_instance` in Terraform, `PubliclyAccessible: false`
    on each `AWS::RDS::DBInstance` in CloudFormation.

    ```hcl
    resource "aws_rds_cluster" "vectors" {
      cluster_identifier = "vectors"
      engine             = "aurora-postgresql"
      storage_encrypted  = true
      kms_key_id         = aws_kms_key.ai.arn
    }
    resource "aws_rds_cluster_instance" "vectors" {
      cluster_identifier  = aws_rds_cluster.vectors.id
      engine              = "aurora-postgresql"
      instance_class      = "db.serverless"
      publicly_accessible = false
    }
    resource "aws_kms_key" "ai" {}
    ```

    ```yaml
    Vectors:
      Type: AWS::RDS::DBCluster
      Properties:
        Engine: aurora-postgresql
        StorageEncrypted: true
        KmsKeyId: !GetAtt Key.Arn
    Instance:
      Type: AWS::RDS::DBInstance
      Properties:
        DBClusterIdentifier: !Ref Vectors
        DBInstanceClass: db.serverless
        Engine: aurora-postgresql
        PubliclyAccessible: false
    Key:
      Type: AWS::KMS::Key
    ```
    """
    assert cluster.public_ways == []
