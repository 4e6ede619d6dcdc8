"""Where the definitions of pipelines come from."""

from __future__ import annotations

import pytest

from pytest_aisec import ai, marks
from pytest_aisec.aws import sagemaker


@marks.severity("high")
@marks.soc2("CC8.1")
@marks.hipaa("164.308(a)(8)", "164.312(c)(1)")
@marks.nist_800_53("CM-3", "CM-5", "SA-10")
@marks.nist_ai_rmf("MEASURE 2.7", "GOVERN 6.1", "MAP 4.1", "MANAGE 3.1")
@marks.iso_42001("A.7.3", "A.7.4", "A.7.5", "A.7.6", "A.10.3")
@marks.owasp_llm("LLM04:2025", "LLM03:2025")
@marks.mitre_atlas(
    "AML.T0020",
    "AML.T0059",
    "AML.T0070",
    "AML.M0025",
    "AML.T0010",
    "AML.T0011",
    "AML.T0058",
    "AML.M0013",
    "AML.M0014",
    "AML.M0016",
)
@marks.aws_genai_lens("GENSEC06-BP01")
def test_pipeline_definition_in_s3_is_pinned_to_a_version(pipeline: sagemaker.Pipeline) -> None:
    """A SageMaker pipeline whose definition lies in S3 names the version of the object.

    Why: the definition says which data a model is trained on and with which code. Whoever may write the object
    changes both, and the file that names it still reads the same.

    Fix: set `version_id` in `pipeline_definition_s3_location` in Terraform, `Version` in
    `PipelineDefinitionS3Location` in CloudFormation, or keep the definition in the file itself.

    ```hcl
    resource "aws_sagemaker_pipeline" "training" {
      pipeline_name         = "training"
      pipeline_display_name = "training"
      role_arn              = aws_iam_role.training.arn
      pipeline_definition_s3_location {
        bucket     = "definitions"
        object_key = "training.json"
        version_id = "3HL4kqtJlcpXroDTDmjVBH40Nrjfkd"
      }
    }
    ```

    ```yaml
    Training:
      Type: AWS::SageMaker::Pipeline
      Properties:
        PipelineName: training
        RoleArn: !GetAtt Role.Arn
        PipelineDefinition:
          PipelineDefinitionS3Location:
            Bucket: definitions
            Key: training.json
            Version: 3HL4kqtJlcpXroDTDmjVBH40Nrjfkd
    ```
    """
    if not pipeline.definition_in_s3:
        pytest.skip("its definition does not come from S3")
    assert pipeline.definition_version is not None


@marks.severity("high")
@marks.soc2("CC8.1")
@marks.hipaa("164.308(a)(8)", "164.312(c)(1)")
@marks.nist_800_53("CM-3", "CM-5", "SA-10")
@marks.nist_ai_rmf("MEASURE 2.7", "GOVERN 6.1", "MAP 4.1", "MANAGE 3.1")
@marks.iso_42001("A.7.3", "A.7.4", "A.7.5", "A.7.6", "A.10.3")
@marks.owasp_llm("LLM04:2025", "LLM03:2025")
@marks.mitre_atlas(
    "AML.T0020",
    "AML.T0059",
    "AML.T0070",
    "AML.M0025",
    "AML.T0010",
    "AML.T0011",
    "AML.T0058",
    "AML.M0013",
    "AML.M0014",
    "AML.M0016",
)
@marks.aws_genai_lens("GENSEC06-BP01")
def test_pipeline_is_not_edited_by_hand(pipeline: sagemaker.Pipeline) -> None:
    """A SageMaker pipeline was not last changed by a user of SageMaker Studio.

    Why: what was changed in Studio has no history, no review and no author but a profile: the next model is
    trained by steps that nobody approved.

    Fix: change the definition in the repository and let a role deploy it: an `aws_sagemaker_pipeline` in
    Terraform, an `AWS::SageMaker::Pipeline` in CloudFormation.
    """
    assert not pipeline.edited_in_studio


@marks.severity("high")
@marks.soc2("CC8.1")
@marks.hipaa("164.308(a)(8)", "164.312(c)(1)")
@marks.nist_800_53("CM-3", "CM-5", "SA-10")
@marks.nist_ai_rmf("MEASURE 2.7", "GOVERN 6.1", "MAP 4.1", "MANAGE 3.1")
@marks.iso_42001("A.7.3", "A.7.4", "A.7.5", "A.7.6", "A.10.3")
@marks.owasp_llm("LLM04:2025", "LLM03:2025")
@marks.mitre_atlas(
    "AML.T0020",
    "AML.T0059",
    "AML.T0070",
    "AML.M0025",
    "AML.T0010",
    "AML.T0011",
    "AML.T0058",
    "AML.M0013",
    "AML.M0014",
    "AML.M0016",
)
@marks.aws_genai_lens("GENSEC06-BP01")
def test_workflow_definition_in_s3_is_pinned_to_a_version(workflow: ai.ModelWorkflow) -> None:
    """A state machine that may change models, and whose definition lies in S3, names the version of the object.

    Why: the steps decide which data is used and what is deployed. Whoever may write the object changes them,
    and the template that names it still reads the same.

    Fix: set `Version` in `DefinitionS3Location` in CloudFormation; Terraform keeps the definition in the file.

    ```yaml
    Workflow:
      Type: AWS::StepFunctions::StateMachine
      Properties:
        RoleArn: !GetAtt Role.Arn
        DefinitionS3Location:
          Bucket: definitions
          Key: training.json
          Version: 3HL4kqtJlcpXroDTDmjVBH40Nrjfkd
    Role:
      Type: AWS::IAM::Role
      Properties:
        AssumeRolePolicyDocument:
          Statement:
            - Effect: Allow
              Action: sts:AssumeRole
              Principal: {Service: states.amazonaws.com}
        Policies:
          - PolicyName: build
            PolicyDocument:
              Statement:
                - Effect: Allow
                  Action: sagemaker:UpdatePipeline
                  Resource: arn:aws:sagemaker:us-east-1:123456789012:pipeline/training
    ```
    """
    if not workflow.definition_in_s3:
        pytest.skip("its definition does not come from S3")
    assert workflow.definition_version is not None
