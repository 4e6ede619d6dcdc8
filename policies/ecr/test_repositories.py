"""How the images that models are served from are kept."""

from __future__ import annotations

from pytest_aisec import ai, marks


@marks.severity("high")
@marks.soc2("CC9.2", "CC6.8", "CC8.1")
@marks.hipaa("164.308(a)(5)(ii)(B)")
@marks.nist_800_53("SR-3", "SR-4", "SR-11", "SI-7")
@marks.nist_ai_rmf("GOVERN 6.1", "MAP 4.1", "MANAGE 3.1")
@marks.iso_42001("A.10.3")
@marks.owasp_llm("LLM03:2025")
@marks.mitre_atlas("AML.T0010", "AML.M0013", "AML.M0014", "AML.M0016", "AML.T0011", "AML.T0058")
@marks.aws_genai_lens("GENSEC06-BP01")
@marks.equivalent(
    checkov="CKV_AWS_51",
    prowler="ecr_repositories_tag_immutability",
    trivy="AWS-0031",
    security_hub="ECR.2",
    config="ecr-private-tag-immutability-enabled",
)
def test_model_repository_keeps_tags(repository: ai.Repository) -> None:
    """A tag of an image that models are served from always means the same image.

    Why: who may push would otherwise put another image under the name that is served, and nothing in the
    deployment changes.

    Fix: set `image_tag_mutability = "IMMUTABLE"` in Terraform, `ImageTagMutability: IMMUTABLE` in CloudFormation.

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
    assert repository.tag_mutability == "IMMUTABLE"


@marks.severity("high")
@marks.soc2("CC9.2", "CC6.8", "CC8.1")
@marks.hipaa("164.308(a)(5)(ii)(B)")
@marks.nist_800_53("SR-3", "SR-4", "SR-11", "SI-7")
@marks.nist_ai_rmf("GOVERN 6.1", "MAP 4.1", "MANAGE 3.1")
@marks.iso_42001("A.10.3")
@marks.owasp_llm("LLM03:2025")
@marks.mitre_atlas("AML.T0010", "AML.M0013", "AML.M0014", "AML.M0016", "AML.T0011", "AML.T0058")
@marks.aws_genai_lens("GENSEC06-BP01")
@marks.equivalent(
    checkov="CKV_AWS_32", prowler="ecr_repositories_not_publicly_accessible", kics="e86e26fc", trivy="AWS-0032"
)
def test_model_repository_is_private(repository: ai.Repository) -> None:
    """No policy of a repository of model images lets everybody in.

    Why: images hold weights, prompts and the names of everything around them.

    Fix: name accounts or roles under `Principal` of the `aws_ecr_repository_policy` in Terraform, of
    `RepositoryPolicyText` in CloudFormation.

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
    assert not any(each.admits_anyone for each in repository.statements)


@marks.severity("high")
@marks.soc2("CC9.2", "CC6.8", "CC8.1")
@marks.hipaa("164.308(a)(5)(ii)(B)")
@marks.nist_800_53("SR-3", "SR-4", "SR-11", "SI-7")
@marks.nist_ai_rmf("GOVERN 6.1", "MAP 4.1", "MANAGE 3.1")
@marks.iso_42001("A.10.3")
@marks.owasp_llm("LLM03:2025")
@marks.mitre_atlas("AML.T0010", "AML.M0013", "AML.M0014", "AML.M0016", "AML.T0011", "AML.T0058")
@marks.aws_genai_lens("GENSEC06-BP01")
@marks.equivalent(checkov="CKV_AWS_136", trivy="AWS-0033", security_hub="ECR.5")
def test_model_repository_is_encrypted_with_a_customer_managed_key(repository: ai.Repository) -> None:
    """Images that models are served from are encrypted with a key that the account manages.

    Why: weights are baked into images. With a key of one's own, who reads them is on record.

    Fix: name an `aws_kms_key` in `encryption_configuration` in Terraform, in `EncryptionConfiguration` in
    CloudFormation.

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
    assert repository.kms_key is not None and repository.kms_key.customer_managed
