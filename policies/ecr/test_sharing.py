"""Which accounts get at the images that models are served from."""

from __future__ import annotations

from pytest_aisec import ai, marks
from pytest_aisec.settings import Settings


@marks.severity("high")
@marks.soc2("CC9.2", "CC6.8", "CC8.1")
@marks.hipaa("164.308(a)(5)(ii)(B)")
@marks.nist_800_53("SR-3", "SR-4", "SR-11", "SI-7")
@marks.nist_ai_rmf("GOVERN 6.1", "MAP 4.1", "MANAGE 3.1")
@marks.iso_42001("A.10.3")
@marks.owasp_llm("LLM03:2025")
@marks.mitre_atlas("AML.T0010", "AML.M0013", "AML.M0014", "AML.M0016", "AML.T0011", "AML.T0058")
@marks.aws_genai_lens("GENSEC06-BP01")
def test_model_repository_is_shared_with_trusted_accounts_only(
    repository: ai.SharedRepository, settings: Settings
) -> None:
    """No policy of a repository of model images lets in an account that is neither its own nor a trusted one.

    Why: images hold weights, prompts and the names of everything around them; an account that may push decides what is
    served.

    Fix: remove the account from the `aws_ecr_repository_policy` in Terraform, from `RepositoryPolicyText` in
    CloudFormation, or name it in `trusted_accounts` in `[tool.aisec.settings]`. Files do not tell the account of a
    repository: with its own number in that setting, too, they are judged.

    ```hcl
    resource "aws_ecr_repository" "chat" {
      name                 = "chat"
      image_tag_mutability = "IMMUTABLE"
      encryption_configuration {
        encryption_type = "KMS"
        kms_key         = aws_kms_key.chat.arn
      }
    }
    resource "aws_kms_key" "chat" {}
    resource "aws_ecr_registry_scanning_configuration" "all" {
      scan_type = "ENHANCED"
      rule {
        scan_frequency = "CONTINUOUS_SCAN"
        repository_filter {
          filter      = "*"
          filter_type = "WILDCARD"
        }
      }
    }
    resource "aws_sagemaker_model" "chat" {
      execution_role_arn = aws_iam_role.chat.arn
      primary_container {
        image = "${aws_ecr_repository.chat.repository_url}:1"
      }
    }
    ```

    ```yaml
    Images:
      Type: AWS::ECR::Repository
      Properties:
        RepositoryName: chat
        ImageTagMutability: IMMUTABLE
        EncryptionConfiguration: {EncryptionType: KMS, KmsKey: !GetAtt ImageKey.Arn}
    ImageKey:
      Type: AWS::KMS::Key
    Scanning:
      Type: AWS::ECR::RegistryScanningConfiguration
      Properties:
        ScanType: ENHANCED
        Rules:
          - ScanFrequency: CONTINUOUS_SCAN
            RepositoryFilters: [{Filter: "*", FilterType: WILDCARD}]
    Chat:
      Type: AWS::SageMaker::Model
      Properties:
        ExecutionRoleArn: !GetAtt Role.Arn
        PrimaryContainer: {Image: !Sub "${Images.RepositoryUri}:1"}
    ```
    """
    assert repository.foreign_accounts(settings.trusted_accounts) == []
