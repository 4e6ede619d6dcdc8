"""How the images that models are served from are scanned."""

from __future__ import annotations

from pytest_aisec import ai, marks


@marks.severity("medium")
@marks.soc2("CC6.8", "CC7.1")
@marks.hipaa("164.308(a)(5)(ii)(B)")
@marks.nist_800_53("RA-5", "SI-2", "SI-3")
@marks.nist_ai_rmf("GOVERN 6.1", "MAP 4.1", "MANAGE 3.1")
@marks.iso_42001("A.10.3")
@marks.owasp_llm("LLM03:2025")
@marks.mitre_atlas("AML.T0010", "AML.M0013", "AML.M0014", "AML.M0016", "AML.T0011", "AML.T0058")
@marks.aws_genai_lens("GENSEC06-BP01")
@marks.equivalent(
    checkov="CKV_AWS_163",
    prowler=("ecr_registry_enhanced_scanning_enabled", "ecr_repositories_scan_images_on_push_enabled"),
    kics="9630336b",
    trivy="AWS-0030",
    security_hub="ECR.1",
    config="ecr-private-image-scanning-enabled",
)
def test_model_repository_is_scanned_continuously(repository: ai.Repository) -> None:
    """Images that models are served from are scanned again whenever a new flaw becomes known.

    Why: an image is scanned once on the day it is pushed, and served for a year.

    Fix: add a rule with `CONTINUOUS_SCAN` to an `aws_ecr_registry_scanning_configuration` of the type `ENHANCED`
    in Terraform, `AWS::ECR::RegistryScanningConfiguration` in CloudFormation. Files that do not declare how the
    registry scans are not judged.

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
    assert repository.is_scanned_continuously
