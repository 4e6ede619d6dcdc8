"""On what, and where, people build models."""

from __future__ import annotations

from pytest_aisec import marks
from pytest_aisec.analysis import network
from pytest_aisec.aws import sagemaker
from pytest_aisec.settings import Settings


@marks.severity("high")
@marks.soc2("CC6.1", "CC6.6")
@marks.hipaa("164.312(a)(1)", "164.312(e)(1)")
@marks.nist_800_53("AC-4", "SC-7", "SC-7(5)")
@marks.iso_42001("A.4.5")
@marks.mitre_atlas("AML.T0049", "AML.M0005")
@marks.aws_genai_lens("GENSEC01-BP02")
@marks.equivalent(config="sagemaker-notebook-instance-platform-version", security_hub="SageMaker.8")
def test_notebook_runs_on_a_supported_platform(notebook: sagemaker.NotebookInstance, settings: Settings) -> None:
    """Notebook instances run on a platform that still gets security updates.

    Why: a platform that is out of support keeps every hole that is found in it, on a machine on which people open
    what others wrote.

    Fix: set `platform_identifier` in Terraform, `PlatformIdentifier` in CloudFormation, to one of
    `notebook_platforms` in `[tool.aisec.settings]`, or leave it out.

    ```hcl
    resource "aws_sagemaker_notebook_instance" "research" {
      name                = "research"
      instance_type       = "ml.g5.xlarge"
      role_arn            = aws_iam_role.research.arn
      subnet_id           = aws_subnet.private.id
      platform_identifier = "notebook-al2023-v1"
    }
    ```

    ```yaml
    Research:
      Type: AWS::SageMaker::NotebookInstance
      Properties:
        InstanceType: ml.g5.xlarge
        RoleArn: !GetAtt Role.Arn
        SubnetId: !Ref PrivateSubnet
        PlatformIdentifier: notebook-al2023-v1
    ```
    """
    assert notebook.platform in settings.notebook_platforms


@marks.severity("high")
@marks.soc2("CC6.1", "CC6.6")
@marks.hipaa("164.312(a)(1)", "164.312(e)(1)")
@marks.nist_800_53("AC-4", "SC-7", "SC-7(5)")
@marks.iso_42001("A.4.5")
@marks.mitre_atlas("AML.T0049", "AML.M0005")
@marks.aws_genai_lens("GENSEC01-BP02")
def test_domain_subnets_are_private(domain: sagemaker.Domain) -> None:
    """A Studio domain stands in private subnets.

    Why: from a subnet with a route to an internet gateway its notebooks leave without passing a firewall, although
    their traffic stays in the VPC.

    Fix: name subnets in `subnet_ids` in Terraform, in `SubnetIds` in CloudFormation, whose route table has no route
    to an internet gateway.

    ```hcl
    resource "aws_vpc" "ai" {
      cidr_block = "10.20.0.0/16"
    }
    resource "aws_subnet" "private" {
      vpc_id     = aws_vpc.ai.id
      cidr_block = "10.20.1.0/24"
    }
    resource "aws_sagemaker_domain" "studio" {
      domain_name             = "studio"
      auth_mode               = "SSO"
      vpc_id                  = aws_vpc.ai.id
      subnet_ids              = [aws_subnet.private.id]
      app_network_access_type = "VpcOnly"
      default_user_settings {
        execution_role  = aws_iam_role.studio.arn
        security_groups = [aws_security_group.studio.id]
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
    Studio:
      Type: AWS::SageMaker::Domain
      Properties:
        DomainName: studio
        AuthMode: SSO
        VpcId: !Ref Vpc
        SubnetIds: [!Ref PrivateSubnet]
        AppNetworkAccessType: VpcOnly
        DefaultUserSettings:
          ExecutionRole: !GetAtt Role.Arn
          SecurityGroups: [!Ref StudioGroup]
    ```
    """
    assert not network.public_among(domain.subnets, outwards=True)


@marks.severity("high")
@marks.soc2("CC6.1", "CC6.6")
@marks.hipaa("164.312(a)(1)", "164.312(e)(1)")
@marks.nist_800_53("AC-4", "SC-7", "SC-7(5)")
@marks.iso_42001("A.4.5")
@marks.mitre_atlas("AML.T0049", "AML.M0005")
@marks.aws_genai_lens("GENSEC01-BP02")
def test_domain_has_security_groups_of_the_account(domain: sagemaker.Domain) -> None:
    """The notebooks of a Studio domain have security groups of the account.

    Why: without them nobody decides what everybody's notebooks may reach inside the VPC.

    Fix: name them in `security_groups` of `default_user_settings` in Terraform, in `SecurityGroups` of
    `DefaultUserSettings` in CloudFormation.

    ```hcl
    resource "aws_vpc" "ai" {
      cidr_block = "10.20.0.0/16"
    }
    resource "aws_subnet" "private" {
      vpc_id     = aws_vpc.ai.id
      cidr_block = "10.20.1.0/24"
    }
    resource "aws_sagemaker_domain" "studio" {
      domain_name             = "studio"
      auth_mode               = "SSO"
      vpc_id                  = aws_vpc.ai.id
      subnet_ids              = [aws_subnet.private.id]
      app_network_access_type = "VpcOnly"
      default_user_settings {
        execution_role  = aws_iam_role.studio.arn
        security_groups = [aws_security_group.studio.id]
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
    Studio:
      Type: AWS::SageMaker::Domain
      Properties:
        DomainName: studio
        AuthMode: SSO
        VpcId: !Ref Vpc
        SubnetIds: [!Ref PrivateSubnet]
        AppNetworkAccessType: VpcOnly
        DefaultUserSettings:
          ExecutionRole: !GetAtt Role.Arn
          SecurityGroups: [!Ref StudioGroup]
    ```
    """
    assert domain.security_groups
