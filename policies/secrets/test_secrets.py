"""Secrets that models, their tasks and knowledge bases use."""

from __future__ import annotations

import pytest

from pytest_aisec import ai, marks


@marks.severity("medium")
@marks.soc2("CC6.1", "CC6.2")
@marks.hipaa("164.308(a)(5)(ii)(D)", "164.312(d)")
@marks.nist_800_53("AC-2(3)", "IA-5", "IA-5(7)")
@marks.nist_ai_rmf("GOVERN 6.1")
@marks.iso_42001("A.4.4")
@marks.owasp_llm("LLM02:2025")
@marks.mitre_atlas("AML.T0055", "AML.T0083", "AML.T0098", "AML.M0019")
@marks.aws_genai_lens("GENSEC01-BP01")
@marks.equivalent(
    checkov="CKV2_AWS_57",
    prowler="secretsmanager_automatic_rotation_enabled",
    security_hub="SecretsManager.1",
    config="secretsmanager-rotation-enabled-check",
)
def test_ai_secret_rotates(secret: ai.Secret) -> None:
    """Secrets of the AI estate are renewed by themselves.

    Why: a prompt that makes a tool of the model can read what its role can read. A secret that was renewed since then
    opens nothing any more.

    Fix: declare `aws_secretsmanager_secret_rotation` for the secret in Terraform,
    `AWS::SecretsManager::RotationSchedule` in CloudFormation.

    ```hcl
    resource "aws_secretsmanager_secret" "search" {
      name       = "search"
      kms_key_id = "arn:aws:kms:us-east-1:123456789012:key/0a1b2c3d"
    }
    resource "aws_secretsmanager_secret_rotation" "search" {
      secret_id           = aws_secretsmanager_secret.search.id
      rotation_lambda_arn = aws_lambda_function.rotate.arn
      rotation_rules {
        automatically_after_days = 30
      }
    }
    ```

    ```yaml
    Search:
      Type: AWS::SecretsManager::Secret
      Properties:
        Name: search
        KmsKeyId: arn:aws:kms:us-east-1:123456789012:key/0a1b2c3d
    Rotation:
      Type: AWS::SecretsManager::RotationSchedule
      Properties:
        SecretId: !Ref Search
        RotationLambdaARN: !GetAtt Rotate.Arn
        RotationRules: {AutomaticallyAfterDays: 30}
    ```
    """
    if secret.owning_service is not None and not secret.rotates:
        pytest.skip("the service that keeps it decides when it changes")
    assert secret.rotates


@marks.severity("medium")
@marks.soc2("CC6.1", "CC6.2", "C1.1")
@marks.hipaa("164.308(a)(5)(ii)(D)", "164.312(d)", "164.312(a)(2)(iv)")
@marks.nist_800_53("AC-2(3)", "IA-5", "IA-5(7)", "SC-12", "SC-13", "SC-28", "SC-28(1)")
@marks.nist_ai_rmf("GOVERN 6.1", "MEASURE 2.7")
@marks.iso_42001("A.4.4")
@marks.owasp_llm("LLM02:2025")
@marks.mitre_atlas("AML.T0055", "AML.T0083", "AML.T0098", "AML.M0019")
@marks.aws_genai_lens("GENSEC01-BP01", "GENSEC01-BP02")
@marks.equivalent(checkov="CKV_AWS_149", trivy="AWS-0098")
def test_ai_secret_is_encrypted_with_a_customer_managed_key(secret: ai.Secret) -> None:
    """Secrets of the AI estate are encrypted with a key that the account manages.

    Why: with AWS's own key everybody who may read the secret may decrypt it, too. A key of one's own is a second door,
    which can be shut for all of them at once: what a knowledge base signs in with opens every document in Pinecone,
    MongoDB Atlas, Redis or Aurora, past all that guards the knowledge base.

    Fix: name the key in `kms_key_id` in Terraform, in `KmsKeyId` in CloudFormation.

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
    assert secret.kms_key is not None and secret.kms_key.customer_managed


@marks.severity("high")
@marks.soc2("CC6.1", "CC6.2")
@marks.hipaa("164.308(a)(5)(ii)(D)", "164.312(d)")
@marks.nist_800_53("AC-2(3)", "IA-5", "IA-5(7)")
@marks.nist_ai_rmf("GOVERN 6.1")
@marks.iso_42001("A.4.4")
@marks.owasp_llm("LLM02:2025")
@marks.mitre_atlas("AML.T0055", "AML.T0083", "AML.T0098", "AML.M0019")
@marks.aws_genai_lens("GENSEC01-BP01")
@marks.equivalent(prowler="secretsmanager_has_restrictive_resource_policy")
def test_ai_secret_is_not_open_to_everybody(secret: ai.Secret) -> None:
    """The policy of a secret of the AI estate does not let everybody in.

    Why: the policy of a secret holds beside the permissions of the account: whom it lets in needs no other permission.

    Fix: name principals in the policy, or bind it to the account or the organization by a condition:
    `aws_secretsmanager_secret_policy` in Terraform, `AWS::SecretsManager::ResourcePolicy` in CloudFormation.

    ```hcl
    resource "aws_secretsmanager_secret" "search" {
      name = "search"
    }
    resource "aws_secretsmanager_secret_policy" "search" {
      secret_arn = aws_secretsmanager_secret.search.arn
      policy = jsonencode({
        Statement = [{
          Effect    = "Allow"
          Action    = "secretsmanager:GetSecretValue"
          Resource  = "*"
          Principal = { AWS = "arn:aws:iam::123456789012:role/assistant" }
        }]
      })
    }
    ```

    ```yaml
    Search:
      Type: AWS::SecretsManager::Secret
      Properties: {Name: search}
    Access:
      Type: AWS::SecretsManager::ResourcePolicy
      Properties:
        SecretId: !Ref Search
        ResourcePolicy:
          Statement:
            - Effect: Allow
              Action: secretsmanager:GetSecretValue
              Resource: "*"
              Principal: {AWS: "arn:aws:iam::123456789012:role/assistant"}
    ```
    """
    assert not secret.admits_anyone
