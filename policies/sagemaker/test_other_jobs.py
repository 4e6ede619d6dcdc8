"""Jobs beside training."""

from __future__ import annotations

from pytest_aisec import ai, marks


@marks.severity("high")
@marks.soc2("CC6.1", "C1.1", "CC6.7")
@marks.hipaa("164.312(a)(2)(iv)", "164.312(e)(1)", "164.312(e)(2)(ii)")
@marks.nist_800_53("SC-12", "SC-13", "SC-28", "SC-28(1)", "SC-8", "SC-8(1)")
@marks.nist_ai_rmf("MEASURE 2.7")
@marks.iso_42001("A.4.3")
@marks.owasp_llm("LLM02:2025")
@marks.mitre_atlas("AML.T0035", "AML.T0048.004", "AML.M0005", "AML.M0012")
@marks.aws_genai_lens("GENSEC01-BP02")
def test_job_volumes_are_encrypted_with_a_customer_managed_key(job: ai.StoringJob) -> None:
    """The disks of jobs other than training are encrypted with a key that the account manages.

    Why: jobs that prepare data, try settings or answer in bulk copy the same data as training does, and are looked
    at less. Machines with disks of their own (`ml.p4d`, `ml.g5`) encrypt them themselves and take no key: they are
    not judged.

    Fix: name an `aws_kms_key` in `volume_kms_key_id` of `resource_config` in Terraform, in `VolumeKmsKeyId` of
    `ClusterConfig` in CloudFormation; for other jobs, where they are started.

    ```hcl
    resource "aws_sagemaker_hyper_parameter_tuning_job" "chat" {
      name = "chat"
      training_job_definition {
        role_arn                                  = aws_iam_role.training.arn
        enable_inter_container_traffic_encryption = true
        output_data_config {
          s3_output_path = "s3://weights"
          kms_key_id     = aws_kms_key.training.arn
        }
        resource_config {
          instance_type     = "ml.m5.24xlarge"
          instance_count    = 2
          volume_size_in_gb = 500
          volume_kms_key_id = aws_kms_key.training.arn
        }
      }
    }
    resource "aws_kms_key" "training" {}
    ```

    ```yaml
    Clean:
      Type: AWS::SageMaker::ProcessingJob
      Properties:
        RoleArn: !GetAtt Role.Arn
        AppSpecification: {ImageUri: 123456789012.dkr.ecr.us-east-1.amazonaws.com/clean:1}
        NetworkConfig: {EnableInterContainerTrafficEncryption: true}
        ProcessingResources:
          ClusterConfig:
            InstanceCount: 2
            InstanceType: ml.m5.xlarge
            VolumeSizeInGB: 100
            VolumeKmsKeyId: !GetAtt Key.Arn
        ProcessingOutputConfig:
          KmsKeyId: !GetAtt Key.Arn
          Outputs: []
    Key:
      Type: AWS::KMS::Key
    ```
    """
    assert job.volumes_encrypted_with_customer_managed_key


