"""Where people build models."""

from __future__ import annotations

from pytest_aisec import marks
from pytest_aisec.aws import sagemaker


@marks.severity("high")
@marks.soc2("CC6.1", "CC6.6")
@marks.hipaa("164.312(a)(1)", "164.312(e)(1)")
@marks.nist_800_53("AC-4", "SC-7", "SC-7(5)")
@marks.iso_42001("A.4.5")
@marks.mitre_atlas("AML.T0049", "AML.M0005")
@marks.aws_genai_lens("GENSEC01-BP02")
@marks.equivalent(
    checkov="CKV_AWS_307",
    prowler="sagemaker_notebook_instance_root_access_disabled",
    security_hub="SageMaker.3",
    config="sagemaker-notebook-instance-root-access-check",
)
def test_notebook_gives_no_root_access(notebook: sagemaker.NotebookInstance) -> None:
    """Who works in a notebook instance is not its administrator.

    Why: as root one switches off what watches the machine, and a poisoned package does it in one's place.

    Fix: set `root_access = "Disabled"` in Terraform, `RootAccess: Disabled` in CloudFormation.

    ```hcl
    resource "aws_kms_key" "research" {}
    resource "aws_sagemaker_notebook_instance" "research" {
      name          = "research"
      instance_type = "ml.g5.xlarge"
      role_arn      = aws_iam_role.research.arn
      subnet_id     = aws_subnet.private.id
      root_access   = "Disabled"
      kms_key_id    = aws_kms_key.research.arn
    }
    ```

    ```yaml
    ResearchKey:
      Type: AWS::KMS::Key
    Research:
      Type: AWS::SageMaker::NotebookInstance
      Properties:
        InstanceType: ml.g5.xlarge
        RoleArn: !GetAtt Role.Arn
        SubnetId: !Ref PrivateSubnet
        RootAccess: Disabled
        KmsKeyId: !Ref ResearchKey
    ```
    """
    assert not notebook.root_access


@marks.severity("high")
@marks.soc2("CC6.1", "CC6.6")
@marks.hipaa("164.312(a)(1)", "164.312(e)(1)")
@marks.nist_800_53("AC-4", "SC-7", "SC-7(5)")
@marks.iso_42001("A.4.5")
@marks.mitre_atlas("AML.T0049", "AML.M0005")
@marks.aws_genai_lens("GENSEC01-BP02")
@marks.equivalent(
    checkov="CKV_AWS_306",
    prowler="sagemaker_notebook_instance_vpc_settings_configured",
    kics="9c7028d9",
    security_hub="SageMaker.2",
    config="sagemaker-notebook-instance-inside-vpc",
)
def test_notebook_is_in_a_vpc(notebook: sagemaker.NotebookInstance) -> None:
    """Notebook instances stand in a subnet of the account.

    Why: without one they stand in a network of the service, where no security group and no flow log of yours
    reaches.

    Fix: set `subnet_id` in Terraform, `SubnetId` in CloudFormation.

    ```hcl
    resource "aws_kms_key" "research" {}
    resource "aws_sagemaker_notebook_instance" "research" {
      name          = "research"
      instance_type = "ml.g5.xlarge"
      role_arn      = aws_iam_role.research.arn
      subnet_id     = aws_subnet.private.id
      root_access   = "Disabled"
      kms_key_id    = aws_kms_key.research.arn
    }
    ```

    ```yaml
    ResearchKey:
      Type: AWS::KMS::Key
    Research:
      Type: AWS::SageMaker::NotebookInstance
      Properties:
        InstanceType: ml.g5.xlarge
        RoleArn: !GetAtt Role.Arn
        SubnetId: !Ref PrivateSubnet
        RootAccess: Disabled
        KmsKeyId: !Ref ResearchKey
    ```
    """
    assert notebook.subnet is not None


@marks.severity("medium")
@marks.soc2("CC6.1", "C1.1")
@marks.hipaa("164.312(a)(2)(iv)")
@marks.nist_800_53("SC-12", "SC-13", "SC-28", "SC-28(1)")
@marks.nist_ai_rmf("MEASURE 2.7")
@marks.iso_42001("A.4.3")
@marks.owasp_llm("LLM02:2025")
@marks.mitre_atlas("AML.T0035", "AML.M0005", "AML.M0012", "AML.T0048.004")
@marks.aws_genai_lens("GENSEC01-BP02")
@marks.equivalent(
    checkov="CKV_AWS_22",
    prowler="sagemaker_notebook_instance_encryption_enabled",
    security_hub="SageMaker.21",
    config="sagemaker-notebook-instance-kms-key-configured",
)
def test_notebook_volume_is_encrypted_with_a_customer_managed_key(notebook: sagemaker.NotebookInstance) -> None:
    """The disk of a notebook instance is encrypted with a key that the account manages.

    Why: people copy training data there. Only with a key of one's own can its use be seen and ended.

    Fix: name an `aws_kms_key` in `kms_key_id` in Terraform, in `KmsKeyId` in CloudFormation.

    ```hcl
    resource "aws_kms_key" "research" {}
    resource "aws_sagemaker_notebook_instance" "research" {
      name          = "research"
      instance_type = "ml.g5.xlarge"
      role_arn      = aws_iam_role.research.arn
      subnet_id     = aws_subnet.private.id
      root_access   = "Disabled"
      kms_key_id    = aws_kms_key.research.arn
    }
    ```

    ```yaml
    ResearchKey:
      Type: AWS::KMS::Key
    Research:
      Type: AWS::SageMaker::NotebookInstance
      Properties:
        InstanceType: ml.g5.xlarge
        RoleArn: !GetAtt Role.Arn
        SubnetId: !Ref PrivateSubnet
        RootAccess: Disabled
        KmsKeyId: !Ref ResearchKey
    ```
    """
    assert notebook.kms_key is not None and notebook.kms_key.customer_managed


