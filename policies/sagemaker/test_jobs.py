"""The jobs that train models."""

from __future__ import annotations

import pytest

from pytest_aisec import marks
from pytest_aisec.aws import sagemaker


@marks.severity("high")
@marks.soc2("CC6.1", "C1.1", "CC6.7")
@marks.hipaa("164.312(a)(2)(iv)", "164.312(e)(1)", "164.312(e)(2)(ii)")
@marks.nist_800_53("SC-12", "SC-13", "SC-28", "SC-28(1)", "SC-8", "SC-8(1)")
@marks.nist_ai_rmf("MEASURE 2.7")
@marks.iso_42001("A.4.3")
@marks.owasp_llm("LLM02:2025")
@marks.mitre_atlas("AML.T0035", "AML.M0005", "AML.M0012", "AML.T0048.004")
@marks.aws_genai_lens("GENSEC01-BP02")
@marks.equivalent(prowler="sagemaker_training_jobs_intercontainer_encryption_enabled")
def test_training_traffic_is_encrypted(job: sagemaker.TrainingJob) -> None:
    """The machines of a training job that runs on several talk to each other encrypted.

    Why: gradients give the training data away, and who changes them on the way changes the model.

    Fix: set `enable_inter_container_traffic_encryption = true` in Terraform; CloudFormation declares no training
    jobs.

    ```hcl
    resource "aws_kms_key" "training" {}
    resource "aws_sagemaker_training_job" "chat" {
      training_job_name                         = "chat"
      role_arn                                  = aws_iam_role.training.arn
      enable_inter_container_traffic_encryption = true
      resource_config {
        instance_type     = "ml.m5.24xlarge"
        instance_count    = 2
        volume_size_in_gb = 500
        volume_kms_key_id = aws_kms_key.training.arn
      }
      output_data_config {
        s3_output_path = "s3://weights"
        kms_key_id     = aws_kms_key.training.arn
      }
    }
    ```
    """
    if job.machines == 1:
        pytest.skip("it runs on a single machine")
    assert job.traffic_encrypted


@marks.severity("high")
@marks.soc2("CC6.1", "C1.1", "CC6.7")
@marks.hipaa("164.312(a)(2)(iv)", "164.312(e)(1)", "164.312(e)(2)(ii)")
@marks.nist_800_53("SC-12", "SC-13", "SC-28", "SC-28(1)", "SC-8", "SC-8(1)")
@marks.nist_ai_rmf("MEASURE 2.7")
@marks.iso_42001("A.4.3")
@marks.owasp_llm("LLM02:2025")
@marks.mitre_atlas("AML.T0035", "AML.M0005", "AML.M0012", "AML.T0048.004")
@marks.aws_genai_lens("GENSEC01-BP02")
@marks.equivalent(prowler="sagemaker_training_jobs_volume_and_output_encryption_enabled")
def test_training_volumes_are_encrypted_with_a_customer_managed_key(job: sagemaker.TrainingJob) -> None:
    """The disks of a training job are encrypted with a key that the account manages.

    Why: the whole training data is copied there. Machines with disks of their own (`ml.p4d`, `ml.g5`) encrypt them
    themselves and take no key: they are not judged.

    Fix: name an `aws_kms_key` in `volume_kms_key_id` of `resource_config` in Terraform; CloudFormation declares
    no training jobs.

    ```hcl
    resource "aws_kms_key" "training" {}
    resource "aws_sagemaker_training_job" "chat" {
      training_job_name                         = "chat"
      role_arn                                  = aws_iam_role.training.arn
      enable_inter_container_traffic_encryption = true
      resource_config {
        instance_type     = "ml.m5.24xlarge"
        instance_count    = 2
        volume_size_in_gb = 500
        volume_kms_key_id = aws_kms_key.training.arn
      }
      output_data_config {
        s3_output_path = "s3://weights"
        kms_key_id     = aws_kms_key.training.arn
      }
    }
    ```
    """
    if job.disks_take_no_key:
        pytest.skip("its machines encrypt their disks themselves, and take no key")
    assert job.volume_key is not None and job.volume_key.customer_managed


@marks.severity("high")
@marks.soc2("CC6.1", "C1.1", "CC6.7")
@marks.hipaa("164.312(a)(2)(iv)", "164.312(e)(1)", "164.312(e)(2)(ii)")
@marks.nist_800_53("SC-12", "SC-13", "SC-28", "SC-28(1)", "SC-8", "SC-8(1)")
@marks.nist_ai_rmf("MEASURE 2.7")
@marks.iso_42001("A.4.3")
@marks.owasp_llm("LLM02:2025")
@marks.mitre_atlas("AML.T0035", "AML.M0005", "AML.M0012", "AML.T0048.004")
@marks.aws_genai_lens("GENSEC01-BP02")
@marks.equivalent(prowler="sagemaker_training_jobs_volume_and_output_encryption_enabled")
def test_training_output_is_encrypted_with_a_customer_managed_key(job: sagemaker.TrainingJob) -> None:
    """The weights that a training job writes are encrypted with a key that the account manages.

    Why: they are what all the work was for, and hold what they were trained on.

    Fix: name an `aws_kms_key` in `kms_key_id` of `output_data_config` in Terraform; CloudFormation declares no
    training jobs.

    ```hcl
    resource "aws_kms_key" "training" {}
    resource "aws_sagemaker_training_job" "chat" {
      training_job_name                         = "chat"
      role_arn                                  = aws_iam_role.training.arn
      enable_inter_container_traffic_encryption = true
      resource_config {
        instance_type     = "ml.m5.24xlarge"
        instance_count    = 2
        volume_size_in_gb = 500
        volume_kms_key_id = aws_kms_key.training.arn
      }
      output_data_config {
        s3_output_path = "s3://weights"
        kms_key_id     = aws_kms_key.training.arn
      }
    }
    ```
    """
    assert job.output_key is not None and job.output_key.customer_managed
