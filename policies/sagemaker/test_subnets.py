"""In which subnets models are served."""

from __future__ import annotations

import pytest

from pytest_aisec import marks
from pytest_aisec.analysis import network
from pytest_aisec.aws import sagemaker


@marks.severity("high")
@marks.soc2("CC6.1", "CC6.6")
@marks.hipaa("164.312(a)(1)", "164.312(e)(1)")
@marks.nist_800_53("AC-4", "SC-7", "SC-7(5)")
@marks.nist_ai_rmf("MEASURE 2.7")
@marks.iso_42001("A.4.5", "A.4.3")
@marks.owasp_llm("LLM02:2025")
@marks.mitre_atlas("AML.T0049", "AML.M0005", "AML.T0035", "AML.M0012", "AML.T0048.004")
@marks.aws_genai_lens("GENSEC01-BP02")
def test_model_subnets_are_private(model: sagemaker.Model) -> None:
    """A model of SageMaker is served from private subnets.

    Why: where the routes of a subnet lead to an internet gateway, one wrong rule of a security group is all that
    stands between the model and the internet.

    Fix: name subnets in `vpc_config` in Terraform, in `VpcConfig` in CloudFormation, whose route table has no route
    to an internet gateway.

    ```hcl
    resource "aws_vpc" "ai" {
      cidr_block = "10.20.0.0/16"
    }
    resource "aws_subnet" "private" {
      vpc_id     = aws_vpc.ai.id
      cidr_block = "10.20.1.0/24"
    }
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
    Vpc:
      Type: AWS::EC2::VPC
      Properties: {CidrBlock: 10.20.0.0/16}
    PrivateSubnet:
      Type: AWS::EC2::Subnet
      Properties: {VpcId: !Ref Vpc, CidrBlock: 10.20.1.0/24}
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
    if not model.subnets:
        pytest.skip("it is in none: it is judged for that")
    assert not network.public_among(model.subnets)