@marks.severity("high")
@marks.soc2("CC6.1", "CC6.6")
@marks.hipaa("164.312(a)(1)", "164.312(e)(1)")
@marks.nist_800_53("AC-4", "SC-7", "SC-7(5)")
@marks.iso_42001("A.4.5")
@marks.mitre_atlas("AML.T0049", "AML.M0005")
@marks.aws_genai_lens("GENSEC01-BP02")
@marks.equivalent(config="sagemaker-domain-in-vpc")
def test_domain_traffic_stays_in_the_vpc(domain: sagemaker.Domain) -> None:
    """The traffic of a Studio domain goes through the VPC only.

    Why: otherwise every notebook in it reaches the internet on a way of the service's own, past firewalls and
    flow logs.

    Fix: set `app_network_access_type = "VpcOnly"` in Terraform, `AppNetworkAccessType: VpcOnly` in
    CloudFormation.

    ```hcl
    resource "aws_kms_key" "studio" {}
    resource "aws_sagemaker_domain" "studio" {
      domain_name             = "studio"
      auth_mode               = "SSO"
      vpc_id                  = aws_vpc.ai.id
      subnet_ids              = [aws_subnet.private.id]
      app_network_access_type = "VpcOnly"
      kms_key_id              = aws_kms_key.studio.arn
      default_user_settings {
        execution_role = aws_iam_role.studio.arn
      }
    }
    ```

    ```yaml
    StudioKey:
      Type: AWS::KMS::Key
    Studio:
      Type: AWS::SageMaker::Domain
      Properties:
        DomainName: studio
        AuthMode: SSO
        VpcId: !Ref Vpc
        SubnetIds: [!Ref PrivateSubnet]
        AppNetworkAccessType: VpcOnly
        KmsKeyId: !Ref StudioKey
        DefaultUserSettings: {ExecutionRole: !GetAtt Role.Arn}
    ```
    """
    assert domain.network_access == "VpcOnly"


@marks.severity("medium")
@marks.soc2("CC6.1", "C1.1")
@marks.hipaa("164.312(a)(2)(iv)")
@marks.nist_800_53("SC-12", "SC-13", "SC-28", "SC-28(1)")
@marks.nist_ai_rmf("MEASURE 2.7")
@marks.iso_42001("A.4.3")
@marks.owasp_llm("LLM02:2025")
@marks.mitre_atlas("AML.T0035", "AML.M0005", "AML.M0012", "AML.T0048.004")
@marks.aws_genai_lens("GENSEC01-BP02")
@marks.equivalent(checkov="CKV_AWS_187")
def test_domain_storage_is_encrypted_with_a_customer_managed_key(domain: sagemaker.Domain) -> None:
    """The file system of a Studio domain is encrypted with a key that the account manages.

    Why: everybody's notebooks and data lie there together.

    Fix: name an `aws_kms_key` in `kms_key_id` in Terraform, in `KmsKeyId` in CloudFormation.

    ```hcl
    resource "aws_kms_key" "studio" {}
    resource "aws_sagemaker_domain" "studio" {
      domain_name             = "studio"
      auth_mode               = "SSO"
      vpc_id                  = aws_vpc.ai.id
      subnet_ids              = [aws_subnet.private.id]
      app_network_access_type = "VpcOnly"
      kms_key_id              = aws_kms_key.studio.arn
      default_user_settings {
        execution_role = aws_iam_role.studio.arn
      }
    }
    ```

    ```yaml
    StudioKey:
      Type: AWS::KMS::Key
    Studio:
      Type: AWS::SageMaker::Domain
      Properties:
        DomainName: studio
        AuthMode: SSO
        VpcId: !Ref Vpc
        SubnetIds: [!Ref PrivateSubnet]
        AppNetworkAccessType: VpcOnly
        KmsKeyId: !Ref StudioKey
        DefaultUserSettings: {ExecutionRole: !GetAtt Role.Arn}
    ```
    """
    assert domain.kms_key is not None and domain.kms_key.customer_managed
