# The weights of a model under a key of the account, wherever they lie: in the bucket, on the disk, in the notebook.

resource "aws_s3_bucket" "weights" {
  bucket = "assistant-weights"
}

resource "aws_s3_bucket_server_side_encryption_configuration" "weights" {
  bucket = aws_s3_bucket.weights.id
  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = aws_kms_key.models.arn
    }
  }
}

resource "aws_s3_bucket_public_access_block" "weights" {
  bucket                  = aws_s3_bucket.weights.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_policy" "weights" {
  bucket = aws_s3_bucket.weights.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Principal = { AWS = "arn:aws:iam::111122223333:role/server" }
        Action    = "s3:GetObject"
        Resource  = "${aws_s3_bucket.weights.arn}/*"
      },
      {
        Effect    = "Deny"
        Principal = "*"
        Action    = "s3:*"
        Resource  = [aws_s3_bucket.weights.arn, "${aws_s3_bucket.weights.arn}/*"]
        Condition = { Bool = { "aws:SecureTransport" = "false" } }
      },
    ]
  })
}

resource "aws_sagemaker_model" "assistant" {
  name               = "assistant"
  execution_role_arn = "arn:aws:iam::111122223333:role/server"
  primary_container {
    image          = "763104351884.dkr.ecr.us-east-1.amazonaws.com/djl-inference:0.33.0-lmi15.0.0-cu128"
    model_data_url = "s3://${aws_s3_bucket.weights.id}/model.tar.gz"
  }
}

resource "aws_instance" "server" {
  ami           = "ami-0123456789abcdef0"
  instance_type = "g5.xlarge"
  root_block_device {
    encrypted  = true
    kms_key_id = aws_kms_key.models.arn
  }
}

resource "aws_launch_template" "servers" {
  name          = "servers"
  instance_type = "g5.xlarge"
  block_device_mappings {
    device_name = "/dev/xvda"
    ebs {
      encrypted  = true
      kms_key_id = aws_kms_key.models.arn
    }
  }
}

resource "aws_autoscaling_group" "servers" {
  max_size = 4
  min_size = 1
  launch_template {
    id = aws_launch_template.servers.id
  }
}

resource "aws_kms_key" "models" {
  description             = "Models, and what their authors work on"
  enable_key_rotation     = true
  deletion_window_in_days = 30
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Principal = { AWS = "arn:aws:iam::111122223333:root" }
        Action    = "kms:*"
        Resource  = "*"
      },
      {
        Effect    = "Allow"
        Principal = { Service = "bedrock.amazonaws.com" }
        Action    = "kms:Decrypt"
        Resource  = "*"
        Condition = { StringEquals = { "aws:SourceAccount" = "111122223333" } }
      },
    ]
  })
}

resource "aws_sagemaker_notebook_instance" "research" {
  name          = "research"
  instance_type = "ml.g5.xlarge"
  role_arn      = "arn:aws:iam::111122223333:role/research"
  kms_key_id    = aws_kms_key.models.arn
}

resource "aws_kms_grant" "research" {
  key_id            = aws_kms_key.models.key_id
  grantee_principal = "arn:aws:iam::111122223333:role/research"
  operations        = ["Decrypt"]
}

resource "aws_cloudwatch_event_rule" "keys" {
  name = "keys"
  event_pattern = jsonencode({
    source        = ["aws.kms"]
    "detail-type" = ["AWS API Call via CloudTrail"]
    detail        = { eventName = ["DisableKey", "ScheduleKeyDeletion"] }
  })
}

resource "aws_cloudwatch_event_target" "keys" {
  rule = aws_cloudwatch_event_rule.keys.name
  arn  = "arn:aws:sns:us-east-1:111122223333:security"
}
