"""Models, endpoints and training jobs."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.model.declared import live
from tests.policies.judged import cloudformation, terraform, verdicts

VPC = "model_is_in_a_vpc"
ISOLATED = "model_is_isolated_from_the_network"
APPROVED = "served_model_package_is_approved"
ENDPOINT = "endpoint_storage_is_encrypted_with_a_customer_managed_key"
CAPTURE = "endpoint_captures_what_it_is_asked"
SAMPLED = "enable_capture = true\ninitial_sampling_percentage"
TRAFFIC = "training_traffic_is_encrypted"
VOLUMES = "training_volumes_are_encrypted_with_a_customer_managed_key"
OUTPUT = "training_output_is_encrypted_with_a_customer_managed_key"
MODEL, CONFIG, JOB = "aws_sagemaker_model", "aws_sagemaker_endpoint_configuration", "aws_sagemaker_training_job"


@pytest.mark.parametrize(
    ("policy", "kind", "stated", "expected"),
    [
        (VPC, MODEL, 'vpc_config {\nsubnets = ["subnet-1"]\n}', "passed"),
        (VPC, MODEL, "", "violated"),
        (VPC, MODEL, "vpc_config {\nsubnets = var.elsewhere\n}", "undetermined"),
        (ISOLATED, MODEL, "enable_network_isolation = true", "passed"),
        (ISOLATED, MODEL, "", "violated"),
        (ISOLATED, MODEL, "enable_network_isolation = var.elsewhere", "undetermined"),
        (APPROVED, MODEL, "", "not_applicable"),
        (APPROVED, MODEL, 'primary_container {\nmodel_package_name = "arn:p"\n}', "undetermined"),
        (ENDPOINT, CONFIG, "kms_key_arn = aws_kms_key.k.arn", "passed"),
        (ENDPOINT, CONFIG, "", "violated"),
        (CAPTURE, CONFIG, "data_capture_config {\nenable_capture = true\n}", "passed"),
        (CAPTURE, CONFIG, "data_capture_config {\nenable_capture = false\n}", "violated"),
        (CAPTURE, CONFIG, "", "violated"),
        (CAPTURE, CONFIG, f"data_capture_config {{\n{SAMPLED} = 0\n}}", "violated"),
        (CAPTURE, CONFIG, f"data_capture_config {{\n{SAMPLED} = 1\n}}", "passed"),
        (CAPTURE, CONFIG, f"data_capture_config {{\n{SAMPLED} = var.elsewhere\n}}", "undetermined"),
        (TRAFFIC, JOB, "enable_inter_container_traffic_encryption = true", "passed"),
        (TRAFFIC, JOB, "", "violated"),
        (VOLUMES, JOB, "resource_config {\nvolume_kms_key_id = aws_kms_key.k.arn\n}", "passed"),
        (VOLUMES, JOB, "resource_config {\nvolume_size_in_gb = 5\n}", "violated"),
        (VOLUMES, JOB, 'resource_config {\ninstance_type = "ml.m5.xlarge"\n}', "violated"),
        (VOLUMES, JOB, 'resource_config {\ninstance_type = "ml.p4d.24xlarge"\n}', "not_applicable"),
        (VOLUMES, JOB, "resource_config {\ninstance_type = var.elsewhere\n}", "undetermined"),
        (OUTPUT, JOB, "output_data_config {\nkms_key_id = aws_kms_key.k.arn\n}", "passed"),
        (OUTPUT, JOB, 'output_data_config {\ns3_output_path = "s3://a"\n}', "violated"),
        (OUTPUT, JOB, "output_data_config {\nkms_key_id = var.elsewhere\n}", "undetermined"),
    ],
)
def test_terraform(tmp_path: Path, policy: str, kind: str, stated: str, expected: str) -> None:
    text = f'variable "elsewhere" {{}}\nresource "aws_kms_key" "k" {{}}\nresource "{kind}" "r" {{\n{stated}\n}}'
    assert verdicts(policy, terraform(tmp_path, text)) == {f"{kind}.r": expected}


@pytest.mark.parametrize(
    ("policy", "kind", "stated", "expected"),
    [
        (VPC, "Model", "VpcConfig: {Subnets: [subnet-1]}", "passed"),
        (VPC, "Model", "ModelName: a", "violated"),
        (ISOLATED, "Model", "EnableNetworkIsolation: true", "passed"),
        (ISOLATED, "Model", "ModelName: a", "violated"),
        (APPROVED, "Model", "PrimaryContainer: {ModelPackageName: !Ref Approved}", "passed"),
        (APPROVED, "Model", "Containers: [{ModelPackageName: !Ref Waiting}]", "violated"),
        (ENDPOINT, "EndpointConfig", "KmsKeyId: !Ref Key", "passed"),
        (ENDPOINT, "EndpointConfig", "KmsKeyId: alias/aws/ebs", "violated"),
        (CAPTURE, "EndpointConfig", "DataCaptureConfig: {EnableCapture: true}", "passed"),
        (CAPTURE, "EndpointConfig", "KmsKeyId: !Ref Key", "violated"),
        (
            CAPTURE,
            "EndpointConfig",
            "DataCaptureConfig: {EnableCapture: true, InitialSamplingPercentage: 0}",
            "violated",
        ),
    ],
)
def test_cloudformation(tmp_path: Path, policy: str, kind: str, stated: str, expected: str) -> None:
    text = f"""
    Key: {{Type: AWS::KMS::Key}}
    Approved: {{Type: AWS::SageMaker::ModelPackage, Properties: {{ModelApprovalStatus: Approved}}}}
    Waiting: {{Type: AWS::SageMaker::ModelPackage, Properties: {{ModelApprovalStatus: PendingManualApproval}}}}
    It:
      Type: AWS::SageMaker::{kind}
      Properties:
        {stated}
    """
    assert verdicts(policy, cloudformation(tmp_path, text)) == {"It": expected}


@pytest.mark.parametrize(
    ("policy", "kind", "body", "expected"),
    [
        (VPC, "AWS::SageMaker::Model", {}, "violated"),
        (ISOLATED, "AWS::SageMaker::Model", {"EnableNetworkIsolation": True}, "passed"),
        (CAPTURE, "AWS::SageMaker::EndpointConfig", {"DataCaptureConfig": {"EnableCapture": True}}, "passed"),
        (
            CAPTURE,
            "AWS::SageMaker::EndpointConfig",
            {"DataCaptureConfig": {"EnableCapture": True, "InitialSamplingPercentage": 0}},
            "violated",
        ),
        (TRAFFIC, "sagemaker:TrainingJob", {"EnableInterContainerTrafficEncryption": False}, "violated"),
        (VOLUMES, "sagemaker:TrainingJob", {"ResourceConfig": {}}, "violated"),
        (OUTPUT, "sagemaker:TrainingJob", {"OutputDataConfig": {"KmsKeyId": "alias/own"}}, "passed"),
    ],
)
def test_account(policy: str, kind: str, body: dict[str, object], expected: str) -> None:
    assert verdicts(policy, [live(kind, "it", **body)]) == {"it": expected}


def test_the_version_that_is_served_in_an_account() -> None:
    waiting = live("AWS::SageMaker::ModelPackage", "p", ModelPackageArn="arn:p", ModelApprovalStatus="Rejected")
    model = live("AWS::SageMaker::Model", "m", PrimaryContainer={"ModelPackageName": "arn:p"})
    assert verdicts(APPROVED, [waiting, model]) == {"m": "violated"}


def test_what_a_job_trains_on_and_writes_are_ai_buckets(tmp_path: Path) -> None:
    text = """
    resource "aws_s3_bucket" "data" { bucket = "data" }
    resource "aws_s3_bucket" "weights" { bucket = "weights" }
    resource "aws_s3_bucket" "other" { bucket = "other" }
    resource "aws_sagemaker_training_job" "j" {
      input_data_config {
        channel_name = "train"
        data_source {
          s3_data_source {
            s3_uri = "s3://data/set"
          }
        }
      }
      output_data_config {
        s3_output_path = "s3://${aws_s3_bucket.weights.id}/out"
      }
    }
    """
    found = verdicts("ai_bucket_blocks_public_access", terraform(tmp_path, text))
    assert found == {"aws_s3_bucket.data": "violated", "aws_s3_bucket.weights": "violated"}


@pytest.mark.parametrize(
    ("modes", "expected"),
    [
        (["InputAndOutput"], "passed"),
        (["Input", "Output"], "passed"),
        (["Input"], "violated"),
        (["Output"], "violated"),
    ],
)
def test_half_of_what_is_said_is_captured(tmp_path: Path, modes: list[str], expected: str) -> None:
    options = [{"CaptureMode": mode} for mode in modes]
    capture = {"EnableCapture": True, "InitialSamplingPercentage": 9, "CaptureOptions": options}
    assert verdicts(CAPTURE, [live("AWS::SageMaker::EndpointConfig", "c", DataCaptureConfig=capture)]) == {
        "c": expected
    }
    said = "".join(f'capture_options {{\ncapture_mode = "{mode}"\n}}\n' for mode in modes)
    text = f'resource "{CONFIG}" "r" {{\ndata_capture_config {{\n{SAMPLED} = 9\n{said}}}\n}}'
    assert verdicts(CAPTURE, terraform(tmp_path, text)) == {f"{CONFIG}.r": expected}


def test_capture_is_on_without_a_word(tmp_path: Path) -> None:
    """Where it is configured at all, as AWS has it; the provider of Terraform says that it is off."""
    capture = {"InitialSamplingPercentage": 9, "DestinationS3Uri": "s3://captured"}
    assert verdicts(CAPTURE, [live("AWS::SageMaker::EndpointConfig", "c", DataCaptureConfig=capture)]) == {
        "c": "passed"
    }
    text = """
    C:
      Type: AWS::SageMaker::EndpointConfig
      Properties: {DataCaptureConfig: {InitialSamplingPercentage: 9, DestinationS3Uri: s3://captured}}
    """
    assert verdicts(CAPTURE, cloudformation(tmp_path, text)) == {"C": "passed"}
    text = f'resource "{CONFIG}" "r" {{\ndata_capture_config {{\ndestination_s3_uri = "s3://captured"\n}}\n}}'
    assert verdicts(CAPTURE, terraform(tmp_path, text)) == {f"{CONFIG}.r": "violated"}
