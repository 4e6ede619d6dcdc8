"""File systems that models are loaded or trained from."""

from __future__ import annotations

from pytest_aisec import ai, marks


@marks.severity("medium")
@marks.soc2("CC6.1", "C1.1", "CC6.7")
@marks.hipaa("164.312(a)(2)(iv)", "164.312(e)(1)", "164.312(e)(2)(ii)")
@marks.nist_800_53("SC-12", "SC-13", "SC-28", "SC-28(1)", "SC-8", "SC-8(1)")
@marks.nist_ai_rmf("MEASURE 2.7")
@marks.iso_42001("A.4.3")
@marks.owasp_llm("LLM02:2025")
@marks.mitre_atlas("AML.T0035", "AML.T0048.004", "AML.M0005", "AML.M0012")
@marks.aws_genai_lens("GENSEC01-BP01")
@marks.equivalent(
    checkov="CKV_AWS_42",
    prowler="efs_encryption_at_rest_enabled",
    trivy="AWS-0037",
    kics="48207659",
    security_hub="EFS.1",
    config="efs-encrypted-check",
)
def test_ai_file_system_is_encrypted(system: ai.FileSystem) -> None:
    """File systems of the AI estate keep their files encrypted.

    Why: weights and training data lie on them. A file system that was made without encryption cannot be given it later.

    Fix: set `encrypted = true` in Terraform, `Encrypted: true` in CloudFormation.

    ```hcl
    resource "aws_efs_file_system" "weights" {
      encrypted  = true
      kms_key_id = "arn:aws:kms:us-east-1:123456789012:key/0a1b2c3d"
    }
    ```

    ```yaml
    Weights:
      Type: AWS::EFS::FileSystem
      Properties:
        Encrypted: true
        KmsKeyId: arn:aws:kms:us-east-1:123456789012:key/0a1b2c3d
    ```
    """
    assert system.encrypted


@marks.severity("medium")
@marks.soc2("CC6.1", "C1.1", "CC6.7")
@marks.hipaa("164.312(a)(2)(iv)", "164.312(e)(1)", "164.312(e)(2)(ii)")
@marks.nist_800_53("SC-12", "SC-13", "SC-28", "SC-28(1)", "SC-8", "SC-8(1)")
@marks.nist_ai_rmf("MEASURE 2.7")
@marks.iso_42001("A.4.3")
@marks.owasp_llm("LLM02:2025")
@marks.mitre_atlas("AML.T0035", "AML.T0048.004", "AML.M0005", "AML.M0012")
@marks.aws_genai_lens("GENSEC01-BP01")
@marks.equivalent(checkov=("CKV_AWS_184", "CKV_AWS_190"))
def test_ai_file_system_is_encrypted_with_a_customer_managed_key(system: ai.FileSystem) -> None:
    """File systems of the AI estate are encrypted with a key that the account manages.

    Why: with a key that AWS manages nobody can see who reads the weights, or end that for all of them at once.

    Fix: name the key in `kms_key_id` in Terraform, in `KmsKeyId` in CloudFormation; for EFS and for FSx.

    ```hcl
    resource "aws_efs_file_system" "weights" {
      encrypted  = true
      kms_key_id = "arn:aws:kms:us-east-1:123456789012:key/0a1b2c3d"
    }
    ```

    ```yaml
    Weights:
      Type: AWS::EFS::FileSystem
      Properties:
        Encrypted: true
        KmsKeyId: arn:aws:kms:us-east-1:123456789012:key/0a1b2c3d
    ```
    """
    assert system.kms_key is not None and system.kms_key.customer_managed


