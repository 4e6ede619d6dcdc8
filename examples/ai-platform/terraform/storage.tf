resource "aws_kms_key" "main" {
  description         = "Models and training data"
  enable_key_rotation = true

  tags = {
    Name = "main"
  }
}

# Training data: what customers wrote, with their consent.

resource "aws_s3_bucket" "training" { # violates: ai-bucket-blocks-public-access
  bucket = "${local.prefix}-training"

  tags = {
    Name = "training"
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "training" {
  bucket = aws_s3_bucket.training.id

  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm = "AES256" # violates: ai-bucket-is-encrypted-with-a-customer-managed-key
    }
  }
}

resource "aws_s3_bucket_versioning" "training" {
  bucket = aws_s3_bucket.training.id

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_policy" "training" {
  bucket = aws_s3_bucket.training.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "OnlyTls"
      Effect    = "Deny"
      Principal = "*"
      Action    = "s3:*"
      Resource  = [aws_s3_bucket.training.arn, "${aws_s3_bucket.training.arn}/*"]
      Condition = {
        Bool = { "aws:SecureTransport" = "false" }
      }
    }]
  })
}

# Model artefacts: what training makes and the endpoints load.

resource "aws_s3_bucket" "artefacts" { # violates: ai-bucket-is-encrypted-with-a-customer-managed-key
  bucket = "${local.prefix}-artefacts"

  tags = {
    Name = "artefacts"
  }
}

resource "aws_s3_bucket_public_access_block" "artefacts" {
  bucket                  = aws_s3_bucket.artefacts.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = false # violates: ai-bucket-blocks-public-access
}

resource "aws_s3_bucket_versioning" "artefacts" {
  bucket = aws_s3_bucket.artefacts.id

  versioning_configuration {
    status = "Enabled"
  }
}
