# Images of a model in a repository of its own account: tags that stay, an own key, scanned again and again.

resource "aws_ecr_repository" "chat" {
  name                 = "chat"
  image_tag_mutability = "IMMUTABLE"
  encryption_configuration {
    encryption_type = "KMS"
    kms_key         = aws_kms_key.chat.arn
  }
}

resource "aws_ecr_repository_policy" "chat" {
  repository = aws_ecr_repository.chat.name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = "arn:aws:iam::111122223333:role/deploy" }
      Action    = ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]
    }]
  })
}

resource "aws_ecr_registry_scanning_configuration" "all" {
  scan_type = "ENHANCED"
  rule {
    scan_frequency = "CONTINUOUS_SCAN"
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
    image = "${aws_ecr_repository.chat.repository_url}:v7"
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

resource "aws_kms_key" "chat" {
  description         = "Images of the chat model"
  enable_key_rotation = true
}
