"""Who reads and writes the domains of retrieval."""

from __future__ import annotations

from pytest_aisec import ai, marks


@marks.severity("high")
@marks.soc2("CC6.1", "CC6.3")
@marks.hipaa("164.308(a)(4)(ii)(B)", "164.312(a)(1)")
@marks.nist_800_53("AC-3", "AC-5", "AC-6")
@marks.nist_ai_rmf("MEASURE 2.7", "MEASURE 2.10")
@marks.iso_42001("A.7.2")
@marks.owasp_llm("LLM08:2025")
@marks.mitre_atlas("AML.T0070", "AML.T0071", "AML.T0085.000", "AML.M0031")
@marks.aws_genai_lens("GENSEC01-BP03")
@marks.equivalent(
    prowler="opensearch_service_domains_access_control_enabled",
    checkov="CKV2_AWS_52",
    config="opensearch-access-control-enabled",
    security_hub="Opensearch.7",
)
def test_search_domain_gives_rights_to_indexes(domain: ai.SearchDomain) -> None:
    """An OpenSearch domain behind a knowledge base gives users rights to indexes, not to everything.

    Why: without fine-grained access control whoever may sign requests to the domain reads every index, and may
    write documents that the model then believes.

    Fix: enable `advanced_security_options` in Terraform, `AdvancedSecurityOptions` in CloudFormation, and map the
    role of the knowledge base to its index.

    ```hcl
    resource "aws_opensearch_domain" "vectors" {
      domain_name = "vectors"
      vpc_options {
        subnet_ids         = [aws_subnet.private.id]
        security_group_ids = [aws_security_group.vectors.id]
      }
      advanced_security_options {
        enabled = true
      }
      domain_endpoint_options {
        enforce_https = true
      }
      node_to_node_encryption {
        enabled = true
      }
    }
    resource "aws_bedrockagent_knowledge_base" "docs" {
      name     = "docs"
      role_arn = aws_iam_role.docs.arn
      storage_configuration {
        type = "OPENSEARCH_MANAGED_CLUSTER"
        opensearch_managed_cluster_configuration {
          domain_arn      = aws_opensearch_domain.vectors.arn
          domain_endpoint = aws_opensearch_domain.vectors.endpoint
        }
      }
    }
    ```

    ```yaml
    Vectors:
      Type: AWS::OpenSearchService::Domain
      Properties:
        VPCOptions: {SubnetIds: [!Ref PrivateSubnet], SecurityGroupIds: [!Ref VectorGroup]}
        AdvancedSecurityOptions: {Enabled: true}
        DomainEndpointOptions: {EnforceHTTPS: true}
        NodeToNodeEncryptionOptions: {Enabled: true}
    Docs:
      Type: AWS::Bedrock::KnowledgeBase
      Properties:
        Name: docs
        RoleArn: !GetAtt Role.Arn
        StorageConfiguration:
          Type: OPENSEARCH_MANAGED_CLUSTER
          OpensearchManagedClusterConfiguration: {DomainArn: !GetAtt Vectors.Arn}
    ```
    """
    assert domain.fine_grained


