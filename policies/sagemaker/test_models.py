"""How models are served."""

from __future__ import annotations

from pytest_aisec import ai, marks
from pytest_aisec.aws import sagemaker
from pytest_aisec.settings import Settings


@marks.severity("high")
@marks.soc2("CC6.1", "CC6.6")
@marks.hipaa("164.312(a)(1)", "164.312(e)(1)")
@marks.nist_800_53("AC-4", "SC-7", "SC-7(5)")
@marks.nist_ai_rmf("MEASURE 2.7")
@marks.iso_42001("A.4.5", "A.4.3")
@marks.owasp_llm("LLM02:2025")
@marks.mitre_atlas("AML.T0049", "AML.M0005", "AML.T0035", "AML.M0012", "AML.T0048.004")
@marks.aws_genai_lens("GENSEC01-BP02")
@marks.equivalent(prowler="sagemaker_models_vpc_settings_configured")
def test_model_is_in_a_vpc(model: sagemaker.Model) -> None:
    """A model of SageMaker is served from subnets of the account.

    Why: a container without them has a way to the internet that nobody sees.

    Fix: add `vpc_config` in Terraform, `VpcConfig` in CloudFormation.

    ```hcl
    resource "aws_sagemaker_model" "chat" {
      name                     = "chat"
      execution_role_arn       = aws_iam_role.chat.arn
      enable_network_isolation = true
      vpc_config {
        subnets            = [aws_subnet.private.id]
        security_group_ids = [aws_security_group.chat.id]
      }
      primary_container {
        image = "123456789012.dkr.ecr.us-east-1.amazonaws.com/chat:1"
      }
    }
    ```

    ```yaml
    Package:
      Type: AWS::SageMaker::ModelPackage
      Properties:
        ModelApprovalStatus: Approved
    Chat:
      Type: AWS::SageMaker::Model
      Properties:
        ExecutionRoleArn: !GetAtt Role.Arn
        EnableNetworkIsolation: true
        VpcConfig:
          Subnets: [!Ref PrivateSubnet]
          SecurityGroupIds: [!GetAtt ChatGroup.GroupId]
        PrimaryContainer: {ModelPackageName: !GetAtt Package.ModelPackageArn}
    ```
    """
    assert model.subnets


@marks.severity("high")
@marks.soc2("CC6.1", "CC6.6")
@marks.hipaa("164.312(a)(1)", "164.312(e)(1)")
@marks.nist_800_53("AC-4", "SC-7", "SC-7(5)")
@marks.nist_ai_rmf("MEASURE 2.7")
@marks.iso_42001("A.4.5", "A.4.3")
@marks.owasp_llm("LLM02:2025")
@marks.mitre_atlas("AML.T0049", "AML.M0005", "AML.T0035", "AML.M0012", "AML.T0048.004")
@marks.aws_genai_lens("GENSEC01-BP02")
@marks.equivalent(
    checkov="CKV_AWS_370",
    prowler="sagemaker_models_network_isolation_enabled",
    security_hub="SageMaker.5",
    config="sagemaker-model-isolation-enabled",
)
def test_model_is_isolated_from_the_network(model: sagemaker.Model) -> None:
    """The container of a model of SageMaker has no way to the network at all.

    Why: weights from elsewhere may hold code. What cannot call out cannot take anything along.

    Fix: set `enable_network_isolation = true` in Terraform, `EnableNetworkIsolation: true` in CloudFormation.

    ```hcl
    resource "aws_sagemaker_model" "chat" {
      name                     = "chat"
      execution_role_arn       = aws_iam_role.chat.arn
      enable_network_isolation = true
      vpc_config {
        subnets            = [aws_subnet.private.id]
        security_group_ids = [aws_security_group.chat.id]
      }
      primary_container {
        image = "123456789012.dkr.ecr.us-east-1.amazonaws.com/chat:1"
      }
    }
    ```

    ```yaml
    Package:
      Type: AWS::SageMaker::ModelPackage
      Properties:
        ModelApprovalStatus: Approved
    Chat:
      Type: AWS::SageMaker::Model
      Properties:
        ExecutionRoleArn: !GetAtt Role.Arn
        EnableNetworkIsolation: true
        VpcConfig:
          Subnets: [!Ref PrivateSubnet]
          SecurityGroupIds: [!GetAtt ChatGroup.GroupId]
        PrimaryContainer: {ModelPackageName: !GetAtt Package.ModelPackageArn}
    ```
    """
    assert model.network_isolated


@marks.severity("high")
@marks.soc2("CC8.1")
@marks.hipaa("164.308(a)(8)", "164.312(c)(1)")
@marks.nist_800_53("CM-3", "CM-5", "SA-10")
@marks.nist_ai_rmf("GOVERN 6.1", "MAP 4.1", "MANAGE 3.1")
@marks.iso_42001("A.10.3")
@marks.owasp_llm("LLM03:2025")
@marks.mitre_atlas("AML.T0010", "AML.M0013", "AML.M0014", "AML.M0016", "AML.T0011", "AML.T0058")
@marks.aws_genai_lens("GENSEC06-BP01")
def test_served_model_package_is_approved(model: ai.RegisteredModel, settings: Settings) -> None:
    """A model that is served from the registry serves an approved version.

    Why: approval is where somebody looked at evaluation, bias and origin. A version that waits for it, or was
    refused, must not answer customers.

    Fix: approve the version (`ModelApprovalStatus: Approved` of an `AWS::SageMaker::ModelPackage` in
    CloudFormation), or name another one; Terraform declares no versions. A package of AWS Marketplace has no approval
    of yours: add its name to the setting `approved_models`.

    ```yaml
    Package:
      Type: AWS::SageMaker::ModelPackage
      Properties:
        ModelApprovalStatus: Approved
    Chat:
      Type: AWS::SageMaker::Model
      Properties:
        ExecutionRoleArn: !GetAtt Role.Arn
        EnableNetworkIsolation: true
        VpcConfig:
          Subnets: [!Ref PrivateSubnet]
          SecurityGroupIds: [!GetAtt ChatGroup.GroupId]
        PrimaryContainer: {ModelPackageName: !GetAtt Package.ModelPackageArn}
    ```
    """
    assert model.serves_approved_packages(settings.approved_models)


