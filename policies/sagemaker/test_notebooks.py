"""SageMaker notebook instances."""

from __future__ import annotations

from pytest_aisec import marks
from pytest_aisec.aws import sagemaker


@marks.severity("high")
@marks.soc2("CC6.1", "CC6.6")
@marks.hipaa("164.312(a)(1)", "164.312(e)(1)")
@marks.nist_800_53("AC-4", "SC-7", "SC-7(5)")
@marks.iso_42001("A.4.5")
@marks.mitre_atlas("AML.T0049", "AML.M0005")
@marks.aws_genai_lens("GENSEC01-BP02")
@marks.equivalent(
    checkov="CKV_AWS_122",
    prowler="sagemaker_notebook_instance_without_direct_internet_access_configured",
    kics="88d55d94",
    cfn_guard="SAGEMAKER_NOTEBOOK_NO_DIRECT_INTERNET_ACCESS",
    security_hub="SageMaker.1",
    config="sagemaker-notebook-no-direct-internet-access",
)
def test_notebook_has_no_direct_internet_access(notebook: sagemaker.NotebookInstance) -> None:
    """Notebook instances reach the internet through your VPC only.

    Why: with direct access a notebook's traffic bypasses the VPC, its firewalls and its flow logs. That is a way
    out for training data that nobody sees.

    Fix: set `direct_internet_access = "Disabled"` with a `subnet_id` in Terraform, `DirectInternetAccess: Disabled` in
    CloudFormation.

    ```hcl
    resource "aws_sagemaker_notebook_instance" "research" {
      name                   = "research"
      instance_type          = "ml.g5.xlarge"
      role_arn               = aws_iam_role.research.arn
      subnet_id              = aws_subnet.private.id
      security_groups        = [aws_security_group.research.id]
      direct_internet_access = "Disabled"
    }
    ```

    ```yaml
    Research:
      Type: AWS::SageMaker::NotebookInstance
      Properties:
        InstanceType: ml.g5.xlarge
        RoleArn: !GetAtt ResearchRole.Arn
        SubnetId: !Ref PrivateSubnet
        SecurityGroupIds: [!GetAtt ResearchGroup.GroupId]
        DirectInternetAccess: Disabled
    ```
    """
    assert not notebook.direct_internet_access
