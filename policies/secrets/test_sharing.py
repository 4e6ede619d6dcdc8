"""Which accounts read secrets that models use."""

from __future__ import annotations

from pytest_aisec import ai, marks
from pytest_aisec.settings import Settings


@marks.severity("high")
@marks.soc2("CC6.1", "CC6.2")
@marks.hipaa("164.308(a)(5)(ii)(D)", "164.312(d)")
@marks.nist_800_53("AC-2(3)", "IA-5", "IA-5(7)")
@marks.nist_ai_rmf("GOVERN 6.1")
@marks.iso_42001("A.4.4")
@marks.owasp_llm("LLM02:2025")
@marks.mitre_atlas("AML.T0055", "AML.T0083", "AML.T0098", "AML.M0019")
@marks.aws_genai_lens("GENSEC01-BP01")
def test_ai_secret_is_shared_with_trusted_accounts_only(secret: ai.SharedSecret, settings: Settings) -> None:
    """No policy of a secret of the AI estate lets in an account that is neither its own nor a trusted one.

    Why: whoever takes that account over signs in to what the model signs in to. Nobody here sees it happen, and
    rotation hands out the next secret as well.

    Fix: remove the account from the `aws_secretsmanager_secret_policy` in Terraform, from the
    `AWS::SecretsManager::ResourcePolicy` in CloudFormation, or name it in `trusted_accounts` in
    `[tool.aisec.settings]`. Files do not tell the account of a secret: with its own number in that setting, too, they
    are judged.

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
    assert secret.foreign_accounts(settings.trusted_accounts) == []
