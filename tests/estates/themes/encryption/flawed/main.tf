# The weights of a model, readable for whoever gets at the bucket, the disk of its server, or the key of its authors.

resource "aws_s3_bucket" "weights" {
  bucket = "assistant-weights"
}

resource "aws_s3_bucket_server_side_encryption_configuration" "weights" {
  bucket = aws_s3_bucket.weights.id
  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm = "AES256" # violates: ai-bucket-is-encrypted-with-a-customer-managed-key
    }
  }
}

resource "aws_s3_bucket_public_access_block" "weights" {
  bucket                  = aws_s3_bucket.weights.id
  block_public_acls       = true
  block_public_policy     = false # violates: ai-bucket-blocks-public-access
  ignore_public_acls      = true
  restrict_public_buckets = false
}

resource "aws_s3_bucket_policy" "weights" {
  bucket = aws_s3_bucket.weights.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow" # violates: ai-bucket-refuses-plain-http
      Principal = { AWS = "arn:aws:iam::111122223333:role/server" }
      Action    = "s3:GetObject"
      Resource  = "${aws_s3_bucket.weights.arn}/*"
    }]
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
    encrypted = false # violates: model-host-volumes-are-encrypted model-host-volumes-have-a-customer-managed-key
  }
}

# More servers of the kind are launched as they are needed, with the key that AWS keeps.
resource "aws_launch_template" "servers" {
  name          = "servers"
  instance_type = "g5.xlarge"
  block_device_mappings {
    device_name = "/dev/xvda"
    ebs {
      encrypted = true # violates: model-host-volumes-have-a-customer-managed-key
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

resource "aws_kms_key" "research" { # violates: ai-key-is-not-granted-to-other-accounts loss-of-an-ai-key-raises-an-alarm
  description             = "Notebooks"
  is_enabled              = false # violates: ai-key-is-enabled
  enable_key_rotation     = false # violates: ai-key-is-rotated
  deletion_window_in_days = 7 # violates: ai-key-is-not-deleted-in-haste
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Principal = "*" # violates: ai-key-policy-names-who-may-use-it
        Action    = "kms:*"
        Resource  = "*"
      },
      {
        Effect    = "Allow"
        Principal = { Service = "bedrock.amazonaws.com" } # violates: ai-key-serves-only-named-accounts
        Action    = "kms:Decrypt"
        Resource  = "*"
      },
      {
        Effect    = "Allow"
        Principal = { AWS = "arn:aws:iam::111122223333:role/administrator" }
        Action    = ["kms:PutKeyPolicy", "kms:Decrypt"] # violates: ai-key-administrators-do-not-decrypt
        Resource  = "*"
      },
    ]
  })
}

resource "aws_sagemaker_notebook_instance" "research" {
  name          = "research"
  instance_type = "ml.g5.xlarge"
  role_arn      = "arn:aws:iam::111122223333:role/research"
  kms_key_id    = aws_kms_key.research.arn
}

resource "aws_kms_grant" "partner" {
  key_id            = aws_kms_key.research.key_id
  grantee_principal = "arn:aws:iam::444455556666:role/partner"
  operations        = ["Decrypt"]
}

resource "aws_cloudwatch_event_rule" "buckets" {
  name = "buckets"
  event_pattern = jsonencode({
    source        = ["aws.s3"]
    "detail-type" = ["AWS API Call via CloudTrail"]
    detail        = { eventName = ["DeleteBucket"] }
  })
}

resource "aws_cloudwatch_event_target" "buckets" {
  rule = aws_cloudwatch_event_rule.buckets.name
  arn  = "arn:aws:sns:us-east-1:111122223333:security"
}
