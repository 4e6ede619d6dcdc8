# The way of a support model from its training to its users: definitions and sources are whatever lies in a bucket,
# a build runs commands that nobody keeps, branches are whatever is the default, and nobody is asked before the new model answers everybody.

resource "aws_codepipeline" "release" {
  name     = "release"
  role_arn = aws_iam_role.release.arn
  artifact_store {
    location = aws_s3_bucket.artifacts.bucket
    type     = "S3"
  }
  stage {
    name = "Source"
    action {
      name             = "Source"
      category         = "Source"
      owner            = "AWS"
      provider         = "S3" # violates: pipeline-of-models-starts-from-a-repository
      version          = "1"
      output_artifacts = ["source"]
      configuration = {
        S3Bucket    = aws_s3_bucket.artifacts.bucket
        S3ObjectKey = "release.zip"
      }
    }
  }
  stage {
    name = "Release"
    action {
      name            = "Deploy"
      category        = "Deploy" # violates: pipeline-of-models-asks-before-it-deploys
      owner           = "AWS"
      provider        = "CloudFormation"
      version         = "1"
      input_artifacts = ["source"]
      configuration = {
        ActionMode   = "CREATE_UPDATE"
        StackName    = "support-model"
        TemplatePath = "source::model.yaml"
      }
    }
  }
}

resource "aws_codebuild_project" "container" {
  name         = "container"
  service_role = aws_iam_role.release.arn
  artifacts {
    type = "NO_ARTIFACTS"
  }
  environment {
    compute_type = "BUILD_GENERAL1_SMALL"
    image        = "aws/codebuild/standard:7.0"
    type         = "LINUX_CONTAINER"
  }
  source {
    type = "NO_SOURCE" # violates: build-of-models-has-a-source-with-history
    buildspec = yamlencode({
      version = "0.2"
      phases  = { build = { commands = ["aws sagemaker update-endpoint --cli-input-json file://endpoint.json"] } }
    })
  }
}

resource "aws_codebuild_project" "preparation" { # violates: build-of-models-names-its-branch
  name         = "preparation"
  service_role = aws_iam_role.release.arn
  artifacts {
    type = "NO_ARTIFACTS"
  }
  environment {
    compute_type = "BUILD_GENERAL1_SMALL"
    image        = "aws/codebuild/standard:7.0"
    type         = "LINUX_CONTAINER"
  }
  source {
    type     = "CODECOMMIT"
    location = aws_codecommit_repository.features.clone_url_http
  }
}

resource "aws_codecommit_repository" "features" { # violates: repository-of-models-asks-for-an-approval
  repository_name = "features"
}

resource "aws_codecommit_approval_rule_template" "reviewed" {
  name = "reviewed"
  content = jsonencode({
    Version               = "2018-11-08"
    DestinationReferences = ["refs/heads/release"]
    Statements = [{
      Type                    = "Approvers"
      NumberOfApprovalsNeeded = 1
      ApprovalPoolMembers     = ["arn:aws:sts::111122223333:assumed-role/reviewer/*"]
    }]
  })
}

resource "aws_codecommit_approval_rule_template_association" "features" {
  approval_rule_template_name = aws_codecommit_approval_rule_template.reviewed.name
  repository_name             = aws_codecommit_repository.features.repository_name
}

resource "aws_sagemaker_code_repository" "notebooks" {
  code_repository_name = "notebooks"
  git_config { # violates: code-repository-names-its-branch
    repository_url = "https://github.com/example/support-notebooks.git"
  }
}

resource "aws_sagemaker_pipeline" "training" {
  pipeline_name         = "training"
  pipeline_display_name = "training"
  role_arn              = aws_iam_role.training.arn
  pipeline_definition_s3_location { # violates: pipeline-definition-in-s3-is-pinned-to-a-version
    bucket     = aws_s3_bucket.artifacts.bucket
    object_key = "training.json"
  }
}

resource "aws_s3_bucket" "artifacts" {
  bucket = "support-artifacts"
}

resource "aws_iam_role" "release" {
  name = "release"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = ["codepipeline.amazonaws.com", "codebuild.amazonaws.com"] }
      Action    = "sts:AssumeRole"
    }]
  })
}

resource "aws_iam_role_policy" "release" {
  role = aws_iam_role.release.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = ["sagemaker:CreateModel", "sagemaker:UpdateEndpoint"]
      Resource = "arn:aws:sagemaker:us-east-1:111122223333:*"
    }]
  })
}

resource "aws_iam_role" "training" {
  name = "training"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "sagemaker.amazonaws.com" }
      Action    = "sts:AssumeRole"
    }]
  })
}
