# Images of a model in a repository that anybody can read, under tags that move, with the key of AWS, scanned once.

resource "aws_ecr_repository" "chat" { # violates: model-repository-is-scanned-continuously
  name                 = "chat"
  image_tag_mutability = "MUTABLE" # violates: model-repository-keeps-tags
  encryption_configuration { # violates: model-repository-is-encrypted-with-a-customer-managed-key
    encryption_type = "AES256"
  }
}

resource "aws_ecr_repository_policy" "chat" {
  repository = aws_ecr_repository.chat.name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = "*" # violates: model-repository-is-private
      Action    = ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]
    }, {
      Effect    = "Allow"
      Principal = { AWS = "arn:aws:iam::444455556666:root" } # violates: model-repository-is-shared-with-trusted-accounts-only
      Action    = ["ecr:BatchGetImage"]
    }]
  })
}

resource "aws_ecr_registry_scanning_configuration" "all" {
  scan_type = "BASIC"
  rule {
    scan_frequency = "SCAN_ON_PUSH"
    repository_filter {
      filter      = "*"
      filter_type = "WILDCARD"
    }
  }
}

resource "aws_sagemaker_model" "chat" {
  name               = "chat"
  execution_role_arn = aws_iam_role.chat.arn
  primary_container {
    image = "${aws_ecr_repository.chat.repository_url}:latest"
  }
}

resource "aws_iam_role" "chat" {
  name = "chat"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "sagemaker.amazonaws.com" }
      Action    = "sts:AssumeRole"
    }]
  })
}
