"""Where jobs run, and what their containers reach."""

from __future__ import annotations

from pytest_aisec import ai, marks


@marks.severity("high")
@marks.soc2("CC6.1", "CC6.6")
@marks.hipaa("164.312(a)(1)", "164.312(e)(1)")
@marks.nist_800_53("AC-4", "SC-7", "SC-7(5)")
@marks.nist_ai_rmf("MEASURE 2.7")
@marks.iso_42001("A.4.5", "A.7.3", "A.7.4", "A.7.5", "A.7.6")
@marks.owasp_llm("LLM04:2025")
@marks.mitre_atlas("AML.T0049", "AML.M0005", "AML.T0020", "AML.T0059", "AML.T0070", "AML.M0025")
@marks.aws_genai_lens("GENSEC01-BP02", "GENSEC06-BP01")
@marks.equivalent(prowler="sagemaker_training_jobs_vpc_settings_configured")
def test_job_runs_in_a_vpc(job: ai.PlacedJob) -> None:
    """Jobs that prepare data and train models run in subnets of the account.

    Why: elsewhere no security group, endpoint policy or flow log of yours is between the data and the internet.

    Fix: add `vpc_config` to the job, or to each `training_job_definition` of a tuning job, in Terraform,
    `VpcConfig` to `NetworkConfig` in CloudFormation; for AutoML, to `SecurityConfig` where the job is started.

    ```hcl
    resource "aws_sagemaker_training_job" "chat" {
      training_job_name        = "chat"
      role_arn                 = aws_iam_role.training.arn
      enable_network_isolation = true
      vpc_config {
        subnets            = [aws_subnet.private.id]
        security_group_ids = [aws_security_group.training.id]
      }
      resource_config {
        instance_type     = "ml.p4d.24xlarge"
        instance_count    = 1
        volume_size_in_gb = 500
      }
      output_data_config {
        s3_output_path = "s3://weights"
      }
    }
    ```

    ```yaml
    Clean:
      Type: AWS::SageMaker::ProcessingJob
      Properties:
        RoleArn: !GetAtt Role.Arn
        AppSpecification: {ImageUri: 123456789012.dkr.ecr.us-east-1.amazonaws.com/clean:1}
        NetworkConfig:
          EnableNetworkIsolation: true
          VpcConfig: {Subnets: [!Ref PrivateSubnet], SecurityGroupIds: [!Ref CleanGroup]}
        ProcessingResources:
          ClusterConfig: {InstanceCount: 1, InstanceType: ml.m5.xlarge, VolumeSizeInGB: 100}
    ```
    """
    assert job.in_a_vpc


@marks.severity("high")
@marks.soc2("CC6.1", "CC6.6")
@marks.hipaa("164.312(a)(1)", "164.312(e)(1)")
@marks.nist_800_53("AC-4", "SC-7", "SC-7(5)")
@marks.nist_ai_rmf("MEASURE 2.7")
@marks.iso_42001("A.4.5", "A.7.3", "A.7.4", "A.7.5", "A.7.6")
@marks.owasp_llm("LLM04:2025")
@marks.mitre_atlas("AML.T0049", "AML.M0005", "AML.T0020", "AML.T0059", "AML.T0070", "AML.M0025")
@marks.aws_genai_lens("GENSEC01-BP02", "GENSEC06-BP01")
@marks.equivalent(prowler="sagemaker_training_jobs_network_isolation_enabled")
def test_job_is_isolated_from_the_network(job: ai.IsolableJob) -> None:
    """The containers of jobs that prepare data and train models have no way to the network at all.

    Why: a poisoned package among what trains a model can then send nothing away, and fetch nothing either; data
    comes and goes through the service.

    Fix: set `enable_network_isolation = true` in Terraform, `EnableNetworkIsolation: true` in `NetworkConfig` in
    CloudFormation.

    ```hcl
    resource "aws_sagemaker_training_job" "chat" {
      training_job_name        = "chat"
      role_arn                 = aws_iam_role.training.arn
      enable_network_isolation = true
      vpc_config {
        subnets            = [aws_subnet.private.id]
        security_group_ids = [aws_security_group.training.id]
      }
      resource_config {
        instance_type     = "ml.p4d.24xlarge"
        instance_count    = 1
        volume_size_in_gb = 500
      }
      output_data_config {
        s3_output_path = "s3://weights"
      }
    }
    ```

    ```yaml
    Clean:
      Type: AWS::SageMaker::ProcessingJob
      Properties:
        RoleArn: !GetAtt Role.Arn
        AppSpecification: {ImageUri: 123456789012.dkr.ecr.us-east-1.amazonaws.com/clean:1}
        NetworkConfig:
          EnableNetworkIsolation: true
          VpcConfig: {Subnets: [!Ref PrivateSubnet], SecurityGroupIds: [!Ref CleanGroup]}
        ProcessingResources:
          ClusterConfig: {InstanceCount: 1, InstanceType: ml.m5.xlarge, VolumeSizeInGB: 100}
    ```
    """
    assert job.network_isolated
