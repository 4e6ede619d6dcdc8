# The way of a support model from its training to its users: sources and builds come from a repository, the definition
# of the training is one version of an object, and somebody says yes before the new model answers everybody.

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
      provider         = "CodeStarSourceConnection"
      version          = "1"
      output_artifacts = ["source"]
      configuration = {
        ConnectionArn    = aws_codestarconnections_connection.github.arn
        FullRepositoryId = "example/support-model"
        BranchName       = "main"
      }
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
      configuration = {
        ActionMode   = "CREATE_UPDATE"
        StackName    = "support-model"
        TemplatePath = "source::model.yaml"
      }
    }
  }
}

resource "aws_codebuild_project" "container" {
  name           = "container"
  service_role   = aws_iam_role.release.arn
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
    type      = "GITHUB"
    location  = "https://github.com/example/support-model.git"
    buildspec = "build/container.yaml"
  }
}

resource "aws_codebuild_project" "preparation" {
  name           = "preparation"
  service_role   = aws_iam_role.release.arn
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
    type     = "CODECOMMIT"
    location = aws_codecommit_repository.features.clone_url_http
  }
}

resource "aws_codecommit_repository" "features" {
  repository_name = "features"
}

resource "aws_codecommit_approval_rule_template" "reviewed" {
  name = "reviewed"
  content = jsonencode({
    Version               = "2018-11-08"
    DestinationReferences = ["refs/heads/main"]
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
  git_config {
    repository_url = "https://github.com/example/support-notebooks.git"
    branch         = "main"
  }
}

resource "aws_sagemaker_pipeline" "training" {
  pipeline_name         = "training"
  pipeline_display_name = "training"
  role_arn              = aws_iam_role.training.arn
  pipeline_definition_s3_location {
    bucket     = aws_s3_bucket.artifacts.bucket
    object_key = "training.json"
    version_id = "3HL4kqtJlcpXroDTDmjVBH40Nrjfkd"
  }
}

resource "aws_codestarconnections_connection" "github" {
  name          = "github"
  provider_type = "GitHub"
}

resource "aws_s3_bucket" "artifacts" {
  bucket = "support-artifacts"
}

resource "aws_s3_bucket_versioning" "artifacts" {
  bucket = aws_s3_bucket.artifacts.id
  versioning_configuration {
    status = "Enabled"
  }
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
