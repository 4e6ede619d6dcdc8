"""Which branches models are made from, and who has to agree before something gets into them."""

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
@marks.equivalent(checkov="CKV2_AWS_37")
def test_repository_of_models_asks_for_an_approval(repository: ai.ModelRepository) -> None:
    """A CodeCommit repository that models are made from asks somebody before a change gets into the branch.

    Why: whoever may write the repository alone decides with which code and on which data models are trained. The
    author of a request cannot approve it, so one approval is a second pair of eyes; the pool says whose.

    Fix: associate an `aws_codecommit_approval_rule_template` with at least one approval and with
    `ApprovalPoolMembers` by `aws_codecommit_approval_rule_template_association` in Terraform, and deny pushes to the
    branch in the policies of those who write it. CloudFormation has no type for templates: associate one by
    `aws codecommit associate-approval-rule-template-with-repository`.

    ```hcl
    resource "aws_codecommit_repository" "training" {
      repository_name = "training"
    }
    resource "aws_codecommit_approval_rule_template" "reviewed" {
      name = "reviewed"
      content = jsonencode({
        Version               = "2018-11-08"
        DestinationReferences = ["refs/heads/main"]
        Statements = [{
          Type                    = "Approvers"
          NumberOfApprovalsNeeded = 1
          ApprovalPoolMembers     = ["arn:aws:sts::123456789012:assumed-role/reviewer/*"]
        }]
      })
    }
    resource "aws_codecommit_approval_rule_template_association" "training" {
      approval_rule_template_name = aws_codecommit_approval_rule_template.reviewed.name
      repository_name             = aws_codecommit_repository.training.repository_name
    }
    resource "aws_sagemaker_code_repository" "training" {
      code_repository_name = "training"
      git_config {
        repository_url = aws_codecommit_repository.training.clone_url_http
        branch         = "main"
      }
    }
    ```
    """
    assert repository.asks_for_an_approval


@marks.severity("medium")
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
def test_code_repository_names_its_branch(code: sagemaker.CodeRepository) -> None:
    """A repository of code that SageMaker uses names the branch that is taken.

    Why: the rules for branches hold for branches by name. Which one is the default is a switch at the host of the
    repository, and whoever turns it decides what notebooks and training jobs run.

    Fix: set `branch` in `git_config` in Terraform, `Branch` in `GitConfig` in CloudFormation.

    ```hcl
    resource "aws_sagemaker_code_repository" "training" {
      code_repository_name = "training"
      git_config {
        repository_url = "https://github.com/example/training.git"
        branch         = "main"
      }
    }
    ```

    ```yaml
    Training:
      Type: AWS::SageMaker::CodeRepository
      Properties:
        GitConfig: {RepositoryUrl: "https://github.com/example/training.git", Branch: main}
    ```
    """
    assert code.branch is not None


@marks.severity("medium")
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
def test_build_of_models_names_its_branch(build: ai.ModelBuild) -> None:
    """A CodeBuild project that may change models, and takes its source from a repository by itself, names the branch.

    Why: the rules for branches hold for branches by name. Which one is the default is a switch at the host of the
    repository, and whoever turns it decides what is built.

    Fix: set `source_version` in `aws_codebuild_project` in Terraform, `SourceVersion` in `AWS::CodeBuild::Project` in
    CloudFormation, to the branch, or to a tag or commit.

    ```hcl
    resource "aws_codebuild_project" "training" {
      name           = "training"
      service_role   = aws_iam_role.build.arn
      source_version = "refs/heads/main"
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
        SourceVersion: refs/heads/main
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
    if not build.chooses_its_branch:
        pytest.skip("a pipeline, its repository or nobody says what of a repository it builds")
    assert build.source_version is not None
