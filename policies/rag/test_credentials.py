"""How knowledge bases sign in at databases."""

from __future__ import annotations

import pytest

from pytest_aisec.aws import bedrock_agent


@pytest.mark.severity("high")
@pytest.mark.soc2("CC6.1", "C1.1")
@pytest.mark.hipaa("164.312(a)(2)(iv)")
@pytest.mark.nist_800_53("SC-12", "SC-13", "SC-28", "SC-28(1)")
@pytest.mark.nist_ai_rmf("MEASURE 2.7", "MEASURE 2.10")
@pytest.mark.iso_42001("A.7.2")
@pytest.mark.owasp_llm("LLM08:2025")
@pytest.mark.mitre_atlas("AML.T0070", "AML.T0071", "AML.T0085.000", "AML.M0031")
@pytest.mark.aws_genai_lens("GENSEC01-BP02")
def test_knowledge_base_secret_is_encrypted_with_a_customer_managed_key(base: bedrock_agent.KnowledgeBase) -> None:
    """What a knowledge base signs in with at a database is encrypted with a key that the account manages.

    Why: the secret opens every document in Pinecone, MongoDB Atlas, Redis or Aurora, past all that guards the
    knowledge base. With a key of one's own its use can be seen and ended.

    Fix: set `kms_key_id` of the `aws_secretsmanager_secret` in Terraform, `KmsKeyId` of the
    `AWS::SecretsManager::Secret` in CloudFormation.

    ```hcl
    resource "aws_secretsmanager_secret" "pinecone" {
      name       = "pinecone"
      kms_key_id = aws_kms_key.ai.arn
    }
    resource "aws_bedrockagent_knowledge_base" "docs" {
      name     = "docs"
      role_arn = aws_iam_role.docs.arn
      storage_configuration {
        type = "PINECONE"
        pinecone_configuration {
          connection_string      = "https://docs.svc.example.pinecone.io"
          credentials_secret_arn = aws_secretsmanager_secret.pinecone.arn
        }
      }
    }
    resource "aws_kms_key" "ai" {}
    ```

    ```yaml
    Pinecone:
      Type: AWS::SecretsManager::Secret
      Properties: {KmsKeyId: !GetAtt Key.Arn}
    Docs:
      Type: AWS::Bedrock::KnowledgeBase
      Properties:
        Name: docs
        RoleArn: !GetAtt Role.Arn
        StorageConfiguration:
          Type: PINECONE
          PineconeConfiguration:
            ConnectionString: https://docs.svc.example.pinecone.io
            CredentialsSecretArn: !Ref Pinecone
    Key:
      Type: AWS::KMS::Key
    ```
    """
    if not base.secrets:
        pytest.skip("it signs in with its role")
    assert all(secret.kms_key is not None and secret.kms_key.customer_managed for secret in base.secrets)