@marks.severity("medium")
@marks.soc2("CC6.1", "C1.1")
@marks.hipaa("164.312(a)(2)(iv)")
@marks.nist_800_53("SC-12", "SC-13", "SC-28", "SC-28(1)")
@marks.nist_ai_rmf("MEASURE 2.7")
@marks.iso_42001("A.4.3")
@marks.owasp_llm("LLM02:2025")
@marks.mitre_atlas("AML.T0035", "AML.M0005", "AML.M0012", "AML.T0048.004")
@marks.aws_genai_lens("GENSEC01-BP02")
@marks.equivalent(checkov="CKV_AWS_98", kics="58b35504", config="sagemaker-endpoint-configuration-kms-key-configured")
def test_endpoint_storage_is_encrypted_with_a_customer_managed_key(config: sagemaker.EndpointConfig) -> None:
    """The disks behind an endpoint are encrypted with a key that the account manages.

    Why: the weights are unpacked there, and what customers ask passes through.

    Fix: name an `aws_kms_key` in `kms_key_arn` in Terraform, in `KmsKeyId` in CloudFormation.

    ```hcl
    resource "aws_kms_key" "chat" {}
    resource "aws_sagemaker_endpoint_configuration" "chat" {
      name        = "chat"
      kms_key_arn = aws_kms_key.chat.arn
      production_variants {
        variant_name           = "all"
        model_name             = "chat"
        instance_type          = "ml.g5.xlarge"
        initial_instance_count = 2
      }
      data_capture_config {
        enable_capture              = true
        initial_sampling_percentage = 20
        destination_s3_uri          = "s3://captured"
        capture_options {
          capture_mode = "InputAndOutput"
        }
      }
    }
    ```

    ```yaml
    ChatKey:
      Type: AWS::KMS::Key
    Chat:
      Type: AWS::SageMaker::EndpointConfig
      Properties:
        KmsKeyId: !Ref ChatKey
        ProductionVariants:
          - {VariantName: all, ModelName: chat, InstanceType: ml.g5.xlarge, InitialInstanceCount: 2}
        DataCaptureConfig:
          EnableCapture: true
          InitialSamplingPercentage: 20
          DestinationS3Uri: s3://captured
          CaptureOptions: [{CaptureMode: InputAndOutput}]
    ```
    """
    assert config.kms_key is not None and config.kms_key.customer_managed


@marks.severity("high")
@marks.soc2("CC7.2", "PI1.3", "PI1.4")
@marks.hipaa("164.308(a)(8)", "164.312(b)")
@marks.nist_800_53("CA-7", "SI-4")
@marks.nist_ai_rmf("MEASURE 2.7", "MEASURE 2.4", "MANAGE 4.1")
@marks.iso_42001("A.7.3", "A.7.4", "A.7.5", "A.7.6", "A.6.2.4", "A.6.2.6")
@marks.owasp_llm("LLM04:2025", "LLM09:2025")
@marks.mitre_atlas("AML.T0020", "AML.T0059", "AML.T0070", "AML.M0025", "AML.M0008", "AML.T0031")
@marks.aws_genai_lens("GENSEC06-BP01", "GENSEC02-BP01")
def test_endpoint_captures_what_it_is_asked(config: sagemaker.EndpointConfig) -> None:
    """An endpoint keeps a sample of requests and answers, by which its model can be monitored.

    Why: a poisoned or drifting model shows in what it answers. Without captured data no monitor has anything to
    compare.

    Fix: add `data_capture_config` with `enable_capture = true` in Terraform, `DataCaptureConfig` in
    CloudFormation, with a sampling of more than 0 percent.

    ```hcl
    resource "aws_kms_key" "chat" {}
    resource "aws_sagemaker_endpoint_configuration" "chat" {
      name        = "chat"
      kms_key_arn = aws_kms_key.chat.arn
      production_variants {
        variant_name           = "all"
        model_name             = "chat"
        instance_type          = "ml.g5.xlarge"
        initial_instance_count = 2
      }
      data_capture_config {
        enable_capture              = true
        initial_sampling_percentage = 20
        destination_s3_uri          = "s3://captured"
        capture_options {
          capture_mode = "InputAndOutput"
        }
      }
    }
    ```

    ```yaml
    ChatKey:
      Type: AWS::KMS::Key
    Chat:
      Type: AWS::SageMaker::EndpointConfig
      Properties:
        KmsKeyId: !Ref ChatKey
        ProductionVariants:
          - {VariantName: all, ModelName: chat, InstanceType: ml.g5.xlarge, InitialInstanceCount: 2}
        DataCaptureConfig:
          EnableCapture: true
          InitialSamplingPercentage: 20
          DestinationS3Uri: s3://captured
          CaptureOptions: [{CaptureMode: InputAndOutput}]
    ```
    """
    assert config.captures_requests_and_answers and config.sampling_percentage != 0