@marks.severity("medium")
@marks.soc2("CC6.1", "C1.1", "CC6.7")
@marks.hipaa("164.312(a)(2)(iv)", "164.312(e)(1)", "164.312(e)(2)(ii)")
@marks.nist_800_53("SC-12", "SC-13", "SC-28", "SC-28(1)", "SC-8", "SC-8(1)")
@marks.nist_ai_rmf("MEASURE 2.7")
@marks.iso_42001("A.4.3")
@marks.owasp_llm("LLM02:2025")
@marks.mitre_atlas("AML.T0035", "AML.T0048.004", "AML.M0005", "AML.M0012")
@marks.aws_genai_lens("GENSEC01-BP01")
def test_ai_file_system_is_not_reached_from_public_subnets(system: ai.FileSystem) -> None:
    """File systems of the AI estate are reached from private subnets only.

    Why: what mounts it in a public subnet can be reached from the internet, and has the weights and the training data
    of everybody who mounts it.

    Fix: make mount targets only in subnets whose route table has no route to an internet gateway: `subnet_id` of
    `aws_efs_mount_target` in Terraform, `SubnetId` of `AWS::EFS::MountTarget` in CloudFormation.

    ```hcl
    resource "aws_subnet" "private" {
      vpc_id     = aws_vpc.ai.id
      cidr_block = "10.20.1.0/24"
    }
    resource "aws_route_table" "private" {
      vpc_id = aws_vpc.ai.id
    }
    resource "aws_route_table_association" "private" {
      subnet_id      = aws_subnet.private.id
      route_table_id = aws_route_table.private.id
    }
    resource "aws_efs_file_system" "weights" {
      encrypted = true
    }
    resource "aws_efs_mount_target" "weights" {
      file_system_id = aws_efs_file_system.weights.id
      subnet_id      = aws_subnet.private.id
    }
    ```

    ```yaml
    PrivateSubnet:
      Type: AWS::EC2::Subnet
      Properties:
        VpcId: !Ref Vpc
        CidrBlock: 10.20.1.0/24
    PrivateRoutes:
      Type: AWS::EC2::RouteTable
      Properties:
        VpcId: !Ref Vpc
    PrivateAssociation:
      Type: AWS::EC2::SubnetRouteTableAssociation
      Properties:
        SubnetId: !Ref PrivateSubnet
        RouteTableId: !Ref PrivateRoutes
    Weights:
      Type: AWS::EFS::FileSystem
      Properties:
        Encrypted: true
    Target:
      Type: AWS::EFS::MountTarget
      Properties:
        FileSystemId: !Ref Weights
        SubnetId: !Ref PrivateSubnet
        SecurityGroups: [!Ref Group]
    ```
    """
    assert not system.public_subnets


@marks.severity("medium")
@marks.soc2("CC6.1", "C1.1", "CC6.7")
@marks.hipaa("164.312(a)(2)(iv)", "164.312(e)(1)", "164.312(e)(2)(ii)")
@marks.nist_800_53("SC-12", "SC-13", "SC-28", "SC-28(1)", "SC-8", "SC-8(1)")
@marks.nist_ai_rmf("MEASURE 2.7")
@marks.iso_42001("A.4.3")
@marks.owasp_llm("LLM02:2025")
@marks.mitre_atlas("AML.T0035", "AML.T0048.004", "AML.M0005", "AML.M0012")
@marks.aws_genai_lens("GENSEC01-BP01")
@marks.equivalent(checkov="CKV_AWS_97")
def test_model_task_mounts_file_systems_with_tls(task: ai.MountingTask) -> None:
    """Tasks that run models mount file systems with TLS.

    Why: without it whoever can listen in the network reads the weights as they are loaded, or hands the model other
    ones.

    Fix: set `transit_encryption = "ENABLED"` in `efs_volume_configuration` in Terraform, `TransitEncryption: ENABLED`
    in `EFSVolumeConfiguration` in CloudFormation.

    ```hcl
    resource "aws_ecs_task_definition" "llm" {
      family                = "llm"
      container_definitions = jsonencode([{ name = "llm", image = "vllm/vllm-openai:v0.9.0" }])
      volume {
        name = "weights"
        efs_volume_configuration {
          file_system_id     = aws_efs_file_system.weights.id
          transit_encryption = "ENABLED"
        }
      }
    }
    ```

    ```yaml
    Llm:
      Type: AWS::ECS::TaskDefinition
      Properties:
        ContainerDefinitions: [{Name: llm, Image: "vllm/vllm-openai:v0.9.0"}]
        Volumes:
          - Name: weights
            EFSVolumeConfiguration: {FilesystemId: !Ref Weights, TransitEncryption: ENABLED}
    ```
    """
    assert task.plain_mounts == []
