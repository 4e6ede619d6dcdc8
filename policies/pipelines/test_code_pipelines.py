"""Where that which trains, builds and deploys models gets its sources from, and who says yes."""

from __future__ import annotations

import pytest

from pytest_aisec import ai, marks


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
def test_pipeline_of_models_starts_from_a_repository(pipeline: ai.ModelPipeline) -> None:
    """A CodePipeline pipeline that may change models starts from a repository.

    Why: a repository knows who made each change and can ask for a second pair of eyes. An object in a bucket is
    replaced by whoever may write it, and the pipeline trains or deploys what it finds.

    Fix: make the source stage read CodeCommit, or GitHub, GitLab or Bitbucket through
    `CodeStarSourceConnection`: `provider` of the source `action` in `aws_codepipeline` in Terraform,
    `ActionTypeId` in `AWS::CodePipeline::Pipeline` in CloudFormation.

    ```hcl
    resource "aws_codepipeline" "training" {
      name     = "training"
      role_arn = aws_iam_role.build.arn
      artifact_store {
        location = "artifacts"
        type     = "S3"
      }
      stage {
        name = "Source"
        action {
          name             = "Source"
          category         = "Source"
          owner            = "AWS"
          provider         = "CodeStarSourceConnection"
          version          = "1"
          output_artifacts = ["source"]
        }
      }
      stage {
        name = "Release"
        action {
          name     = "Approve"
          category = "Approval"
          owner    = "AWS"
          provider = "Manual"
          version  = "1"
        }
        action {
          name            = "Deploy"
          category        = "Deploy"
          owner           = "AWS"
          provider        = "CloudFormation"
          version         = "1"
          run_order       = 2
          input_artifacts = ["source"]
        }
      }
    }

    resource "aws_iam_role" "build" {
      assume_role_policy = jsonencode({
        Statement = [{
          Effect    = "Allow"
          Action    = "sts:AssumeRole"
          Principal = { Service = "codepipeline.amazonaws.com" }
        }]
      })
    }
    resource "aws_iam_role_policy" "build" {
      role = aws_iam_role.build.id
      policy = jsonencode({
        Statement = [{
          Effect   = "Allow"
          Action   = "sagemaker:UpdatePipeline"
          Resource = "arn:aws:sagemaker:us-east-1:123456789012:pipeline/training"
        }]
      })
    }
    ```

    ```yaml
    Training:
      Type: AWS::CodePipeline::Pipeline
      Properties:
        RoleArn: !GetAtt Role.Arn
        Stages:
          - Name: Source
            Actions:
              - Name: Source
                ActionTypeId: {Category: Source, Owner: AWS, Provider: CodeStarSourceConnection, Version: "1"}
          - Name: Release
            Actions:
              - Name: Approve
                ActionTypeId: {Category: Approval, Owner: AWS, Provider: Manual, Version: "1"}
                RunOrder: 1
              - Name: Deploy
                ActionTypeId: {Category: Deploy, Owner: AWS, Provider: CloudFormation, Version: "1"}
                RunOrder: 2

    Role:
      Type: AWS::IAM::Role
      Properties:
        AssumeRolePolicyDocument:
          Statement:
            - Effect: Allow
              Action: sts:AssumeRole
              Principal: {Service: codepipeline.amazonaws.com}
        Policies:
          - PolicyName: build
            PolicyDocument:
              Statement:
                - Effect: Allow
                  Action: sagemaker:UpdatePipeline
                  Resource: arn:aws:sagemaker:us-east-1:123456789012:pipeline/training
    ```
    """
    assert pipeline.starts_from_a_repository


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
def test_pipeline_of_models_asks_before_it_deploys(pipeline: ai.ModelPipeline) -> None:
    """A CodePipeline pipeline that may change models has somebody approve what it deploys.

    Why: a model or an agent that nobody looked at serves everybody at once. Rules for branches are kept at the
    host of the repository, which no file here shows; the approval stands in the pipeline.

    Fix: add an action of the category `Approval` before the first one that deploys: `action` in
    `aws_codepipeline` in Terraform, `Actions` in `AWS::CodePipeline::Pipeline` in CloudFormation.

    ```hcl
    resource "aws_codepipeline" "training" {
      name     = "training"
      role_arn = aws_iam_role.build.arn
      artifact_store {
        location = "artifacts"
        type     = "S3"
      }
      stage {
        name = "Source"
        action {
          name             = "Source"
          category         = "Source"
          owner            = "AWS"
          provider         = "CodeStarSourceConnection"
          version          = "1"
          output_artifacts = ["source"]
        }
      }
      stage {
        name = "Release"
        action {
          name     = "Approve"
          category = "Approval"
          owner    = "AWS"
          provider = "Manual"
          version  = "1"
        }
        action {
          name            = "Deploy"
          category        = "Deploy"
          owner           = "AWS"
          provider        = "CloudFormation"
          version         = "1"
          run_order       = 2
          input_artifacts = ["source"]
        }
      }
    }

    resource "aws_iam_role" "build" {
      assume_role_policy = jsonencode({
        Statement = [{
          Effect    = "Allow"
          Action    = "sts:AssumeRole"
          Principal = { Service = "codepipeline.amazonaws.com" }
        }]
      })
    }
    resource "aws_iam_role_policy" "build" {
      role = aws_iam_role.build.id
      policy = jsonencode({
        Statement = [{
          Effect   = "Allow"
          Action   = "sagemaker:UpdatePipeline"
          Resource = "arn:aws:sagemaker:us-east-1:123456789012:pipeline/training"
        }]
      })
    }
    ```

    ```yaml
    Training:
      Type: AWS::CodePipeline::Pipeline
      Properties:
        RoleArn: !GetAtt Role.Arn
        Stages:
          - Name: Source
            Actions:
              - Name: Source
                ActionTypeId: {Category: Source, Owner: AWS, Provider: CodeStarSourceConnection, Version: "1"}
          - Name: Release
            Actions:
              - Name: Approve
                ActionTypeId: {Category: Approval, Owner: AWS, Provider: Manual, Version: "1"}
                RunOrder: 1
              - Name: Deploy
                ActionTypeId: {Category: Deploy, Owner: AWS, Provider: CloudFormation, Version: "1"}
                RunOrder: 2

    Role:
      Type: AWS::IAM::Role
      Properties:
        AssumeRolePolicyDocument:
          Statement:
            - Effect: Allow
              Action: sts:AssumeRole
              Principal: {Service: codepipeline.amazonaws.com}
        Policies:
          - PolicyName: build
            PolicyDocument:
              Statement:
                - Effect: Allow
                  Action: sagemaker:UpdatePipeline
                  Resource: arn:aws:sagemaker:us-east-1:123456789012:pipeline/training
    ```
    """
    if not pipeline.deploys:
        pytest.skip("it deploys nothing")
    assert pipeline.asks_before_it_deploys
