"""Where builds for models get their sources from."""

from __future__ import annotations

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
def test_build_of_models_has_a_source_with_history(build: ai.ModelBuild) -> None:
    """A CodeBuild project that may change models builds from a repository, a pipeline, or one version of an object.

    Why: without a source the commands stand in the project itself, and from a bucket comes whatever lies there:
    nobody sees afterwards what was built, or who wrote it.

    Fix: set `type` of `source` in `aws_codebuild_project` in Terraform, `Type` of `Source` in
    `AWS::CodeBuild::Project` in CloudFormation, to a repository or to `CODEPIPELINE`; with `S3` set
    `source_version` (`SourceVersion`).

    ```hcl
    resource "aws_codebuild_project" "training" {
      name         = "training"
      service_role = aws_iam_role.build.arn
      artifacts {
        type = "NO_ARTIFACTS"
      }
      environment {
        compute_type = "BUILD_GENERAL1_SMALL"
        image        = "aws/codebuild/standard:7.0"
        type         = "LINUX_CONTAINER"
      }
      source {
        type     = "GITHUB"
        location = "https://github.com/example/training.git"
      }
    }
    resource "aws_iam_role" "build" {
      assume_role_policy = jsonencode({
        Statement = [{
          Effect    = "Allow"
          Action    = "sts:AssumeRole"
          Principal = { Service = "codebuild.amazonaws.com" }
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
      Type: AWS::CodeBuild::Project
      Properties:
        ServiceRole: !GetAtt Role.Arn
        Artifacts: {Type: NO_ARTIFACTS}
        Environment: {ComputeType: BUILD_GENERAL1_SMALL, Image: "aws/codebuild/standard:7.0", Type: LINUX_CONTAINER}
        Source: {Type: GITHUB, Location: "https://github.com/example/training.git"}
    Role:
      Type: AWS::IAM::Role
      Properties:
        AssumeRolePolicyDocument:
          Statement:
            - Effect: Allow
              Action: sts:AssumeRole
              Principal: {Service: codebuild.amazonaws.com}
        Policies:
          - PolicyName: build
            PolicyDocument:
              Statement:
                - Effect: Allow
                  Action: sagemaker:UpdatePipeline
                  Resource: arn:aws:sagemaker:us-east-1:123456789012:pipeline/training
    ```
    """
    assert build.has_a_source_with_history