@marks.severity("high")
@marks.soc2("CC6.1", "CC6.3")
@marks.hipaa("164.308(a)(4)(ii)(B)", "164.312(a)(1)")
@marks.nist_800_53("AC-3", "AC-5", "AC-6")
@marks.nist_ai_rmf("MEASURE 2.7", "MEASURE 2.10")
@marks.iso_42001("A.7.2")
@marks.owasp_llm("LLM08:2025")
@marks.mitre_atlas("AML.T0070", "AML.T0071", "AML.T0085.000", "AML.M0031")
@marks.aws_genai_lens("GENSEC01-BP03")
@marks.equivalent(checkov="CKV_AWS_83", security_hub="Opensearch.8")
def test_search_domain_answers_over_https_only(domain: ai.SearchDomain) -> None:
    """An OpenSearch domain behind a knowledge base answers over HTTPS only.

    Why: documents and credentials go over the wire.

    Fix: set `enforce_https = true` in `domain_endpoint_options` in Terraform, `EnforceHTTPS: true` in
    `DomainEndpointOptions` in CloudFormation.

    ```hcl
    resource "aws_opensearch_domain" "vectors" {
      domain_name = "vectors"
      vpc_options {
        subnet_ids         = [aws_subnet.private.id]
        security_group_ids = [aws_security_group.vectors.id]
      }
      advanced_security_options {
        enabled = true
      }
      domain_endpoint_options {
        enforce_https = true
      }
      node_to_node_encryption {
        enabled = true
      }
    }
    resource "aws_bedrockagent_knowledge_base" "docs" {
      name     = "docs"
      role_arn = aws_iam_role.docs.arn
      storage_configuration {
        type = "OPENSEARCH_MANAGED_CLUSTER"
        opensearch_managed_cluster_configuration {
          domain_arn      = aws_opensearch_domain.vectors.arn
          domain_endpoint = aws_opensearch_domain.vectors.endpoint
        }
      }
    }
    ```

    ```yaml
    Vectors:
      Type: AWS::OpenSearchService::Domain
      Properties:
        VPCOptions: {SubnetIds: [!Ref PrivateSubnet], SecurityGroupIds: [!Ref VectorGroup]}
        AdvancedSecurityOptions: {Enabled: true}
        DomainEndpointOptions: {EnforceHTTPS: true}
        NodeToNodeEncryptionOptions: {Enabled: true}
    Docs:
      Type: AWS::Bedrock::KnowledgeBase
      Properties:
        Name: docs
        RoleArn: !GetAtt Role.Arn
        StorageConfiguration:
          Type: OPENSEARCH_MANAGED_CLUSTER
          OpensearchManagedClusterConfiguration: {DomainArn: !GetAtt Vectors.Arn}
    ```
    """
    assert domain.enforces_https


@marks.severity("high")
@marks.soc2("CC6.1", "CC6.3")
@marks.hipaa("164.308(a)(4)(ii)(B)", "164.312(a)(1)")
@marks.nist_800_53("AC-3", "AC-5", "AC-6")
@marks.nist_ai_rmf("MEASURE 2.7", "MEASURE 2.10")
@marks.iso_42001("A.7.2")
@marks.owasp_llm("LLM08:2025")
@marks.mitre_atlas("AML.T0070", "AML.T0071", "AML.T0085.000", "AML.M0031")
@marks.aws_genai_lens("GENSEC01-BP03")
@marks.equivalent(checkov="CKV_AWS_6", security_hub="Opensearch.3")
def test_search_domain_nodes_talk_encrypted(domain: ai.SearchDomain) -> None:
    """The nodes of an OpenSearch domain behind a knowledge base talk to each other encrypted.

    Why: they copy whole indexes between them.

    Fix: enable `node_to_node_encryption` in Terraform, `NodeToNodeEncryptionOptions` in CloudFormation.

    ```hcl
    resource "aws_opensearch_domain" "vectors" {
      domain_name = "vectors"
      vpc_options {
        subnet_ids         = [aws_subnet.private.id]
        security_group_ids = [aws_security_group.vectors.id]
      }
      advanced_security_options {
        enabled = true
      }
      domain_endpoint_options {
        enforce_https = true
      }
      node_to_node_encryption {
        enabled = true
      }
    }
    resource "aws_bedrockagent_knowledge_base" "docs" {
      name     = "docs"
      role_arn = aws_iam_role.docs.arn
      storage_configuration {
        type = "OPENSEARCH_MANAGED_CLUSTER"
        opensearch_managed_cluster_configuration {
          domain_arn      = aws_opensearch_domain.vectors.arn
          domain_endpoint = aws_opensearch_domain.vectors.endpoint
        }
      }
    }
    ```

    ```yaml
    Vectors:
      Type: AWS::OpenSearchService::Domain
      Properties:
        VPCOptions: {SubnetIds: [!Ref PrivateSubnet], SecurityGroupIds: [!Ref VectorGroup]}
        AdvancedSecurityOptions: {Enabled: true}
        DomainEndpointOptions: {EnforceHTTPS: true}
        NodeToNodeEncryptionOptions: {Enabled: true}
    Docs:
      Type: AWS::Bedrock::KnowledgeBase
      Properties:
        Name: docs
        RoleArn: !GetAtt Role.Arn
        StorageConfiguration:
          Type: OPENSEARCH_MANAGED_CLUSTER
          OpensearchManagedClusterConfiguration: {DomainArn: !GetAtt Vectors.Arn}
    ```
    """
    assert domain.nodes_encrypted
