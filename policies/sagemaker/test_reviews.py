"""Who looked at a model before it is served."""

from __future__ import annotations

from pytest_aisec import ai, marks


@marks.severity("high")
@marks.soc2("CC8.1")
@marks.hipaa("164.308(a)(8)", "164.312(c)(1)")
@marks.nist_800_53("CM-3", "CM-5", "SA-10")
@marks.nist_ai_rmf("GOVERN 6.1", "MAP 4.1", "MANAGE 3.1")
@marks.iso_42001("A.10.3")
@marks.owasp_llm("LLM03:2025")
@marks.mitre_atlas("AML.T0010", "AML.M0013", "AML.M0014", "AML.M0016", "AML.T0011", "AML.T0058")
@marks.aws_genai_lens("GENSEC06-BP01")
def test_served_model_package_was_approved_by_another(model: ai.ReviewedModel) -> None:
    """Each version of the registry that a model serves was approved by somebody else than made it.

    Why: who trains a model and approves it too has nobody to convince that the data was clean. One stolen session is
    then enough to put another model before the customers.

    Fix: take `sagemaker:UpdateModelPackage` from the role that registers versions, and let reviewers approve with
    their own. SageMaker tells who changed a version last, which after an approval is who approved it.
    """
    assert model.was_approved_by_another


@marks.severity("high")
@marks.soc2("CC8.1")
@marks.hipaa("164.308(a)(8)", "164.312(c)(1)")
@marks.nist_800_53("CM-3", "CM-5", "SA-10")
@marks.nist_ai_rmf("GOVERN 6.1", "MAP 4.1", "MANAGE 3.1")
@marks.iso_42001("A.10.3")
@marks.owasp_llm("LLM03:2025")
@marks.mitre_atlas("AML.T0010", "AML.M0013", "AML.M0014", "AML.M0016", "AML.T0011", "AML.T0058")
@marks.aws_genai_lens("GENSEC06-BP01")
def test_served_model_has_an_approved_card(model: ai.ReviewedModel) -> None:
    """What is written down about a model that is served, what it is for and how it did, is approved.

    Why: a card that is still a draft says that nobody has agreed to what the model is used for, or to the risk that
    comes with it.

    Fix: name the model in `model_overview` of an `aws_sagemaker_model_card` and set its `model_card_status` to
    `Approved` in Terraform; in CloudFormation `ModelOverview` and `ModelCardStatus` of an `AWS::SageMaker::ModelCard`,
    or `ModelCard` of the `AWS::SageMaker::ModelPackage`. Accounts are judged by the cards of the registry.

    ```hcl
    resource "aws_sagemaker_model" "chat" {
      name               = "chat"
      execution_role_arn = aws_iam_role.chat.arn
    }
    resource "aws_sagemaker_model_card" "chat" {
      model_card_name   = "chat"
      model_card_status = "Approved"
      content           = jsonencode({ model_overview = { model_name = aws_sagemaker_model.chat.name } })
    }
    ```

    ```yaml
    Chat:
      Type: AWS::SageMaker::Model
      Properties:
        ExecutionRoleArn: !GetAtt Role.Arn
    Card:
      Type: AWS::SageMaker::ModelCard
      Properties:
        ModelCardName: chat
        ModelCardStatus: Approved
        Content:
          ModelOverview: {ModelId: !Ref Chat}
    ```
    """
    assert model.has_an_approved_card


@marks.severity("high")
@marks.soc2("CC8.1")
@marks.hipaa("164.308(a)(8)", "164.312(c)(1)")
@marks.nist_800_53("CM-3", "CM-5", "SA-10")
@marks.nist_ai_rmf("GOVERN 6.1", "MAP 4.1", "MANAGE 3.1")
@marks.iso_42001("A.10.3")
@marks.owasp_llm("LLM03:2025")
@marks.mitre_atlas("AML.T0010", "AML.M0013", "AML.M0014", "AML.M0016", "AML.T0011", "AML.T0058")
@marks.aws_genai_lens("GENSEC06-BP01")
def test_served_model_comes_from_the_registry(model: ai.ServedModel) -> None:
    """Each container of a model that an endpoint serves runs a version of the registry.

    Why: an image and a file of weights come from wherever somebody put them, and whoever may write to the bucket
    changes what answers. A version is registered, looked at, and approved before it is served.

    Fix: register the model, and name its version in `model_package_name` of `primary_container`, and of each
    `container`, of the `aws_sagemaker_model` in Terraform, in `ModelPackageName` of the `AWS::SageMaker::Model` in
    CloudFormation, instead of an image and `ModelDataUrl`. Let an inference component name such a model instead of a
    container. Models that no endpoint serves are not judged.

    ```hcl
    resource "aws_sagemaker_model" "chat" {
      name               = "chat"
      execution_role_arn = aws_iam_role.chat.arn
      primary_container {
        model_package_name = "arn:aws:sagemaker:us-east-1:123456789012:model-package/chat/3"
      }
    }
    resource "aws_sagemaker_endpoint_configuration" "chat" {
      name = "chat"
      production_variants {
        model_name    = aws_sagemaker_model.chat.name
        instance_type = "ml.g5.xlarge"
      }
    }
    resource "aws_sagemaker_endpoint" "chat" {
      name                 = "chat"
      endpoint_config_name = aws_sagemaker_endpoint_configuration.chat.name
    }
    ```

    ```yaml
    Package:
      Type: AWS::SageMaker::ModelPackage
      Properties:
        ModelApprovalStatus: Approved
    Chat:
      Type: AWS::SageMaker::Model
      Properties:
        ExecutionRoleArn: !GetAtt Role.Arn
        PrimaryContainer: {ModelPackageName: !GetAtt Package.ModelPackageArn}
    ChatConfig:
      Type: AWS::SageMaker::EndpointConfig
      Properties:
        ProductionVariants:
          - {VariantName: all, ModelName: !GetAtt Chat.ModelName, InstanceType: ml.g5.xlarge, InitialInstanceCount: 2}
    ChatEndpoint:
      Type: AWS::SageMaker::Endpoint
      Properties:
        EndpointConfigName: !GetAtt ChatConfig.EndpointConfigName
    ```
    """
    assert model.comes_from_the_registry
