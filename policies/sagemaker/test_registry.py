"""Who may take models from the registry."""

from __future__ import annotations

from pytest_aisec import ai, marks
from pytest_aisec.aws import sagemaker
from pytest_aisec.settings import Settings


@marks.severity("high")
@marks.soc2("CC6.1", "CC6.3")
@marks.hipaa("164.308(a)(4)(ii)(B)", "164.312(a)(1)")
@marks.nist_800_53("AC-3", "AC-5", "AC-6")
@marks.nist_ai_rmf("MEASURE 2.7", "GOVERN 6.1", "MAP 4.1", "MANAGE 3.1")
@marks.iso_42001("A.4.3", "A.10.3")
@marks.owasp_llm("LLM02:2025", "LLM03:2025")
@marks.mitre_atlas(
    "AML.T0035",
    "AML.T0048.004",
    "AML.M0005",
    "AML.M0012",
    "AML.T0010",
    "AML.T0011",
    "AML.T0058",
    "AML.M0013",
    "AML.M0014",
    "AML.M0016",
)
@marks.aws_genai_lens("GENSEC01-BP02", "GENSEC06-BP01")
def test_model_package_group_does_not_let_everybody_in(group: sagemaker.ModelPackageGroup) -> None:
    """No policy of a model package group lets everybody in without a condition that tells who it is.

    Why: whoever may describe the packages finds the weights; whoever may change their approval decides what is
    served.

    Fix: name accounts or roles under `Principal` of the `aws_sagemaker_model_package_group_policy` in Terraform, of
    `ModelPackageGroupPolicy` in CloudFormation.

    ```hcl
    resource "aws_sagemaker_model_package_group" "chat" {
      model_package_group_name = "chat"
    }
    resource "aws_sagemaker_model_package_group_policy" "chat" {
      model_package_group_name = aws_sagemaker_model_package_group.chat.model_package_group_name
      resource_policy = jsonencode({
        Version = "2012-10-17"
        Statement = [{
          Effect    = "Allow"
          Principal = { AWS = aws_iam_role.serving.arn }
          Action    = "sagemaker:DescribeModelPackage"
          Resource  = "*"
        }]
      })
    }
    resource "aws_iam_role" "serving" {
      assume_role_policy = "{}"
    }
    ```

    ```yaml
    Chat:
      Type: AWS::SageMaker::ModelPackageGroup
      Properties:
        ModelPackageGroupName: chat
        ModelPackageGroupPolicy:
          Version: "2012-10-17"
          Statement:
            - Effect: Allow
              Principal: {AWS: !Sub "arn:aws:iam::${AWS::AccountId}:role/serving"}
              Action: sagemaker:DescribeModelPackage
              Resource: "*"
    ```
    """
    assert not group.admits_anyone


@marks.severity("high")
@marks.soc2("CC6.1", "CC6.3")
@marks.hipaa("164.308(a)(4)(ii)(B)", "164.312(a)(1)")
@marks.nist_800_53("AC-3", "AC-5", "AC-6")
@marks.nist_ai_rmf("MEASURE 2.7", "GOVERN 6.1", "MAP 4.1", "MANAGE 3.1")
@marks.iso_42001("A.4.3", "A.10.3")
@marks.owasp_llm("LLM02:2025", "LLM03:2025")
@marks.mitre_atlas(
    "AML.T0035",
    "AML.T0048.004",
    "AML.M0005",
    "AML.M0012",
    "AML.T0010",
    "AML.T0011",
    "AML.T0058",
    "AML.M0013",
    "AML.M0014",
    "AML.M0016",
)
@marks.aws_genai_lens("GENSEC01-BP02", "GENSEC06-BP01")
def test_model_package_group_is_shared_with_trusted_accounts_only(group: ai.SharedModels, settings: Settings) -> None:
    """The policy of a model package group lets in its own account, and trusted ones, only.

    Why: models go where packages are shared to, and nobody here sees what becomes of them.

    Fix: remove the account from the `aws_sagemaker_model_package_group_policy` in Terraform, from
    `ModelPackageGroupPolicy` in CloudFormation, or name it in `trusted_accounts` in `[tool.aisec.settings]`. Files
    do not tell their own account: name it there, too.

    ```hcl
    resource "aws_sagemaker_model_package_group" "chat" {
      model_package_group_name = "chat"
    }
    resource "aws_sagemaker_model_package_group_policy" "chat" {
      model_package_group_name = aws_sagemaker_model_package_group.chat.model_package_group_name
      resource_policy = jsonencode({
        Version = "2012-10-17"
        Statement = [{
          Effect    = "Allow"
          Principal = { AWS = aws_iam_role.serving.arn }
          Action    = "sagemaker:DescribeModelPackage"
          Resource  = "*"
        }]
      })
    }
    resource "aws_iam_role" "serving" {
      assume_role_policy = "{}"
    }
    ```

    ```yaml
    Chat:
      Type: AWS::SageMaker::ModelPackageGroup
      Properties:
        ModelPackageGroupName: chat
        ModelPackageGroupPolicy:
          Version: "2012-10-17"
          Statement:
            - Effect: Allow
              Principal: {AWS: !Sub "arn:aws:iam::${AWS::AccountId}:role/serving"}
              Action: sagemaker:DescribeModelPackage
              Resource: "*"
    ```
    """
    assert group.foreign_accounts(settings.trusted_accounts) == []
