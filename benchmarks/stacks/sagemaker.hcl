# A notebook, and a model that SageMaker serves.

resource "aws_security_group" "TEAM_sagemaker" {
  name   = "${local.TEAM_name}-sagemaker"
  vpc_id = aws_vpc.NETWORK.id

  egress {
    from_port   = 443
    to_port     = 443
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_iam_role" "TEAM_sagemaker" {
  name = "${local.TEAM_name}-sagemaker"

  assume_role_policy = <<-JSON
    {
      "Version": "2012-10-17",
      "Statement": [
        {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": "sagemaker.amazonaws.com"}}
      ]
    }
  JSON
}

resource "aws_iam_policy" "TEAM_sagemaker" {
  name = "${local.TEAM_name}-sagemaker"

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      for action in ["s3:GetObject", "s3:PutObject"] : {
        Effect   = "Allow"
        Action   = action
        Resource = "arn:aws:s3:::${local.TEAM_name}-features/*"
      }
    ]
  })
}

resource "aws_iam_role_policy_attachment" "TEAM_sagemaker" {
  role       = aws_iam_role.TEAM_sagemaker.name
  policy_arn = aws_iam_policy.TEAM_sagemaker.arn
}

resource "aws_s3_bucket" "TEAM_features" {
  bucket = "${local.TEAM_name}-features"
  tags   = local.TEAM_tags
}

resource "aws_s3_bucket_public_access_block" "TEAM_features" {
  bucket                  = aws_s3_bucket.TEAM_features.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_sagemaker_notebook_instance" "TEAM" {
  name                   = "${local.TEAM_name}-research"
  role_arn               = aws_iam_role.TEAM_sagemaker.arn
  instance_type          = "ml.t3.xlarge"
  subnet_id              = aws_subnet.NETWORK_private[local.zones[0]].id
  security_groups        = [aws_security_group.TEAM_sagemaker.id]
  direct_internet_access = "Disabled"
  root_access            = "Disabled"
  kms_key_id             = aws_kms_key.TEAM.key_id

  instance_metadata_service_configuration {
    minimum_instance_metadata_service_version = "2"
  }
}

resource "aws_sagemaker_model" "TEAM" {
  name               = "${local.TEAM_name}-model"
  execution_role_arn = aws_iam_role.TEAM_sagemaker.arn

  primary_container {
    image          = "${local.registry}/pytorch-inference:2.6-gpu"
    model_data_url = "s3://${aws_s3_bucket.TEAM_features.bucket}/model.tar.gz"
  }

  vpc_config {
    subnets            = [for subnet in aws_subnet.NETWORK_private : subnet.id]
    security_group_ids = [aws_security_group.TEAM_sagemaker.id]
  }
}

resource "aws_sagemaker_endpoint_configuration" "TEAM" {
  name        = "${local.TEAM_name}-endpoint"
  kms_key_arn = aws_kms_key.TEAM.arn

  production_variants {
    variant_name           = "main"
    model_name             = aws_sagemaker_model.TEAM.name
    initial_instance_count = 1
    instance_type          = "ml.g5.xlarge"
  }
}

resource "aws_sagemaker_endpoint" "TEAM" {
  name                 = "${local.TEAM_name}-endpoint"
  endpoint_config_name = aws_sagemaker_endpoint_configuration.TEAM.name
}
