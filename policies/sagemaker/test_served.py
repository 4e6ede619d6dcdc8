"""By whose keys is encrypted what is served, and what was asked."""

from __future__ import annotations

import pytest

from pytest_aisec import marks
from pytest_aisec.aws import sagemaker


@marks.severity("medium")
@marks.soc2("CC6.1", "C1.1")
@marks.hipaa("164.312(a)(2)(iv)")
@marks.nist_800_53("SC-12", "SC-13", "SC-28", "SC-28(1)")
@marks.nist_ai_rmf("MEASURE 2.7")
@marks.iso_42001("A.4.3")
@marks.owasp_llm("LLM02:2025")
@marks.mitre_atlas("AML.T0035", "AML.T0048.004", "AML.M0005", "AML.M0012")
@marks.aws_genai_lens("GENSEC01-BP02")
def test_asynchronous_answers_are_encrypted_with_a_customer_managed_key(config: sagemaker.EndpointConfig) -> None:
    """Answers that an endpoint writes to a bucket are encrypted with a key that the account manages.

    Why: they are what was asked for, and wait there for whoever may read the bucket.

    Fix: name an `aws_kms_key` in `output_config` of `async_inference_config` in Terraform, in `OutputConfig` of
    `AsyncInferenceConfig` in CloudFormation.

    ```hcl
    resource "aws_sagemaker_endpoint_configuration" "chat" {
      name        = "chat"
      kms_key_arn = aws_kms_key.ai.arn
      production_variants {
        model_name    = "chat"
        instance_type = "ml.g5.xlarge"
      }
      async_inference_config {
        output_config {
          s3_output_path = "s3://answers"
          kms_key_id     = aws_kms_key.ai.arn
        }
      }
      data_capture_config {
        enable_capture              = true
        initial_sampling_percentage = 100
        destination_s3_uri          = "s3://captured"
        kms_key_id                  = aws_kms_key.ai.arn
        capture_options {
          capture_mode = "InputAndOutput"
        }
      }
    }
    resource "aws_kms_key" "ai" {}
    ```

    ```yaml
    Chat:
      Type: AWS::SageMaker::EndpointConfig
      Properties:
        KmsKeyId: !GetAtt Key.Arn
        ProductionVariants: [{ModelName: chat, VariantName: all, InstanceType: ml.g5.xlarge, InitialVariantWeight: 1}]
        AsyncInferenceConfig:
          OutputConfig: {S3OutputPath: s3://answers, KmsKeyId: !GetAtt Key.Arn}
        DataCaptureConfig:
          EnableCapture: true
          InitialSamplingPercentage: 100
          DestinationS3Uri: s3://captured
          KmsKeyId: !GetAtt Key.Arn
          CaptureOptions: [{CaptureMode: InputAndOutput}]
    Key:
      Type: AWS::KMS::Key
    ```
    """
    if not config.asynchronous:
        pytest.skip("whoever asks it waits for the answer")
    assert config.answers_key is not None and config.answers_key.customer_managed


@marks.severity("medium")
@marks.soc2("CC6.1", "C1.1")
@marks.hipaa("164.312(a)(2)(iv)")
@marks.nist_800_53("SC-12", "SC-13", "SC-28", "SC-28(1)")
@marks.nist_ai_rmf("MEASURE 2.7")
@marks.iso_42001("A.4.3")
@marks.owasp_llm("LLM02:2025")
@marks.mitre_atlas("AML.T0035", "AML.T0048.004", "AML.M0005", "AML.M0012")
@marks.aws_genai_lens("GENSEC01-BP02")
def test_captured_requests_are_encrypted_with_a_customer_managed_key(config: sagemaker.EndpointConfig) -> None:
    """What an endpoint captures of requests and answers is encrypted with a key that the account manages.

    Why: it holds what everybody asked, word by word.

    Fix: name an `aws_kms_key` in `data_capture_config` in Terraform, in `DataCaptureConfig` in CloudFormation.

    ```hcl
    resource "aws_sagemaker_endpoint_configuration" "chat" {
      name        = "chat"
      kms_key_arn = aws_kms_key.ai.arn
      production_variants {
        model_name    = "chat"
        instance_type = "ml.g5.xlarge"
      }
      async_inference_config {
        output_config {
          s3_output_path = "s3://answers"
          kms_key_id     = aws_kms_key.ai.arn
        }
      }
      data_capture_config {
        enable_capture              = true
        initial_sampling_percentage = 100
        destination_s3_uri          = "s3://captured"
        kms_key_id                  = aws_kms_key.ai.arn
        capture_options {
          capture_mode = "InputAndOutput"
        }
      }
    }
    resource "aws_kms_key" "ai" {}
    ```

    ```yaml
    Chat:
      Type: AWS::SageMaker::EndpointConfig
      Properties:
        KmsKeyId: !GetAtt Key.Arn
        ProductionVariants: [{ModelName: chat, VariantName: all, InstanceType: ml.g5.xlarge, InitialVariantWeight: 1}]
        AsyncInferenceConfig:
          OutputConfig: {S3OutputPath: s3://answers, KmsKeyId: !GetAtt Key.Arn}
        DataCaptureConfig:
          EnableCapture: true
          InitialSamplingPercentage: 100
          DestinationS3Uri: s3://captured
          KmsKeyId: !GetAtt Key.Arn
          CaptureOptions: [{CaptureMode: InputAndOutput}]
    Key:
      Type: AWS::KMS::Key
    ```
    """
    if not config.captures:
        pytest.skip("it captures nothing")
    assert config.capture_key is not None and config.capture_key.customer_managed


@marks.severity("medium")
@marks.soc2("CC6.1", "C1.1")
@marks.hipaa("164.312(a)(2)(iv)")
@marks.nist_800_53("SC-12", "SC-13", "SC-28", "SC-28(1)")
@marks.nist_ai_rmf("MEASURE 2.7")
@marks.iso_42001("A.4.3")
@marks.owasp_llm("LLM02:2025")
@marks.mitre_atlas("AML.T0035", "AML.T0048.004", "AML.M0005", "AML.M0012")
@marks.aws_genai_lens("GENSEC01-BP02")
def test_model_package_is_encrypted_with_a_customer_managed_key(package: sagemaker.ModelPackage) -> None:
    """A version of a model in the registry is encrypted with a key that the account manages.

    Why: it holds how the model is judged and what it may be used for; whoever changes that changes what is served.

    Fix: name an `AWS::KMS::Key` in `SecurityConfig` in CloudFormation; Terraform declares no model packages. The
    key cannot be changed later.

    ```yaml
    Chat:
      Type: AWS::SageMaker::ModelPackage
      Properties:
        ModelPackageGroupName: chat
        ModelApprovalStatus: PendingManualApproval
        SecurityConfig: {KmsKeyId: !GetAtt Key.Arn}
    Key:
      Type: AWS::KMS::Key
    ```
    """
    assert package.kms_key is not None and package.kms_key.customer_managed