@marks.severity("high")
@marks.soc2("CC6.1", "C1.1", "CC6.7")
@marks.hipaa("164.312(a)(2)(iv)", "164.312(e)(1)", "164.312(e)(2)(ii)")
@marks.nist_800_53("SC-12", "SC-13", "SC-28", "SC-28(1)", "SC-8", "SC-8(1)")
@marks.nist_ai_rmf("MEASURE 2.7")
@marks.iso_42001("A.4.3")
@marks.owasp_llm("LLM02:2025")
@marks.mitre_atlas("AML.T0035", "AML.T0048.004", "AML.M0005", "AML.M0012")
@marks.aws_genai_lens("GENSEC01-BP02")
def test_job_output_is_encrypted_with_a_customer_managed_key(job: ai.WritingJob) -> None:
    """What jobs other than training write is encrypted with a key that the account manages.

    Why: prepared data, labels and answers in bulk are as confidential as what they were made of.

    Fix: name an `aws_kms_key` in `kms_key_id` of `output_data_config`, or of `output_config` of a labeling job, in
    Terraform, in `KmsKeyId` of `ProcessingOutputConfig` in CloudFormation; for other jobs, where they are started.

    ```hcl
    resource "aws_sagemaker_hyper_parameter_tuning_job" "chat" {
      name = "chat"
      training_job_definition {
        role_arn                                  = aws_iam_role.training.arn
        enable_inter_container_traffic_encryption = true
        output_data_config {
          s3_output_path = "s3://weights"
          kms_key_id     = aws_kms_key.training.arn
        }
        resource_config {
          instance_type     = "ml.m5.24xlarge"
          instance_count    = 2
          volume_size_in_gb = 500
          volume_kms_key_id = aws_kms_key.training.arn
        }
      }
    }
    resource "aws_kms_key" "training" {}
    ```

    ```yaml
    Clean:
      Type: AWS::SageMaker::ProcessingJob
      Properties:
        RoleArn: !GetAtt Role.Arn
        AppSpecification: {ImageUri: 123456789012.dkr.ecr.us-east-1.amazonaws.com/clean:1}
        NetworkConfig: {EnableInterContainerTrafficEncryption: true}
        ProcessingResources:
          ClusterConfig:
            InstanceCount: 2
            InstanceType: ml.m5.xlarge
            VolumeSizeInGB: 100
            VolumeKmsKeyId: !GetAtt Key.Arn
        ProcessingOutputConfig:
          KmsKeyId: !GetAtt Key.Arn
          Outputs: []
    Key:
      Type: AWS::KMS::Key
    ```
    """
    assert job.output_encrypted_with_customer_managed_key


@marks.severity("high")
@marks.soc2("CC6.1", "C1.1", "CC6.7")
@marks.hipaa("164.312(a)(2)(iv)", "164.312(e)(1)", "164.312(e)(2)(ii)")
@marks.nist_800_53("SC-12", "SC-13", "SC-28", "SC-28(1)", "SC-8", "SC-8(1)")
@marks.nist_ai_rmf("MEASURE 2.7")
@marks.iso_42001("A.4.3")
@marks.owasp_llm("LLM02:2025")
@marks.mitre_atlas("AML.T0035", "AML.T0048.004", "AML.M0005", "AML.M0012")
@marks.aws_genai_lens("GENSEC01-BP02")
def test_job_traffic_is_encrypted(job: ai.DistributedJob) -> None:
    """The machines of a job that runs on several talk to each other encrypted.

    Why: they pass the data on to each other. Who changes it on the way changes the model.

    Fix: set `enable_inter_container_traffic_encryption = true` in Terraform,
    `EnableInterContainerTrafficEncryption: true` in CloudFormation; for other jobs, where they are started.

    ```hcl
    resource "aws_sagemaker_hyper_parameter_tuning_job" "chat" {
      name = "chat"
      training_job_definition {
        role_arn                                  = aws_iam_role.training.arn
        enable_inter_container_traffic_encryption = true
        output_data_config {
          s3_output_path = "s3://weights"
          kms_key_id     = aws_kms_key.training.arn
        }
        resource_config {
          instance_type     = "ml.m5.24xlarge"
          instance_count    = 2
          volume_size_in_gb = 500
          volume_kms_key_id = aws_kms_key.training.arn
        }
      }
    }
    resource "aws_kms_key" "training" {}
    ```

    ```yaml
    Clean:
      Type: AWS::SageMaker::ProcessingJob
      Properties:
        RoleArn: !GetAtt Role.Arn
        AppSpecification: {ImageUri: 123456789012.dkr.ecr.us-east-1.amazonaws.com/clean:1}
        NetworkConfig: {EnableInterContainerTrafficEncryption: true}
        ProcessingResources:
          ClusterConfig:
            InstanceCount: 2
            InstanceType: ml.m5.xlarge
            VolumeSizeInGB: 100
            VolumeKmsKeyId: !GetAtt Key.Arn
        ProcessingOutputConfig:
          KmsKeyId: !GetAtt Key.Arn
          Outputs: []
    Key:
      Type: AWS::KMS::Key
    ```
    """
    assert job.traffic_encrypted
