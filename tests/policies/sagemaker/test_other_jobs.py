"""Jobs beside training: their disks, what they write, and what their machines tell each other."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.model.declared import live
from tests.policies.judged import cloudformation, terraform, verdicts

VOLUMES = "job_volumes_are_encrypted_with_a_customer_managed_key"
OUTPUT = "job_output_is_encrypted_with_a_customer_managed_key"
TRAFFIC = "job_traffic_is_encrypted"
TRAINING = "training_traffic_is_encrypted"
TUNING, LABELING = "aws_sagemaker_hyper_parameter_tuning_job", "aws_sagemaker_labeling_job"
KEY = "aws_kms_key.k.arn"

GPU = 'instance_type = "ml.g5.xlarge"'
"""A machine with disks of its own, which it encrypts itself."""

TWO = "ProcessingResources: {ClusterConfig: {InstanceCount: 2}}"


def tried(*stated: str) -> str:
    kind = "training_job_definition" if len(stated) == 1 else "training_job_definitions"
    return "\n".join(f"{kind} {{\n{each}\n}}" for each in stated)


def machines(stated: str, block: str = "resource_config") -> str:
    return f"{block} {{\n{stated}\n}}"


@pytest.mark.parametrize(
    ("policy", "kind", "stated", "expected"),
    [
        (VOLUMES, TUNING, tried(machines(f"volume_kms_key_id = {KEY}")), "passed"),
        (
            VOLUMES,
            TUNING,
            tried(machines(f"volume_kms_key_id = {KEY}", "hyper_parameter_tuning_resource_config")),
            "passed",
        ),
        (VOLUMES, TUNING, tried(machines("instance_count = 1")), "violated"),
        (VOLUMES, TUNING, tried(machines(GPU)), "not_applicable"),
        (VOLUMES, TUNING, tried(machines(GPU, "hyper_parameter_tuning_resource_config")), "not_applicable"),
        (VOLUMES, TUNING, tried(machines(GPU), machines("instance_count = 1")), "violated"),
        (VOLUMES, TUNING, tried(machines(GPU), machines(f"volume_kms_key_id = {KEY}")), "passed"),
        (VOLUMES, TUNING, tried(machines(f"volume_kms_key_id = {KEY}"), ""), "violated"),
        (VOLUMES, TUNING, tried(machines("volume_kms_key_id = var.elsewhere")), "undetermined"),
        (OUTPUT, TUNING, tried(f"output_data_config {{\nkms_key_id = {KEY}\n}}"), "passed"),
        (OUTPUT, TUNING, tried(""), "violated"),
        (OUTPUT, LABELING, f"output_config {{\nkms_key_id = {KEY}\n}}", "passed"),
        (OUTPUT, LABELING, 'output_config {\ns3_output_path = "s3://a"\n}', "violated"),
        (TRAFFIC, TUNING, tried(machines("instance_count = 2")), "violated"),
        (TRAFFIC, TUNING, tried(machines("instance_count = 1")), "not_applicable"),
        (TRAFFIC, TUNING, tried(machines("instance_count = var.elsewhere")), "undetermined"),
        (TRAFFIC, TUNING, tried("enable_inter_container_traffic_encryption = true"), "passed"),
        (TRAFFIC, TUNING, tried("enable_inter_container_traffic_encryption = true", ""), "violated"),
        (TRAINING, "aws_sagemaker_training_job", machines("instance_count = 1"), "not_applicable"),
        (TRAINING, "aws_sagemaker_training_job", machines("instance_count = 4"), "violated"),
        (TRAINING, "aws_sagemaker_training_job", "", "violated"),
    ],
)
def test_terraform(tmp_path: Path, policy: str, kind: str, stated: str, expected: str) -> None:
    text = f'variable "elsewhere" {{}}\nresource "aws_kms_key" "k" {{}}\nresource "{kind}" "r" {{\n{stated}\n}}'
    assert verdicts(policy, terraform(tmp_path, text)) == {f"{kind}.r": expected}


@pytest.mark.parametrize(
    ("policy", "stated", "expected"),
    [
        (VOLUMES, "ProcessingResources: {ClusterConfig: {VolumeKmsKeyId: !GetAtt Key.Arn}}", "passed"),
        (VOLUMES, "ProcessingResources: {ClusterConfig: {InstanceCount: 1}}", "violated"),
        (VOLUMES, "ProcessingResources: {ClusterConfig: {InstanceType: ml.g5.xlarge}}", "not_applicable"),
        (VOLUMES, "ProcessingResources: {ClusterConfig: {InstanceType: ml.r5.large}}", "violated"),
        (OUTPUT, "ProcessingOutputConfig: {KmsKeyId: !GetAtt Key.Arn}", "passed"),
        (OUTPUT, "ProcessingOutputConfig: {Outputs: []}", "violated"),
        (TRAFFIC, "ProcessingResources: {ClusterConfig: {InstanceCount: 1}}", "not_applicable"),
        (TRAFFIC, TWO, "violated"),
        (
            TRAFFIC,
            f"{TWO}, NetworkConfig: {{EnableInterContainerTrafficEncryption: true}}",
            "passed",
        ),
    ],
)
def test_cloudformation(tmp_path: Path, policy: str, stated: str, expected: str) -> None:
    text = f"Key: {{Type: AWS::KMS::Key}}\nIt:\n  Type: AWS::SageMaker::ProcessingJob\n  Properties: {{{stated}}}"
    assert verdicts(policy, cloudformation(tmp_path, text)) == {"It": expected}


K = "arn:aws:kms:us-east-1:123456789012:key/k"


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        (
            "AWS::SageMaker::ProcessingJob",
            {
                "ProcessingResources": {"ClusterConfig": {"InstanceCount": 2, "VolumeKmsKeyId": K}},
                "ProcessingOutputConfig": {"KmsKeyId": K},
                "NetworkConfig": {"EnableInterContainerTrafficEncryption": True},
            },
            {"ProcessingResources": {"ClusterConfig": {"InstanceCount": 2}}},
        ),
        (
            "sagemaker:TransformJob",
            {"TransformResources": {"VolumeKmsKeyId": K}, "TransformOutput": {"KmsKeyId": K}},
            {},
        ),
        (
            "sagemaker:TuningJob",
            {
                "TrainingJobDefinitions": [
                    {
                        "OutputDataConfig": {"KmsKeyId": K},
                        "ResourceConfig": {"VolumeKmsKeyId": K, "InstanceCount": 2},
                        "EnableInterContainerTrafficEncryption": True,
                    }
                ]
            },
            {"TrainingJobDefinition": {"ResourceConfig": {"InstanceCount": 2}}},
        ),
        (
            "sagemaker:AutoMLJob",
            {
                "OutputDataConfig": {"KmsKeyId": K},
                "SecurityConfig": {"VolumeKmsKeyId": K, "EnableInterContainerTrafficEncryption": True},
            },
            {},
        ),
        ("sagemaker:LabelingJob", {"OutputConfig": {"KmsKeyId": K}}, {}),
        ("sagemaker:CompilationJob", {"OutputConfig": {"KmsKeyId": K}}, {}),
    ],
)
def test_account(kind: str, good: dict[str, Any], bad: dict[str, Any]) -> None:
    key = live("AWS::KMS::Key", K, KeyArn=K, KeyManager="CUSTOMER")
    estate = [key, live(kind, "good", **good), live(kind, "bad", **bad)]
    assert verdicts(OUTPUT, estate) == {"good": "passed", "bad": "violated"}
    for policy in (VOLUMES, TRAFFIC):
        assert verdicts(policy, estate) in ({"good": "passed", "bad": "violated"}, {})
    stores = kind not in {"sagemaker:LabelingJob", "sagemaker:CompilationJob"}
    assert bool(verdicts(VOLUMES, estate)) == stores
    assert bool(verdicts(TRAFFIC, estate)) == (stores and kind != "sagemaker:TransformJob")
